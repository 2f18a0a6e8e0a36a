"""What the rules of operations are written with: other operations, and derivatives of formulas over them.

Rules run on arrays, and on tensors where a derivative is itself differentiated. Tensors stand above this table. An
operation used inside a rule is performed by the type of what it is applied to, and what differentiates formulas says so
in `FORMULAS` when it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from engine.operation.record import OPS, Op, Rule
from engine.operation.shapes import Array
from engine.operation.written import Named


class Recorded:
    """Stands for an array where a rule is itself recorded."""

    __slots__ = ()

    @classmethod
    def __operation__(cls, op: Op, *inputs: Any, **attributes: Any) -> Array:
        """The operation applied to inputs of which one is of this type."""
        raise NotImplementedError


# Of a formula, the number of one of its inputs, a gradient or tangent, all inputs and the attributes.
Derivative = Callable[[Rule, int, Array, Sequence[Array], Mapping[str, Any]], Array]


class _Formulas:
    """How formulas over operations are differentiated: `vjp` along them backward, `jvp` forward."""

    vjp: Derivative
    jvp: Derivative


FORMULAS = _Formulas()


def compute(name: str, *inputs: Array, **attributes: Any) -> Array:
    """An operation used inside a rule: on arrays its forward, on Tensors the operation, recorded."""
    op = OPS[name]
    for value in inputs:
        if isinstance(value, Recorded):
            return value.__operation__(op, *inputs, **attributes)
    return op.forward(*inputs, **attributes)


def pulled(name: str, words: str, slot: int = 0) -> Named:
    """A name in texts for the way back of an operation itself, g ↦ g J, where writing it out would say less."""

    def rule(*inputs: Array, **attributes: Any) -> Rule:
        op = OPS[name]
        pull = op.vjp(slot)
        assert pull is not None
        y = op.forward(*inputs, **attributes)
        return lambda g, *_: pull(g, y, *inputs, **attributes)

    return Named(words, rule)


READ_BACK = "the gradients, each put back at the place that its entry was read from, and those of one place added up"


def reading(name: str, slot: int = 0, back: str = READ_BACK) -> dict[str, Named]:
    """The names `taken` and `scatter` in the texts of an operation that reads entries of an input."""
    scatter = pulled(name, back, slot)

    def counts(*inputs: Array, **attributes: Any) -> Array:
        return scatter.rule(*inputs, **attributes)(np.ones(np.shape(OPS[name].forward(*inputs, **attributes))))

    return {"taken": Named("how often an entry was read: 0 where it was not", counts), "scatter": scatter}


def linear_in(name: str, slot: int) -> Rule:
    """The jvp of an operation that is linear in one input: the operation itself, applied to the tangent."""

    def jvp(t: Array, y: Array, *inputs: Array, **attributes: Any) -> Array:
        return compute(name, *inputs[:slot], t, *inputs[slot + 1 :], **attributes)

    return jvp
