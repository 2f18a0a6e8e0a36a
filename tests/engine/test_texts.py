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
    bilinear bitwise_left_shift bitwise_right_shift cdist cholesky clamp conv1d conv2d conv3d conv_input
    conv_transpose1d conv_transpose2d conv_transpose3d conv_weight cosine_similarity cross det dot
    eigh_vectors eigvalsh einsum grid_sample inner interpolate_cubic interpolate_linear interpolate_nearest
    kron linear logabsdet logit lu_packed lu_pivots matmul matrix_exp matrix_norm matrix_power nan_to_num
    pairwise_distance pdist pinv prelu qr_q qr_r renorm round solve solve_triangular svd_u svd_vh svdvals
    tensordot
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
