"""What a program catches and prints says what PyTorch 2.13, numpy 2.4 and Python 3.11 say. Their words are as they gave
them for these statements.
"""

import re

import pytest

from engine.language import ProgramError, run

HEAD = "import torch\nimport torch.nn as nn\nimport numpy as np\nx = torch.ones(2, 3, requires_grad=True)\n"
SAID = {
    "torch.tensor(2.0) @ x": "RuntimeError: both arguments to matmul need to be at least 1D, but they are 0D and 2D",
    "x @ x": "RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)",
    "torch.addmm(x, x, x)": "RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)",
    "torch.ones(3, 2) @ torch.ones(3)": "RuntimeError: size mismatch, got input (3), mat (3x2), vec (3)",
    "x + torch.ones(2)": (
        "RuntimeError: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1"
    ),
    "x.item()": "RuntimeError: a Tensor with 6 elements cannot be converted to Scalar",
    "x.backward()": "RuntimeError: grad can be implicitly created only for scalar outputs",
    "torch.ones(2).backward()": (
        "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"
    ),
    "x.view(5)": "RuntimeError: shape '[5]' is invalid for input of size 6",
    "torch.cat([torch.ones(2, 2), torch.ones(3, 3)])": (
        "RuntimeError: Sizes of tensors must match except in dimension 0. Expected size 2 but got size 3 for tensor "
        "number 1 in the list."
    ),
    "torch.stack([torch.ones(2), torch.ones(3)])": (
        "RuntimeError: stack expects each tensor to be equal size, but got [2] at entry 0 and [3] at entry 1"
    ),
    "x.numpy()": "RuntimeError: Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
    "x[5]": "IndexError: index 5 is out of bounds for dimension 0 with size 2",
    "nn.Linear(4, 2)(x)": "RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x2)",
    "nn.CrossEntropyLoss()(x, torch.tensor([0, 3]))": "IndexError: Target 3 is out of bounds.",
    "torch.ones(3).sum(dim=1)": "IndexError: Dimension out of range (expected to be in range of [-1, 0], but got 1)",
    "torch.tensor([1, 2], requires_grad=True)": (
        "RuntimeError: Only Tensors of floating point and complex dtype can require gradients"
    ),
    "torch.ones(2, 2) @ torch.ones(2, 2, dtype=torch.long)": (
        "RuntimeError: expected m1 and m2 to have the same dtype, but got: float != long int"
    ),
    "bool(torch.ones(2))": "RuntimeError: Boolean value of Tensor with more than one value is ambiguous",
    "x.foo": "AttributeError: 'Tensor' object has no attribute 'foo'",
    "x.expand(4, 3)": (
        "RuntimeError: The expanded size of the tensor (4) must match the existing size (2) at non-singleton dimension "
        "0.  Target sizes: [4, 3].  Tensor sizes: [2, 3]"
    ),
    "nn.Embedding(3, 2)(torch.tensor([5]))": "IndexError: index out of range in self",
    "torch.zeros(2).requires_grad_().add_(1)": (
        "RuntimeError: a leaf Variable that requires grad is being used in an in-place operation."
    ),
    "nn.Module()(x)": 'NotImplementedError: Module [Module] is missing the required "forward" function',
    "torch.optim.SGD([x], lr=-1)": "ValueError: Invalid learning rate: -1",
    "np.ones((2, 3)) + np.ones(2)": ("ValueError: operands could not be broadcast together with shapes (2,3) (2,) "),
    "[1, 2][5]": "IndexError: list index out of range",
    "{'a': 1}['b']": "KeyError: 'b'",
    "{}[print]": "KeyError: <built-in function print>",
    "{}[(object, 'b')]": "KeyError: (<class 'object'>, 'b')",
    "{'a': 1}.pop(frozenset([2]))": "KeyError: frozenset({2})",
    "{'a'}.remove('b')": "KeyError: 'b'",
    "sum([[1], [2]])": "TypeError: unsupported operand type(s) for +: 'int' and 'list'",
    "int('x')": "ValueError: invalid literal for int() with base 10: 'x'",
    "1 / 0": "ZeroDivisionError: division by zero",
    "missing": "NameError: name 'missing' is not defined",
    "None.foo": "AttributeError: 'NoneType' object has no attribute 'foo'",
    "'a' + 1": 'TypeError: can only concatenate str (not "int") to str',
    "len(5)": "TypeError: object of type 'int' has no len()",
}


def caught(statement: str, before: str = "") -> str:
    body = f"try:\n    {statement}\nexcept Exception as e:\n    print(type(e).__name__ + ':', str(e))"
    return run(f"{HEAD}{before}{body}").printed.removesuffix("\n")


@pytest.mark.parametrize("statement", SAID)
def test_a_program_that_prints_what_it_caught_prints_the_words_of_the_library(statement):
    assert caught(statement) == SAID[statement]


def ended(source: str) -> ProgramError:
    with pytest.raises(ProgramError) as found:
        run(source)
    return found.value


@pytest.mark.parametrize("statement", [each for each in SAID if not re.search("np|numpy|missing", each)])
def test_a_program_that_ends_says_what_python_would_print_last(statement):
    said = ended(f"{HEAD.replace('import numpy as np', '')}{statement}").said
    assert said is not None
    assert ": ".join(said) == SAID[statement]


@pytest.mark.parametrize(
    "source",
    [
        "a = [1., 2.]\nb = torch.ones(3) + torch.ones(2)",
        "import numpy as np\nnp.ones(3) + np.ones(2)",
        "import torch\nraise ValueError('index 5 is outside a list')",
    ],
)
def test_nothing_is_said_for_python_of_what_it_would_not_print(source):
    assert ended(source).said is None


def test_a_second_pass_is_caught_in_pytorchs_words():
    said = caught("b.backward()", "b = (x * x).sum()\nb.backward()\n")
    assert said.startswith("RuntimeError: Trying to backward through the graph a second time (or directly access saved")


def test_a_change_of_what_a_pass_needs_is_caught_in_pytorchs_words():
    said = caught("c.sum().backward()", "c = x.exp()\nc += 1\n")
    assert said.startswith(
        "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation"
    )


def test_the_words_of_an_operation_that_was_refused_before_are_not_those_of_the_next_mistake():
    before = "try:\n    x @ x\nexcept RuntimeError:\n    pass\n"
    assert caught("x.item()", before) == "RuntimeError: a Tensor with 6 elements cannot be converted to Scalar"


def test_a_mistake_that_ends_the_program_keeps_our_words_and_the_way_out():
    with pytest.raises(ProgramError) as ended:
        run(f"{HEAD}x @ x")
    assert "matmul needs equal inner sizes" in ended.value.message
    assert ended.value.hint
