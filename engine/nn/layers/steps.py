"""One step of a recurrent layer, from an input and a state to the next state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.functions import FUNCTIONS, creation
from engine.tensors import Tensor

# (h,) or, with a memory, (h, c).
State = tuple[Tensor, ...]
Weights = Sequence[Tensor | None]


def applied(name: str, *inputs: Any, **options: Any) -> Any:
    return FUNCTIONS[f"torch.{name}"](*inputs, **options)


def _affine(x: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:
    made: Tensor = FUNCTIONS["functional.linear"](x, weight, *(() if bias is None else (bias,)))
    return made


def plain_step(activation: str) -> Callable[[Tensor, State, Weights], State]:
    """h' = activation(W_ih x + b_ih + W_hh h + b_hh)"""

    def step(x: Tensor, state: State, held: Weights) -> State:
        return (applied(activation, _affine(x, held[0], held[2]) + _affine(state[0], held[1], held[3])),)

    return step


def lstm_step(x: Tensor, state: State, held: Weights) -> State:
    """i, f, o = σ(…), g = tanh(…), c' = f c + i g, h' = o tanh(c'). Source: Hochreiter and Schmidhuber 1997."""
    gates = _affine(x, held[0], held[2]) + _affine(state[0], held[1], held[3])
    i, f, g, o = applied("chunk", gates, 4, dim=-1)
    memory = applied("sigmoid", f) * state[1] + applied("sigmoid", i) * applied("tanh", g)
    hidden = applied("sigmoid", o) * applied("tanh", memory)
    return (hidden if len(held) < 5 else _affine(hidden, held[4], None), memory)


def gru_step(x: Tensor, state: State, held: Weights) -> State:
    """r, z = σ(…), n = tanh(W_in x + b_in + r (W_hn h + b_hn)), h' = (1 - z) n + z h. Source: Cho et al. 2014."""
    into_r, into_z, into_n = applied("chunk", _affine(x, held[0], held[2]), 3, dim=-1)
    back_r, back_z, back_n = applied("chunk", _affine(state[0], held[1], held[3]), 3, dim=-1)
    reset, keep = applied("sigmoid", into_r + back_r), applied("sigmoid", into_z + back_z)
    new = applied("tanh", into_n + reset * back_n)
    return ((1 - keep) * new + keep * state[0],)


def zeros(shape: tuple[int, ...], like: Tensor) -> Tensor:
    return creation.leaf(np.zeros(shape, like.dtype))


def all_tensors(values: Sequence[Any]) -> bool:
    return all(isinstance(value, Tensor) for value in values)


def require_nonlinearity(kind: str, nonlinearity: Any) -> None:
    if nonlinearity not in ("tanh", "relu"):
        raise ArgumentError(f"nonlinearity of {kind} is 'tanh' or 'relu', not {nonlinearity!r}")
