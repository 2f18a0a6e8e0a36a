"""Tensors that share their numbers, as PyTorch's views do: a change of one in place is a change of all.

Here every tensor has numbers of its own. A view is therefore computed anew when it is used after a change of its base,
and a change of a view is written back into its base. Both are operations of the graph, so that gradients follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine.errors import ArgumentError, GradientError
from engine.mode import enable_grad, mode, no_grad
from engine.operation import OPS, Op, size
from engine.tensors.indexing import parted
from engine.tensors.state import Storage, T, TensorState, View
from engine.tensors.versions import new_version


def share_numbers(view: T, base: T, op: Op, attributes: Mapping[str, Any], hidden: bool = False) -> None:
    """`op` made `view` of `base`: the two share their numbers, unless the operation had to copy them."""
    if op.shares == "all, or copies" and base.ndim and view.ndim and not np.may_share_memory(view._data, base._data):
        return
    if base._view is None:
        base._view = View(Storage())
    view._view = View(base._view.storage, base, op, attributes, mode().grad_enabled, hidden)


def part_from_base(tensor: TensorState) -> None:
    """From now on the tensor shares its numbers with no other: a change of either in place is none of the other."""
    if tensor._view is not None:
        tensor._view = None


def _upwards(tensor: T) -> Iterator[tuple[T, View[T], T]]:
    """A view, its share and its base; then the base's, if it is a view, and so on."""
    while (held := tensor._view) is not None and (base := held.base) is not None:
        yield tensor, held, base
        tensor = base


def lend_numbers(tensor: TensorState) -> None:
    """From now on a tensor, or what it is a view of, keeps its numbers in one array, which numpy may change, too."""
    base = tensor
    for _, _, above in _upwards(tensor):
        base = above
    rare = base._rare_fields()
    renew(base)
    if rare.array is None and type(base._data) is np.ndarray:
        # Nothing else that has the numbers of so far is to change with it.
        base._data = rare.array = base._data.copy()
        if rare.view is not None:
            rare.view.storage.version += 1
            rare.view.version = rare.view.storage.version
    renew(tensor)


def _is_lent(tensor: TensorState) -> bool:
    for _, _, above in _upwards(tensor):
        tensor = above
    return tensor._rare is not None and tensor._rare.array is not None


def place_numbers(made: T, tensor: T, op: Op, attributes: Mapping[str, Any]) -> None:
    """Where the numbers that `op` made of one tensor lie: as a view with those, or where numpy cannot change them."""
    if op.shares:
        share_numbers(made, tensor, op, attributes)
    elif _is_lent(tensor) and np.may_share_memory(made._data, tensor._data):
        made._data = made._data.copy()


def in_other_order(tensor: TensorState) -> bool:
    """Does a view go through the numbers of its base in another order than that in which they lie?"""
    base = tensor
    for _, _, above in _upwards(tensor):
        base = above
    return base is not tensor and base._data.flags.c_contiguous and not tensor._data.flags.c_contiguous


def renew(tensor: TensorState) -> None:
    """Brings a view up to date with its base. To be called before the view is used."""
    own = tensor._view
    if own is None or own.version == own.storage.version:
        return
    changes = own.storage.version
    stale = []
    for view, held, base in _upwards(tensor):
        if held.version == changes:
            break
        stale.append((view, held, base))
    for view, held, base in reversed(stale):
        assert held.op is not None
        with enable_grad() if held.records else no_grad():
            new_version(view, view.__operation__(held.op, base, **held.attributes), changes=False)
        held.version = changes
    own.version = changes


def check_changeable(tensor: TensorState) -> None:
    """Raises GradientError where PyTorch refuses to change a view, ArgumentError where two entries are one number."""
    for _, held, base in _upwards(tensor):
        if base.requires_grad and base._op is None and mode().grad_enabled and not held.outside:
            raise GradientError(
                f"{base.name or 'a leaf'} requires a gradient, and this is a part of it: "
                "change it inside `with torch.no_grad():`"
            )
        if held.op is not None and held.op.repeats:
            places = _places(held, base)
            if np.unique(places).size != places.size:
                raise ArgumentError(
                    "several entries of this tensor are one number, which cannot be changed apart: clone() it"
                )


def write_to_bases(tensor: TensorState) -> None:
    """Writes a tensor that was changed in place back into what it is a view of."""
    own = tensor._view
    if own is None:
        return
    written = [own]
    noticed = True
    for view, held, base in _upwards(tensor):
        noticed = noticed and not held.hidden
        made = type(view)(view._data) if held.outside else _written_back(view, held, base)
        new_version(base, made, made.requires_grad or base.requires_grad, changes=noticed)
        if not noticed and base._op is not None and base._rare is not None and base._rare.previous is not None:
            # The numbers are others behind the back of the operation that made them.
            base._rare.previous._data = made._data
        if base._view is not None:
            written.append(base._view)
    own.storage.version += 1
    if noticed:
        own.storage.changed_at = tensor._order
    lent = _is_lent(tensor)
    for held in written:
        # A view of what numpy shares is made anew of it.
        held.version = -1 if lent and held.base is not None else own.storage.version


def _places(held: View[Any], base: TensorState) -> np.ndarray[Any, Any]:
    """Where in the base, counted through, each entry of the view lies."""
    assert held.op is not None
    return np.asarray(held.op.forward(np.arange(size(base.shape)).reshape(base.shape), **held.attributes))


def _written_back(view: T, held: View[T], base: T) -> T:
    """What the base becomes when its view is changed."""
    op = held.op
    assert op is not None
    if op.shares.startswith("all"):
        # The derivative of another arrangement brings every number back to its old place.
        back = op.vjp(0)
        assert back is not None
        return back(view, view, base, **held.attributes)  # type: ignore[no-any-return]
    if op.write_back is not None:
        made: T = op.write_back(base, view, **held.attributes)
    else:
        template, places = parted(np.unravel_index(_places(held, base), base.shape))
        made = view.__operation__(OPS["index_put"], base, view, *places, index=template)
    return made
