"""Modules of Python's own library, as far as programs about gradients use them. Each gives what Python's gives; what
goes on without an end is counted as it is gone through.
"""

from __future__ import annotations

import ast
import itertools
import string
from collections.abc import Callable, Iterator

from engine.functions import FUNCTIONS
from engine.language.errors import ProgramError
from engine.language.library.arguments_module import ARGPARSE
from engine.language.library.charts import MATPLOTLIB
from engine.language.library.context_managers import CONTEXTS
from engine.language.library.data_class import DATA_CLASSES
from engine.language.library.operator_functions import OPERATOR
from engine.language.library.progress import TQDM, TRANGE
from engine.language.library.regular_expressions import RE
from engine.language.library.system_modules import SYSTEM
from engine.language.library.types_module import TYPES
from engine.language.machine import Machine
from engine.language.methods import COLLECTIONS, ModuleObject, csv_dict_reader, csv_reader
from engine.language.rules import ABSTRACT, ENUMERATIONS, make_namedtuple
from engine.language.semantics import binary, invoke, named, whole
from engine.language.values import (
    ABC,
    NAMED_TUPLE,
    Builtin,
    DefaultDict,
    Deque,
    Function,
    Instance,
    Iterated,
    Layer,
    Module,
    Record,
    SetValue,
    Skipped,
    Value,
)
from engine.nn import as_parameter, is_parameter
from engine.tensors import Tensor

# Seconds: where the clock of a program starts, and how far a step of the walk moves it.
START, TICK = 1_700_000_000.0, 1e-6
DEEPEST_COPY = 32
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


def _shallow(machine: Machine, value: Value) -> Value:
    if isinstance(value, (list, dict, SetValue)):
        return machine.call_method(value, "copy")
    if type(value) is Tensor:
        return FUNCTIONS["torch.clone"](value)
    return _object(machine, value, {}, lambda each: each) if isinstance(value, Instance) else value


def _deep(machine: Machine, value: Value) -> Value:
    return _copied(machine, value, {}, 0)


def _copied(machine: Machine, value: Value, known: dict[int, Value], depth: int) -> Value:
    """A copy whose parts are copies, too; what stands in several places stands there again as one."""
    if id(value) in known:
        return known[id(value)]
    machine.budget.spend("cells", 1)
    if depth == DEEPEST_COPY:
        raise ProgramError("value", f"what is nested more than {DEEPEST_COPY} levels deep is not copied")

    def inner(each: Value) -> Value:
        return _copied(machine, each, known, depth + 1)

    if isinstance(value, list):
        made: Value = Deque(value.most) if isinstance(value, Deque) else []
        known[id(value)] = made
        made.extend(inner(each) for each in value)
        return made
    if isinstance(value, Record):
        return Record(value.cls, [inner(each) for each in value])
    if type(value) is tuple:
        return tuple(inner(each) for each in value)
    if isinstance(value, dict):
        made = DefaultDict(value.factory) if isinstance(value, DefaultDict) else type(value)()
        known[id(value)] = made
        made.update({inner(key): inner(each) for key, each in value.items()})
        return made
    if isinstance(value, SetValue):
        return machine.call_method(value, "copy")
    if type(value) is Tensor:
        # A leaf stays a leaf, and a parameter a parameter.
        made = FUNCTIONS["torch.clone"](value.detach())
        made.requires_grad_(value.requires_grad)
        if is_parameter(value):
            as_parameter(made)
    elif isinstance(value, Layer):
        return _layer(machine, value, inner)
    elif isinstance(value, Instance) and value.cls.meta is None:
        return _object(machine, value, known, inner)
    else:
        made = value
    known[id(value)] = made
    return made


def _layer(machine: Machine, value: Layer, inner: Callable[[Value], Value]) -> Layer:
    """A layer with parameters of its own, and with copies of what the program keeps in it besides."""
    machine.budget.spend("cells", value.extent)
    made = value.copied()
    for layer in made.modules():
        if isinstance(layer, ModuleObject):
            machine.objects += 1
            layer.number = machine.objects
            layer.fields = {name: inner(held) for name, held in layer.fields.items()}
    return made


def _object(machine: Machine, value: Instance, known: dict[int, Value], inner: Callable[[Value], Value]) -> Value:
    machine.objects += 1
    made = Instance(value.cls, machine.objects)
    made.held = value.held
    known[id(value)] = made
    for name, held in value.fields.items():
        made.fields[name] = inner(held)
    return made


def _reduce(machine: Machine, function: Value, values: Value, *start: Value) -> Value:
    entries = machine.items(values)
    total = start[0] if start else next(entries, _NONE)
    if total is _NONE:
        raise ProgramError("type", "reduce of nothing, with no value to start from")
    for entry in entries:
        total = invoke(machine, function, [total, entry], {})
    return total


_NONE = object()


def _partial(machine: Machine, function: Value, /, *first: Value, **fixed: Value) -> Builtin:
    def call(machine: Machine, /, *rest: Value, **named_too: Value) -> Value:
        return invoke(machine, function, [*first, *rest], {**fixed, **named_too})

    return Builtin("partial", call)


def _unchanged(machine: Machine, function: Value = None, /, *options: Value, **named_too: Value) -> Value:
    """A decorator that adds nothing here: @lru_cache."""
    return function if function is not None else Builtin("decorator", lambda machine, inner: inner)


