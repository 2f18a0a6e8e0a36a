"""The trees that a derivation is made of, and what they come to in numbers.

`n7` in a tree is the value of node 7, `d7` the gradient of node 7 under its name, `g` the gradient that a pass starts
with and `N` what the mean divides by. `c7` is what step 7 brings from an operation older than the recording. `j7_0(t)`
is t times the Jacobian of node 7 in its input 0, `h7(t)` what the hook of step 7 makes of t, `copies(t, n7)` t summed
over the copies that broadcasting made of node 7, `ones(t, n7)` t in every entry of an array shaped like node 7, and
`onehot(t, n7)` a 1 for each of the classes t among those of the scores n7.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from engine.errors import EngineError
from engine.explain.composition import UnwrittenError, negated, product, transposed
from engine.notation import worth
from engine.operation import Array, unbroadcast

Values = Mapping[str, Any]

OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.MatMult: np.matmul,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
# Functions of which a sign stands in front.
LINEAR = frozenset({"copies", "ones", "spread", "reshape_as", "outer", "sum", "mean"})
SPECIAL = re.compile(r"[jh]\d+(_\d+)?|copies|ones|onehot")


def _axes(dim: Any) -> Any:
    return None if dim is None or dim == () else tuple(np.atleast_1d(dim).tolist())


def _reduced(function: Callable[..., Any]) -> Callable[..., Any]:
    def reduce(x: Any, dim: Any = None, keepdim: bool = False) -> Any:
        return function(np.asarray(x), axis=_axes(dim) if np.ndim(x) else None, keepdims=keepdim)

    return reduce


def _piecewise(*cases: tuple[Any, Any]) -> Any:
    found = cases[-1][0]
    for value, test in reversed(cases):
        found = np.where(test, value, found)
    return found


def _softmax(x: Any, dim: int = -1) -> Any:
    raised = np.exp(x - np.max(x, axis=dim, keepdims=True))
    return raised / np.sum(raised, axis=dim, keepdims=True)


def _onehot(classes: Any, scores: Any) -> Any:
    """A class that is left out, as a negative number says, has no 1."""
    axis = min(np.ndim(scores) - 1, 1)
    each = np.expand_dims(np.asarray(classes), axis)
    count = np.arange(np.shape(scores)[axis]).reshape([-1 if place == axis else 1 for place in range(np.ndim(scores))])
    return (each == count).astype(np.asarray(scores).dtype)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **worth.FUNCTIONS,
    **{name: _reduced(getattr(np, name)) for name in ("sum", "mean", "prod", "max", "min")},
    "spread": lambda x, dim=(): np.expand_dims(x, _axes(dim) or ()),
    "reshape_as": lambda x, like: np.reshape(x, np.shape(like)),
    "outer": lambda a, b: np.asarray(a)[..., :, None] * np.asarray(b)[..., None, :],
    "Piecewise": _piecewise,
    "Heaviside": np.heaviside,
    "Eq": np.equal,
    "Ne": np.not_equal,
    "copies": lambda x, like: unbroadcast(np.asarray(x), np.shape(like)),
    "ones": lambda x, like: np.broadcast_to(x, np.shape(like)),
    "softmax": _softmax,
    "onehot": _onehot,
}
# Of single numbers these are something else, or of arrays nothing.
del FUNCTIONS["norm"], FUNCTIONS["copy"]


def value_of_tree(tree: ast.expr, values: Values) -> Array:
    """What the tree comes to where its names stand for these. Raises UnwrittenError where it cannot be worked out."""
    try:
        with np.errstate(all="ignore"):
            return np.asarray(_value(tree, values))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, EngineError):
        raise UnwrittenError from None


def _value(tree: ast.expr, values: Values) -> Any:
    match tree:
        case ast.Constant(value=value):
            return value
        case ast.Name(id="pi"):
            return np.pi
        case ast.Name(id="oo"):
            return np.inf
        case ast.Name(id=name):
            return values[name]
        case ast.Tuple(elts=elements):
            return tuple(_value(each, values) for each in elements)
        case ast.UnaryOp(operand=operand):
            return -_value(operand, values)
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATORS[type(op)](_value(left, values), _value(right, values))
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return OPERATORS[type(sign)](_value(left, values), _value(right, values))
        case ast.Attribute(value=value):
            found = np.asarray(_value(value, values))
            return np.swapaxes(found, -1, -2) if found.ndim > 1 else found
        case ast.Call(func=ast.Name(id=name), args=args, keywords=options):
            function = values[name] if name in values else FUNCTIONS[name]
            given = [_value(each, values) for each in args]
            return function(*given, **{str(each.arg): _value(each.value, values) for each in options})
    raise UnwrittenError


def call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name), list(arguments), [])


def filled(tree: ast.expr, given: Mapping[str, ast.expr], numbers: Callable[[ast.expr], bool]) -> ast.expr:
    """The tree with names replaced, tidied: factors 1 are gone, signs stand in front, a transposed product is the
    product of the transposed. `numbers` tells which trees are single numbers, which nothing need spread.
    """

    def fill(node: ast.expr) -> ast.expr:
        match node:
            case ast.Name(id=name):
                return given.get(name, node)
            case ast.BinOp(left=left, op=op, right=right):
                return joined(fill(left), op, fill(right))
            case ast.UnaryOp(operand=operand):
                return negated(fill(operand))
            case ast.Attribute(value=value):
                return turned(fill(value))
            case ast.Call(func=ast.Name(id="spread"), args=[inner]) if numbers(whole := fill(inner)):
                return whole
            case ast.Call(func=function, args=args, keywords=options):
                named = [ast.keyword(each.arg, fill(each.value)) for each in options]
                first, *others = [fill(each) for each in args] or [ast.Constant(0)]
                if isinstance(first, ast.UnaryOp) and isinstance(function, ast.Name) and function.id in LINEAR:
                    return negated(ast.Call(function, [first.operand, *others], named))
                return ast.Call(function, [first, *others] if args else [], named)
            case ast.Compare(left=left, ops=signs, comparators=others):
                return ast.Compare(fill(left), signs, [fill(each) for each in others])
            case ast.Tuple(elts=elements):
                return ast.Tuple([fill(each) for each in elements])
        return node

    return fill(tree)


def joined(left: ast.expr, op: ast.operator, right: ast.expr) -> ast.expr:
    """Two operands and their sign, tidied."""
    match op:
        case ast.Mult():
            match right:
                case ast.BinOp(left=ast.Constant(value=1), op=ast.Div(), right=below) if not _is_one(left):
                    return joined(left, ast.Div(), below)
            return product(left, right)
        case ast.Div() if _is_one(right):
            return left
        case ast.Div() | ast.MatMult() if isinstance(left, ast.UnaryOp):
            return negated(ast.BinOp(left.operand, op, right))
        case ast.MatMult() if isinstance(right, ast.UnaryOp):
            return negated(ast.BinOp(left, op, right.operand))
        case ast.Sub() if isinstance(right, ast.UnaryOp):
            return ast.BinOp(left, ast.Add(), right.operand)
        case ast.Pow():
            match right:
                case ast.BinOp(left=ast.Constant(value=a), op=ast.Sub(), right=ast.Constant(value=b)):
                    right = ast.Constant(a - b)  # type: ignore[operator]
            return left if _is_one(right) else ast.BinOp(left, op, right)
    return ast.BinOp(left, op, right)


def _is_one(tree: ast.expr) -> bool:
    return isinstance(tree, ast.Constant) and tree.value == 1


def turned(tree: ast.expr) -> ast.expr:
    """Transposed, from the inside: (A B)ᵀ = Bᵀ Aᵀ."""
    match tree:
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            return ast.BinOp(turned(right), ast.MatMult(), turned(left))
        case ast.UnaryOp(operand=operand):
            return negated(turned(operand))
    return transposed(tree)


def numbers_first(tree: ast.expr, number: Callable[[ast.expr], float | None]) -> ast.expr:
    """A product with its numbers multiplied and in front, where it has several; `number` of a factor that is none is
    None.
    """
    if isinstance(tree, ast.UnaryOp):
        return negated(numbers_first(tree.operand, number))
    factors = _factors(tree)
    found = [number(each) for each in factors]
    if sum(each is not None for each in found) < 2:
        return tree
    made = float(np.prod([each for each in found if each is not None]))
    rest = [factor for factor, each in zip(factors, found, strict=True) if each is None]
    front: ast.expr = ast.Constant(int(made) if made.is_integer() else made)
    return reduce(product, rest, front) if rest else front


def _factors(tree: ast.expr) -> list[ast.expr]:
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Mult):
        return _factors(tree.left) + _factors(tree.right)
    return [tree]


def names_of(tree: ast.expr) -> set[str]:
    """The names of values in it."""
    called = {id(each.func) for each in ast.walk(tree) if isinstance(each, ast.Call)}
    return {each.id for each in ast.walk(tree) if isinstance(each, ast.Name) and id(each) not in called}


def length(tree: ast.expr) -> int:
    """How much there is to read: names, numbers, signs and functions."""
    return sum(isinstance(each, (ast.Name, ast.Constant, ast.BinOp, ast.UnaryOp)) for each in ast.walk(tree))


def total(trees: Sequence[ast.expr]) -> ast.expr:
    """Their sum, what is subtracted last."""
    first = [each for each in trees if not isinstance(each, ast.UnaryOp)]
    found, *others = first + [each for each in trees if isinstance(each, ast.UnaryOp)]
    for each in others:
        if isinstance(each, ast.UnaryOp):
            found = ast.BinOp(found, ast.Sub(), each.operand)
        else:
            found = ast.BinOp(found, ast.Add(), each)
    return found
