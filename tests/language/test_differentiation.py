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


TREES = {
    # a · b and a + b at a = b = (2, 3) along (1, 10): 2 a · (1, 10) and 2 · (1, 10).
    "jvp(lambda a, b: (a * b, a + b), (x, x), (v, v))": (
        "((tensor([4., 9.]), tensor([4., 6.])), (tensor([ 4., 60.]), tensor([ 2., 20.])))"
    ),
    "functional.jvp(lambda a, b: (a * b, a + b), (x, x), (v, v))[1]": "(tensor([ 4., 60.]), tensor([ 2., 20.]))",
    "jvp(lambda p: [p['a'] * p['b'], [p['a']]], ({'a': x, 'b': x},), ({'a': v, 'b': v},))[1]": (
        "[tensor([ 4., 60.]), [tensor([ 1., 10.])]]"
    ),
    # Upstream (1, 10) of both: a receives (1, 10) · b + (1, 10).
    "vjp(lambda a, b: (a * b, a + b), x, x)[1]((v, v))": "(tensor([ 3., 40.]), tensor([ 3., 40.]))",
    "functional.vjp(lambda a, b: (a * b, a + b), (x, x), (v, v))[1]": "(tensor([ 3., 40.]), tensor([ 3., 40.]))",
    "vjp(lambda p: {'u': p[0] * p[1]}, (x, v))[1]({'u': v})": "((tensor([  1., 100.]), tensor([ 2., 30.])),)",
    # (w x + b)² with w = x = (2, 3), b = (1, 10): 2 (w x + b) = (10, 38), times x for w.
    "grad(lambda p, t: ((p['w'] * t + p['b']) ** 2).sum())({'w': x, 'b': v}, x)": (
        "{'w': tensor([ 20., 114.]), 'b': tensor([10., 38.])}"
    ),
    "grad(lambda p: (p[0] * p[1]).sum())([x, v])": "[tensor([ 1., 10.]), tensor([2., 3.])]",
    "jacrev(lambda p: p[0] @ p[1])((x, v))": "(tensor([ 1., 10.]), tensor([2., 3.]))",
    "jacfwd(lambda a: {'sum': a.sum()})(x)": "{'sum': tensor([1., 1.])}",
    "jacrev(lambda a, b: (a @ b, b.sum()), argnums=(0, 1))(x, v)": (
        "((tensor([ 1., 10.]), tensor([2., 3.])), (tensor([0., 0.]), tensor([1., 1.])))"
    ),
    # Σ a b²: by a and b 2b on the diagonal, by b twice 2a, by a twice 0.
    "hessian(lambda p: (p['a'] * p['b'] ** 2).sum())({'a': x[:1], 'b': v[:1]})": (
        "{'a': {'a': tensor([[0.]]), 'b': tensor([[2.]])}, 'b': {'a': tensor([[2.]]), 'b': tensor([[4.]])}}"
    ),
    "vmap(lambda p, a: {'s': p['w'] @ a}, in_dims=(None, 0))({'w': x}, torch.stack([x, v]))": (
        "{'s': tensor([13., 32.])}"
    ),
    "vmap(grad(lambda p, a: (p[0] @ a) ** 2), in_dims=(None, 0))((v,), torch.eye(2))": (
        "(tensor([[ 2.,  0.],\n        [ 0., 20.]]),)"
    ),
}


@pytest.mark.parametrize("call", TREES)
def test_functions_take_and_return_tuples_lists_and_dicts_of_tensors(call: str):
    assert printed(f"print({call})") == TREES[call]


def test_named_tuples_and_ordered_dicts_are_handed_back_as_such():
    source = """
from collections import OrderedDict, namedtuple
Pair = namedtuple('Pair', 'a b')
found = grad(lambda p: (p.a * p.b).sum())(Pair(x, v))
print(found.b.tolist(), grad(lambda p: p['w'] @ x)(OrderedDict(w=v)))
"""
    assert printed(source) == "[2.0, 3.0] OrderedDict([('w', tensor([2., 3.]))])"


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
        ("jvp(both, ((x, x),), ((x,),))", "a tangent is needed for each of 2 tensors, 1 are given"),
        ("jvp(both, (x,), (2.0,))", "a tangent is a tensor, not"),
        ("vjp(lambda a: (a, a), x)[1](v)", "the upstream gradient is needed for each of 2 tensors, 1 are given"),
        ("grad(lambda p: p['w'])({'w': 2.0})", "differentiates by tensors, not"),
        ("jvp(lambda a: (a, 'text'), (x,), (v,))", "returns a tensor, not"),
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
    assert caught.value.code in ("budget/nodes", "budget/elements", "budget/document")


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
