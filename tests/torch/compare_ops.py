"""Compares every operation that PyTorch has with PyTorch, in float64, on the cases of the tests.

Run by hand from the top folder, with torch and scipy installed:

    python -m tests.torch.compare_ops

Prints the largest deviations and exits 1 if one is beyond rounding. Writes tests/engine/torch_reference.json: for each
case one number for the value and one for each gradient, weighed so that no two entries count alike. The suite compares
with that file, without torch.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from engine import Tensor
from engine.operation.record import OPS, REQUIRED
from engine.tensors.indexing import TensorIndex
from tests.engine.cases import CASES, Case
from tests.engine.derivatives import function_of, moving, upstream_for

REFERENCE = Path(__file__).parent.parent / "engine" / "torch_reference.json"
# Both sides compute in float64; singular vectors and long sums lose a few of its 16 digits.
ROUNDING = 1e-11
# PyTorch itself keeps fewer digits there: a constant in single precision, and short series.
LOOSE = {"hardsigmoid": 1e-8, "digamma": 1e-8, "polygamma": 1e-8}
# An eigenvector may have either sign.
LEFT_OUT = {"eigh_vectors", "svd_u", "svd_vh"}
# The gradient of det is 0 in PyTorch where det itself rounds to exactly 0; of a length below the eps of
# cosine_similarity PyTorch takes the gradient as if there were no bound.
OTHERWISE = {"det-2", "cosine_similarity-3"}
WITHOUT_GRADIENT = {"soft_margin_loss": {1}, "scatter-1": {2}}


def index_of(index: tuple[Any, ...], tensors: tuple[torch.Tensor, ...]) -> tuple[Any, ...]:
    return tuple(tensors[item.slot] if isinstance(item, TensorIndex) else item for item in index)


def put(x: torch.Tensor, value: torch.Tensor, *tensors: torch.Tensor, index: Any) -> torch.Tensor:
    out = x.clone()
    out[index_of(index, tensors)] = value
    return out


def adjoint(x: torch.Tensor, *tensors: torch.Tensor, index: Any, shape: Any) -> torch.Tensor:
    """Zeros with x added at the index, by the numbers of the places it reads."""
    out = torch.zeros(shape)
    places = torch.arange(out.numel()).reshape(shape)[index_of(index, tensors)]
    return out.reshape(-1).index_add(0, places.reshape(-1), x.reshape(-1)).reshape(shape)


def normalised(name: str) -> Callable[..., torch.Tensor]:
    if name == "batch_norm":
        return lambda x, w=None, b=None, eps=1e-5: F.batch_norm(x, None, None, w, b, training=True, eps=eps)
    return lambda x, w=None, b=None, eps=1e-5: F.instance_norm(x, weight=w, bias=b, eps=eps)


def bce_logits(x: torch.Tensor, t: torch.Tensor, w: Any = None, p: Any = None, **kwargs: Any) -> torch.Tensor:
    return F.binary_cross_entropy_with_logits(x, t, weight=w, pos_weight=p, **kwargs)


def resized(mode: str) -> Callable[..., torch.Tensor]:
    def resize(
        x: torch.Tensor, size: Any, scales: Any = (), align_corners: Any = None, exact: bool = False
    ) -> torch.Tensor:
        kind = {3: "linear", 4: "bilinear"}[x.ndim] if mode == "linear" else "nearest-exact" if exact else mode
        options = {} if mode == "nearest" else {"align_corners": bool(align_corners)}
        if scales:
            return F.interpolate(x, scale_factor=list(scales), mode=kind, **options)
        return F.interpolate(x, size=list(size), mode=kind, **options)

    return resize


def all_dims(x: torch.Tensor, dim: Any) -> Any:
    return tuple(range(x.ndim)) if dim is None else dim


def prod(x: torch.Tensor, dim: Any, keepdim: bool) -> torch.Tensor:
    if dim is None:
        return x.prod()
    for axis in sorted((dim,) if isinstance(dim, int) else dim, reverse=True):
        x = x.prod(axis, keepdim=keepdim)
    return x


def dot(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return torch.tensordot(a, b, dims=((-1,), (b.ndim - 2 if b.ndim > 1 else 0,)))


def avg_pool1d(
    x: torch.Tensor,
    kernel_size: int,
    stride: int | None = None,
    padding: int = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> torch.Tensor:
    """As a pool over one row: of one dim PyTorch's own has no divisor_override."""
    row, steps = x.unsqueeze(-2), (1, kernel_size if stride is None else stride)
    return F.avg_pool2d(
        row, (1, kernel_size), steps, (0, padding), ceil_mode, count_include_pad, divisor_override
    ).squeeze(-2)


