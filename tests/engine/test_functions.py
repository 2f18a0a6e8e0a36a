"""Functions that are several operations: their results are PyTorch's and numpy's, worked out by hand."""

import numpy as np
import pytest

import engine
from engine import ArgumentError, GradientError, ShapeError, Tensor, manual_seed, tensor
from engine.functions import FUNCTIONS, call
from engine.nn import functional as F
from engine.operation import OPS


def leaf(value: object) -> Tensor:
    return tensor(value, requires_grad=True)


def lists(parts: object) -> list[object]:
    return [part.tolist() for part in parts]


def test_split_cuts_into_parts_that_send_their_gradients_home():
    x = leaf([1.0, 2.0, 3.0, 4.0, 5.0])
    parts = x.split(2)
    assert lists(parts) == [[1.0, 2.0], [3.0, 4.0], [5.0]]
    (parts[2] * 7.0).sum().backward()
    assert x.grad.tolist() == [0.0, 0.0, 0.0, 0.0, 7.0]
    assert lists(x.split([1, 4])) == [[1.0], [2.0, 3.0, 4.0, 5.0]]
    with pytest.raises(ShapeError, match="5 entries"):
        x.split([1, 2])


def test_chunk_makes_no_more_parts_than_asked_for():
    assert lists(tensor([1, 2, 3, 4, 5]).chunk(3)) == [[1, 2], [3, 4], [5]]
    assert lists(engine.tensor_split(tensor([1, 2, 3, 4, 5]), 3)) == [[1, 2], [3, 4], [5]]
    assert lists(engine.tensor_split(tensor([1, 2, 3, 4, 5]), [1, 3])) == [[1], [2, 3], [4, 5]]


def test_unbind_takes_a_tensor_apart_along_one_dim():
    assert lists(tensor([[1, 2], [3, 4]]).unbind(1)) == [[1, 3], [2, 4]]


def test_stacks_put_tensors_side_by_side_as_numpy_does():
    a, b = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    for name in ("hstack", "vstack", "dstack", "column_stack"):
        expected = getattr(np, name)([a, b])
        assert FUNCTIONS[f"torch.{name}"]([tensor(a), tensor(b)])._data == pytest.approx(expected)


@pytest.mark.parametrize("k", [0, 1, 2, 3, -1])
def test_quarter_turns_are_numpys(k: int):
    x = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(engine.rot90(tensor(x), k)._data, np.rot90(x, k))


def test_a_grid_repeats_each_vector_along_the_others():
    for indexing in ("ij", "xy"):
        found = engine.meshgrid(tensor([1.0, 2.0, 3.0]), tensor([4.0, 5.0]), indexing=indexing)
        for grid, expected in zip(found, np.meshgrid([1.0, 2.0, 3.0], [4.0, 5.0], indexing=indexing), strict=True):
            np.testing.assert_array_equal(grid._data, expected)


def test_choices_along_a_dim_say_where_they_stood():
    x = tensor([[1.0, 5.0, 3.0], [9.0, 7.0, 8.0]])
    assert x.max(dim=1).indices.tolist() == [1, 0]
    assert x.median(1).values.tolist() == [3.0, 8.0]
    assert x.median(1).indices.tolist() == [2, 2]
    assert x.sort(descending=True).indices.tolist() == [[1, 2, 0], [0, 2, 1]]
    assert x.topk(2).values.tolist() == [[5.0, 3.0], [9.0, 8.0]]
    assert x.cummax(1).indices.tolist() == [[0, 1, 1], [0, 0, 0]]
    assert lists(x.aminmax(dim=0)) == [[1.0, 5.0, 3.0], [9.0, 7.0, 8.0]]


def test_max_of_two_tensors_compares_them_entry_by_entry():
    assert engine.max(tensor([1.0, 5.0]), tensor([3.0, 2.0])).tolist() == [3.0, 5.0]


def test_a_matrix_is_its_factors_multiplied():
    x = tensor([[2.0, 1.0], [1.0, 3.0]])
    q, r = FUNCTIONS["torch.linalg.qr"](x)
    values, vectors = FUNCTIONS["torch.linalg.eigh"](x)
    assert (q @ r)._data == pytest.approx(x._data)
    assert (vectors @ np.diag(values._data) @ vectors.T)._data == pytest.approx(x._data)
    sign, logabsdet = engine.slogdet(x)
    assert (sign.item(), logabsdet.item()) == pytest.approx((1.0, np.log(5)))


