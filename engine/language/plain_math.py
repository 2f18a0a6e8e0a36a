"""Python's math module: on plain numbers as Python has it, on tensors the operation of the same name."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.functions import FUNCTIONS
from engine.language.arguments import engine_argument
from engine.language.errors import ProgramError
from engine.language.operators import INVITE_TENSOR, bounded
from engine.language.values import NUMBERS, Value, describe
from engine.tensors import Tensor

if TYPE_CHECKING:
    from engine.language.machine import Machine

PLAIN_MATH: dict[str, Callable[..., float]] = {
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
    "isnan": math.isnan,
    "isinf": math.isinf,
    "isfinite": math.isfinite,
}


def plain_math(name: str, plain: Callable[..., float]) -> Callable[..., Value]:
    def calculate(machine: Machine, *arguments: Value) -> Value:
        if any(type(argument) is Tensor for argument in arguments):
            if f"torch.{name}" not in FUNCTIONS:
                raise ProgramError("type", f"math.{name} takes plain numbers, and .item() gives one")
            return FUNCTIONS[f"torch.{name}"](*(engine_argument(machine, argument) for argument in arguments))
        if not all(isinstance(argument, NUMBERS) for argument in arguments):
            raise ProgramError("type", f"math.{name} takes numbers, not {', '.join(map(describe, arguments))}")
        try:
            return bounded(plain(*arguments))
        except (ValueError, ArithmeticError) as reason:
            shown = ", ".join(map(str, arguments))
            raise ProgramError("math", f"math.{name}({shown}): {reason}", hint=INVITE_TENSOR) from None

    return calculate