def _abstract(machine: Machine, function: Value) -> Value:
    """A class that has such a method still has no objects."""
    if isinstance(function, Function):
        function.fields[ABSTRACT] = True
    return function


def _wraps(machine: Machine, function: Value) -> Builtin:
    """@wraps(f): the function that is decorated takes the name of f."""

    def dress(machine: Machine, inner: Value) -> Value:
        if isinstance(inner, Function) and isinstance(function, Function):
            inner.fields.update({**function.fields, "__name__": function.fields.get("__name__", function.name)})
        return inner

    return Builtin("decorator", dress)


def _lazily(make: Callable[..., Iterator[Value]]) -> Callable[..., Iterated]:
    """A function of itertools over the entries of what a program gives, each of them a step."""

    def call(machine: Machine, *sequences: Value) -> Iterated:
        return Iterated(make(*(machine.items(sequence) for sequence in sequences)))

    return call


def _chosen(make: Callable[..., Iterator[Value]]) -> Callable[..., Iterated]:
    def call(machine: Machine, values: Value, r: Value = None) -> Iterated:
        pool = list(machine.items(values))
        return Iterated(_counted(machine, make(pool, len(pool) if r is None else whole(r, "r"))))

    return call


def _counted(machine: Machine, values: Iterator[Value]) -> Iterator[Value]:
    for value in values:
        machine.budget.spend("cells", 1 + (len(value) if isinstance(value, tuple) else 0))
        yield value


def _product(machine: Machine, *sequences: Value, repeat: Value = 1) -> Iterated:
    pools = [list(machine.items(sequence)) for sequence in sequences]
    times = max(0, whole(repeat, "repeat"))
    machine.budget.spend("cells", times * sum(1 + len(pool) for pool in pools))
    return Iterated(_counted(machine, itertools.product(*pools, repeat=times)))


def _count(machine: Machine, start: Value = 0, step: Value = 1) -> Iterated:
    def numbers() -> Iterator[Value]:
        value = start
        while True:
            machine.budget.spend("steps", 1)
            yield value
            value = binary(machine, ast.Add, value, step)

    return Iterated(numbers())


def _repeat(machine: Machine, value: Value, times: Value = None) -> Iterated:
    turns = itertools.repeat(value) if times is None else itertools.repeat(value, whole(times, "times"))
    return Iterated(_counted(machine, turns))


def _cycle(machine: Machine, values: Value) -> Iterated:
    pool = list(machine.items(values))
    machine.budget.spend("cells", len(pool))
    return Iterated(_counted(machine, itertools.cycle(pool)))


def _islice(machine: Machine, values: Value, *bounds: Value) -> Iterated:
    start, stop, step = slice(*(None if bound is None else whole(bound, "a bound") for bound in bounds)).indices(2**62)
    return Iterated(itertools.islice(machine.items(values), start, stop, step))


def _accumulate(machine: Machine, values: Value, func: Value = None) -> Iterated:
    def sums() -> Iterator[Value]:
        total = _NONE
        for entry in machine.items(values):
            if total is _NONE:
                total = entry
            else:
                total = (
                    binary(machine, ast.Add, total, entry)
                    if func is None
                    else invoke(machine, func, [total, entry], {})
                )
            yield total

    return Iterated(sums())


def _module(name: str, **members: Value) -> Module:
    return Module(name, members)


_TIME = named(time=_now, perf_counter=_since_start, monotonic=_since_start, process_time=_since_start, sleep=_sleep)
_FUNCTOOLS = named(
    reduce=_reduce, partial=_partial, wraps=_wraps, lru_cache=_unchanged, cache=_unchanged, cached_property=_unchanged
)
_ITERTOOLS = named(
    chain=_lazily(itertools.chain),
    zip_longest=_lazily(itertools.zip_longest),
    pairwise=_lazily(itertools.pairwise),
    combinations=_chosen(itertools.combinations),
    permutations=_chosen(itertools.permutations),
    combinations_with_replacement=_chosen(itertools.combinations_with_replacement),
    product=_product,
    count=_count,
    repeat=_repeat,
    cycle=_cycle,
    islice=_islice,
    accumulate=_accumulate,
)
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
        _module("copy", **named(copy=_shallow, deepcopy=_deep)),
        _module("functools", **_FUNCTOOLS),
        _module("itertools", **_ITERTOOLS),
        _module("operator", **OPERATOR),
        _module("collections", **COLLECTIONS, **named(namedtuple=make_namedtuple)),
        _module("csv", **named(reader=csv_reader, DictReader=csv_dict_reader)),
        _module("string", **{name: vars(string)[name] for name in STRINGS}),
        _module("typing", NamedTuple=NAMED_TUPLE, **{name: Skipped(f"typing.{name}") for name in _TYPES}),
        _module("contextlib", **CONTEXTS),
        RE,
        MATPLOTLIB,
        TYPES,
        ARGPARSE,
        *SYSTEM,
        _module("abc", ABC=ABC, **named(abstractmethod=_abstract)),
        _module("enum", **ENUMERATIONS),
        _module("dataclasses", **DATA_CLASSES),
        _module("tqdm", **_TQDM, auto=_module("tqdm.auto", **_TQDM), notebook=_module("tqdm.notebook", **_TQDM)),
    )
}
