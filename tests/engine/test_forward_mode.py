"""Forward mode over runs, against PyTorch's dual numbers and against the backward pass of the same run."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine.derivatives import agreement, leaf_entry, leaf_entry_name, tangents, variable_leaves
from engine.language import run
from engine.lessons import lesson, lessons
from engine.recording import SeedStep

IDS = [found.id for found in lessons()]
# Written by tests/torch/write_tangents.py.
TORCH = json.loads(Path(__file__).with_name("torch_tangents.json").read_text("utf-8"))


def weights(shape):
    return np.cos(np.arange(1.0, np.prod(shape, dtype=int) + 1)).reshape(shape)


def by_entry(made, node):
    """The tangents by every entry of a leaf."""
    names = [leaf_entry_name(node, entry).replace(node.label, f"n{node.index}", 1) for entry in range(node.value.size)]
    return [(by, tangents(made, by)) for by in (leaf_entry(made, name) for name in names)]


@pytest.mark.parametrize("identifier", IDS)
def test_tangents_are_those_of_pytorchs_dual_numbers(identifier):
    """Along a direction with no two entries alike, at every name that the lesson has given before its first pass."""
    made = run(lesson(identifier).source)
    first = next((step.index for step in made.steps if isinstance(step, SeedStep)), len(made.steps))
    made_before = {step.node for step in made.steps[:first]}
    named = {name: node for node in made.graph.nodes if node.index in made_before for name in node.names}
    for leaf, told in TORCH[identifier].items():
        node = named[leaf]
        moved = by_entry(made, node)
        for name, expected in told.items():
            other = named[name].index
            along = sum(
                weight * found[other] if other in found else 0.0
                for weight, (_, found) in zip(weights(node.shape).reshape(-1), moved, strict=True)
            )
            got = float(np.sum(along * weights(np.shape(along))))
            assert got == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True), (leaf, name)


@pytest.mark.parametrize("identifier", IDS)
def test_forward_and_reverse_mode_agree_at_every_entry_of_every_leaf(identifier):
    made = run(lesson(identifier).source)
    for node in variable_leaves(made):
        for by, moved in by_entry(made, node):
            found = agreement(made, by, moved)
            if found.gradient is None:
                # The last pass of a loop starts from a number that what a leaf was before its updates does not move.
                assert not moved.get(made.target, 0), by.name
                continue
            assert found.tangent == pytest.approx(found.gradient, rel=1e-9, abs=1e-12, nan_ok=True), by.name
            assert found.agrees, by.name


def test_every_lesson_is_compared_with_pytorch():
    assert TORCH.keys() == set(IDS)
    # Its leaves are those of layers, which have no names of their own.
    assert [identifier for identifier, told in TORCH.items() if not told] == ["54_moons"]


def test_no_tangent_goes_through_what_is_detached():
    made = run(
        "import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = x * x.detach()\ny.backward()\n",
    )
    assert tangents(made, leaf_entry(made, "x"))[made.target] == 3


def test_a_hook_is_named_where_it_parts_the_two_modes():
    made = run(
        "import torch\nx = torch.tensor(3.0, requires_grad=True)\nx.register_hook(lambda g: 10 * g)\n"
        "y = x * 2\ny.backward()\n"
    )
    by = leaf_entry(made, "x")
    found = agreement(made, by, tangents(made, by))
    assert (found.tangent, found.gradient, found.agrees) == (2, 20, False)
    assert "a hook changes gradients on their way" in found.sentence


def test_of_two_leaves_with_one_name_the_last_is_meant_and_numbers_name_either():
    made = run(
        "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x * x\n"
        "x = torch.tensor(5.0, requires_grad=True)\nz = y * x\nz.backward()\n"
    )
    assert [leaf_entry(made, name).node for name in ("x", "n0", "x.2")] == [2, 0, 2]
