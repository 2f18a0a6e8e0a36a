"""The curve of an operation over one entry: its slope is the vjp at every point, and the curve's own."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import GradientError
from engine.jacobians import curve
from engine.operation import OPS, attributes_of, inputs_of

# Those with a gradient to an input at small samples.
ENTRYWISE = [name for name, op in OPS.items() if op.elementwise and op.differentiable]
LOSSES = ["mse_loss", "l1_loss", "huber_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits"]


@pytest.mark.parametrize("name", ENTRYWISE)
def test_the_slope_is_the_vjp_where_the_entry_stands(name: str) -> None:
    op = OPS[name]
    attributes = attributes_of(op) | ({"n": 1} if name == "polygamma" else {})
    inputs = next(inputs_of(op, len(op.inputs)))
    if name == "masked_fill":
        inputs[1] = inputs[1] > 0.5
    with np.errstate(all="ignore"):
        y = np.asarray(op.forward(*inputs, **attributes))
    for slot in range(len(inputs)):
        rule = op.vjp(slot)
        if rule is None or np.asarray(inputs[slot]).dtype.kind != "f":
            continue
        found = curve(op, slot, y, inputs, attributes, 0)
        point = found.points[0]
        assert point.x == np.ravel(inputs[slot])[0]
        np.testing.assert_equal(point.y, float(y.reshape(-1)[0]))
        upstream = np.zeros(y.shape)
        upstream.reshape(-1)[0] = 1
        with np.errstate(all="ignore"):
            slope = np.asarray(rule(upstream[()], y[()], *inputs, **attributes))
        np.testing.assert_allclose(
            point.slope, np.broadcast_to(slope, y.shape).reshape(-1)[0], rtol=1e-12, equal_nan=True
        )
        at = int(np.flatnonzero(found.x == point.x)[0])
        np.testing.assert_equal((found.y[at], found.slope[at]), (point.y, point.slope))


def test_the_curve_of_a_sigmoid_is_known() -> None:
    """σ(0) = ½ with slope ¼, its best; at 9 the slope is σ (1 − σ) = 1.2e−4."""
    x = np.array([9.0, 0.0])
    op = OPS["sigmoid"]
    found = curve(op, 0, op.forward(x), [x], {}, 0)
    assert found.best == 0.25
    assert found.points[0].slope == pytest.approx(np.exp(-9) / (1 + np.exp(-9)) ** 2, rel=1e-12)
    assert found.points[1] == (1, 0.0, 0.5, 0.25)
    assert found.x[0] < -4 < 9 < found.x[-1]
    np.testing.assert_allclose(found.y, 1 / (1 + np.exp(-found.x)), rtol=1e-14)


def test_a_curve_that_grows_steeper_has_no_best_slope_and_a_ramp_has() -> None:
    x = np.array([1.0])
    assert curve(OPS["exp"], 0, np.exp(x), [x], {}, 0).best is None
    assert curve(OPS["relu"], 0, x, [x], {}, 0).best == 1


def test_outside_of_its_domain_a_curve_is_not_drawn() -> None:
    x = np.array([2.0])
    found = curve(OPS["log"], 0, np.log(x), [x], {}, 0)
    assert np.isnan(found.y[found.x < 0]).all()
    np.testing.assert_allclose(found.slope[found.x > 0], 1 / found.x[found.x > 0])


def test_entries_beside_the_same_other_inputs_stand_on_one_curve() -> None:
    """x · 3 at 1 and 2; the entry that is multiplied by 4 is on another line."""
    x, w = np.array([1.0, 5.0, 2.0]), np.array([3.0, 4.0, 3.0])
    found = curve(OPS["mul"], 0, x * w, [x, w], {}, 0)
    assert [(each.entry, each.x, each.y, each.slope) for each in found.points] == [(0, 1, 3, 3), (2, 2, 6, 3)]


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_is_a_function_of_each_entry_of_its_prediction(name: str) -> None:
    """Its slope is that of the curve, by central differences."""
    op = OPS[name]
    predicted, target = np.array([0.3, 0.6, 0.8]), np.array([0.0, 1.0, 1.0])
    y = np.asarray(op.forward(predicted, target))
    found = curve(op, 0, y, [predicted, target], {}, 1)
    [point] = found.points
    assert point.y == float(y)
    sides = [op.forward(np.array([0.3, 0.6 + by, 0.8]), target) for by in (1e-6, -1e-6)]
    assert point.slope == pytest.approx(float(sides[0] - sides[1]) / 2e-6, rel=1e-6)


def test_an_operation_that_mixes_entries_has_no_curve() -> None:
    x = np.array([1.0, 2.0])
    op = OPS["softmax"]
    attributes = {"dim": 0}
    with pytest.raises(GradientError, match="no function of single entries"):
        curve(op, 0, op.forward(x, **attributes), [x], attributes, 0)
