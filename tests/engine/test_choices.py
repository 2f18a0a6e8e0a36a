"""What is taken where a derivative does not exist: the values that PyTorch 2.13 gives, measured."""

import math
from typing import Any

import numpy as np
import pytest

import engine
from engine import Tensor, tensor
from engine.functions import FUNCTIONS
from engine.operation.record import OPS
from engine.tensors.tensor import apply

NAN = math.nan
INF = math.inf


def slopes(op: str, *inputs: Any, **attributes: Any) -> list[Any]:
    """The gradient of the sum of the output, for each input."""
    leaves = [tensor(x, requires_grad=True) if np.asarray(x).dtype.kind == "f" else tensor(x) for x in inputs]
    with np.errstate(all="ignore"):
        apply(OPS[op], *leaves, **attributes).sum().backward()
    return [None if leaf.grad is None else leaf.grad.tolist() for leaf in leaves]


@pytest.mark.parametrize(
    ("op", "x", "attributes", "slope"),
    [
        ("relu", 0.0, {}, 0.0),
        ("abs", 0.0, {}, 0.0),
        ("sign", 0.0, {}, 0.0),
        ("leaky_relu", 0.0, {}, 0.01),
        ("elu", 0.0, {"alpha": 0.5}, 0.5),
        ("relu6", 0.0, {}, 0.0),
        ("relu6", 6.0, {}, 0.0),
        ("hardtanh", 1.0, {}, 0.0),
        ("hardtanh", -1.0, {}, 0.0),
        ("hardsigmoid", 3.0, {}, 0.0),
        ("hardswish", -3.0, {}, 0.0),
        ("hardswish", 3.0, {}, 1.0),
        ("hardshrink", 0.5, {}, 0.0),
        ("softshrink", 0.5, {}, 0.0),
        ("threshold", 1.0, {"threshold": 1.0, "value": 5.0}, 0.0),
        ("clamp", 2.0, {"min": -1.0, "max": 2.0}, 1.0),
        ("clamp", -1.0, {"min": -1.0, "max": 2.0}, 1.0),
        ("sqrt", 0.0, {}, INF),
        ("pow", 0.0, {"exponent": 0.5}, INF),
        ("pow", 0.0, {"exponent": 0}, 0.0),
        ("pow", 0.0, {"exponent": 1}, 1.0),
        ("norm", [0.0, 0.0], {}, [0.0, 0.0]),
        ("norm", [0.0, 0.0], {"p": 3}, [0.0, 0.0]),
        ("log", 0.0, {}, INF),
        ("sinc", 0.0, {}, 0.0),
        ("i1", 0.0, {}, 0.5),
        ("nan_to_num", [NAN, 1.0, INF], {}, [0.0, 1.0, 0.0]),
        ("nansum", [NAN, 1.0], {}, [0.0, 1.0]),
        ("softplus", 30.0, {}, 1.0),
        ("std", [2.0, 2.0, 2.0], {}, [0.0, 0.0, 0.0]),
        ("norm", [0.0, 4.0], {"p": 0.5}, [0.0, 1.0]),
        ("logit", -0.0, {}, INF),
        ("relu", NAN, {}, 1.0),
        ("elu", NAN, {}, 1.0),
        ("softshrink", NAN, {}, 1.0),
        ("hardsigmoid", NAN, {}, 0.0),
        ("abs", NAN, {}, 0.0),
        ("median", [NAN, 1.0, NAN], {}, [0.5, 0.0, 0.5]),
    ],
)
def test_a_kink_has_the_slope_that_pytorch_takes(op: str, x: Any, attributes: dict[str, Any], slope: Any):
    assert slopes(op, x, **attributes) == [slope]