@pytest.mark.parametrize("ord", [None, "fro", "nuc", 1, 2, np.inf])
def test_norms_of_matrices_are_numpys(ord: object):
    x = np.array([[1.0, -2.0], [3.0, 4.0]])
    norm = FUNCTIONS["torch.linalg.norm"]
    assert norm(tensor(x), ord).item() == pytest.approx(np.linalg.norm(x, ord))


def test_einsum_reads_what_numpy_reads():
    a, b = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4)
    for equation in ("ij,jk", "ij,jk->k", "...j,jk->...k"):
        found = engine.einsum(equation, tensor(a), tensor(b))
        np.testing.assert_allclose(found._data, np.einsum(equation, a, b))
    with pytest.raises(ArgumentError, match="einsum"):
        engine.einsum("ij,jk->ik", tensor(a))


def test_einsum_takes_numbers_in_the_place_of_letters():
    a, b = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4)
    for lists in (([0, 1], [1, 2]), ([0, 1], [1, 2], [2, 0]), ([3, 51], [51, 7]), ([..., 1], [1, 0], [0, ...])):
        operands = (a, lists[0], b, *lists[1:])
        wrapped = [tensor(each) if isinstance(each, np.ndarray) else each for each in operands]
        np.testing.assert_allclose(engine.einsum(*wrapped)._data, np.einsum(*operands))
    x = leaf(a)
    engine.einsum(x, [0, 1], x, [0, 1]).backward()
    assert x.grad.tolist() == (2 * a).tolist()
    for wrong in ([0, 52], [-1], "ij", [0, "j"]):
        with pytest.raises(ArgumentError, match="numbers from 0 to 51"):
            engine.einsum(tensor(a), wrong)


def test_a_bias_without_a_weight_shifts_what_is_normalised():
    """(0, 2) about its mean 1 is (−1, 1), with eps = 0 and one group for all; of gradients the bias takes the sum."""
    x, bias = tensor([[0.0, 2.0], [4.0, 0.0]]), leaf([10.0, 20.0])
    for made in (F.layer_norm(x, (2,), None, bias, 0.0), F.layer_norm(x, [2], bias=bias, eps=0.0)):
        assert made.tolist() == [[9.0, 21.0], [11.0, 19.0]]
    assert F.group_norm(x, 1, None, bias, 0.0).tolist() == [[9.0, 21.0], [11.0, 19.0]]
    F.layer_norm(x, (2,), None, bias).sum().backward()
    assert bias.grad.tolist() == [2.0, 2.0]


@pytest.mark.parametrize("name", ["layer_norm", "rms_norm"])
def test_what_is_normalised_over_is_a_tuple_of_the_last_sizes(name: str):
    norm = getattr(F, name)
    with pytest.raises(ArgumentError, match=rf"{name} takes its normalized_shape as a tuple: write \(3,\)"):
        norm(tensor([[1.0, 2.0, 4.0]]), 3)
    for shape, parameters in (((2,), ()), ((3,), (tensor([1.0, 2.0]),))):
        with pytest.raises(ShapeError, match=rf"{name} over"):
            norm(tensor([[1.0, 2.0, 4.0]]), shape, *parameters)


def test_an_argument_that_neither_the_operation_nor_its_shape_rule_can_read_is_refused():
    with pytest.raises(ArgumentError, match="group_norm cannot take"):
        F.group_norm(tensor([[1.0, 2.0]]), (2,))


def test_dropout_repeats_with_its_seed_and_keeps_the_mean():
    x = leaf(np.ones(10_000))
    manual_seed(3)
    first = F.dropout(x, 0.25)
    manual_seed(3)
    assert F.dropout(x, 0.25).tolist() == first.tolist()
    # 10,000 draws of a variable of deviation √(1/3): the mean is within five deviations, 0.029, of 1.
    assert first.mean().item() == pytest.approx(1.0, abs=0.029)
    first.sum().backward()
    assert x.grad.tolist() == first.tolist()
    assert F.dropout(x, 0.25, training=False) is x


