"""Python's `functools`: functions and methods that are made of other ones."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.program import documentation
from engine.language.rules import is_instance, make_namedtuple
from engine.language.semantics import compare, invoke, named, whole
from engine.language.values import (
    BUILTINS,
    Builtin,
    Class,
    Function,
    Instance,
    Method,
    Property,
    Value,
    describe,
    is_key,
)

# How many results @lru_cache keeps where it is not told.
KEPT = 128
_NONE = object()
# What the other three comparisons are, of one that a class defines and of its ==.
ORDERINGS: Mapping[str, Mapping[str, Callable[[bool, bool], bool]]] = {
    "__lt__": {
        "__gt__": lambda holds, same: not holds and not same,
        "__le__": lambda holds, same: holds or same,
        "__ge__": lambda holds, same: not holds,
    },
    "__le__": {
        "__ge__": lambda holds, same: not holds or same,
        "__lt__": lambda holds, same: holds and not same,
        "__gt__": lambda holds, same: not holds,
    },
    "__gt__": {
        "__lt__": lambda holds, same: not holds and not same,
        "__ge__": lambda holds, same: holds or same,
        "__le__": lambda holds, same: not holds,
    },
    "__ge__": {
        "__le__": lambda holds, same: not holds or same,
        "__gt__": lambda holds, same: holds and not same,
        "__lt__": lambda holds, same: not holds,
    },
}


def _reduce(machine: Machine, function: Value, values: Value, *start: Value) -> Value:
    entries = machine.items(values)
    total = start[0] if start else next(entries, _NONE)
    if total is _NONE:
        raise ProgramError("type", "reduce of nothing, with no value to start from")
    for entry in entries:
        total = invoke(machine, function, [total, entry], {})
    return total


def _partial(machine: Machine, function: Value, /, *first: Value, **fixed: Value) -> Builtin:
    def call(machine: Machine, /, *rest: Value, **named_too: Value) -> Value:
        return invoke(machine, function, [*first, *rest], {**fixed, **named_too})

    return Builtin("partial", call, {"func": function, "args": first, "keywords": dict(fixed)})


def _dressed(made: Value, function: Value) -> Value:
    """What is made of a function goes by its name, and by what else the program keeps with it."""
    if isinstance(made, Function) and isinstance(function, Function):
        own = {"__name__": function.name, "__doc__": documentation(function.node)}
        made.fields.update({**own, **function.fields, "__wrapped__": function})
    return made


def _wraps(machine: Machine, function: Value) -> Builtin:
    """@wraps(f): the function that is decorated takes the name of f."""
    return Builtin("decorator", lambda machine, inner: _dressed(inner, function))


def _lru_cache(machine: Machine, maxsize: Value = KEPT, typed: Value = False) -> Builtin:
    """@lru_cache, with its brackets or without."""
    if maxsize is None or isinstance(maxsize, int):
        most = None if maxsize is None else max(0, whole(maxsize, "maxsize"))
        return Builtin("decorator", lambda machine, inner: _remembering(machine, inner, most))
    return _remembering(machine, maxsize, KEPT)


def _cache(machine: Machine, function: Value) -> Builtin:
    return _remembering(machine, function, None)


def _remembering(machine: Machine, function: Value, most: int | None) -> Builtin:
    """A function that is called once for the same arguments; of the results those asked for last are kept."""
    results: dict[Value, Value] = {}
    counts = {"hits": 0, "misses": 0}
    information = make_namedtuple(machine, "CacheInfo", "hits misses maxsize currsize")

    def call(machine: Machine, /, *arguments: Value, **given: Value) -> Value:
        asked = (*arguments, *(part for pair in given.items() for part in pair)) if given else arguments
        known = (asked, len(arguments))
        if not is_key(asked):
            raise ProgramError(
                "type",
                "a cache remembers by the arguments, and one of them cannot be the key of a dict",
                hint="Hand over a tuple instead of a list.",
            )
        if known in results:
            counts["hits"] += 1
            results[known] = result = results.pop(known)
            return result
        counts["misses"] += 1
        machine.budget.spend("cells", 1 + len(asked))
        result = invoke(machine, function, list(arguments), given)
        results[known] = result
        if most is not None and len(results) > most:
            del results[next(iter(results))]
        return result

    def told(machine: Machine) -> Value:
        return machine.construct(information, [counts["hits"], counts["misses"], most, len(results)], {})

    def emptied(machine: Machine) -> None:
        results.clear()
        counts.update(hits=0, misses=0)

    name = function.name if isinstance(function, (Function, Builtin)) else "function"
    members = named(cache_info=told, cache_clear=emptied) | {"__wrapped__": function}
    if isinstance(function, Function):
        members["__doc__"] = documentation(function.node)
    return Builtin(name, call, members)


def _cached_property(machine: Machine, function: Value) -> Property:
    """Computed when it is first read, and kept by the object."""
    kept: dict[Instance, Value] = {}

    def read(machine: Machine, owner: Instance) -> Value:
        if owner not in kept:
            machine.budget.spend("cells", 1)
            kept[owner] = invoke(machine, function, [owner], {})
        return kept[owner]

    return Property(Builtin("cached_property", read))


def _total_ordering(machine: Machine, cls: Value) -> Value:
    """Gives a class with one comparison the other three. Raises ProgramError (value)."""
    if not isinstance(cls, Class):
        raise ProgramError("type", f"@total_ordering stands above a class, not {describe(cls)}")
    root = next((name for name in ORDERINGS if name in cls.members), None)
    if root is None:
        raise ProgramError("value", "must define at least one ordering operation: < > <= >=", hint="Define __lt__.")
    for name, decide in ORDERINGS[root].items():
        cls.members.setdefault(name, Builtin(name, _compared(cls.members[root], decide)))
    return cls


def _compared(root: Value, decide: Callable[[bool, bool], bool]) -> Callable[..., Value]:
    def call(machine: Machine, owner: Value, other: Value) -> bool:
        holds = machine.truth(invoke(machine, Method(owner, root), [other], {}))
        return decide(holds, machine.truth(compare(machine, ast.Eq, owner, other)))

    return call


def _single_dispatch(machine: Machine, function: Value) -> Builtin:
    """Calls, of the functions that are registered for types, the one for the first argument's."""
    registered: dict[Value, Value] = {}

    def chosen(machine: Machine, value: Value) -> Value:
        exact = invoke(machine, BUILTINS["type"], [value], {})
        order = exact.order if isinstance(exact, Class) else (exact,)
        found = next((registered[one] for one in order if one in registered), None)
        if found is not None:
            return found
        fitting = [made for kind, made in registered.items() if is_instance(machine, value, kind)]
        return fitting[-1] if fitting else function

    def call(machine: Machine, value: Value, /, *rest: Value, **given: Value) -> Value:
        return invoke(machine, chosen(machine, value), [value, *rest], given)

    def register(machine: Machine, cls: Value, func: Value = None) -> Value:
        if func is not None:
            return enter(machine, cls, func)
        if isinstance(cls, Function):
            return enter(machine, _annotated(machine, cls), cls)
        return Builtin("decorator", lambda machine, inner: enter(machine, cls, inner))

    def enter(machine: Machine, cls: Value, func: Value) -> Value:
        machine.budget.spend("cells", 1)
        is_instance(machine, 0, cls)
        registered[cls] = func
        return func

    name = function.name if isinstance(function, Function) else "function"
    return Builtin(name, call, named(register=register))


def _annotated(machine: Machine, function: Function) -> Value:
    """The type that a function gives its first parameter. Raises ProgramError (type)."""
    parameters = [*function.node.args.posonlyargs, *function.node.args.args]
    if not parameters or parameters[0].annotation is None:
        raise ProgramError(
            "type",
            f"@register needs a type for the first parameter of {function.name}",
            hint="Write it as in def f(x: int), or @….register(int).",
        )
    return machine.evaluate(parameters[0].annotation)


FUNCTOOLS = named(
    reduce=_reduce,
    partial=_partial,
    wraps=_wraps,
    lru_cache=_lru_cache,
    cache=_cache,
    cached_property=_cached_property,
    total_ordering=_total_ordering,
    singledispatch=_single_dispatch,
)
