"""Tensors that share their numbers, as PyTorch's views do: a change of one in place is a change of all.

Here every tensor has numbers of its own. A view is therefore computed anew when it is used after a change of its base,
and a change of a view is written back into its base. Both are operations of the graph, so that gradients follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from weakref import ref

import numpy as np

from engine.errors import ArgumentError, GradientError
from engine.mode import enable_grad, mode, no_grad
from engine.operation import OPS, Array, Op, size
from engine.tensors.versions import hold

if TYPE_CHECKING:
    from engine.tensors.tensor import Tensor


class Storage:
    """What a base and all views of it and of one another have in common: how often one of them was changed.

    `changed` is the creation number of the latest of these changes that is noticed where values are saved.
    """

    __slots__ = ("changed", "changes")

    def __init__(self) -> None:
        self.changed = -1
        self.changes = 0


class Share:
    """The part of one tensor in a storage. `seen` says how many of its changes the tensor knows.

    A view has a `base` of which `op` makes it, recorded as in the grad mode it was made in. One outside the graph does
    not keep alive what it was taken from, which may be the end of a large graph. Changes through a `hidden` one, which
    is `x.data`, go unnoticed where values of x are saved.
    """

    __slots__ = ("_base", "attributes", "hidden", "op", "records", "seen", "storage")

    def __init__(
        self,
        storage: Storage,
        base: Tensor | None = None,
        op: Op | None = None,
        attributes: Mapping[str, Any] | None = None,
        records: bool = False,
        hidden: bool = False,
    ) -> None:
        self.storage = storage
        self.hidden = hidden
        self.seen = storage.changes
        self._base = ref(base) if base is not None and op is OPS["detach"] else base
        self.op = op
        self.attributes = attributes or {}
        self.records = records

    @property
    def base(self) -> Tensor | None:
        """None where there is none, or where it got other numbers since."""
        base: Tensor | None = self._base() if isinstance(self._base, ref) else self._base
        return base if base is not None and base.share is not None and base.share.storage is self.storage else None


def share_numbers(view: Tensor, base: Tensor, op: Op, attributes: Mapping[str, Any], hidden: bool = False) -> None:
    """`op` made `view` of `base`: the two share their numbers, unless the operation had to copy them."""
    if op.shares == "all, or copies" and base.ndim and view.ndim and not np.may_share_memory(view._data, base._data):
        return
    if base.share is None:
        base.share = Share(Storage())
    view.share = Share(base.share.storage, base, op, attributes, mode().grad_enabled, hidden)


def _upwards(tensor: Tensor) -> Iterator[tuple[Tensor, Share, Tensor]]:
    """A view, its share and its base; then the base's, if it is a view, and so on."""
    while (held := tensor.share) is not None and (base := held.base) is not None:
        yield tensor, held, base
        tensor = base


def lend_numbers(tensor: Tensor) -> None:
    """From now on a tensor, or what it is a view of, keeps its numbers in one array, which numpy may change, too."""
    base = tensor
    for _, _, above in _upwards(tensor):
        base = above
    rare = base.rare()
    if rare.array is None and type(base._current()) is np.ndarray:
        # Nothing else that has the numbers of so far is to change with it.
        base._data = rare.array = base._data.copy()
        if rare.share is not None:
            rare.share.storage.changes += 1
            rare.share.seen = rare.share.storage.changes
    renew(tensor)


def _is_lent(tensor: Tensor) -> bool:
    for _, _, above in _upwards(tensor):
        tensor = above
    return tensor._rare is not None and tensor._rare.array is not None


def apart(data: Array, tensor: Tensor) -> Array:
    """`data`, which an operation other than a view made of a tensor, in memory that numpy cannot change."""
    return data.copy() if _is_lent(tensor) and np.may_share_memory(data, tensor._data) else data


def in_other_order(tensor: Tensor) -> bool:
    """Does a view go through the numbers of its base in another order than that in which they lie?"""
    base = tensor
    for _, _, above in _upwards(tensor):
        base = above
    return base is not tensor and base._data.flags.c_contiguous and not tensor._data.flags.c_contiguous


def renew(tensor: Tensor) -> None:
    """Brings a view up to date with its base. To be called before the view is used."""
    own = tensor.share
    if own is None or own.seen == own.storage.changes:
        return
    from engine.tensors.tensor import make

    changes = own.storage.changes
    stale = []
    for view, held, base in _upwards(tensor):
        if held.seen == changes:
            break
        stale.append((view, held, base))
    for view, held, base in reversed(stale):
        assert held.op is not None
        with enable_grad() if held.records else no_grad():
            hold(view, make(held.op, (base,), held.attributes), changes=False)
        held.seen = changes
    own.seen = changes


def check_changeable(tensor: Tensor) -> None:
    """Raises GradientError where PyTorch refuses to change a view, ArgumentError where two entries are one number."""
    for view, held, base in _upwards(tensor):
        hidden = held.op is OPS["detach"]
        if base.requires_grad and base.op is None and mode().grad_enabled and not hidden:
            raise GradientError(
                f"{base.name or 'a leaf'} requires a gradient, and this is a part of it: "
                "change it inside `with torch.no_grad():`"
            )
        if size(view.shape) > size(base.shape) or (held.op is not None and held.op.name == "unfold_windows"):
            places = _places(held, base)
            if np.unique(places).size != places.size:
                raise ArgumentError(
                    "several entries of this tensor are one number, which cannot be changed apart: clone() it"
                )


def changed(tensor: Tensor) -> None:
    """Writes a tensor that was changed in place back into what it is a view of."""
    from engine.tensors.tensor import Tensor

    own = tensor.share
    if own is None:
        return
    written = [own]
    noticed = True
    for view, held, base in _upwards(tensor):
        outside = held.op is OPS["detach"]
        noticed = noticed and not held.hidden
        made = Tensor(view._data) if outside else _written_back(view, held, base)
        hold(base, made, made.requires_grad or base.requires_grad, changes=noticed)
        if not noticed and base.op is not None and base._rare is not None and base._rare.previous is not None:
            # The numbers are others behind the back of the operation that made them.
            base._rare.previous._data = made._data
        if base.share is not None:
            written.append(base.share)
    own.storage.changes += 1
    if noticed:
        own.storage.changed = tensor.order
    lent = _is_lent(tensor)
    for held in written:
        # A view of what numpy shares is made anew of it.
        held.seen = -1 if lent and held.base is not None else own.storage.changes


def _places(held: Share, base: Tensor) -> np.ndarray[Any, Any]:
    """Where in the base, counted through, each entry of the view lies."""
    assert held.op is not None
    return np.asarray(held.op.forward(np.arange(size(base.shape)).reshape(base.shape), **held.attributes))


def _written_back(view: Tensor, held: Share, base: Tensor) -> Tensor:
    """What the base becomes when its view is changed."""
    from engine.tensors.indexing import split_index
    from engine.tensors.tensor import apply

    op = held.op
    assert op is not None
    if op.shares.startswith("all"):
        # The derivative of another arrangement brings every number back to its old place.
        back = op.vjp(0)
        assert back is not None
        made: Tensor = back(view, view, base, **held.attributes)
        return made
    if op.name == "index":
        return apply(OPS["index_put"], base, view, index=held.attributes["index"])
    template, tensors = split_index(np.unravel_index(_places(held, base), base.shape))
    return apply(OPS["index_put"], base, view, *tensors, index=template)
