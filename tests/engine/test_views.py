"""Tensors that share their numbers: a change of one in place is a change of all. The numbers are PyTorch's."""

import gc
import weakref

import pytest

import engine
from engine import ArgumentError, GradientError, ShapeError, Tensor, no_grad, tensor
from engine.functions import FUNCTIONS

VIEWS = {
    "a row": (lambda a: a[0], lambda b: b.add_(5), [[5.0, 6.0, 7.0], [3.0, 4.0, 5.0]]),
    "columns": (lambda a: a[:, 1:], lambda b: b.__setitem__((0, 1), 9), [[0.0, 1.0, 9.0], [3.0, 4.0, 5.0]]),
    "a line": (lambda a: a.view(6), lambda b: b[2:4].mul_(10), [[0.0, 1.0, 20.0], [30.0, 4.0, 5.0]]),
    "the transpose": (lambda a: a.T, lambda b: b.__setitem__(1, 7), [[0.0, 7.0, 2.0], [3.0, 7.0, 5.0]]),
    "a row of it": (lambda a: a.T[1], lambda b: b.sub_(1), [[0.0, 0.0, 2.0], [3.0, 3.0, 5.0]]),
    "the diagonal": (lambda a: a.diagonal(), lambda b: b.zero_(), [[0.0, 1.0, 2.0], [3.0, 0.0, 5.0]]),
    "a stretch": (lambda a: a.narrow(1, 1, 2), lambda b: b.fill_(8), [[0.0, 8.0, 8.0], [3.0, 8.0, 8.0]]),
    "with a dim more": (lambda a: a.unsqueeze(1).squeeze(), lambda b: b.mul_(2), [[0.0, 2.0, 4.0], [6.0, 8.0, 10.0]]),
    "detached": (lambda a: a.detach(), lambda b: b.__setitem__((1, 2), 8), [[0.0, 1.0, 2.0], [3.0, 4.0, 8.0]]),
    "its data": (lambda a: a.data, lambda b: b[1].neg_(), [[0.0, 1.0, 2.0], [-3.0, -4.0, -5.0]]),
    "a half": (lambda a: a.split(2, dim=1)[1], lambda b: b.mul_(b), [[0.0, 1.0, 4.0], [3.0, 4.0, 25.0]]),
    "reshaped in another order": (lambda a: a.T.reshape(6), lambda b: b.add_(5), [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]),
    "rows picked by a list": (lambda a: a[[0]], lambda b: b.add_(5), [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]),
    "a copy": (lambda a: a.clone(), lambda b: b.add_(5), [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]),
}


@pytest.mark.parametrize(("view", "change", "expected"), VIEWS.values(), ids=VIEWS)
def test_a_change_of_a_view_changes_what_it_is_a_view_of_and_a_copy_does_not(view, change, expected):
    a = tensor([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])
    change(view(a))
    assert a.tolist() == expected


def test_a_change_of_the_whole_is_seen_through_every_view_however_it_is_read():
    a = engine.zeros(2, 2)
    row, column, whole = a[0], a.T[1], a.data
    a += 3
    a[0, 1] = 5
    assert row.tolist() == [3.0, 5.0]
    assert repr(column) == "tensor([5., 3.])"
    assert (whole * 2).tolist() == [[6.0, 10.0], [6.0, 6.0]]
    assert engine.equal(row[1], tensor(5.0))
    assert tensor([row[0], 1.0]).tolist() == [3.0, 1.0]
    a.zero_()
    assert engine.stack([row, column]).tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert (row == 0).all().item()


def test_a_leaf_is_trained_through_its_data():
    """w ← w - 0.1 · 2w at 5 is 4; then every weight but the first is taken away."""
    w = tensor([5.0, 5.0], requires_grad=True)
    (w * w).sum().backward()
    w.data.sub_(w.grad.data * 0.1)
    assert w.tolist() == [4.0, 4.0]
    w.data[1] = 0
    w.grad.data.zero_()
    (w * w).sum().backward()
    assert w.grad.tolist() == [8.0, 0.0]
    assert w.is_leaf


def test_gradients_follow_a_change_of_a_view_and_of_its_base():
    """y = 2x with y[0] times 5: the sum has slopes 10 and 2. Then y times x, seen through y[0]: 10x², slope 20."""
    x = tensor([1.0, 1.0], requires_grad=True)
    y = x * 2
    first = y[0]
    first *= 5
    assert engine.grad(y.sum(), x, retain_graph=True).tolist() == [10.0, 2.0]
    y *= x
    assert engine.grad(first, x).tolist() == [20.0, 0.0]


def test_what_read_a_view_before_a_change_is_differentiated_as_it_was():
    """z = 3 (2x) through a view of y = 2x; y *= x afterwards: slope 6."""
    x = tensor([3.0], requires_grad=True)
    y = x * 2
    view = y.view(1)
    z = view * 3
    y *= x
    assert view.item() == 18.0
    assert engine.grad(z, x).item() == 6.0


