"""einsum, as it is called: by an equation, or with numbers in the place of its letters."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

from engine.errors import ArgumentError
from engine.functions.table import function
from engine.operation import OPS
from engine.tensors import Tensor, apply


@function("torch.einsum numpy.einsum")
def einsum(*operands: Any) -> Tensor:
    """`einsum('ij,jk->ik', a, b)`, or with numbers for letters behind each tensor: `einsum(a, [0, 1], b, [1, 2])`."""
    given = _with_letters(operands) if operands and isinstance(operands[0], Tensor) else operands
    listed = given[1] if len(given) == 2 and isinstance(given[1], (list, tuple)) else given[1:]
    if not given or not isinstance(given[0], str) or not listed:
        raise ArgumentError("einsum needs an equation such as 'ij,jk->ik' and a tensor for each of its terms")
    return apply(OPS["einsum"], *listed, equation=given[0])


def _with_letters(given: Sequence[Any]) -> Sequence[Any]:
    """(the equation, the tensors) of tensors with numbers behind each; those behind all are the output's."""
    paired = len(given) // 2 * 2
    terms = ",".join(map(_term, given[1:paired:2]))
    output = "".join(f"->{_term(numbers)}" for numbers in given[paired:])
    return (f"{terms}{output}", *given[:paired:2])


def _term(numbers: Any) -> str:
    """The letters that an equation has for [0, 1, ...]: capitals stand before small ones, as their numbers do."""
    known = [*string.ascii_uppercase, *string.ascii_lowercase]
    if not isinstance(numbers, (list, tuple)) or not all(n is ... or n in range(len(known)) for n in numbers):
        raise ArgumentError(
            f"einsum takes a list of numbers from 0 to {len(known) - 1} behind each tensor, as in "
            f"einsum(a, [0, 1], b, [1, 2]), not {numbers!r}"
        )
    return "".join("..." if n is ... else known[n] for n in numbers)
