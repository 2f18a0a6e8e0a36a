"""The backward hooks of a layer: one call of it, watched for the gradients that come in and go out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

from engine.errors import ArgumentError
from engine.operation import OPS
from engine.tensors import Tensor, make


class WithHooks(Protocol):
    _backward_hooks: dict[int, Any]
    _backward_pre_hooks: dict[int, Any]


class Watched:
    """`inputs` are what the layer shall be called with: each that takes a gradient goes in through a copy, whose
    gradient is what the layer alone gives it.
    """

    def __init__(self, layer: WithHooks, inputs: Sequence[Any]) -> None:
        self._layer = layer
        self._taking = [place for place, one in enumerate(inputs) if isinstance(one, Tensor) and one.requires_grad]
        self._into: list[Tensor | None] = [None] * len(inputs)
        self._out_of: list[Tensor | None] = []
        self._came_in: set[int] = set()
        self.inputs = tuple(make(OPS["clone"], (one,)) if n in self._taking else one for n, one in enumerate(inputs))
        for place in self._taking:
            self.inputs[place].register_hook(partial(self._going, place))

    def leaving(self, result: Any) -> Any:
        """The result, through a copy where it takes a gradient: what is done with it later is no part of the layer."""
        parts = list(result) if type(result) in (tuple, list) else [result]
        copied = [make(OPS["clone"], (p,)) if isinstance(p, Tensor) and p.requires_grad else p for p in parts]
        self._out_of = [None] * len(copied)
        for place, one in enumerate(copied):
            if isinstance(one, Tensor) and one.requires_grad:
                one.register_hook(partial(self._coming, place))
        return type(result)(copied) if type(result) in (tuple, list) else copied[0]

    def _coming(self, place: int, gradient: Tensor) -> Tensor | None:
        """A gradient of the results. The hooks are called at once where no input takes one."""
        self._out_of[place] = gradient
        for hook in list(self._layer._backward_pre_hooks.values()):
            replaced = _one(hook(self._layer, tuple(self._out_of)), place)
            self._out_of[place] = self._out_of[place] if replaced is None else replaced
        if not self._taking:
            self._call()
        return self._out_of[place]

    def _going(self, place: int, gradient: Tensor) -> Tensor | None:
        """A gradient of the inputs. The hooks are called once all of them are there.

        Raises ArgumentError where they replace one that has gone on before the others came.
        """
        self._into[place] = gradient
        self._came_in.add(place)
        if self._came_in != set(self._taking):
            return None
        self._came_in.clear()
        gone = [(other, self._into[other]) for other in self._taking if other != place]
        replaced = self._call()
        for other, before in gone:
            if (instead := _one(replaced, other)) is not None and instead is not before:
                raise ArgumentError(
                    f"a backward hook replaces the gradient of input {other}, which has gone on already: "
                    "where several inputs take gradients, use register_hook on the inputs themselves"
                )
        return _one(replaced, place)

    def _call(self) -> Any:
        replaced = None
        for hook in list(self._layer._backward_hooks.values()):
            made = hook(self._layer, tuple(self._into) or (None,), tuple(self._out_of))
            if made is not None:
                replaced = made
                self._into = list(made) if isinstance(made, tuple) else [made]
        return replaced


def _one(given: Any, place: int) -> Tensor | None:
    """What a hook gives for one place. Raises ArgumentError."""
    if given is None:
        return None
    listed = given if isinstance(given, tuple) else (given,)
    if place >= len(listed) or not isinstance(listed[place], (Tensor, type(None))):
        raise ArgumentError("a backward hook returns None, or a tuple with a gradient for each tensor")
    found: Tensor | None = listed[place]
    return found
