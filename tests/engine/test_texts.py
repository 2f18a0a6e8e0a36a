"""The texts of every operation, for every case and its options, are what the code computes: each is evaluated."""

import numpy as np
import pytest

from engine import Tensor
from engine.op import OPS, unbroadcast
from engine.tensor import apply
from tests.engine.cases import CASES, Case
from tests.engine.derivatives import upstream_for
from tests.engine.evaluation import evaluate, fitted, names_of

# Operations whose texts still speak in names that nothing gives a meaning.
NAMES = """
    adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d
    adaptive_max_pool1d_positions adaptive_max_pool2d adaptive_max_pool2d_positions adaptive_max_pool3d
    adaptive_max_pool3d_positions argmax argmin argsort avg_pool1d avg_pool2d avg_pool3d batch_norm bilinear
    bitwise_left_shift bitwise_right_shift cat cdist cholesky clamp conv1d conv2d conv3d conv_input
    conv_transpose1d conv_transpose2d conv_transpose3d conv_weight cosine_similarity cross cummax
    cummax_positions cummin cummin_positions cumprod cumsum det diag diag_embed diagonal diff dot eigh_vectors
    eigvalsh einsum embedding expand flatten flip fold gather glu grid_sample group_norm index index_add
    index_adjoint index_copy index_fill index_put index_select inner instance_norm interpolate_cubic
    interpolate_linear interpolate_nearest kron kthvalue kthvalue_positions layer_norm linear
    local_response_norm log_softmax logabsdet logcumsumexp logit logsumexp lp_pool1d lp_pool2d lp_pool3d
    lu_packed lu_pivots masked_select matmul matrix_exp matrix_norm matrix_power max_along max_pool1d
    max_pool1d_positions max_pool2d max_pool2d_positions max_pool3d max_pool3d_positions max_unpool median
    median_along median_positions min_along mode_along mode_positions movedim nan_to_num nanmedian_along
    nanmedian_positions nanquantile narrow normalize one_hot pad pad_constant pairwise_distance pdist permute
    pinv pixel_shuffle pixel_unshuffle prelu qr_q qr_r quantile renorm repeat repeat_interleave reshape
    rms_norm roll round scaled_dot_product_attention scatter scatter_add scatter_reduce searchsorted select
    softmax softmin solve solve_triangular sort squeeze stack svd_u svd_vh svdvals take take_along_dim
    tensordot tile topk topk_positions trace transpose trapezoid tril triu unflatten unfold unfold_windows
    unsqueeze
"""
OPEN = frozenset(NAMES.split())


def each(cases):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.name)


def applied(case: Case):
    """(inputs, result, texts, the meaning of their names) of a case."""
    given = case.prepare(*map(Tensor, case.inputs)) if case.prepare else map(Tensor, case.inputs)
    inputs = tuple(np.asarray(x._data) for x in given)
    y = np.asarray(apply(OPS[case.op], *map(Tensor, inputs), **case.attributes)._data)
    written = OPS[case.op].written(inputs, case.attributes)
    return inputs, y, written, names_of(case.op, inputs, case.attributes, written)


@each([case for case in CASES if case.op not in OPEN])
def test_the_formula_evaluates_to_the_value(case: Case):
    _, y, written, names = applied(case)
    with np.errstate(all="ignore"):
        value = evaluate(written.formula, names)
    assert np.shape(value) == y.shape
    np.testing.assert_allclose(np.asarray(value, float), np.asarray(y, float), rtol=1e-9, atol=1e-12)


@each([case for case in CASES if OPS[case.op].differentiable and case.op not in OPEN])
def test_the_downstream_text_evaluates_to_the_gradient(case: Case):
    inputs, y, written, names = applied(case)
    op = OPS[case.op]
    g = np.abs(upstream_for(y.shape)) + 0.1
    for slot, x in enumerate(inputs):
        rule = op.vjp(slot)
        if rule is None or x.dtype.kind != "f":
            continue
        more = {"slot": slot} if op.variadic else {}
        with np.errstate(all="ignore"):
            gradient = unbroadcast(rule(g[()], y[()], *(v[()] for v in inputs), **more, **case.attributes), x.shape)
            value = fitted(evaluate(written.downstream[slot], {**names, "y": y, "g": g}), x.shape)
        np.testing.assert_allclose(value, gradient, rtol=1e-8, atol=1e-11)
