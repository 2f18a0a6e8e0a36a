"""The local derivative of one input of a node: as an array where it has one, entry by entry everywhere."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from engine.errors import EngineError
from engine.jacobians import LocalMap
from engine.operation import Array, size
from engine.recording import Node, Run
from engine.tensors import NUMPY_ERRORS

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


def local_map(run: Run, node: Node, slot: int) -> LocalMap:
    operation = node.operation
    assert operation is not None
    values = [run.graph.nodes[i].value for i in node.inputs]
    return LocalMap(operation, slot, node.value, values, node.attributes)


def local_value(run: Run, node: Node, slot: int) -> LocalValue:
    found = local_map(run, node, slot)
    slopes = found.slopes()
    if slopes is not None:
        return LocalValue("elementwise", slopes[()])
    if found.op.matrix == "product":
        return _matmul_value(found.inputs[0], found.inputs[1], slot)
    if found.op.matrix == "affine" and slot == 0:
        return LocalValue("right", found.inputs[1])
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

    The local factors are the column j of the local Jacobian: of an operation that mixes no entries the slopes where j
    is read, of another what comes of moving entry j alone. There a NaN elsewhere would come along, as 0 · NaN is NaN.
    """
    found = local_map(run, node, slot)
    if max(size(found.rows), size(found.columns)) > ENTRY_LIMIT:
        return []
    slopes = found.slopes()
    unit = np.zeros(found.columns, found.inputs[slot].dtype)
    unit[index] = 1
    column = found.push(unit) if slopes is None else np.where(np.broadcast_to(unit, found.rows) == 1, slopes, 0)
    flat_column = column.astype(float).reshape(-1)
    flat_upstream = np.asarray(upstream, dtype=float).reshape(-1)
    moved = np.flatnonzero(flat_column)
    return [(float(flat_upstream[k]), float(flat_column[k])) for k in moved]


def at_choice(run: Run, node: Node, slot: int, upstream: Array) -> bool:
    """Whether the derivative here is a choice: a hair to either side the contribution is another one."""
    found = local_map(run, node, slot)
    operation = found.op
    if operation.choice is None:
        return False

    def contribution(shift: float) -> Array:
        moved = [
            v + shift * (1 + np.abs(v)) * _alternating(np.shape(v), k) if v.dtype.kind == "f" else v
            for k, v in enumerate(found.inputs)
        ]
        y = np.asarray(operation.forward(*moved, **node.attributes))[()]
        return LocalMap(operation, slot, y, moved, node.attributes).pull(upstream)

    with np.errstate(all="ignore"):
        here = contribution(0.0)
        most = 1e-3 * (1 + np.abs(here))
        for shift in (PROBE, -PROBE):
            # Beyond the edge of what an operation takes, as above a probability of 1, there is no other side.
            with suppress(EngineError, *NUMPY_ERRORS):
                if np.any((np.abs(contribution(shift) - here) > most) & np.isfinite(here)):
                    return True
    return False


def _alternating(shape: tuple[int, ...], slot: int) -> Array:
    """Distinct shifts for neighbouring entries and slots, so that every tie is broken."""
    count = int(np.prod(shape, dtype=int))
    return (np.where(slot % 2, -1.0, 1.0) * (1.0 + 0.5 * np.cos(np.arange(count)))).reshape(shape)
