"""torch.func and torch.autograd.functional: derivatives of functions that a program defines, worked out by hand."""

import pytest

from engine.language import ProgramError, run
from engine.language.limits import CLASS

HEAD = """\
import torch
from torch.func import grad, grad_and_value, hessian, jacfwd, jacrev, jvp, vjp, vmap
from torch.autograd import functional
x = torch.tensor([2.0, 3.0])
v = torch.tensor([1.0, 10.0])
def product(a): return a[0] ** 2 * a[1]
def both(a): return torch.stack([a[0] ** 2, a[0] * a[1]])
"""


def printed(line: str) -> str:
    return run(f"{HEAD}{line}\n").printed.strip()


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        # a²b at (2, 3): slope (2ab, a²), second derivatives 2b, 2a, 2a, 0.
        ("grad(product)(x)", "[12.0, 4.0]"),
        ("grad(lambda a: grad(product)(a)[0])(x)", "[6.0, 4.0]"),
        ("grad_and_value(product)(x)[1]", "12.0"),
        ("hessian(product)(x)", "[[6.0, 4.0], [4.0, 0.0]]"),
        ("functional.hessian(product, x)", "[[6.0, 4.0], [4.0, 0.0]]"),
        ("functional.hvp(product, x, v)[1]", "[46.0, 4.0]"),
        ("functional.vhp(product, x, v)[1]", "[46.0, 4.0]"),
        # (a², ab): Jacobian rows (2a, 0) and (b, a).
        ("jacrev(both)(x)", "[[4.0, 0.0], [3.0, 2.0]]"),
        ("jacfwd(both)(x)", "[[4.0, 0.0], [3.0, 2.0]]"),
        ("functional.jacobian(both, x)", "[[4.0, 0.0], [3.0, 2.0]]"),
        ("jvp(both, (x,), (v,))[1]", "[4.0, 23.0]"),
        ("vjp(both, x)[1](v)[0]", "[34.0, 20.0]"),
        ("functional.vjp(both, x, v)[1]", "[34.0, 20.0]"),
        ("vmap(grad(product))(torch.stack([x, v]))", "[[12.0, 4.0], [20.0, 1.0]]"),
    ],
)
def test_derivatives_of_a_programs_function(call: str, expected: str):
    assert printed(f"print(({call}).tolist())") == expected


def test_what_a_function_takes_from_outside_counts_as_fixed():
    """d(x · x) / dx at 3, where one of the two is the outer x: 3."""
    assert (
        run("import torch\nx = torch.tensor(3.0)\nprint(torch.func.grad(lambda a: a * x)(x).item())").printed == "3.0\n"
    )


def test_a_function_is_differentiated_under_no_grad_too():
    assert printed("with torch.no_grad():\n    print(grad(product)(x).tolist())") == "[12.0, 4.0]"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("grad(both)(x)", "single number"),
        ("grad(product)(2.0)", "differentiates by tensors"),
        ("grad(product, 1)(x)", "no argument 1"),
        ("jvp(both, (x,), (torch.ones(3),))", r"shape \(3,\)"),
        ("vmap(product)(torch.tensor(1.0))", "needs slices"),
    ],
)
def test_what_cannot_be_differentiated_is_refused(line: str, message: str):
    with pytest.raises(ProgramError, match=message):
        run(HEAD + line)


def test_a_jacobian_is_paid_for():
    """A row for each of 900 results, and the numbers of each: more than a class may use."""
    source = "import torch\ntorch.func.jacrev(lambda a: (a @ a).sin())(torch.ones(30, 30))"
    with pytest.raises(ProgramError) as caught:
        run(source, limits=CLASS)
    assert caught.value.code in ("budget/nodes", "budget/elements")


HOOK_PROGRAMS = {
    "grad runs hooks": (
        "a=torch.tensor([1.],requires_grad=True); b=a*3; b.register_hook(lambda g:g*100)\n"
        "print(torch.autograd.grad(b*2,a)[0].tolist())",
        "[600.0]",
    ),
    "torch.func.grad runs hooks": (
        "def f(x):\n    y = x * 3\n    y.register_hook(lambda g: g * 100)\n    return y * 2\n"
        "print(torch.func.grad(f)(torch.tensor(1.)).item())",
        "600.0",
    ),
    "a hook that changes its argument": (
        "x=torch.tensor([1.,2.],requires_grad=True)\ndef h(g):\n    g *= 2\n"
        "x.register_hook(h)\n(x*3).sum().backward()\nprint(x.grad.tolist())",
        "[6.0, 6.0]",
    ),
    "a hook that is removed": (
        "x=torch.tensor([1.,2.],requires_grad=True)\nh = x.register_hook(lambda g: g * 2)\nh.remove()\nh.remove()\n"
        "(x*3).sum().backward()\nprint(x.grad.tolist())",
        "[3.0, 3.0]",
    ),
    "a hook after accumulation": (
        "x=torch.tensor([2.],requires_grad=True)\n"
        "x.register_post_accumulate_grad_hook(lambda p: print(p.grad.tolist()))\n(x*x).sum().backward()",
        "[4.0]",
    ),
}


@pytest.mark.parametrize("name", HOOK_PROGRAMS)
def test_hooks_give_what_they_give_in_pytorch(name):
    source, expected = HOOK_PROGRAMS[name]
    assert run("import torch\n" + source).printed.strip() == expected
