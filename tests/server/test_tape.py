"""The tape over HTTP: the Wengert list of the lecture notes, forward mode, and the table."""

from __future__ import annotations

import csv
import io
import json

import pytest

from engine.lessons import lesson
from server.payload import TapeDocument


@pytest.fixture(scope="module")
def ask(client, post):
    def asked(source, **parameters):
        run = post(source).json()["id"]
        return client.get(f"/api/v1/runs/{run}/tape", params=parameters)

    return asked


@pytest.fixture(scope="module")
def wengert():
    return lesson("09_wengert_list").source


def rows(answer):
    assert answer.status_code == 200, answer.text
    return TapeDocument.model_validate_json(answer.content).rows


def shown(tensor):
    return None if tensor is None else tensor.data


def test_the_list_of_the_notes_has_an_operation_a_row(ask, wengert):
    """y = log 2 + 2 · 5 − sin 5: v1 = 0.6931, v2 = 10, v3 = −0.9589, v4 = 10.6931, y = 11.6521."""
    told = [(row.index, row.name, row.operation, row.inputs, row.line) for row in rows(ask(wengert))]
    assert told[2:] == [
        (2, "v1", "log", [0], 5),
        (3, "v2", "mul", [0, 1], 6),
        (4, "v3", "sin", [1], 7),
        (5, "v4", "add", [2, 3], 8),
        (6, "y", "sub", [5, 4], 9),
    ]
    values = [row.value.data for row in rows(ask(wengert))]
    assert values == pytest.approx([2, 5, 0.693147, 10, -0.958924, 10.693147, 11.652071], abs=1e-6)


@pytest.mark.parametrize(
    ("seed", "tangents"),
    [("x1", [1, 0, 0.5, 5, 0, 5.5, 5.5]), ("x2", [0, 1, 0, 2, 0.2836621855, 2, 1.7163378145])],
)
def test_a_sweep_of_dual_numbers_gives_one_partial_derivative(ask, wengert, seed, tangents):
    """By hand: v1' = x1'/x1, v2' = x1' x2 + x1 x2', v3' = cos(5) x2', v4' = v1' + v2', y' = v4' − v3'."""
    answer = ask(wengert, seed=seed)
    assert [row.tangent.data for row in rows(answer)] == pytest.approx(tangents, abs=1e-9)
    agreement = answer.json()["agreement"]
    assert agreement["agrees"]
    assert agreement["gradient"] == pytest.approx(tangents[-1], abs=1e-9)


def test_at_a_step_the_tape_holds_what_has_come_by_then(ask, wengert):
    """Steps 0 to 6 make the nodes. In step 9 v4 has sent 1 to v1 (v4 = v1 + v2), and v2 waits."""
    early = rows(ask(wengert, step=3, seed="x1"))
    assert [row.value is not None for row in early] == [True] * 4 + [False] * 3
    assert [shown(row.tangent) for row in early] == [1, 0, 0.5, 5, None, None, None]
    late = rows(ask(wengert, step=10))
    assert {row.name: shown(row.adjoint) for row in late if row.adjoint} == {"y": 1, "v4": 1, "v3": -1, "v1": 1}
    assert {row.standing for row in late} == {"now", None}


def test_adjoints_of_earlier_passes_are_told_apart(ask):
    source = (
        "import torch\na = torch.tensor(2.0, requires_grad=True)\nb = torch.tensor(3.0, requires_grad=True)\n"
        "u = a * b\nu.backward()\nc = a * a\nc.backward()\n"
    )
    found = {row.name: (shown(row.adjoint), row.standing) for row in rows(ask(source))}
    # a.grad = 3 + 2 · 2, of which the second pass is the last; b has kept 2, and u is of the past.
    assert found == {"a": (7, "now"), "b": (2, "kept"), "u": (1, "past"), "c": (1, "now")}


def test_an_entry_of_a_matrix_is_a_seed_like_any_number(ask):
    source = lesson("25_two_layer_bce").source
    answer = ask(source, seed="W1[0,0]")
    document = answer.json()
    assert document["seed"] == {"node": "n2", "entry": 0, "name": "W1[0, 0]"}
    assert document["agreement"]["tangent"] == pytest.approx(-0.009467, abs=1e-6)
    assert document["agreement"]["sentence"].endswith("both modes agree.")
    assert rows(answer)[2].tangent.data == [[1, 0, 0], [0, 0, 0]]


def test_a_leaf_that_is_not_there_is_told_which_there_are(ask, wengert):
    answer = ask(wengert, seed="x3")
    assert (answer.status_code, answer.json()["code"]) == (404, "leaf/unknown")
    assert "there are x1, x2" in answer.json()["detail"]
    beyond = ask(lesson("25_two_layer_bce").source, seed="W1[2,0]")
    assert "W1 has the shape (2, 3)" in beyond.json()["detail"]


def test_the_rows_come_in_windows(ask, wengert):
    document = ask(wengert, **{"from": 2, "to": 4}).json()
    assert [row["name"] for row in document["rows"]] == ["v1", "v2"]
    assert (document["to"], document["total"], document["next"]) == (4, 7, 4)
    assert ask(wengert, **{"from": 2, "to": 1003}).status_code == 422


def test_the_table_holds_the_rows_of_the_document(ask, wengert):
    table = ask(wengert, seed="x1", step=10, format="csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.headers["content-disposition"].endswith('-tape.csv"')
    lines = list(csv.DictReader(io.StringIO(table.text)))
    for line, row in zip(lines, rows(ask(wengert, seed="x1", step=10)), strict=True):
        assert (line["index"], line["name"], line["operation"]) == (f"v{row.index}", row.name, row.operation)
        for name in ("value", "tangent", "adjoint"):
            assert (json.loads(line[name]) if line[name] else None) == shown(getattr(row, name))


def test_the_table_runs_nothing_in_a_spreadsheet(ask):
    source = "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = -x\n(y * 2).backward()\n"
    assert all(not line.split(",")[1].startswith("-") for line in ask(source, format="csv").text.splitlines())


@pytest.mark.parametrize("seed", ["é\n", '"', "w[", "w[]", "n", "😀[0]"])
def test_any_text_is_no_leaf_and_no_failure(ask, wengert, seed):
    assert ask(wengert, seed=seed).status_code == 404


def test_a_run_without_tensors_has_an_empty_tape(ask):
    document = ask("print(1)").json()
    assert (document["step"], document["rows"], document["total"]) == (None, [], 0)
