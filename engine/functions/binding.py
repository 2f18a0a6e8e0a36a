"""Which argument of a call is which input or attribute of an operation."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from inspect import Parameter, Signature
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.operation import REQUIRED, Op

# Numbers of a distribution may be as many as it draws; the others are single ones, also where their default is a whole
# number or none.
DRAWN = frozenset({"mean", "std"})
NUMBERS = frozenset({"alpha", "beta", "correction", "eps", "fill_value", "maxnorm", "p", "scale"})
ALIASES = {"axis": "dim", "keepdims": "keepdim", "dims": "dim"}


def signature(op: Op, *, one_tuple: bool = False) -> Signature:
    """How an operation is called; with `one_tuple` what it collects is one argument."""
    loose = None if one_tuple else op.collects
    inputs = ("tensors",) if op.variadic else op.inputs
    required = {*inputs[: len(inputs) - op.optional], *(k for k, value in op.attributes.items() if value is REQUIRED)}
    parameters: list[Parameter] = []
    for name in op.order or (*inputs, *(key for key in op.attributes if key != loose)):
        # What stands behind an argument that may be left out cannot be required in Python.
        may_be_left_out = name not in required or (parameters and parameters[-1].default is not Parameter.empty)
        default = op.attributes.get(name) if name not in required else None
        fallback = default if may_be_left_out else Parameter.empty
        parameters.append(Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=fallback))
    behind = [name for name in op.attributes if op.order and name not in (*op.order, loose)]
    parameters += [Parameter(name, Parameter.KEYWORD_ONLY, default=op.attributes[name]) for name in behind]
    collected = [] if loose is None else [Parameter(loose, Parameter.VAR_POSITIONAL)]
    plain = parameters if loose is None else parameters[: len(inputs)]
    named = [] if loose is None else [each.replace(kind=Parameter.KEYWORD_ONLY) for each in parameters[len(inputs) :]]
    return Signature([*plain, *collected, *named])


def changing(compute: Callable[..., Any]) -> Signature:
    """How what can write its result into its first argument is called, when `compute` makes it: with a tensor there."""
    own = inspect.signature(compute)
    first, *others = own.parameters.values()
    return own.replace(parameters=[first.replace(annotation="Tensor"), *others])


def bind(op: Op, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Sorts the arguments of a call into tensor inputs and attributes. Raises ArgumentError."""
    attributes = {name: value for name, value in op.attributes.items() if name != op.collects}
    positional = [] if op.variadic else list(op.inputs)
    named = dict(kwargs)
    rest = list(args)
    sequence: list[Any] = []
    if op.variadic:
        given = named.pop("tensors") if "tensors" in named else rest.pop(0) if rest else None
        if not isinstance(given, (list, tuple)):
            raise ArgumentError(f"{op.name} takes a list or tuple of tensors as its first argument")
        sequence = list(given)
    order = op.order or (*positional, *attributes)
    collected: tuple[Any, ...] = ()
    if op.collects:
        rest, collected = rest[: len(positional)], tuple(rest[len(positional) :])
    if len(rest) > len(order):
        raise ArgumentError(f"{op.name} takes at most {len(order)} arguments, got {len(rest)}")
    values = dict(zip(order, rest, strict=False))
    for key, value in named.items():
        name = _parameter_name(op, key, attributes)
        if name in values:
            raise ArgumentError(f"{op.name} got {key} twice")
        values[name] = value
    if op.collects:
        collected = (values.pop(op.collects),) if op.collects in values else collected
        if len(collected) == 1 and isinstance(collected[0], (list, tuple)):
            collected = tuple(collected[0])
        attributes[op.collects] = collected
    inputs = [values.pop(name, None) for name in positional]
    attributes |= values
    for name, value in zip(positional[: len(positional) - op.optional], inputs, strict=False):
        if value is None:
            raise ArgumentError(f"{op.name} is missing its argument {name}")
    for name, value in attributes.items():
        if value is REQUIRED:
            raise ArgumentError(f"{op.name} is missing its argument {name}")
    _check_attributes(op, attributes)
    while inputs and inputs[-1] is None:
        inputs.pop()
    if any(value is None for value in inputs):
        gap = positional[next(slot for slot, value in enumerate(inputs) if value is None)]
        raise ArgumentError(f"{op.name} needs its argument {gap} when {positional[len(inputs) - 1]} is given")
    return sequence or inputs, attributes


