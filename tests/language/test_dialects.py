"""Where PyTorch, micrograd and plain Python differ, the values a program calculates with decide."""

import pytest

from engine.language import ProgramError, run

TORCH = "import torch\n"
MICROGRAD = "from micrograd.engine import Value\n"


def printed(source: str) -> str:
    return run(source).printed


def test_in_pytorch_augmented_assignment_changes_the_tensor_itself():
    assert printed(TORCH + "a = torch.ones(1)\nb = a\na += 1\nprint(b.item())") == "2.0\n"


def test_in_micrograd_augmented_assignment_gives_the_name_a_new_value():
    assert printed(MICROGRAD + "a = Value(1.0)\nb = a\na += 1\nprint(b.data)") == "1.0\n"


def test_in_plain_numbers_augmented_assignment_gives_the_name_a_new_value():
    result = run("x = 3\ny = x\ny += x\ny *= x")
    assert float(result.gradients[0]) == 12
    assert result.printed == ""


def test_in_pytorch_a_leaf_that_no_pass_reached_has_no_gradient():
    source = (
        "a = torch.tensor(1.0, requires_grad=True)\nb = torch.tensor(2.0, requires_grad=True)\n(b * b).backward()\n"
    )
    assert printed(TORCH + source + "print(a.grad, b.grad.item())") == "None 4.0\n"


def test_in_micrograd_a_value_that_no_pass_reached_has_gradient_0():
    assert (
        printed(MICROGRAD + "a = Value(1.0)\nb = Value(2.0)\n(b * b).backward()\nprint(a.grad, b.grad)") == "0.0 4.0\n"
    )


def test_in_micrograd_data_and_gradient_are_numbers_and_can_be_set():
    source = (
        "a = Value(3.0)\n(a * a).backward()\na.data -= 0.5 * a.grad\nprint(a.data, a.grad)\na.grad = 0\nprint(a.grad)\n"
    )
    assert printed(MICROGRAD + source) == "0.0 6.0\n0.0\n"


def test_in_micrograd_every_value_keeps_its_gradient():
    """A neuron of the first lecture of nn-zero-to-hero: o = tanh(n) = 0.7071, do/dn = 1 - o² = 0.5, do/dx1 = -1.5."""
    source = """\
x1 = Value(2.0, label='x1'); x2 = Value(0.0, label='x2')
w1 = Value(-3.0, label='w1'); w2 = Value(1.0, label='w2')
b = Value(6.8813735870195432, label='b')
x1w1 = x1*w1; x1w1.label = 'x1*w1'
x2w2 = x2*w2; x2w2.label = 'x2*w2'
n = x1w1 + x2w2 + b; n.label = 'n'
e = (2*n).exp()
o = (e - 1) / (e + 1)
o.label = 'o'
o.backward()
draw_dot(o)
print(f"{o.data:.4f} {o.grad} {n.grad:.4f} {x1w1.grad:.4f} {x1.grad:.4f} {w1.grad:.4f}")
"""
    assert printed(source) == "0.7071 1.0 0.5000 0.5000 -1.5000 1.0000\n"


def test_a_result_of_values_is_a_value_and_shows_itself_as_micrograd_does():
    assert printed(MICROGRAD + "c = Value(2.0) * 3\nprint(c)") == "Value(data=6.0, grad=0)\n"


def test_a_program_may_compare_micrograd_with_pytorch():
    source = """\
import torch
from micrograd.engine import Value
a = Value(-4.0)
(a * a + a.exp()).backward()
b = torch.Tensor([-4.0]).double()
b.requires_grad = True
(b * b + b.exp()).backward()
print(a.grad == b.grad.item(), b.data.item())
"""
    assert printed(source) == "True -4.0\n"


def test_the_leaf_of_a_pytorch_program_cannot_be_changed_in_place_outside_no_grad():
    with pytest.raises(ProgramError, match="w requires a gradient and cannot be changed") as caught:
        run(TORCH + "w = torch.ones(2, requires_grad=True)\nw -= 0.1\n")
    assert (caught.value.code, caught.value.line, caught.value.column) == ("gradient", 3, 1)
    assert caught.value.hint == "Do it inside `with torch.no_grad():`."


def test_a_change_in_place_keeps_the_shape():
    with pytest.raises(ProgramError, match=r"keeps the shape \(3,\), the result has \(2, 3\)"):
        run(TORCH + "x = torch.ones(3)\nx += torch.ones(2, 3)")


