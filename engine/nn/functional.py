"""torch.nn.functional: the functions of the table that stand there, and those that are more than one operation.

All of them are reached by the name they are registered under, so that there is one way in.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.functions import FUNCTIONS, call, creation, function, publish
from engine.functions.binding import changing
from engine.functions.namespace import namespace
from engine.operation import OPS
from engine.tensors import Tensor, apply

__getattr__, __dir__ = namespace("engine.nn.functional", "functional", "torch.nn.functional")


def _with_inplace(name: str) -> Callable[..., Tensor]:
    """An activation that can also write its result into its input."""

    def activate(input: Tensor, *args: Any, inplace: bool = False, **kwargs: Any) -> Tensor:
        made = call(OPS[name], input, *args, **kwargs)
        return input._assign(made) if inplace else made

    own = changing(FUNCTIONS[f"functional.{name}"])
    option = Parameter("inplace", Parameter.KEYWORD_ONLY, default=False)
    activate.__signature__ = own.replace(parameters=[*own.parameters.values(), option])  # type: ignore[attr-defined]
    return activate


for _name in (
    *("relu", "relu6", "leaky_relu", "threshold", "elu", "selu", "celu", "silu", "mish"),
    *("hardtanh", "hardsigmoid", "hardswish"),
):
    publish(f"functional.{_name}", _with_inplace(_name), over=_name)


@function("functional.gelu", over="gelu")
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


@function("functional.binary_cross_entropy_with_logits", over="binary_cross_entropy_with_logits")
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


@function("functional.gaussian_nll_loss", over="gaussian_nll_loss")
def _gaussian_nll_loss(
    input: Tensor, target: Tensor, var: Any, full: bool = False, eps: float = 1e-6, reduction: str = "mean"
) -> Tensor:
    """A variance that has one dim less than the input, or 1 in the last, serves all entries of it."""
    if isinstance(var, Tensor) and var.shape == input.shape[:-1]:
        var = apply(OPS["unsqueeze"], var, dim=-1)
    return apply(OPS["gaussian_nll_loss"], input, target, var, full=full, eps=eps, reduction=reduction)
