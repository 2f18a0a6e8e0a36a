"""What a program computes outside of the graph, kept for a while: how the next update of a leaf came about.

`w -= lr * w.grad` inside of no_grad leaves no node but the new w. Arrays are told by identity, as a tensor, its
`.data` and what it is changed to in place hold the same one.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.operation import Array, Op
from engine.tensors import Tensor, Update, UpdateLine, names_of, writes

# Results that are remembered; those that were computed longest ago are forgotten first.
KEPT = 256
# Operations in one formula that a reader still takes in.
MOST_PARTS = 12
NAME = re.compile(r"[^\W\d]\w*")


class Source(NamedTuple):
    """Where an array comes from: an operation on inputs, or a leaf (`op` None). `name`: what the program calls it."""

    op: Op | None
    inputs: Sequence[tuple[Array, Tensor | None]]
    attributes: Mapping[str, Any]
    name: str | None


class Outside:
    def __init__(self) -> None:
        self._made: OrderedDict[int, tuple[Array, Source]] = OrderedDict()
        self._rules: dict[int, tuple[Array, Update]] = {}

    def note(self, tensor: Tensor, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> None:
        source = Source(op, [(each._data, each) for each in inputs], attributes, None)
        self._made[id(tensor._data)] = (tensor._data, source)
        if len(self._made) > KEPT:
            self._made.popitem(last=False)

    def rule(self, made: Tensor, update: Update) -> None:
        self._rules[id(made._data)] = (made._data, update)

    def update(
        self, leaf: Tensor, before: Array, after: Array, recorded: Callable[[Array, Tensor | None], Source | None]
    ) -> Update | None:
        """How a leaf got its new numbers; None where nothing was computed, or more than a formula can say.

        `recorded` knows the sources of what is in the graph.
        """
        array, update = self._rules.pop(id(after), (None, None))
        if update is not None and array is after:
            return update
        formula = _Formula(leaf, before, self._made, recorded)
        expression = formula.of(after, None, top=True)
        if expression is None or not names_of(expression) or not formula.parts:
            return None
        values = {name: formula.values[name] for name in names_of(expression)}
        gradient = values.get("grad")
        return Update("in place", (UpdateLine("w", expression, values, after),), gradient, (), formula.called)


class _Formula:
    def __init__(
        self,
        leaf: Tensor,
        before: Array,
        made: Mapping[int, tuple[Array, Source]],
        recorded: Callable[[Array, Tensor | None], Source | None],
    ) -> None:
        self._gradient = None if leaf.grad is None else leaf.grad._data
        self._before = before
        self._made = made
        self._recorded = recorded
        self.parts = 0
        self.values: dict[str, Array] = {"w": before}
        self.called: dict[str, str] = {}

    def of(self, array: Array, tensor: Tensor | None, top: bool = False) -> str | None:
        """The expression of an array; None where it is more than can be said."""
        if array is self._before:
            return "w"
        if array is self._gradient:
            self.values["grad"] = array
            return "grad"
        found, source = self._made.get(id(array), (None, None))
        if found is not array:
            source = self._recorded(array, tensor)
        name = (None if tensor is None else tensor.name) or (source and source.name)
        if name is not None and not top:
            return self._named(name, array)
        if source is not None and source.op is not None:
            return self._applied(array, source, source.op)
        return repr(np.asarray(array).item()) if np.ndim(array) == 0 else None

    def _named(self, name: str, array: Array) -> str:
        held = next((symbol for symbol, called in self.called.items() if called == name), f"x{len(self.called)}")
        self.called[held] = name
        self.values[held] = array
        return held

    def _applied(self, array: Array, source: Source, op: Op) -> str | None:
        """The operation's own formula over the expressions of its inputs, where a rule can have it."""
        if op.formula == op.inputs[0] or (op.repeats and _is_copied(array, source.inputs[0][0])):
            return self.of(*source.inputs[0])
        self.parts += 1
        if self.parts > MOST_PARTS or not isinstance(op.formula, str) or not writes(op.formula):
            return None
        inner = {name: self.of(*given) for name, given in zip(op.inputs, source.inputs, strict=False)}
        if None in inner.values():
            return None
        words = {name: f"({text})" for name, text in inner.items()} | {k: repr(v) for k, v in source.attributes.items()}
        return NAME.sub(lambda name: words.get(name[0], name[0]), op.formula)


def _is_copied(array: Array, source: Array) -> bool:
    """Whether an array is another one, copied along axes of size 1, as it is in a rule of itself."""
    try:
        return bool(np.array_equal(np.broadcast_to(source, np.shape(array)), array))
    except ValueError:
        return False
