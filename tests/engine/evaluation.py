"""The texts of an operation as numbers: an expression is evaluated as its own tree, with meanings from numpy and scipy.

A call by the name of an operation is that operation with the inputs and options that the text hands it, no others.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import scipy.linalg
import scipy.special

from engine import Tensor
from engine.operation import OPS, unbroadcast
from engine.operation.written import Written
from engine.tensors.indexing import fill
from engine.tensors.tensor import apply


def axes(dim: Any) -> Any:
    return None if dim is None or dim == () or dim == [] else tuple(np.atleast_1d(dim).tolist())


def reduction(function: Callable[..., Any]) -> Callable[..., Any]:
    def reduced(x: Any, dim: Any = None, keepdim: bool = False) -> Any:
        x = np.asarray(x)
        return function(x, axis=axes(dim) if x.ndim else None, keepdims=keepdim)

    return reduced


def along(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda x, dim=-1: function(np.atleast_1d(x), axis=dim).reshape(np.shape(x))


def norm(x: Any, p: Any = 2, dim: Any = None, keepdim: bool = False) -> Any:
    """The p-th root of the sum of the p-th powers, of all entries or along axes."""
    sizes, over = np.abs(np.asarray(x)), axes(dim) if np.ndim(x) else None
    if p == np.inf:
        return sizes.max(axis=over, keepdims=keepdim)
    if p == -np.inf:
        return sizes.min(axis=over, keepdims=keepdim)
    if p == 0:
        return (sizes != 0).sum(axis=over, keepdims=keepdim)
    return (sizes**p).sum(axis=over, keepdims=keepdim) ** (1 / p)


def spread(x: Any, dim: Any = ()) -> Any:
    """Copied along axes that a reduction took away: broadcasting does the rest."""
    return np.expand_dims(x, axes(dim) or ())


def piecewise(*cases: tuple[Any, Any]) -> Any:
    result = cases[-1][0]
    for value, test in reversed(cases):
        result = np.where(test, value, result)
    return result


def quantile(function: Callable[..., Any]) -> Callable[..., Any]:
    def measured(x: Any, q: Any, dim: Any = None, keepdim: bool = False, interpolation: str = "linear") -> Any:
        return function(x, q, axis=dim, keepdims=keepdim, method=interpolation)

    return measured


def transposed(x: Any) -> Any:
    return np.swapaxes(x, -1, -2) if np.ndim(x) > 1 else x


def times(a: Any, b: Any) -> Any:
    return np.matmul(a, b)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{
        name: getattr(np, name)
        for name in ("exp", "sqrt", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sign", "floor", "trunc")
    },
    **{name: getattr(np, f"arc{name[1:]}") for name in (["asin", "acos", "atan", "asinh", "acosh", "atanh", "atan2"])},
    **{name: getattr(scipy.special, name) for name in ["erf", "erfc", "erfinv", "digamma", "polygamma"]},
    **{name: reduction(getattr(np, name)) for name in ["sum", "mean", "prod", "max", "min", "any", "all", "nansum"]},
    **{name: along(getattr(np, name)) for name in ["cumsum", "cumprod"]},
    **{name: getattr(np, name) for name in ["isnan", "isinf", "isfinite"]},
    "norm": norm,
    "quantile": quantile(np.quantile),
    "nanquantile": quantile(np.nanquantile),
    "spread": spread,
    "round": np.round,
    "ceiling": np.ceil,
    "Abs": np.abs,
    "Max": np.maximum,
    "Min": np.minimum,
    "Eq": np.equal,
    "Ne": np.not_equal,
    "And": np.logical_and,
    "Or": np.logical_or,
    "Not": np.logical_not,
    "Xor": np.logical_xor,
    "Heaviside": np.heaviside,
    "Piecewise": piecewise,
    "loggamma": scipy.special.gammaln,
    "besseli": scipy.special.iv,
    "zeros_like": np.zeros_like,
    "reshape_as": lambda x, like: np.reshape(x, np.shape(like)),
    "expm": scipy.linalg.expm,
    "outer": lambda a, b: np.asarray(a)[..., :, None] * np.asarray(b)[..., None, :],
}
OPERATORS: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.MatMult: times,
    ast.USub: operator.neg,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
CONSTANTS = {"pi": np.pi, "oo": np.inf}


class Unknown(Exception):
    """A name or function that nothing gives a meaning."""


def evaluate(text: str, names: Mapping[str, Any]) -> Any:
    return _value(ast.parse(text, mode="eval").body, {**CONSTANTS, **names})


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            if name not in names:
                raise Unknown(name)
            return names[name]
        case ast.Tuple(elts=elements):
            return tuple(_value(each, names) for each in elements)
        case ast.UnaryOp(op=op, operand=operand):
            return OPERATORS[type(op)](_value(operand, names))
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATORS[type(op)](_value(left, names), _value(right, names))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return OPERATORS[type(op)](_value(left, names), _value(right, names))
        case ast.Attribute(value=value, attr="T"):
            return transposed(_value(value, names))
        case ast.Subscript(value=value, slice=index):
            return np.asarray(_value(value, names))[_value(index, names)]
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords):
            given = [_value(each, names) for each in args]
            options = {str(each.arg): _value(each.value, names) for each in keywords}
            if callable(names.get(name)):
                return names[name](*given)
            if name in FUNCTIONS:
                return FUNCTIONS[name](*given, **options)
            if name in OPS:
                arrays = (Tensor(np.asarray(x)) for x in given)
                return np.asarray(apply(OPS[name], *arrays, **options)._data)
            if name in names:
                return names[name]
            raise Unknown(name)
    raise Unknown(ast.unparse(node))


def names_of(op: str, inputs: tuple[Any, ...], attributes: Mapping[str, Any], written: Written) -> dict[str, Any]:
    """What the names in the texts of an application stand for, without `y` and `g`."""
    record = OPS[op]
    numbered = {f"x{slot}": x for slot, x in enumerate(inputs)}
    named = {} if record.variadic else dict(zip(record.inputs, inputs, strict=False))
    arrays = {name: record.where[name].rule(*inputs, **attributes) for name in written.where}
    if isinstance(attributes.get("index"), tuple):
        attributes = {**attributes, "index": fill(attributes["index"], inputs[len(record.inputs) :])}
    return {**record.attributes, **attributes, **written.numbers, **arrays, **numbered, **named}


def fitted(value: Any, shape: tuple[int, ...]) -> np.ndarray:
    """A gradient in the shape of its input: summed over copies, or copied where the text names one number for all."""
    value = np.asarray(value, dtype=float)
    try:
        return np.broadcast_to(value, shape)
    except ValueError:
        return np.asarray(unbroadcast(value, shape))
