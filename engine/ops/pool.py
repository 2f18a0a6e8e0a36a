"""Pooling over one, two or three spatial dims: the maximum or the mean of every window."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.op import Array, Rule, Shape, compute, shape_text, size
from engine.ops.composed import composed
from engine.ops.conv import SPATIAL, each, out_sizes, pad_places, windows_of
from engine.ops.routed import routed


def _pool_shape(name: str, ndim: int) -> Rule:
    def shape(
        input: Shape, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1, **attributes: Any
    ) -> Shape:
        if len(input) not in (ndim + 1, ndim + 2):
            raise ShapeError(
                f"{name} needs an input (examples, channels, {SPATIAL[ndim - 1]}), got {shape_text(input)}: "
                "reshape to (1, 1, …)"
            )
        kernel = each(kernel_size, ndim)
        if any(2 * p > k for p, k in zip(each(padding, ndim), kernel, strict=True)):
            raise ShapeError(f"{name}: the padding {padding} is more than half of the window {shape_text(kernel)}")
        step = kernel if stride is None else stride
        return (*input[:-ndim], *out_sizes(input[-ndim:], kernel, step, padding, dilation, name))

    return shape


def _max_pool(ndim: int) -> None:
    name = f"max_pool{ndim}d"

    def places(
        input: Array, /, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1
    ) -> tuple[Array, ...]:
        """Where the first maximum of every window stands."""
        kernel = each(kernel_size, ndim)
        step = each(kernel if stride is None else stride, ndim)
        border, spacing = each(padding, ndim), each(dilation, ndim)
        batched = input if input.ndim == ndim + 2 else input[None]
        padded = pad_places(batched, [(n, n) for n in border], -np.inf)
        windows = windows_of(padded, kernel, step, spacing)
        out = windows.shape[2 : 2 + ndim]
        best = np.unravel_index(windows.reshape(*windows.shape[: 2 + ndim], -1).argmax(-1), kernel)
        grid = np.indices((*windows.shape[:2], *out), sparse=True)
        spots = [
            found * d + corner * s - p
            for found, corner, s, d, p in zip(best, grid[2:], step, spacing, border, strict=True)
        ]
        if batched is input:
            return (grid[0], grid[1], *spots)
        return (grid[1][0], *(spot[0] for spot in spots))

    routed(
        name,
        places,
        family="nn",
        shape=_pool_shape(name, ndim),
        cost=lambda shape, input, kernel_size, **attributes: size(shape) * 2.0 * size(each(kernel_size, ndim)),
        symbol="max pool",
        formula="max_pool(x)",
        words="max pooling routes, window by window: the largest entry takes the whole gradient",
        choice="On a tie the first entry of the window takes it all, as in PyTorch.",
        names=f"functional.{name} torch.{name}",
    )


def _avg_pool(ndim: int) -> None:
    name = f"avg_pool{ndim}d"
    checked = _pool_shape(name, ndim)

    def sums(input: Array, kernel: tuple[int, ...], stride: Any, padding: Any) -> Array:
        """The sum of every window: a convolution of each channel alone with a kernel of ones."""
        places = tuple(input.shape[-ndim:])
        alone = input.reshape((-1, 1, *places))
        ones = np.ones((1, 1, *kernel), input.dtype)
        return compute(f"conv{ndim}d", alone, ones, stride=stride, padding=padding)

    def forward(
        input: Array,
        /,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> Array:
        kernel = each(kernel_size, ndim)
        step = kernel if stride is None else stride
        shape = checked(tuple(input.shape), kernel_size, stride, padding)
        total = sums(input, kernel, step, padding)
        count: Any = size(kernel) if divisor_override is None else divisor_override
        if not count_include_pad and divisor_override is None:
            count = sums(np.ones((1, *input.shape[-ndim:]), input.dtype), kernel, step, padding)
        return (total / count).reshape(shape)

    composed(
        name,
        forward,
        family="nn",
        shape=checked,
        cost=lambda shape, input, kernel_size, **attributes: size(shape) * 2.0 * size(each(kernel_size, ndim)),
        saves="nothing",
        symbol="avg pool",
        formula="avg_pool(input)",
        local=["1 / n"],
        downstream=["spread(g / n)"],
        words="average pooling shares equally, window by window",
        names=f"functional.{name}" + (" torch.avg_pool1d" if ndim == 1 else ""),
    )


def _cells(n: int, out: int) -> list[tuple[int, int]]:
    """The stretch each output looks at when n places are shared out among `out` outputs."""
    return [(k * n // out, -(-(k + 1) * n // out)) for k in range(out)]


def _adaptive_sizes(output_size: Any, input: Shape, ndim: int) -> tuple[int, ...]:
    listed = output_size if isinstance(output_size, (tuple, list)) else (output_size,) * ndim
    return tuple(n if wanted is None else int(wanted) for wanted, n in zip(listed, input[-ndim:], strict=True))


def along_places(x: Array, matrices: list[Array]) -> Array:
    """Multiplies the last dims by a matrix (out, in) each."""
    letters = "abcdef"
    ndim = len(matrices)
    inside, outside = letters[:ndim], letters[:ndim].upper()
    factors = ",".join(o + i for o, i in zip(outside, inside, strict=True))
    return compute("einsum", x, *matrices, equation=f"...{inside},{factors}->...{outside}")


def _adaptive(ndim: int) -> None:
    def shape(input: Shape, output_size: Any) -> Shape:
        if len(input) not in (ndim + 1, ndim + 2):
            raise ShapeError(
                f"adaptive pooling needs an input (examples, channels, {SPATIAL[ndim - 1]}), got {shape_text(input)}"
            )
        return (*input[:-ndim], *_adaptive_sizes(output_size, input, ndim))

    def mean(input: Array, /, output_size: Any) -> Array:
        sizes = _adaptive_sizes(output_size, input.shape, ndim)
        matrices = []
        for n, out in zip(input.shape[-ndim:], sizes, strict=True):
            matrix = np.zeros((out, n), input.dtype)
            for row, (start, end) in zip(matrix, _cells(n, out), strict=True):
                row[start:end] = 1 / (end - start)
            matrices.append(matrix)
        return along_places(input, matrices)

    def places(input: Array, /, output_size: Any) -> tuple[Array, ...]:
        sizes = _adaptive_sizes(output_size, input.shape, ndim)
        cells = [_cells(n, out) for n, out in zip(input.shape[-ndim:], sizes, strict=True)]
        lead = tuple(input.shape[:-ndim])
        found = np.zeros((ndim, *lead, *sizes), np.int64)
        for spot in np.ndindex(*sizes):
            bounds = [cells[axis][k] for axis, k in enumerate(spot)]
            window = input[(..., *(slice(start, end) for start, end in bounds))]
            best = np.unravel_index(window.reshape(*lead, -1).argmax(-1), window.shape[-ndim:])
            for axis in range(ndim):
                found[(axis, ..., *spot)] = best[axis] + bounds[axis][0]
        grid = np.indices((*lead, *(1,) * ndim), sparse=True)[: len(lead)]
        return (*grid, *found)

    def cost(out: Shape, input: Shape, **attributes: Any) -> float:
        return 4.0 * size(input)

    composed(
        f"adaptive_avg_pool{ndim}d",
        mean,
        family="nn",
        shape=shape,
        cost=cost,
        saves="nothing",
        symbol="avg pool",
        formula="avg_pool(input)",
        local=["1 / n"],
        downstream=["spread(g / n)"],
        words="average pooling shares equally, window by window",
        names=f"functional.adaptive_avg_pool{ndim}d" + (" torch.adaptive_avg_pool1d" if ndim == 1 else ""),
    )
    routed(
        f"adaptive_max_pool{ndim}d",
        places,
        family="nn",
        shape=shape,
        cost=cost,
        symbol="max pool",
        formula="max_pool(x)",
        words="max pooling routes, window by window: the largest entry takes the whole gradient",
        choice="On a tie the first entry of the window takes it all, as in PyTorch.",
        names=f"functional.adaptive_max_pool{ndim}d",
    )


for _ndim in (1, 2, 3):
    _max_pool(_ndim)
    _avg_pool(_ndim)
for _ndim in (1, 2):
    _adaptive(_ndim)
