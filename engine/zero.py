"""Why a gradient is exactly 0: the sentence that tells a shut gate from a cancelled sum."""

from __future__ import annotations

import numpy as np

from engine.graph import Node
from engine.op import Array, Op
from engine.trace import Run, Step
from engine.wording import all_zero, prose, word


def why_zero(run: Run, step: Step) -> str | None:
    """The reason when a contribution, or a gradient that is now complete, is 0 in every entry; None otherwise."""
    if step.edge is None or step.to is None:
        return None
    nodes = run.graph.nodes
    node, receiver = nodes[step.node], nodes[step.to]
    if all_zero(step.contribution):
        return _blocked(run, step, node, receiver)
    if step.received == step.expected and all_zero(step.accumulated):
        return f"The contributions to {prose(receiver)} cancel: each is not 0, their sum is."
    return None


def _blocked(run: Run, step: Step, node: Node, receiver: Node) -> str:
    if all_zero(step.upstream):
        return f"The upstream gradient of {prose(node)} is already 0, so nothing is left to hand on."
    operation = node.operation
    assert operation is not None
    assert step.edge is not None
    slot = run.graph.edges[step.edge].slot
    reason = _by_operation(run, operation, node, receiver, slot)
    return reason or f"The local derivative of {word(operation)} is 0 wherever the upstream gradient is not."


def _by_operation(run: Run, operation: Op, node: Node, receiver: Node, slot: int) -> str | None:
    inputs = [run.graph.nodes[i] for i in node.inputs]
    match operation.name:
        case "relu":
            return f"The gate is shut: {_everywhere(receiver.value <= 0)}{prose(receiver)} is not positive."
        case "mul" | "matmul" | "outer" | "linear":
            other = inputs[1 - slot] if slot < 2 else inputs[0]
            return f"{word(operation)} switches, and the other input, {prose(other)}, is 0 where it counts."
        case "maximum" | "minimum":
            other = inputs[1 - slot]
            contest = "max" if operation.name == "maximum" else "min"
            return f"{prose(receiver)} lost the {contest} to {prose(other)}: the whole gradient goes to the winner."
        case "clamp":
            return f"{prose(receiver)} lies outside the bounds of the clamp, where it is flat."
        case "where":
            return f"The switch stands on the other side: {prose(receiver)} was not taken."
        case "sigmoid" | "tanh":
            return f"{word(operation)} is saturated: at {prose(receiver)} it is so flat that its slope rounds to 0."
        case "pow" if all_zero(receiver.value):
            return f"{prose(receiver)} is 0, where this power is flat."
        case "abs" if all_zero(receiver.value):
            return f"{prose(receiver)} is 0, where the derivative of |x| is taken as 0."
    return None


def _everywhere(condition: Array) -> str:
    return "every entry of " if np.ndim(condition) and np.all(condition) else ""
