"""Changes in place: which version an operation read, and which leaf may not change."""

import tracemalloc
import warnings
from contextlib import suppress

import numpy as np
import pytest

from engine import EngineError, GradientError, Tensor, grad, jvp, no_grad, tensor
from engine.errors import SavedError
from engine.functions import FUNCTIONS
from tests.engine.forms import FORMS

# These draw anew, or leave the graph.
CUT = {"Tensor.bernoulli_", "Tensor.detach_", "torch.detach_"}


def leaf(value: object) -> Tensor:
    return tensor(value, requires_grad=True)


def test_an_operation_keeps_the_version_it_read():
    """y = 2x; z = 3y, which saves nothing of y; y *= x afterwards: z's slope is 6, y's 4x = 12."""
    x = leaf(3.0)
    y = x * 2
    z = y * 3
    y *= x
    z.backward(retain_graph=True)
    assert x.grad.item() == 6.0
    assert y.item() == 18.0
    assert grad(y, x).item() == 12.0


def test_a_value_that_an_operation_saved_is_not_changed_before_its_gradient():
    x = leaf(3.0)
    y = x * 2
    y.name = "y"
    z = y * y
    y += 1
    with pytest.raises(
        SavedError, match=r"y, the value that mul has saved for its gradient, was changed in place.*clone\(\)"
    ):
        z.backward()


def test_what_read_a_tensor_while_it_was_a_constant_sends_it_no_gradient():
    """y = x + 2; then 2 becomes m = 2w: y has slope 1 in x and none in w, x · m has 2w in x and 2x in w."""
    x, w, m = leaf(3.0), leaf(5.0), tensor(2.0)
    y = x + m
    m *= w
    (y + x * m).backward()
    assert x.grad.item() == 11.0
    assert w.grad.item() == 6.0


def test_a_thousand_steps_of_descent_keep_no_weights_of_the_past():
    """Two megabytes of weights; every step makes as many anew."""
    w = leaf(np.ones(250_000))
    tracemalloc.start()
    for _ in range(1000):
        (w[:2] * w[:2]).sum().backward()
        with no_grad():
            w -= 0.1 * w.grad
            w.grad.zero_()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 10e6


def test_gradients_add_up_in_the_tensor_that_holds_them():
    """d x²/dx = 6 at 3, twice."""
    x = leaf(3.0)
    (x * x).backward()
    held = x.grad
    (x * x).backward()
    assert held.item() == 12.0
    assert x.grad is held


def test_equal_gradients_that_can_be_differentiated_are_two_tensors():
    a, b = leaf(3.0), leaf(5.0)
    (a + b).backward(create_graph=True)
    a.grad.mul_(0)
    assert b.grad.item() == 1.0


def in_place_and_anew(name: str, form) -> tuple[Tensor, ...]:
    """What the function of a name and the one without its underscore make of the same numbers, and their slopes."""
    found = []
    for function in (FUNCTIONS[name], FUNCTIONS[name.removesuffix("_")]):
        x = leaf([-1.5, 2.0, 0.5, 3.0])
        # What is changed is a result of its own.
        made = form(lambda first, *rest, function=function: function(first.clone(), *rest), x)
        if made.requires_grad and not made._op.refusal:
            made.cumsum(0).sum().backward()
        found += [made, x.grad]
    return tuple(found)


@pytest.mark.parametrize(
    "name",
    [name for name in FUNCTIONS if name.endswith("_") and name.removesuffix("_") in FUNCTIONS and name not in CUT],
)
def test_a_function_in_place_stores_what_it_computes_and_differentiates_it(name: str):
    tried = 0
    for form in FORMS.values():
        # The function may have no such form, or its result no place in the tensor.
        with warnings.catch_warnings(action="ignore"), suppress(EngineError, TypeError, AttributeError):
            stored, slopes, anew, expected = in_place_and_anew(name, form)
            tried += 1
            np.testing.assert_array_equal(stored._data, anew._data.astype(stored.dtype))
            if anew.dtype == stored.dtype and anew.requires_grad:
                np.testing.assert_array_equal(slopes._data, expected._data)
    assert tried


def change_by_no_grad(y):
    with no_grad():
        y[0] = 5


def change_by_data(y):
    y.data[0] = 5


def change_by_other_data(y):
    y.data = tensor([5.0, 2.0])


