"""Reverse mode: what is added up, what starts anew, what is refused."""

import gc
import math
import tracemalloc

import numpy as np
import pytest

import engine
from engine import ArgumentError, GradientError, Tensor, enable_grad, is_grad_enabled, jvp, no_grad, tensor
from engine.differentiate.reverse import backward, grad
from engine.functions import FUNCTIONS

exp, log = FUNCTIONS["torch.exp"], FUNCTIONS["torch.log"]


def leaf(value: object) -> Tensor:
    return tensor(value, requires_grad=True)


def test_a_value_used_twice_adds_its_gradients():
    """z = x * x at x = 3: each operand brings 3, together 6."""
    x = leaf(3.0)
    (x * x).backward()
    assert x.grad.item() == 6.0


def test_several_roots_start_from_ones_or_from_a_gradient_each():
    """2x and 3x: 2 + 3 from ones, 10 · 2 + 1 · 3 from 10 and 1; of a gradient for one of the two nothing is made up."""
    x = leaf(1.0)
    assert grad([x * 2.0, x * 3.0], x).item() == 5.0
    assert grad([x * 2.0, x * 3.0], x, [tensor(10.0), tensor(1.0)]).item() == 23.0
    backward([x * 2.0, x * 3.0], [tensor(10.0), None])
    assert x.grad.item() == 23.0
    with pytest.raises(engine.ArgumentError, match="2 tensors to start from need as many gradients, not 1"):
        backward([x * 2.0, x * 3.0], tensor(1.0))


def test_to_differentiate_by_nothing_is_refused_as_in_pytorch():
    x = leaf(1.0)
    with pytest.raises(engine.ArgumentError, match="inputs is empty"):
        (x * 2.0).backward(inputs=[])
    assert x.grad is None


def test_what_create_graph_leaves_in_grad_can_be_differentiated_and_added_to():
    """x³ at 2: slope 12, whose slope 6x = 12 a second pass adds."""
    x = leaf(2.0)
    (x * x * x).backward(create_graph=True)
    assert x.grad.requires_grad
    x.grad.backward()
    assert x.grad.item() == 24.0


def test_two_leaves_never_share_one_gradient_in_memory():
    """a + b hands its upstream gradient on untouched to both: the change of one in place is not one of the other."""
    for create_graph in (False, True):
        a, b = leaf([1.0, 2.0]), leaf([3.0, 4.0])
        (a + b).sum().backward(create_graph=create_graph)
        with no_grad():
            a.grad.zero_()
        assert (a.grad.tolist(), b.grad.tolist()) == ([0.0, 0.0], [1.0, 1.0])


def test_a_value_reused_by_a_later_step_is_finished_before_it_is_handed_on():
    """a = 1, b = a + a, c = c + b: the example of micrograd's discussions, whose naive order gives the wrong sum."""
    a = leaf(1.0)
    b = a + a
    c = b + b + a
    c.backward()
    assert a.grad.item() == 5.0


def test_the_same_tensor_on_both_sides_of_a_maximum_receives_two_halves():
    x = leaf(2.0)
    FUNCTIONS["torch.maximum"](x, x).backward()
    assert x.grad.item() == 1.0


def test_the_same_tensor_on_both_sides_of_a_difference_receives_nothing_left():
    x = leaf(2.0)
    (x - x).backward()
    assert x.grad.item() == 0.0


def test_broadcasting_sums_the_gradients_of_its_copies():
    """b is copied to three rows: 1 + 1 + 1."""
    b = leaf([1.0, 2.0])
    (tensor([[1.0, 1.0]] * 3) + b).sum().backward()
    assert b.grad.tolist() == [3.0, 3.0]


def test_a_second_backward_doubles_leaves_and_starts_intermediates_anew():
    """y = x² at 3: 6, then 12. micrograd gives 6, then 18, because it keeps the gradient of results."""
    x = leaf(3.0)
    y = x * x
    z = y * 1.0
    y.retain_grad()
    z.backward(retain_graph=True)
    z.backward()
    assert x.grad.item() == 12.0
    assert y.grad.item() == 2.0


def test_two_losses_that_share_nodes_add_up_at_the_leaves():
    """h = x²; d(h + 3h)/dx = 4 · 2x = 16 at x = 2, in two passes."""
    x = leaf(2.0)
    h = x * x
    (h * 1.0).backward(retain_graph=True)
    (h * 3.0).backward()
    assert x.grad.item() == 16.0


def test_a_result_that_is_not_kept_has_no_gradient_afterwards():
    x = leaf(2.0)
    y = x * 3.0
    (y * y).backward()
    assert y.grad is None


def test_a_result_that_retains_its_gradient_has_it():
    x = leaf(2.0)
    y = x * 3.0
    y.retain_grad()
    (y * y).backward()
    assert y.grad.item() == 12.0


def test_a_leaf_that_the_loss_does_not_reach_has_no_gradient():
    x, unused = leaf(2.0), leaf(5.0)
    (x * 3.0).backward()
    assert unused.grad is None


