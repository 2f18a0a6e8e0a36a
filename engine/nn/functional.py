"""torch.nn.functional: the functions of the table that stand there, and those that are more than one operation.

All of them are reached by the name they are registered under, so that there is one way in.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.functions import FUNCTIONS, call, creation, function
from engine.functions.binding import changing
from engine.functions.signatures import called_as_in_pytorch
from engine.functions.writing_in_place import in_place
from engine.operation import OPS, shape_text
from engine.tensors import Tensor, apply


def __getattr__(name: str) -> Any:
    found = FUNCTIONS.get(f"functional.{name}")
    if found is None:
        raise AttributeError(f"module 'engine.nn.functional' has no attribute {name!r}")
    return called_as_in_pytorch(f"torch.nn.functional.{name}", found)


def _with_inplace(name: str) -> Callable[..., Tensor]:
    """An activation that can also write its result into its input."""

    def activate(input: Tensor, *args: Any, inplace: bool = False, **kwargs: Any) -> Tensor:
        made = call(OPS[name], input, *args, **kwargs)
        return input.store(made) if inplace else made

    own = changing(FUNCTIONS[f"functional.{name}"])
    option = Parameter("inplace", Parameter.KEYWORD_ONLY, default=False)
    activate.__signature__ = own.replace(parameters=[*own.parameters.values(), option])  # type: ignore[attr-defined]
    return activate


for _name in (
    *("relu", "relu6", "leaky_relu", "threshold", "elu", "selu", "celu", "silu", "mish"),
    *("hardtanh", "hardsigmoid", "hardswish"),
):
    function(f"functional.{_name}")(_with_inplace(_name))

for _name in ("celu", "elu", "hardtanh", "leaky_relu", "relu", "selu", "threshold"):
    function(f"functional.{_name}_")(in_place(f"functional.{_name}"))
for _name in ("celu", "selu", "threshold"):
    function(f"torch.{_name}_")(in_place(f"torch.{_name}"))


@function("functional.gelu")
def _gelu(input: Tensor, approximate: str = "none") -> Tensor:
    if approximate not in ("none", "tanh"):
        raise ArgumentError(f"gelu is approximated by 'none' or 'tanh', not {approximate!r}")
    return apply(OPS["gelu" if approximate == "none" else "gelu_tanh"], input)


@function("functional.one_hot")
def _one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """`num_classes` -1 takes one more than the largest class."""
    labels = np.asarray(tensor._seen() if num_classes == -1 else tensor._current())
    if labels.dtype.kind not in "iu" or (labels.size and labels.min() < 0):
        raise ArgumentError("one_hot needs class numbers: whole numbers from 0 on")
    known = int(labels.max(initial=-1)) + 1 if num_classes == -1 else int(num_classes)
    if labels.size and labels.max() >= known:
        raise ArgumentError(f"one_hot was told of {known} classes and met class {labels.max()}")
    return apply(OPS["one_hot"], tensor, num_classes=known)


def _parameters(input: Tensor, channels: int, weight: Tensor | None, bias: Tensor | None) -> tuple[Tensor, ...]:
    if weight is None and bias is not None:
        weight = creation.leaf(np.ones(channels, input.dtype))
    return tuple(parameter for parameter in (weight, bias) if parameter is not None)


def _update(running: Tensor | None, found: Tensor, momentum: float) -> None:
    if running is not None:
        running.data = running._seen() * (1 - momentum) + found._seen() * momentum


@function("functional.batch_norm torch.batch_norm")
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


@function("functional.instance_norm torch.instance_norm")
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
    if not use_input_stats:
        return _batch_norm(input, running_mean, running_var, weight, bias, False, momentum, eps)
    return apply(OPS["instance_norm"], input, *_parameters(input, input.shape[1], weight, bias), eps=eps)


@function("functional.binary_cross_entropy_with_logits")
def _binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: None = None,
    reduce: None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    weights: tuple[Tensor, ...] = () if weight is None else (weight,)
    if pos_weight is not None:
        weights = (weight if weight is not None else creation.leaf(np.ones((), input.dtype)), pos_weight)
    return apply(OPS["binary_cross_entropy_with_logits"], input, target, *weights, reduction=reduction)


@function("functional.gaussian_nll_loss")
def _gaussian_nll_loss(
    input: Tensor, target: Tensor, var: Any, full: bool = False, eps: float = 1e-6, reduction: str = "mean"
) -> Tensor:
    """A variance that has one dim less than the input, or 1 in the last, serves all entries of it."""
    if isinstance(var, Tensor) and var.shape == input.shape[:-1]:
        var = apply(OPS["unsqueeze"], var, dim=-1)
    return apply(OPS["gaussian_nll_loss"], input, target, var, full=full, eps=eps, reduction=reduction)