def test_batch_norm_learns_its_running_statistics_in_training_and_uses_them_afterwards():
    """Means 2, variance 1 · 2 / 1 unbiased: running values move a tenth of the way, as PyTorch's default has it."""
    x = tensor([[1.0], [3.0]])
    mean, variance = tensor([0.0]), tensor([1.0])
    trained = F.batch_norm(x, mean, variance, training=True, eps=0.0)
    assert trained.tolist() == [[-1.0], [1.0]]
    assert mean.item() == pytest.approx(0.2)
    assert variance.item() == pytest.approx(0.9 + 0.1 * 2.0)
    used = F.batch_norm(x, mean, variance, tensor([2.0]), tensor([1.0]), eps=0.0)
    assert used._data[:, 0] == pytest.approx([2 * 0.8 / np.sqrt(1.1) + 1, 2 * 2.8 / np.sqrt(1.1) + 1])


def test_one_hot_counts_the_classes_itself():
    assert F.one_hot(tensor([2, 0])).tolist() == [[0, 0, 1], [1, 0, 0]]
    with pytest.raises(ArgumentError, match="2 classes"):
        F.one_hot(tensor([2, 0]), 2)


def test_nearest_interpolation_repeats_entries():
    x = leaf([[[1.0, 2.0]]])
    y = F.interpolate(x, scale_factor=2)
    assert y.tolist() == [[[1.0, 1.0, 2.0, 2.0]]]
    y.sum().backward()
    assert x.grad.tolist() == [[[2.0, 2.0]]]


def test_linear_interpolation_with_aligned_corners_meets_both_ends():
    assert F.interpolate(tensor([[[0.0, 4.0]]]), size=5, mode="linear", align_corners=True).tolist() == [
        [[0.0, 1.0, 2.0, 3.0, 4.0]]
    ]


def test_an_activation_in_place_changes_its_input():
    x = leaf([-1.0, 2.0])
    y = x * 1
    assert F.relu(y, inplace=True) is y
    y.sum().backward()
    assert x.grad.tolist() == [0.0, 1.0]


def test_gelu_has_two_forms():
    """At 1: Φ(1) = 0.8413447460685429, and the tanh form differs in the fourth digit."""
    x = tensor(1.0)
    assert F.gelu(x).item() == pytest.approx(0.8413447460685429, rel=1e-14)
    assert F.gelu(x, approximate="tanh").item() == pytest.approx(0.8411919906082768, rel=1e-9)


def test_attention_with_a_causal_mask_does_not_see_the_future():
    q = k = tensor([[1.0, 0.0], [0.0, 1.0]])
    v = leaf([[1.0], [100.0]])
    out = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    assert out.tolist()[0] == [1.0]
    out[0].sum().backward()
    assert v.grad.tolist() == [[1.0], [0.0]]


def test_every_function_of_the_table_is_one_pytorch_or_numpy_has():
    owners = {name.partition(".")[0] for name in FUNCTIONS}
    assert owners == {"torch", "Tensor", "numpy", "scipy", "functional", "math", "builtins"}
    for name in FUNCTIONS:
        if name.startswith("numpy."):
            found = np
            for part in name.split(".")[1:]:
                assert hasattr(found, part), name
                found = getattr(found, part)


