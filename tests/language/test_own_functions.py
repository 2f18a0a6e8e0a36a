"""torch.autograd.Function: one node whose way back is the program's own, compared with central differences."""

import pytest

from engine.explain import explain
from engine.language import ProgramError, run

HEAD = "import torch\nfrom torch.autograd import Function\n"


def square(slope: str) -> str:
    return f"""{HEAD}class Square(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x
    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return {slope}
x = torch.tensor([[1.0, 3.0]], requires_grad=True)
y = Square.apply(x)
y.sum().backward()
print(x.grad)
"""


def test_a_function_is_one_node_and_its_backward_gives_the_gradient():
    """d(x²)/dx = 2x: 2 and 6."""
    made = run(square("2 * x * g"))
    assert [node.op for node in made.graph.nodes] == [None, "Square", "sum"]
    assert made.printed == "tensor([[2., 6.]])\n"
    assert [(check.name, check.verdict, check.message) for check in made.checks] == [("Square", "right", "")]


def test_a_backward_that_is_wrong_is_told_with_both_numbers_at_the_first_entry():
    """Without the factor 2 the first gradient is 1, and the true one 2."""
    (check,) = run(square("x * g")).checks
    assert (check.kind, check.line, check.verdict) == ("function", 9, "differs")
    assert check.message == "the gradient differs from central differences at [0, 0]: 1 against 2"


def test_a_backward_that_gives_none_counts_as_zeros():
    (check,) = run(square("None")).checks
    assert check.message == "the gradient differs from central differences at [0, 0]: 0 against 2"


def test_the_comparison_neither_prints_nor_draws():
    """The forward prints once and draws once, as if nothing were compared: the next number is PyTorch's second."""
    source = f"""{HEAD}class Noisy(Function):
    @staticmethod
    def forward(ctx, x):
        print("forward")
        ctx.noise = torch.rand(1)
        return x + 0 * ctx.noise
    @staticmethod
    def backward(ctx, g):
        print("backward")
        return g
torch.manual_seed(0)
Noisy.apply(torch.ones(1, requires_grad=True)).sum().backward()
print(torch.rand(1))
"""
    assert run(source).printed == "forward\nbackward\ntensor([0.7682])\n"


def test_several_results_inputs_and_attributes_work_as_in_pytorch():
    """y = a b k and s = a + b with k = 3: ∂(y + 2s)/∂a = 3b + 2 = 17, ∂/∂b = 3a + 2 = 8; k has no gradient."""
    source = f"""{HEAD}class Both(Function):
    @staticmethod
    def forward(ctx, a, b, k):
        ctx.save_for_backward(a, b)
        ctx.k = k
        print(ctx.needs_input_grad)
        return a * b * k, a + b
    @staticmethod
    def backward(ctx, g, h):
        a, b = ctx.saved_tensors
        return g * b * ctx.k + h, g * a * ctx.k + h, None
a, b = torch.tensor(2.0, requires_grad=True), torch.tensor(5.0, requires_grad=True)
y, s = Both.apply(a, b, 3)
(y + 2 * s).backward()
print(a.grad, b.grad)
"""
    made = run(source)
    assert made.printed == "(True, True, False)\ntensor(17.) tensor(8.)\n"
    assert [check.verdict for check in made.checks] == ["right"]


def test_a_context_may_be_set_up_apart_from_forward():
    """d(eˣ)/dx at 0 is 1."""
    source = f"""{HEAD}from torch.autograd.function import once_differentiable
class Exp(Function):
    @staticmethod
    def forward(x):
        return x.exp()
    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(output)
    @staticmethod
    @once_differentiable
    def backward(ctx, g):
        y, = ctx.saved_tensors
        return g * y
exp = Exp.apply
x = torch.tensor(0.0, requires_grad=True)
exp(x).backward()
print(x.grad)
"""
    made = run(source)
    assert (made.printed, made.checks[0].verdict) == ("tensor(1.)\n", "right")


def test_every_step_of_a_function_is_explained():
    made = run(square("2 * x * g"))
    texts = [explain(made, step.index) for step in made.steps]
    (back,) = [text for text in texts if text.title == "x receives its gradient"]
    assert back.formula.text == "∂Σ(y)/∂x = backward(∂Σ(y)/∂y)"
    assert back.rule == "The backward of Square, which the program defines, says what is handed on."


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ("g, g", "the backward of Square returns 2 gradients, its forward takes 1 inputs"),
        ("g.sum()", r"the backward of Square returns a tensor of shape \(\) for an input of shape \(1, 2\)"),
    ],
)
def test_a_backward_that_does_not_fit_is_refused_with_the_way_out(returned: str, message: str):
    with pytest.raises(ProgramError, match=message) as refused:
        run(square(returned))
    assert refused.value.hint
