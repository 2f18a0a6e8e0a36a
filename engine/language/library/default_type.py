"""The element type of fractions for which a program names none.

It is float64, so that gradients can be checked to their last digits; in a program that names float32 it is PyTorch's
own default, float32, so that what it mixes agrees with PyTorch. A program may also choose it itself.
"""

from __future__ import annotations

import ast

import numpy as np

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import engine_argument
from engine.language.values import BUILTINS, Value, describe
from engine.mode import get_default_dtype, set_default_dtype
from engine.recording import DefaultType, Span

FLOAT32: np.dtype = np.dtype(np.float32)
# Behind a dot: torch.float32, np.float32, torch.float and x.float(), torch.FloatTensor.
NAMES = frozenset(("float32", "float", "FloatTensor"))
# As words, and as names that were imported; float alone is Python's.
FLOAT32_WORDS = frozenset(("float32", "FloatTensor", "torch.FloatTensor", "torch.float32"))


def names_float32(tree: ast.Module) -> ast.AST | None:
    """Where a program first names float32, as an attribute, an imported name, or a text handed to a call but print."""
    found = [node for node in ast.walk(tree) if _names(node)]
    return min(found, key=lambda node: (node.lineno, node.col_offset), default=None)  # type: ignore[attr-defined]


def _names(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr=name):
            return name in NAMES
        case ast.ImportFrom(names=names, module=module):
            first = str(module).partition(".")[0]
            return first in ("torch", "numpy") and any(alias.name in NAMES for alias in names)
        case ast.Call(func=ast.Name(id="print")):
            return False
        case ast.Call(args=args, keywords=keywords):
            given = (*args, *(keyword.value for keyword in keywords))
            return any(isinstance(each, ast.Constant) and each.value in FLOAT32_WORDS for each in given)
    return False


def begin(machine: Machine) -> None:
    """Chooses the default of a program by its text."""
    tree, text = machine.program.tree, machine.program.source.code
    # The walk takes longer than a look at the text.
    place = names_float32(tree) if "loat" in text else None
    if place is not None:
        _choose(machine, FLOAT32, machine.program.source.span(place))


def _choose(machine: Machine, dtype: np.dtype, place: Span) -> None:
    set_default_dtype(dtype)
    machine.default_type = DefaultType(dtype, place)


def choose(machine: Machine, d: Value, /) -> None:
    """`torch.set_default_dtype(torch.float64)`. Raises ProgramError (type), as PyTorch does also for names of types."""
    if isinstance(d, str) or d is BUILTINS["float"]:
        raise _no_default(describe(d))
    choose_class(machine, d)


def choose_class(machine: Machine, d: Value, /) -> None:
    """`torch.set_default_tensor_type`, with a class of tensors or its name. Raises ProgramError (type)."""
    dtype = engine_argument(machine, d)
    if not isinstance(dtype, np.dtype) or dtype.kind != "f":
        raise _no_default(machine.show(d) if isinstance(dtype, np.dtype) else describe(d))
    _choose(machine, dtype, machine.span())


def _no_default(shown: str) -> ProgramError:
    return ProgramError(
        "type",
        f"the default is an element type of floating point numbers, not {shown}",
        hint="Write torch.set_default_dtype(torch.float64), or torch.float32.",
    )


def chosen(machine: Machine) -> np.dtype:
    return get_default_dtype()
