"""One derivative in several ways over HTTP, with the numbers of the lecture notes."""

from __future__ import annotations

import math

import pytest

from engine.lessons import lesson
from server.payload import DerivativesDocument


@pytest.fixture(scope="module")
def ask(client, post):
    def asked(source, leaf):
        run = post(source).json()["id"]
        return client.get(f"/api/v1/runs/{run}/derivatives", params={"leaf": leaf})

    return asked


def document(answer):
    assert answer.status_code == 200, answer.text
    return DerivativesDocument.model_validate_json(answer.content)


@pytest.mark.parametrize(("leaf", "slope"), [("x1", 5.5), ("x2", 2 - math.cos(5))])
def test_the_wengert_list_has_one_slope_by_every_way(ask, leaf, slope):
    """By hand: 1/x1 + x2 = 5.5 and x1 − cos x2 = 1.7163378."""
    found = document(ask(lesson("09_wengert_list").source, leaf))
    assert [way.value for way in found.ways] == pytest.approx([slope] * 4, abs=1e-9)
    assert [way.equal for way in found.ways] == [True] * 4


def test_passes_and_operations_are_counted_on_this_very_program(ask):
    """5 operations with 8 inputs that require a gradient, and 2 leaves: 5 + 8, 2 (5 + 5), and 2 · 2 · 5."""
    found = document(ask(lesson("09_wengert_list").source, "x1"))
    assert found.parameters == 2
    counted = [(way.name, way.forward, way.backward, way.operations) for way in found.ways]
    assert counted == [("reverse", 1, 1, 13), ("forward", 2, 0, 20), ("differences", 4, 0, 20), ("symbolic", 0, 0, 2)]


def test_a_network_of_17_parameters_takes_17_forward_sweeps_and_34_evaluations(ask):
    """3-2-3: 3 · 2 + 2 + 2 · 3 + 3 = 17."""
    found = document(ask(lesson("25_two_layer_bce").source, "W1[0,0]"))
    assert found.parameters == 17
    assert [way.forward for way in found.ways] == [1, 17, 34, 0]


def test_the_error_of_differences_is_a_v_over_the_width(ask):
    """sin at 1: central differences are best near 1e-5, with about 1e-11, and off by h²/6 · cos 1 where h is large;
    one-sided ones are off by h/2 · sin 1.
    """
    source = "import torch\nx = torch.tensor(1.0, requires_grad=True)\ny = torch.sin(x)\ny.backward()\n"
    widths = document(ask(source, "x")).widths
    best = next(each for each in widths if each.branch == "best")
    assert 1e-7 < best.h < 1e-4
    assert best.error < 1e-10
    wide = next(each for each in widths if each.h == pytest.approx(0.01))
    assert (wide.branch, widths[-1].branch) == ("truncation", "rounding")
    assert wide.error == pytest.approx(1e-4 / 6 * math.cos(1), rel=1e-3)
    assert wide.right_error == pytest.approx(0.005 * math.sin(1), rel=1e-2)
    assert widths[-1].error > 1e-6


@pytest.mark.parametrize(
    ("body", "slope", "reason"),
    [
        ("y = torch.relu(x - 3)", 0.5, "There is a kink: the slope is 1 to the right and 0 to the left."),
        ("y = x * x.detach()", 6, "through which no gradient passes"),
        ("x.register_hook(lambda g: 10 * g)\ny = x * 2", 2, "A hook changes gradients"),
    ],
)
def test_where_differences_part_from_the_gradient_the_reason_is_said(ask, body, slope, reason):
    source = f"import torch\nx = torch.tensor(3.0, requires_grad=True)\n{body}\ny.backward()\n"
    last = document(ask(source, "x")).ways[2]
    assert (last.equal, last.value) == (False, pytest.approx(slope, abs=1e-6))
    assert reason in last.reason


def test_a_function_of_the_program_is_not_run_again(ask):
    source = (
        "import torch\nclass Double(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n"
        "        return 2 * x\n    @staticmethod\n    def backward(ctx, g):\n        return 2 * g\n"
        "x = torch.tensor(3.0, requires_grad=True)\ny = Double.apply(x)\ny.backward()\n"
    )
    found = document(ask(source, "x"))
    assert [way.value for way in found.ways] == [2, 2, None, None]
    assert "is not run again" in found.ways[2].reason
    assert "whose formula is not known" in found.ways[3].reason
    assert found.widths == []


def test_numbers_that_are_not_numbers_are_said_as_such(ask):
    found = document(ask(lesson("35_nan_bce").source, "z"))
    assert found.ways[0].value == "NaN"
    assert found.ways[2].reason


