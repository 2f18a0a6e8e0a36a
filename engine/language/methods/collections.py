"""Python's collections: Counter, defaultdict, OrderedDict and deque."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TypeVar

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import binary, compare, item, key, named, ordered, whole
from engine.language.values import METHODS, Counter, DefaultDict, Deque, Iterated, OrderedDict, Value, describe, method

Filled = TypeVar("Filled", DefaultDict, OrderedDict)

# Moving so many entries of a list by one place takes as long as a step.
MOVED_IN_A_STEP = 1_000


def _counter(machine: Machine, values: Value = (), /, **counts: Value) -> Counter:
    made = Counter()
    count(machine, made, values, **counts)
    return made


@method("Counter", name="update")
def count(machine: Machine, owner: Counter, values: Value = (), /, **counts: Value) -> None:
    _change(machine, owner, ast.Add, values, counts)


@method("Counter", name="subtract")
def count_back(machine: Machine, owner: Counter, values: Value = (), /, **counts: Value) -> None:
    _change(machine, owner, ast.Sub, values, counts)


def _change(machine: Machine, owner: Counter, sign: type[ast.AST], values: Value, counts: dict[str, Value]) -> None:
    for given in (values, counts):
        for entry in machine.items(given):
            if key(entry) not in owner:
                machine.budget.spend("cells", 1)
            amount = given[entry] if isinstance(given, dict) else 1
            owner[entry] = binary(machine, sign, owner.get(entry, 0), amount)


@method("Counter")
def most_common(machine: Machine, owner: Counter, n: Value = None) -> list[Value]:
    entries = list(owner.items())
    machine.budget.spend("cells", 3 * len(entries))
    places = ordered(machine, [amount for _, amount in entries], reverse=True)
    return [entries[place] for place in places[: None if n is None else max(0, whole(n, "n"))]]


@method("Counter")
def elements(machine: Machine, owner: Counter) -> Iterated:
    return Iterated(entry for entry, times in owner.items() for _ in range(whole(times, "a count")))


@method("Counter")
def total(machine: Machine, owner: Counter) -> Value:
    result: Value = 0
    for amount in machine.items(list(owner.values())):
        result = binary(machine, ast.Add, result, amount)
    return result


def _merged(machine: Machine, one: Counter, other: Value, sign: type[ast.AST]) -> Counter:
    """What stays above 0, as Python has it: of | the greater, of & the lesser of the two counts."""
    made = Counter()
    for entry in machine.items(Counter(dict.fromkeys([*one, *other]))):
        left, right = one.get(entry, 0), other.get(entry, 0)
        if sign in (ast.Add, ast.Sub):
            amount = binary(machine, sign, left, right)
        else:
            greater = machine.truth(compare(machine, ast.Gt, left, right))
            amount = left if greater == (sign is ast.BitOr) else right
        if machine.truth(compare(machine, ast.Gt, amount, 0)):
            made[entry] = amount
    return made


def _operator(sign: type[ast.AST]) -> Callable[..., Counter]:
    def operate(machine: Machine, owner: Counter, other: Value) -> Counter:
        return _merged(machine, owner, other, sign)

    return operate


for _name, _sign in (("__add__", ast.Add), ("__sub__", ast.Sub), ("__or__", ast.BitOr), ("__and__", ast.BitAnd)):
    method("Counter", name=_name)(_operator(_sign))


def _default_dict(machine: Machine, factory: Value = None, pairs: Value = (), /, **entries: Value) -> DefaultDict:
    return _filled(machine, DefaultDict(factory), pairs, entries)


def _ordered_dict(machine: Machine, pairs: Value = (), /, **entries: Value) -> OrderedDict:
    return _filled(machine, OrderedDict(), pairs, entries)


def _filled(machine: Machine, made: Filled, pairs: Value, entries: dict[str, Value]) -> Filled:
    machine.invoke(METHODS["dict", "update"], [made, pairs])
    made.update(entries)
    return made


@method("Counter", "defaultdict", "OrderedDict", name="copy")
def copied(machine: Machine, owner: Value) -> Value:
    machine.budget.spend("cells", len(owner))
    made = DefaultDict(owner.factory) if isinstance(owner, DefaultDict) else type(owner)()
    made.update(owner)
    return made


@method("OrderedDict")
def move_to_end(machine: Machine, owner: OrderedDict, key: Value, last: Value = True) -> None:
    value = item(machine, owner, key)
    del owner[key]
    if machine.truth(last):
        owner[key] = value
        return
    machine.budget.spend("cells", len(owner))
    rest = dict(owner)
    owner.clear()
    owner[key] = value
    owner.update(rest)


@method("OrderedDict", name="popitem")
def pop_pair(machine: Machine, owner: OrderedDict, last: Value = True) -> tuple[Value, Value]:
    if not owner:
        raise ProgramError("key", "popitem from an empty OrderedDict")
    entry = next(reversed(owner)) if machine.truth(last) else next(iter(owner))
    return entry, owner.pop(entry)


def _deque(machine: Machine, iterable: Value = (), maxlen: Value = None) -> Deque:
    made = Deque(None if maxlen is None else whole(maxlen, "maxlen"))
    if made.most is not None and made.most < 0:
        raise ProgramError("value", "maxlen is 0 or more")
    extend(machine, made, iterable)
    return made


def _moved(machine: Machine, owner: Deque) -> None:
    machine.budget.spend("steps", len(owner) // MOVED_IN_A_STEP)


@method("deque")
def append(machine: Machine, owner: Deque, value: Value) -> None:
    machine.budget.spend("cells", 1)
    owner.append(value)
    if owner.most is not None and len(owner) > owner.most:
        _moved(machine, owner)
        del owner[0]


@method("deque")
def appendleft(machine: Machine, owner: Deque, value: Value) -> None:
    machine.budget.spend("cells", 1)
    _moved(machine, owner)
    owner.insert(0, value)
    if owner.most is not None:
        del owner[owner.most :]


@method("deque")
def extend(machine: Machine, owner: Deque, values: Value) -> None:
    for value in tuple(values) if values is owner else machine.items(values):
        append(machine, owner, value)


@method("deque")
def extendleft(machine: Machine, owner: Deque, values: Value) -> None:
    for value in tuple(values) if values is owner else machine.items(values):
        appendleft(machine, owner, value)


@method("deque")
def pop(machine: Machine, owner: Deque) -> Value:
    return _taken(machine, owner, -1)


@method("deque")
def popleft(machine: Machine, owner: Deque) -> Value:
    return _taken(machine, owner, 0)


def _taken(machine: Machine, owner: Deque, place: int) -> Value:
    if not owner:
        raise ProgramError("index", f"pop from {describe(owner)}: it is empty")
    _moved(machine, owner)
    return owner.pop(place)


@method("deque")
def rotate(machine: Machine, owner: Deque, n: Value = 1) -> None:
    machine.budget.spend("cells", len(owner))
    turns = whole(n, "n") % len(owner) if owner else 0
    owner[:] = [*owner[len(owner) - turns :], *owner[: len(owner) - turns]]


@method("deque", name="copy")
def copied_deque(machine: Machine, owner: Deque) -> Deque:
    made = Deque(owner.most)
    extend(machine, made, owner)
    return made


COLLECTIONS = named(Counter=_counter, defaultdict=_default_dict, OrderedDict=_ordered_dict, deque=_deque)
