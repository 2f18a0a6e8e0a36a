"""The gradients of a run on paper, over HTTP."""

from __future__ import annotations

import numpy as np
import pytest

from engine.lessons import lesson, lessons
from server.payload import DerivationDocument


@pytest.fixture(scope="module")
def ask(client, post):
    def asked(source, **parameters):
        made = post(source).json()
        return client.get(f"/api/v1/runs/{made['id']}/derivation", params=parameters)

    return asked


def test_the_two_layer_network_on_paper(ask):
    """By hand: δ2 = (A2 − Y)/2, −0.2948 and 0.2802 at the beginning of its first row."""
    answer = ask(lesson("25_two_layer_bce").source)
    found = DerivationDocument.model_validate_json(answer.content)
    assert (found.pass_, found.count, found.movable, found.outside, found.letter) == (0, 2, True, False, "L")
    assert [line.formula.text.partition(" = ")[0] for line in found.lines] == [
        "δ_Z2 := ∂L/∂Z2",
        "∂L/∂W2",
        "∂L/∂b2",
        "δ_Z1 := ∂L/∂Z1",
        "∂L/∂W1",
        "∂L/∂b1",
    ]
    first = found.lines[0]
    np.testing.assert_allclose(first.value.data[0][:2], [-0.2947580495, 0.2802460136], rtol=1e-9)
    assert first.definition.text == "Z2 = A1 W2ᵀ + b2"
    assert "feeds 3 gradients" in first.sentence
    assert "Sigmoid and log cancel: steps 27 to 38 in one line." in first.sentence
    assert all(line.checked and line.difference < 1e-12 for line in found.lines)
    assert [line.parameter for line in found.lines] == [None, 3, 4, None, 1, 2]
    shared = [role for role in found.lines[3].formula.roles if role.role == "shared"]
    assert [role.line for role in shared] == [4, 1]
    assert [factor.shape for factor in found.lines[1].factors] == [[3, 2], [2, 2]]


def test_1_over_n_stands_outside_where_one_asks_for_it(ask):
    found = DerivationDocument.model_validate_json(
        ask(lesson("25_two_layer_bce").source, outside=True, letter="script").content
    )
    assert found.outside
    assert found.lines[0].formula.text == "δ_Z2 := N · ∂ℒ/∂Z2 = A2 − Y"
    np.testing.assert_allclose(found.lines[0].value.data[0][0], -0.589516099, rtol=1e-9)


def test_examples_stand_in_columns_where_one_asks_for_it(ask):
    answer = ask(lesson("25_two_layer_bce").source, columns=True, layers=True, outside=True)
    found = DerivationDocument.model_validate_json(answer.content)
    assert (found.turnable, found.columns, found.layered, found.layers) == (True, True, True, True)
    assert found.lines[3].formula.tex == (
        r"\delta_{Z^{[1]}} \mathrel{:=} N \cdot \frac{\partial L}{\partial Z^{[1]}} = "
        r"{W^{[2]}}^{\top}\, \delta_{Z^{[2]}} \odot A^{[1]} \odot \left(1 - A^{[1]}\right)"
    )
    assert found.lines[0].value.shape == [3, 2]
    plain = DerivationDocument.model_validate_json(ask(lesson("06_three_gates").source, columns=True).content)
    assert (plain.turnable, plain.columns, plain.layered) == (False, False, False)


@pytest.mark.parametrize(
    ("format", "media", "line"),
    [
        ("tex", "application/x-tex", r"{W^{[2]}}^{\top}\, \delta_{Z^{[2]}} \odot A^{[1]}"),
        ("md", "text/markdown", r"{W^{[2]}}^{\top}\thinspace  \delta_{Z^{[2]}} \odot A^{[1]}"),
    ],
)
def test_the_lines_come_as_a_file_with_the_same_switches(ask, format, media, line):
    answer = ask(lesson("25_two_layer_bce").source, columns=True, layers=True, format=format)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media)
    assert answer.headers["content-disposition"].endswith(f'-derivation.{format}"')
    assert line in answer.text
    assert "Leaf 1. Shapes: 2×3 = (2×2)(2×3). Checked against the run." in answer.text.replace(
        r"\ensuremath{\times}", "×"
    )


@pytest.mark.parametrize("name", [found.id for found in lessons()])
def test_every_lesson_has_its_derivation(ask, name):
    answer = ask(lesson(name).source)
    assert answer.status_code == 200
    found = DerivationDocument.model_validate_json(answer.content)
    assert found.lines
    assert all(line.checked for line in found.lines)
    assert [line.number for line in found.lines] == list(range(1, len(found.lines) + 1))


LEAF = "import torch\nx = torch.tensor(1.0, requires_grad=True)\n"


@pytest.mark.parametrize(
    ("source", "parameters", "status", "code"),
    [
        (LEAF, {}, 404, "derivation/no-pass"),
        (LEAF + "x.backward()\n", {"pass": 1}, 404, "derivation/no-pass"),
        (LEAF + "x.backward()\n", {"letter": "x}"}, 422, "request/parameter"),
        (LEAF + "y = x\nfor k in range(2100):\n    y = y * 1.0\ny.backward()\n", {}, 422, "derivation/too-long"),
    ],
)
def test_what_has_none_is_refused_in_words(ask, source, parameters, status, code):
    answer = ask(source, **parameters)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
