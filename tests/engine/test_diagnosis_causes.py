"""Every claim of a diagnosis is true, by a check that knows nothing of it: the cause is changed, and the effect goes.

Random programs of gates, products, sums, cuts and operations with edges, always the same ones.
"""

import math
import random

import numpy as np
import pytest

from engine.diagnosis import why
from engine.language import ProgramError, run

SEEDS = 200
ENTRIES = 3
# Changes of a named number, one of which must undo what it is blamed for.
CHANGES = [sign * size for size in (0.37, 1.3, 3.1, 6.4, 11.0, 16.2, 24.6, 41.0, 170.0) for sign in (1, -1)]

UNARY = ["torch.relu({})", "torch.relu({})", "torch.clamp({}, -1, 1)", "torch.tanh({})", "torch.sigmoid({})", "-{}"]
EDGED = ["torch.log({})", "torch.sqrt({})", "torch.exp({})", "{} ** 2", "torch.abs({})", "1 / {}"]
BINARY = ["{} + {}", "{} - {}", "{} * {}", "{} * {}", "torch.maximum({}, {})"]
NUMBERS = [-5.0, -2.0, -1.0, 0.0, 0.0, 0.5, 1.0, 2.0, 3.0]


def program(seed: int) -> str:
    """A program with leaves a, b, c and W whose results stay of length 3."""
    draw = random.Random(seed)
    vector = lambda: [draw.choice(NUMBERS) for _ in range(ENTRIES)]  # noqa: E731
    lines = ["import torch"]
    lines += [f"{name} = torch.tensor({vector()}, requires_grad=True)" for name in "abc"]
    lines += [f"W = torch.tensor({[vector() for _ in range(3)]}, requires_grad=True)"]
    known = ["a", "b", "c"]
    for place in range(draw.randint(3, 8)):
        kind = draw.random()
        if kind < 0.35:
            text = draw.choice(UNARY).format(draw.choice(known[-3:]))
        elif kind < 0.45:
            text = draw.choice(EDGED).format(draw.choice(known[-3:]))
        elif kind < 0.55:
            text = f"W @ {draw.choice(known[-3:])}"
        elif kind < 0.62:
            text = f"{draw.choice(known)}.detach()"
        else:
            text = draw.choice(BINARY).format(known[-1], draw.choice(known))
        lines.append(f"v{place} = {text}")
        known.append(f"v{place}")
    last = draw.choice([f"{known[-1]}.sum()", f"{known[-1]}.max()", f"({known[-1]} * {known[-2]}).mean()"])
    return "\n".join([*lines, f"loss = {last}", "loss.backward()"])


def gradient(made, node, entry):
    return float(np.reshape(made.gradients[node], -1)[entry]) if node in made.gradients else None


def arriving(made, node, entry):
    """What each use of a number brings to its gradient."""
    return [
        float(np.reshape(step.contribution, -1)[entry])
        for step in made.steps
        if step.kind == "contribute" and step.to == node
    ]


@np.errstate(all="ignore")
def nudged(source, made, places, amounts):
    """The run with these numbers changed."""
    nudges = {}
    for (node, entry), amount in zip(places, amounts, strict=True):
        shift = nudges.setdefault(node, np.zeros(made.graph.nodes[node].shape))
        np.reshape(shift, -1)[entry] += amount
    return run(source, nudges=nudges)


def asked(seed):
    """The program, its run and some of its numbers: those that are not ordinary first."""
    source = program(seed)
    try:
        made = run(source)
    except ProgramError:
        return source, None, []
    leaves = [node for node in made.graph.nodes if node.role == "parameter"]
    chains = [why(made, node.index, entry) for node in leaves for entry in range(0, node.value.size, 2)]
    chains.sort(key=lambda chain: (chain.finding == "none", chain.finding == "ordinary", chain.place))
    return source, made, chains[:6]


def gone(source, made, chain, left):
    """Whether one of the changes to all that is named undoes the effect."""
    draw = random.Random(0)
    trials = [[change] * len(chain.causes) for change in CHANGES]
    trials += [[draw.choice(CHANGES) for _ in chain.causes] for _ in range(40 if len(chain.causes) > 1 else 0)]
    return any(left(nudged(source, made, chain.causes, amounts)) for amounts in trials)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_is_named_is_the_cause(seed):
    source, made, chains = asked(seed)
    for chain in chains:
        node, entry = chain.place
        check_roots(source, made, chain)
        told = f"{source}\n{chain.sentence}\n" + "\n".join(link.sentence for link in chain.links)
        if chain.finding == "zero":
            assert gradient(made, node, entry) == 0
            check_zero(source, made, chain, told)
        elif chain.finding == "none":
            check_cut(source, made, chain, told)
        elif chain.finding in ("nan", "infinite"):
            check_made(source, made, chain, told)
        else:
            check_factors(source, made, chain, told)


