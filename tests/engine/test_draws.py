"""Draws from distributions. The bounds are five standard errors, and the seed is fixed."""

import numpy as np
import pytest

import engine
from engine import ArgumentError, GradientError, ShapeError, tensor
from engine.functions import FUNCTIONS

multinomial, normal = FUNCTIONS["torch.multinomial"], FUNCTIONS["torch.normal"]


@pytest.fixture(autouse=True)
def seeded():
    engine.manual_seed(1)


def test_classes_are_drawn_as_often_as_their_weights_say():
    """Of 10,000 draws with the weights 1 : 0 : 3 a quarter is 2,500, with a standard error of 43."""
    drawn = multinomial(tensor([1.0, 0.0, 3.0]), 10_000, replacement=True)
    counts = np.bincount(drawn._data, minlength=3)
    assert counts[1] == 0
    assert counts[0] == pytest.approx(2500, abs=217)


def test_the_first_class_drawn_without_replacement_follows_the_weights():
    drawn = multinomial(tensor(np.tile([1.0, 0.0, 3.0], (10_000, 1))), 2)
    assert np.count_nonzero(drawn._data[:, 0] == 0) == pytest.approx(2500, abs=217)
    assert set(map(tuple, drawn.tolist())) == {(0, 2), (2, 0)}


@pytest.mark.parametrize("weights", [[0.0, 0.0], [-1.0, 2.0], [1.0, np.nan]])
def test_weights_that_say_nothing_are_refused(weights: list[float]):
    with pytest.raises(ArgumentError, match="one of each row is not 0"):
        multinomial(tensor(weights), 1, replacement=True)


def test_more_classes_than_there_are_cannot_be_drawn_without_replacement():
    with pytest.raises(ArgumentError, match="cannot draw 3 of 2 classes"):
        multinomial(tensor([1.0, 0.0, 1.0]), 3)
    with pytest.raises(ShapeError, match="int64"):
        multinomial(tensor([1, 1]), 1)


def test_normal_numbers_have_their_mean_and_deviation():
    """Of 10,000 numbers the mean has a standard error of 2 / 100."""
    drawn = normal(5.0, 2.0, (100, 100))._data
    assert drawn.mean() == pytest.approx(5.0, abs=0.1)
    assert drawn.std() == pytest.approx(2.0, abs=0.1)


def test_normal_numbers_take_the_shape_of_their_means_and_deviations():
    assert normal(tensor([[0.0], [9.0]]), tensor([1.0, 1.0, 1.0])).shape == (2, 3)
    assert normal(tensor([3.0, 4.0]), 0.0).tolist() == [3.0, 4.0]
    assert normal(0.0, 1.0, (2,), dtype=np.float32).dtype == np.float32


def test_normal_refuses_what_is_no_size_and_what_would_learn_nothing():
    with pytest.raises(ArgumentError, match="needs a size"):
        normal(0.0, 1.0)
    with pytest.raises(ArgumentError, match="not negative"):
        normal(0.0, -1.0, (2,))
    with pytest.raises(GradientError, match="torch.randn"):
        normal(tensor([0.0], requires_grad=True))
