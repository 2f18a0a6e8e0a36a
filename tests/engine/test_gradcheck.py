"""gradcheck and gradgradcheck, called as PyTorch's are."""

import numpy as np
import pytest

import engine
from engine import ArgumentError, GradientError, gradcheck, gradgradcheck, tensor
from engine.nn import functional as F
from engine.operation import compute


@pytest.fixture
def slipped():
    """y = x² with a slope of 2.002 x: a tenth of a percent off."""

    @engine.op(formula="x ** 2", words="a square whose slope slips", partials=[lambda y, x: 2.002 * x])
    def slipped(x, /):
        return x * x

    yield slipped
    engine.unregister("slipped")


def test_a_derivative_a_tenth_of_a_percent_off_is_found(slipped):
    x = tensor([1.0, -3.0], requires_grad=True)
    assert gradcheck(slipped, (x,))
    with pytest.raises(GradientError, match=r"∂y\[1\]/∂x\[1\] is -6\.00(6|59).* by the rule and -(6\.00000|5\.99999)"):
        gradcheck(slipped, (x,), rtol=1e-4)
    assert not gradcheck(slipped, (x,), rtol=1e-4, raise_exception=False)
    assert not gradcheck(
        slipped, (x,), rtol=1e-4, raise_exception=False, check_backward_ad=False, check_forward_ad=True
    )
    assert gradcheck(slipped, (x,), rtol=1e-4, check_backward_ad=False)


def test_a_rule_that_cannot_be_differentiated_again_is_found():
    """The slope of x³ written over a detached x: right the first time, 3 x² · 0 instead of 6 x the second."""

    @engine.op(formula="x ** 3", words="a cube", partials=[lambda y, x: 3 * compute("detach", x) ** 2])
    def forgetful_cube(x, /):
        return x**3

    try:
        x = tensor([1.0, -3.0], requires_grad=True)
        assert gradcheck(forgetful_cube, (x,))
        assert not gradgradcheck(forgetful_cube, (x,), raise_exception=False)
    finally:
        engine.unregister("forgetful_cube")


def test_inputs_that_require_no_gradient_are_handed_on_as_they_are(slipped):
    x, c = tensor([1.0, 2.0], requires_grad=True), tensor([3.0, 4.0])
    assert gradcheck(lambda x, c: x * slipped(c), (x, c), rtol=1e-4)
    scores = tensor(np.random.default_rng(0).standard_normal((4, 3)), requires_grad=True)
    labels = tensor([0, 2, 1, 1])
    assert gradcheck(F.cross_entropy, (scores, labels), rtol=1e-6)
    assert gradgradcheck(F.cross_entropy, (scores, labels), rtol=1e-6)


def test_every_output_is_checked(slipped):
    x = tensor([1.0, 2.0], requires_grad=True)
    assert gradcheck(lambda x: (x.exp(), x > 0, x.sin()), x, check_forward_ad=True)
    assert not gradcheck(lambda x: (x.exp(), slipped(x)), x, rtol=1e-4, raise_exception=False)
    assert gradgradcheck(lambda x: (x.exp(), x.sin()), x)


def test_an_upstream_gradient_that_requires_a_gradient_is_varied_too():
    """A rule written over a detached upstream gradient: only the derivative in that is lost."""

    @engine.op(formula="x ** 2", words="a square", vjps=[lambda g, y, x: compute("detach", g) * 2 * x])
    def deaf_square(x, /):
        return x * x

    try:
        x, upstream = tensor([1.0, 5.0], requires_grad=True), tensor([2.0, 3.0])
        assert gradgradcheck(deaf_square, x, upstream)
        assert not gradgradcheck(deaf_square, x, upstream.requires_grad_(), raise_exception=False)
    finally:
        engine.unregister("deaf_square")


def test_nothing_to_vary_is_refused():
    with pytest.raises(ArgumentError, match="nothing to vary"):
        gradcheck(lambda x: x * 2, tensor([1, 2]))