def check_zero(source, made, chain, told):
    """With the causes changed, something arrives. Where none is named, what arrives are numbers whose sum is 0, or the
    operation reads nothing of the entry.
    """
    node, entry = chain.place
    if chain.causes:
        # Nothing is larger than NaN, so that nothing wins a maximum from it.
        if np.all(np.isfinite(made.graph.nodes[made.target].value)):
            undone = gone(source, made, chain, lambda other: any(arriving(other, node, entry)))
            assert undone or tied(made, chain), told
        return
    last = chain.links[-1]
    if last.kind == "unused":
        other = nudged(source, made, [last.place], [3.1])
        sender = made.steps[last.step].node
        assert np.array_equal(other.graph.nodes[sender].value, made.graph.nodes[sender].value), told
    elif last.kind == "cancelled":
        arrived = arriving(made, *last.place)
        assert math.fsum(arrived) == pytest.approx(0, abs=1e-12), told
    else:
        assert last.kind == "rounded", told


def tied(made, chain):
    """Entries that share a maximum: any change of one makes it win all or lose all."""
    last = [step for step in made.steps if step.kind == "contribute"][0]
    return made.graph.nodes[last.node].op == "amax" or made.graph.nodes[last.node].op == "max"


def check_roots(source, made, chain):
    """What is said to stand behind the causes moves at least one of them."""
    draw = random.Random(1)
    if any(math.isnan(np.reshape(made.graph.nodes[n].value, -1)[entry]) for n, entry in chain.causes):
        return
    trials = [[change] * len(chain.roots) for change in CHANGES]
    trials += [[draw.choice(CHANGES) for _ in chain.roots] for _ in range(8)]
    for amounts in trials if chain.roots else []:
        moved = nudged(source, made, chain.roots, amounts).graph.nodes
        before = made.graph.nodes
        if any(not np.array_equal(moved[n].value, before[n].value, equal_nan=True) for n, _ in chain.causes):
            return
    assert not chain.roots, (source, chain)


def check_made(source, made, chain, told):
    """Where a NaN or an infinity is said to be made first, nothing that goes in is one, and with the cause it goes."""
    node, entry = chain.place
    broken = math.isnan if chain.finding == "nan" else math.isinf
    assert broken(gradient(made, node, entry))
    (last, *_) = [link for link in reversed(chain.links) if link.kind == "made"]
    step = made.steps[last.step]
    assert chain.causes, told
    if step.phase == "forward":
        inputs = [made.graph.nodes[i].value for i in made.graph.nodes[step.node].inputs]
        assert all(np.all(np.isfinite(x)) for x in inputs) or len(inputs[0]) > 1, told
        number = lambda other: np.reshape(other.graph.nodes[step.node].value, -1)[last.place.entry]  # noqa: E731
    else:
        assert np.isfinite(np.reshape(step.upstream, -1)).any(), told
        number = lambda other: np.reshape(other.steps[last.step].contribution, -1)[last.place.entry]  # noqa: E731
    assert not math.isfinite(number(made)), told
    assert gone(source, made, chain, lambda other: math.isfinite(number(other))), told


def check_cut(source, made, chain, told):
    """Behind a cut that is named the numbers still depend on the leaf; where the way ends they do not."""
    node, entry = chain.place
    kind = chain.links[-1].kind
    moved = [nudged(source, made, [(node, place)], [0.37]) for place in range(made.graph.nodes[node].value.size)]
    before = made.graph.nodes[made.target].value
    changed = any(not np.array_equal(other.graph.nodes[made.target].value, before, equal_nan=True) for other in moved)
    assert kind in ("detached", "never used", "dead end"), told
    if kind == "detached":
        named = made.graph.nodes[chain.links[-1].place.node].span.line
        lines = source.splitlines()
        lines[named - 1] = lines[named - 1].replace(".detach()", ".clone()")
        mended = run("\n".join(lines))
        assert changed or gradient(mended, node, entry) is not None or ".detach()" in "\n".join(lines), told
    else:
        assert not changed, told


@np.errstate(all="ignore")
def check_factors(source, made, chain, told):
    """Each factor is what a small change of one number does to the next, where nothing else is made from that number,
    and the one that is named is the extreme of all.
    """
    slopes = {}
    uses = [edge.source for edge in made.graph.edges]
    for link in chain.links:
        step = made.steps[link.step]
        # A difference of huge numbers has no digits left.
        if uses.count(link.place.node) != 1 or np.max(np.abs(made.graph.nodes[step.node].value)) > 1e4:
            continue
        before = made.graph.nodes[step.node].value
        ahead, behind = (
            (nudged(source, made, [link.place], [sign * 1e-6]).graph.nodes[step.node].value - before) / (sign * 1e-6)
            for sign in (1, -1)
        )
        if np.allclose(ahead, behind, rtol=1e-3, atol=1e-4):
            brought = np.reshape(step.contribution, -1)[link.place.entry]
            np.testing.assert_allclose(np.nansum(step.upstream * ahead), brought, rtol=1e-3, atol=1e-4, err_msg=told)
            slopes[link] = np.abs(np.reshape(ahead, -1))
    (named,) = [link for link in chain.links if link.origin]
    if named in slopes:
        huge = chain.finding == "huge"
        extremes = [np.max(each) if huge else np.min(each[each > 1e-5], initial=np.inf) for each in slopes.values()]
        mine = slopes[named]
        best = max(extremes) if huge else min(extremes)
        assert np.any(np.abs(mine - best) <= 1e-3 * abs(best) + 1e-4) or mine.size > 1, told
