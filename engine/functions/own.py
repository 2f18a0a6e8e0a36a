"""Operations of a program: a node whose value and whose way back the program computes by functions of its own.

Such an operation stands in no table. What its way back did is kept with the node, so that it can be explained.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from engine.mode import no_grad
from engine.operation import OPS, Array, Op, Shape, size
from engine.tensors import Tensor, make

# The way back of a result of so many numbers is asked for each of them.
ASKED = 16
# So many records are kept ready.
KEPT = 256
Back = Callable[[Tensor], Sequence[Tensor | None]]


class Way:
    """The way back of one node: `back` answers the gradients of the inputs, `matrices` tell it later."""

    def __init__(self, back: Back, shape: Shape, shapes: Sequence[Shape]) -> None:
        self._back: Back | None = back
        self._shape, self._shapes = shape, shapes
        self._last: tuple[Any, list[Any]] | None = None
        self._seen: list[tuple[Array, list[Array]]] = []
        self.matrices: list[Array] | None = None

    def pull(self, g: Any, slot: int) -> Any:
        """The contribution to one input. What was asked last is not computed again for the next input."""
        if self._last is None or self._last[0] is not g:
            self._last = (g, self._asked(g))
        return self._last[1][slot]

    def _asked(self, g: Any) -> list[Any]:
        plain = not isinstance(g, Tensor)
        if plain:
            for seen, found in self._seen:
                if np.array_equal(seen, g, equal_nan=True):
                    return list(found)
        if self._back is None:
            return self._remembered(np.asarray(g))
        if not plain:
            return [_filled(made, shape, g) for made, shape in zip(self._back(g), self._shapes, strict=True)]
        with no_grad():
            found = [
                np.asarray(_filled(made, shape, Tensor(g))._current())
                for made, shape in zip(self._back(Tensor(g)), self._shapes, strict=True)
            ]
        self._seen.append((np.asarray(g), found))
        return found

    def learn(self) -> None:
        """Asks for the way back of each number of the result, where these are few."""
        count = size(self._shape)
        if self._back is None or self.matrices is not None or count > ASKED:
            return
        lines = [self._asked(unit.reshape(self._shape)[()]) for unit in np.eye(count)]
        self.matrices = [np.stack([line[slot].reshape(-1) for line in lines]) for slot in range(len(self._shapes))]

    def end(self) -> None:
        """The program is at its end: from now on its functions are not called."""
        self._back = None

    def _remembered(self, g: Array) -> list[Array]:
        if self.matrices is not None:
            flat = g.reshape(-1)
            return [(flat @ matrix).reshape(shape) for matrix, shape in zip(self.matrices, self._shapes, strict=True)]
        seen, found = self._seen[-1] if self._seen else (g, [np.zeros(shape) for shape in self._shapes])
        divisor = np.where(seen == 0, 1, seen)
        if size(self._shape) == 1:
            return [each * (g.item() / divisor.item()) for each in found]
        # Each of many numbers is taken to move its own entry alone, where the shapes are the same.
        return [g * each / divisor if np.shape(each) == np.shape(seen) else np.zeros(np.shape(each)) for each in found]

    def push(self, t: Array, slot: int) -> Array:
        t = np.asarray(t)
        if self.matrices is not None:
            return (self.matrices[slot] @ t.reshape(-1)).reshape(self._shape)
        ones = self._remembered(np.ones(self._shape))[slot]
        if size(self._shape) == 1:
            return np.full(self._shape, (ones * t).sum())
        return t * ones if np.shape(ones) == self._shape else np.zeros(self._shape)


def _filled(made: Tensor | None, shape: Shape, like: Tensor) -> Tensor:
    return Tensor(np.zeros(shape, like.dtype)) if made is None else made


def _shape(*shapes: Shape, _way: Way, **attributes: Any) -> Shape:
    return _way._shape


def _cost(shape: Shape, *shapes: Shape, **attributes: Any) -> float:
    return float(size(shape))


def _forward(*inputs: Array, _value: Array, **attributes: Any) -> Array:
    return np.array(_value)[()]


def _record(name: str) -> Op:
    return Op(
        name=name,
        family="custom",
        forward=_forward,
        inputs=("x",),
        optional=0,
        variadic=True,
        attributes={},
        vjps=(lambda g, y, *xs, slot, _way, **attributes: _way.pull(g, slot),),
        jvps=(lambda t, y, *xs, slot, _way, **attributes: _way.push(t, slot),),
        shape=_shape,
        cost=_cost,
        symbol=name,
        formula=lambda *xs, **attributes: f"{name}({', '.join(f'x{slot}' for slot in range(len(xs)))})",
        local=(lambda *xs, slot, **attributes: f"backward_{slot}",),
        downstream=(lambda *xs, slot, **attributes: "backward(g)",),
        words=f"the backward of {name}, which the program defines, says what is handed on",
        names=(),
        needs=("",),
        saves="nothing",
    )


@lru_cache(KEPT)
def own_operation(name: str) -> Op:
    """The record of the operation of this name, which no table has."""
    return _record(name)


def own_node(name: str, inputs: Sequence[Tensor], value: Array, back: Back) -> tuple[Tensor, Way]:
    """A tensor with this value, made of the inputs by an operation of the program."""
    free = f"{name}_" if name in OPS else name
    way = Way(back, np.shape(value), [tensor.shape for tensor in inputs])
    return make(own_operation(free), tuple(inputs), {"_way": way, "_value": value}), way
