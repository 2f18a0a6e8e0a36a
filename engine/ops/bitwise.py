"""Whole numbers bit by bit, and booleans as numbers of one bit: no gradient passes these operations."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import DtypeError
from engine.operation import Array, Rule, Takes, broadcast, everywhere, in_torch, register

BITS = 64


def _bits(*inputs: Array) -> None:
    """Raises DtypeError where an input has no bits to compute with."""
    for x in inputs:
        if x.dtype.kind == "f":
            raise DtypeError(
                f"bits are those of whole numbers and booleans, not of {x.dtype}: "
                "compare first, as in (x > 0) & (y > 0)"
            )


def _bitwise(name: str, forward: Rule, symbol: str, formula: str, words: str, names: str, **fields: Any) -> None:
    def checked(*inputs: Array) -> Array:
        _bits(*inputs)
        return forward(*inputs)

    def one(x: Array, /) -> Array:
        return checked(x)

    def two(a: Array, b: Array, /) -> Array:
        return checked(a, b)

    slots = 1 if name == "bitwise_not" else 2
    register(
        name,
        one if slots == 1 else two,
        family="bitwise",
        vjps=[None] * slots,
        jvps=[None] * slots,
        shape=lambda *shapes: broadcast(*shapes),
        symbol=symbol,
        formula=formula,
        words=f"{words}: no gradient passes it",
        saves="nothing",
        names=names,
        **fields,
    )


_bitwise(
    "bitwise_and",
    np.bitwise_and,
    "&",
    "bitwise_and(a, b)",
    "a bit is set where it is set on both sides",
    everywhere("bitwise_and"),
    in_place="methods",
    takes=Takes(number_first=True),
)
_bitwise(
    "bitwise_or",
    np.bitwise_or,
    "|",
    "bitwise_or(a, b)",
    "a bit is set where it is set on either side",
    everywhere("bitwise_or"),
    in_place="methods",
    takes=Takes(number_first=True),
)
_bitwise(
    "bitwise_xor",
    np.bitwise_xor,
    "^",
    "bitwise_xor(a, b)",
    "a bit is set where the two sides differ",
    everywhere("bitwise_xor"),
    in_place="methods",
    takes=Takes(number_first=True),
)
_bitwise(
    "bitwise_not",
    np.bitwise_not,
    "~",
    "bitwise_not(x)",
    "every bit is turned over",
    everywhere("bitwise_not", "numpy.invert"),
    in_place="methods",
)


def _shiftable(a: Array, b: Array) -> tuple[Array, Array]:
    """Both as whole numbers, and how far is a shift: what PyTorch takes for a number of bits there are not."""
    a, b = (x.astype(np.int64) if x.dtype.kind == "b" else x for x in (a, b))
    return a, np.where((b < 0) | (b >= BITS), BITS, b)


def _left(a: Array, b: Array) -> Array:
    a, by = _shiftable(a, b)
    return np.where(by == BITS, 0, np.left_shift(a, np.minimum(by, BITS - 1)))


def _right(a: Array, b: Array) -> Array:
    a, by = _shiftable(a, b)
    return np.right_shift(a, np.minimum(by, BITS - 1))


_bitwise(
    "bitwise_left_shift",
    _left,
    "<<",
    "bitwise_left_shift(a, b)",
    "bits that are moved beyond the first of 64 are lost",
    in_torch("bitwise_left_shift", "numpy.left_shift", "numpy.bitwise_left_shift"),
    takes=Takes("fiu", number_first=True),
    in_place="methods",
)
_bitwise(
    "bitwise_right_shift",
    _right,
    ">>",
    "bitwise_right_shift(a, b)",
    "bits that are moved beyond the last are lost, and the sign stays",
    in_torch("bitwise_right_shift", "numpy.right_shift", "numpy.bitwise_right_shift"),
    takes=Takes("fiu", number_first=True),
    in_place="methods",
)
