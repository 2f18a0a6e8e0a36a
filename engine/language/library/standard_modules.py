"""Modules of Python's own library, as far as programs about gradients use them. Each gives what Python's gives; what
goes on without an end is counted as it is gone through.
"""

from __future__ import annotations

import string

from engine.language.library.abstract_types import COLLECTIONS_ABC, NUMBERS_MODULE
from engine.language.library.arguments_module import ARGPARSE
from engine.language.library.chain_maps import CHAIN_MAP
from engine.language.library.charts import MATPLOTLIB
from engine.language.library.context_managers import CONTEXTS
from engine.language.library.copying import deep, shallow
from engine.language.library.data_class import DATA_CLASSES
from engine.language.library.function_tools import FUNCTOOLS
from engine.language.library.iteration_tools import ITERTOOLS
from engine.language.library.operator_functions import OPERATOR
from engine.language.library.paths import PATHLIB
from engine.language.library.progress import TQDM, TRANGE
from engine.language.library.regular_expressions import RE
from engine.language.library.system_modules import SYSTEM
from engine.language.library.types_module import TYPES
from engine.language.machine import Machine
from engine.language.methods import COLLECTIONS, csv_dict_reader, csv_reader
from engine.language.rules import ABSTRACT, ENUMERATIONS, make_namedtuple
from engine.language.semantics import named
from engine.language.values import (
    ABC,
    NAMED_TUPLE,
    Function,
    Module,
    Skipped,
    Value,
)

# Seconds: where the clock of a program starts, and how far a step of the walk moves it.
START, TICK = 1_700_000_000.0, 1e-6
STRINGS = (
    *("ascii_letters", "ascii_lowercase", "ascii_uppercase", "digits", "hexdigits", "octdigits"),
    *("printable", "punctuation", "whitespace"),
)


def _now(machine: Machine) -> float:
    return START + TICK * machine.budget.used("steps")


def _since_start(machine: Machine) -> float:
    return TICK * machine.budget.used("steps")


def _sleep(machine: Machine, seconds: Value) -> None:
    return None


def _abstract(machine: Machine, function: Value) -> Value:
    """A class that has such a method still has no objects."""
    if isinstance(function, Function):
        function.fields[ABSTRACT] = True
    return function


def _module(name: str, **members: Value) -> Module:
    return Module(name, members)


_TIME = named(time=_now, perf_counter=_since_start, monotonic=_since_start, process_time=_since_start, sleep=_sleep)
# Types are written for the reader: they stand for anything, and ask for nothing.
_TYPES = (
    *("Any", "Callable", "Dict", "Generator", "Iterable", "Iterator", "List", "Literal", "Optional"),
    *("Sequence", "Set", "Tuple", "Type", "TypeVar", "Union", "Final", "ClassVar", "Mapping", "Self"),
)
_TQDM = {"tqdm": TQDM, "trange": TRANGE}
STANDARD = {
    module.name: module
    for module in (
        _module("time", **_TIME),
        _module("copy", **named(copy=shallow, deepcopy=deep)),
        _module("functools", **FUNCTOOLS),
        _module("itertools", **ITERTOOLS),
        _module("operator", **OPERATOR),
        _module(
            "collections",
            **COLLECTIONS,
            **named(namedtuple=make_namedtuple),
            ChainMap=CHAIN_MAP,
            abc=_module("collections.abc", **COLLECTIONS_ABC),
        ),
        _module("numbers", **NUMBERS_MODULE),
        _module("csv", **named(reader=csv_reader, DictReader=csv_dict_reader)),
        _module("string", **{name: vars(string)[name] for name in STRINGS}),
        _module("typing", NamedTuple=NAMED_TUPLE, **{name: Skipped(f"typing.{name}") for name in _TYPES}),
        _module("contextlib", **CONTEXTS),
        RE,
        MATPLOTLIB,
        TYPES,
        PATHLIB,
        ARGPARSE,
        *SYSTEM,
        _module("abc", ABC=ABC, **named(abstractmethod=_abstract)),
        _module("enum", **ENUMERATIONS),
        _module("dataclasses", **DATA_CLASSES),
        _module("tqdm", **_TQDM, auto=_module("tqdm.auto", **_TQDM), notebook=_module("tqdm.notebook", **_TQDM)),
    )
}
