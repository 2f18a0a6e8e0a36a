"""What the turns of loops are called: by the loop's variable and its value, else by their count."""

from __future__ import annotations

import ast

from engine.language.machine import Machine
from engine.language.values import Value
from engine.tensors import Tensor

# The namespace of a turn, which a count over the whole run makes unique: iteration, iteration.2, …
TURN = "iteration"
LONGEST_VALUE = 16


def turn_title(turn: int) -> str:
    """Of a loop without a variable to call its turns by; `turn` counts from 1."""
    return f"turn {turn}"


def for_title(machine: Machine, target: ast.expr, turn: int) -> str:
    """ "epoch 28" where the variable epoch is 28, "p w1" where p is the tensor named w1.

    Of several variables the first speaks that has something short to say; `_` never does.
    """
    for name in _names(target):
        said = _said(machine.scope.names.get(name))
        # A tensor without a name of its own is now called by the variable.
        if said is not None and name != "_" and said != name:
            return f"{name} {said}"
    return turn_title(turn)


def _names(target: ast.expr) -> list[str]:
    """The variables that a loop gives values to, in the order of the text."""
    if isinstance(target, ast.Name):
        return [target.id]
    if isinstance(target, (ast.Tuple, ast.List)):
        return [name for part in target.elts for name in _names(part)]
    return []


def _said(value: Value) -> str | None:
    if type(value) is Tensor:
        return value.name
    if isinstance(value, (bool, int, float, str)) and 0 < len(str(value)) <= LONGEST_VALUE:
        return str(value)
    return None
