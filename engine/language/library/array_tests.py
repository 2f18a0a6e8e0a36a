"""`numpy.testing`: what a program asserts of its arrays, within numpy's tolerances."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.language.errors import ProgramError
from engine.language.library.numpy_random import plain_of
from engine.language.machine import Machine
from engine.language.rules import EXCEPTIONS, Raised
from engine.language.semantics import named, whole
from engine.language.values import NUMBERS, Module, Value, describe
from engine.operation import Array, shape_text
from engine.tensors import Tensor

MOST_DECIMALS = 30


def _numbers(machine: Machine, given: Value) -> Array:
    """Raises ProgramError (type)."""
    if not isinstance(given, (Tensor, list, tuple, *NUMBERS)):
        raise ProgramError("type", f"arrays of numbers are compared here, not {describe(given)}")
    found = np.asarray(plain_of(machine, given))
    if found.dtype.kind not in "fiub":
        raise ProgramError("type", f"arrays of numbers are compared here, not {describe(given)}")
    return found


def _compared(
    machine: Machine, actual: Value, desired: Value, near: Callable[[Array, Array], Array], what: str
) -> None:
    """Raises Raised (assertion)."""
    one, other = _numbers(machine, actual), _numbers(machine, desired)
    alike = one.shape == other.shape or () in (one.shape, other.shape)
    if not alike:
        told = f"Not {what}: (shapes {shape_text(one.shape)}, {shape_text(other.shape)} mismatch)"
    else:
        fitting = near(one, other)
        if bool(np.all(fitting)):
            return
        apart = int(np.size(fitting) - np.count_nonzero(fitting))
        furthest = np.max(np.abs(one.astype(np.float64) - other.astype(np.float64)))
        told = f"Not {what}: {apart} of {np.size(fitting)} entries differ, by at most {furthest:.6g}"
    raise Raised(machine.construct(EXCEPTIONS["AssertionError"], [told], {}), told, "assertion")


def _all_close(
    machine: Machine, actual: Value, desired: Value, rtol: Value = 1e-07, atol: Value = 0, **options: Value
) -> None:
    if not isinstance(rtol, NUMBERS) or not isinstance(atol, NUMBERS):
        raise ProgramError("type", "rtol and atol are numbers")

    def near(one: Array, other: Array) -> Array:
        return np.isclose(one, other, rtol=rtol, atol=atol, equal_nan=True)

    _compared(machine, actual, desired, near, f"equal to tolerance rtol={rtol:g}, atol={atol:g}")


def _equal(machine: Machine, actual: Value, desired: Value, /, **options: Value) -> None:
    def same(one: Array, other: Array) -> Array:
        return np.isclose(one, other, rtol=0, atol=0, equal_nan=True)

    _compared(machine, actual, desired, same, "equal")


def _almost(default: int) -> Callable[..., None]:
    def call(machine: Machine, actual: Value, desired: Value, decimal: Value = default, **options: Value) -> None:
        places = whole(decimal, "decimal")
        if not 0 <= places <= MOST_DECIMALS:
            raise ProgramError("value", f"decimal is from 0 to {MOST_DECIMALS}, not {places}")

        def near(one: Array, other: Array) -> Array:
            return np.isclose(one, other, rtol=0, atol=1.5 * 10.0**-places, equal_nan=True)

        _compared(machine, actual, desired, near, f"almost equal to {places} decimals")

    return call


TESTING = Module(
    "numpy.testing",
    named(
        assert_allclose=_all_close,
        assert_array_equal=_equal,
        assert_equal=_equal,
        assert_almost_equal=_almost(7),
        assert_array_almost_equal=_almost(6),
    ),
)
