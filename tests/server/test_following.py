"""Values that follow a hand are replayed, and are those of a fresh run to the last byte."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.language import CLASS, run
from engine.lessons import lesson
from engine.recording import ReplayedRun, Run
from server.documents import Changes, encode_changes
from server.worker.following import Following

EDITS = 40
HEAD = "import torch\nx = torch.tensor(1.0, requires_grad=True)\n"


def at(source: str, name: str, numbers: Any) -> Run:
    return run(source, leaves={name: numbers}, limits=CLASS)


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("07_fan_out", "a"),
        ("23_sigmoid_bce", "Z"),
        ("25_two_layer_bce", "b2"),
        ("38_batch_norm", "X"),
        ("43_attention", "X"),
    ],
)
def test_forty_edits_in_a_row_are_those_of_fresh_runs(id, name):
    source = lesson(id).source
    before = run(source, limits=CLASS)
    value = np.asarray(next(node.value for node in before.graph.nodes if name in node.names))
    following = Following(before, "before")
    fresh_runs = []
    for edit in range(EDITS):
        # To and fro, over 0 and far out.
        leaves = {name: (value + (-1) ** edit * 0.37 * edit).tolist()}
        asked = Changes(leaves, {}, (edit % len(before.steps), len(before.steps)))
        after = run(source, leaves=leaves, limits=CLASS)
        told, _ = following.changes(asked, "after", lambda after=after: fresh_runs.append(after) or after)
        assert told == encode_changes(before, after, "before", "after", asked)
    assert len(fresh_runs) == 1


@pytest.mark.parametrize(
    "program",
    [
        "y = x * x if x > 0 else -x\ny.backward()\n",
        "y = x * x.item()\ny.backward()\n",
        "y = x * len(str(x))\ny.backward()\n",
        "y = x * 2.0\nprint(y)\ny.backward()\n",
        "with torch.no_grad():\n    k = x * 2.0\ny = x * k\ny.backward()\n",
        "with torch.no_grad():\n    x *= 2.0\ny = x * x\ny.backward()\n",
        "y = x * x.data\ny.backward()\n",
        "y = x * x\ny.backward()\nz = y * x.grad\n",
        "y = torch.tensor([1.0, 2.0])[(x > 0).long()] * x\ny.backward()\n",
    ],
)
def test_a_program_that_looks_at_the_leaf_is_run_afresh(program):
    source = HEAD + program
    before = run(source, limits=CLASS)
    following = Following(before, "before")
    fresh_runs = []
    for number in (2.0, 3.0, -1.0):
        after = at(source, "x", number)
        asked = Changes({"x": number}, {})
        told, _ = following.changes(asked, "after", lambda after=after: fresh_runs.append(after) or after)
        assert told == encode_changes(before, after, "before", "after", asked)
    assert len(fresh_runs) == 3


def test_a_look_at_another_number_hinders_nothing():
    source = HEAD + "k = torch.tensor(3.0)\ny = x * x if k > 2 else x\ny.backward()\n"
    replayed = ReplayedRun(run(source, limits=CLASS))
    other = replayed.at({"x": 5.0})
    assert other is not None
    assert other.graph.nodes[other.target].value == 25
    assert replayed.at({"k": 1.0}) is None


def test_what_was_moved_before_is_back_where_another_leaf_moves():
    source = lesson("07_fan_out").source
    replayed = ReplayedRun(run(source, limits=CLASS))
    replayed.at({"a": 7.0})
    other = replayed.at({"b": 4.0})
    assert other is not None
    # (2 + 4)(4 + 1); ∂e/∂b = 5 + 6.
    assert other.graph.nodes[other.target].value == 30
    assert [float(other.gradients[node]) for node in (0, 1)] == [5, 11]


def test_numbers_that_an_operation_refuses_are_left_to_the_fresh_run():
    source = "import torch\nx = torch.eye(2, requires_grad=True)\ny = torch.linalg.inv(x).sum()\ny.backward()\n"
    replayed = ReplayedRun(run(source, limits=CLASS))
    assert replayed.at({"x": [[2.0, 0.0], [0.0, 2.0]]}) is not None
    assert replayed.at({"x": [[1.0, 1.0], [1.0, 1.0]]}) is None
    assert replayed.at({"x": [1.0, 1.0]}) is None
    assert replayed.at({"q": 1.0}) is None
