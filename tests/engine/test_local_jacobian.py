"""The local Jacobian of every operation at every case: its numbers, and the truth of the name of its structure."""

import numpy as np
import pytest

import engine
from engine import GradientError, ShapeError, Tensor, jacobian, local_jacobian, tensor
from engine.operation.record import OPS
from engine.tensors.tensor import apply
from tests.engine.cases import CASES, Case
from tests.engine.derivatives import flows, moving, numeric_gradient, upstream_for

FLOWING = [case for case in CASES if moving(case)]
# The row `padding_idx` of an embedding has a slope and gets no gradient, by choice.
SMOOTH = [case for case in FLOWING if case.attributes.get("padding_idx") is None]
STRUCTURES = {"diagonal", "permutation", "selection", "broadcast", "sum", "outer", "block diagonal", "dense"}


def prepared(case: Case, *inputs: Tensor) -> list[Tensor]:
    """What the operation of a case is given."""
    return list(case.prepare(*inputs) if case.prepare else inputs)


def local_jacobians(case: Case) -> dict[int, tuple[engine.LocalJacobian, np.ndarray]]:
    """For every input with a gradient: its local Jacobian, and its Jacobian by a sweep for each entry."""
    op = OPS[case.op]
    given = [x._data for x in prepared(case, *map(Tensor, case.inputs))]
    found = {}
    for slot, x in enumerate(given):
        if x.dtype.kind == "f" and flows(case, slot):

            def alone(point: Tensor, slot: int = slot) -> Tensor:
                return apply(op, *map(Tensor, given[:slot]), point, *map(Tensor, given[slot + 1 :]), **case.attributes)

            y = alone(Tensor(x, requires_grad=True))
            swept = jacobian(alone, Tensor(x))._data.reshape(y._data.size, x.size)
            found[slot] = local_jacobian(y, slot), swept
    return found


