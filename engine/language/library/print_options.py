"""How tensors and arrays are printed, as torch.set_printoptions and numpy.set_printoptions tell."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import (
    whole,
)
from engine.language.values import (
    NUMBERS,
    OBJECT,
    Builtin,
    Class,
    Value,
    describe,
)
from engine.tensors import PrintOptions

# The least and the most of what torch.set_printoptions takes: a number has 17 digits, and 0 ends show nothing.
LIMITS_OF_PRINT = {"precision": (0, 17), "threshold": (0, math.inf), "edgeitems": (1, 1000), "linewidth": (10, 1000)}
# What `profile=` of torch.set_printoptions stands for.
PROFILES = {
    "default": PrintOptions(),
    "short": PrintOptions(precision=2, edgeitems=2),
    "full": PrintOptions(threshold=math.inf),
}


def set_print_options(
    machine: Machine,
    precision: Value = None,
    threshold: Value = None,
    edgeitems: Value = None,
    linewidth: Value = None,
    profile: Value = None,
    sci_mode: Value = None,
) -> None:
    """As in PyTorch, what is left out stays as it is, and sci_mode is chosen anew by every call."""
    if profile is not None and profile not in PROFILES:
        raise ProgramError("value", f"profile is {', '.join(PROFILES)}, not {machine.show(profile)}")
    if sci_mode is not None and not isinstance(sci_mode, bool):
        raise ProgramError("type", f"sci_mode is True, False or None, not {describe(sci_mode)}")
    given = {"precision": precision, "edgeitems": edgeitems, "linewidth": linewidth}
    told: dict[str, Any] = {name: whole(value, name) for name, value in given.items() if value is not None}
    if threshold is not None:
        told["threshold"] = _number(machine, threshold)
    _check_print_options(told)
    options = machine.print_options if profile is None else PROFILES[profile]
    machine.print_options = replace(options, **told, sci_mode=sci_mode)


def _check_print_options(told: Mapping[str, Any]) -> None:
    for name, value in told.items():
        least, most = LIMITS_OF_PRINT[name]
        if not least <= value <= most:
            raise ProgramError("value", f"{name} is a number from {least} to {most} here, not {value}")


def set_array_options(
    machine: Machine,
    precision: Value = None,
    threshold: Value = None,
    edgeitems: Value = None,
    linewidth: Value = None,
    suppress: Value = None,
) -> None:
    """As in numpy, what is left out stays as it is; `suppress` never writes a power of ten."""
    told = array_options(machine, precision, threshold, edgeitems, linewidth, suppress)
    machine.array_options = {**machine.array_options, **told}


def _begin_options(machine: Machine, owner: Value, /, **options: Value) -> None:
    owner.held = array_options(machine, **options)


def _enter_options(machine: Machine, owner: Value) -> dict[str, Any]:
    before = machine.array_options
    machine.array_options = {**before, **owner.held}
    owner.held = before
    return {}


def _leave_options(machine: Machine, owner: Value, kind: Value, error: Value, trace: Value) -> bool:
    machine.array_options = owner.held
    return False


ARRAY_OPTIONS = Class(
    "printoptions",
    module="numpy",
    members={
        "__init__": Builtin("printoptions", _begin_options),
        "__enter__": Builtin("__enter__", _enter_options),
        "__exit__": Builtin("__exit__", _leave_options),
    },
)
ARRAY_OPTIONS.order = (ARRAY_OPTIONS, OBJECT)


def array_options(
    machine: Machine,
    precision: Value = None,
    threshold: Value = None,
    edgeitems: Value = None,
    linewidth: Value = None,
    suppress: Value = None,
) -> dict[str, Any]:
    """Raises ProgramError (type, value)."""
    given = {"precision": precision, "edgeitems": edgeitems, "linewidth": linewidth}
    told: dict[str, Any] = {name: whole(value, name) for name, value in given.items() if value is not None}
    if threshold is not None:
        told["threshold"] = _number(machine, threshold)
    _check_print_options(told)
    if suppress is not None:
        told["suppress"] = machine.truth(suppress)
    return told


def _number(machine: Machine, value: Value) -> float:
    if not isinstance(value, NUMBERS):
        raise ProgramError("type", f"this takes a number, not {describe(value)}")
    return float(value)
