"""What may cross from a program into the engine: numbers, tensors, element types, lists of them, and a few words."""

from __future__ import annotations

import re

import numpy as np

from engine.functions.conversion import TYPE_NAMES
from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics.numpy_types import NAMES, unmarked
from engine.language.values import NUMBERS, Builtin, Generator, Iterated, Operation, Value, View, describe
from engine.tensors import Tensor

# As Python and numpy name them; to these, `float` and `int` have 64 bits.
DTYPES: dict[str, np.dtype] = {
    **{name: np.dtype(name) for name in NAMES},
    "float": np.dtype(np.float64),
    "double": np.dtype(np.float64),
    "int": np.dtype(np.int64),
    "long": np.dtype(np.int64),
}
# `x.type(torch.FloatTensor)`, and the same as a text.
TENSOR_TYPES: dict[str, np.dtype] = {f"torch.{name}Tensor": np.dtype(dtype) for dtype, name in TYPE_NAMES.items()}
# Everything the functions of the engine take as a word; any other text could only be data, and tensors hold numbers.
OPTION_WORDS = frozenset(
    (
        "none",
        "mean",
        "sum",
        "batchmean",
        "cpu",
        "cuda",
        "fro",
        "nuc",
        "tanh",
        "ij",
        "xy",
        "same",
        "valid",
        "constant",
        "reflect",
        "replicate",
        "circular",
        "edge",
        "wrap",
        "zeros",
        "nearest",
        "bilinear",
        "bicubic",
        "reduced",
        "complete",
        "r",
        "L",
        "U",
        "floor",
        "trunc",
        "linear",
        "trilinear",
        "nearest-exact",
        "area",
        "lower",
        "higher",
        "midpoint",
        "left",
        "right",
        "prod",
        "amax",
        "amin",
    )
)
EQUATION = re.compile(r"[A-Za-z .]+(,[A-Za-z .]+)*->[A-Za-z .]*|([A-Za-z])\2|[A-Za-z .]+(,[A-Za-z .]+)+")
LONGEST_EQUATION = 40
DEEPEST = 6


def engine_argument(machine: Machine, value: Value, depth: int = 0) -> Value:
    """Raises ProgramError (argument), or BudgetError (cells) for nested lists that name their parts again and again."""
    if type(value) is Tensor:
        return value
    if value is None or value is Ellipsis or isinstance(value, (*NUMBERS, slice)):
        return value
    if isinstance(value, np.dtype):
        return unmarked(value)
    if isinstance(value, (list, tuple, range)) and not isinstance(value, View):
        if depth == DEEPEST:
            raise ProgramError("argument", f"a tensor has at most {DEEPEST} dimensions")
        machine.budget.spend("cells", len(value))
        entries = [engine_argument(machine, entry, depth + 1) for entry in value]
        return tuple(entries) if isinstance(value, tuple) else entries
    if isinstance(value, Generator):
        return value.stream
    if isinstance(value, str) and (
        value in OPTION_WORDS or (len(value) <= LONGEST_EQUATION and EQUATION.fullmatch(value))
    ):
        return value
    if isinstance(value, str) and value in DTYPES:
        return DTYPES[value]
    if isinstance(value, Builtin) and value.name in DTYPES:
        return DTYPES[value.name]
    named = value.name if isinstance(value, Operation) else value
    if isinstance(named, str) and named in TENSOR_TYPES:
        return TENSOR_TYPES[named]
    if isinstance(value, str):
        raise ProgramError("argument", f"the text {value[:20]!r} means nothing here", hint="Tensors hold numbers.")
    hint = "Write list(…) around it." if isinstance(value, (Iterated, View)) else None
    raise ProgramError("argument", f"{describe(value)} cannot be used in a calculation", hint=hint)
