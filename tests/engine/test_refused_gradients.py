"""Gradients that PyTorch 2.13 refuses: where one arrives, in forward mode, and at the statement."""

import pytest

import engine
from engine import GradientError, grad, jvp, tensor
from engine.explain import explain
from engine.functions import FUNCTIONS
from engine.jacobians import local_jacobian
from engine.language import ProgramError, run
from engine.nn import functional as F

heaviside, unique, bincount, divide = (
    FUNCTIONS[f"torch.{name}"] for name in ("heaviside", "unique", "bincount", "div")
)
PLACES = tensor([0, 2, 2])


def leaf(*numbers: float):
    return tensor(list(numbers), requires_grad=True)


# In PyTorch each of these requires a gradient, and its backward() is a RuntimeError or NotImplementedError.
REFUSING = {
    "//": (lambda x: x // 2, "NotImplemented"),
    "// of a number": (lambda x: 2 // x, "NotImplemented"),
    "floor_divide": (lambda x: engine.floor_divide(x, x), "NotImplemented"),
    "heaviside": (lambda x: heaviside(x, tensor(0.5)), "NotImplemented"),
    "the value of heaviside at 0": (lambda x: heaviside(tensor([0.0, 0.0, 1.0]), x), "NotImplemented"),
    "unique": (unique, "Unique2Backward0"),
    "unique, with counts": (lambda x: unique(x, return_counts=True)[0], "Unique2Backward0"),
    "unique along a dim": (lambda x: unique(x, dim=0), "UniqueDimBackward0"),
    "weights of bincount": (lambda x: bincount(PLACES, x), "NotImplemented"),
}


@pytest.mark.parametrize(("f", "name"), REFUSING.values(), ids=REFUSING)
def test_a_gradient_that_arrives_where_pytorch_has_none_is_refused(f, name: str):
    x = leaf(1.5, 2.0, 5.0)
    y = f(x)
    assert y.requires_grad
    assert y._backward_name == name
    with pytest.raises(GradientError, match=r"which refuses it, as in PyTorch.*\.detach\(\)"):
        y.sum().backward()
    with pytest.raises(GradientError, match="refuses it"):
        grad(f(x).sum(), x)
    # None would stand for a result that does not depend on x.
    with pytest.raises(GradientError, match="refuses it"):
        grad(f(x).sum(), x, allow_unused=True)
    with pytest.raises(GradientError, match="refuses a tangent"):
        jvp(f, x, tensor([1.0, 0.0, 0.0]))


def test_a_gradient_that_passes_beside_is_not_refused():
    """d(z · floor(x / 2)) / dz at x = 5, and of what is detached: 2."""
    x, z = leaf(5.0), leaf(3.0)
    y = x // 2
    assert grad((y * z).sum(), z).tolist() == [2.0]
    (y.detach() * z).sum().backward()
    assert (x.grad, z.grad.tolist()) == (None, [2.0])


def test_a_quotient_rounded_by_its_mode_has_the_gradient_0():
    """PyTorch tells torch.div(…, rounding_mode="floor") from floor_divide. 1 / 0.1 rounded down is 9 in both."""
    x, y = leaf(1.0, -7.0), leaf(0.1, 2.0)
    made = divide(x, y, rounding_mode="floor")
    made.sum().backward()
    assert made.tolist() == [9.0, -4.0]
    assert x.grad.tolist() == y.grad.tolist() == [0.0, 0.0]


def test_the_second_derivative_of_a_remainder_is_not_refused():
    """The slope of 7 % b is -floor(7 / b) = -3 at 2, and is flat itself."""
    b = tensor(2.0, requires_grad=True)
    (slope,) = grad(tensor(7.0) % b, (b,), create_graph=True)
    assert slope.item() == -3.0
    assert grad(slope * b, b).item() == -3.0


def test_unique_keeps_each_nan_and_bincount_the_element_type_of_its_weights():
    found, counts = unique(leaf(2.0, float("nan"), 2.0, float("nan")), return_counts=True)
    assert (repr(found), counts.tolist()) == ("tensor([2., nan, nan], grad_fn=<Unique2Backward0>)", [2, 1, 1])
    assert bincount(PLACES, tensor([1.0, 2.0, 3.0]).float()).dtype == "float32"


def test_a_local_jacobian_is_refused_with_the_reason():
    with pytest.raises(GradientError, match="no local Jacobian: whole division is a staircase"):
        local_jacobian(leaf(5.0) // 2)


def test_a_run_ends_where_the_gradient_is_refused_and_shows_how_it_got_there():
    source = "x = torch.tensor([5.0], requires_grad=True)\ny = x // 2\nz = (y * 3).sum()\nz.backward()\n"
    with pytest.raises(ProgramError, match="y, the result of floor_divide, which refuses it") as caught:
        run(source)
    assert caught.value.line == 4
    walk = caught.value.partial
    assert walk is not None
    assert explain(walk, len(walk.steps) - 1).title == "y receives its gradient"


SCORES, CLASSES, SHARES = tensor([[0.2, 0.5, 0.3]]), tensor([1]), tensor([[0.2, 0.5, 0.3]])
# PyTorch: "The function … is not differentiable with respect to argument …".
AT_THE_STATEMENT = {
    "soft_margin_loss, target": lambda w: F.soft_margin_loss(SCORES, w.reshape(1, 3)),
    "cross_entropy, weight": lambda w: F.cross_entropy(SCORES, CLASSES, w),
    "smoothed cross_entropy, weight": lambda w: F.cross_entropy(SCORES, CLASSES, w, label_smoothing=0.1),
    "nll_loss, weight": lambda w: F.nll_loss(SCORES, CLASSES, w),
    "multi_margin_loss, weight": lambda w: F.multi_margin_loss(SCORES, CLASSES, weight=w),
    "binary_cross_entropy, weight": lambda w: F.binary_cross_entropy(SHARES, SHARES, w),
    "binary_cross_entropy_with_logits, weight": lambda w: F.binary_cross_entropy_with_logits(SCORES, SHARES, w),
    "binary_cross_entropy_with_logits, pos_weight": (
        lambda w: F.binary_cross_entropy_with_logits(SCORES, SHARES, pos_weight=w)
    ),
}


@pytest.mark.parametrize("key", AT_THE_STATEMENT)
def test_an_input_without_a_gradient_may_not_require_one(key: str):
    call, (op, name) = AT_THE_STATEMENT[key], key.split()[-2:]
    w = leaf(1.0, 2.0, 3.0)
    words = rf"{op.strip(',')} has no gradient for its {name}.*as in PyTorch.*\.detach\(\)"
    with pytest.raises(GradientError, match=words):
        call(w)
    with engine.unfolding(), pytest.raises(GradientError, match=words):
        call(w)
    # As PyTorch asks only where a gradient may be wanted.
    with engine.no_grad():
        assert call(w).item() == call(w.detach()).item()


def test_weights_beside_probabilities_may_require_a_gradient():
    assert F.cross_entropy(SCORES, SHARES, leaf(1.0, 2.0, 3.0)).item() > 0


@pytest.mark.parametrize(
    "call",
    [
        lambda t: F.hinge_embedding_loss(SCORES, t.reshape(1, 3)),
        lambda t: F.cosine_embedding_loss(SCORES, SCORES, t[:1]),
    ],
)
def test_a_loss_requires_no_gradient_by_its_target_alone(call):
    assert not call(leaf(1.0, -1.0, 1.0)).requires_grad