@pytest.mark.parametrize("case", FLOWING, ids=lambda case: case.name)
def test_the_compact_form_holds_the_whole_jacobian(case: Case):
    """Only the order of additions may differ, hence the tolerance of a few roundings."""
    for found, swept in local_jacobians(case).values():
        dense = found.dense()
        assert dense.shape == found.shape == swept.shape
        np.testing.assert_allclose(dense, swept, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("case", SMOOTH, ids=lambda case: case.name)
def test_the_local_jacobian_is_the_slope(case: Case):
    """upstream · J against central differences, whose error at this step is below 1e-8 of the numbers here."""
    jacobians = local_jacobians(case)
    shape = np.shape(apply(OPS[case.op], *prepared(case, *map(Tensor, case.inputs)), **case.attributes)._data)
    upstream = upstream_for(shape)
    for slot in moving(case):
        expected = numeric_gradient(case, slot, upstream)
        total = np.zeros(expected.size)
        for k, (found, _) in jacobians.items():
            total += upstream.reshape(-1) @ found.dense() @ prepared_by(case, slot, k)
        np.testing.assert_allclose(total.reshape(expected.shape), expected, rtol=1e-6, atol=1e-7)


def prepared_by(case: Case, slot: int, k: int) -> np.ndarray:
    """How the operation's input k moves with the case's own input `slot`."""
    x = case.inputs[slot]
    if case.prepare is None:
        return np.eye(x.size) if k == slot else np.zeros((case.inputs[k].size, x.size))

    def made(point: Tensor) -> Tensor:
        return prepared(case, *map(Tensor, case.inputs[:slot]), point, *map(Tensor, case.inputs[slot + 1 :]))[k] * 1.0

    return jacobian(made, Tensor(x))._data.reshape(-1, x.size)


@pytest.mark.parametrize("case", FLOWING, ids=lambda case: case.name)
def test_the_structure_named_is_the_one_the_matrix_has(case: Case):
    """Judged by the matrix that a sweep for each entry made, not by the compact form."""
    for found, swept in local_jacobians(case).values():
        marked = swept != 0
        ones = bool(np.all(swept[marked] == 1))
        assert found.structure in STRUCTURES
        match found.structure:
            case "diagonal":
                assert not np.any(marked & ~np.eye(len(swept), dtype=bool))
            case "permutation":
                assert ones
                assert np.all(marked.sum(axis=0) == 1)
                assert np.all(marked.sum(axis=1) == 1)
            case "selection":
                assert ones
                assert np.all(marked.sum(axis=0) <= 1)
                assert np.all(marked.sum(axis=1) <= 1)
            case "broadcast":
                assert np.all(marked.sum(axis=1) <= 1)
            case "sum":
                assert np.all(marked.sum(axis=0) <= 1)
            case "outer" | "block diagonal":
                assert len(found.rows) == len(found.columns) > 1
                inside = np.zeros(swept.shape, bool)
                for rows, columns in zip(found.rows, found.columns, strict=True):
                    assert not np.any(inside[rows]), "a row belongs to one group"
                    inside[np.ix_(rows, columns)] = True
                    if found.structure == "outer":
                        np.testing.assert_allclose(swept[np.ix_(rows, columns)], found.factor, rtol=1e-12, atol=1e-13)
                assert not np.any(marked & ~inside)


def leaf(*shape: int) -> Tensor:
    return Tensor(np.linspace(-1.0, 2.0, int(np.prod(shape))).reshape(shape), requires_grad=True)


INDEX = tensor([0, 0, 2])
NAMED = [
    ("diagonal", "exp", lambda x: engine.exp(x), (2, 3), 0),
    ("diagonal", "relu", lambda x: engine.nn.functional.relu(x), (2, 3), 0),
    ("diagonal", "lower triangle", lambda x: engine.tril(x), (3, 3), 0),
    ("permutation", "transpose", lambda x: x.T, (2, 3), 0),
    ("permutation", "reshape", lambda x: x.reshape(3, 2), (2, 3), 0),
    ("permutation", "sort", lambda x: engine.sort(x)[0], (4,), 0),
    ("selection", "x[1:]", lambda x: x[1:], (4,), 0),
    ("selection", "cat", lambda x: engine.cat([tensor([9.0]), x]), (3,), 1),
    ("selection", "max", lambda x: x.max(), (4,), 0),
    ("broadcast", "row added to a matrix", lambda b: tensor([[1.0, 2.0], [3.0, 4.0]]) + b, (2,), 1),
    ("broadcast", "rows looked up", lambda x: x[INDEX], (3, 2), 0),
    ("sum", "sum", lambda x: x.sum(dim=1), (2, 3), 0),
    ("sum", "mean", lambda x: x.mean(), (2, 3), 0),
    ("sum", "dot product", lambda x: x @ tensor([1.0, 2.0, 3.0]), (3,), 0),
    ("outer", "X of X @ W", lambda x: x @ tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), (2, 3), 0),
    ("outer", "W of X @ W", lambda w: tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]) @ w, (3, 2), 1),
    ("outer", "W of W @ x", lambda w: w @ tensor([1.0, 1.0, 1.0]), (2, 3), 0),
    ("outer", "outer product", lambda a: engine.outer(a, tensor([1.0, 2.0])), (3,), 0),
    ("outer", "cumulative sum of rows", lambda x: x.cumsum(dim=1), (2, 3), 0),
    ("block diagonal", "softmax of rows", lambda x: engine.softmax(x, dim=1), (2, 3), 0),
    ("block diagonal", "layer norm", lambda x: engine.nn.functional.layer_norm(x, (3,)), (2, 3), 0),
    ("dense", "x of W @ x", lambda x: tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]) @ x, (2,), 1),
    ("block diagonal", "softmax of rows alike", lambda x: engine.softmax(x.expand(2, 3), dim=1), (3,), 0),
    ("dense", "norm", lambda x: x.norm(), (3,), 0),
    ("dense", "softmax of one row", lambda x: engine.softmax(x, dim=0), (3,), 0),
    ("dense", "inverse", lambda x: engine.inverse(x), (2, 2), 0),
]


@pytest.mark.parametrize(
    ("structure", "function", "shape", "slot"), [(s, f, sh, sl) for s, _, f, sh, sl in NAMED], ids=[n[1] for n in NAMED]
)
def test_well_known_structures_have_their_names(structure, function, shape, slot):
    assert local_jacobian(function(leaf(*shape)), slot).structure == structure


