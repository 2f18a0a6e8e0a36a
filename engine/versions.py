"""Changes in place: what a tensor holds from then on, and what those get that have read it before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import GradientError, ShapeError
from engine.mode import mode
from engine.op import OPS, shape_text

if TYPE_CHECKING:
    from engine.tensor import Tensor


def hold(tensor: Tensor, made: Tensor, requires_grad: bool | None = None) -> None:
    """`tensor` takes over what `made` holds; what it held so far lives on for the gradient of what has read it.

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
    tensor._data = made._data
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
    """The version of an input that `node` read: the newest older than the node. Raises GradientError on a leaf."""
    tensor = node.inputs[slot]
    if tensor.order <= node.order:
        return tensor
    version: Tensor | None = tensor
    while version is not None and version.requires_grad and version.order > node.order:
        version = version._rare.previous if version._rare else None
    if version is not None and not version.requires_grad:
        return type(node)(node.saved[slot]) if node.saved else version
    if version is None or version.op is None:
        name = tensor.name or "a leaf"
        made = node.op.name if node.op else "an operation"
        raise GradientError(
            f"{name} was changed in place after {made} had used it, so its gradient is lost: "
            "call backward() before the change, or compute the result again after it"
        )
    return version


def as_read(node: Tensor) -> tuple[Tensor, ...]:
    """The inputs of `node` as it read them: an older version of what was changed in place since, or a constant."""
    inputs = node.inputs
    if not node.saved or all(tensor.order <= node.order for tensor in inputs):
        return inputs
    assert node.op is not None
    rules = node.op.vjps_of(len(inputs))
    return tuple(
        version_read(node, slot)
        if tensor.order <= node.order or (tensor.requires_grad and rules[slot] is not None)
        else type(node)(node.saved[slot])
        for slot, tensor in enumerate(inputs)
    )
