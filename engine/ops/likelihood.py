"""Negative log-likelihoods: what is expected under a distribution, held against what was counted or measured."""

from __future__ import annotations

import math

import numpy as np

from engine.op import Array
from engine.ops.axes import read_cost, values_of
from engine.ops.composed import composed
from engine.ops.loss import elementwise_loss, loss_shape, reduced


def _poisson(
    input: Array,
    target: Array,
    /,
    log_input: bool = True,
    full: bool = False,
    eps: float = 1e-8,
    reduction: str = "mean",
) -> Array:
    each = np.exp(input) - target * input if log_input else input - target * np.log(input + eps)
    if full:
        safe = np.maximum(target, 1)
        stirling = target * np.log(safe) - target + 0.5 * np.log(2 * np.pi * safe)
        each = each + np.where(target > 1, stirling, 0.0)
    return reduced(each, reduction)


def _poisson_slope(p: Array, t: Array, log_input: bool = True, full: bool = False, eps: float = 1e-8) -> Array:
    return np.exp(p) - t if log_input else 1 - t / (p + eps)


def _poisson_target(p: Array, t: Array, log_input: bool = True, full: bool = False, eps: float = 1e-8) -> Array:
    slope = -p if log_input else -np.log(p + eps)
    if full:
        safe = np.where(t > 1, t, 1.0)
        # Of nothing at all PyTorch takes 0 · log 0.
        slope = slope + np.where(t > 1, np.log(safe) + 0.5 / safe, np.where(t > 0, 0.0, np.nan)).astype(t.dtype)
    return slope


elementwise_loss(
    "poisson_nll_loss",
    _poisson,
    [_poisson_slope, _poisson_target],
    formula="mean(exp(input) - target * input)",
    local=["(exp(input) - target) / n", "-input / n"],
    words="expected count minus counted",
    cost=10,
    symbol="Poisson",
)


def _gaussian(
    input: Array, target: Array, var: Array, /, full: bool = False, eps: float = 1e-6, reduction: str = "mean"
) -> Array:
    # The bound acts on the value alone: the gradient of the variance passes it, as in PyTorch.
    bounded = var + np.maximum(eps - values_of(var), 0)
    each = 0.5 * (np.log(bounded) + (input - target) * (input - target) / bounded)
    return reduced(each + 0.5 * math.log(2 * math.pi) if full else each, reduction)


composed(
    "gaussian_nll_loss",
    _gaussian,
    slots=(0, 1, 2),
    family="loss",
    shape=loss_shape,
    cost=read_cost(10),
    symbol="Gaussian",
    formula="mean(log(var) + (input - target) ** 2 / var) / 2",
    local=[
        "(input - target) / (var * n)",
        "(target - input) / (var * n)",
        "(1 - (input - target) ** 2 / var) / (2 * var * n)",
    ],
    downstream=[
        "g * (input - target) / (var * n)",
        "g * (target - input) / (var * n)",
        "g * (1 - (input - target) ** 2 / var) / (2 * var * n)",
    ],
    words="the error pulls in units of the variance; the variance is drawn to the squared error",
    choice="A variance below eps counts as eps.",
    names="functional.gaussian_nll_loss",
)
