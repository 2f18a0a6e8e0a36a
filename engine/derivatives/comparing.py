"""Forward mode beside reverse mode: two ways to one number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from engine.derivatives.entries import LeafEntry
from engine.derivatives.reverse_mode import Brought, brought
from engine.notation import number_text
from engine.operation import Array
from engine.recording import HookStep, Run, isolated


class Agreement(NamedTuple):
    """`tangent` is that of what the pass starts from, `gradient` what the pass brings to the entry: both are the
    derivative of the one by the other. None where no pass reaches the leaf.
    """

    tangent: float | None
    gradient: float | None
    agrees: bool | None
    sentence: str


def agreement(run: Run, by: LeafEntry, found: Mapping[int, Array]) -> Agreement:
    """`found` are the tangents of the run by this entry."""
    arrived = brought(run, by.node)
    name = isolated(by.name)
    if arrived is None:
        return Agreement(None, None, None, f"No backward pass reaches {name}: there is no gradient to compare with.")
    moved = [np.sum(upstream * found[root]) if root in found else 0.0 for root, upstream in arrived.roots]
    tangent, gradient = float(np.sum(moved)), float(np.reshape(arrived.gradient, -1)[by.entry])
    agrees = alike(tangent, gradient, np.finfo(run.graph.nodes[by.node].value.dtype).eps)
    return Agreement(tangent, gradient, agrees, _sentence(run, name, arrived, tangent, gradient, agrees))


def alike(one: float, other: float, eps: float) -> bool:
    """Whether two numbers are the same but for rounding: to half of the digits that their element type has."""
    if np.isnan(one) or np.isnan(other):
        return bool(np.isnan(one) and np.isnan(other))
    return bool(one == other or abs(one - other) <= eps**0.5 * max(1.0, abs(other)))


def _sentence(run: Run, name: str, arrived: Brought, tangent: float, gradient: float, agrees: bool) -> str:
    (root, upstream), *others = arrived.roots
    plain = not others and np.shape(upstream) == () and upstream == 1
    of = isolated(run.graph.nodes[root].called)
    moved = (
        f"The tangent of {of} is {number_text(tangent)}"
        if plain
        else f"The tangents of {'the roots' if others else of}, times the upstream gradients that the backward pass "
        f"starts with, add up to {number_text(tangent)}"
    )
    brings = f"the backward pass brings {name} the gradient {number_text(gradient)}"
    if agrees:
        return f"{moved}, and {brings}: both modes agree."
    hooked = any(isinstance(step, HookStep) and step.pass_index == arrived.index for step in run.steps)
    why = "a hook changes gradients on their way, and no tangents" if hooked else "one of them is not the derivative"
    return f"{moved}, but {brings}: {why}."
