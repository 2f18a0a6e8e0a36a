"""torch.nn.functional's normalisations: parameters that are left out, and statistics that a layer keeps."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.functions import creation, function
from engine.operation import FRACTIONS, OPS, shape_text
from engine.tensors import Tensor, apply


def _parameters(input: Tensor, shape: Any, weight: Tensor | None, bias: Tensor | None) -> tuple[Tensor, ...]:
    """The parameters given; beside a bias alone the weight is 1."""
    if weight is None and bias is not None:
        weight = creation.leaf(np.ones(shape, input.dtype))
    return tuple(parameter for parameter in (weight, bias) if parameter is not None)


def _update(running: Tensor | None, found: Tensor, momentum: float) -> None:
    if running is not None:
        running.data = running._seen() * (1 - momentum) + found._seen() * momentum


@function("functional.batch_norm torch.batch_norm", takes=FRACTIONS)
def _batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """In training over the statistics of the batch, which move the running ones; otherwise over the running ones."""
    if input.ndim < 2:
        raise ShapeError(f"batch_norm needs an input (examples, channels, …), got {shape_text(input.shape)}")
    axes = (0, *range(2, input.ndim))
    if training:
        if input._data.size == input.shape[1]:
            raise ShapeError("batch_norm needs more than one number a channel in training: their spread is taken")
        parameters = _parameters(input, input.shape[1], weight, bias)
        if running_mean is not None or running_var is not None:
            still = input.data
            _update(running_mean, apply(OPS["mean"], still, dim=axes), momentum)
            _update(running_var, apply(OPS["var"], still, dim=axes), momentum)
        return apply(OPS["batch_norm"], input, *parameters, eps=eps)
    if running_mean is None or running_var is None:
        raise ArgumentError("batch_norm outside training needs running_mean and running_var")

    def across(parameter: Tensor) -> Tensor:
        return apply(OPS["reshape"], parameter, shape=(-1, *(1,) * (input.ndim - 2)))

    spread = apply(OPS["sqrt"], across(running_var) + eps)
    normal: Tensor = (input - across(running_mean)) / spread
    scaled = normal if weight is None else normal * across(weight)
    return scaled if bias is None else scaled + across(bias)


@function("functional.instance_norm torch.instance_norm", takes=FRACTIONS)
def _instance_norm(
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Over each channel of each example; what it finds, averaged over the examples, moves the running statistics."""
    if not use_input_stats:
        return _batch_norm(input, running_mean, running_var, weight, bias, False, momentum, eps)
    if running_mean is not None or running_var is not None:
        still, places = input.data, tuple(range(2, input.ndim))
        for running, name in ((running_mean, "mean"), (running_var, "var")):
            each = apply(OPS[name], still, dim=places)
            _update(running, apply(OPS["mean"], each, dim=0), momentum)
    return apply(OPS["instance_norm"], input, *_parameters(input, input.shape[1], weight, bias), eps=eps)


@function("functional.layer_norm torch.layer_norm", over="layer_norm")
def _layer_norm(
    input: Tensor, normalized_shape: Any, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-5
) -> Tensor:
    parameters = _parameters(input, normalized_shape, weight, bias)
    return apply(OPS["layer_norm"], input, *parameters, normalized_shape=normalized_shape, eps=eps)


@function("functional.group_norm torch.group_norm", over="group_norm")
def _group_norm(
    input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-5
) -> Tensor:
    parameters = _parameters(input, input.shape[1:2], weight, bias)
    return apply(OPS["group_norm"], input, *parameters, num_groups=num_groups, eps=eps)
