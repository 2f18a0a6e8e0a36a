"""Many arrays summed up together: each as if it stood alone."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as arrays_of

from server.documents.summarizing import BATCH, summaries


@given(arrays_of.arrays(np.float64, arrays_of.array_shapes(max_dims=3, max_side=9)))
def test_a_summary_is_what_exact_arithmetic_gives(array):
    """Sums as fractions and the root by the standard library. 2⁻⁴⁸: the additions of 729 numbers, pairwise."""
    (summary,) = summaries([array])
    finite = [float(entry) for entry in array.flat if math.isfinite(entry)]
    assert summary["nonfinite"] == array.size - len(finite)
    assert summary["zeros"] == finite.count(0.0)
    if not finite:
        assert (summary["min"], summary["max"], summary["mean"], summary["norm"]) == (None, None, None, 0.0)
        return
    assert (summary["min"], summary["max"]) == (min(finite), max(finite))
    largest = max(map(abs, finite))
    exact = sum(map(Fraction, finite)) / len(finite)
    assert abs(Fraction(summary["mean"]) - exact) <= Fraction(largest) * Fraction(2) ** -48 + Fraction(2) ** -1074
    norm = math.hypot(*finite)
    if math.isfinite(norm):
        assert summary["norm"] == pytest.approx(norm, rel=2**-48, abs=5e-324)
    else:
        assert summary["norm"] == "Infinity"


@pytest.mark.parametrize("shape", [(1,), (2,), (9,), (3, 2), (17, 3), (130,), (3, 5, 7), (64, 64), (0, 3)])
def test_what_stands_beside_an_array_changes_no_bit(shape):
    generator = np.random.default_rng(0)
    alike = [generator.standard_normal(shape) * 10.0 ** generator.integers(-200, 200) for _ in range(40)]
    alike[7] = np.full(shape, np.inf)
    others = [generator.standard_normal(shape).astype(np.float32), generator.integers(-5, 5, shape), np.float64(2.5)]
    together = summaries([*alike, *others])
    assert together == [summaries([array])[0] for array in [*alike, *others]]


def test_more_numbers_than_are_looked_at_together_are_summed_up_too():
    large = np.ones(BATCH + 1)
    assert [summary["mean"] for summary in summaries([large, 2 * large, 3 * large])] == [1.0, 2.0, 3.0]


def test_the_order_in_memory_does_not_matter():
    rows = np.random.default_rng(0).standard_normal((40, 30))
    columns = np.asfortranarray(rows)
    assert summaries([rows]) == summaries([columns]) == summaries([rows[::-1, ::-1][::-1, ::-1]])


def test_nothing_is_written_into_the_arrays():
    array = np.array([[3e300, -4e300], [1.0, np.nan]])
    before = array.tobytes()
    summaries([array, array[:1]])
    assert array.tobytes() == before


def test_whole_numbers_are_compared_as_such():
    """As float64, 2⁶³ − 1 and 2⁶³ − 2 are one number."""
    (summary,) = summaries([np.array([2**63 - 2, 2**63 - 1, -(2**63)])])
    assert (summary["min"], summary["max"], summary["zeros"]) == (-(2**63), 2**63 - 1, 0)
    # Its magnitude has no place among the integers of 64 bits.
    assert summaries([np.array([-(2**63), -(2**63)])])[0]["norm"] == pytest.approx(2**63 * math.sqrt(2), rel=1e-15)


def test_truth_counts_as_one():
    assert summaries([np.array([True, False, True, True])]) == [
        {"min": 0, "max": 1, "mean": 0.75, "norm": pytest.approx(math.sqrt(3)), "zeros": 1, "nonfinite": 0}
    ]
