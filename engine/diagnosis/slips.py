"""Slips that programs of this kind are known for, found in what happened: scores that are probabilities already, a
gradient that was not cleared, a logarithm of 0, a rate beyond its band, a loss that compares all with all.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from engine.diagnosis.flow import Flow
from engine.explain import name_of, prose, shape_words, word
from engine.notation import number_text
from engine.operation import OPS, Array
from engine.recording import ContributeStep, Node, Pass, Run, isolated, training

# What a step must be against its gradient to be plain descent: the cosine of the angle between them.
STRAIGHT = 0.999
# The band of a parabola ends at 2 / λ.
EDGE = 2.0
SIGMOID = OPS["sigmoid"].formula


class Slip(NamedTuple):
    """At a node, first seen at `step`; `entry` is the number to ask about, `warning` whether training suffers."""

    kind: str
    node: int
    step: int
    sentence: str
    entry: int | None = None
    warning: bool = True


def slips(flow: Flow) -> Iterator[Slip]:
    """All that are found, each kind once for each place."""
    for node in flow.nodes:
        if node.operation is None:
            continue
        yield from _probabilities(flow, node)
        yield from _logarithm_of_0(flow, node)
        yield from _all_with_all(flow, node)
        yield from _mean_over_outputs(flow, node)
    kept = list(_kept_gradient(flow))
    yield from kept
    if not kept:
        # An update by a sum of gradients is no plain descent.
        yield from _rate(flow.run)


def _local(node: Node, flow: Flow) -> str:
    """The text of the local derivative of a loss by what it takes first."""
    assert node.operation is not None
    if node.operation.family != "loss" or not node.requires_grad or node.operation.vjp(0) is None:
        return ""
    return str(node.operation.written([flow.nodes[i].value for i in node.inputs], node.attributes, (0,)).local[0])


def _probabilities(flow: Flow, node: Node) -> Iterator[Slip]:
    """A loss that makes probabilities of its input, which are some already."""
    local = _local(node, flow)
    takes = next((name for name in ("softmax", "sigmoid") if f"{name}(input" in local), None)
    if takes is None:
        return
    given = flow.nodes[node.inputs[0]]
    value = np.asarray(given.value, dtype=float)
    if given.operation is None or not value.size or not np.all((value >= 0) & (value <= 1)):
        return
    if takes == "softmax":
        axis = min(value.ndim - 1, 1)
        if value.shape[axis] < 2 or not np.allclose(value.sum(axis=axis), 1, rtol=0, atol=1e-6):
            return
    elif given.operation.formula != SIGMOID:
        return
    operation = node.operation
    assert operation is not None
    said = (
        f"{prose(given)} holds probabilities already, at most {number_text(float(value.max()))}, and {word(operation)}"
        f"{flow.line(node.index)} takes {takes} of them once more: as scores they hardly differ, so the loss stays "
        f"high and its gradient small. Hand it the scores as they are, without {takes}."
    )
    yield Slip(f"{takes} twice", given.index, flow.made[node.index], said)


def _logarithm_of_0(flow: Flow, node: Node) -> Iterator[Slip]:
    assert node.operation is not None
    if node.operation.formula != OPS["log"].formula:
        return
    source = flow.nodes[node.inputs[0]]
    zeros = np.flatnonzero(np.asarray(source.value).reshape(-1) == 0)
    if zeros.size:
        count = np.size(source.value)
        said = (
            f"{prose(node)}{flow.line(node.index)} is a logarithm of 0 in {zeros.size} of {count} "
            f"{'entry' if count == 1 else 'entries'}: −∞, which times 0 is NaN. A loss that takes the scores "
            "themselves, such as binary_cross_entropy_with_logits or cross_entropy, never comes to 0."
        )
        yield Slip("log of 0", node.index, flow.made[node.index], said, int(zeros[0]))


def _all_with_all(flow: Flow, node: Node) -> Iterator[Slip]:
    """A prediction and a truth of shapes that make a table of all pairs: (N, 1) beside (N,)."""
    assert node.operation is not None
    if not node.operation.elementwise or len(node.inputs) != 2 or len(node.shape) != 2:
        return
    one, other = (flow.nodes[i] for i in node.inputs)
    shapes = sorted((one.shape, other.shape), key=len)
    if shapes != [(node.shape[1],), (node.shape[0], 1)] or node.shape[0] != node.shape[1] or node.shape[0] < 2:
        return
    if {one.requires_grad, other.requires_grad} != {True, False}:
        return
    said = (
        f"{prose(node)}{flow.line(node.index)} has {node.shape[0]}×{node.shape[1]} entries: {prose(one)} is "
        f"{shape_words(one.shape)} and {prose(other)} {shape_words(other.shape)}, so each prediction meets every "
        f"truth, not its own alone. Give both one shape, with squeeze(1) or unsqueeze(1)."
    )
    yield Slip("all with all", node.index, flow.made[node.index], said)


def _mean_over_outputs(flow: Flow, node: Node) -> Iterator[Slip]:
    """A mean over examples and outputs alike: of several outputs, gradients are so many times smaller."""
    assert node.operation is not None
    if node.shape or not node.requires_grad or node.index not in flow.run.targets:
        return
    source = flow.nodes[node.inputs[0]]
    if len(source.shape) != 2 or source.shape[1] < 2 or source.shape[0] < 2:
        return
    written = node.operation.written([flow.nodes[i].value for i in node.inputs], node.attributes)
    if written.numbers.get("n") != np.size(source.value):
        return
    examples, outputs = source.shape
    said = (
        f"{prose(node)}{flow.line(node.index)} divides by all {examples * outputs} entries of {prose(source)}. Summed "
        f"over the {outputs} outputs and averaged over the {examples} examples, all gradients would be {outputs} times "
        "as large, as if the learning rate were."
    )
    yield Slip("mean over outputs", node.index, flow.made[node.index], said, warning=False)


def _kept_gradient(flow: Flow) -> Iterator[Slip]:
    """A gradient that an update has used, to which the next pass adds its own."""
    trained = training(flow.run)
    if trained is None:
        return
    steps = flow.run.steps
    for before, after in zip(trained.passes, trained.passes[1:], strict=False):
        for one, other in zip(before.parameters, after.parameters, strict=True):
            if one.after == one.before or one.gradient is None or other.gradient is None:
                continue
            first = next(
                (
                    step
                    for step in steps[after.turn.seed : after.turn.last + 1]
                    if isinstance(step, ContributeStep) and step.to == other.before
                ),
                None,
            )
            if first is None or first.earlier is None or not np.any(first.earlier):
                continue
            yield Slip("kept gradient", other.before, first.index, _kept_words(flow, after, other.before, first))
            return


def _kept_words(flow: Flow, turn: Pass, node: int, step: ContributeStep) -> str:
    name = isolated(name_of(flow.nodes[node]))
    held, own = (_size(each) for each in (step.earlier, step.contribution))
    total = _size(np.asarray(step.earlier) + np.asarray(step.contribution))
    return (
        f"{name} still holds the gradient of the pass before, {held}, when this pass adds its own, {own}: the update "
        f"goes by their sum, {total}. Clear it in every pass, by zero_grad() or {name}.grad = None."
    )


def _size(array: Array) -> str:
    found = np.asarray(array, dtype=float)
    return number_text(float(found)) if not found.ndim else f"of size {number_text(float(np.linalg.norm(found)))}"


def _rate(run: Run) -> Iterator[Slip]:
    """Of plain descent: where the slope along the gradient turns so fast that a step of this rate goes past twice."""
    trained = training(run)
    if trained is None or len(trained.passes) < 2:
        return
    first, last = trained.passes[0].loss, trained.passes[-1].loss
    if first is None or last is None or last <= first:
        return
    for before, after in zip(trained.passes, trained.passes[1:], strict=False):
        found = _curvature(run, before, after)
        if found is None or found[0] * found[1] <= EDGE * (1 + 1e-6):
            continue
        rate, curvature = found
        limit, slope = number_text(EDGE / curvature), number_text(curvature)
        equal = "=" if _exact(slope) * _exact(limit) == EDGE else "≈"
        said = (
            f"The learning rate {number_text(rate)} is beyond the band in which descent is stable: along the gradient "
            f"the slope changes by {slope} a unit, so a rate must be below 2 / {slope} {equal} {limit}. "
            f"The loss goes from {number_text(first)} to {number_text(last)}."
        )
        moved = next(each for each in before.parameters if each.after != each.before)
        yield Slip("rate", moved.after, before.turn.last, said)
        return


def _exact(number: str) -> Fraction:
    """The number that is printed."""
    return Fraction(number.replace("−", "-"))


def _curvature(run: Run, before: Pass, after: Pass) -> tuple[float, float] | None:
    """The rate of a pass, and λ = Δg·Δw / Δw·Δw; None of an update that is not plain descent."""
    pairs = [
        (one.gradient, other.gradient, _value(run, one.after) - _value(run, one.before))
        for one, other in zip(before.parameters, after.parameters, strict=True)
        if one.gradient is not None and other.gradient is not None
    ]
    if len(pairs) < len(before.parameters) or not pairs:
        return None
    old, new, moved = (np.concatenate([np.ravel(each[k]).astype(float) for each in pairs]) for k in range(3))
    sizes = float(np.linalg.norm(old)) * float(np.linalg.norm(moved))
    if not np.isfinite([*old, *new, *moved]).all() or sizes == 0 or -float(old @ moved) < STRAIGHT * sizes:
        return None
    return -float(old @ moved) / float(old @ old), float((new - old) @ moved) / float(moved @ moved)


def _value(run: Run, node: int) -> Array:
    return np.asarray(run.graph.nodes[node].value)