def test_constants_receive_nothing_and_cost_nothing():
    x, c = leaf(2.0), tensor(5.0)
    (x * c).backward()
    assert c.grad is None


def test_backward_from_a_vector_needs_a_seed():
    x = leaf([1.0, 2.0])
    with pytest.raises(GradientError, match=r"shape \(2,\).*\.sum\(\)"):
        (x * x).backward()


def test_a_seed_weighs_the_outputs():
    x = leaf([1.0, 2.0])
    (x * x).backward(tensor([10.0, 0.5]))
    assert x.grad.tolist() == [20.0, 2.0]


def test_a_seed_of_another_shape_is_refused():
    x = leaf([1.0, 2.0])
    with pytest.raises(GradientError, match=r"\(3,\).*\(2,\)"):
        (x * x).backward(tensor([1.0, 1.0, 1.0]))


def test_backward_without_anything_to_learn_is_refused():
    with pytest.raises(GradientError, match="requires_grad=True"):
        (tensor(2.0) * 3.0).backward()


def test_detach_passes_the_value_and_stops_the_gradient():
    """y = x · stop(x): only the first factor counts, 3 at x = 3."""
    x = leaf(3.0)
    (x * x.detach()).backward()
    assert x.grad.item() == 3.0


def test_under_no_grad_nothing_is_recorded():
    x = leaf(3.0)
    with no_grad():
        assert not is_grad_enabled()
        y = x * x
        with enable_grad():
            assert (x * x).requires_grad
    assert not y.requires_grad
    assert y.is_leaf


def test_gradients_never_share_memory():
    """add hands one array to both inputs; changing one gradient must not change the other."""
    a, b = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    upstream = np.ones(2)
    (a + b).backward(Tensor(upstream))
    assert not np.shares_memory(a.grad._data, b.grad._data)
    assert not np.shares_memory(a.grad._data, upstream)


def test_the_gradient_of_a_sum_is_memory_of_its_own():
    """Every entry of it can be written, though sum's rule only spreads one number."""
    x = leaf([[1.0, 2.0], [3.0, 4.0]])
    x.sum().backward()
    x.grad._data[0, 0] = 7.0
    assert x.grad.tolist() == [[7.0, 1.0], [1.0, 1.0]]


def test_a_hook_sees_the_complete_gradient_and_may_replace_it():
    """y = x + x: the hook is called once, with 2, and halves it; z = y² at y = 6 sends 12."""
    x = leaf(3.0)
    seen = []
    y = x + x

    def halve(gradient: Tensor) -> Tensor:
        seen.append(gradient.item())
        return gradient * 0.5

    y.register_hook(halve)
    (y * y).backward()
    assert seen == [12.0]
    assert x.grad.item() == 12.0


def test_a_removed_hook_is_not_called():
    x = leaf(3.0)
    seen: list[float] = []
    handle = x.register_hook(lambda gradient: seen.append(gradient.item()))
    handle.remove()
    (x * x).backward()
    assert seen == []


def test_a_chain_of_100_000_nodes_needs_no_recursion():
    """x · (1 + 1e-5)^100,000, whose derivative is the factor itself."""
    factor = 1 + 1e-5
    x = leaf(1.0)
    y = x
    expected = 1.0
    for _ in range(100_000):
        y = y * factor
        expected *= factor
    y.backward()
    assert x.grad.item() == expected
    del y


def test_paths_are_not_counted_one_by_one():
    """x ← x + x, sixty times: 2^60 paths, 60 nodes."""
    x = leaf(1.0)
    y = x
    for _ in range(60):
        y = y + y
    y.backward()
    assert x.grad.item() == 2.0**60


def test_a_graph_is_freed_without_the_cycle_collector():
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            x = leaf([1.0, 2.0])
            loss = (exp(x) * x).sum()
            loss.backward()
            del x, loss
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_memory_is_given_back_when_the_loss_goes():
    """A graph that holds 8 MB of values leaves less than 1 MB behind."""
    tracemalloc.start()
    x = leaf(np.zeros(10_000))
    y = x
    for _ in range(100):
        y = y + 1.0
    held = tracemalloc.get_traced_memory()[0]
    del y
    left = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert held > 8_000_000
    assert left < 1_000_000


def test_grad_leaves_the_gradients_of_leaves_alone():
    x = leaf(3.0)
    assert grad(x * x, x).item() == 6.0
    assert x.grad is None


def test_grad_of_something_else_is_refused_or_none():
    x, other = leaf(3.0), leaf(1.0)
    with pytest.raises(GradientError, match="does not depend"):
        grad(x * x, other)
    assert grad(x * x, [x, other], allow_unused=True)[1] is None


def test_derivatives_can_be_taken_again_and_again():
    """x⁵ at 2: 80, 160, 240, 240, 120."""
    x = leaf(2.0)
    y = x**5
    found = []
    for _ in range(5):
        y = grad(y, x, create_graph=True)
        found.append(y.item())
    assert found == [80.0, 160.0, 240.0, 240.0, 120.0]