def change_by_what_is_detached(y):
    y.detach()[0] = 5


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        (change_by_no_grad, True),
        (change_by_data, False),
        (change_by_other_data, False),
        (change_by_what_is_detached, True),
    ],
    ids=lambda f: f.__name__ if callable(f) else "",
)
def test_a_result_changed_outside_the_graph_stays_in_it(change, noticed):
    """y = 2x, y[0] becomes 5: y² has slopes 2y · 2, that is 20 and 8. What has saved y before is refused, or, where
    the change goes unnoticed, takes the new numbers. All of it as in PyTorch.
    """
    x = leaf([3.0, 1.0])
    y = x * 2
    before = (y * y).sum()
    change(y)
    assert not y.is_leaf
    assert grad((y * y).sum(), x, retain_graph=True).tolist() == [20.0, 8.0]
    if noticed:
        with pytest.raises(SavedError, match="changed in place"):
            grad(before, x)
    else:
        assert grad(before, x).tolist() == [20.0, 8.0]


def test_what_comes_after_a_change_reads_the_new_version():
    """y = 2x, then y *= x: 2x² has slope 4x = 12 at 3."""
    x = leaf(3.0)
    y = x * 2
    y *= x
    y.backward()
    assert x.grad.item() == 12.0


def test_three_versions_of_one_name_are_told_apart():
    """y = x; a = 3y; y *= x; b = 5y; y *= x; c = 7y: slopes 3 + 10x + 21x² = 34 at 1."""
    x = leaf(1.0)
    y = x * 1
    a = y * 3
    y *= x
    b = y * 5
    y *= x
    c = y * 7
    (a + b + c).backward()
    assert x.grad.item() == 34.0


def test_a_stored_entry_cuts_its_old_value_off():
    """y = 2x, y[0] = x[1]²: the sum has slopes 0 and 2 + 2 x[1] = 12."""
    x = leaf([3.0, 5.0])
    y = x * 2
    y[0] = x[1] * x[1]
    y.sum().backward()
    assert x.grad.tolist() == [0.0, 12.0]


@pytest.mark.parametrize("change", ["+= 1", "*= 2", "[0] = 1.0", ".zero_()", ".clamp_(0)"])
def test_a_leaf_in_use_cannot_be_changed(change: str):
    x = leaf([3.0, 5.0])
    actions = {
        "+= 1": lambda: x.__iadd__(1),
        "*= 2": lambda: x.__imul__(2),
        "[0] = 1.0": lambda: x.__setitem__(0, 1.0),
        ".zero_()": lambda: x.zero_(),
        ".clamp_(0)": lambda: x.clamp_(0),
    }
    with pytest.raises(GradientError, match="no_grad"):
        actions[change]()


def test_a_step_of_gradient_descent_changes_the_leaf_and_keeps_it_one():
    """w ← w - 0.1 · 2w at 5 is 4."""
    w = leaf(5.0)
    (w * w).backward()
    with no_grad():
        w -= 0.1 * w.grad
    assert w.item() == 4.0
    assert w.is_leaf
    assert w.requires_grad


def test_a_leaf_changed_after_an_operation_that_saved_nothing_of_it_gets_its_gradient():
    w = leaf(5.0)
    loss = w + 1
    with no_grad():
        w -= 1.0
    loss.backward()
    assert w.grad.item() == 1.0


def test_a_leaf_changed_between_use_and_backward_is_refused_with_the_way_out():
    """The values that the rule needs are gone: a silent answer would be wrong."""
    w = leaf(5.0)
    loss = w * w
    with no_grad():
        w -= 1.0
    with pytest.raises(SavedError, match="changed in place"):
        loss.backward()


def test_whole_numbers_do_not_become_fractions_in_place():
    counts = tensor([1, 2])
    with pytest.raises(Exception, match="would turn int64 into float64"):
        counts /= 2


def test_forward_mode_follows_a_change_in_place():
    """y = 3x, y[0] = y[1]², so dy = (18 x₁ dx₁, 3 dx₁)."""

    def f(x):
        y = x * 3
        y[0] = y[1] ** 2
        return y

    y, moved = jvp(f, tensor([5.0, 2.0]), tensor([1.0, 10.0]))
    assert y.tolist() == [36.0, 6.0]
    assert moved.tolist() == [360.0, 30.0]