X = [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda x: engine.gather(x, 1, tensor([[3], [0]])), [[4.0], [5.0]]),
        (lambda x: x.gather(dim=1, index=tensor([[3], [0]])), [[4.0], [5.0]]),
        (lambda x: x.index_select(1, tensor([1])), [[2.0], [6.0]]),
        (lambda x: x.scatter(1, tensor([[0], [1]]), 9.0), [[9.0, 2.0, 3.0, 4.0], [5.0, 9.0, 7.0, 8.0]]),
        (lambda x: x.scatter_add(1, tensor([[0, 0], [1, 1]]), tensor([[1.0, 1], [2, 2]]))[:, :2], [[3.0, 2], [5, 10]]),
        (lambda x: x.index_add(0, tensor([0]), tensor([[1.0, 1, 1, 1]]))[0], [2.0, 3.0, 4.0, 5.0]),
        (lambda x: F.layer_norm(x, (4,), tensor([0.0] * 4), tensor([7.0] * 4)), [[7.0] * 4] * 2),
        (lambda x: F.group_norm(x, 2, tensor([0.0] * 4), tensor([7.0] * 4)), [[7.0] * 4] * 2),
        (lambda x: engine.polygamma(1, x)[0, :0], []),
        (lambda x: x.view(4, 2)[3], [7.0, 8.0]),
        (lambda x: x.view((4, 2)).shape, (4, 2)),
        (lambda x: x.permute(1, 0).shape, (4, 2)),
        (lambda x: x.transpose(0, 1).shape, (4, 2)),
        (lambda x: x.sum(1, True), [[10.0], [26.0]]),
        (lambda x: x.masked_fill(x > 2, 0.0)[0], [1.0, 2.0, 0.0, 0.0]),
        (lambda x: x.repeat(1, 2).shape, (2, 8)),
        (lambda x: engine.clamp(x, max=2.0)[0], [1.0, 2.0, 2.0, 2.0]),
        (lambda x: x.clamp(2.0, 6.0)[1], [5.0, 6.0, 6.0, 6.0]),
        (lambda x: np.clip(x, 2.0, 3.0)[0], [2.0, 2.0, 3.0, 3.0]),
        (lambda x: engine.cat((x, x), dim=1).shape, (2, 8)),
        (lambda x: engine.addmm(tensor(1.0), x, x.T, beta=2).tolist()[0][0], 32.0),
        (lambda x: engine.lerp(x, x + 1.0, 0.5)[0, 0], 1.5),
        (lambda x: F.pad(x, (1, 0), value=9.0)[0], [9.0, 1.0, 2.0, 3.0, 4.0]),
        (lambda x: engine.cumsum(x, 1)[0], [1.0, 3.0, 6.0, 10.0]),
        (lambda x: engine.where(x > 2, x, 0.0)[0], [0.0, 0.0, 3.0, 4.0]),
        (lambda x: engine.tensordot(x, x, dims=([1], [1])).shape, (2, 2)),
    ],
)
def test_calls_are_written_as_in_pytorch(call, expected):
    found = call(leaf(X))
    assert (found.tolist() if isinstance(found, Tensor) else found) == expected


def test_an_operation_asks_for_what_stands_between_two_of_its_inputs():
    with pytest.raises(ArgumentError, match="needs its argument weight when bias is given"):
        call(OPS["layer_norm"], leaf(X), (4,), bias=tensor([0.0] * 4))


def test_a_missing_argument_is_named():
    with pytest.raises(ArgumentError, match="gather is missing its argument index"):
        engine.gather(leaf(X), 1)
    with pytest.raises(ArgumentError, match="softmax is missing its argument dim"):
        engine.softmax(leaf(X))
    with pytest.raises(ArgumentError, match="at most"):
        engine.exp(leaf(X), 1, 2)


def test_bounds_that_are_tensors_take_the_gradient_where_they_hold_the_value():
    """On the bound itself the entry keeps it, as PyTorch decides."""
    x, low, high = leaf([-2.0, 0.5, 3.0, 1.0]), leaf([-1.0, 0.0, 0.0, 1.0]), leaf([1.0, 1.0, 2.0, 2.0])
    y = x.clamp(low, high)
    assert y.tolist() == [-1.0, 0.5, 2.0, 1.0]
    y.backward([1.0, 2.0, 4.0, 8.0])
    assert x.grad.tolist() == [0.0, 2.0, 0.0, 8.0]
    assert low.grad.tolist() == [1.0, 0.0, 0.0, 0.0]
    assert high.grad.tolist() == [0.0, 0.0, 4.0, 0.0]


def test_a_sum_may_scale_and_a_quotient_may_round():
    x = tensor([7.0, -7.0])
    assert engine.add(x, tensor([1.0, 2.0]), alpha=10).tolist() == [17.0, 13.0]
    assert engine.div(x, 2, rounding_mode="floor").tolist() == [3.0, -4.0]
    assert engine.div(x, 2, rounding_mode="trunc").tolist() == [3.0, -3.0]
    with pytest.raises(ArgumentError, match="'floor' or 'trunc'"):
        engine.div(x, 2, rounding_mode="up")


def test_singular_vectors_put_a_matrix_together_again():
    x = np.array([[3.0, 1.0, 2.0], [0.0, 2.0, 5.0]])
    u, s, vh = FUNCTIONS["torch.linalg.svd"](tensor(x), full_matrices=False)
    assert (u._data * s._data) @ vh._data == pytest.approx(x)
    assert FUNCTIONS["torch.linalg.svd"](tensor(x)).Vh.shape == (3, 3)


