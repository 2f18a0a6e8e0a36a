"""The derivative of a run by one entry of a leaf in four ways, side by side, with what each of them costs."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from engine.derivatives.comparing import alike
from engine.derivatives.entries import LeafEntry, variable_leaves
from engine.derivatives.finite_differences import Difference, Way, differences, way
from engine.derivatives.forward_mode import tangents
from engine.derivatives.reverse_mode import Brought, brought
from engine.derivatives.symbolic_mode import Symbolic, symbolic
from engine.errors import GradientError
from engine.notation import number_text
from engine.operation import size
from engine.recording import ContributeStep, HookStep, Run, isolated

# Where the slopes of the two sides differ by so much of the larger one, there is a kink.
KINK = 1e-3


class OneWay(NamedTuple):
    """`value` is None where this way has none, and `reason` says why, or why it is not what reverse mode says.

    `forward` and `backward` are the passes for all entries of all leaves, `operations` what they compute: an operation
    forward, and on the way back or beside it one for each derivative that is taken. The symbolic way takes no pass: its
    operations are those of the formula by this entry alone.
    """

    name: Literal["reverse", "forward", "differences", "symbolic"]
    value: float | None
    equal: bool | None
    reason: str
    forward: int
    backward: int
    operations: int


class Ways(NamedTuple):
    """`parameters` are all entries that the pass reaches, `roots` the nodes that it starts from.

    `best` is the place among the `widths` of the one at which differences come closest; None where none comes close.
    `formulas` are those of the symbolic way; None where it has none.
    """

    roots: tuple[int, ...]
    parameters: int
    ways: list[OneWay]
    widths: list[Difference]
    best: int | None
    formulas: Symbolic | None


def ways(run: Run, by: LeafEntry) -> Ways:
    """Raises GradientError where no backward pass reaches the leaf."""
    arrived = brought(run, by.node)
    if arrived is None:
        raise GradientError(f"no backward pass reaches {isolated(by.name)}, so there is nothing to compare")
    true = float(np.reshape(arrived.gradient, -1)[by.entry])
    steps = [each for each in run.steps if isinstance(each, ContributeStep) and each.pass_index == arrived.index]
    reached = {step.to for step in steps} | {root for root, _ in arrived.roots}
    count = sum(size(node.shape) for node in variable_leaves(run) if node.index in reached)
    made = _operations(run, arrived)
    found = [OneWay("reverse", true, True, "", 1, 1, made + len(steps))]
    hooked = any(isinstance(step, HookStep) and step.pass_index == arrived.index for step in run.steps)
    found.append(_forward(run, by, arrived, true, hooked)._replace(forward=count, operations=2 * made * count))

    def costly(each: OneWay) -> OneWay:
        return each._replace(forward=2 * count, operations=2 * made * count)

    formulas, last = _symbolic(run, by, arrived, true, hooked)
    try:
        along = way(run, by, arrived.roots)
        widths = differences(along)
    except GradientError as reason:
        refused = costly(OneWay("differences", None, None, _told(reason), 0, 0, 0))
        return Ways(_nodes(arrived), count, [*found, refused, last], [], None, formulas)
    errors = np.array([abs(each.central - true) for each in widths])
    best = None if np.all(np.isnan(errors)) else int(np.nanargmin(errors))
    differing = costly(_differences(along, widths, best, true, hooked))
    return Ways(_nodes(arrived), count, [*found, differing, last], widths, best if differing.equal else None, formulas)


def _told(reason: GradientError) -> str:
    return f"{str(reason)[:1].upper()}{str(reason)[1:]}."


def _nodes(arrived: Brought) -> tuple[int, ...]:
    return tuple(root for root, _ in arrived.roots)


def _operations(run: Run, arrived: Brought) -> int:
    """How many lead to the roots."""
    needed = set(_nodes(arrived))
    count = 0
    for node in reversed(run.graph.nodes):
        if node.index in needed and node.inputs:
            needed.update(node.inputs)
            count += 1
    return count


def _forward(run: Run, by: LeafEntry, arrived: Brought, true: float, hooked: bool) -> OneWay:
    try:
        moved = tangents(run, by)
    except GradientError as refusal:
        return OneWay("forward", None, None, _told(refusal), 0, 0, 0)
    value = float(sum(np.sum(weight * moved[root]) for root, weight in arrived.roots if root in moved))
    equal = alike(value, true, np.finfo(run.graph.nodes[by.node].value.dtype).eps)
    reason = "" if equal else HOOKED if hooked else "One of the rules of an operation on the way is no derivative."
    return OneWay("forward", value, equal, reason, 0, 0, 0)


def _symbolic(run: Run, by: LeafEntry, arrived: Brought, true: float, hooked: bool) -> tuple[Symbolic | None, OneWay]:
    try:
        found = symbolic(run, by, arrived.roots)
    except GradientError as refusal:
        return None, OneWay("symbolic", None, None, _told(refusal), 0, 0, 0)
    equal = alike(found.value, true, np.finfo(run.graph.nodes[by.node].value.dtype).eps)
    reason = "" if equal else HOOKED if hooked else UNROUNDED
    return found, OneWay("symbolic", found.value, equal, reason, 0, 0, found.simplified_operations)


UNROUNDED = "The formula rounds otherwise than the operations of the program, or a value of the program has changed."
NO_NUMBERS = "Beside this point there are no numbers to take differences of."
HOOKED = "A hook changes gradients on their way, and nothing else."


def _differences(along: Way, widths: list[Difference], best: int | None, true: float, hooked: bool) -> OneWay:
    if best is None:
        return OneWay("differences", None, None, NO_NUMBERS, 0, 0, 0)
    at = widths[best]
    nodes = along.run.graph.nodes
    eps = float(np.finfo(nodes[along.by.node].value.dtype).eps)
    # Rounding and truncation together leave about ε^(2/3) of f.
    rounding = 100 * eps ** (2 / 3) * max(abs(along.at(0.0)), abs(true), 1e-300)
    if abs(at.central - true) <= rounding or number_text(at.central) == number_text(true):
        return OneWay("differences", at.central, True, "", 0, 0, 0)
    detached = next((node for node in along.nodes if not node.requires_grad), None)
    narrow = widths[len(widths) // 2]
    if hooked:
        reason = HOOKED
    elif detached is not None:
        reason = f"Differences move {isolated(detached.called)}, too, through which no gradient passes."
    elif abs(narrow.right - narrow.left) > KINK * max(abs(narrow.right), abs(narrow.left)):
        right, left = number_text(narrow.right), number_text(narrow.left)
        reason = f"There is a kink: the slope is {right} to the right and {left} to the left."
    else:
        reason = "Rounding, or the bend of the function, hides the slope at every width."
    return OneWay("differences", narrow.central, False, reason, 0, 0, 0)
