"""Negative log-likelihoods: what is expected under a distribution, held against what was counted or measured."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.errors import DtypeError
from engine.operation import FRACTIONS, NUMBERS, Array, Takes, Text, compute, number
from engine.ops.axes import read_cost, values_of
from engine.ops.composed import composed
from engine.ops.loss import elementwise_loss, loss_shape, reduced
from engine.ops.loss_text import ENTRIES, entries_of, loss_texts


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


STIRLING = "Piecewise((target * log(target) - target + log(2 * pi * target) / 2, target > 1), (0, True))"
STIRLING_SLOPE = "Piecewise((log(target) + 1 / (2 * target), target > 1), (0, True))"


def _poisson_text(p: Array, t: Array, log_input: bool = True, full: bool = False, eps: float = 1e-8) -> str:
    each = "exp(input) - target * input" if log_input else "input - target * log(input + eps)"
    return f"{each} + {STIRLING}" if full else each


def _poisson_target_text(p: Array, t: Array, log_input: bool = True, full: bool = False, eps: float = 1e-8) -> str:
    slope = "-input" if log_input else "-log(input + eps)"
    return f"{slope} + {STIRLING_SLOPE}" if full else slope


elementwise_loss(
    "poisson_nll_loss",
    _poisson,
    [_poisson_slope, _poisson_target],
    formula=_poisson_text,
    local=[
        lambda p, t, log_input=True, **_: "exp(input) - target" if log_input else "1 - target / (input + eps)",
        _poisson_target_text,
    ],
    words="expected count minus counted; where the input is the count itself, divided by it",
    cost=10,
    symbol="Poisson",
    takes=NUMBERS,
    needs="1 01",
)


def _gaussian(
    input: Array, target: Array, var: Array, /, full: bool = False, eps: float = 1e-6, reduction: str = "mean"
) -> Array:
    # The bound acts on the value alone: the gradient of the variance passes it, as in PyTorch.
    bounded = var + np.maximum(eps - values_of(var), 0)
    each = 0.5 * (np.log(bounded) + (input - target) * (input - target) / bounded)
    return reduced(each + 0.5 * math.log(2 * math.pi) if full else each, reduction)


def _gaussian_text(full: bool) -> str:
    each = "(log(var) + (input - target) ** 2 / var) / 2"
    return f"{each} + log(2 * pi) / 2" if full else each


def _bounded(text: Callable[[bool], str] | str) -> Text:
    """The text with the bound of the variance where it is felt."""

    def bounded(
        input: Array, target: Array, var: Array, full: bool = False, eps: float = 1e-6, **attributes: Any
    ) -> str:
        each = text if isinstance(text, str) else text(full)
        return re.sub(r"\bvar\b", "Max(var, eps)", each) if np.any(var < eps) else each

    return bounded


_formula, _local, _downstream = loss_texts(
    _bounded(_gaussian_text),
    [
        _bounded("(input - target) / var"),
        _bounded("(target - input) / var"),
        _bounded("(1 - (input - target) ** 2 / var) / (2 * var)"),
    ],
)

composed(
    "gaussian_nll_loss",
    _gaussian,
    slots=(0, 1, 2),
    family="loss",
    shape=loss_shape,
    cost=read_cost(10),
    symbol="Gaussian",
    formula=_formula,
    local=_local,
    downstream=_downstream,
    where=ENTRIES,
    words="the error pulls in units of the variance; the variance is drawn to the squared error",
    choice="A variance below eps counts as eps.",
    names="functional.gaussian_nll_loss",
    takes=FRACTIONS,
    needs="*",
)


def _rows(input: Array) -> int:
    """A single number is one row."""
    return input.shape[0] if input.shape else 1


def _kl_div(input: Array, target: Array, /, reduction: str = "mean", log_target: bool = False) -> Array:
    if target.dtype.kind != "f":
        raise DtypeError(f"kl_div takes a target of probabilities, not of {target.dtype}: call .double() on it")
    each = np.exp(target) * (target - input) if log_target else compute("xlogy", target, target) - target * input
    if reduction == "batchmean":
        return each.sum() / _rows(input)
    return reduced(each, reduction)


_each, _local, _downstream = loss_texts(
    lambda input, target, log_target=False: (
        "exp(target) * (target - input)" if log_target else "target * (log(target) - input)"
    ),
    [
        lambda input, target, log_target=False: "-exp(target)" if log_target else "-target",
        lambda input, target, log_target=False: (
            "exp(target) * (target + 1 - input)" if log_target else "log(target) + 1 - input"
        ),
    ],
)


def _by_rows(text: Text, back: bool) -> Text:
    """ "batchmean" divides the sum by the rows: forward it is a sum, backward a mean over n."""

    def shown(*inputs: Array, reduction: str = "mean", log_target: bool = False) -> str:
        assert callable(text)
        if reduction != "batchmean":
            return text(*inputs, reduction=reduction, log_target=log_target)
        if back:
            return text(*inputs, reduction="mean", log_target=log_target)
        return f"{text(*inputs, reduction='sum', log_target=log_target)} / n"

    return shown


_kl_formula = _by_rows(_each, back=False)
_kl_local, _kl_downstream = ([_by_rows(text, back=True) for text in texts] for texts in (_local, _downstream))

composed(
    "kl_div",
    _kl_div,
    slots=(0, 1),
    family="loss",
    shape=lambda input, target, reduction="mean", log_target=False: (
        np.broadcast_shapes(input, target) if reduction == "none" else ()
    ),
    cost=read_cost(8),
    symbol="KL",
    formula=_kl_formula,
    local=_kl_local,
    downstream=_kl_downstream,
    where={
        "n": number(
            "how many entries are averaged, or rows",
            lambda input, target, reduction="mean", **_: (
                _rows(input) if reduction == "batchmean" else entries_of(input, target)
            ),
        )
    },
    words="every log-probability is pushed in proportion to the target's share",
    names="functional.kl_div",
    takes=Takes("f", first_alone=True, tensors=2),
    needs="1 01",
)
