"""Arrays as JSON: exact, and honest about what is not finite."""

from __future__ import annotations

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.documents.tensors import Tensors, attribute_json, tensor
from server.payload import Tensor


def encoded(value, **options):
    text = orjson.dumps(tensor(value, **options))
    Tensor.model_validate_json(text)
    return orjson.loads(text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_float_comes_back_bit_for_bit(number):
    data = encoded(np.float64(number))["data"]
    assert np.float64(data).tobytes() == np.float64(number).tobytes()


def test_what_is_not_finite_is_spelled_at_its_place():
    document = encoded(np.array([[np.nan, 1.0], [-np.inf, np.inf]]))
    assert document["data"] == [["NaN", 1.0], ["-Infinity", "Infinity"]]
    assert document["summary"] == {"min": 1.0, "max": 1.0, "mean": 1.0, "norm": 1.0, "zeros": 0, "nonfinite": 3}


def test_a_tensor_without_finite_entries_has_no_extremes():
    assert encoded(np.float64("nan"))["summary"] == {
        "min": None,
        "max": None,
        "mean": None,
        "norm": 0.0,
        "zeros": 0,
        "nonfinite": 1,
    }


def test_whole_numbers_stay_whole_and_truth_values_stay_true():
    assert encoded(np.array([1, -2, 2**62]))["data"] == [1, -2, 2**62]
    assert repr(encoded(np.array([1, 2]))["data"]) == "[1, 2]"
    assert repr(encoded(np.array([1, 2]))["summary"]["max"]) == "2"
    assert encoded(np.array([True, False]))["data"] == [True, False]


def test_sixty_four_entries_are_inline_and_sixty_five_are_not():
    assert encoded(np.arange(64.0))["data"] == list(range(64))
    large = encoded(np.arange(65.0))
    assert large["data"] is None
    assert large["corner"] == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]


def test_the_corner_is_cut_from_the_last_two_axes():
    """Entry (i, j) of the first 10×9 plane of arange is 9 i + j."""
    corner = encoded(np.arange(180.0).reshape(2, 10, 9))["corner"]
    assert corner == [[9.0 * row + column for column in range(8)] for row in range(8)]


def test_all_entries_are_written_on_demand():
    assert encoded(np.arange(65.0), inline=None)["data"] == list(range(65))


def test_the_summary_is_that_of_a_hand_calculation():
    """3, 0, -4: mean -1/3, norm 5."""
    summary = encoded(np.array([3.0, 0.0, -4.0]))["summary"]
    assert summary == {"min": -4.0, "max": 3.0, "mean": -1 / 3, "norm": 5.0, "zeros": 1, "nonfinite": 0}


def test_the_norm_neither_overflows_nor_vanishes():
    """3 and 4 give 5, at any power of two."""
    for scale in (2.0**1000, 2.0**-1000):
        assert encoded(scale * np.array([3.0, 4.0]))["summary"]["norm"] == 5.0 * scale


def test_a_norm_beyond_float64_says_so():
    assert encoded(np.array([1.7e308, 1.7e308]))["summary"]["norm"] == "Infinity"


def test_an_empty_tensor_has_nothing_to_sum_up():
    document = encoded(np.empty((0, 3)))
    assert (document["shape"], document["data"], document["summary"]["norm"]) == ([0, 3], [], 0.0)


def test_two_arrays_in_the_same_memory_are_not_confused():
    tensors = Tensors()
    written = [orjson.dumps(tensors(np.array([float(number)]))) for number in range(100)]
    assert len(set(written)) == 100


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [
        ((2, 3), [2, 3]),
        (float("inf"), "Infinity"),
        (slice(1, None), "1:"),
        (slice(None, None, 2), "::2"),
        ((slice(None), Ellipsis, None), [":", "...", None]),
        (None, None),
        (True, True),
        (0.5, 0.5),
    ],
)
def test_an_attribute_reads_as_the_program_wrote_it(attribute, expected):
    assert attribute_json(attribute) == expected