def test_math_on_a_tensor_is_the_operation_of_the_graph():
    """d exp(x) / dx at 0 is 1."""
    result = run("import math\nx = 0.0\ny = math.exp(x)\n")
    assert float(result.gradients[0]) == 1
    assert result.graph.nodes[1].op == "exp"


def test_what_a_program_of_plain_numbers_prints_stays_plain():
    assert printed("x = 3\nprint(x, [x, 2.5], f'{x:03d}')\ny = x * x") == "3 [3, 2.5] 003\n"


def test_a_plain_number_still_counts_turns_and_places():
    result = run("n = 3\nx = 2\nw = [1, 2]\nfor i in range(n):\n    x = x * w[i % 2]\n")
    assert float(result.graph.nodes[-1].value) == 4


def test_a_program_that_only_counts_is_shown_without_a_graph():
    source = "n = 0\nfor i in range(40000):\n    n = n + i * i\nprint(n)"
    result = run(source)
    assert result.printed == f"{sum(i * i for i in range(40000))}\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("x = torch.ones(2) + [1, 2]", r"\+ does not apply to a tensor of shape \(2,\) and a list of 2"),
        ("x = torch.ones(2) @ None", "@ does not apply to a tensor of shape .* and None"),
        ("x = 'a' + 1", r"\+ does not apply to a str and an int"),
    ],
)
def test_what_does_not_go_together_is_named(line: str, message: str):
    with pytest.raises(ProgramError, match=message):
        run(TORCH + line)


NUMPY = "import numpy as np\nx = np.array([[0, 1], [1, 1], [2, 4]])\n"


def test_numpys_arrays_answer_as_numpy_does():
    """Of 0, 1, 1, 1, 2, 4 the mean is 1.5 and the mean squared distance from it 57 / 36."""
    assert printed(NUMPY + "print(x.mean(), (x.std() ** 2 * 36).round().item())") == "1.5 57.0\n"
    assert printed(NUMPY + "print(x[::-1].tolist(), x.max(axis=0).tolist())") == "[[2, 4], [1, 1], [0, 1]] [2, 4]\n"
    assert printed(NUMPY + "print((x @ np.array([0.5, 1.0])).tolist())") == "[1.0, 1.5, 5.0]\n"


def test_what_is_made_of_arrays_is_one_and_what_torch_makes_of_them_is_none():
    assert printed(NUMPY + "print((2 * x)[::-1, 0].tolist(), (x == 1).mean())") == "[4, 2, 0] 0.5\n"
    with pytest.raises(ProgramError, match="mean takes floating point numbers"):
        run(NUMPY + "import torch\ntorch.tensor(x).mean()")


def test_numpy_takes_lists_of_numbers_for_entries_of_an_array():
    """numpy 2: the numbers are read as an array, which is spread and brought to the element type of the first."""
    program = (
        "import numpy as np\n"
        "a = np.zeros((2, 3))\na[0] = [1.0, 2.0, 3.0]\na[:, 1] = (7, 8)\na[1:] = [[4, 5, 6]]\nprint(a)\n"
        "b = np.array([1, 2, 3])\nb[:2] = [9, 8]\nprint(b)\n"
    )
    assert run(program).printed == "[[1. 7. 3.]\n [4. 5. 6.]]\n[9 8 3]\n"


def test_pytorch_takes_no_list_for_entries_of_a_tensor():
    """PyTorch: TypeError, can't assign a list to a torch.FloatTensor."""
    with pytest.raises(ProgramError, match="an entry of a tensor is a number"):
        run("import torch\nx = torch.zeros(2, 2)\nx[0] = [1.0, 2.0]")


def test_types_print_as_numpy_and_pytorch_name_them():
    """What torch 2.13 and numpy 2 print."""
    program = (
        "import torch, numpy as np, torch.nn as nn\nx = torch.ones(2)\n"
        "print(type(x), type(np.ones(2)), type(nn.Parameter(x)), type(x.shape), type(x.dtype))\n"
        "print(type(nn.Linear(2, 3)), nn.Module, nn.ReLU, type(nn.Sequential()), nn.MSELoss)\n"
    )
    assert run(program).printed == (
        "<class 'torch.Tensor'> <class 'numpy.ndarray'> <class 'torch.nn.parameter.Parameter'> <class 'torch.Size'> "
        "<class 'torch.dtype'>\n<class 'torch.nn.modules.linear.Linear'> <class 'torch.nn.modules.module.Module'> "
        "<class 'torch.nn.modules.activation.ReLU'> <class 'torch.nn.modules.container.Sequential'> "
        "<class 'torch.nn.modules.loss.MSELoss'>\n"
    )
