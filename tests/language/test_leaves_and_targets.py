"""Running a program with other values, or with the backward pass from another place."""

import numpy as np
import pytest

from engine.language import ProgramError, run

PRODUCT = """\
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor(3.0, requires_grad=True)
h = x * w
loss = h.sum()
loss.backward()
"""


def gradients(source: str, **options: object) -> dict[str, list[float]]:
    result = run(source, **options)  # type: ignore[arg-type]
    return {node.label: np.asarray(result.gradients[node.index]).tolist() for node in result.graph.nodes if node.names}


def test_a_leaf_takes_the_value_given_and_everything_after_it_follows():
    """d loss / d w is the sum of x: 10 + 20."""
    result = run(PRODUCT, leaves={"x": [10, 20]})
    assert [float(node.value) for node in result.graph.nodes if node.label == "loss"] == [90]
    assert gradients(PRODUCT, leaves={"x": [10, 20]})["w"] == 30


def test_a_promoted_number_is_a_leaf_too():
    assert gradients("x = -2\ny = 5\nf = x * y", leaves={"x": 3})["y"] == 3


def test_a_parameter_of_a_layer_is_a_leaf_too():
    source = "import torch\nfc = torch.nn.Linear(2, 1)\ny = fc(torch.ones(2)).sum()\nprint(y.item())"
    given = {"fc.weight": [[2.0, 3.0]], "fc.bias": [0.5]}
    assert run(source, leaves=given).printed == "5.5\n"


def test_only_the_first_binding_of_a_name_is_replaced():
    source = (
        "import torch\nx = torch.tensor(1.0)\na = x * 1\nx = torch.tensor(2.0)\nb = x * 1\nprint(a.item(), b.item())"
    )
    assert run(source, leaves={"x": 7.0}).printed == "7.0 2.0\n"


@pytest.mark.parametrize(
    ("leaves", "message", "hint"),
    [
        ({"x": [1.0, 2.0, 3.0]}, r"x has shape \(2,\), the values given for it \(3,\)", "Give 2 numbers"),
        (
            {"x": [[1.0], [1.0, 2.0]]},
            "the values given for x are not numbers in rows of equal lengths",
            "Write [[1, 2]",
        ),
        ({"x": "abc"}, "the values given for x are not numbers", "Write [[1, 2]"),
        ({"h": [1.0, 2.0]}, "h is computed from other values", "computed from"),
        ({"y": 1.0}, "the program has no leaf named y", "x, w"),
        ({"W": 1.0}, "the program has no leaf named W", "Its leaves are x, w."),
    ],
)
def test_values_that_cannot_be_given_are_refused_with_the_way_out(leaves: dict[str, object], message: str, hint: str):
    with pytest.raises(ProgramError, match=message) as caught:
        run(PRODUCT, leaves=leaves)
    assert caught.value.code == "leaf"
    assert hint in (caught.value.hint or "")


def test_a_nudge_is_added_to_a_node_as_it_is_made_and_moves_what_follows():
    """h = [3, 6]; with [1, −2] more it is [4, 4], whose sum is 8."""
    nodes = run(PRODUCT, nudges={2: [1.0, -2.0]}).graph.nodes
    assert [(node.label, np.asarray(node.value).tolist()) for node in nodes[2:]] == [("h", [4.0, 4.0]), ("loss", 8.0)]
    with pytest.raises(ProgramError, match="n2 has shape .2,., what is added to it .3,.") as caught:
        run(PRODUCT, nudges={2: [1.0, 2.0, 3.0]})
    assert caught.value.code == "nudge"


def test_a_program_without_a_pass_gets_one_from_its_last_result_even_where_that_was_changed_in_place():
    """d tanh(x²) / d x at 1 is 2 (1 − tanh² 1)."""
    source = "import torch\nx = torch.tensor(1.0, requires_grad=True)\n(x * x).tanh_()\n"
    result = run(source)
    assert [node.op for node in result.graph.nodes] == [None, "mul", "tanh"]
    assert gradients(source)["x"] == pytest.approx(2 * (1 - np.tanh(1) ** 2), rel=1e-14)


def test_a_target_takes_the_place_of_the_programs_own():
    """From h, several numbers, the seed is ones: d sum(x w) / d x = w."""
    result = run(PRODUCT, target="h")
    assert result.passes == 1
    assert result.graph.nodes[result.target].label == "h"  # type: ignore[index]
    assert result.gradients[0].tolist() == [3, 3]
    loss = next(node for node in result.graph.nodes if node.label == "loss")
    assert result.gradient_states[loss.index] == "unreachable"


def test_a_target_starts_every_pass_of_a_training_loop():
    source = """\
import torch
w = torch.tensor(2.0, requires_grad=True)
for i in range(2):
    a = w * w
    b = 3 * w
    b.backward()
    with torch.no_grad():
        w -= w.grad
        w.grad = None
print(w.item())
"""
    assert run(source).printed == "-4.0\n"
    assert run(source, target="a").printed == "2.0\n"


def test_a_target_needs_no_call_in_the_program():
    assert gradients(PRODUCT.replace("loss.backward()\n", ""), target="loss")["w"] == 3


@pytest.mark.parametrize(
    ("target", "message", "hint"),
    [
        ("los", "the program has no tensor named los", "Did you mean loss?"),
        ("q", "the program has no tensor named q", "Its tensors are x, w, h, loss."),
        ("torch", "torch is a module, not a tensor", "Its tensors are"),
        ("c", "c does not depend on a tensor that requires a gradient", "leaf with requires_grad=True"),
    ],
)
def test_a_target_that_cannot_be_is_refused_with_the_way_out(target: str, message: str, hint: str):
    with pytest.raises(ProgramError, match=message) as caught:
        run(PRODUCT.replace("loss.backward", "c = torch.ones(2) * 2\nloss.backward"), target=target)
    assert caught.value.code == "target"
    assert hint.replace("loss.", "loss") in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("source", "note"),
    [
        (
            "x = torch.ones(2, 3, requires_grad=True)\ny = x * 2",
            "The last result has shape (2, 3), and a backward pass starts from a single number: add .sum() or .mean(), "
            "or call backward(gradient) with a gradient of that shape.",
        ),
        (
            "x = torch.ones(2, 3)\ny = x * 2",
            "Nothing here requires a gradient, so there is no backward pass: make a leaf with requires_grad=True to "
            "see one.",
        ),
    ],
)
def test_a_program_without_a_pass_is_told_why_it_has_none(source: str, note: str):
    found = run(f"import torch\n{source}")
    assert note in found.notes
    assert found.targets == ()


def test_a_chosen_target_starts_its_pass_though_the_program_has_used_up_its_graph():
    """d(x²)/dx = 6 at 3; the program has asked for it, too, and PyTorch keeps nothing of that graph."""
    source = "import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = x * x\n(g,) = torch.autograd.grad(y, x)\n"
    found = run(source, target="y")
    assert found.graph.nodes[found.target].names == ("y",)
    assert [float(found.gradients[node.index]) for node in found.graph.nodes if "x" in node.names] == [6.0]
