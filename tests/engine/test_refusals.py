"""What PyTorch refuses is refused, so that a program which runs here runs there too."""

import pytest

import engine
from engine import EngineError, tensor
from engine.nn import functional as F

ONES = engine.ones(2, 2)

REFUSED = {
    "a size with a fraction": (lambda: engine.zeros(2.5), "whole number, not 2.5"),
    "a truth for a size": (lambda: engine.ones(True), "whole number, not bool"),
    "a number of steps with a fraction": (lambda: engine.linspace(0, 1, 2.5), "whole number"),
    "a negative permutation": (lambda: engine.randperm(-1), "negative"),
    "gather from the end": (lambda: engine.gather(ONES, 1, tensor([[-1], [0]])), "negative"),
    "classes with a fraction": (lambda: F.cross_entropy(ONES, tensor([0.0, 1.0])), "whole numbers"),
    "nll of classes with a fraction": (lambda: F.nll_loss(ONES, tensor([0.0, 1.0])), "whole numbers"),
    "a target of another shape": (
        lambda: F.binary_cross_entropy(tensor(0.5), tensor([0.0, 1.0])),
        "equal shapes",
    ),
    "a target of another shape for logits": (
        lambda: F.binary_cross_entropy_with_logits(tensor(0.5), tensor([0.0, 1.0])),
        "equal shapes",
    ),
    "a probability above 1": (lambda: F.binary_cross_entropy(tensor([1.5]), tensor([1.0])), "between 0 and 1"),
    "a probability that is no number": (
        lambda: F.binary_cross_entropy(tensor([float("nan")]), tensor([1.0])),
        "between 0 and 1",
    ),
    "a negative derivative": (lambda: engine.polygamma(-1, ONES), "negative"),
    "a whole number to a negative power": (lambda: tensor([2]) ** -1, "negative power"),
    "a whole number by 0": (lambda: tensor([1]) // 0, "divided by 0"),
    "a whole remainder of 0": (lambda: tensor([1]) % 0, "divided by 0"),
    "and between numbers": (lambda: ONES & ONES, "booleans"),
    "not of numbers": (lambda: ~ONES, "booleans"),
    "a mask of numbers": (lambda: ONES.masked_fill(ONES, 0.0), "booleans"),
    "a selection by numbers": (lambda: engine.masked_select(ONES, ONES), "booleans"),
    "mm of vectors": (lambda: engine.mm(ONES[0], ONES[0]), "2 and 2 axes"),
    "mv of matrices": (lambda: engine.mv(ONES, ONES), "2 and 1 axes"),
    "bmm of matrices": (lambda: engine.bmm(ONES, ONES), "3 and 3 axes"),
    "dot of matrices": (lambda: engine.dot(ONES, ONES), "1 and 1 axes"),
}


@pytest.mark.parametrize(("call", "words"), REFUSED.values(), ids=REFUSED)
def test_what_pytorch_refuses_is_refused(call, words):
    with pytest.raises(EngineError, match=words):
        call()


def test_numpy_s_dot_of_matrices_is_their_product():
    assert ONES.dot(ONES).tolist() == [[2.0, 2.0], [2.0, 2.0]]
