"""`grad_fn` and what stands behind it: the graph as PyTorch tells it."""

from __future__ import annotations

from engine.differentiate import read_by
from engine.language.machine import Machine
from engine.language.values import BackwardNode, method
from engine.tensors import Tensor

# What PyTorch makes of two operations, of which the later has the first name.
IN_TWO = {"NllLossBackward0": "LogSoftmaxBackward0", "NllLoss2DBackward0": "LogSoftmaxBackward0"}


def backward_node(tensor: Tensor) -> BackwardNode | None:
    """None for a leaf, and for what requires no gradient."""
    known = tensor.requires_grad and tensor._backward_name is not None
    return BackwardNode(tensor) if known else None


def next_functions(node: BackwardNode) -> tuple[tuple[BackwardNode | None, int], ...]:
    """Where the gradient goes on from here: one entry for each input, None for what takes no gradient."""
    if node.tensor._op is None:
        return ()
    if node.inner is None and node.name in IN_TWO and node.tensor._op.name == "cross_entropy":
        return ((BackwardNode(node.tensor, IN_TWO[node.name]), 0),)
    read = dict(read_by(node.tensor))
    count = 1 if node.inner is not None else len(node.tensor._inputs)
    # PyTorch adds the product to the bias, which comes first there.
    slots = (2, 0, 1) if node.tensor._op.matrix == "affine" and count == 3 else range(count)
    return tuple((BackwardNode(read[slot]), 0) if slot in read else (None, 0) for slot in slots)


@method("backward node", name="name")
def name_of_node(machine: Machine, node: BackwardNode) -> str:
    """PyTorch tells where it has the step into a leaf from."""
    return node.name if node.tensor._op is not None else f"torch::autograd::{node.name}"
