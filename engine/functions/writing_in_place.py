"""Functions that change a tensor in place: PyTorch's names with an underscore behind.

Each makes of the tensor what the function without the underscore makes anew, and stores it there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.errors import GradientError, ShapeError
from engine.functions.binding import changing
from engine.functions.table import FUNCTIONS, function, publish
from engine.functions.writing import index_put
from engine.operation import OPS, shape_text
from engine.tensors import Tensor, hold, make

# Functions of torch and methods.
BOTH = (
    "abs acos acosh addmv arccos arccosh arcsin arcsinh arctan arctanh asin asinh atan atanh ceil clamp clamp_max "
    "clamp_min clip cos cosh deg2rad erf erfc exp exp2 expm1 fix floor frac i0 ldexp log log10 log1p log2 logit "
    "nan_to_num neg negative rad2deg reciprocal relu round rsqrt sigmoid sin sinc sinh sqrt square tan tanh trunc "
    "xlogy"
)
METHODS = (
    "absolute add addbmm addcdiv addcmul addmm addr arctan2 atan2 baddbmm bitwise_and bitwise_left_shift bitwise_not "
    "bitwise_or bitwise_right_shift bitwise_xor copysign cumprod cumsum digamma div divide eq erfinv float_power "
    "floor_divide fmod ge greater greater_equal gt heaviside hypot index_add index_copy index_fill index_reduce le "
    "lerp less less_equal lgamma logical_and logical_not logical_or logical_xor lt masked_fill masked_scatter mul "
    "multiply mvlgamma ne not_equal pow put remainder renorm scatter scatter_add scatter_reduce sgn sign sub subtract "
    "tril triu true_divide"
)
# These give the tensor another shape.
ARRANGING = "squeeze swapaxes swapdims t transpose unsqueeze"


def in_place(name: str) -> Callable[..., Tensor]:
    """What the function of this name computes, stored in its first argument."""
    compute = FUNCTIONS[name]

    def change(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        return input.store(compute(input, *args, **kwargs))

    change.__signature__ = changing(compute)  # type: ignore[attr-defined]
    change.__name__ = change.__qualname__ = f"{name.rpartition('.')[2]}_"
    change.__doc__ = f"{name.rpartition('.')[2]}, stored in the tensor itself."
    return change


def _arranging(name: str) -> Callable[..., Tensor]:
    compute = FUNCTIONS[f"Tensor.{name}"]

    def change(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        input.require_changeable()
        _require_alone(input, name, f"x = x.{name}(…)")
        hold(input, compute(input, *args, **kwargs))
        input.share = None
        return input

    change.__signature__ = changing(compute)  # type: ignore[attr-defined]
    return change


def _require_alone(tensor: Tensor, name: str, instead: str) -> None:
    """Raises GradientError for a view, and for what has views."""
    if tensor.share is not None:
        raise GradientError(f"{name}_ would part this tensor from those that share its numbers: write {instead}")


for _name in BOTH.split():
    publish(f"torch.{_name}_", in_place(f"torch.{_name}"))
for _name in (*BOTH.split(), *METHODS.split()):
    publish(f"Tensor.{_name}_", in_place(f"Tensor.{_name}"))
for _name in ARRANGING.split():
    publish(f"Tensor.{_name}_", _arranging(_name))


@function("Tensor.detach_ torch.detach_")
def detach_(input: Tensor) -> Tensor:
    """Cuts the tensor off the graph: it is a leaf that requires no gradient."""
    _require_alone(input, "detach", "x = x.detach()")
    hold(input, make(OPS["detach"], (input,)))
    input.share = None
    return input


@function("Tensor.fill_diagonal_")
def fill_diagonal_(input: Tensor, fill_value: float, wrap: bool = False) -> Tensor:
    """One number along the main diagonal; in a tall matrix, with `wrap`, again below a row left out."""
    if input.ndim < 2 or (input.ndim > 2 and len(set(input.shape)) > 1):
        raise ShapeError(
            f"fill_diagonal_ needs a matrix, or more dims that are equally long, not {shape_text(input.shape)}"
        )
    rows, columns = input.shape[0], input.shape[-1]
    if input.ndim > 2:
        places: Any = (np.arange(rows),) * input.ndim
    else:
        end = rows * columns if wrap else min(rows, columns) * columns
        places = np.unravel_index(np.arange(0, end, columns + 1), input.shape)
    return input.store(index_put(input, places, fill_value))
