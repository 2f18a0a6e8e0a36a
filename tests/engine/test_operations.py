"""Every operation of the table, at every one of its cases."""

import dataclasses

import numpy as np
import pytest

from engine import ShapeError, Tensor, gradgradcheck, jvp
from engine.differentiate.reverse import grad
from engine.operation.record import OPS, Op
from engine.tensors.tensor import apply
from tests.engine.cases import CASES, Case
from tests.engine.derivatives import function_of, leaves_of, moving, numeric_gradient, upstream_for

# How many entries a mask takes is in its values: here the shape rule gives the most there can be.
DATA_DEPENDENT = {"masked_select", "index", "unique"}

FLOWING = [case for case in CASES if moving(case)]
# The row `padding_idx` of an embedding has a slope and gets no gradient, by choice.
SMOOTH = [case for case in FLOWING if case.attributes.get("padding_idx") is None]


def each(cases: list[Case]):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.name)


def test_every_operation_has_a_case():
    assert OPS.keys() == {case.op for case in CASES}


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_every_operation_says_what_it_does(op: Op):
    """The page, the catalogue and the documentation read these texts."""
    differentiable = [slot for slot in range(len(op.vjps)) if op.vjp(slot) is not None]
    assert op.formula
    assert op.words
    assert not op.words.endswith(".")
    assert all(op.local[slot] and op.downstream[slot] for slot in differentiable)
    assert op.choice is None or op.choice.endswith(".")


@each(CASES)
def test_the_shape_rule_tells_the_shape_beforehand(case: Case):
    op = OPS[case.op]
    made = case.prepare(*map(Tensor, case.inputs)) if case.prepare else tuple(map(Tensor, case.inputs))
    told = op.shape(*(x.shape for x in made), **case.attributes)
    found = apply(op, *made, **case.attributes).shape
    if case.op in DATA_DEPENDENT and told != found:
        assert len(told) == len(found)
        assert np.prod(found) <= np.prod(told)
    else:
        assert told == found


@each(SMOOTH)
def test_the_gradient_is_the_slope(case: Case):
    """Against central differences at every entry; their error at this step is below 1e-8 of the numbers here."""
    leaves = leaves_of(case)
    y = function_of(case)(*leaves)
    upstream = upstream_for(y.shape)
    slots = moving(case)
    found = grad(y, [leaves[slot] for slot in slots], upstream, allow_unused=True)
    for slot, gradient in zip(slots, found, strict=True):
        expected = numeric_gradient(case, slot, upstream)
        assert gradient is not None
        assert gradient.shape == case.inputs[slot].shape
        np.testing.assert_allclose(gradient._data, expected, rtol=1e-6, atol=1e-7)


@each(FLOWING)
def test_forward_mode_and_reverse_mode_agree(case: Case):
    """upstream · (J t) is (upstream J) · t: no finite difference is in it, so only rounding may differ."""
    leaves = leaves_of(case)
    slots = moving(case)
    y = function_of(case)(*leaves)
    upstream = upstream_for(y.shape)
    tangents = [upstream_for(case.inputs[slot].shape) + 0.1 * slot for slot in slots]

    def moved(*points: Tensor) -> Tensor:
        given = [Tensor(x) for x in case.inputs]
        for slot, point in zip(slots, points, strict=True):
            given[slot] = point
        return function_of(case)(*given)

    change = jvp(moved, tuple(leaves[slot].detach() for slot in slots), tuple(tangents))[1]
    back = grad(y, [leaves[slot] for slot in slots], upstream, allow_unused=True)
    forward = np.sum(upstream * np.asarray(change._data))
    reverse = sum(np.sum(g._data * t) for g, t in zip(back, tangents, strict=True))
    assert change.shape == y.shape
    assert forward == pytest.approx(reverse, rel=1e-9, abs=1e-10)


@each(FLOWING)
def test_the_gradient_can_be_differentiated_again(case: Case):
    """The second derivative, reverse over reverse, against central differences of the first."""
    slots = moving(case)

    def weighted(*points: Tensor) -> Tensor:
        given = [Tensor(x) for x in case.inputs]
        for slot, point in zip(slots, points, strict=True):
            given[slot] = point
        y = function_of(case)(*given)
        return y * upstream_for(y.shape)

    # atol: second derivatives of the cases go up to 1e3, and a difference quotient has an error of about 1e-9 of them.
    assert gradgradcheck(weighted, tuple(Tensor(case.inputs[slot]) for slot in slots), atol=1e-5, rtol=1e-5)


SINGLE = [case for case in FLOWING if case.op != "to"]


@each(SINGLE)
def test_single_precision_is_kept(case: Case):
    """A float32 program stays float32 in values, gradients and second gradients."""
    slots = moving(case)
    leaves = [
        Tensor(x.astype(np.float32) if x.dtype.kind == "f" else x, requires_grad=slot in slots)
        for slot, x in enumerate(case.inputs)
    ]
    made = case.prepare(*leaves) if case.prepare else leaves
    if any(x.dtype == np.float64 for x in made):
        made = [Tensor(x._data.astype(np.float32), x.requires_grad) if x.dtype.kind == "f" else x for x in made]
        leaves = list(made)
    y = apply(OPS[case.op], *made, **case.attributes)
    assert y.dtype == np.float32
    for slot in slots:
        first = grad(y, leaves[slot], np.ones(y.shape, np.float32), create_graph=True)
        assert first.dtype == np.float32


