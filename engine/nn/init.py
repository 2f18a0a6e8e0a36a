"""torch.nn.init: how weights are begun. Each function writes into the tensor that it is given, and returns it.

Sources: Glorot and Bengio 2010 (xavier), He et al. 2015 (kaiming), Saxe et al. 2014 (orthogonal),
Martens 2010 (sparse).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.functions import FUNCTIONS, creation, drawing
from engine.functions.streams import stream_of
from engine.functions.table import allocate
from engine.mode import mode as mode_of_now
from engine.mode import no_grad
from engine.operation import OPS, Array, Shape, shape_text
from engine.tensors import Tensor

GAINS = {"sigmoid": 1.0, "tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 3.0 / 4, "linear": 1.0}
# Where a larger share of normal numbers falls into the range, they are drawn until they do.
COMMON = 0.3
MOST_ROUNDS = 10_000


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor by which weights before this function are larger, so that what passes keeps its spread."""
    if not isinstance(nonlinearity, str):
        raise ArgumentError(f"nonlinearity is the name of a function, not {type(nonlinearity).__name__}")
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        return math.sqrt(2.0 / (1 + slope**2))
    if nonlinearity in GAINS or (nonlinearity.startswith("conv") and nonlinearity[-2:] in ("1d", "2d", "3d")):
        return GAINS.get(nonlinearity, 1.0)
    raise ArgumentError(f"no gain is known for {nonlinearity!r}; there are {', '.join([*GAINS, 'leaky_relu'])}")


def fans(shape: Shape) -> tuple[int, int]:
    """How many numbers come into one entry of the output, and how many entries one number goes into."""
    if len(shape) < 2:
        raise ShapeError(f"fans are those of a weight with rows and columns, not of shape {shape_text(shape)}")
    field = prod(shape[2:])
    return shape[1] * field, shape[0] * field


def xavier_bound(shape: Shape, gain: float = 1.0) -> float:
    incoming, outgoing = fans(shape)
    return math.sqrt(3.0) * (gain * math.sqrt(2.0 / float(incoming + outgoing)))


def kaiming_bound(shape: Shape, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu") -> float:
    return math.sqrt(3.0) * _kaiming_deviation(shape, a, mode, nonlinearity)


def _kaiming_deviation(shape: Shape, a: float, mode: str, nonlinearity: str) -> float:
    if mode not in ("fan_in", "fan_out"):
        raise ArgumentError(f"mode is 'fan_in' or 'fan_out', not {mode!r}")
    return calculate_gain(nonlinearity, a) / math.sqrt(fans(shape)[mode == "fan_out"])


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Any = None) -> Tensor:
    with no_grad():
        return _drawn("uniform_", tensor, a, b, generator)


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Any = None) -> Tensor:
    with no_grad():
        return _drawn("normal_", tensor, mean, std, generator)


def _drawn(name: str, tensor: Tensor, first: float, second: float, generator: Any) -> Tensor:
    made: Tensor = FUNCTIONS[f"Tensor.{name}"](tensor, first, second, generator=generator)
    return made


def constant_(tensor: Tensor, val: float) -> Tensor:
    with no_grad():
        made: Tensor = FUNCTIONS["Tensor.fill_"](tensor, val)
        return made


def ones_(tensor: Tensor) -> Tensor:
    return constant_(tensor, 1.0)


def zeros_(tensor: Tensor) -> Tensor:
    return constant_(tensor, 0.0)


def _stored(tensor: Tensor, values: Array) -> Tensor:
    with no_grad():
        return tensor._assign(creation.leaf(values, tensor.dtype))


def eye_(tensor: Tensor) -> Tensor:
    if tensor.ndim != 2:
        raise ShapeError(f"eye_ takes a matrix, not {shape_text(tensor.shape)}")
    return _stored(tensor, np.eye(tensor.shape[0], tensor.shape[1]))


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """Weights of a convolution that hands its input on."""
    if tensor.ndim not in (3, 4, 5):
        raise ShapeError(f"dirac_ takes the weight of a convolution, not {shape_text(tensor.shape)}")
    if groups < 1 or tensor.shape[0] % groups:
        raise ArgumentError(f"{tensor.shape[0]} channels do not part into {groups} groups")
    values = np.zeros(tensor.shape)
    each = tensor.shape[0] // groups
    middle = tuple(n // 2 for n in tensor.shape[2:])
    for group in range(groups):
        for place in range(min(each, tensor.shape[1])):
            values[(group * each + place, place, *middle)] = 1
    return _stored(tensor, values)


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    bound = xavier_bound(tensor.shape, gain)
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    incoming, outgoing = fans(tensor.shape)
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / float(incoming + outgoing)), generator)


