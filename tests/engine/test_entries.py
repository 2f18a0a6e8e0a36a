"""Which entries a result's entry comes from and goes to, for every operation at every case."""

import numpy as np
import pytest

import engine
from engine import Tensor, tensor
from engine.errors import EngineError
from engine.jacobians import EntryMap, LocalMap
from engine.operation import OPS, size
from engine.tensors import NUMPY_ERRORS
from engine.tensors.tensor import apply
from tests.engine.cases import CASES, Case
from tests.engine.derivatives import flows, moving

FLOWING = [case for case in CASES if moving(case)]
# Decompositions give such numbers where the derivative is 0.
DUST = 1e-12
# Their gradient is made symmetric, by choice, and goes to entries that the value does not read.
SYMMETRIC = {"cholesky", "eigvalsh", "eigh_vectors"}
# Rows and columns that are looked at of a large Jacobian.
MOST = 24


def maps_of(case: Case) -> list[LocalMap]:
    """One for every input with a gradient."""
    given = [x._data for x in (case.prepare(*map(Tensor, case.inputs)) if case.prepare else map(Tensor, case.inputs))]
    return [at(case, slot, given) for slot, x in enumerate(given) if x.dtype.kind == "f" and flows(case, slot)]


def at(case: Case, slot: int, given: list[np.ndarray]) -> LocalMap:
    y = apply(OPS[case.op], *map(Tensor, given), **case.attributes)._data
    return LocalMap(OPS[case.op], slot, y, given, case.attributes)


def some(count: int) -> np.ndarray:
    """Places from the first to the last: of many, some."""
    return np.unique(np.linspace(0, count - 1, min(count, MOST)).astype(int))


def row(found: LocalMap, entry: int) -> np.ndarray:
    """Of the Jacobian."""
    unit = np.zeros(found.y.size)
    unit[entry] = 1
    return found.pull(unit.reshape(found.rows)).reshape(-1)


def moves_nearby(case: Case, found: LocalMap, entry: int) -> np.ndarray:
    """Where the row is not 0 at one of three points at random around this one; what carries no gradient stays."""
    rng = np.random.default_rng(7)
    moving_there = np.zeros(found.inputs[found.slot].size, bool)
    for _ in range(3):
        near = [
            x + 1e-4 * rng.uniform(0.5, 1, x.shape) * rng.choice([-1, 1], x.shape)
            if x.dtype.kind == "f" and OPS[case.op].vjp(slot)
            else x
            for slot, x in enumerate(found.inputs)
        ]
        try:
            moving_there |= row(at(case, found.slot, near), entry) != 0
        except (EngineError, *NUMPY_ERRORS):
            continue
    return moving_there


@pytest.mark.parametrize("case", FLOWING, ids=lambda case: case.name)
def test_an_entry_comes_from_where_the_local_jacobian_is_not_zero(case: Case):
    """And from no other, but where the factor is 0 at this very point; of an elementwise one from its own place."""
    for found in maps_of(case):
        entries = EntryMap(found)
        own = np.arange(size(found.columns)).reshape(found.columns)
        for entry in some(found.y.size):
            swept = row(found, entry)
            places, slopes = entries.sources(entry)
            np.testing.assert_allclose(slopes, swept[places], rtol=1e-12, atol=1e-13)
            assert np.all(np.isin(np.flatnonzero(np.abs(swept) > DUST), places)), "one that moves the result is missing"
            still = places[slopes == 0]
            if found.op.elementwise:
                assert places.tolist() == [np.broadcast_to(own, found.rows).reshape(-1)[entry]]
            elif still.size:
                assert np.all(moves_nearby(case, found, entry)[still]), "one is listed that never moves the result"


@pytest.mark.parametrize("case", [case for case in FLOWING if case.op not in SYMMETRIC], ids=lambda case: case.name)
def test_where_an_entry_goes_is_the_way_back_of_where_the_others_come_from(case: Case):
    for found in maps_of(case):
        entries = EntryMap(found)
        rows, columns = some(found.y.size), some(size(found.columns))
        there = np.array([np.isin(columns, entries.sources(entry).places) for entry in rows])
        back = np.array([np.isin(rows, entries.targets(entry).places) for entry in columns]).T
        if np.any(there != back):
            swept = np.array([row(found, entry)[columns] for entry in rows])
            assert np.all(np.abs(swept[there != back]) < DUST)


