"""Tensors that share their numbers: a change of one in place is a change of all. The numbers are PyTorch's."""

import pytest

from engine.explain.step import explain
from engine.language import ProgramError, run

TORCH = "import torch\n"


def printed(source: str) -> str:
    return run(TORCH + source).printed


@pytest.mark.parametrize(
    ("view", "change", "expected"),
    [
        ("a[0]", "b += 5", "[[5.0, 6.0, 7.0], [3.0, 4.0, 5.0]]"),
        ("a[:, 1:]", "b[0, 1] = 9", "[[0.0, 1.0, 9.0], [3.0, 4.0, 5.0]]"),
        ("a.view(6)", "b[2:4] *= 10", "[[0.0, 1.0, 20.0], [30.0, 4.0, 5.0]]"),
        ("a.T", "b[1] = 7", "[[0.0, 7.0, 2.0], [3.0, 7.0, 5.0]]"),
        ("a.T[1]", "b -= 1", "[[0.0, 0.0, 2.0], [3.0, 3.0, 5.0]]"),
        ("a.diagonal()", "b.zero_()", "[[0.0, 1.0, 2.0], [3.0, 0.0, 5.0]]"),
        ("a.unsqueeze(1).squeeze()", "b.mul_(2)", "[[0.0, 2.0, 4.0], [6.0, 8.0, 10.0]]"),
        ("a.detach()", "b[1, 2] = 8", "[[0.0, 1.0, 2.0], [3.0, 4.0, 8.0]]"),
        ("a.split(2, dim=1)[1]", "b **= 2", "[[0.0, 1.0, 4.0], [3.0, 4.0, 25.0]]"),
        ("a.T.reshape(6)", "b += 5", "[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]"),
        ("a[[0]]", "b += 5", "[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]"),
        ("a.clone()", "b += 5", "[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]"),
    ],
)
def test_a_change_of_a_view_changes_what_it_is_a_view_of_and_a_copy_does_not(view: str, change: str, expected: str):
    source = f"a = torch.arange(6).double().view(2, 3)\nb = {view}\n{change}\nprint(a.tolist())"
    assert printed(source) == expected + "\n"


def test_a_change_of_the_whole_is_seen_through_every_view():
    source = "a = torch.zeros(2, 2)\nrow = a[0]\nentries = [row[1], a.T]\na += 3\na[0, 1] = 5\n"
    assert printed(source + "print(row.tolist(), entries[0].item(), entries[1].tolist())") == (
        "[3.0, 5.0] 5.0 [[3.0, 3.0], [5.0, 3.0]]\n"
    )


def test_an_entry_of_a_row_can_be_written_to():
    assert printed("a = torch.zeros(2, 2)\na[1][0] = 5\nprint(a.tolist())") == "[[0.0, 0.0], [5.0, 0.0]]\n"


def test_a_loop_over_rows_changes_them():
    source = "a = torch.zeros(2, 2)\nfor row in a:\n    row += 1\nprint(a.tolist())"
    assert printed(source) == "[[1.0, 1.0], [1.0, 1.0]]\n"


def test_the_gradient_follows_a_change_of_a_view():
    """y = 2x, y[0] times 5: the sum has slopes 10 and 2."""
    source = "x = torch.ones(2, requires_grad=True)\ny = x * 2\nb = y[0]\nb *= 5\ny.sum().backward()\n"
    assert printed(source + "print(x.grad.tolist())") == "[10.0, 2.0]\n"


def test_the_gradient_of_a_view_follows_a_change_of_the_whole():
    """y = 2x · x seen through y[0]: slope 4x at 1."""
    source = "x = torch.ones(2, requires_grad=True)\ny = x * 2\nb = y[0]\ny *= x\nb.backward()\n"
    assert printed(source + "print(b.item(), x.grad.tolist())") == "2.0 [4.0, 0.0]\n"


def test_a_leaf_is_changed_through_its_data_and_stays_a_leaf():
    source = "x = torch.ones(2, requires_grad=True)\nx.data[0] = 5\nwith torch.no_grad():\n    x.view(2, 1)[1] += 2\n"
    assert printed(source + "print(x.tolist(), x.is_leaf, x.requires_grad)") == "[5.0, 3.0] True True\n"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x = torch.ones(2, requires_grad=True)\nb = x[0]\nb += 1", "x requires a gradient, and this is a part of it"),
        ("a = torch.zeros(3).expand(2, 3)\na += 1", "several entries of this tensor are one number"),
    ],
)
def test_what_pytorch_refuses_of_views_is_refused(source: str, message: str):
    with pytest.raises(ProgramError, match=message):
        run(TORCH + source)


def test_a_result_changed_outside_the_graph_stays_in_it_and_the_trace_says_so():
    """y = 2x, y[0] becomes 5: y² has slopes 2y · 2, that is 20 and 8."""
    source = "x = torch.tensor([3.0, 1.0], requires_grad=True)\ny = x * 2\nwith torch.no_grad():\n    y[0] = 5\n"
    found = run(TORCH + source + "(y * y).sum().backward()\nprint(x.grad.tolist(), y.requires_grad, y.is_leaf)")
    assert found.printed == "[20.0, 8.0] True False\n"
    (update,) = [step for step in found.steps if step.kind == "update"]
    assert found.graph.nodes[update.node].value.tolist() == [5.0, 2.0]
    assert "Gradients pass as if it had not been changed." in explain(found, update.index).sentence
