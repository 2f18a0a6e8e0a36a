"""Tensors and arrays that share their numbers, as PyTorch's do; the numbers are PyTorch's, or by hand."""

import numpy as np
import pytest

import engine
from engine import no_grad, tensor
from engine.language import run

as_tensor = engine.functions.table.FUNCTIONS["torch.as_tensor"]


@pytest.mark.parametrize("take", [engine.from_numpy, as_tensor])
def test_a_tensor_of_an_array_shares_its_numbers_both_ways(take):
    a = np.array([1.0, 2.0, 3.0])
    t = take(a)
    part = t[1:]
    a[0] = 9.0
    assert t.tolist() == [9.0, 2.0, 3.0]
    t[0] = 5.0
    assert a.tolist() == [5.0, 2.0, 3.0]
    a += 1
    assert (t * 1).tolist() == [6.0, 3.0, 4.0]
    part.mul_(10)
    assert a.tolist() == [6.0, 30.0, 40.0]
    a[1:] = 7.0
    assert part.tolist() == [7.0, 7.0]
    assert t.sum().item() == 20.0


def test_the_array_of_a_tensor_shares_its_numbers_both_ways():
    t = tensor([1.0, 2.0])
    part = t[1:]
    n, m = t.numpy(), part.numpy()
    n[1] = 8.0
    assert t.tolist() == [1.0, 8.0]
    assert part.tolist() == m.tolist() == [8.0]
    t.add_(1)
    assert n.tolist() == [2.0, 9.0]
    assert m.tolist() == [9.0]


def test_an_update_of_a_parameter_is_seen_in_the_array_it_shares():
    w = tensor([1.0, 2.0], requires_grad=True)
    n = w.detach().numpy()
    (w * w).sum().backward()
    with no_grad():
        w -= 0.5 * w.grad
    assert n.tolist() == [0.0, 0.0]
    n[0] = 4.0
    assert w.tolist() == [4.0, 0.0]


def test_a_copy_does_not_change_with_the_array():
    a = np.array([1.0, 2.0])
    t = engine.from_numpy(a)
    copies = [t.clone(), t[:1].clone(), t.relu(), tensor(a), t * 1]
    arrays = [np.array(t), np.asarray(t)]
    a[0] = 9.0
    assert [c.tolist()[0] for c in copies] == [1.0] * 5
    assert [x.tolist() for x in arrays] == [[1.0, 2.0]] * 2


def test_in_the_language_an_array_and_its_tensor_share_their_numbers():
    source = """import numpy as np
import torch
a = np.array([1.0, 2.0])
t = torch.from_numpy(a)
a[0] = 9.
print(t)
t[1] = 5
print(a)
n = t.numpy()
n[0] = 3
u = torch.as_tensor(a)
u[1] = 4
print(t.tolist(), a[1:])
"""
    assert run(source).printed == "tensor([9., 2.])\n[9. 5.]\n[3.0, 4.0] [4.]\n"