def entries_of(made: Tensor, slot: int = 0) -> EntryMap:
    assert made._op is not None
    values = [x._data for x in made._inputs]
    return EntryMap(LocalMap(made._op, slot, made._data, values, made._attributes))


def leaf(values: object) -> Tensor:
    return tensor(values, requires_grad=True)


def test_an_entry_of_a_product_is_a_row_by_a_column_zeros_included():
    """y[1, 0] of (2, 3) @ (3, 2): row 1 of x, places 3 to 5, and column 0 of w, places 0, 2 and 4."""
    x, w = leaf([[1.0, 2.0, 3.0], [0.0, 5.0, 6.0]]), leaf([[1.0, 2.0], [0.0, 4.0], [5.0, 6.0]])
    y = x @ w
    assert entries_of(y, 0).sources(2).places.tolist() == [3, 4, 5]
    assert entries_of(y, 0).sources(2).slopes.tolist() == [1.0, 0.0, 5.0]
    assert entries_of(y, 1).sources(2).places.tolist() == [0, 2, 4]
    assert entries_of(y, 1).targets(0).places.tolist() == [0, 2]


def test_an_entry_of_a_convolution_is_a_window():
    """4×4 with a 3×3 kernel: entry (1, 1) looks at rows and columns 1 to 3, a 0 in the kernel or not."""
    x, kernel = leaf(np.arange(16.0).reshape(1, 1, 4, 4)), leaf([[[[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 1.0]]]])
    y = engine.nn.functional.conv2d(x, kernel)
    assert entries_of(y, 0).sources(3).places.tolist() == [5, 6, 7, 9, 10, 11, 13, 14, 15]
    assert entries_of(y, 1).sources(3).places.tolist() == list(range(9))
    assert entries_of(y, 0).targets(0).places.tolist() == [0]


def test_beyond_the_edge_of_a_padded_convolution_there_is_nothing():
    """1×1 image, 3×3 kernel, padding 1: only the middle of the kernel meets a number."""
    y = engine.nn.functional.conv2d(leaf([[[[2.0]]]]), leaf(np.ones((1, 1, 3, 3))), padding=1)
    assert entries_of(y, 1).sources(0).places.tolist() == [4]


def test_a_maximum_comes_from_its_winner():
    y = leaf([[1.0, 5.0, 2.0], [7.0, 0.0, 3.0]]).amax(1)
    assert entries_of(y).sources(0).places.tolist() == [1]
    assert entries_of(y).sources(1).places.tolist() == [3]
    assert entries_of(y).targets(0).places.tolist() == []


def test_an_entry_that_broadcasting_copies_goes_to_the_whole_stretched_axis():
    y = leaf([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]) + leaf([10.0, 20.0])
    assert entries_of(y, 1).targets(1).places.tolist() == [1, 3, 5]
    assert entries_of(y, 1).sources(4).places.tolist() == [0]


def test_a_shut_relu_still_comes_from_its_input():
    assert entries_of(engine.relu(leaf([-1.0, 2.0]))).sources(0) == ([0], [0.0])


def test_a_masked_key_takes_no_part_in_attention():
    """The first query of a causal attention sees the first key alone."""
    q, k, v = (leaf(np.arange(4.0).reshape(2, 2) + shift) for shift in range(3))
    y = engine.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
    assert entries_of(y, 2).sources(0).places.tolist() == [0]
    assert entries_of(y, 2).sources(2).places.tolist() == [0, 2]


def test_a_comparison_is_followed_though_it_has_no_slope():
    x = leaf([1.0, -1.0])
    made = LocalMap(OPS["gt"], 0, np.array([True, False]), [x._data, np.array(0.0)], {})
    assert EntryMap(made).sources(1).places.tolist() == [1]
    assert EntryMap(made).sources(1).slopes is None
