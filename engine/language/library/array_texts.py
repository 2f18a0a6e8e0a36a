"""numpy's functions about arrays that call back into the program, or write arrays as text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from engine.functions import creation
from engine.language.errors import ProgramError
from engine.language.library.print_options import array_options
from engine.language.machine import Machine
from engine.language.semantics import engine_argument, invoke, named, tensor_of, whole
from engine.language.values import Builtin, Value, describe
from engine.tensors import USUAL, Tensor, numbers_shown

FORMATTERS = ("float_kind", "float", "int_kind", "int", "all", "bool")
LONGEST_SEPARATOR = 16


def _array(machine: Machine, a: Value) -> Tensor:
    if type(a) is Tensor:
        return a
    made = creation.array(engine_argument(machine, a))
    machine.arrays.add(made)
    return made


def _text(machine: Machine, a: Value, whole_text: bool, told: dict[str, Any], **more: Any) -> str:
    array = _array(machine, a)
    options = {**machine.array_options, **told}
    cut = {name: value for name, value in options.items() if name in ("threshold", "edgeitems")}
    numbers = numbers_shown(array.shape, replace(USUAL, **cut))
    machine.budget.check("output", 2 * numbers)
    machine.budget.spend("steps", numbers)
    with np.printoptions(**options):
        made = np.array_repr(array._current()) if whole_text else np.array2string(np.asarray(array._current()), **more)
    return machine.written(made)


def array_to_string(
    machine: Machine,
    a: Value,
    max_line_width: Value = None,
    precision: Value = None,
    suppress_small: Value = None,
    separator: Value = " ",
    prefix: Value = "",
    *,
    formatter: Value = None,
    threshold: Value = None,
    edgeitems: Value = None,
    floatmode: Value = None,
    suffix: Value = "",
) -> str:
    """`np.array2string(a, precision=3)`. Raises ProgramError (type, value)."""
    given = {"linewidth": max_line_width, "precision": precision, "threshold": threshold, "edgeitems": edgeitems}
    told = array_options(machine, **given, suppress=suppress_small)
    for word in (separator, prefix, suffix):
        if not isinstance(word, str) or len(word) > LONGEST_SEPARATOR * 8:
            raise ProgramError("type", "separator, prefix and suffix of array2string are short texts")
    if floatmode not in (None, "fixed", "unique", "maxprec", "maxprec_equal"):
        raise ProgramError("value", "floatmode is fixed, unique, maxprec or maxprec_equal")
    if floatmode is not None:
        told["floatmode"] = floatmode
    more: dict[str, Any] = {"separator": separator, "prefix": prefix, "suffix": suffix}
    if formatter is not None:
        more["formatter"] = _formatter(machine, formatter)
    return _text(machine, a, False, told, **more)


def _formatter(machine: Machine, given: Value) -> dict[str, Any]:
    if not isinstance(given, dict) or not all(name in FORMATTERS for name in given):
        raise ProgramError("value", f"formatter is a dict of functions for {', '.join(FORMATTERS)}")

    def called(function: Value) -> Any:
        def write(number: Any) -> str:
            plain = number.item() if isinstance(number, np.generic) else number
            said = invoke(machine, function, [plain], {})
            if not isinstance(said, str):
                raise ProgramError("type", f"a formatter gives a text, not {describe(said)}")
            return said

        return write

    return {name: called(function) for name, function in given.items()}


def array_repr(machine: Machine, arr: Value) -> str:
    return _text(machine, arr, True, {})


def array_str(machine: Machine, a: Value, max_line_width: Value = None, precision: Value = None) -> str:
    return _text(machine, a, False, array_options(machine, linewidth=max_line_width, precision=precision))


def vectorize(machine: Machine, pyfunc: Value, **options: Value) -> Builtin:
    """`np.vectorize(f)`: f of each entry, in an array of the same shape."""

    def call(machine: Machine, /, *arguments: Value) -> Value:
        arrays = [_array(machine, one) for one in arguments]
        try:
            shape = np.broadcast_shapes(*(one.shape for one in arrays))
        except ValueError:
            raise ProgramError("shape", "the arrays that vectorize goes through do not fit each other") from None
        machine.budget.spend("cells", int(np.prod(shape)))
        spread = [np.broadcast_to(np.asarray(one._seen()), shape) for one in arrays]
        made = [invoke(machine, pyfunc, [one[place].item() for one in spread], {}) for place in np.ndindex(*shape)]
        listed = machine.array(made)
        if type(listed) is not Tensor:
            raise ProgramError("type", "a function of vectorize gives a number")
        return listed if listed.shape == shape else machine.call_method(listed, "reshape", shape)

    return Builtin("vectorize(f)", call)


def apply_along_axis(machine: Machine, func1d: Value, axis: Value, arr: Value) -> Value:
    """f of each line of the array along an axis."""
    array = _array(machine, arr)
    place = whole(axis, "axis")
    if not -array.ndim <= place < array.ndim:
        raise ProgramError("index", f"axis {place} is outside an array of {array.ndim} axes")
    place %= array.ndim
    rest = array.shape[:place] + array.shape[place + 1 :]
    machine.budget.spend("cells", int(np.prod(rest)))
    made = []
    for at in np.ndindex(*rest):
        line = array[(*at[:place], slice(None), *at[place:])]
        machine.arrays.add(line)
        made.append(invoke(machine, func1d, [line], {}))
    stacked = tensor_of(machine.array(made), "apply_along_axis")
    shape = (*rest, *stacked.shape[1:])
    return stacked if stacked.shape == shape else machine.call_method(stacked, "reshape", shape)


ARRAY_TEXTS = named(
    array2string=array_to_string,
    array_repr=array_repr,
    array_str=array_str,
    vectorize=vectorize,
    apply_along_axis=apply_along_axis,
)
