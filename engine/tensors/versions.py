"""Changes in place: what a tensor holds from then on, and what those get that have read it before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.errors import SavedError, ShapeError
from engine.mode import mode
from engine.operation import OPS, Array, shape_text

if TYPE_CHECKING:
    from engine.tensors.tensor import Tensor

# What `Tensor.saved` holds once a backward pass has used a node up.
FREED: tuple[Any, ...] = (None,)


class _Latest:
    """The creation number of the latest change in place of any tensor: younger nodes need not look for one."""

    change = -1


LATEST = _Latest()


def hold(tensor: Tensor, made: Tensor, requires_grad: bool | None = None, *, changes: bool = True) -> None:
    """`tensor` takes over what `made` holds; what it held so far lives on for the gradient of what has read it.

    With `changes` the values that operations have saved of it count as changed; changes through `.data` go unnoticed.
    Raises ShapeError where a result would get numbers of another shape outside the graph.
    """
    requires_grad = made.requires_grad if requires_grad is None else requires_grad
    # Its numbers are changed outside the graph, which stays as it is.
    outside = requires_grad and made.op is None and tensor.op is not None
    if outside and made.shape != tensor.shape:
        raise ShapeError(
            f"a result in the graph keeps its shape {shape_text(tensor.shape)}: its numbers cannot become some of "
            f"shape {shape_text(made.shape)}; detach() it first"
        )
    before = type(tensor).__new__(type(tensor))
    for slot in ("_data", "op", "inputs", "saved", "attributes", "order", "requires_grad"):
        object.__setattr__(before, slot, getattr(tensor, slot))
    before._rare = None
    if before.op is not None or (requires_grad and not before.requires_grad):
        # What has read it sends its gradient there, or none.
        rare, old = tensor.rare(), before.rare()
        old.previous, rare.previous = rare.previous, before
        if before.op is not None:
            # A hook waits for the gradient of what the tensor held when it was set.
            old.hooks, rare.hooks = rare.hooks, None
            old.name = rare.name
    elif tensor.rare().born is None:
        tensor.rare().born = before.order
    LATEST.change = max(LATEST.change, made.order)
    if changes:
        tensor.rare().changed = made.order
        if before.op is not None:
            before.rare().changed = made.order
    tensor._data = made._data
    array = tensor._rare.array if tensor._rare is not None else None
    if array is not None:
        before._data = array.copy()
        array[...] = made._data
        tensor._data = array
    tensor.op = made.op
    tensor.inputs = tuple(before if source is tensor else source for source in made.inputs)
    tensor.saved = made.saved
    tensor.attributes = made.attributes
    tensor.order = made.order
    tensor.requires_grad = requires_grad
    if outside:
        # Gradients pass as if they had not been changed.
        tensor.op, tensor.inputs, tensor.saved, tensor.attributes = OPS["clone"], (before,), (), {}
    recorder = mode().recorder
    if recorder is not None:
        recorder.changed(tensor, before, made)


def version_read(node: Tensor, slot: int) -> Tensor:
    """The version of an input that `node` read: the newest older than the node. A leaf that was changed outside the
    graph is still that leaf.
    """
    version = node.inputs[slot]
    while version.order > node.order and version._rare is not None and version._rare.previous is not None:
        version = version._rare.previous
    return version


def as_read(node: Tensor) -> tuple[Tensor, ...]:
    """The inputs of `node` as it read them: an older version of what was changed in place since, or a constant."""
    inputs = node.inputs
    if not node.saved or node.saved is FREED or all(tensor.order <= node.order for tensor in inputs):
        return inputs
    assert node.op is not None
    rules = node.op.vjps_of(len(inputs))
    return tuple(
        version_read(node, slot)
        if tensor.order <= node.order or (tensor.requires_grad and rules[slot] is not None)
        else type(node)(node.saved[slot])
        for slot, tensor in enumerate(inputs)
    )


def changed_at(tensor: Tensor) -> int:
    """The creation number of the latest change in place of this tensor or of what it shares its numbers with."""
    rare = tensor._rare
    if rare is None:
        return -1
    if rare.share is None or rare.share.hidden:
        return rare.changed
    return max(rare.changed, rare.share.storage.changed)


def values_now(node: Tensor) -> tuple[Array, ...]:
    """The values that `node` read, with changes through `.data`, which nobody is told of."""
    read = []
    for slot, tensor in enumerate(node.inputs):
        kept = node.saved[slot] if node.saved and node.saved is not FREED else version_read(node, slot)._data
        now = kept if changed_at(tensor) > node.order else tensor._current()
        read.append(now if now.shape == kept.shape else kept)
    return tuple(read)


def require_saved(node: Tensor, slot: int) -> None:
    """Raises SavedError where the gradient of an input needs what was freed, or changed in place since."""
    op = node.op
    assert op is not None
    needs = op.needs_for(slot, len(node.inputs))
    if needs and node.saved is FREED:
        named = f"{node.name}, the result of {op.name}," if node.name else f"the result of {op.name}"
        raise SavedError(
            f"{named} cannot be walked back through again, as an earlier pass has freed what its gradient needs: "
            "write retain_graph=True in the earlier call, or compute the result anew"
        )
    for place in needs.replace("*", ""):
        tensor = node if place == "y" else node.inputs[int(place)]
        change = changed_at(tensor)
        # An operation in place keeps what it was itself applied to, and nothing else of it.
        if change > node.order or (place not in "0y" and change == node.order):
            what = "the result" if place == "y" else "the value"
            named = (
                f"{tensor.name}, {what} that {op.name} has saved for its gradient,"
                if tensor.name
                else (f"{what} that {op.name} has saved for its gradient")
            )
            raise SavedError(
                f"{named} was changed in place before backward(): "
                "change a copy, as in x.clone(), or write x = x + y, which makes a new tensor",
                change,
            )
