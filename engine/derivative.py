"""The local derivative of one input of a node: as an array where it has one, entry by entry everywhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.graph import Node
from engine.op import Array, Op
from engine.trace import Run
from engine.transforms import tangent

PROBE = 1e-7
ENTRY_LIMIT = 4096


@dataclass(frozen=True, slots=True)
class LocalValue:
    """`value` meets the upstream gradient as `relation` says.

    "elementwise": entry by entry; "right": upstream @ value; "left": value @ upstream; "outer": upstream ⊗ value;
    "structural": the operation only moves or sums gradients, and `value` is None.
    """

    relation: str
    value: Array | None


def local_value(run: Run, node: Node, slot: int) -> LocalValue:
    operation = node.operation
    assert operation is not None
    values = [run.graph.nodes[i].value for i in node.inputs]
    if operation.partials is not None:
        partial = operation.partials[slot]
        assert partial is not None
        shown = np.asarray(partial(node.value, *values, **node.attributes), dtype=node.value.dtype)
        return LocalValue("elementwise", np.broadcast_to(shown, np.shape(node.value))[()])
    if operation.name == "matmul":
        return _matmul_value(values[0], values[1], slot)
    if operation.name == "linear" and slot == 0:
        return LocalValue("right", values[1])
    return LocalValue("structural", None)


def _matmul_value(a: Array, b: Array, slot: int) -> LocalValue:
    ranks = (np.ndim(a), np.ndim(b))
    if ranks == (1, 1):
        return LocalValue("elementwise", b if slot == 0 else a)
    if ranks == (2, 1):
        return LocalValue("outer", b) if slot == 0 else LocalValue("left", a.T)
    if ranks == (1, 2):
        return LocalValue("right", b.T) if slot == 0 else LocalValue("structural", None)
    if ranks == (2, 2):
        return LocalValue("right", b.T) if slot == 0 else LocalValue("left", a.T)
    return LocalValue("structural", None)


def entry_terms(run: Run, node: Node, slot: int, upstream: Array, index: tuple[int, ...]) -> list[tuple[float, float]]:
    """One entry of a contribution as a sum: (upstream gₖ, local ∂yₖ/∂xⱼ) for every output k that the entry j moves.

    The local factors are the column j of the local Jacobian, found by moving entry j alone.
    """
    operation = node.operation
    assert operation is not None
    values = [run.graph.nodes[i].value for i in node.inputs]
    x = values[slot]
    if np.size(node.value) > ENTRY_LIMIT or np.size(x) > ENTRY_LIMIT:
        return []
    unit = np.zeros(np.shape(x), x.dtype)
    unit[index] = 1
    with np.errstate(all="ignore"):
        column = tangent(operation, {slot: unit[()] if unit.ndim == 0 else unit}, node.value, values, node.attributes)
    if column is None:
        return []
    flat_column = np.asarray(column, dtype=float).reshape(-1)
    flat_upstream = np.asarray(upstream, dtype=float).reshape(-1)
    moved = np.flatnonzero(flat_column)
    return [(float(flat_upstream[k]), float(flat_column[k])) for k in moved]


def at_choice(run: Run, node: Node, slot: int, upstream: Array) -> bool:
    """Whether the derivative here is a choice: a hair to either side the contribution is another one."""
    operation: Op | None = node.operation
    if operation is None or operation.choice is None:
        return False
    values = [run.graph.nodes[i].value for i in node.inputs]
    rule = operation.vjp(slot)
    assert rule is not None
    extra = {"slot": slot} if operation.variadic else {}

    def contribution(shift: float) -> Array:
        moved = [
            v + shift * (1 + np.abs(v)) * _alternating(np.shape(v), k) if v.dtype.kind == "f" else v
            for k, v in enumerate(values)
        ]
        y = operation.forward(*moved, **node.attributes)
        return np.asarray(rule(upstream, y, *moved, **extra, **node.attributes))

    with np.errstate(all="ignore"):
        here, ahead, behind = contribution(0.0), contribution(PROBE), contribution(-PROBE)
    size = 1e-3 * (1 + np.abs(here))
    differs = (np.abs(ahead - here) > size) | (np.abs(behind - here) > size)
    return bool(np.any(differs & np.isfinite(here)))


def _alternating(shape: tuple[int, ...], slot: int) -> Array:
    """Distinct shifts for neighbouring entries and slots, so that every tie is broken."""
    count = int(np.prod(shape, dtype=int))
    return (np.where(slot % 2, -1.0, 1.0) * (1.0 + 0.5 * np.cos(np.arange(count)))).reshape(shape)
