"""The texts of every operation, for every case and its options, are what the code computes: each is evaluated.

What is too large to write out stands under a name that the record explains and computes (`engine.operation.Named`).
"""

import ast

import numpy as np
import pytest

from engine import Tensor
from engine.operation import OPS, unbroadcast
from engine.tensors.tensor import apply
from tests.engine.cases import CASES, Case
from tests.engine.derivatives import flows, upstream_for
from tests.engine.evaluation import CONSTANTS, FUNCTIONS, evaluate, fitted, names_of


def each(cases):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.name)


def applied(case: Case):
    """(inputs, result, texts, the meaning of their names) of a case."""
    given = case.prepare(*map(Tensor, case.inputs)) if case.prepare else map(Tensor, case.inputs)
    inputs = tuple(np.asarray(x._data) for x in given)
    y = np.asarray(apply(OPS[case.op], *map(Tensor, inputs), **case.attributes)._data)
    written = OPS[case.op].written(inputs, case.attributes)
    return inputs, y, written, names_of(case.op, inputs, case.attributes, written)


@each(CASES)
def test_the_formula_evaluates_to_the_value(case: Case):
    _, y, written, names = applied(case)
    with np.errstate(all="ignore"):
        value = evaluate(written.formula, names)
    assert np.shape(value) == y.shape
    np.testing.assert_allclose(np.asarray(value, float), np.asarray(y, float), rtol=1e-9, atol=1e-12)


@each([case for case in CASES if OPS[case.op].differentiable])
def test_the_downstream_text_evaluates_to_the_gradient(case: Case):
    inputs, y, written, names = applied(case)
    op = OPS[case.op]
    g = np.abs(upstream_for(y.shape)) + 0.1
    for slot, x in enumerate(inputs):
        rule = op.vjp(slot)
        if rule is None or x.dtype.kind != "f" or not flows(case, slot):
            continue
        more = {"slot": slot} if op.variadic else {}
        with np.errstate(all="ignore"):
            gradient = unbroadcast(rule(g[()], y[()], *(v[()] for v in inputs), **more, **case.attributes), x.shape)
            value = fitted(evaluate(written.downstream[slot], {**names, "y": y, "g": g}), x.shape)
        np.testing.assert_allclose(value, gradient, rtol=1e-8, atol=1e-11)


@each(CASES)
def test_every_name_in_a_text_is_given_or_explained(case: Case):
    """No placeholder reaches a reader: what is no input, option or known function has words in the record."""
    _, _, written, names = applied(case)
    op = OPS[case.op]
    known = {*names, *CONSTANTS, *FUNCTIONS, *OPS, *op.attributes, "Heaviside", "Piecewise"}
    texts = [(written.formula, known)]
    texts += [(text, known | {"y", "g"}) for text in (*written.local, *written.downstream) if text]
    for text, meant in texts:
        used = {node.id for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Name)}
        assert used <= meant, text
    assert all(written.where.values())


@pytest.mark.parametrize("name", ["cat", "stack", "einsum", "linear", "where"])
def test_the_texts_of_the_way_back_are_made_for_the_inputs_that_are_asked_for_alone(name: str):
    """So that a window of explanations of a join of 2,000 tensors is not 200,000 texts long."""
    case = next(case for case in CASES if case.op == name and len(case.inputs) > 1)
    op = OPS[name]
    given = case.prepare(*map(Tensor, case.inputs)) if case.prepare else map(Tensor, case.inputs)
    inputs = tuple(np.asarray(x._data) for x in given)
    whole = op.written(inputs, case.attributes)
    for slot in range(len(inputs)):
        one = op.written(inputs, case.attributes, (slot,))
        alone = tuple(text if k == slot else "" for k, text in enumerate(whole.downstream))
        assert (one.formula, one.downstream) == (whole.formula, alone)
        assert one.local == tuple(text if k == slot else "" for k, text in enumerate(whole.local))
    assert not any(op.written(inputs, case.attributes, ()).downstream)


def test_a_mean_of_cross_entropies_divides_by_the_rows_that_count():
    """4 rows of 3 classes, one ignored: 3, not 12 or 4; with weights 1, 2 and 4 of the classes 0, 2, 0: 1 + 4 + 1."""
    op = OPS["cross_entropy"]
    rows, targets = np.zeros((4, 3)), np.array([0, 1, 2, 0])
    assert op.written((rows, targets), {}).numbers == {"n": 4}
    assert op.written((rows, targets), {"ignore_index": 1}).numbers == {"n": 3}
    assert op.written((rows, targets, np.array([1.0, 2.0, 4.0])), {"ignore_index": 1}).numbers == {"n": 6}
    assert "n" not in op.written((rows, targets), {"reduction": "sum"}).numbers