@pytest.mark.parametrize(
    ("op", "a", "b", "expected"),
    [
        ("maximum", 2.0, 2.0, [0.5, 0.5]),
        ("minimum", 2.0, 2.0, [0.5, 0.5]),
        ("fmax", 2.0, 2.0, [1.0, 0.0]),
        ("fmin", 2.0, 2.0, [1.0, 0.0]),
        ("fmax", NAN, 2.0, [0.0, 1.0]),
        ("fmin", 2.0, NAN, [1.0, 0.0]),
        ("pow_tensor", 0.0, 2.0, [0.0, 0.0]),
        ("pow_tensor", 3.0, 0.0, [0.0, math.log(3)]),
        ("pow_tensor", -2.0, 2.0, [-4.0, NAN]),
        ("logaddexp", -INF, -INF, [NAN, NAN]),
        ("xlogy", 0.0, 0.0, [0.0, NAN]),
        ("atan2", 0.0, 0.0, [0.0, 0.0]),
        ("maximum", NAN, 2.0, [1.0, 1.0]),
        ("clamp_min", 1.0, NAN, [0.0, 0.0]),
        ("logaddexp", 1e308, 1e308, [0.5, 0.5]),
        ("logaddexp2", INF, 2.0, [1.0, 0.0]),
        ("binary_cross_entropy", 1.0, 0.0, [1e12, -INF]),
        ("mse_loss", 1.0, 1.0, [0.0, 0.0]),
        ("l1_loss", 1.0, 1.0, [0.0, 0.0]),
    ],
)
def test_a_tie_is_settled_as_in_pytorch(op: str, a: float, b: float, expected: list[float]):
    assert slopes(op, a, b) == pytest.approx(expected, nan_ok=True)


def test_the_largest_of_all_shares_a_tie_and_the_largest_along_a_dim_does_not():
    assert slopes("amax", [3.0, 1.0, 3.0]) == [[0.5, 0.0, 0.5]]
    assert slopes("amin", [1.0, 1.0, 3.0]) == [[0.5, 0.5, 0.0]]
    assert slopes("max", [3.0, 1.0, 3.0]) == [[0.5, 0.0, 0.5]]
    assert slopes("min", [1.0, 1.0, 3.0]) == [[0.5, 0.5, 0.0]]
    assert slopes("max_along", [3.0, 1.0, 3.0], dim=0) == [[1.0, 0.0, 0.0]]
    assert slopes("min_along", [1.0, 1.0, 3.0], dim=0) == [[1.0, 0.0, 0.0]]


def test_a_pair_on_the_margin_is_pushed_out():
    x = tensor([1.0, 1.0], requires_grad=True)
    FUNCTIONS["functional.hinge_embedding_loss"](x, tensor([-1.0, -1.0])).backward()
    assert x.grad.tolist() == [-0.5, -0.5]


@pytest.mark.parametrize("op", ["max", "min"])
def test_what_is_not_a_number_wins_and_shares_with_its_like(op: str):
    assert slopes(op, [1.0, NAN, 2.0, NAN]) == [[0.0, 0.5, 0.0, 0.5]]


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("op", ["cross_entropy", "nll_loss"])
def test_examples_that_are_all_ignored_move_no_score(op: str, reduction: str):
    x = tensor([[1.0, 2.0, 3.0]], requires_grad=True)
    loss = FUNCTIONS[f"functional.{op}"](x, tensor([-100]), reduction=reduction).sum()
    loss.backward()
    assert math.isnan(loss.item()) == (reduction == "mean")
    assert [str(slope) for slope in x.grad._data[0]] == ["0.0", "0.0", "0.0"]


def test_max_pooling_gives_all_to_the_first_of_a_tie():
    assert slopes("max_pool2d", [[[[1.0, 1.0], [1.0, 1.0]]]], kernel_size=2) == [[[[[1.0, 0.0], [0.0, 0.0]]]]]


def test_the_median_of_all_shares_a_tie():
    assert slopes("median", [1.0, 2.0, 2.0, 5.0]) == [[0.0, 0.5, 0.5, 0.0]]


def test_running_records_belong_to_the_latest_of_a_tie():
    assert slopes("cummax", [1.0, 1.0, 0.0], dim=0) == [[1.0, 2.0, 0.0]]
    assert slopes("cummin", [1.0, 1.0, 2.0], dim=0) == [[1.0, 2.0, 0.0]]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([2.0, 0.0, 3.0], [0.0, 6.0, 0.0]), ([0.0, 0.0, 3.0], [0.0, 0.0, 0.0]), ([2.0, 4.0], [4.0, 2.0])],
)
def test_a_product_with_zeros_has_the_right_gradient(numbers: list[float], expected: list[float]):
    """Dividing the product by the entry would give 0 / 0 here."""
    assert slopes("prod", numbers) == [expected]


def test_a_running_product_with_a_zero_has_the_right_gradient():
    """y = (a, ab, abc) at (2, 0, 3): the sum a + ab + abc has slopes 1 + b + bc = 1, a + ac = 8, ab = 0."""
    assert slopes("cumprod", [2.0, 0.0, 3.0], dim=0) == [[1.0, 8.0, 0.0]]


