"""What the element types can hold: torch.finfo, torch.iinfo and numpy's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.functions import creation
from engine.language.errors import ProgramError
from engine.language.library.held_objects import brought_class
from engine.language.machine import Machine
from engine.language.semantics import engine_argument
from engine.language.values import Class, Value
from engine.mode import get_default_dtype

_OF_FRACTIONS = ("eps", "max", "min", "tiny", "smallest_normal", "resolution")
_OF_WHOLE = ("max", "min")
Limits = Mapping[str, Any]


def _of(kinds: str, words: tuple[str, ...], module: str) -> Class:
    name = "finfo" if kinds == "f" else "iinfo"

    def begin(machine: Machine, dtype: Value = None) -> Limits:
        given = get_default_dtype() if dtype is None else engine_argument(machine, dtype)
        if not isinstance(given, np.dtype) or given.kind not in kinds:
            raise ProgramError("type", f"{name} tells of {'fractions' if kinds == 'f' else 'whole numbers'} alone")
        told = vars(np)[name](given)
        held = {word: value for word, value in _read(told) if word in words}
        return {**held, "bits": int(told.bits), "dtype": given.name}

    def read(word: str) -> Callable[..., Value]:
        def call(machine: Machine, held: Limits) -> Value:
            value = held[word]
            if module == "torch" or not isinstance(value, np.generic):
                return value.item() if isinstance(value, np.generic) else value
            made = creation.array(value)
            machine.arrays.add(made)
            return made

        return call

    reads = {word: read(word) for word in (*words, "bits", "dtype")}
    return brought_class(f"{module}.{name}", begin, {}, reads)


def _read(told: Any) -> list[tuple[str, Any]]:
    """In each element type's own numbers; those of whole numbers are plain."""
    if isinstance(told, np.iinfo):
        return [("max", int(told.max)), ("min", int(told.min))]
    return [
        *(("eps", told.eps), ("max", told.max), ("min", told.min), ("tiny", told.tiny)),
        *(("smallest_normal", told.smallest_normal), ("resolution", told.resolution)),
    ]


def limits_of(module: str) -> dict[str, Value]:
    return {"finfo": _of("f", _OF_FRACTIONS, module), "iinfo": _of("iu", _OF_WHOLE, module)}
