"""What PyTorch refuses is refused, so that a program which runs here runs there too."""

import pytest

import engine
from engine import ArgumentError, EngineError, tensor
from engine.functions import FUNCTIONS
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
    "numbers that rise in steps downwards": (lambda: engine.arange(0, 1, -1), "steps of -1"),
    "a slice that counts down": (lambda: ONES[::-1], r"x\.flip\(0\)"),
    "writing to a slice that counts down": (lambda: engine.zeros(2).__setitem__(slice(None, None, -1), 1.0), "flip"),
    "the mean of whole numbers": (lambda: tensor([1, 2]).mean(), r"floating point .* \.double\(\)"),
    "the mean of booleans": (lambda: tensor([True]).mean(), "floating point"),
    "the deviation of whole numbers": (lambda: engine.std(tensor([1, 2])), "floating point"),
    "the length of whole numbers": (lambda: tensor([3, 4]).norm(), "floating point"),
    "softmax of whole numbers": (lambda: F.softmax(tensor([1, 2]), 0), "floating point"),
    "the largest place of booleans": (lambda: tensor([True]).argmax(), "takes numbers"),
    "t of three dims": (lambda: engine.ones(2, 3, 4).t(), r"x\.mT"),
    "trace of three dims": (lambda: engine.ones(2, 2, 2).trace(), "diagonal"),
    "rolls without their dims": (lambda: engine.roll(ONES, (1, 2), 0), "a shift for each dim"),
    "a dim of flip that is no tuple": (lambda: engine.flip(ONES, 0), "one tuple"),
    "loose sizes of reshape": (lambda: engine.reshape(ONES, 4, 1), "one tuple"),
    "two dims one after the other": (lambda: ONES.sum(0, 1), r"sum\(\(0, 1\)\)"),
    "the largest along two dims": (lambda: ONES.max((0, 1)), "amax"),
    "the product along two dims": (lambda: ONES.prod((0, 1)), "one dim"),
    "a number as a condition": (lambda: engine.where(ONES, ONES, ONES), "booleans"),
    "a size of view with a fraction": (lambda: ONES.view(4.0), "whole numbers"),
    "a dim with a fraction": (lambda: ONES.sum(0.0), "whole numbers"),
    "copies of too few dims": (lambda: ONES.repeat(2), "each of the 2 dims"),
    "steps that are not told": (lambda: engine.linspace(0, 1), "number of its steps"),
    "whole numbers times others": (lambda: tensor([1, 2]) @ ONES, "int64 and float64"),
    "a layer over whole numbers": (lambda: F.linear(tensor([1, 2]), ONES), "int64 and float64"),
    "the larger of a tensor and a number": (lambda: engine.maximum(ONES, 1), "plain number"),
    "the exponential of no tensor": (lambda: engine.abs(-2), "plain number"),
    "bits of numbers with a fraction": (lambda: engine.bitwise_xor(ONES, ONES), "booleans"),
    "a shift of booleans": (lambda: engine.bitwise_left_shift(tensor([True]), tensor([True])), "takes numbers"),
    "texts longer than their targets": (
        lambda: F.ctc_loss(engine.zeros(4, 1, 3), tensor([[1, 2]]), (4,), (3,)),
        "too long",
    ),
    "a word in no bag": (lambda: F.embedding_bag(tensor([0, 1]), ONES), "offsets"),
    "a grid of three places for a picture": (
        lambda: F.grid_sample(engine.ones(1, 1, 2, 2), engine.ones(1, 2, 2, 3)),
        "grid_sample needs",
    ),
    "a number turned upside down": (lambda: engine.flipud(tensor(1.0)), "at least 1 dims"),
    "a vector turned left to right": (lambda: engine.fliplr(ONES[0]), "at least 2 dims"),
    "a vector split by its rows": (lambda: engine.vsplit(ONES[0], 2), "at least 2 dims"),
    "a number flattened from its second dim": (lambda: tensor(1.0).flatten(1), "dim 1"),
    "what neg_ has no use for": (lambda: tensor([1.0]).neg_(0), "at most 1 arguments"),
    "an array that is a number": (lambda: engine.from_numpy(4), "takes an array, not int"),
    "relu of truths under its other name": (lambda: engine.relu(tensor([True])), "takes numbers"),
    "a number that would become a vector in place": (lambda: tensor(1.0).add_(ONES[0]), "keeps the shape"),
    "a plain number arranged": (lambda: engine.reshape(1, (1,)), "needs a tensor"),
    "a comparison that begins with a number": (lambda: engine.greater(1, ONES), "plain number"),
    "an infinite whole number": (lambda: tensor([1, 2]).__setitem__(0, float("inf")), "inf does not fit into .* int64"),
    "a whole number that is none": (lambda: tensor([1, 2]).fill_(float("nan")), "nan does not fit"),
    "2 ** 63 as a whole number": (lambda: engine.full((2,), 2.0**63, dtype=tensor(1).dtype), "does not fit"),
    "2 ** 31 in 32 bits": (lambda: tensor([1]).int().masked_fill(tensor([True]), 2**31), "2147483648 does not fit"),
    "a slice of infinite whole numbers": (
        lambda: tensor([1, 2]).index_fill(0, tensor([1]), float("-inf")),
        "-inf does not fit",
    ),
    "dot of matrices": (lambda: engine.dot(ONES, ONES), "1 and 1 axes"),
}