def quantile(name: str) -> Callable[..., torch.Tensor]:
    def measure(x: torch.Tensor, q: Any, **options: Any) -> torch.Tensor:
        return getattr(torch, name)(x, torch.tensor(q), **options)

    return measure


def unpooled(x: torch.Tensor, indices: torch.Tensor, size: Any) -> torch.Tensor:
    """The windows are those for which the size given is one of the possible ones."""
    window = [n // m for n, m in zip(size, x.shape[-len(size) :], strict=True)]
    unpool = {1: F.max_unpool1d, 2: F.max_unpool2d}[len(size)]
    return unpool(x, indices, window if len(size) > 1 else window[0], output_size=size)


# Operations without a name of their own in torch, or with arguments of another kind there.
ADAPTED: dict[str, Callable[..., Any]] = {
    "pow": lambda x, exponent: x**exponent,
    "pow_tensor": lambda a, b: a**b,
    "to": lambda x, dtype: x.to(torch.float64),
    "max_along": lambda x, **k: x.max(**k).values,
    "min_along": lambda x, **k: x.min(**k).values,
    "median_along": lambda x, **k: x.median(**k).values,
    "median": lambda x: x.median(),
    "sort": lambda x, **k: x.sort(**k).values,
    "topk": lambda x, **k: x.topk(**k).values,
    "cummax": lambda x, dim: x.cummax(dim).values,
    "cummin": lambda x, dim: x.cummin(dim).values,
    "var": lambda x, **k: x.var(**({"dim": None} | k)),
    "std": lambda x, **k: x.std(**({"dim": None} | k)),
    "norm": lambda x, **k: torch.norm(
        x, **{"p": k.get("p", 2), "dim": k.get("dim"), "keepdim": k.get("keepdim", False)}
    ),
    "logsumexp": lambda x, dim=None, keepdim=False: torch.logsumexp(x, all_dims(x, dim), keepdim),
    "prod": lambda x, dim=None, keepdim=False: prod(x, dim, keepdim),
    "amax": lambda x, dim=(), keepdim=False: torch.amax(x, dim, keepdim),
    "amin": lambda x, dim=(), keepdim=False: torch.amin(x, dim, keepdim),
    "dot": dot,
    "einsum": lambda *x, equation: torch.einsum(equation, *x),
    "index": lambda x, *t, index: x[index_of(index, t)],
    "index_put": put,
    "index_adjoint": adjoint,
    "unfold_windows": lambda x, dimension, size, step: x.unfold(dimension, size, step),
    "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
    "logabsdet": lambda x: torch.slogdet(x).logabsdet,
    "eigh_vectors": lambda x: torch.linalg.eigh(x).eigenvectors,
    "qr_q": lambda x, **k: torch.linalg.qr(x, **k).Q,
    "qr_r": lambda x, **k: torch.linalg.qr(x, **k).R,
    "pad_constant": lambda x, pad, value=0.0: F.pad(x, pad, value=value),
    "repeat": lambda x, repeats: x.repeat(repeats),
    "conv_input": lambda g, w, size, **o: torch.nn.grad.conv2d_input(size, w, g, **o),
    "conv_weight": lambda g, x, size, **o: torch.nn.grad.conv2d_weight(x, size, g, **o),
    "interpolate_nearest": resized("nearest"),
    "interpolate_linear": resized("linear"),
    "interpolate_cubic": resized("bicubic"),
    "clamp_between": torch.clamp,
    "unique": lambda x, dim=None: torch.unique(x, dim=dim),
    "div_floor": lambda a, b: torch.div(a, b, rounding_mode="floor"),
    "mode_along": lambda x, dim=-1, keepdim=False: x.mode(dim, keepdim).values,
    "nanmedian_along": lambda x, dim=-1, keepdim=False: x.nanmedian(dim, keepdim).values,
    "kthvalue": lambda x, **k: x.kthvalue(**k).values,
    "quantile": quantile("quantile"),
    "nanquantile": quantile("nanquantile"),
    "quantile_at": torch.quantile,
    "nanquantile_at": torch.nanquantile,
    **{
        loss.__name__: lambda x, t, w=None, loss=loss, **k: loss(x, t, weight=w, **k)
        for loss in (F.mse_loss, F.l1_loss, F.huber_loss)
    },
    "scatter_reduce": lambda x, index, src, dim, **k: x.scatter_reduce(dim, index, src, **k),
    "max_unpool": unpooled,
    "avg_pool1d": avg_pool1d,
    "batch_norm": normalised("batch_norm"),
    "instance_norm": normalised("instance_norm"),
    "binary_cross_entropy_with_logits": bce_logits,
    "binary_cross_entropy": lambda p, t, w=None, **k: F.binary_cross_entropy(p, t, weight=w, **k),
    "dropout": lambda x, mask, p: x * mask / (1 - p),
    "scaled_dot_product_attention": lambda q, k, v, m=None, **o: F.scaled_dot_product_attention(q, k, v, m, **o),
    "multi_margin_loss": lambda x, t, w=None, **k: F.multi_margin_loss(x, t, weight=w, **k),
    "multilabel_soft_margin_loss": lambda x, t, w=None, **k: F.multilabel_soft_margin_loss(x, t, weight=w, **k),
    "cross_entropy": lambda x, t, w=None, **k: F.cross_entropy(x, t, weight=w, **k),
    "nll_loss": lambda x, t, w=None, **k: F.nll_loss(x, t, weight=w, **k),
    "scatter": lambda x, index, src, dim: x.scatter(dim, index, src if src.ndim else src.item()),
    "cross": torch.linalg.cross,
    "cat": lambda *x, dim=0: torch.cat(x, dim),
    "stack": lambda *x, dim=0: torch.stack(x, dim),
    "expand": lambda x, shape: x.expand(shape),
    "layer_norm": lambda x, w=None, b=None, normalized_shape=(), **k: F.layer_norm(x, normalized_shape, w, b, **k),
    "rms_norm": lambda x, w=None, normalized_shape=(), **k: F.rms_norm(x, normalized_shape, w, **k),
    "group_norm": lambda x, w=None, b=None, num_groups=1, **k: F.group_norm(x, num_groups, w, b, **k),
    "lu_packed": lambda x: torch.linalg.lu_factor(x).LU,
    "renorm": lambda x, p, dim, maxnorm: torch.renorm(x, p, dim, maxnorm),
    "trace": lambda x, offset=0, dim1=0, dim2=1: torch.diagonal(x, offset, dim1, dim2).sum(-1),
    "trapezoid": lambda y, x=None, dx=1.0, dim=-1: (
        torch.trapezoid(y, dx=dx, dim=dim) if x is None else torch.trapezoid(y, x, dim=dim)
    ),
}


def in_torch(case: Case) -> Callable[..., Any] | None:
    """PyTorch's function for a case, taking the inputs and attributes as the operation does."""
    op = OPS[case.op]
    if case.op in ADAPTED:
        return ADAPTED[case.op]
    for name in (*op.names, f"functional.{op.name}", f"torch.{op.name}", f"torch.linalg.{op.name}"):
        owner, _, path = name.partition(".")
        found: Any = {"torch": torch, "functional": F, "Tensor": torch.Tensor}.get(owner)
        for part in path.split("."):
            found = getattr(found, part, None)
        if found is not None:
            return _ordered(found, case) if op.order else found
    return None


def _ordered(function: Callable[..., Any], case: Case) -> Callable[..., Any]:
    """Where attributes stand between the inputs, everything is handed over by position."""

    def call(*inputs: Any, **attributes: Any) -> Any:
        op = OPS[case.op]
        given = {**op.attributes, **attributes, **dict(zip(op.inputs, inputs, strict=False))}
        leading = [given[name] for name in op.order if name in op.inputs or op.attributes[name] is REQUIRED]
        rest = {name: value for name, value in attributes.items() if op.attributes[name] is not REQUIRED}
        return function(*leading, **rest)

    return call


def projected(value: Any) -> float:
    array = np.asarray(value, dtype=float)
    return float(np.sum(array * upstream_for(array.shape)))


def compared(case: Case) -> tuple[float, list[float], float] | None:
    """The projected value and gradients by torch, and the largest deviation of ours from them."""
    function = in_torch(case)
    if function is None or not OPS[case.op].differentiable or case.op in LEFT_OUT or case.name in OTHERWISE:
        return None
    without = WITHOUT_GRADIENT.get(case.op, WITHOUT_GRADIENT.get(case.name, set()))
    slots = [slot for slot in moving(case) if slot not in without]
    prepared = case.prepare(*map(Tensor, case.inputs)) if case.prepare else [Tensor(x) for x in case.inputs]
    arrays = [np.array(x._data) for x in prepared]
    theirs = [torch.tensor(x, requires_grad=slot in slots) for slot, x in enumerate(arrays)]
    y = function(*theirs, **case.attributes)
    upstream = torch.tensor(upstream_for(tuple(y.shape)))
    gradients = torch.autograd.grad(y, [theirs[slot] for slot in slots], upstream, allow_unused=True)
    ours = [Tensor(x, requires_grad=slot in slots) for slot, x in enumerate(arrays)]
    plain = Case(case.op, case.number, tuple(arrays), case.attributes)
    found = function_of(plain)(*ours)
    off = [np.abs(found._data - y.detach().numpy())]
    if found.requires_grad:
        found.backward(Tensor(upstream.numpy()))
    for slot, gradient in zip(slots, gradients, strict=True):
        expected = np.zeros(arrays[slot].shape) if gradient is None else gradient.numpy()
        actual = ours[slot].grad
        off.append(np.abs((np.zeros(expected.shape) if actual is None else actual._data) - expected))
    numbers = [0.0 if gradient is None else projected(gradient.numpy()) for gradient in gradients]
    with np.errstate(invalid="ignore"):
        return projected(y.detach().numpy()), numbers, float(max(np.max(part, initial=0.0) for part in off))


def main() -> int:
    torch.set_default_dtype(torch.float64)
    reference: dict[str, list[float]] = {}
    deviations: list[tuple[float, str]] = []
    for case in CASES:
        result = compared(case)
        if result is not None:
            value, gradients, deviation = result
            reference[case.name] = [value, *gradients]
            deviations.append((deviation / (LOOSE.get(case.op, ROUNDING)), case.name))
    deviations.sort(reverse=True)
    for deviation, name in deviations[:10]:
        print(f"{deviation:.1e} of what is allowed: {name}")
    differing = [name for deviation, name in deviations if not deviation <= 1]
    operations = {name.rpartition("-")[0] for name in reference}
    print(f"{len(reference)} cases of {len(operations)} operations compared, {len(differing)} differ")
    missing = sorted({case.op for case in CASES if OPS[case.op].differentiable} - operations)
    print(f"not in torch: {', '.join(missing) or 'none'}")
    REFERENCE.write_text(json.dumps(reference, indent=0, sort_keys=True) + "\n", "utf-8")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
