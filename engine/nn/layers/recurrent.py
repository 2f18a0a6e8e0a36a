"""Recurrent layers: they walk a sequence step by step, as the picture shows them."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine.errors import ArgumentError, ShapeError
from engine.functions import FUNCTIONS
from engine.mode import mode
from engine.nn.layers import weights
from engine.nn.layers.module import Module
from engine.nn.layers.steps import (
    State,
    Weights,
    all_tensors,
    applied,
    gru_step,
    lstm_step,
    plain_step,
    require_nonlinearity,
    zeros,
)
from engine.operation import shape_text
from engine.tensors import Tensor


class Recurrent(Module):
    """Layers of steps over a sequence (time, batch, features); with `batch_first` (batch, time, features)."""

    tensors = 1
    inputs = ("input", "hx")
    gates: ClassVar[int] = 1
    states: ClassVar[int] = 1

    def _begin(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int,
        bias: bool,
        batch_first: bool,
        dropout: float,
        bidirectional: bool,
        dtype: Any,
        proj_size: int = 0,
    ) -> None:
        super().__init__()
        weights.require_sizes(self.kind, input_size=input_size, hidden_size=hidden_size, num_layers=num_layers)
        weights.require_sizes(self.kind, 0, proj_size=proj_size)
        if proj_size >= hidden_size:
            raise ArgumentError(f"proj_size of {self.kind} is smaller than its hidden_size")
        if not isinstance(dropout, (int, float)) or not 0 <= dropout <= 1:
            raise ArgumentError(f"dropout of {self.kind} is a probability from 0 to 1, not {dropout!r}")
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout = bool(bias), bool(batch_first), float(dropout)
        self.bidirectional, self.proj_size = bool(bidirectional), proj_size
        bound = 1 / math.sqrt(hidden_size)
        for layer in range(num_layers):
            wide = input_size if layer == 0 else self._width * (2 if bidirectional else 1)
            for suffix in self._suffixes(layer):
                for name, shape in self._shapes(wide):
                    self.register_parameter(f"{name}_{suffix}", weights.uniform(shape, bound, dtype))

    @property
    def _width(self) -> int:
        """How many numbers a step hands on."""
        return self.proj_size or self.hidden_size

    def _suffixes(self, layer: int) -> list[str]:
        return [f"l{layer}", f"l{layer}_reverse"] if self.bidirectional else [f"l{layer}"]

    def _shapes(self, wide: int) -> list[tuple[str, tuple[int, ...]]]:
        rows = self.gates * self.hidden_size
        shapes: list[tuple[str, tuple[int, ...]]] = [("weight_ih", (rows, wide)), ("weight_hh", (rows, self._width))]
        shapes += [("bias_ih", (rows,)), ("bias_hh", (rows,))] if self.bias else []
        return [*shapes, ("weight_hr", (self.proj_size, self.hidden_size))] if self.proj_size else shapes

    def step(self, x: Tensor, state: State, held: Weights) -> State:
        raise NotImplementedError

    def forward(self, input: Tensor, hx: Any = None) -> Any:
        batched = input.ndim == 3
        if input.ndim not in (2, 3) or input.shape[-1] != self.input_size:
            order = "batch, time" if self.batch_first else "time, batch"
            raise ShapeError(
                f"{self.kind} takes ({order}, {self.input_size}) or (time, {self.input_size}), "
                f"the input has shape {shape_text(input.shape)}"
            )
        along = 1 if self.batch_first and batched else 0
        lead = () if not batched else (input.shape[1 - along],)
        begun = self._begun(input, hx, lead)
        line = list(applied("unbind", input, dim=along))
        if not line:
            raise ShapeError(f"{self.kind} walks a sequence of at least one step")
        ended: list[State] = []
        for layer in range(self.num_layers):
            sides = []
            for side, suffix in enumerate(self._suffixes(layer)):
                walked, last = self._walk(line[::-1] if side else line, begun[len(ended)], suffix)
                sides.append(walked[::-1] if side else walked)
                ended.append(last)
            line = [applied("cat", both, dim=-1) for both in zip(*sides, strict=True)] if len(sides) == 2 else sides[0]
            if self.dropout and self.training and layer + 1 < self.num_layers:
                dropped = FUNCTIONS["functional.dropout"](applied("stack", line), self.dropout, True)
                line = list(applied("unbind", dropped))
        last = tuple(applied("stack", [state[part] for state in ended]) for part in range(self.states))
        return applied("stack", line, dim=along), last[0] if self.states == 1 else last

    def _walk(self, line: list[Tensor], state: State, suffix: str) -> tuple[list[Tensor], State]:
        held = [self._parameters.get(f"{name}_{suffix}") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
        held += [self._parameters[f"weight_hr_{suffix}"]] if self.proj_size else []
        recorder = mode().recorder
        walked = []
        for time, x in enumerate(line):
            if recorder is None:
                state = self.step(x, state, held)
            else:
                with recorder.inside(f"{suffix}/{time}"):
                    state = self.step(x, state, held)
            walked.append(state[0])
        return walked, state

    def _begun(self, input: Tensor, hx: Any, lead: tuple[int, ...]) -> list[State]:
        """The state of each layer and direction before the first step. Raises ArgumentError or ShapeError."""
        count = self.num_layers * (2 if self.bidirectional else 1)
        shapes = [(count, *lead, self._width), (count, *lead, self.hidden_size)][: self.states]
        if hx is None:
            parts = [[zeros(shape[1:], input)] * count for shape in shapes]
            return list(zip(*parts, strict=True))
        given = (hx,) if self.states == 1 else hx
        if not isinstance(given, (tuple, list)) or len(given) != self.states or not all_tensors(given):
            wanted = "a tensor h_0" if self.states == 1 else "a tuple (h_0, c_0)"
            raise ArgumentError(f"hx of {self.kind} is {wanted}, not {type(hx).__name__}")
        for part, shape in zip(given, shapes, strict=True):
            if part.shape != shape:
                raise ShapeError(
                    f"{self.kind} begins with shape {shape_text(shape)}, given is {shape_text(part.shape)}"
                )
        return list(zip(*(applied("unbind", part) for part in given), strict=True))

    def extra_repr(self) -> str:
        parts = [f"{self.input_size}, {self.hidden_size}"]
        parts += [f"proj_size={self.proj_size}"] if self.proj_size else []
        parts += [f"num_layers={self.num_layers}"] if self.num_layers != 1 else []
        parts += [] if self.bias else ["bias=False"]
        parts += ["batch_first=True"] if self.batch_first else []
        parts += [f"dropout={self.dropout}"] if self.dropout else []
        parts += ["bidirectional=True"] if self.bidirectional else []
        return ", ".join(parts)


class RNN(Recurrent):
    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        require_nonlinearity(self.kind, nonlinearity)
        self._begin(input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, dtype)
        self.nonlinearity = nonlinearity

    def step(self, x: Tensor, state: State, held: Weights) -> State:
        return plain_step(self.nonlinearity)(x, state, held)


class LSTM(Recurrent):
    gates, states = 4, 2

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        self._begin(input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, dtype, proj_size)

    def step(self, x: Tensor, state: State, held: Weights) -> State:
        return lstm_step(x, state, held)


class GRU(Recurrent):
    gates = 3

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        self._begin(input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, dtype)

    def step(self, x: Tensor, state: State, held: Weights) -> State:
        return gru_step(x, state, held)
