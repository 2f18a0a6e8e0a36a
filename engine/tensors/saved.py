"""What an operation has saved for its gradient: the values that it read, and whether they are still those."""

from __future__ import annotations

from typing import Any

from engine.errors import SavedError
from engine.operation import Array
from engine.tensors.state import T, TensorState
from engine.tensors.versions import version_read
from engine.tensors.views import renew

# What `Tensor._saved` holds once a backward pass has used a node up.
FREED: tuple[Any, ...] = (None,)


def as_read(node: T) -> tuple[T, ...]:
    """The inputs of `node` as it read them: an older version of what was changed in place since, or a constant."""
    inputs = node._inputs
    if not node._saved or node._saved is FREED or all(tensor._order <= node._order for tensor in inputs):
        return inputs
    assert node._op is not None
    rules = node._op.pulls[len(inputs)]
    return tuple(
        version_read(node, slot)
        if tensor._order <= node._order or (tensor.requires_grad and rules[slot] is not None)
        else type(node)(node._saved[slot])
        for slot, tensor in enumerate(inputs)
    )


def changed_at(tensor: TensorState) -> int:
    """The creation number of the latest change in place of this tensor or of what it shares its numbers with."""
    rare = tensor._rare
    if rare is None:
        return -1
    if rare.view is None or rare.view.hidden:
        return rare.changed
    return max(rare.changed, rare.view.storage.changed_at)


def values_now(node: TensorState) -> tuple[Array, ...]:
    """The values that `node` read, with changes through `.data`, which nobody is told of."""
    read = []
    for slot, tensor in enumerate(node._inputs):
        kept = node._saved[slot] if node._saved and node._saved is not FREED else version_read(node, slot)._data
        now = kept
        if changed_at(tensor) <= node._order:
            renew(tensor)
            now = tensor._data
        read.append(now if now.shape == kept.shape else kept)
    return tuple(read)


def require_saved(node: TensorState, slot: int) -> None:
    """Raises SavedError where the gradient of an input needs what was freed, or changed in place since."""
    op = node._op
    assert op is not None
    needs = op.needs_for(slot, len(node._inputs))
    if needs and node._saved is FREED:
        named = f"{node.name}, the result of {op.name}," if node.name else f"the result of {op.name}"
        raise SavedError(
            f"{named} cannot be walked back through again, as an earlier pass has freed what its gradient needs: "
            "write retain_graph=True in the earlier call, or compute the result anew"
        )
    for place in needs.replace("*", ""):
        tensor = node if place == "y" else node._inputs[int(place)]
        change = changed_at(tensor)
        # An operation in place keeps what it was itself applied to, and nothing else of it.
        if change > node._order or (place not in "0y" and change == node._order):
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
