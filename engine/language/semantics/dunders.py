"""What operators and functions do with objects of the program: the methods of Python's data model that a class defines.

Each answers None where the class defines nothing, or declines with NotImplemented; else a tuple of the one result.
"""

from __future__ import annotations

import ast
from typing import TypeVar

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.values import NOT_IMPLEMENTED, Builtin, Class, Function, Instance, Method, Value, describe

ARITHMETIC: dict[type[ast.AST], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.MatMult: "matmul",
    ast.BitAnd: "and",
    ast.BitOr: "or",
    ast.BitXor: "xor",
    ast.LShift: "lshift",
    ast.RShift: "rshift",
}
SIGNS: dict[type[ast.AST], str] = {ast.UAdd: "__pos__", ast.USub: "__neg__", ast.Invert: "__invert__"}
# Each comparison with the one that says the same of the operands exchanged.
COMPARED: dict[type[ast.AST], tuple[str, str]] = {
    ast.Eq: ("__eq__", "__eq__"),
    ast.NotEq: ("__ne__", "__ne__"),
    ast.Lt: ("__lt__", "__gt__"),
    ast.LtE: ("__le__", "__ge__"),
    ast.Gt: ("__gt__", "__lt__"),
    ast.GtE: ("__ge__", "__le__"),
}

MethodAnswer = tuple[Value] | None
T = TypeVar("T")


def class_of(value: Value) -> Class | None:
    """What is asked for the methods of Python's data model: the class of an object, of a class what it is made by."""
    if isinstance(value, Instance):
        return value.cls
    return value.meta if isinstance(value, Class) else None


def defines(value: Value, name: str) -> bool:
    cls = class_of(value)
    return cls is not None and cls.member(name) is not None


def ask(machine: Machine, owner: Value, name: str, *arguments: Value) -> MethodAnswer:
    """`owner.name(*arguments)` as Python asks for it: of the class, whatever the object itself holds."""
    cls = class_of(owner)
    member = None if cls is None else cls.member(name)
    if member is None:
        return None
    with machine.frame(0):
        result = machine.invoke(
            Method(owner, member) if isinstance(member, (Function, Builtin)) else member, list(arguments)
        )
    return None if result is NOT_IMPLEMENTED else (result,)


def arithmetic(machine: Machine, kind: type[ast.AST], left: Value, right: Value) -> MethodAnswer:
    """The left operand is asked first, unless the right one is of a class made of its class."""
    word = ARITHMETIC[kind]
    forward = (left, f"__{word}__", right)
    reflected = (right, f"__r{word}__", left)
    asked = [forward, reflected]
    if isinstance(left, Instance) and isinstance(right, Instance):
        if left.cls is right.cls:
            asked = [forward]
        elif left.cls in right.cls.order:
            asked = [reflected, forward]
    return _first(machine, asked)


def in_place(machine: Machine, kind: type[ast.AST], left: Value, right: Value) -> MethodAnswer:
    return ask(machine, left, f"__i{ARITHMETIC[kind]}__", right)


def compared(machine: Machine, kind: type[ast.AST], left: Value, right: Value) -> MethodAnswer:
    name, exchanged = COMPARED[kind]
    answer = _first(machine, [(left, name, right), (right, exchanged, left)])
    if answer is None and kind is ast.NotEq:
        same = _first(machine, [(left, "__eq__", right), (right, "__eq__", left)])
        return None if same is None else (not machine.truth(same[0]),)
    return answer


def _first(machine: Machine, asked: list[tuple[Value, str, Value]]) -> MethodAnswer:
    for owner, name, other in asked:
        answer = ask(machine, owner, name, other)
        if answer is not None:
            return answer
    return None


def of_type(machine: Machine, owner: Value, name: str, wanted: type[T]) -> tuple[T] | None:
    """`ask`, whose answer must be of one of Python's types: the length a whole number, a text a string."""
    answer = ask(machine, owner, name)
    if answer is None:
        return None
    (value,) = answer
    if not isinstance(value, wanted):
        raise ProgramError("type", f"{name} of {describe(owner)} returns {wanted.__name__}, not {describe(value)}")
    return (value,)


def truth(machine: Machine, owner: Value) -> bool:
    """`__bool__`, else whether there is any entry; what has neither is true."""
    answer = of_type(machine, owner, "__bool__", bool)
    size = None if answer is not None else of_type(machine, owner, "__len__", int)
    return answer[0] if answer is not None else size is None or size[0] > 0


def shown(machine: Machine, owner: Instance, quoted: bool) -> str | None:
    """The text of an object: `__str__` unless `quoted`, else `__repr__`; None where its class defines neither."""
    answer = None if quoted else of_type(machine, owner, "__str__", str)
    answer = answer or of_type(machine, owner, "__repr__", str)
    return None if answer is None else answer[0]
