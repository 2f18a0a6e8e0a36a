"""Names that small programs use beside the mathematics, with the answers of CPython, numpy and PyTorch."""

from __future__ import annotations

import pytest

from engine.language import CLASS, run
from engine.language.equivalents import OTHER_NAMES
from engine.language.library.modules import find_module
from engine.language.program.source import replaced
from tests.language.test_mistakes import mistake

N = "import numpy as np\n"
T = "import torch\n"

PRINTED = [
    ("print(chr(97), ord('a'), bin(10), oct(8), hex(255), f'{255:#x}')", "a 97 0b1010 0o10 0xff 0xff"),
    ("s = slice(1, 5, 2)\nprint([0, 1, 2, 3, 4, 5][s], 'abcdef'[slice(2)])", "[1, 3] ab"),
    ("def f():\n    f.calls += 1\nf.calls = 0\nf()\nf()\nprint(f.calls, f.__name__)", "2 f"),
    (
        "import functools\ndef deco(fn):\n    @functools.wraps(fn)\n    def inner(*a):\n        return fn(*a)\n"
        "    return inner\n@deco\ndef g(x):\n    return x\nprint(g.__name__, g(3))",
        "g 3",
    ),
    (
        "class V:\n    def __init__(self, n):\n        self.n = n\n    def __add__(self, other):\n"
        "        return V(self.n + (other.n if isinstance(other, V) else other))\n"
        "    def __radd__(self, other):\n        print('from', other)\n        return self + other\n"
        "print(sum([V(1), V(2)]).n, sum([True, True]), sum([]))",
        "from 0\n3 2 0",
    ),
    (T + "x = torch.ones(2, 3)\nprint(x.nelement(), x.ndimension(), x.is_floating_point())", "6 2 True"),
    (T + "x = torch.ones(2)\nx.g = torch.zeros(2)\nprint(x.g, hasattr(x, 'h'))", "tensor([0., 0.]) False"),
    (T + "o = torch.zeros(2)\nr = torch.add(torch.ones(2), 1, out=o)\nprint(o, r is o)", "tensor([2., 2.]) True"),
    (T + "torch.testing.assert_close(torch.ones(2), torch.ones(2) + 1e-9)\nprint('close')", "close"),
    (N + "a = np.array([1.0, 2.0])\nb = a.copy()\nb[0] = 9\nprint(a, b)", "[1. 2.] [9. 2.]"),
    (N + "a = np.array([[1.0, 2.0]])\nold = a[0, 0]\na[0, 0] = 5\nprint(old, a)", "1.0 [[5. 2.]]"),
    (N + "print(np.array([1.0, 2.0]) + [3, 4], [1, 2] * np.array([2.0, 2.0]))", "[4. 6.] [2. 4.]"),
    (N + "X = np.array([[1, 2], [3, 4]])\nprint(np.c_[X, np.ones(2)].tolist(), np.r_[1, [2, 3]].tolist())",
     "[[1.0, 2.0, 1.0], [3.0, 4.0, 1.0]] [1, 2, 3]"),
    (N + "u, c = np.unique(np.array([2, 1, 2]), return_counts=True)\nprint(u, c)", "[1 2] [1 2]"),
    (N + "print(np.median(np.array([1.0, 2.0, 3.0, 10.0])), np.percentile([1.0, 2.0, 3.0], 50))", "2.5 2.0"),
    (
        N + "a = np.array([[1.0, 0.0], [0.0, 2.0]])\nprint(a.nonzero(), np.where(a == 0))\n"
        "print(np.where(a, 5, a - 1).tolist(), np.where([True, False], [1, 2], [3, 4]), np.where(a[0] > 0)[0])",
        "(array([0, 1]), array([0, 1])) (array([0, 1]), array([1, 0]))\n[[5.0, -1.0], [-1.0, 5.0]] [1 4] [0]",
    ),
    (N + "x, y = np.meshgrid([1, 2], [0, 1, 2])\nprint(x.shape, y.tolist())", "(3, 2) [[0, 0], [1, 1], [2, 2]]"),
    (N + "print(np.atleast_2d([1, 2]).shape, np.append([1, 2], 3), np.ptp(np.array([1, 5, 2])))", "(1, 2) [1 2 3] 4"),
    (N + "print(np.average([1.0, 3.0], weights=[3, 1]), np.cov(np.array([1.0, 2.0, 3.0])))", "1.5 1.0"),
    (N + "X = np.arange(6.0).reshape(3, 2)\nC = X[[0, -1]]\nprint(C, type(C).__name__)", "[[0. 1.]\n [4. 5.]] ndarray"),
    (
        "import autograd.numpy as np\nfrom autograd import elementwise_grad as egrad, value_and_grad\n"
        "print(egrad(lambda x: x ** 3)(np.array([1.0, 2.0])), value_and_grad(lambda x: x * x)(3.0)[1])",
        "[ 3. 12.] 6.0",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("source", "printed"), PRINTED, ids=[one[0][-30:] for one in PRINTED])
def test_an_everyday_name_does_what_its_library_does(source: str, printed: str):
    assert run(source, limits=CLASS).printed == f"{printed}\n"


@pytest.mark.parametrize(("path", "other"), OTHER_NAMES.items())
def test_another_name_that_is_offered_is_there(path: str, other: str):
    module, _, name = path.rpartition(".")
    *inner, last = other.split(".")
    found, whole = find_module(".".join((module, *inner))), find_module(module)
    assert found is not None
    assert last in found.members
    assert whole is not None
    if name not in whole.members:
        error = mistake(f"import {module}\n{path}")
        assert error.fix is not None
        run(replaced(f"import {module}\n{path}", error.fix.span, error.fix.text), limits=CLASS)


# Names that are not offered, and what the hint says to write.
WAYS = [
    (T + "torch.poisson(torch.ones(2))", "not repeated here"),
    (T + "torch.complex(torch.ones(2), torch.ones(2))", "real here"),
    (T + "torch.ones(2).half()", "16 bits are not computed with"),
    (T + "torch.ones(2).to(torch.bfloat16)", "16 bits are not computed with"),
    (T + "torch.ones(2, 3).T.stride()", ".contiguous() may stand before a view"),
    (T + "torch.nextafter(torch.ones(2), torch.zeros(2))", "math.nextafter(a, b)"),
    (T + "torch.nn.softplus(torch.ones(2))", "It is torch.nn.functional.softplus."),
]


@pytest.mark.parametrize(("source", "way"), WAYS)
def test_a_name_that_is_not_offered_is_answered_with_what_does_the_same(source: str, way: str):
    assert way in (mistake(source).hint or "")
