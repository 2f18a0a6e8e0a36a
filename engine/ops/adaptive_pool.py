"""Pooling to a wanted number of places, and back from where the largest entries stood."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.operation import FRACTIONS, Array, Shape, compute, pulled, shape_text, size
from engine.ops.axes import values_of
from engine.ops.composed import composed
from engine.ops.conv import Sizes
from engine.ops.pool import checked_input, flat_places, sharing
from engine.ops.routed import positions, routed


def _cells(n: int, out: int) -> list[tuple[int, int]]:
    """The stretch each output looks at when n places are shared out among `out` outputs."""
    return [(k * n // out, -(-(k + 1) * n // out)) for k in range(out)]


def _adaptive_sizes(output_size: Any, input: Shape, ndim: int) -> Sizes:
    """None, or one for a dim, leaves its size as it is."""
    listed = tuple(output_size) if isinstance(output_size, (tuple, list)) else (output_size,) * ndim
    if len(listed) != ndim or any(wanted is not None and wanted < 0 for wanted in listed):
        raise ShapeError(f"adaptive pooling needs one size or {ndim}, one for each spatial dim, got {output_size}")
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
        checked_input(input, "adaptive pooling", ndim)
        if 0 in input[-ndim:]:
            raise ShapeError(f"adaptive pooling needs places to share out, got an input {shape_text(input)}")
        return (*input[:-ndim], *_adaptive_sizes(output_size, input, ndim))

    def mean(input: Array, /, output_size: Any) -> Array:
        sizes = shape(tuple(input.shape), output_size)[-ndim:]
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
            rows = window.reshape((*lead, size(window.shape[-ndim:])))
            best = np.unravel_index(rows.argmax(-1), window.shape[-ndim:])
            for axis in range(ndim):
                found[(axis, ..., *spot)] = best[axis] + bounds[axis][0]
        grid = np.indices((*lead, *(1,) * ndim), sparse=True)[: len(lead)]
        return (*grid, *found)

    def found_at(input: Array, /, output_size: Any) -> Array:
        return flat_places(places(input, output_size), input.shape, ndim)

    def cost(out: Shape, input: Shape, **attributes: Any) -> float:
        return 4.0 * size(input) + size(out) + 1

    def window_sizes(input: Array, *, output_size: Any) -> Array:
        """How many entries each window has."""
        out = shape(tuple(input.shape), output_size)[-ndim:]
        sizes = np.ones((1,) * ndim)
        for axis, (n, m) in enumerate(zip(input.shape[-ndim:], out, strict=True)):
            lengths = np.array([end - start for start, end in _cells(n, m)])
            sizes = sizes * lengths.reshape((-1,) + (1,) * (ndim - axis - 1))
        return sizes

    composed(
        f"adaptive_avg_pool{ndim}d",
        mean,
        family="nn",
        shape=shape,
        cost=cost,
        samples={"output_size": (1,) * ndim},
        saves="nothing",
        symbol="avg pool",
        **sharing(f"adaptive_avg_pool{ndim}d", window_sizes),
        words="average pooling shares equally, window by window",
        names=f"functional.adaptive_avg_pool{ndim}d" + (" torch.adaptive_avg_pool1d" if ndim == 1 else ""),
        needs="0",
        takes=FRACTIONS,
        unfolds=False,
    )
    routed(
        f"adaptive_max_pool{ndim}d",
        places,
        family="nn",
        shape=shape,
        cost=cost,
        samples={"output_size": (1,) * ndim},
        symbol="max pool",
        words="max pooling routes, window by window: the largest entry takes the whole gradient",
        choice="On a tie the first entry of the window takes it all, as in PyTorch.",
        needs="0",
    )
    positions(f"adaptive_max_pool{ndim}d_positions", found_at, shape=shape, cost=4)


for _ndim in (1, 2, 3):
    _adaptive(_ndim)


def _unpooled_shape(input: Shape, indices: Shape, size: Sizes) -> Shape:
    if input != indices or len(input) not in (len(size) + 1, len(size) + 2):
        raise ShapeError(
            f"max_unpool needs an index for every entry of (examples, channels, *places), got {shape_text(input)} and "
            f"{shape_text(indices)}"
        )
    return (*input[: -len(size)], *size)


def _unpooled(input: Array, indices: Array, /, size: Sizes) -> Array:
    lead, count = tuple(input.shape[: -len(size)]), int(np.prod(input.shape[-len(size) :]))
    spots = values_of(indices).reshape((*lead, count))
    whole = int(np.prod(size))
    if spots.size and not 0 <= spots.min() <= spots.max() < whole:
        raise ShapeError(f"max_unpool has {whole} places in {shape_text(size)}: an index lies outside of them")
    grid = np.indices(spots.shape, sparse=True)[:-1]
    empty = np.zeros((*lead, whole), input.dtype)
    return compute("index_put", empty, input.reshape((*lead, count)), index=(*grid, spots)).reshape((*lead, *size))


composed(
    "max_unpool",
    _unpooled,
    family="nn",
    shape=_unpooled_shape,
    cost=lambda shape, input, indices, **attributes: 2.0 * size(input) + size(shape) + 1,
    saves="index",
    samples={"size": (2,)},
    symbol="unpool",
    local=["1"],
    downstream=["gather(g)"],
    where={"gather": pulled("max_unpool", "the gradient at the place where each entry went")},
    words="every entry goes back to the place its maximum came from, and reads its gradient there",
    choice="When two entries go to one place, the last one stays.",
    names="",
    unfolds=False,
    needs="1",
)
