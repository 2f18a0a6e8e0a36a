"""torch.nn.functional.interpolate and its older names."""

from __future__ import annotations

from typing import Any

from engine.errors import ArgumentError
from engine.functions import function
from engine.operation import FRACTIONS, OPS
from engine.ops.conv import each
from engine.tensors import Tensor, apply

# The modes that mix neighbours, and how many dims an input has for each.
MIXING = {"linear": 3, "bilinear": 4, "trilinear": 5, "bicubic": 4}
COPYING = ("nearest", "nearest-exact", "area")


@function("functional.interpolate functional.upsample", takes=FRACTIONS)
def interpolate(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """Resizes the spatial dims to `size`, or by `scale_factor`.

    With a scale_factor the places are stepped by it, and by the ratio of the sizes with `recompute_scale_factor`.
    """
    ndim = input.ndim - 2
    if mode not in COPYING and mode not in MIXING:
        raise ArgumentError(f"interpolate knows the modes {', '.join((*COPYING, *MIXING))}, not {mode!r}")
    if ndim not in (1, 2, 3) or MIXING.get(mode, input.ndim) != input.ndim:
        raise ArgumentError(f"interpolate by {mode!r} needs another number of dims than shape {input.shape} has")
    if (size is None) == (scale_factor is None):
        raise ArgumentError("interpolate needs either size or scale_factor")
    if antialias:
        raise ArgumentError("interpolate is offered without antialias: average with avg_pool before shrinking")
    if align_corners is not None and mode in COPYING:
        raise ArgumentError(f"align_corners means nothing to the mode {mode!r}: leave it out")
    scales: tuple[float, ...] = ()
    if size is not None:
        wanted = each(size, ndim)
    else:
        listed = scale_factor if isinstance(scale_factor, (tuple, list)) else (scale_factor,) * ndim
        scales = tuple(float(factor) for factor in listed)
        if len(scales) != ndim or min(scales) <= 0:
            raise ArgumentError(f"interpolate needs one positive scale_factor or {ndim}, got {scale_factor}")
        wanted = tuple(int(n * factor) for n, factor in zip(input.shape[2:], scales, strict=True))
        scales = () if recompute_scale_factor else scales
    if min(wanted) < 1:
        raise ArgumentError(f"interpolate cannot shrink {input.shape} to {wanted}: every size must be at least 1")
    if mode == "area":
        return apply(OPS[f"adaptive_avg_pool{ndim}d"], input, output_size=wanted)
    if mode in COPYING:
        return apply(OPS["interpolate_nearest"], input, size=wanted, scales=scales, exact=mode == "nearest-exact")
    mixing = OPS["interpolate_cubic" if mode == "bicubic" else "interpolate_linear"]
    return apply(mixing, input, size=wanted, scales=scales, align_corners=bool(align_corners))


@function("functional.upsample_nearest", takes=FRACTIONS)
def upsample_nearest(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    return interpolate(input, size, scale_factor)


@function("functional.upsample_bilinear", takes=FRACTIONS)
def upsample_bilinear(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    return interpolate(input, size, scale_factor, "bilinear", align_corners=True)
