"""Arrays made of tensors, as numpy 2.4 and PyTorch 2.13 print them."""

from __future__ import annotations

from engine.language import run


def printed(source: str) -> str:
    return run("import torch\nimport numpy as np\n" + source).printed


def test_numpy_of_a_tensor_prints_and_answers_as_an_array():
    source = "n = torch.ones(2).double().numpy()\nprint(n, type(n), n.dtype, n.shape, n.size, n.nbytes)"
    assert printed(source) == "[1. 1.] <class 'numpy.ndarray'> float64 (2,) 2 16\n"


def test_an_array_shares_its_numbers_with_its_tensor_both_ways():
    source = "t = torch.zeros(2)\nn = t.numpy()\nn[0] = 5\nt.add_(1)\nprint(t, n)"
    assert printed(source) == "tensor([6., 1.]) [6. 1.]\n"


def test_a_detached_tensor_gives_an_array_and_stays_a_tensor():
    source = "w = torch.ones(2, requires_grad=True)\nd = (w * 2).detach()\nprint(d.numpy(), d)"
    assert printed(source) == "[2. 2.] tensor([2., 2.])\n"


def test_arrays_show_in_full_inside_of_lists_and_by_repr():
    source = "a = np.array([1.5, 2.0])\nprint([a], repr(a), f'{a!r} {a}', {'m': a.max()})"
    full = "array([1.5, 2. ])"
    assert printed(source) == f"[{full}] {full} {full} [1.5 2. ] {{'m': np.float64(2.0)}}\n"
