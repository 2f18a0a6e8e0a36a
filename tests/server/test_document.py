"""The documents of one small run, key by key, with the numbers that a hand works out."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson
import pytest

from engine.explain import Formula, explain, explain_line
from engine.language import run
from server.documents.encode import encode_explanations, encode_graph, encode_node, encode_steps, run_document
from server.documents.line_encoding import encode_line
from server.documents.problems import Problem
from tests.language.own_engines import HEAD, SHARED, SORTED

# h = 3 sends twice what it gets, by its hook: w receives 2 and 2, v becomes that, and w − 0.5 v is [0, 1].
SOURCE = """import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
h = w.sum()
h.register_hook(lambda g: g * 2)
h.backward()
opt = torch.optim.SGD([w], lr=0.5, momentum=0.9)
opt.step()
opt.zero_grad()
"""
RUN = run(SOURCE)


def read(document: Any) -> Any:
    """What a client reads, each tensor as its numbers."""
    if isinstance(document, bytes):
        return read(orjson.loads(document))
    if isinstance(document, list):
        return [read(each) for each in document]
    if not isinstance(document, dict):
        return document
    if {"data", "summary"} <= document.keys():
        return document["data"]
    return {key: read(each) for key, each in document.items()}


def of_run(steps: int | None = None) -> Any:
    return read(orjson.dumps(run_document(RUN, "the run", steps)))


def place(line: int, column: int, end: int) -> dict[str, int]:
    return {"line": line, "column": column, "end_line": line, "end_column": end}


LEAF = {
    "op": "leaf",
    "role": "parameter",
    "symbol": "leaf",
    "composite": False,
    "entrywise": False,
    "name": "w",
    "names": ["w"],
    "short": None,
    "namespace": "",
    "attributes": {},
    "inputs": [],
    "shape": [2],
    "dtype": "float64",
    "requires_grad": True,
}
NODES = [
    {
        **LEAF,
        "id": "n0",
        "label": "w",
        "source": place(2, 5, 49),
        "previous": None,
        "line": 0,
        "value": [1, 2],
        "gradient": [2, 2],
        "gradient_state": "computed",
    },
    {
        "id": "n1",
        "op": "sum",
        "role": "operation",
        "symbol": "Σ",
        "composite": False,
        "entrywise": False,
        "name": "h",
        "names": ["h"],
        "label": "h",
        "short": None,
        "namespace": "",
        "attributes": {"dim": None, "keepdim": False},
        "inputs": ["n0"],
        "shape": [],
        "dtype": "float64",
        "requires_grad": True,
        "source": place(3, 5, 12),
        "previous": None,
        "line": 1,
        "value": 3,
        "gradient": 2,
        "gradient_state": "computed",
    },
    {
        **LEAF,
        "id": "n2",
        "label": "w.2",
        "source": place(7, 1, 11),
        "previous": "n0",
        "line": 2,
        "value": [0, 1],
        "gradient": None,
        "gradient_state": "unreachable",
    },
]
EDGES = [{"id": "e0", "from": "n0", "to": "n1", "slot": 0}]
SENT = {"edge": "e0", "to": "n0", "received": 1, "expected": 1}
CLEARED = {"set_to_none": True, "source": place(8, 1, 16)}
OUTLINE = [
    {"index": 0, "pass": 0, "phase": "forward", "kind": "leaf", "node": "n0"},
    {"index": 1, "pass": 0, "phase": "forward", "kind": "compute", "node": "n1"},
    {"index": 2, "pass": 0, "phase": "backward", "kind": "seed", "node": "n1"},
    {"index": 3, "pass": 0, "phase": "backward", "kind": "hook", "node": "n1"},
    {"index": 4, "pass": 0, "phase": "backward", "kind": "contribute", "node": "n1", **SENT},
    {"index": 5, "pass": 1, "phase": "update", "kind": "update", "node": "n2"},
    {"index": 6, "pass": 1, "phase": "gradient", "kind": "clear", "node": "n2", **CLEARED},
]
HELD: list[dict[str, Any]] = [
    {},
    {},
    {"upstream": 1, "accumulated": 1},
    {"upstream": 1, "contribution": 2, "accumulated": 2},
    {"upstream": 2, "contribution": [2, 2], "accumulated": [2, 2]},
    {"rule": "SGD", "state": [{"name": "v", "before": None, "after": [2, 2]}], "gradient": [2, 2]},
    {"accumulated": None, "earlier": [2, 2]},
]
STEPS = [step | held for step, held in zip(OUTLINE, HELD, strict=True)]


def test_the_document_of_a_run_tells_of_its_nodes_edges_and_steps() -> None:
    document = of_run()
    assert document["nodes"] == NODES
    assert document["edges"] == EDGES
    assert document["steps"] == STEPS
    assert "outline" not in document


def test_the_document_of_a_run_tells_what_the_program_is() -> None:
    document = of_run()
    told = {key: document[key] for key in ("schema", "id", "source", "target", "targets", "calls", "passes", "printed")}
    assert told == {
        "schema": "gradwalk.run/1",
        "id": "the run",
        "source": SOURCE,
        "target": "n1",
        "targets": ["n1"],
        "calls": ["backward"],
        "passes": 1,
        "printed": "",
    }
    assert document["loop"] == []
    assert document["portable"] == {"torch": True, "reason": None}
    assert document["default_dtype"] == {"dtype": "float64", "source": None}
    assert [(each["source"], each["names"], each["expression"]) for each in document["statements"]] == [
        (place(2, 1, 49), ["w"], "torch.tensor([1.0, 2.0], requires_grad=True)"),
        (place(3, 1, 12), ["h"], "w.sum()"),
        (place(7, 1, 11), [], "opt.step()"),
    ]
    assert document["lines"] == [{"statement": number, "namespace": "", "caller": None} for number in range(3)]
    assert document["limits"].keys() == RUN.usage.keys()
    assert document["limits"]["nodes"] == {
        "used": 3,
        "limit": RUN.usage["nodes"].limit,
        "unit": RUN.usage["nodes"].unit,
    }


def test_the_document_of_a_run_names_the_scalar_engines_that_the_program_brings_along() -> None:
    document = read(orjson.dumps(run_document(run(HEAD + SORTED + SHARED), "the run")))
    assert document["engines"] == [{"name": "Value", "data": "data", "gradient": "grad"}]
    assert of_run()["engines"] == []


def test_the_document_of_a_run_says_what_a_result_without_a_name_is_called() -> None:
    made = run("import torch\na = torch.ones(2)\ny = torch.sum((1 - a) * torch.log(1 + a))\n")
    nodes = read(orjson.dumps(run_document(made, "the run")))["nodes"]
    placed = {each["label"]: each["short"] for each in nodes if each["short"] is not None}
    assert placed == {"mul in line 3": "(1 − a) ⊙ log(1 + a)"}


@pytest.mark.parametrize(("asked", "shown"), [(0, 0), (5, 5), (6, 6)])
def test_a_run_of_more_steps_than_are_asked_for_has_an_outline_and_no_gradients_yet(asked: int, shown: int) -> None:
    document = of_run(asked)
    assert document["steps"] == STEPS[:shown]
    assert document["outline"] == OUTLINE
    assert [node["gradient"] for node in document["nodes"]] == [None, None, None]


@pytest.mark.parametrize("asked", [7, 8])
def test_a_run_of_no_more_steps_than_are_asked_for_is_whole(asked: int) -> None:
    assert of_run(asked) == of_run()


@pytest.mark.parametrize(
    ("first", "to", "end", "following"), [(0, 3, 3, 3), (2, 6, 6, 6), (5, 7, 7, None), (6, 99, 7, None)]
)
def test_a_window_of_steps_says_where_it_stands(first: int, to: int, end: int, following: int | None) -> None:
    place = {"run": "the run", "from": first, "to": end, "total": 7, "next": following}
    assert read(encode_steps(RUN, "the run", first, to)) == place | {"steps": STEPS[first:to]}
    explained = read(encode_explanations(RUN, "the run", first, to))
    assert {key: explained[key] for key in place} == place
    assert [each["index"] for each in explained["explanations"]] == list(range(first, end))


def test_a_graph_and_a_node_are_those_of_the_run() -> None:
    assert read(encode_graph(RUN, "the run")) == {"run": "the run", "nodes": NODES, "edges": EDGES}
    assert read(encode_node(RUN, "the run", 0)) == {
        "run": "the run",
        "node": NODES[0],
        "used_by": ["e0"],
        "steps": [0, 4],
    }
    assert [read(encode_node(RUN, "the run", node))["steps"] for node in (1, 2)] == [[1, 2, 3], [5, 6]]
    with pytest.raises(Problem, match="end with n2"):
        encode_node(RUN, "the run", 3)


def formula(told: Formula | None) -> Any:
    if told is None:
        return None
    roles = [{"role": role, "start": start, "end": end} for role, start, end in told.roles]
    return {"tex": told.tex, "text": told.text, "roles": roles}


def test_an_explanation_comes_over_whole() -> None:
    source = SOURCE.replace("w.sum()", "(w * w).relu().sum() * 0.0")
    for made in (RUN, run(source)):
        for document in read(encode_explanations(made, "the run", 0, 99))["explanations"]:
            told = explain(made, document["index"])
            local = told.local
            assert document == {
                "index": told.index,
                "title": told.title,
                "sentence": told.sentence,
                "rule": told.rule,
                "note": told.note,
                "zero": told.zero,
                "formula": formula(told.formula),
                "numbers": formula(told.numbers),
                "local": local
                and {
                    "tex": local.tex,
                    "text": local.text,
                    "shape": list(local.shape),
                    "tensor": None if local.value is None else np.asarray(local.value).tolist(),
                    "relation": local.relation,
                },
                "entry": formula(told.entry),
                "shapes": told.shapes,
                "equations": [
                    {"formula": formula(each.formula), "numbers": formula(each.numbers)} for each in told.equations
                ],
            }


def test_a_line_comes_over_whole() -> None:
    """y = 3 a² at 1 has the slope 6 a = 6, of which each of the two uses of a sends 3."""
    made = run("import torch\na = torch.tensor(1.0, requires_grad=True)\ny = a * 3 * a\ny.backward()\n")
    computed, sent = ([step.index for step in made.steps if step.kind == kind] for kind in ("compute", "contribute"))
    forward = read(encode_line(made, "the run", computed[0], computed[-1] + 1))
    [result] = explain_line(made, computed[0], computed[-1] + 1).results
    assert forward == {
        "run": "the run",
        "from": computed[0],
        "to": computed[-1] + 1,
        "sentence": "2 operations: y.",
        "results": [{"node": "n3", "formula": formula(result.formula), "numbers": formula(result.numbers)}],
        "inputs": [],
    }
    reverse = read(encode_line(made, "the run", sent[0], 99))
    [found] = explain_line(made, sent[0], sent[-1] + 1).inputs
    [product] = found.products
    upstream, local = product.factors
    assert (reverse["to"], reverse["results"]) == (len(made.steps), [])
    assert reverse["inputs"] == [
        {
            "node": "n0",
            "result": "n3",
            "steps": list(found.arrivals),
            "chain": sent,
            "contribution": 6,
            "products": [
                {
                    "factors": [
                        {"role": "upstream", "formula": formula(upstream.formula), "tensor": 1},
                        {"role": "local", "formula": formula(local.formula), "tensor": 6},
                    ],
                    "signs": ["·"],
                    "summed": False,
                }
            ],
            "formula": formula(found.formula),
            "numbers": formula(found.numbers),
        }
    ]
    assert len(found.arrivals) == 2
    two = run("import torch\na = torch.tensor(1.0, requires_grad=True)\nb, c = a * 2, a * 3\ny = b * c\ny.backward()\n")
    sent = [step.index for step in two.steps if step.kind == "contribute" and step.to == 0]
    [of_two] = read(encode_line(two, "the run", sent[0], sent[-1] + 1))["inputs"]
    assert (of_two["result"], of_two["formula"], of_two["contribution"]) == (None, None, 12)
    with pytest.raises(Problem, match="The steps of a line are of one phase and one pass"):
        encode_line(made, "the run", 0, 99)