def test_the_gradient_of_a_gradient_norm_reaches_the_leaf():
    """f = Σx³: ‖∇f‖² = 9 Σx⁴, whose slope is 36 x³."""
    x = leaf([1.0, -2.0])
    slope = grad((x**3).sum(), x, create_graph=True)
    (slope * slope).sum().backward()
    assert x.grad.tolist() == [36.0, -288.0]


def test_an_operation_made_of_others_hides_no_dependence_of_its_inputs_on_one_another():
    """kl_div(log p, p): the second derivative passes between the inputs although each rule moves one input alone."""
    p = leaf([0.2, 0.8])

    def divergence(x: Tensor) -> Tensor:
        return FUNCTIONS["functional.kl_div"](log(x * x), x, reduction="sum")

    # Σ x log x - x log x² = -Σ x log x, whose Hessian is diag(-1/x).
    assert engine.hessian(divergence, p)._data == pytest.approx(np.diag([-5.0, -1.25]), rel=1e-12)


def test_modes_agree_on_a_jacobian():
    def f(x: Tensor) -> Tensor:
        return exp(x).reshape((2, 1)) * x

    x = tensor([0.5, -1.0])
    forward, reverse = (engine.jacobian(f, x, mode=mode)._data for mode in ("forward", "reverse"))
    e, d = math.exp(0.5), math.exp(-1)
    assert forward == pytest.approx(reverse, rel=1e-14)
    # y[i, j] = exp(x[i]) x[j].
    assert reverse[0, 0].tolist() == pytest.approx([1.5 * e, 0.0])
    assert reverse[0, 1].tolist() == pytest.approx([-e, e])
    assert reverse[1, 0].tolist() == pytest.approx([d, 0.5 * d])


def test_a_hessian_times_a_vector_needs_no_hessian():
    """f = x²y: H = [[2y, 2x], [2x, 0]]; at (1, 3) times (1, 2): (10, 2)."""
    product = engine.hvp(lambda p: p[0] * p[0] * p[1], tensor([1.0, 3.0]), tensor([1.0, 2.0]))
    assert product.tolist() == [10.0, 2.0]


def test_a_singular_matrix_has_no_inverse_and_says_so():
    with pytest.raises(engine.EngineError, match="inv"):
        FUNCTIONS["torch.linalg.inv"](tensor([[1.0, 2.0], [2.0, 4.0]]))


def test_a_gradient_that_needs_an_inverse_there_is_not_names_its_operation():
    """log|det| of a singular matrix is -∞, and its slope would be the inverse."""
    x = leaf([[1.0, 2.0], [2.0, 4.0]])
    with pytest.raises(GradientError, match="logabsdet"):
        FUNCTIONS["torch.slogdet"](x).logabsdet.backward()


def test_forward_mode_takes_functions_with_several_results():
    """x² and 3x at 2 along 5: 4 and 6, which move by 20 and 15; a constant does not move."""
    values, moved = jvp(lambda x: (x * x, [x * 3, tensor(7.0)]), tensor(2.0), tensor(5.0))
    assert (values[0].item(), values[1][0].item(), values[1][1].item()) == (4.0, 6.0, 7.0)
    assert (moved[0].item(), moved[1][0].item(), moved[1][1].item()) == (20.0, 15.0, 0.0)


def test_a_seed_that_requires_a_gradient_gets_one_through_a_recorded_pass():
    """y = x² and seed v: x.grad = 2 x v = 12 at x = 3, v = 2, and d(2 x v)/dv = 2 x = 6, d(2 x v)/dx = 2 v = 4."""
    x, v = tensor(3.0, requires_grad=True), tensor(2.0, requires_grad=True)
    backward(x * x, v, create_graph=True)
    first = x.grad
    assert first.item() == 12.0
    x.grad = None
    first.backward()
    assert (v.grad.item(), x.grad.item()) == (6.0, 4.0)


def test_zeros_take_the_place_of_gradients_that_are_not_there_and_of_no_others():
    x, u = tensor([3.0, 1.0], requires_grad=True), tensor([1.0, 1.0], requires_grad=True)
    of_x, of_u = grad((x * x).sum(), [x, u], materialize_grads=True)
    assert (of_x.tolist(), of_u.tolist()) == ([6.0, 2.0], [0.0, 0.0])


def test_arguments_of_a_pass_that_do_not_fit_are_named():
    x = tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(GradientError, match=r"^the seed has shape \(3,\), the tensor \(2,\): they must be equal$"):
        backward(x * 1, tensor([1.0, 2.0, 3.0]))
    with pytest.raises(ArgumentError, match=r"^2 tensors to start from need as many gradients, not 1$"):
        backward([x * 1, x * 2], [tensor([1.0, 1.0])])
    plain = tensor(1.0)
    with pytest.raises(
        GradientError, match=r"^number 1 of the tensors to differentiate by requires no gradient: make it with"
    ):
        grad((x * 2).sum(), [x, plain])