def test_a_view_that_was_saved_is_changed_by_a_change_of_its_base_and_of_any_other_part():
    """As in PyTorch, which counts the changes of the numbers that views share."""
    for place in (0, 1):
        x = tensor([3.0, 4.0], requires_grad=True)
        y = x * 2
        first = y[0]
        z = first * first
        y[place] = 5
        with pytest.raises(GradientError, match="changed in place"):
            engine.grad(z, x)


def test_other_data_ends_the_sharing():
    a = engine.zeros(3)
    line = a.view(3)
    a.data = engine.ones(3)
    a += 1
    line += 5
    assert (a.tolist(), line.tolist()) == ([2.0, 2.0, 2.0], [5.0, 5.0, 5.0])


def test_a_part_of_a_leaf_is_changed_outside_the_graph_alone():
    x = tensor([1.0, 2.0], requires_grad=True)
    x.name = "x"
    with pytest.raises(GradientError, match=r"x requires a gradient, and this is a part of it.*no_grad"):
        x[0].mul_(2)
    with no_grad():
        x[0].mul_(5)
    assert x.tolist() == [5.0, 2.0]


def test_what_would_change_two_entries_at_once_is_refused_before_anything_changes():
    a = engine.zeros(3).expand(2, 3)
    with pytest.raises(ArgumentError, match="several entries of this tensor are one number"):
        a += 1
    assert a.tolist() == [[0.0] * 3] * 2


def test_a_long_chain_of_views_needs_no_recursion():
    a = engine.zeros(2)
    view = a
    for _ in range(20_000):
        view = view.view(2)
    view += 1
    assert a.tolist() == [1.0, 1.0]
    a += 1
    assert view.tolist() == [2.0, 2.0]


def test_a_detached_tensor_keeps_no_graph_alive_and_views_make_no_cycles():
    x = tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    freed = weakref.ref(y)
    detached = y.detach()
    gc.collect()
    gc.disable()
    try:
        row = y.view(2, 1)[0]
        del y, row
        assert freed() is None
    finally:
        gc.enable()
    detached += 1
    assert detached.tolist() == [3.0, 5.0]


def test_gradients_of_different_leaves_share_nothing():
    """The gradient of a.T is that of b, turned: changing one leaves the other."""
    a, b = engine.ones(2, 2, requires_grad=True), engine.ones(2, 2, requires_grad=True)
    (a.T + b).backward(engine.ones(2, 2), create_graph=True)
    a.grad.zero_()
    assert isinstance(b.grad, Tensor)
    assert b.grad.tolist() == [[1.0, 1.0], [1.0, 1.0]]


def of_parts(w):
    y = w * 2
    y.view(-1)[1:3].mul_(w.sum())
    y[0][1] = w[1, 1] * w[0, 0]
    turned = y.T
    y += w
    return (turned * turned).sum()


def of_rows(w):
    y = w.clone()
    for row in y:
        row *= row.sum()
    return y.sum()


def of_constants(w):
    m = engine.ones(2, 2)
    a = w + m
    m += 3
    b = w - m
    m.view(4)[0] = 7
    return (a * b * m).sum()


def of_a_diagonal(w):
    y = w * 1
    diagonal = y.diagonal()
    diagonal.pow_(2)
    z = y.clone() @ y.clone()
    diagonal.add_(1)
    return (z * y).sum()


def over_time(w):
    h = engine.zeros(3, 2)
    for t in range(1, 3):
        h[t] = (w @ h[t - 1].clone() + w[:, 0]).tanh()
    return h.sum()


@pytest.mark.parametrize("f", [of_parts, of_rows, of_constants, of_a_diagonal, over_time], ids=lambda f: f.__name__)
def test_every_mode_of_differentiation_follows_changes_of_views(f):
    """Reverse, forward and second order against finite differences; a replay against a fresh run elsewhere."""
    w = tensor([[-0.2, 0.5], [0.9, 1.3]], requires_grad=True)
    assert engine.gradcheck(f, (w,), check_forward_ad=True)
    assert engine.gradgradcheck(f, (w,))
    value, (slope,) = engine.replay(f, tensor([[0.3, -0.7], [1.1, 0.4]], requires_grad=True)).gradients(w)
    f(w).backward()
    assert value.item() == f(w).item()
    assert slope.tolist() == w.grad.tolist()


def test_an_input_that_got_another_shape_does_not_move_the_gradient_of_its_neighbours():
    """x stands behind two numbers where it was joined, and behind three now."""
    first, x = tensor([0.0, 0.0]), tensor([1.0, 2.0], requires_grad=True)
    joined = FUNCTIONS["torch.cat"]([first, x])
    first.data = tensor([0.0, 0.0, 0.0])
    joined.backward(tensor([1.0, 2.0, 3.0, 4.0]))
    assert x.grad.tolist() == [3.0, 4.0]


def test_a_result_in_the_graph_keeps_its_shape():
    x = tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    with pytest.raises(ShapeError, match=r"keeps its shape \(2,\)"):
        y.data = tensor([1.0, 2.0, 3.0])
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]
