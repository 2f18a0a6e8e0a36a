"""What a program claims: that an array is the gradient of some result with respect to one of its variables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from engine.operation import Array


class Meaning(NamedTuple):
    """The gradient with respect to `variable`, of the variable `over` where the name says which."""

    variable: str
    over: str | None = None


class Claim(NamedTuple):
    """An array bound to a name that says whose gradient it is.

    `variable` is the node that the variable stood for then, if it was known; `of` is its name. `over` is the node of
    which it is the gradient, where the name tells. `node` is the array's own; `made` and `steps` say how many nodes and
    steps there were. `assigned`: to `.grad`, where nothing else is meant. `apart`: computed while nothing
    is recorded, and so no node.
    """

    name: str
    of: str
    value: Array
    line: int
    made: int
    steps: int
    node: int | None = None
    variable: int | None = None
    over: int | None = None
    assigned: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What tells which value is the loss: the nodes that a backward pass of the program's own started from, and those
    that it prints or returns.
    """

    roots: tuple[int, ...] = ()
    shown: tuple[int, ...] = ()


@lru_cache(maxsize=4096)
def meanings(name: str) -> tuple[Meaning, ...]:
    """What a name may say: dW1, d_W1, grad_W1, W1_grad of W1; dL_dW1, dLdW1 of L with respect to W1.

    The likelier comes first; which of them is meant depends on what variables there are.
    """
    found: list[Meaning] = []
    for mark in ("grad_", "gradient_"):
        if name.startswith(mark):
            found.append(Meaning(name.removeprefix(mark)))
    for mark in ("_grad", "_gradient"):
        if name.endswith(mark):
            found.append(Meaning(name.removesuffix(mark)))
    if name.startswith("d") and len(name) > 1:
        rest = name[1:]
        found.append(Meaning(rest.removeprefix("_")))
        for place in range(1, len(rest) - 1):
            if rest[place] == "d":
                over, variable = rest[:place].strip("_"), rest[place + 1 :].removeprefix("_")
                if over and variable:
                    found.append(Meaning(variable, over))
    return tuple(meaning for meaning in found if meaning.variable)
