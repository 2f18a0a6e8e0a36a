"""What PyTorch's functions take of what they are given, where that is less than any tensors of any element type."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Takes:
    """What a function takes under PyTorch's names; numpy's take what numpy takes, where the mean of whole numbers is a
    number with a fraction.

    `kinds` are numpy's letters for kinds of element types, of which one of the tensors given has to be one, or the
    first, with `first_alone`: f for numbers with a fraction, i and u for whole ones, b for booleans. With `one_type`
    all tensors have one element type. Of the first `tensors` arguments none is a plain number; with `number_first` the
    first may be one where another is a tensor. With `keeps_type` the result has the element type of the first tensor,
    where numpy would widen it. With `no_dims_are_all` no dims at all, as in dim=(), are all of them; to numpy they are
    none.
    """

    kinds: str = "fiub"
    first_alone: bool = False
    one_type: bool = False
    tensors: int = 0
    number_first: bool = False
    keeps_type: bool = False
    no_dims_are_all: bool = False


ANYTHING = Takes()
NUMBERS = Takes("fiu")
FRACTIONS = Takes("f")
