"""Python's operators on the values of a program: tensors make nodes, plain values are computed within bounds."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterable
from functools import cmp_to_key

import numpy as np

from engine.errors import DtypeError
from engine.functions import FUNCTIONS
from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import dunders
from engine.language.semantics.formatting import percent
from engine.language.values import (
    BUILTINS,
    INT_LIMIT,
    NUMBERS,
    Counter,
    Instance,
    Iterated,
    Layer,
    SetValue,
    Value,
    View,
    describe,
    is_key,
)
from engine.tensors import Tensor

Operator = Callable[[Value, Value], Value]

BINARY: dict[type[ast.AST], tuple[str, Operator]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
    ast.FloorDiv: ("//", operator.floordiv),
    ast.Mod: ("%", operator.mod),
    ast.Pow: ("**", operator.pow),
    ast.MatMult: ("@", operator.matmul),
    ast.BitAnd: ("&", operator.and_),
    ast.BitOr: ("|", operator.or_),
    ast.BitXor: ("^", operator.xor),
    ast.LShift: ("<<", operator.lshift),
    ast.RShift: (">>", operator.rshift),
}
UNARY: dict[type[ast.AST], tuple[str, Callable[[Value], Value]]] = {
    ast.UAdd: ("+", operator.pos),
    ast.USub: ("-", operator.neg),
    ast.Invert: ("~", operator.invert),
}
ORDER: dict[type[ast.AST], tuple[str, Operator]] = {
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
}
NOT_A_POWER = "Write ** for a power: x ** 2."
SET_OPERATORS: dict[type[ast.AST], str] = {
    ast.BitOr: "union",
    ast.BitAnd: "intersection",
    ast.Sub: "difference",
    ast.BitXor: "symmetric_difference",
}
COUNTER_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "__add__",
    ast.Sub: "__sub__",
    ast.BitOr: "__or__",
    ast.BitAnd: "__and__",
}
INVITE_TENSOR = "Write torch.tensor(...) around the numbers: tensors follow IEEE arithmetic and give inf or nan."
DEEPEST = 6
# Equal to nothing a program holds.
MISSING = object()


def binary(machine: Machine, kind: type[ast.AST], left: Value, right: Value) -> Value:
    symbol, function = BINARY[kind]
    if isinstance(left, Instance) or isinstance(right, Instance):
        answer = dunders.arithmetic(machine, kind, left, right)
        if answer is not None:
            return answer[0]
    if isinstance(left, View) or isinstance(right, View):
        return _on_views(machine, kind, left, right)
    if isinstance(left, SetValue) and isinstance(right, SetValue) and kind in SET_OPERATORS:
        return machine.call_method(left, SET_OPERATORS[kind], right)
    if isinstance(left, Counter) and isinstance(right, Counter) and kind in COUNTER_OPERATORS:
        return machine.call_method(left, COUNTER_OPERATORS[kind], right)
    if isinstance(left, str) and kind is ast.Mod:
        return machine.text(percent(machine, left, right))
    if type(left) is Tensor or type(right) is Tensor:
        return _on_tensors(machine, kind, _as_array(machine, left, right), _as_array(machine, right, left))
    if isinstance(left, NUMBERS) and isinstance(right, NUMBERS):
        return _on_numbers(symbol, function, left, right)
    if kind is ast.Add and _alike(left, right) and isinstance(left, (str, bytes, list, tuple)):
        return joined(machine, left, right)
    if kind is ast.Mult:
        sequence, count = (right, left) if isinstance(left, int) else (left, right)
        if isinstance(sequence, (str, bytes, list, tuple)) and isinstance(count, int):
            return repeated(machine, sequence, count)
    raise unfit(symbol, left, right)


def _on_views(machine: Machine, kind: type[ast.AST], left: Value, right: Value) -> Value:
    """Views of dicts are joined like sets, and with sets and lists, too."""
    if kind not in SET_OPERATORS:
        raise unfit(BINARY[kind][0], left, right)
    sets = [one if isinstance(one, SetValue) else machine.invoke(BUILTINS["set"], [one]) for one in (left, right)]
    return machine.call_method(sets[0], SET_OPERATORS[kind], sets[1])


def _on_tensors(machine: Machine, kind: type[ast.AST], left: Value, right: Value) -> Value:
    """One of them is a tensor."""
    symbol, function = BINARY[kind]
    require_tensor_operand(kind, left, right)
    if kind is ast.Sub:
        _refuse_booleans(machine, left, right)
    if kind is ast.MatMult and left in machine.arrays and right in machine.arrays:
        function = FUNCTIONS["numpy.matmul"]
    try:
        return function(left, right)
    except TypeError:
        raise unfit(symbol, left, right) from None
    except DtypeError as reason:
        if kind is not ast.BitXor:
            raise
        raise ProgramError("dtype", f"^ is not a power: {reason}", hint=NOT_A_POWER) from None


def unary(machine: Machine, kind: type[ast.AST], operand: Value) -> Value:
    symbol, function = UNARY[kind]
    answer = dunders.ask(machine, operand, dunders.SIGNS[kind])
    if answer is not None:
        return answer[0]
    if type(operand) is Tensor:
        return function(operand)
    if isinstance(operand, int) or (isinstance(operand, float) and kind is not ast.Invert):
        return bounded(function(int(operand) if isinstance(operand, bool) else operand))
    raise ProgramError("type", f"{symbol} does not apply to {describe(operand)}")


def _as_array(machine: Machine, value: Value, beside: Value) -> Value:
    """A list beside an array is one, as numpy has it."""
    if isinstance(value, (list, tuple)) and type(beside) is Tensor and beside in machine.arrays:
        return machine.array(value)
    return value


def compare(machine: Machine, kind: type[ast.AST], left: Value, right: Value) -> Value:
    if kind in (ast.Is, ast.IsNot):
        same = left is right or (isinstance(left, (*NUMBERS, str)) and type(left) is type(right) and left == right)
        return same if kind is ast.Is else not same
    if kind in (ast.In, ast.NotIn):
        return contains(machine, right, left) == (kind is ast.In)
    if isinstance(left, Instance) or isinstance(right, Instance):
        answer = dunders.compared(machine, kind, left, right)
        if answer is not None:
            return answer[0]
    left, right = machine.plain(left), machine.plain(right)
    if kind in (ast.Eq, ast.NotEq):
        if type(left) is Tensor or type(right) is Tensor:
            if isinstance(left, (Tensor, *NUMBERS)) and isinstance(right, (Tensor, *NUMBERS)):
                return operator.eq(left, right) if kind is ast.Eq else operator.ne(left, right)
            return kind is ast.NotEq
        if isinstance(left, Instance) or isinstance(right, Instance):
            return (left is right) == (kind is ast.Eq)
        return equal(machine, left, right) == (kind is ast.Eq)
    symbol, function = ORDER[kind]
    if isinstance(left, SetValue) and isinstance(right, SetValue):
        one, other = (left, right) if kind in (ast.Lt, ast.LtE) else (right, left)
        strict = kind in (ast.Lt, ast.Gt) and len(one) == len(other)
        return not strict and machine.call_method(one, "issubset", other)
    if all(isinstance(value, (Tensor, *NUMBERS)) for value in (left, right)):
        return function(left, right)
    if isinstance(left, str) and isinstance(right, str):
        return function(left, right)
    if _alike(left, right) and isinstance(left, (list, tuple)):
        for one, other in zip(left, right, strict=False):
            if not machine.equal(one, other):
                return compare(machine, kind, one, other)
        return function(len(left), len(right))
    raise unfit(symbol, left, right)


def ordered(machine: Machine, ranks: list[Value], reverse: bool) -> list[int]:
    """The places of the ranks from the least to the greatest; each comparison is a step. Raises ProgramError (type)."""
    numbers = [rank.item() if type(rank) is Tensor and rank.ndim == 0 else rank for rank in ranks]

    def by_rank(one: int, other: int) -> int:
        machine.budget.spend("steps", 1)
        if machine.truth(compare(machine, ast.Lt, numbers[one], numbers[other])):
            return -1
        return 1 if machine.truth(compare(machine, ast.Lt, numbers[other], numbers[one])) else 0

    return sorted(range(len(ranks)), key=cmp_to_key(by_rank), reverse=reverse)


def contains(machine: Machine, container: Value, item: Value) -> bool:
    if isinstance(container, str) and isinstance(item, str):
        return item in container
    if isinstance(container, bytes) and isinstance(item, (bytes, int)):
        return item in container if isinstance(item, bytes) else 0 <= item < 256 and item in container
    if isinstance(container, (dict, SetValue)):
        return is_key(item) and item in container
    if type(container) is Tensor and isinstance(item, (Tensor, *NUMBERS)):
        return bool(np.any(operator.eq(container, item)._seen()))
    if isinstance(container, range):
        return isinstance(item, int) and item in container
    if isinstance(container, (list, tuple)):
        return any(machine.equal(other, item) for other in container)
    if isinstance(container, Layer) and (held := container.entries()) is not None:
        return contains(machine, held, item)
    if isinstance(container, Iterated) or dunders.class_of(container) is not None:
        answer = dunders.ask(machine, container, "__contains__", item)
        if answer is not None:
            return machine.truth(answer[0])
        return any(machine.equal(other, item) for other in machine.items(container))
    raise ProgramError("type", f"`in` looks into lists, tuples, dicts, ranges and strings, not {describe(container)}")


def _alike(left: Value, right: Value) -> bool:
    """Whether both are of one type; a shape and a named tuple are tuples among others, a Counter is a dict."""
    return type(left) is type(right) or any(isinstance(left, one) and isinstance(right, one) for one in (tuple, dict))


def equal(machine: Machine, left: Value, right: Value, depth: int = 0) -> Value:
    """Every comparison is a step, so structures that share their parts cannot make it endless."""
    machine.budget.spend("steps", 1)
    if any(type(value) is Tensor or isinstance(value, Instance) for value in (left, right)):
        return compare(machine, ast.Eq, left, right)
    if isinstance(left, (*NUMBERS, str, bytes, range, np.dtype)):
        return bool(left == right)
    if isinstance(left, SetValue) and isinstance(right, SetValue):
        return len(left) == len(right) and bool(machine.call_method(left, "issubset", right))
    if left is right or not _alike(left, right) or not isinstance(left, (list, tuple, dict)):
        return left is right
    if depth == DEEPEST:
        raise ProgramError("type", f"lists more than {DEEPEST} levels deep are not compared")
    if len(left) != len(right):
        return False
    pairs: Iterable[tuple[Value, Value]]
    if isinstance(left, dict):
        pairs = ((left[key], right.get(key, MISSING)) for key in left)
    else:
        pairs = zip(left, right, strict=True)
    return all(machine.truth(equal(machine, a, b, depth + 1)) for a, b in pairs)


def bounded(value: Value) -> Value:
    """A plain number as the language has it: whole numbers of 64 bits, no complex ones."""
    if isinstance(value, complex):
        raise ProgramError(
            "math",
            "the root of a negative number is complex",
            hint=INVITE_TENSOR,
        )
    if isinstance(value, int) and not -INT_LIMIT <= value < INT_LIMIT:
        raise ProgramError("math", "a whole number must fit in 64 bits", hint="Write it as a float: 2.0 ** 100.")
    return value


def joined(machine: Machine, left: Value, right: Value) -> Value:
    if isinstance(left, str):
        return machine.text(left + right)
    machine.budget.spend("cells", len(left) + len(right))
    return left + right


def repeated(machine: Machine, sequence: Value, count: int) -> Value:
    size = len(sequence) * max(0, count)
    if isinstance(sequence, str):
        machine.budget.check("string", size)
    machine.budget.spend("cells", size)
    return sequence * count


def unfit(symbol: str, left: Value, right: Value) -> ProgramError:
    hint = None
    if any(isinstance(value, (list, tuple)) for value in (left, right)):
        hint = "Lists do not calculate; make a tensor of them: torch.tensor([1.0, 2.0])."
    elif symbol == "^":
        hint = NOT_A_POWER
    elif left is None or right is None:
        hint = "None usually means that backward() has not run yet, or that a function lacks its return."
    return ProgramError("type", f"{symbol} does not apply to {describe(left)} and {describe(right)}", hint=hint)


def require_tensor_operand(kind: type[ast.AST], left: Value, right: Value) -> None:
    """Tensors calculate with tensors and plain numbers. Raises ProgramError (type)."""
    if not all(isinstance(value, (Tensor, *NUMBERS)) for value in (left, right)):
        raise unfit(BINARY[kind][0], left, right)


def _refuse_booleans(machine: Machine, left: Value, right: Value) -> None:
    for value in (left, right):
        if type(value) is Tensor and value.dtype.kind == "b" and value not in machine.arrays:
            raise ProgramError(
                "dtype",
                "- does not apply to a tensor of booleans",
                hint="~mask turns a mask round, mask.double() is made of 0 and 1.",
            )


def _on_numbers(symbol: str, function: Operator, left: Value, right: Value) -> Value:
    if symbol == "@" or (
        symbol in ("&", "|", "^", "<<", ">>") and not (isinstance(left, int) and isinstance(right, int))
    ):
        raise unfit(symbol, left, right)
    # Before a power is computed: this is the least number of bits it has.
    if isinstance(left, int) and isinstance(right, int):
        bits = (abs(left).bit_length() - 1) * right if symbol == "**" else right if symbol == "<<" and left else 0
        if bits > 64:
            return bounded(INT_LIMIT)
    if symbol in ("<<", ">>") and right < 0:
        raise ProgramError("value", f"a number is not shifted by {right} bits: {left} {symbol} {right}")
    try:
        result = function(left, right)
    except ZeroDivisionError:
        raise ProgramError("math", f"division by zero: {left} {symbol} {right}", hint=INVITE_TENSOR) from None
    except OverflowError:
        raise ProgramError(
            "math", f"{left} {symbol} {right} is larger than the largest float, about 1.8e308", hint=INVITE_TENSOR
        ) from None
    return bounded(result)


def whole(value: Value, what: str) -> int:
    """A whole number, also one that a tensor without dimensions holds. Raises ProgramError (type)."""
    if type(value) is Tensor and value.ndim == 0:
        value = value.item()
    if isinstance(value, float) and math.isfinite(value) and value == int(value) and abs(value) < INT_LIMIT:
        raise ProgramError("type", f"{what} must be a whole number, not the float {value}", hint=f"Write int({value}).")
    if isinstance(value, int):
        return int(value)
    raise ProgramError("type", f"{what} must be a whole number, not {describe(value)}")
