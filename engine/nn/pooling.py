"""Pooling that can say where its maxima stood, and its way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.errors import ArgumentError
from engine.functions import ValuesIndices, function, publish
from engine.operation import FRACTIONS, NUMBERS, OPS
from engine.ops.conv import each
from engine.ops.pool import step_of
from engine.tensors import Tensor, apply


def _max_pool(ndim: int) -> None:
    name = f"max_pool{ndim}d"

    @function(f"functional.{name} torch.{name}", takes=FRACTIONS if ndim == 1 else NUMBERS)
    def max_pool(
        input: Tensor,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        ceil_mode: bool = False,
        return_indices: bool = False,
    ) -> Any:
        """`return_indices` adds where each maximum stands, counted along all spatial dims together."""
        settings = {"kernel_size": kernel_size, "stride": stride, "padding": padding, "dilation": dilation}
        settings = {key: value for key, value in settings.items() if value != OPS[name].attributes[key]}
        if ceil_mode:
            settings["ceil_mode"] = True
        values = apply(OPS[name], input, **settings)
        return ValuesIndices(values, apply(OPS[f"{name}_positions"], input, **settings)) if return_indices else values

    @function(f"functional.adaptive_{name}", takes=FRACTIONS)
    def adaptive_max_pool(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
        values = apply(OPS[f"adaptive_{name}"], input, output_size=output_size)
        if not return_indices:
            return values
        return ValuesIndices(values, apply(OPS[f"adaptive_{name}_positions"], input, output_size=output_size))

    publish(f"functional.{name}_with_indices", _with_indices(max_pool))
    publish(f"functional.adaptive_{name}_with_indices", _with_indices(adaptive_max_pool), takes=FRACTIONS)


def _with_indices(pool: Callable[..., Any]) -> Callable[..., Any]:
    def with_indices(input: Tensor, *args: Any, **kwargs: Any) -> Any:
        return pool(input, *args, **{**kwargs, "return_indices": True})

    return with_indices


def _max_unpool(ndim: int) -> None:
    @function(f"functional.max_unpool{ndim}d", takes=FRACTIONS)
    def max_unpool(
        input: Tensor,
        indices: Tensor,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        output_size: Any = None,
    ) -> Tensor:
        """Puts entries back to where max_pool's indices say they stood, and 0 elsewhere.

        The size is the smallest that pools to the input's, or `output_size` where several do.
        """
        kernel = each(kernel_size, ndim)
        settings = zip(input.shape[-ndim:], kernel, step_of(stride, kernel), each(padding, ndim), strict=True)
        size = tuple((n - 1) * s - 2 * p + k for n, k, s, p in settings)
        if output_size is not None:
            wanted = tuple(output_size)[-ndim:]
            if any(abs(n - m) >= s for n, m, s in zip(wanted, size, step_of(stride, kernel), strict=True)):
                raise ArgumentError(f"max_unpool{ndim}d: no input of {wanted} pools to {input.shape}: {size} would")
            size = wanted
        return apply(OPS["max_unpool"], input, indices, size=size)


for _ndim in (1, 2, 3):
    _max_pool(_ndim)
    _max_unpool(_ndim)
