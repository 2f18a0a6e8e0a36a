"""Changes in place: what a tensor holds from then on, and what those get that have read it before."""

from __future__ import annotations

from engine.errors import ShapeError
from engine.mode import mode
from engine.operation import OPS, shape_text
from engine.tensors.state import T


class _Latest:
    """The creation number of the latest change in place of any tensor: younger nodes need not look for one."""

    change = -1


LATEST = _Latest()


def new_version(tensor: T, made: T, requires_grad: bool | None = None, *, changes: bool = True) -> None:
    """`tensor` takes over what `made` holds; what it held so far lives on for the gradient of what has read it.

    With `changes` the values that operations have saved of it count as changed; changes through `.data` go unnoticed.
    Raises ShapeError where a result would get numbers of another shape outside the graph.
    """
    requires_grad = made.requires_grad if requires_grad is None else requires_grad
    # Its numbers are changed outside the graph, which stays as it is.
    outside = requires_grad and made._op is None and tensor._op is not None
    if outside and made.shape != tensor.shape:
        raise ShapeError(
            f"a result in the graph keeps its shape {shape_text(tensor.shape)}: its numbers cannot become some of "
            f"shape {shape_text(made.shape)}; detach() it first"
        )
    before = type(tensor).__new__(type(tensor))
    for slot in ("_data", "_op", "_inputs", "_saved", "_attributes", "_order", "requires_grad"):
        object.__setattr__(before, slot, getattr(tensor, slot))
    before._rare = None
    if before._op is not None or (requires_grad and not before.requires_grad):
        # What has read it sends its gradient there, or none.
        rare, old = tensor._rare_fields(), before._rare_fields()
        old.previous, rare.previous = rare.previous, before
        if before._op is not None:
            # A hook waits for the gradient of what the tensor held when it was set.
            old.hooks, rare.hooks = rare.hooks, None
            old.name = rare.name
    elif tensor._rare_fields().born is None:
        tensor._rare_fields().born = before._order
    LATEST.change = max(LATEST.change, made._order)
    if changes:
        tensor._rare_fields().changed = made._order
        if before._op is not None:
            before._rare_fields().changed = made._order
    tensor._data = made._data
    array = tensor._rare.array if tensor._rare is not None else None
    if array is not None:
        before._data = array.copy()
        array[...] = made._data
        tensor._data = array
    tensor._op = made._op
    tensor._inputs = tuple(before if source is tensor else source for source in made._inputs)
    tensor._saved = made._saved
    tensor._attributes = made._attributes
    tensor._order = made._order
    tensor.requires_grad = requires_grad
    if outside:
        # Gradients pass as if they had not been changed.
        tensor._op, tensor._inputs, tensor._saved, tensor._attributes = OPS["clone"], (before,), (), {}
    recorder = mode().recorder
    if recorder is not None:
        recorder.changed(tensor, before, made)


def version_read(node: T, slot: int) -> T:
    """The version of an input that `node` read: the newest older than the node. A leaf that was changed outside the
    graph is still that leaf.
    """
    version = node._inputs[slot]
    while version._order > node._order and version._rare is not None and version._rare.previous is not None:
        version = version._rare.previous
    return version