@each(FLOWING)
def test_an_operation_leaves_its_inputs_and_its_output_alone(case: Case):
    """Neither the operation nor its backward rule writes into memory that someone else reads."""
    leaves = leaves_of(case)
    y = function_of(case)(*leaves)
    before = np.array(y._data)
    grad(y, [leaves[slot] for slot in moving(case)], upstream_for(y.shape), allow_unused=True)
    for leaf, x in zip(leaves, case.inputs, strict=True):
        np.testing.assert_array_equal(leaf._data, x)
    np.testing.assert_array_equal(y._data, before)


@pytest.mark.parametrize("name", ["mul", "exp", "matmul", "softmax", "layer_norm", "cat"])
def test_a_rule_that_is_a_thousandth_off_is_caught(name: str, monkeypatch: pytest.MonkeyPatch):
    """The check of gradients above has teeth: it fails when one backward rule is scaled by 1.001."""
    op = OPS[name]
    case = next(case for case in FLOWING if case.op == name and case.inputs[0].ndim)
    wrong = dataclasses.replace(op, vjps=tuple(rule and _scaled(rule) for rule in op.vjps))
    monkeypatch.setitem(OPS, name, wrong)
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        test_the_gradient_is_the_slope(case)


def _scaled(rule):
    return lambda g, y, *inputs, **attributes: rule(g, y, *inputs, **attributes) * 1.001


MISFITS = [
    ("add", ((2, 3), (4,)), {}),
    ("matmul", ((2, 3), (2, 3)), {}),
    ("matmul", ((), (3,)), {}),
    ("reshape", ((2, 3),), {"shape": (4, 2)}),
    ("permute", ((2, 3),), {"dims": (0, 0)}),
    ("sum", ((2, 3),), {"dim": 2}),
    ("cat", ((2, 3), (2, 2)), {"dim": 0}),
    ("stack", ((2, 3), (2, 2)), {}),
    ("expand", ((2, 3),), {"shape": (2, 4)}),
    ("linear", ((2, 3), (4, 2)), {}),
    ("outer", ((2, 2), (3,)), {}),
    ("cross", ((2, 2), (2, 2)), {}),
    ("einsum", ((2, 3), (2, 3)), {"equation": "ij,jk->ik"}),
    ("inv", ((2, 3),), {}),
    ("solve", ((2, 2), (3, 1)), {}),
    ("conv2d", ((1, 1, 4, 4), (1, 2, 3, 3)), {}),
    ("conv2d", ((1, 1, 2, 2), (1, 1, 3, 3)), {}),
    ("max_pool2d", ((4, 4),), {"kernel_size": 2}),
    ("gather", ((3, 4), (3,)), {"dim": 1}),
    ("narrow", ((3, 4),), {"dim": 0, "start": 2, "length": 2}),
    ("select", ((3, 4),), {"dim": 0, "index": 3}),
    ("topk", ((3,),), {"k": 4}),
    ("argmax", ((0,),), {}),
    ("cross_entropy", ((4, 3), (3,)), {}),
    ("layer_norm", ((2, 3),), {"normalized_shape": (2,)}),
    ("group_norm", ((2, 3),), {"num_groups": 2}),
    ("pad", ((3,),), {"pad": (3, 0), "mode": "reflect"}),
    ("max_unpool", ((1, 2, 3), (1, 2, 2)), {"size": (6,)}),
    ("adaptive_avg_pool2d", ((1, 4, 4),), {"output_size": (2, 2, 2)}),
    ("conv_transpose1d", ((1, 1, 4), (1, 1, 3)), {"stride": 2, "output_padding": 2}),
    ("searchsorted", ((2, 3), (3, 4)), {}),
    ("scatter_reduce", ((3, 4), (3, 5), (3, 4)), {"dim": 1, "reduce": "sum"}),
    ("scaled_dot_product_attention", ((2, 3), (2, 4), (2, 3)), {}),
]


@pytest.mark.parametrize(("name", "shapes", "attributes"), MISFITS)
def test_shapes_that_do_not_fit_are_refused_before_anything_is_computed(name, shapes, attributes):
    with pytest.raises(ShapeError):
        OPS[name].shape(*shapes, **attributes)
    with pytest.raises(ShapeError):
        apply(OPS[name], *(Tensor(np.zeros(shape)) for shape in shapes), **attributes)


@each([case for case in FLOWING if not OPS[case.op].reads_inputs])
def test_what_keeps_no_inputs_has_the_same_gradient_whatever_they_hold(case: Case):
    y = function_of(case)(*leaves_of(case))
    assert y._op is not None
    assert y._saved == ()
    upstream = upstream_for(y.shape)
    read = [x._data for x in y._inputs]
    others = [np.full(x.shape, np.nan if x.dtype.kind == "f" else -9, x.dtype) for x in read]
    for slot in moving(case):
        more = {"slot": slot} if y._op.variadic else {}
        rule = y._op.vjp(slot)
        found = [rule(upstream, y._data, *inputs, **more, **case.attributes) for inputs in (read, others)]
        np.testing.assert_array_equal(*found)
