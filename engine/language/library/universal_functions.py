"""What numpy's functions of entries do beside being called: `np.add.reduce`, `accumulate`, `outer` and `at`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from engine.functions import FUNCTIONS, creation
from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import engine_argument, invoke, whole
from engine.language.values import Builtin, Operation, Value, describe
from engine.operation import OPS
from engine.tensors import Tensor, apply

# The functions by which many entries become one, and by which each becomes that of all up to it.
REDUCED = {
    "add": "sum",
    "multiply": "prod",
    "maximum": "max",
    "minimum": "min",
    "logical_and": "all",
    "logical_or": "any",
}
RUNNING = {"add": "cumsum", "multiply": "cumprod"}
OF_TWO = (*REDUCED, "subtract", "divide", "true_divide", "power")
# What is added at a place, by the function: at() adds as often as a place is named.
ADDED = {"add": 1.0, "subtract": -1.0}


def universal(operations: Mapping[str, Operation]) -> dict[str, Operation]:
    """The functions of two arrays, with their methods."""
    return {
        name: replace(operations[name], members=_methods(operations, name)) for name in OF_TWO if name in operations
    }


def _methods(operations: Mapping[str, Operation], name: str) -> dict[str, Value]:
    calls: dict[str, Callable[..., Value]] = {"outer": _outer(operations[name])}
    if name in REDUCED:
        calls["reduce"] = _reduce(operations[REDUCED[name]])
    if name in RUNNING:
        calls["accumulate"] = _accumulate(operations[RUNNING[name]])
    if name in ADDED:
        calls["at"] = _at(name, ADDED[name])
    return {method: Builtin(f"numpy.{name}.{method}", call) for method, call in calls.items()}


def _array(machine: Machine, given: Value) -> Tensor:
    argument = engine_argument(machine, given)
    if type(argument) is Tensor:
        return argument
    made = creation.array(argument)
    machine.arrays.add(made)
    return made


def _reduce(over: Operation) -> Callable[..., Value]:
    def reduce(machine: Machine, array: Value, axis: Value = 0, keepdims: Value = False) -> Value:
        return invoke(machine, over, [_array(machine, array)], {"axis": axis, "keepdims": keepdims})

    return reduce


def _accumulate(over: Operation) -> Callable[..., Value]:
    def accumulate(machine: Machine, array: Value, axis: Value = 0) -> Value:
        return invoke(machine, over, [_array(machine, array)], {"axis": whole(axis, "an axis")})

    return accumulate


def _outer(function: Operation) -> Callable[..., Value]:
    def outer(machine: Machine, A: Value, B: Value) -> Value:
        """Each entry of one with each of the other."""
        one, other = _array(machine, A), _array(machine, B)
        spread = apply(OPS["reshape"], one, shape=(*one.shape, *(1,) * other.ndim))
        if one in machine.arrays:
            machine.arrays.add(spread)
        return invoke(machine, function, [spread, other], {})

    return outer


def _at(name: str, sign: float) -> Callable[..., Value]:
    def at(machine: Machine, a: Value, indices: Value, b: Value) -> None:
        """Adds to the entries at these places, as often as each is named. Raises ProgramError (type)."""
        if type(a) is not Tensor:
            raise ProgramError("type", f"np.{name}.at changes an array, not {describe(a)}")
        places = indices if isinstance(indices, tuple) else (indices,)
        if any(isinstance(place, slice) or place is None for place in places):
            raise ProgramError(
                "type", f"np.{name}.at takes places here, and no slices", hint="Write np.arange(…) for all of an axis."
            )
        where = [_array(machine, place) for place in places]
        added = _array(machine, b)
        added = apply(OPS["to"], added if sign > 0 else apply(OPS["neg"], added), dtype=a.dtype)
        machine.change(a, lambda: FUNCTIONS["Tensor.index_put_"](a, where, added, accumulate=True))

    return at