def _check_attributes(op: Op, attributes: Mapping[str, Any]) -> None:
    """Raises ArgumentError for a number where a truth is meant, and for what is no whole number where one is."""
    dim = attributes.get("dim")
    if isinstance(dim, (tuple, list)) and not op.several_dims:
        raise ArgumentError(f"{op.name} goes along one dim, a whole number, not {dim}")
    for name, value in attributes.items():
        default = op.attributes[name]
        if _is_number(name, default) and (value is not None or default is not None):
            check_number(op.name, name, value)
        elif op.elementwise and isinstance(value, (tuple, list)):
            raise ArgumentError(f"{op.name} takes one number as its {name}, not several")
        if type(op.attributes[name]) is bool and not isinstance(value, (bool, np.bool_)):
            several = f": several dims are one tuple, as in {op.name}((0, 1))" if name == "keepdim" else ""
            raise ArgumentError(f"{op.name} takes True or False as its {name}, not {value!r}{several}")
        if name in op.whole and not is_whole(value):
            raise ArgumentError(f"{op.name} takes whole numbers as its {name}, not {value!r}")


def check_number(called: str, name: str, value: Any) -> None:
    """Raises ArgumentError for an option of a function that is no single number."""
    if value is None or isinstance(value, (tuple, list, str)) or math.prod(getattr(value, "shape", ())) != 1:
        given = "None" if value is None else "a text" if isinstance(value, str) else "several"
        raise ArgumentError(f"{called} takes one number as its {name}, not {given}")


def _is_number(name: str, default: Any) -> bool:
    """Whether an option is a single number, by its default or, where that is a whole number or None, by its name."""
    bare = default is None or default is REQUIRED or type(default) is int
    return (type(default) is float and name not in DRAWN) or (name in NUMBERS and bare)


def with_numbers(short: str, called: Callable[..., Any]) -> Callable[..., Any]:
    """The function, called `short`, taking single numbers alone for options that are single numbers by default.

    An option that may be anything stays so.
    """
    parameters = enumerate(inspect.signature(called).parameters.values())
    numbers = ((place, each) for place, each in parameters if each.annotation not in (Any, "Any"))
    places = {place: each for place, each in numbers if _is_number(each.name, each.default)}
    if not places:
        return called
    defaults = {each.name: each.default for each in places.values()}

    @wraps(called)
    def checked(*args: Any, **kwargs: Any) -> Any:
        given = {places[place].name: value for place, value in enumerate(args) if place in places}
        for name, value in (given | {name: kwargs[name] for name in defaults.keys() & kwargs.keys()}).items():
            if value is not None or defaults[name] is not None:
                check_number(short, name, value)
        return called(*args, **kwargs)

    return checked


def is_whole(value: Any) -> bool:
    """Whether the value is a whole number, a tensor or a tuple of them, or None."""
    if isinstance(value, (tuple, list)):
        return all(map(is_whole, value))
    kind = value.dtype.kind if hasattr(value, "dtype") else "b" if isinstance(value, bool) else "i"
    return value is None or (kind in "iu" and (hasattr(value, "dtype") or isinstance(value, int)))


def _parameter_name(op: Op, key: str, attributes: Mapping[str, Any]) -> str:
    name = ALIASES.get(key, key)
    for candidate in (key, name):
        if candidate in op.inputs or candidate in attributes or candidate == op.collects:
            return candidate
    if key == "input" and op.inputs:
        return op.inputs[0]
    if key == "other" and len(op.inputs) > 1:
        return op.inputs[1]
    if name == "dim" and op.collects:
        return op.collects
    known = ", ".join([*op.inputs, *attributes])
    raise ArgumentError(f"{op.name} has no argument {key}; it has {known}")
