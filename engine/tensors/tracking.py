"""Which results belong to the graph, and what PyTorch keeps out of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import GradientError
from engine.operation import Op
from engine.tensors.state import TensorState


def tracked(op: Op, inputs: tuple[TensorState, ...], attributes: Mapping[str, Any]) -> bool:
    """Whether the result of `op` leads to an input that requires a gradient.

    Raises GradientError where an input requires one and is fixed, as in PyTorch.
    """
    if op.fixed:
        values = [tensor._data for tensor in inputs]
        for slot, tensor in enumerate(inputs):
            if tensor.requires_grad and op.fixes(slot, values, attributes):
                name = op.inputs[slot]
                given, when = tensor.name or name, op.fixed[name].when
                raise GradientError(
                    f"{op.name} has no gradient for its {name}{when and f' {when}'}, as in PyTorch, "
                    f"and {given} requires one: hand it {given}.detach()"
                )
    return any(tensor.requires_grad and op.tracks(slot) for slot, tensor in enumerate(inputs))


def refuse_gradient(node: TensorState) -> None:
    """Raises GradientError where no gradient may reach what made this result."""
    op = node._op
    assert op is not None
    if op.refusal:
        named = f"{node.name}, the result of {op.name}" if node.name else f"the result of {op.name}"
        raise GradientError(
            f"a gradient reaches {named}, which refuses it, as in PyTorch: {op.refusal}; write {op.name}(…).detach() "
            "where nothing is to be learnt through it"
        )
