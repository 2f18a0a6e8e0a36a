"""Recurrent cells: one step at a time, called by the program."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine.errors import ArgumentError, ShapeError
from engine.nn.layers import weights
from engine.nn.layers.module import Module
from engine.nn.layers.steps import (
    State,
    Weights,
    all_tensors,
    gru_step,
    lstm_step,
    plain_step,
    require_nonlinearity,
    zeros,
)
from engine.operation import shape_text
from engine.tensors import Tensor


class Cell(Module):
    """One step."""

    tensors = 1
    inputs = ("input", "hx")
    gates: ClassVar[int] = 1
    states: ClassVar[int] = 1

    def _begin(self, input_size: int, hidden_size: int, bias: bool, dtype: Any) -> None:
        super().__init__()
        weights.require_sizes(self.kind, input_size=input_size, hidden_size=hidden_size)
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bool(bias)
        rows, bound = self.gates * hidden_size, 1 / math.sqrt(hidden_size)
        self.register_parameter("weight_ih", weights.uniform((rows, input_size), bound, dtype))
        self.register_parameter("weight_hh", weights.uniform((rows, hidden_size), bound, dtype))
        for name in ("bias_ih", "bias_hh"):
            self.register_parameter(name, weights.uniform((rows,), bound, dtype) if bias else None)

    def step(self, x: Tensor, state: State, held: Weights) -> State:
        raise NotImplementedError

    def forward(self, input: Tensor, hx: Any = None) -> Any:
        if input.ndim not in (1, 2) or input.shape[-1] != self.input_size:
            raise ShapeError(
                f"{self.kind} takes (batch, {self.input_size}) or ({self.input_size},), "
                f"the input has shape {shape_text(input.shape)}"
            )
        shape = (*input.shape[:-1], self.hidden_size)
        given = (hx,) if self.states == 1 else hx
        if hx is None:
            given = (zeros(shape, input),) * self.states
        if not isinstance(given, (tuple, list)) or len(given) != self.states or not all_tensors(given):
            wanted = "a tensor h" if self.states == 1 else "a tuple (h, c)"
            raise ArgumentError(f"hx of {self.kind} is {wanted}, not {type(hx).__name__}")
        for part in given:
            if part.shape != shape:
                raise ShapeError(
                    f"{self.kind} begins with shape {shape_text(shape)}, given is {shape_text(part.shape)}"
                )
        state = self.step(input, tuple(given), list(self._parameters.values()))
        return state[0] if self.states == 1 else state

    def extra_repr(self) -> str:
        told = f"{self.input_size}, {self.hidden_size}"
        return told if self.bias else f"{told}, bias=False"


class RNNCell(Cell):
    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        require_nonlinearity(self.kind, nonlinearity)
        self._begin(input_size, hidden_size, bias, dtype)
        self.nonlinearity = nonlinearity

    def step(self, x: Tensor, state: State, held: Weights) -> State:
        return plain_step(self.nonlinearity)(x, state, held)

    def extra_repr(self) -> str:
        told = super().extra_repr()
        return told if self.nonlinearity == "tanh" else f"{told}, nonlinearity={self.nonlinearity}"


class LSTMCell(Cell):
    gates, states = 4, 2

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        self._begin(input_size, hidden_size, bias, dtype)

    def step(self, x: Tensor, state: State, held: Weights) -> State:
        return lstm_step(x, state, held)


class GRUCell(Cell):
    gates = 3

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        self._begin(input_size, hidden_size, bias, dtype)

    def step(self, x: Tensor, state: State, held: Weights) -> State:
        return gru_step(x, state, held)
