"""Operations of neural networks: normalising exponentials, convolution, pooling, normalisation, lookup."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.op import Array, Shape, compute, register, shape_text, size
from engine.ops.reduction import axes_of, kept


def same_shape(x: Shape, dim: int = 0, **attributes: Any) -> Shape:
    axes_of(dim, len(x))
    return x


def softmax(x: Array, dim: int) -> Array:
    """exp(x) / sum(exp(x)) along one axis, shifted by the maximum so that nothing overflows."""
    weights = np.exp(x - x.max(dim, keepdims=True))
    return weights / weights.sum(dim, keepdims=True)


def _sum_along(x: Array, like: Array, dim: int) -> Array:
    return kept(compute("sum", x, dim=dim, keepdim=True), like, dim)


def _softmax_slope(g: Array, y: Array, x: Array, dim: int) -> Array:
    return y * (g - _sum_along(g * y, x, dim))


register(
    "softmax",
    lambda x, /, dim: softmax(x, dim),
    family="nn",
    vjps=[_softmax_slope],
    jvps=[_softmax_slope],
    shape=same_shape,
    cost=8,
    formula="exp(x) / sum(exp(x))",
    local=["diag(y) - y @ y.T"],
    downstream=["y * (g - sum(g * y))"],
    saves="output",
    words="softmax takes the weighted mean out of the gradient, then weighs it by its own output",
    names="torch.softmax Tensor.softmax functional.softmax",
)


def _log_softmax(x: Array, /, dim: int) -> Array:
    shifted = x - x.max(dim, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(dim, keepdims=True))


register(
    "log_softmax",
    _log_softmax,
    family="nn",
    vjps=[lambda g, y, x, dim: g - np.exp(y) * _sum_along(g, x, dim)],
    jvps=[lambda t, y, x, dim: t - _sum_along(np.exp(y) * t, x, dim)],
    shape=same_shape,
    cost=8,
    formula="x - log(sum(exp(x)))",
    local=["I - 1 @ exp(y).T"],
    downstream=["g - exp(y) * sum(g)"],
    saves="output",
    words="log_softmax hands the gradient on, less its total shared out in softmax proportions",
    names="torch.log_softmax Tensor.log_softmax functional.log_softmax",
)


def pair(value: Any) -> tuple[int, int]:
    return (int(value), int(value)) if not isinstance(value, (tuple, list)) else (int(value[0]), int(value[1]))


def _conv_size(n: int, k: int, stride: int, padding: int, dilation: int) -> int:
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1


def _conv_shape(
    input: Shape,
    weight: Shape,
    bias: Shape = (),
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Shape:
    if len(input) != 4 or len(weight) != 4:
        raise ShapeError(
            "conv2d needs an input (examples, channels, height, width) and a weight (out, channels, height, width), "
            f"got {shape_text(input)} and {shape_text(weight)}"
        )
    if input[1] != weight[1] * groups or weight[0] % groups:
        raise ShapeError(
            f"conv2d: the input has {input[1]} channels, the weight {shape_text(weight)} expects {weight[1] * groups}"
        )
    spatial = [
        _conv_size(n, k, s, p, d)
        for n, k, s, p, d in zip(input[2:], weight[2:], pair(stride), pair(padding), pair(dilation), strict=True)
    ]
    if min(spatial) < 1:
        raise ShapeError(f"conv2d: the kernel {shape_text(weight[2:])} is larger than the input {shape_text(input[2:])}")
    return (input[0], weight[0], *spatial)


def _windows(x: Array, kernel: tuple[int, int], stride: Any, padding: Any, dilation: Any) -> Array:
    """All windows of x (n, c, h, w) as a view (n, c, oh, ow, kh, kw)."""
    (ph, pw), (sh, sw), (dh, dw) = pair(padding), pair(stride), pair(dilation)
    if ph or pw:
        x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    span = (dh * (kernel[0] - 1) + 1, dw * (kernel[1] - 1) + 1)
    view = np.lib.stride_tricks.sliding_window_view(x, span, axis=(2, 3))
    return view[:, :, ::sh, ::sw, ::dh, ::dw]


def _conv2d(
    input: Array,
    weight: Array,
    bias: Array | None = None,
    /,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    windows = _windows(input, weight.shape[2:], stride, padding, dilation)
    n, c, oh, ow, kh, kw = windows.shape
    per = c // groups
    outputs = weight.shape[0] // groups
    columns = windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * oh * ow, groups, per * kh * kw)
    kernels = weight.reshape(groups, outputs, per * kh * kw)
    product = np.einsum("ngk,gok->ngo", columns, kernels, optimize=True) if groups > 1 else None
    flat = columns[:, 0] @ kernels[0].T if product is None else product.reshape(n * oh * ow, -1)
    out = flat.reshape(n, oh, ow, -1).transpose(0, 3, 1, 2)
    return np.ascontiguousarray(out if bias is None else out + bias.reshape(-1, 1, 1))


def _conv_input(g: Array, y: Array, input: Array, weight: Array, *bias: Array, **attributes: Any) -> Array:
    return compute("conv2d_input", g, weight, size=tuple(input.shape), **attributes)


def _conv_weight(g: Array, y: Array, input: Array, weight: Array, *bias: Array, **attributes: Any) -> Array:
    return compute("conv2d_weight", g, input, size=tuple(weight.shape), **attributes)


register(
    "conv2d",
    _conv2d,
    family="nn",
    vjps=[_conv_input, _conv_weight, lambda g, y, *inputs, **attributes: g.sum((0, 2, 3))],
    jvps=[
        lambda t, y, input, weight, *bias, **attributes: compute("conv2d", t, weight, **attributes),
        lambda t, y, input, weight, *bias, **attributes: compute("conv2d", input, t, **attributes),
        lambda t, y, *inputs, **attributes: np.broadcast_to(t.reshape((-1, 1, 1)), y.shape),
    ],
    shape=_conv_shape,
    cost=lambda shape, input, weight, *bias, **attributes: size(shape) * (1.0 + 0.25 * size(weight[1:])),
    symbol="conv",
    formula="conv2d(input, weight)",
    local=["weight", "patches(input)", "1"],
    downstream=["spread(g, weight)", "correlate(input, g)", "sum(g)"],
    words="one kernel serves every place: its gradient is a sum over the places",
    names="functional.conv2d torch.conv2d",
)


def _conv2d_input(
    g: Array,
    weight: Array,
    /,
    size: Shape,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """The input gradient of conv2d: each output's gradient spread over its window through the kernel."""
    (ph, pw), (sh, sw), (dh, dw) = pair(padding), pair(stride), pair(dilation)
    n, c, h, w = size
    out = np.zeros((n, c, h + 2 * ph, w + 2 * pw), g.dtype)
    outputs, per, kh, kw = weight.shape
    oh, ow = g.shape[2:]
    grouped = g.reshape(n, groups, outputs // groups, oh, ow)
    kernels = weight.reshape(groups, outputs // groups, per, kh, kw)
    for i in range(kh):
        for j in range(kw):
            part = np.einsum("ngohw,goc->ngchw", grouped, kernels[..., i, j], optimize=True)
            out[:, :, i * dh : i * dh + oh * sh : sh, j * dw : j * dw + ow * sw : sw] += part.reshape(n, c, oh, ow)
    return out[:, :, ph : ph + h, pw : pw + w]


def _conv2d_weight(
    g: Array,
    input: Array,
    /,
    size: Shape,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Array:
    """The kernel gradient of conv2d: the input's windows weighted by g and summed over examples and places."""
    outputs, per, kh, kw = size
    windows = _windows(input, (kh, kw), stride, padding, dilation)
    n, c, oh, ow = windows.shape[:4]
    windows = windows[:, :, : g.shape[2], : g.shape[3]].reshape(n, groups, per, *g.shape[2:], kh, kw)
    grouped = g.reshape(n, groups, outputs // groups, *g.shape[2:])
    return np.einsum("ngohw,ngchwij->gocij", grouped, windows, optimize=True).reshape(size)


register(
    "conv2d_input",
    _conv2d_input,
    family="nn",
    vjps=[
        lambda u, y, g, weight, size, **attributes: compute("conv2d", u, weight, **attributes),
        lambda u, y, g, weight, size, **attributes: compute(
            "conv2d_weight", g, u, size=tuple(weight.shape), **attributes
        ),
    ],
    jvps=[
        lambda t, y, g, weight, **attributes: compute("conv2d_input", t, weight, **attributes),
        lambda t, y, g, weight, **attributes: compute("conv2d_input", g, t, **attributes),
    ],
    shape=lambda g, weight, size, **attributes: tuple(size),
    cost=lambda shape, g, weight, **attributes: size(g) * (1.0 + 0.25 * size(weight[1:])),
    formula="spread(g, weight)",
    local=["weight", "g"],
    downstream=["conv2d(g, weight)", "correlate(g, x)"],
    words="the transpose of a convolution in its input",
    names="",
)
register(
    "conv2d_weight",
    _conv2d_weight,
    family="nn",
    vjps=[
        lambda u, y, g, input, size, **attributes: compute("conv2d", input, u, **attributes),
        lambda u, y, g, input, size, **attributes: compute("conv2d_input", g, u, size=tuple(input.shape), **attributes),
    ],
    jvps=[
        lambda t, y, g, input, **attributes: compute("conv2d_weight", t, input, **attributes),
        lambda t, y, g, input, **attributes: compute("conv2d_weight", g, t, **attributes),
    ],
    shape=lambda g, input, size, **attributes: tuple(size),
    cost=lambda shape, g, input, **attributes: size(g) * (1.0 + 0.25 * size(shape[1:])),
    formula="correlate(input, g)",
    local=["input", "g"],
    downstream=["conv2d(input, g)", "spread(g, g)"],
    words="the transpose of a convolution in its kernel",
    names="",
)


def _pool_shape(
    input: Shape, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1, ceil_mode: bool = False
) -> Shape:
    if len(input) != 4:
        raise ShapeError(
            f"max_pool2d needs an input (examples, channels, height, width), got {shape_text(input)}: "
            "reshape to (1, 1, height, width)"
        )
    kernel, step = pair(kernel_size), pair(kernel_size if stride is None else stride)
    out = [
        _conv_size(n, k, s, p, d)
        for n, k, s, p, d in zip(input[2:], kernel, step, pair(padding), pair(dilation), strict=True)
    ]
    if min(out) < 1:
        raise ShapeError(f"max_pool2d: the window {kernel} is larger than the input {shape_text(input[2:])}")
    return (*input[:2], *out)


def _pool_index(x: Array, kernel_size: Any, stride: Any, padding: Any, dilation: Any) -> tuple[Array, ...]:
    """Where in x the first maximum of every window stands."""
    values = np.asarray(x._data if hasattr(x, "_data") else x)
    (ph, pw), (dh, dw) = pair(padding), pair(dilation)
    sh, sw = pair(kernel_size if stride is None else stride)
    kernel = pair(kernel_size)
    padded = np.pad(values, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=-np.inf)
    windows = _windows(padded, kernel, (sh, sw), 0, (dh, dw))
    n, c, oh, ow = windows.shape[:4]
    best = windows.reshape(n, c, oh, ow, -1).argmax(-1)
    rows = best // kernel[1] * dh + np.arange(oh).reshape(-1, 1) * sh - ph
    columns = best % kernel[1] * dw + np.arange(ow) * sw - pw
    grid = np.indices((n, c, 1, 1), sparse=True)
    return grid[0], grid[1], rows, columns


def _max_pool2d(
    input: Array,
    /,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
) -> Array:
    return input[_pool_index(input, kernel_size, stride, padding, dilation)]


def _max_pool2d_vjp(
    g: Array, y: Array, input: Array, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1
) -> Array:
    where = _pool_index(input, kernel_size, stride, padding, dilation)
    return compute("index_adjoint", g, index=where, shape=tuple(input.shape))


register(
    "max_pool2d",
    _max_pool2d,
    family="nn",
    vjps=[_max_pool2d_vjp],
    jvps=[
        lambda t, y, input, kernel_size, stride=None, padding=0, dilation=1: t[
            _pool_index(input, kernel_size, stride, padding, dilation)
        ]
    ],
    shape=_pool_shape,
    cost=lambda shape, input, kernel_size, **attributes: size(shape) * 2.0 * size(pair(kernel_size)),
    symbol="max pool",
    formula="max_pool2d(input)",
    local=["won(x)"],
    downstream=["scatter(g)"],
    saves="positions of the maxima",
    words="max pooling routes, window by window: the largest entry takes the whole gradient",
    choice="On a tie the first entry of the window takes it all, as in PyTorch.",
    names="functional.max_pool2d torch.max_pool2d",
)


def _embedding_shape(indices: Shape, weight: Shape) -> Shape:
    if len(weight) != 2:
        raise ShapeError(f"embedding needs a weight (rows, columns), got {shape_text(weight)}")
    return (*indices, weight[1])


register(
    "embedding",
    lambda indices, weight, /: weight[indices],
    family="nn",
    vjps=[
        None,
        lambda g, y, indices, weight: compute(
            "index_adjoint",
            g,
            index=(np.asarray(indices._data if hasattr(indices, "_data") else indices),),
            shape=weight.shape,
        ),
    ],
    jvps=[
        None,
        lambda t, y, indices, weight: t[np.asarray(indices._data if hasattr(indices, "_data") else indices)],
    ],
    shape=_embedding_shape,
    symbol="lookup",
    formula="weight[indices]",
    local=["", "[row taken]"],
    downstream=["", "scatter(g)"],
    words="a lookup adds each gradient to the row it was read from: a row used twice learns twice",
    names="functional.embedding",
)
