"""Answers that let no gradient through: equality, positions, what occurs."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError, DtypeError, ShapeError
from engine.functions.table import admit, function
from engine.operation import NUMBERS, OPS, Takes, shape_text
from engine.tensors import Tensor, apply, constant, make


@function("torch.equal Tensor.equal numpy.array_equal")
def equal(input: Tensor, other: Tensor) -> bool:
    """Whether both have one shape and equal entries."""
    return input.shape == other.shape and bool(np.all(input._seen() == other._seen()))


@function("torch.allclose Tensor.allclose numpy.allclose", takes=Takes(one_type=True))
def allclose(input: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> bool:
    """Whether |input - other| ≤ atol + rtol · |other| everywhere."""
    return bool(np.all(apply(OPS["isclose"], input, other, rtol=rtol, atol=atol, equal_nan=equal_nan)._seen()))


@function("torch.isin", takes=NUMBERS)
def isin(elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False) -> Tensor:
    """Which elements are among those to test for."""
    if not isinstance(elements, Tensor) and not isinstance(test_elements, Tensor):
        raise ArgumentError("isin needs a tensor on at least one side")
    among, known = (x._seen() if isinstance(x, Tensor) else x for x in (elements, test_elements))
    return constant(np.isin(among, known, invert=invert))


@function("torch.nonzero Tensor.nonzero")
def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """Where the entries stand that are not 0: a row of positions each, or one tensor a dim with `as_tuple`."""
    places = np.nonzero(np.atleast_1d(input._seen()))
    if as_tuple:
        return tuple(constant(part) for part in places)
    return constant(np.stack(places, axis=-1)[:, : input.ndim])


@function("torch.where", over="where")
def where(condition: Tensor, input: Any = None, other: Any = None) -> Any:
    """Without values to choose from: where the condition holds, a vector of positions for each dim."""
    if input is None and other is None and isinstance(condition, Tensor):
        return nonzero(condition, as_tuple=True)
    given = condition.dtype if isinstance(condition, Tensor) else type(condition).__name__
    if given != np.bool_:
        raise DtypeError(
            f"where takes a condition that is a tensor of booleans, not {given}: compare first, as in x > 0"
        )
    return apply(OPS["where"], condition, input, other)


@function("Tensor.where")
def where_else(input: Tensor, condition: Tensor, other: Any) -> Tensor:
    chosen: Tensor = where(condition, input, other)
    return chosen


@function("torch.argwhere Tensor.argwhere numpy.argwhere")
def argwhere(input: Tensor) -> Tensor:
    found: Tensor = nonzero(input)
    return found


@function("torch.unique Tensor.unique")
def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """What occurs, in order, and where each entry went and how often it occurs."""
    found = apply(OPS["unique"], input, dim=dim)
    # How many there are is decided by the numbers.
    seen = input._seen()
    if not return_inverse and not return_counts:
        return found
    admit("unique", input, dim=dim)
    _, inverse, counts = np.unique(seen, return_inverse=True, return_counts=True, axis=dim, equal_nan=False)
    wanted = [*([inverse] if return_inverse else []), *([counts] if return_counts else [])]
    return found, *(constant(np.asarray(part)) for part in wanted)


def _boundaries(sequence: Tensor, name: str) -> Tensor:
    if not sequence.ndim:
        raise ShapeError(f"{name} needs a sorted sequence, got {shape_text(sequence.shape)}")
    return sequence


@function("torch.searchsorted numpy.searchsorted", takes=NUMBERS)
def searchsorted(
    sorted_sequence: Tensor,
    input: Any,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: Tensor | None = None,
) -> Tensor:
    """Where each number would be put in a sorted sequence: before its equals, or behind them with `right`.

    `sorter` is the order that sorts a sequence that is not sorted.
    """
    if side not in (None, "left", "right") or (side == "left" and right):
        raise ArgumentError(f"searchsorted looks to the side 'left' or 'right', not {side!r} with right={right}")
    sequence = _boundaries(sorted_sequence, "searchsorted")
    if sorter is not None:
        sequence = apply(OPS["take_along_dim"], sequence, sorter, dim=-1)
    found = apply(OPS["searchsorted"], sequence, input, right=right or side == "right")
    return make(OPS["to"], (found,), {"dtype": np.dtype(np.int32)}) if out_int32 else found


@function("torch.bucketize", takes=NUMBERS)
def bucketize(input: Any, boundaries: Tensor, *, out_int32: bool = False, right: bool = False) -> Tensor:
    """The number of the bucket each entry falls into; one that lies on a boundary belongs to the lower one."""
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)