def kaiming_uniform_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Tensor:
    bound = kaiming_bound(tensor.shape, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Tensor:
    return normal_(tensor, 0.0, _kaiming_deviation(tensor.shape, a, mode, nonlinearity), generator)


def _scratch(tensor: Tensor, draw: Callable[..., Array], shape: Shape, *options: Any) -> Array:
    """Numbers drawn as for this tensor, in a shape of their own."""
    allocate(shape)
    return np.asarray(draw(shape, drawing.drawn_type(tensor.dtype), *options), np.float64)


def trunc_normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0, generator: Any = None
) -> Tensor:
    """Normal numbers between a and b: what falls outside is drawn again. Far from the mean even numbers are drawn, and
    kept with the chance that their density says (von Neumann 1951).
    """
    if not a < b or not std > 0:
        raise ArgumentError("trunc_normal_ takes a deviation above 0 and a range from a to a larger b")
    share = _below((b - mean) / std) - _below((a - mean) / std)
    kept = _scratch(tensor, drawing.normal_numbers, tensor.shape, generator, mean, std) if share > COMMON else None
    open_ = np.ones(tensor.shape, bool) if kept is None else (kept < a) | (kept > b)
    values = np.zeros(tensor.shape) if kept is None else kept
    peak = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2
    for _ in range(MOST_ROUNDS):
        if not open_.any():
            return _stored(tensor, values)
        if kept is not None:
            drawn = _scratch(tensor, drawing.normal_numbers, tensor.shape, generator, mean, std)
            values = np.where(open_, drawn, values)
            open_ = (values < a) | (values > b)
            continue
        drawn = _scratch(tensor, drawing.uniform_numbers, tensor.shape, generator, a, b)
        values = np.where(open_, drawn, values)
        chances = _scratch(tensor, drawing.uniform_numbers, tensor.shape, generator)
        open_ = open_ & (np.log(chances) > -0.5 * ((drawn - mean) / std) ** 2 - peak)
    raise ArgumentError(f"hardly any number of this distribution falls between {a} and {b}")


def _below(x: float) -> float:
    """The share of normal numbers below x."""
    return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0


def orthogonal_(tensor: Tensor, gain: float = 1, generator: Any = None) -> Tensor:
    """Rows, or columns where there are more of those, of length `gain` that stand at right angles."""
    if tensor.ndim < 2:
        raise ShapeError(f"orthogonal_ takes a weight with rows and columns, not {shape_text(tensor.shape)}")
    rows, columns = tensor.shape[0], prod(tensor.shape[1:])
    flat = _scratch(tensor, drawing.normal_numbers, (rows, columns), generator)
    recorder = mode_of_now().recorder
    if recorder is not None:
        # The factorization is paid for, and is no part of the graph.
        recorder.admit(OPS["qr_r"], (Tensor(flat.T if rows < columns else flat),), {})
    q, r = np.linalg.qr(flat.T if rows < columns else flat)
    q = q * np.sign(np.diag(r))
    return _stored(tensor, gain * (q.T if rows < columns else q).reshape(tensor.shape))


def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator: Any = None) -> Tensor:
    """Normal numbers, of which a share in each column is 0."""
    if tensor.ndim != 2:
        raise ShapeError(f"sparse_ takes a matrix, not {shape_text(tensor.shape)}")
    rows, columns = tensor.shape
    values = _scratch(tensor, drawing.normal_numbers, (rows, columns), generator, 0.0, std)
    for column in range(columns):
        values[stream_of(None).permutation(rows)[: math.ceil(sparsity * rows)], column] = 0
    return _stored(tensor, values)


INITIALIZERS: dict[str, Callable[..., Any]] = {
    made.__name__: made
    for made in (
        *(calculate_gain, uniform_, normal_, constant_, ones_, zeros_, eye_, dirac_, xavier_uniform_, xavier_normal_),
        *(kaiming_uniform_, kaiming_normal_, trunc_normal_, orthogonal_, sparse_),
    )
}
