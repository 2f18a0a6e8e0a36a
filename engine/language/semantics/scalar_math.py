"""Python's math module: on plain numbers as Python has it, on tensors the operation of the same name."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any

from engine.functions import FUNCTIONS
from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics.arguments import engine_argument
from engine.language.semantics.operators import INVITE_TENSOR, binary, bounded
from engine.language.values import INT_LIMIT, NUMBERS, Value, describe
from engine.tensors import Tensor

# From these on the results, at n = k or n = 2k the least there are, take more than 64 bits.
LARGEST_FACTORIAL, LARGEST_CHOICE = 20, 33


def _factorial(n: int) -> int:
    return math.factorial(n) if n <= LARGEST_FACTORIAL else INT_LIMIT


def _perm(n: int, k: int | None = None) -> int:
    taken = n if k is None else k
    return math.perm(n, taken) if taken <= LARGEST_FACTORIAL or taken > n else INT_LIMIT


def _comb(n: int, k: int) -> int:
    return math.comb(n, k) if min(k, n - k) <= LARGEST_CHOICE else INT_LIMIT


PLAIN_MATH: dict[str, Callable[..., Any]] = {
    "exp": math.exp,
    "log": math.log,
    "log2": math.log2,
    "log10": math.log10,
    "log1p": math.log1p,
    "expm1": math.expm1,
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "atan2": math.atan2,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "erf": math.erf,
    "pow": math.pow,
    "fabs": math.fabs,
    "floor": math.floor,
    "ceil": math.ceil,
    "hypot": math.hypot,
    "degrees": math.degrees,
    "radians": math.radians,
    "asinh": math.asinh,
    "acosh": math.acosh,
    "atanh": math.atanh,
    "cbrt": math.cbrt,
    "exp2": math.exp2,
    "erfc": math.erfc,
    "gamma": math.gamma,
    "lgamma": math.lgamma,
    "copysign": math.copysign,
    "fmod": math.fmod,
    "remainder": math.remainder,
    "ldexp": math.ldexp,
    "nextafter": math.nextafter,
    "ulp": math.ulp,
    "trunc": math.trunc,
    "modf": math.modf,
    "frexp": math.frexp,
    "gcd": math.gcd,
    "lcm": math.lcm,
    "isqrt": math.isqrt,
    "factorial": _factorial,
    "comb": _comb,
    "perm": _perm,
    "isnan": math.isnan,
    "isinf": math.isinf,
    "isfinite": math.isfinite,
}


def plain_math(name: str, plain: Callable[..., Any]) -> Callable[..., Value]:
    def calculate(machine: Machine, *arguments: Value) -> Value:
        if any(type(argument) is Tensor for argument in arguments):
            if f"torch.{name}" not in FUNCTIONS:
                raise ProgramError("type", f"math.{name} takes plain numbers, and .item() gives one")
            machine.portability.depart(f"math.{name} of Python's makes a plain number of a tensor")
            return FUNCTIONS[f"torch.{name}"](*(engine_argument(machine, argument) for argument in arguments))
        if not all(isinstance(argument, NUMBERS) for argument in arguments):
            raise ProgramError("type", f"math.{name} takes numbers, not {', '.join(map(describe, arguments))}")
        try:
            return bounded(plain(*arguments))
        except (TypeError, ValueError, ArithmeticError) as reason:
            shown = ", ".join(map(str, arguments))
            raise ProgramError("math", f"math.{name}({shown}): {reason}", hint=INVITE_TENSOR) from None

    return calculate


def _floats(machine: Machine, values: Value, name: str) -> list[float]:
    """What a loop goes through, as numbers; a tensor of one element stands for its number."""
    found: list[float] = []
    for value in machine.items(values):
        if type(value) is Tensor and value._data.size == 1:
            value = value.item()
        if not isinstance(value, NUMBERS):
            raise ProgramError("type", f"math.{name} goes through numbers, not {describe(value)}")
        machine.budget.spend("cells", 1)
        found.append(float(value))
    return found


def _fsum(machine: Machine, seq: Value, /) -> float:
    try:
        return math.fsum(_floats(machine, seq, "fsum"))
    except (ValueError, OverflowError) as reason:
        raise ProgramError("math", f"math.fsum: {reason}", hint=INVITE_TENSOR) from None


def _prod(machine: Machine, iterable: Value, /, *, start: Value = 1) -> Value:
    result = start
    for value in machine.items(iterable):
        result = binary(machine, ast.Mult, result, value)
    return result


def _dist(machine: Machine, p: Value, q: Value, /) -> float:
    one, other = _floats(machine, p, "dist"), _floats(machine, q, "dist")
    if len(one) != len(other):
        raise ProgramError("value", f"math.dist takes two points of one length, not of {len(one)} and {len(other)}")
    return math.dist(one, other)


def _isclose(machine: Machine, a: Value, b: Value, *, rel_tol: Value = 1e-09, abs_tol: Value = 0.0) -> bool:
    a, b, relative, absolute = _floats(machine, (a, b, rel_tol, abs_tol), "isclose")
    if relative < 0 or absolute < 0:
        raise ProgramError("value", "the tolerances of math.isclose are 0 or more")
    return math.isclose(a, b, rel_tol=relative, abs_tol=absolute)


# Those of math that take sequences or options.
OF_SEQUENCES: dict[str, Callable[..., Any]] = {"fsum": _fsum, "prod": _prod, "dist": _dist, "isclose": _isclose}