@pytest.mark.parametrize(("most", "structure"), [(12, "outer"), (11, "block diagonal")])
def test_blocks_too_many_to_compare_are_taken_to_differ(most, structure, monkeypatch):
    """X (2, 3) @ W (3, 2): two rows of each block for the 6 entries of X, 12 numbers."""
    monkeypatch.setattr("engine.jacobians.local.SWEPT_LIMIT", most)
    y = leaf(2, 3) @ tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert local_jacobian(y).structure == structure
    np.testing.assert_array_equal(local_jacobian(y).dense()[0], [1, 3, 5, 0, 0, 0])


def test_the_diagonal_of_exp_is_exp():
    x = leaf(2, 3)
    np.testing.assert_array_equal(local_jacobian(engine.exp(x)).values, np.exp(x._data).reshape(-1))


def test_a_matrix_product_is_two_outer_products():
    """The entries of X W in row-major order: I ⊗ Wᵀ for X and X ⊗ I for W."""
    x, w = leaf(2, 3), leaf(3, 4)
    y = x @ w
    by_x, by_w = local_jacobian(y, 0), local_jacobian(y, 1)
    np.testing.assert_array_equal(by_x.factor, w._data.T)
    np.testing.assert_array_equal(by_w.factor, x._data)
    np.testing.assert_array_equal(by_x.dense(), np.kron(np.eye(2), w._data.T))
    np.testing.assert_array_equal(by_w.dense(), np.kron(x._data, np.eye(4)))


def test_each_block_of_softmax_is_diag_s_minus_s_s():
    s = engine.softmax(leaf(2, 3), dim=1)
    for row, block in zip(s._data, local_jacobian(s).blocks, strict=True):
        np.testing.assert_allclose(block, np.diag(row) - np.outer(row, row), rtol=1e-14, atol=1e-16)


def test_a_transpose_says_where_each_entry_comes_from():
    """[[0, 1, 2], [3, 4, 5]] turned is [[0, 3], [1, 4], [2, 5]]."""
    assert local_jacobian(leaf(2, 3).T).source.tolist() == [0, 3, 1, 4, 2, 5]


def test_a_slice_says_which_entries_it_takes():
    assert local_jacobian(leaf(6)[1::2]).source.tolist() == [1, 3, 5]


def test_a_mean_gives_each_entry_its_share():
    found = local_jacobian(leaf(2, 4).mean(dim=1))
    assert found.target.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    assert found.weights.tolist() == [0.25] * 8


def test_an_operation_on_a_million_entries_is_known_without_a_matrix():
    """As a matrix each would have 10¹² entries, eight terabytes."""
    x = Tensor(np.ones((1000, 1000)), requires_grad=True)
    for made, structure in ((engine.exp(x), "diagonal"), (x.T, "permutation"), (x.sum(dim=0), "sum")):
        found = local_jacobian(made)
        assert found.structure == structure
        assert found.shape[1] == 1_000_000
    with pytest.raises(ShapeError, match=r"\(1000000, 1000000\), and 4,194,304 numbers are the most"):
        local_jacobian(x.T).dense()


def test_one_entry_above_the_limit_is_refused():
    assert local_jacobian(leaf(2048).exp()).dense().shape == (2048, 2048)
    with pytest.raises(ShapeError, match="engine.vjp and engine.jvp multiply by it without forming it"):
        local_jacobian(leaf(2049).exp()).dense()


def test_what_has_no_local_jacobian_says_why():
    x = leaf(3)
    with pytest.raises(GradientError, match="no recorded operation made this tensor"):
        local_jacobian(x)
    with pytest.raises(GradientError, match="no recorded operation made this tensor"):
        local_jacobian(tensor([1.0]).exp())
    with pytest.raises(GradientError, match="exp has inputs 0 to 0 here, no input 1"):
        local_jacobian(x.exp(), 1)
    with pytest.raises(GradientError, match="no gradient passes the input 0 of where"):
        local_jacobian(engine.where(x > 0, x, 0.0), 0)


def test_an_input_changed_in_place_later_counts_as_it_was():
    """y = w · h read h = 2, and dy/dw is 2 whatever h holds now."""
    w = tensor(3.0, requires_grad=True)
    h = w - 1.0
    y = w * h
    h += 5.0
    assert local_jacobian(y, 0).values.tolist() == [2.0]