def test_vectors_of_equal_values_have_no_derivative():
    """The identity stretches all directions alike, so that no direction is its own."""
    for name, part in (("torch.linalg.svd", "U"), ("torch.linalg.eigh", "eigenvectors")):
        x = leaf(np.eye(2))
        vectors = getattr(FUNCTIONS[name](x), part)
        with pytest.raises(GradientError, match="equal values"):
            (vectors * tensor([[1.0, 2.0], [3.0, 4.0]])).sum().backward()


def test_qr_says_in_which_modes_it_has_a_derivative():
    """A matrix with more rows than columns: the last columns of a complete Q are any that fit."""
    qr = FUNCTIONS["torch.linalg.qr"]
    x = leaf([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])
    assert qr(x, "complete").Q.shape == (3, 3)
    assert qr(x, "r").Q.shape == (0,)
    for mode in ("complete", "r"):
        with pytest.raises(GradientError, match="reduced"):
            qr(x, mode).R.sum().backward()


def test_pooling_tells_where_its_maxima_stood_and_can_be_undone():
    x = leaf([[[[1.0, 2.0, 0.0, 1.0], [4.0, 3.0, 9.0, 1.0]]]])
    values, indices = F.max_pool2d(x, 2, return_indices=True)
    assert values.tolist() == [[[[4.0, 9.0]]]]
    assert indices.tolist() == [[[[4, 6]]]]
    back = F.max_unpool2d(values, indices, 2)
    assert back.tolist() == [[[[0.0, 0.0, 0.0, 0.0], [4.0, 0.0, 9.0, 0.0]]]]
    back.sum().backward()
    assert x.grad.tolist() == [[[[0.0, 0.0, 0.0, 0.0], [1.0, 0.0, 1.0, 0.0]]]]


def test_a_convolution_takes_one_example_without_an_axis_of_examples():
    x, w = leaf(np.arange(6.0).reshape(2, 3)), leaf(np.ones((1, 2, 2)))
    y = F.conv1d(x, w)
    assert y.tolist() == [[8.0, 12.0]]
    y.sum().backward()
    assert x.grad.tolist() == [[1.0, 2.0, 1.0], [1.0, 2.0, 1.0]]


def test_attention_drops_weights_by_the_seed_and_shares_keys_among_queries():
    q, kv = tensor(np.ones((4, 2, 3))), tensor(np.arange(12.0).reshape(2, 2, 3))
    manual_seed(1)
    first = F.scaled_dot_product_attention(q, kv, kv, dropout_p=0.5, enable_gqa=True)
    manual_seed(1)
    again = F.scaled_dot_product_attention(q, kv, kv, dropout_p=0.5, enable_gqa=True)
    assert first.shape == (4, 2, 3)
    assert first.tolist() == again.tolist()
    with pytest.raises(ArgumentError, match="either attn_mask or is_causal"):
        F.scaled_dot_product_attention(q, q, q, tensor(np.ones((2, 2))), is_causal=True)


def test_several_quantiles_make_a_first_dim():
    """Of 1, 2, 4, 8 the quantile 0.5 lies half way between 2 and 4, and 0.75 a quarter of the way from 4 to 8."""
    x = tensor([4.0, 1.0, 8.0, 2.0])
    assert x.quantile(tensor([0.5, 0.75])).tolist() == [3.0, 5.0]
    assert x.quantile(0.5, interpolation="higher").item() == 4.0
    assert np.isnan(engine.quantile(tensor([1.0, np.nan]), 0.5).item())
    assert engine.nanquantile(tensor([1.0, np.nan, 3.0]), 0.5).item() == 2.0


def test_what_is_written_to_one_place_is_joined():
    """Places 0 and 2 get 3 and 5 together, and 7; place 1 keeps its own."""
    x, src, index = tensor([2.0, 2.0, 2.0]), tensor([3.0, 5.0, 7.0]), tensor([0, 0, 2])
    expected = {"sum": [10, 2, 9], "prod": [30, 2, 14], "mean": [10 / 3, 2, 4.5], "amax": [5, 2, 7], "amin": [2, 2, 2]}
    for reduce, values in expected.items():
        assert x.scatter_reduce(0, index, src, reduce=reduce)._data == pytest.approx(values)


def test_covariances_and_correlations_are_numpys():
    x = np.array([[1.0, 2.0, 4.0], [3.0, 1.0, 0.0]])
    np.testing.assert_allclose(engine.cov(tensor(x))._data, np.cov(x))
    np.testing.assert_allclose(engine.corrcoef(tensor(x))._data, np.corrcoef(x))
    weights = np.array([1, 3, 2])
    np.testing.assert_allclose(engine.cov(tensor(x), fweights=tensor(weights))._data, np.cov(x, fweights=weights))


