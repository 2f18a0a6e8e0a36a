"""Tensors that share their numbers, as PyTorch's views do: a change of one in place is a change of all.

Here every tensor has numbers of its own. A view is therefore computed anew when it is used after a change of its base,
and a change of a view is written back into its base. Both are operations of the graph, so that gradients follow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.errors import ArgumentError, GradientError
from engine.indexing import split_index
from engine.mode import enable_grad, mode, no_grad
from engine.op import OPS, Op, size
from engine.tensor import Tensor, apply, make

# These give another arrangement of all numbers, and the others a choice of them.
ARRANGEMENTS = frozenset(
    ("reshape", "flatten", "unflatten", "permute", "movedim", "transpose", "t", "squeeze", "unsqueeze")
)
# Of these, PyTorch copies where the numbers do not lie in the order wanted, as numpy does.
MAY_COPY = frozenset(("reshape", "flatten"))
VIEWS = ARRANGEMENTS | {"index", "select", "narrow", "diagonal", "expand", "unfold_windows", "detach"}


@dataclass(slots=True)
class _Link:
    """How a view is made of its base, and in which grad mode. `root` is where the bases end; `seen` says how many of
    its changes the view knows.
    """

    base: Tensor
    op: Op
    attributes: Mapping[str, Any]
    records: bool
    root: Tensor
    seen: int


class Views:
    def __init__(self) -> None:
        # A base stands before its views.
        self._links: dict[Tensor, _Link] = {}
        self._changes: Counter[Tensor] = Counter()
        self._still = False

    def made(self, view: Tensor, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> None:
        """An operation made a tensor: a view, unless the operation computes, or had to copy."""
        if op.name not in VIEWS or len(inputs) != 1 or self._still:
            return
        base = inputs[0]
        if op.name in MAY_COPY and base.ndim and view.ndim and not np.may_share_memory(view._data, base._data):
            return
        self._link(view, base, op, attributes, mode().grad_enabled)

    def share(self, view: Tensor, base: Tensor) -> None:
        """`view` holds the numbers of `base` outside the graph."""
        self._link(view, base, OPS["detach"], {}, False)

    def _link(self, view: Tensor, base: Tensor, op: Op, attributes: Mapping[str, Any], records: bool) -> None:
        root = self._links[base].root if base in self._links else base
        self._links[view] = _Link(base, op, attributes, records, root, self._changes[root])

    def part(self, tensor: Tensor) -> None:
        """The tensor is about to get numbers that it shares with no other but its views."""
        if self._links.pop(tensor, None) is None:
            return
        parted = {tensor}
        for view, link in self._links.items():
            if link.base in parted:
                parted.add(view)
                current = link.seen == self._changes[link.root]
                link.root, link.seen = tensor, self._changes[tensor] if current else -1

    def refresh(self, view: Tensor) -> None:
        """Brings a view up to date with its base. To be called before the view is used."""
        if self._still:
            return
        stale = []
        while (link := self._links.get(view)) is not None and link.seen != self._changes[link.root]:
            stale.append((view, link))
            view = link.base
        for each, link in reversed(stale):
            with self._standing_still(), enable_grad() if link.records else no_grad():
                each.become(make(link.op, (link.base,), link.attributes))
            link.seen = self._changes[link.root]

    def changed(self, tensor: Tensor) -> None:
        """Writes a tensor that was changed in place back into what it is a view of.

        Raises GradientError where PyTorch refuses that, ArgumentError where two entries of the view are one number.
        """
        if self._still:
            return
        written = []
        while (link := self._links.get(tensor)) is not None:
            self._write_back(tensor, link)
            written.append(link)
            tensor = link.base
        self._changes[tensor] += 1
        for link in written:
            link.seen = self._changes[tensor]

    def _write_back(self, view: Tensor, link: _Link) -> None:
        base, hidden = link.base, link.op.name == "detach"
        if base.requires_grad and base.op is None and mode().grad_enabled and not hidden:
            raise GradientError(
                f"{base.name or 'a leaf'} requires a gradient, and this is a part of it: "
                "change it inside `with torch.no_grad():`"
            )
        if hidden and base.op is not None:
            raise GradientError(
                f"{base.name or 'this tensor'} is computed from other values, and its numbers cannot be changed "
                "without its gradient knowing: write detach().clone()"
            )
        with self._standing_still():
            made = Tensor(view._data) if hidden else _written_back(view, link)
            base.become(made, requires_grad=made.requires_grad or base.requires_grad)

    @contextmanager
    def _standing_still(self) -> Iterator[None]:
        """What is made and changed inside is the work of this class itself."""
        self._still = True
        try:
            yield
        finally:
            self._still = False


def _written_back(view: Tensor, link: _Link) -> Tensor:
    """What the base becomes when its view is changed."""
    base, op = link.base, link.op
    if op.name in ARRANGEMENTS:
        # The derivative of another arrangement brings every number back to its old place.
        back = op.vjp(0)
        assert back is not None
        made: Tensor = back(view, view, base, **link.attributes)
        return made
    if op.name == "index":
        return apply(OPS["index_put"], base, view, index=link.attributes["index"])
    places = np.asarray(op.forward(np.arange(size(base.shape)).reshape(base.shape), **link.attributes))
    if np.unique(places).size != places.size:
        raise ArgumentError("several entries of this tensor are one number, which cannot be changed apart: clone() it")
    template, tensors = split_index(np.unravel_index(places, base.shape))
    return apply(OPS["index_put"], base, view, *tensors, index=template)