def test_where_hides_a_value_but_not_its_infinite_slope():
    """The trap: sqrt(0) is not taken, yet 0 · ∞ is NaN."""
    x = tensor(0.0, requires_grad=True)
    FUNCTIONS["torch.where"](x > 0, x.sqrt(), 0.0).backward()
    assert math.isnan(x.grad.item())


def test_what_where_did_not_take_receives_0_even_from_an_infinite_gradient():
    a, b = tensor(1.0, requires_grad=True), tensor(2.0, requires_grad=True)
    FUNCTIONS["torch.where"](tensor(True), a, b).backward(tensor(INF))
    assert (a.grad.item(), b.grad.item()) == (INF, 0.0)


def test_a_step_blocks_even_an_infinite_gradient():
    """floor is flat: 0 whatever comes from above, as in PyTorch."""
    x = tensor([0.0, 2.5], requires_grad=True)
    x.floor().sum().backward()
    assert x.grad.tolist() == [0.0, 0.0]


def test_binary_cross_entropy_bounds_its_logarithms():
    """PyTorch bounds log at -100, so that a sure and wrong answer costs 100 and not infinity."""
    p = tensor([0.0, 1.0], requires_grad=True)
    loss = apply(OPS["binary_cross_entropy"], p, tensor([1.0, 0.0]))
    loss.backward()
    assert loss.item() == 100.0
    assert np.all(np.isfinite(p.grad._data))


def test_the_gradient_of_a_determinant_exists_where_the_inverse_does_not():
    """[[1, 2], [2, 4]] is singular; its cofactors are [[4, -2], [-2, 1]]."""
    assert slopes("det", [[1.0, 2.0], [2.0, 4.0]]) == [[[4.0, -2.0], [-2.0, 1.0]]]


def test_an_embedding_row_for_padding_learns_nothing():
    weight = tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    apply(OPS["embedding"], tensor([0, 1, 1]), weight, padding_idx=1).sum().backward()
    assert weight.grad.tolist() == [[1.0, 1.0], [0.0, 0.0]]


def test_entries_ignored_by_cross_entropy_do_not_count_in_the_mean():
    """Two of three examples are ignored: the loss is that of the first alone, log(1 + e^-1)."""
    scores = tensor([[1.0, 0.0], [5.0, 0.0], [0.0, 7.0]], requires_grad=True)
    loss = apply(OPS["cross_entropy"], scores, tensor([0, -100, -100]))
    loss.backward()
    assert loss.item() == pytest.approx(math.log(1 + math.exp(-1)), rel=1e-12)
    assert scores.grad.tolist()[1:] == [[0.0, 0.0], [0.0, 0.0]]


def test_a_class_that_the_scores_do_not_know_is_refused():
    with pytest.raises(engine.ArgumentError, match="classes 0 to 1"):
        apply(OPS["cross_entropy"], Tensor(np.zeros((1, 2))), tensor([2]))


@pytest.mark.parametrize(
    ("op", "inputs", "attributes", "slot"),
    [
        ("relu", (-1.0,), {}, 0),
        ("relu6", (7.0,), {}, 0),
        ("hardtanh", (2.0,), {}, 0),
        ("hardshrink", (0.2,), {}, 0),
        ("softshrink", (0.2,), {}, 0),
        ("hardsigmoid", (4.0,), {}, 0),
        ("hardswish", (-4.0,), {}, 0),
        ("threshold", (0.0,), {"threshold": 1.0, "value": 5.0}, 0),
        ("clamp", (3.0,), {"max": 1.0}, 0),
        ("clamp_min", (3.0, 1.0), {}, 1),
        ("clamp_max", (3.0, 1.0), {}, 0),
        ("clamp_between", (3.0, 1.0, 2.0), {}, 1),
        ("maximum", (3.0, 1.0), {}, 1),
        ("minimum", (3.0, 1.0), {}, 0),
        ("fmax", (3.0, 1.0), {}, 1),
        ("fmin", (3.0, 1.0), {}, 0),
        ("sign", (3.0,), {}, 0),
        ("round", (3.2,), {}, 0),
        ("copysign", (3.0, 1.0), {}, 1),
        ("pow", (3.0,), {"exponent": 0}, 0),
        ("pow_tensor", (3.0, 0.0), {}, 0),
        ("nan_to_num", (INF,), {}, 0),
        ("sinc", (0.0,), {}, 0),
    ],
)
@pytest.mark.parametrize("upstream", [INF, NAN])
@pytest.mark.parametrize("shape", [(), (2,)])
def test_nothing_passes_a_shut_gate(op: str, inputs: Any, attributes: Any, slot: int, upstream: float, shape: Any):
    """PyTorch selects where a gate is shut; 0 times infinity would be NaN."""
    leaves = [tensor(np.full(shape, x), requires_grad=True) for x in inputs]
    y = apply(OPS[op], *leaves, **attributes)
    y.backward(tensor(np.full(shape, upstream)), retain_graph=True)
    assert leaves[slot].grad.tolist() == np.zeros(shape).tolist()
    again = engine.grad(y, leaves[slot], tensor(np.full(shape, upstream)), create_graph=True)
    assert again.tolist() == np.zeros(shape).tolist()