@pytest.mark.parametrize("name", ["hstack", "vstack", "dstack", "column_stack", "atleast_2d", "block_diag"])
def test_what_is_to_stand_side_by_side_must_be_tensors(name: str):
    with pytest.raises(ArgumentError, match=f"{name} takes a list of tensors"):
        FUNCTIONS[f"torch.{name}"]([1.0, 2.0])


def test_equality_is_an_answer_and_no_tensor():
    assert engine.equal(tensor([1.0]), tensor([1.0])) is True
    assert engine.equal(tensor([1.0]), tensor([1.0, 1.0])) is False
    assert engine.allclose(tensor([1.0]), tensor([1.0 + 1e-9])) is True


def test_new_tensors_take_the_element_type_of_the_one_they_are_made_by():
    x = engine.tensor([1, 2]).float()
    made = [x.new_zeros(2, 3), x.new_ones((2,)), x.new_full((2,), 7), x.new_tensor([1, 2])]
    assert [str(y.dtype) for y in made] == ["float32"] * 4
    assert [y.tolist() for y in made] == [[[0.0] * 3] * 2, [1.0, 1.0], [7.0, 7.0], [1.0, 2.0]]
    assert str(x.new_zeros(1, dtype=np.int64).dtype) == "int64"


def test_a_logarithmic_space_has_equal_ratios():
    assert engine.logspace(0, 3, 4).tolist() == [1.0, 10.0, 100.0, 1000.0]
    assert engine.logspace(-1, 2, 4, base=2).tolist() == [0.5, 1.0, 2.0, 4.0]


def test_a_tensor_tells_its_type_by_pytorchs_name():
    x = engine.tensor([1.5])
    assert [x.type(), x.float().type(), x.long().type()] == [
        "torch.DoubleTensor",
        "torch.FloatTensor",
        "torch.LongTensor",
    ]
    assert str(x.type(np.int32).dtype) == "int32"


def test_infinities_are_told_apart():
    x = engine.tensor([np.inf, -np.inf, np.nan, 1.0])
    assert x.isposinf().tolist() == [True, False, False, False]
    assert np.isneginf(x).tolist() == [False, True, False, False]


def test_long_running_products_and_sums_have_the_gradients_of_their_definition():
    """Of ones, entry k is a factor of n - k products; behind a 0 there is nothing left of them, and before it k to the
    0 alone. Of equal entries, each running soft maximum over j shares its gradient among j.
    """
    n = 100
    ones = tensor(np.ones((n, 2)), requires_grad=True)
    engine.cumprod(ones, 0).sum().backward()
    assert ones.grad.tolist() == [[n - k] * 2 for k in range(n)]

    values = np.ones(n)
    values[40] = 0
    x = tensor(values, requires_grad=True)
    engine.cumprod(x, -1).sum().backward()
    assert x.grad.tolist() == [40 - k for k in range(40)] + [n - 40] + [0] * (n - 41)

    equal = tensor(np.full(n, 3.0), requires_grad=True)
    engine.logcumsumexp(equal, 0).sum().backward()
    shares = [sum(1 / j for j in range(k + 1, n + 1)) for k in range(n)]
    np.testing.assert_allclose(equal.grad.numpy(), shares, rtol=1e-13)


def test_the_gradient_of_logcumsumexp_in_float32_is_rounded_once():
    """PyTorch 2.13 in float64, of the same float32 numbers; the seeds are exact in both."""
    entries = [0.5, -1.25, 3.0, 0.1, 2.0, -7.0, 4.0]
    seeds = np.array([1.0, -2.0, 0.5, 3.0, 0.0, 1.0, 2.0], np.float32)
    x = tensor(np.array(entries, np.float32), requires_grad=True)
    engine.logcumsumexp(x, 0).backward(tensor(seeds))
    expected = [-0.3598207443370911, -0.23630141312917588, 4.191811724040775, 0.20555314123723586]
    expected += [0.41576506287567266, 5.130948495557274e-05, 1.2829409198276276]
    assert x.grad.dtype == np.float32
    np.testing.assert_allclose(x.grad.numpy(), expected, rtol=1.2e-7)
