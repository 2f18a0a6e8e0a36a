"""Python's own functions of numbers, and those that make numbers of other values."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable

from engine.functions import FUNCTIONS
from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import (
    binary,
    bounded,
    dunders,
    whole,
)
from engine.language.values import (
    NUMBERS,
    Value,
    builtin,
    describe,
)
from engine.tensors import Tensor

NUMBER_TEXT = 40


@builtin("abs")
def absolute(machine: Machine, value: Value) -> Value:
    answer = dunders.ask(machine, value, "__abs__")
    if answer is not None:
        return answer[0]
    if isinstance(value, (Tensor, *NUMBERS)):
        return bounded(abs(value)) if isinstance(value, NUMBERS) else FUNCTIONS["torch.abs"](value)
    raise ProgramError("type", f"abs needs a number, not {describe(value)}")


@builtin("round")
def rounded(machine: Machine, value: Value, digits: Value = None) -> Value:
    if type(value) is Tensor:
        machine.portability.depart("PyTorch does not round a tensor by round")
    number = value.item() if type(value) is Tensor else value
    if not isinstance(number, NUMBERS):
        raise ProgramError("type", f"round needs a number, not {describe(value)}")
    return bounded(round(number) if digits is None else round(number, max(-400, min(400, whole(digits, "digits")))))


@builtin("pow")
def power(machine: Machine, base: Value, exponent: Value) -> Value:
    return binary(machine, ast.Pow, base, exponent)


def _in_base(name: str, write: Callable[[int], str]) -> None:
    @builtin(name)
    def written(machine: Machine, number: Value) -> str:
        return machine.text(write(whole(number, f"what {name} writes")))


for _base, _write in (("bin", bin), ("oct", oct), ("hex", hex)):
    _in_base(_base, _write)


@builtin("divmod")
def quotient_and_rest(machine: Machine, a: Value, b: Value) -> tuple[Value, Value]:
    if Tensor in (type(a), type(b)):
        machine.portability.depart("PyTorch has no divmod of tensors")
    return binary(machine, ast.FloorDiv, a, b), binary(machine, ast.Mod, a, b)


@builtin("int")
def to_int(machine: Machine, value: Value = 0) -> int:
    number = _number(machine, value, "int")
    if isinstance(number, float) and not math.isfinite(number):
        raise ProgramError("math", f"{number} is not a whole number")
    return int(bounded(int(number)))


@builtin("float")
def to_float(machine: Machine, value: Value = 0.0) -> float:
    return float(_number(machine, value, "float"))


def _number(machine: Machine, value: Value, name: str) -> bool | int | float:
    answer: tuple[int | float] | None = dunders.of_type(
        machine, value, f"__{name}__", float if name == "float" else int
    )
    if answer is not None:
        return answer[0]
    if type(value) is Tensor:
        return value.item()
    if isinstance(value, NUMBERS):
        return value
    if isinstance(value, str) and len(value) <= NUMBER_TEXT:
        try:
            return int(value) if name == "int" else float(value)
        except ValueError:
            raise ProgramError("value", f"{value!r} is not a number") from None
    raise ProgramError("type", f"{name} needs a number, not {describe(value)}")


@builtin("bool")
def to_bool(machine: Machine, value: Value = False) -> bool:
    return machine.truth(value)