def test_the_root_behind_a_shut_relu_sends_0():
    """sqrt'(0) is infinite, and relu hands none of it on."""
    x = tensor([-1.0, 4.0], requires_grad=True)
    FUNCTIONS["torch.relu"](x).sqrt().sum().backward()
    assert x.grad.tolist() == [0.0, 0.25]


def test_what_was_overwritten_receives_0_even_from_an_infinite_gradient():
    x = tensor([1.0, 2.0], requires_grad=True)
    y = x * 1.0
    y[0] = 5.0
    y.backward(tensor([INF, 1.0]))
    assert x.grad.tolist() == [0.0, 1.0]


def test_a_class_masked_with_minus_infinity_does_not_touch_the_loss():
    """Two classes are left, alike: the loss is log 2."""
    scores = tensor([[-INF, 1.0, 1.0]], requires_grad=True)
    with np.errstate(all="ignore"):
        loss = FUNCTIONS["functional.cross_entropy"](scores, tensor([1]))
        loss.backward()
        assert FUNCTIONS["functional.nll_loss"](tensor([[NAN, -3.0]]), tensor([1])).item() == 3.0
    assert loss.item() == pytest.approx(math.log(2))
    assert scores.grad.tolist() == [[0.0, -0.5, 0.5]]


def test_nan_counts_as_the_largest():
    x = tensor([2.0, NAN, 3.0])
    assert np.isnan(x.sort(descending=True)[0].tolist()).tolist() == [True, False, False]
    assert x.argsort(descending=True).tolist() == [1, 2, 0]
    assert x.topk(2)[1].tolist() == [1, 2]
    assert x.cummax(0)[1].tolist() == [0, 1, 1]
    assert x.cummin(0)[1].tolist() == [0, 1, 1]
    assert math.isnan(x.median().item())
    assert x.median(0)[1].item() == 1
    assert x.sign().tolist() == [1.0, 0.0, 1.0]
    assert np.isnan(FUNCTIONS["functional.hardshrink"](x).tolist()).tolist() == [False, True, False]
    assert math.isnan(FUNCTIONS["torch.softmax"](tensor(NAN), 0).item())


def test_whole_numbers_without_a_sign_are_sorted_downwards():
    x = tensor(np.array([1, 0, 2, 2], np.uint8))
    assert x.argsort(descending=True).tolist() == [2, 3, 0, 1]


def test_no_dims_are_all_dims_in_pytorch_and_none_in_numpy():
    x = tensor([[1.0, 2.0], [3.0, 4.0]])
    for name, expected in (("sum", 10.0), ("mean", 2.5), ("amax", 4.0), ("nansum", 10.0), ("count_nonzero", 4)):
        assert FUNCTIONS[f"torch.{name}"](x, ()).tolist() == expected
        assert getattr(x, name)(dim=()).tolist() == expected
    assert np.sum(x, axis=()).tolist() == x.tolist()


@pytest.mark.parametrize("name", ["softmax", "cumsum", "argmax", "sort", "unsqueeze"])
def test_an_operation_along_one_dim_takes_no_tuple(name: str):
    with pytest.raises(engine.ArgumentError, match="goes along one dim"):
        getattr(tensor([[1.0, 2.0]]), name)((0,))


def test_a_margin_just_kept_does_not_push():
    """The others come as close as the margin of 1 allows, and no closer."""
    assert slopes("multi_margin_loss", [[2.0, 1.0, 1.0]], [0])[0] == [[0.0, 0.0, 0.0]]