def test_a_run_too_large_is_not_computed_again_and_again(ask):
    source = (
        "import torch\nx = torch.tensor(0.5, requires_grad=True)\nh = x\nfor i in range(4000):\n"
        "    h = torch.sin(h)\nh.backward()\n"
    )
    found = document(ask(source, "x"))
    assert found.ways[1].equal
    assert "too many to compute again often" in found.ways[2].reason
    assert "to be simplified" in found.ways[3].reason or "numbers lead to the result" in found.ways[3].reason


def test_a_leaf_without_a_backward_pass_has_nothing_to_compare(ask):
    source = (
        "import torch\nz = torch.tensor(4.0, requires_grad=True)\nu = z * 1\n"
        "x = torch.tensor(3.0, requires_grad=True)\ny = x * 2\ny.backward()\n"
    )
    answer = ask(source, "z")
    assert (answer.status_code, answer.json()["code"]) == (404, "derivatives/none")
    assert ask(lesson("09_wengert_list").source, "x9").json()["code"] == "leaf/unknown"


def test_the_formula_of_the_wengert_list(ask):
    """On paper: ∂y/∂x1 = 1/x1 + x2 and ∂y/∂x2 = x1 − cos x2, three operations and two."""
    one, other = (document(ask(lesson("09_wengert_list").source, leaf)).formulas for leaf in ("x1", "x2"))
    assert one.result.text == "log(x1) + x1 · x2 − sin(x2)"
    assert (one.simplified.text, other.simplified.text) == ("1 / x1 + x2", "x1 − cos(x2)")
    assert one.raw_operations > one.simplified_operations == one.shared_operations == 2


def test_a_nested_formula_grows_and_its_shared_parts_do_not(ask):
    """x · sin nested five times: 2 (2ⁿ − 1) = 62 operations on paper, but two a line with equal parts once."""
    source = (
        "import torch\nx = torch.tensor(0.7, requires_grad=True)\nh = x\nfor i in range(5):\n"
        "    h = h * torch.sin(h)\nh.backward()\n"
    )
    found = document(ask(source, "x"))
    formulas = found.formulas
    assert formulas.result_operations == 62
    assert formulas.simplified_operations > 4 * 62 > 62 > formulas.shared_operations
    assert (formulas.result, formulas.simplified) == (None, None)
    assert [way.equal for way in found.ways] == [True] * 4


ODD = {
    "an infinite constant": "y = x * torch.tensor(10.0) ** 400",
    "a root of what is negative": "y = x * torch.tensor(-10.0) ** 0.5",
    "a huge exponent": "y = (x ** 1e200) ** 1e200",
    "a NaN in the program": "y = x * float('nan')",
    "a division by zero": "y = x / torch.tensor(0.0)",
    "no numbers at all": "y = (x * torch.ones(0)).sum() + x",
    "a formula of more operations than atoms": "y = x\nfor i in range(200):\n    y = y * y + y",
    "a product of more factors than are looked at": "y = x\nfor i in range(600):\n    y = torch.sin(y) * y",
    "a name that stands for two numbers": "a = torch.tensor(2.0)\ny = x * a\na = torch.tensor(5.0)\ny = y * a",
    "a choice": "y = torch.where(x > 1, x, 2 * x)",
    "more numbers than a formula has room for": "y = (x * torch.ones(60, 60)).sum()",
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_odd_programs_get_four_ways_or_the_reasons_why_not(ask, body):
    source = f"import torch\nx = torch.tensor(3.0, requires_grad=True)\n{body}\ny.backward()\n"
    found = document(ask(source, "x"))
    assert [way.name for way in found.ways] == ["reverse", "forward", "differences", "symbolic"]
    assert all(way.value is not None or way.reason.endswith(".") for way in found.ways)
    if found.formulas:
        assert found.formulas.raw_operations <= 10**15


@pytest.mark.parametrize(
    "leaf", ["", "x9", "x1[", "x1[0]", "x1[-1]", "n99999999999", "x1[0,0,0,0]", "\u202ex1", "${x1}"]
)
def test_a_leaf_that_is_none_is_refused_by_name(ask, leaf):
    answer = ask(lesson("09_wengert_list").source, leaf)
    assert (answer.status_code, answer.json()["code"]) == (404, "leaf/unknown")


def test_a_leaf_of_endless_length_is_refused(ask):
    assert ask(lesson("09_wengert_list").source, "x" * 5_000).status_code == 422