@pytest.mark.parametrize(("call", "words"), REFUSED.values(), ids=REFUSED)
def test_what_pytorch_refuses_is_refused(call, words):
    with pytest.raises(EngineError, match=words):
        call()


def test_numpy_s_dot_of_matrices_is_their_product():
    assert FUNCTIONS["numpy.dot"](ONES, ONES).tolist() == [[2.0, 2.0], [2.0, 2.0]]
    with pytest.raises(EngineError):
        ONES.dot(ONES)


def test_numpys_names_keep_what_numpy_takes():
    """The mean of 1 and 2 is 1.5; three numbers turned round; no number from 0 up to 3 in steps of -1."""
    numpy = {name.removeprefix("numpy."): called for name, called in FUNCTIONS.items() if name.startswith("numpy.")}
    assert numpy["mean"](tensor([1, 2])).item() == 1.5
    assert numpy["flip"](tensor([1, 2, 3])).tolist() == [3, 2, 1]
    assert numpy["arange"](0, 3, -1).tolist() == []
    assert numpy["where"](tensor([0.0, 2.0]), 1, 5).tolist() == [5, 1]


def test_bits_of_whole_numbers_are_computed_as_pytorch_does():
    """12 = 1100, 10 = 1010 in twos; by 64 bits or more, or a negative number of them, nothing but the sign is left."""
    a, b = tensor([12]), tensor([10])
    assert [(a & b).item(), (a | b).item(), (a ^ b).item(), (~a).item()] == [8, 14, 6, -13]
    assert [(a << 2).item(), (a >> 2).item(), (1 << tensor([3])).item(), (7 & a).item()] == [48, 3, 8, 4]
    assert (tensor([5, -5]) >> 70).tolist() == [0, -1]
    assert (tensor([5, -5]) << -1).tolist() == [0, 0]
    assert (tensor([True, False]) & tensor([True, True])).tolist() == [True, False]


@pytest.mark.parametrize("n", [2.5, float("nan"), True, None])
def test_the_order_of_polygamma_is_a_whole_number(n):
    with pytest.raises(ArgumentError, match="whole number"):
        FUNCTIONS["torch.special.polygamma"](n, tensor([0.5]))


FIRST, SECOND = tensor([[1.0, 2.0, 3.0], [2.0, 0.0, 1.0]]), tensor([[0.5, 0.25, 0.25], [0.1, 0.2, 0.7]])
SIDES, CLASSES = tensor([1.0, -1.0]), tensor([0, 2])

ONE_NUMBER = {
    "margin of cosine": lambda v: F.cosine_embedding_loss(FIRST, SECOND, SIDES, margin=v),
    "margin of ranking": lambda v: F.margin_ranking_loss(FIRST, SECOND, SECOND, margin=v),
    "margin of triplets": lambda v: F.triplet_margin_loss(FIRST, SECOND, SECOND, margin=v),
    "delta": lambda v: F.huber_loss(FIRST, SECOND, delta=v),
    "eps of a variance": lambda v: F.gaussian_nll_loss(FIRST, SECOND, SECOND, eps=v),
    "eps of layers": lambda v: F.layer_norm(FIRST, (3,), eps=v),
    "eps of squares": lambda v: F.rms_norm(FIRST, (3,), eps=v),
    "eps of groups": lambda v: F.group_norm(FIRST, 3, eps=v),
    "eps of counts": lambda v: F.poisson_nll_loss(FIRST, SECOND, eps=v),
    "eps of lengths": lambda v: F.normalize(FIRST, eps=v),
    "p of lengths": lambda v: F.normalize(FIRST, p=v),
    "p of distances": lambda v: F.pairwise_distance(FIRST, SECOND, p=v),
    "p of margins": lambda v: F.multi_margin_loss(FIRST, CLASSES, p=v),
    "smoothing": lambda v: F.cross_entropy(FIRST, CLASSES, label_smoothing=v),
    "slope": lambda v: F.leaky_relu(FIRST, v),
    "beta of softplus": lambda v: F.softplus(FIRST, beta=v),
    "beta of a product": lambda v: FUNCTIONS["torch.addmm"](FIRST, FIRST @ FIRST.T, SECOND, beta=v),
    "scale": lambda v: F.scaled_dot_product_attention(FIRST, SECOND, SECOND, scale=v),
    "longest": lambda v: FUNCTIONS["torch.renorm"](FIRST, 2, 0, v),
    "filling": lambda v: FUNCTIONS["torch.full_like"](FIRST, v),
    "correction": lambda v: FUNCTIONS["torch.std"](FIRST, correction=v),
    "nan": lambda v: FUNCTIONS["torch.nan_to_num"](FIRST, nan=v),
}


@pytest.mark.parametrize("option", ONE_NUMBER)
@pytest.mark.parametrize("value", [(2,), [2], "1.0"], ids=repr)
def test_an_option_that_is_one_number_takes_no_list_of_one_and_no_text(option: str, value: object):
    """PyTorch says of each that it must be a float or a Number, not a tuple, a list or a str."""
    with pytest.raises(EngineError):
        ONE_NUMBER[option](value)


@pytest.mark.parametrize("option", ONE_NUMBER)
def test_an_option_that_is_one_number_takes_a_whole_one_as_well(option: str):
    ONE_NUMBER[option](1)
