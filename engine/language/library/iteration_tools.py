"""Python's `itertools`: each entry that is gone through is counted, as some go on without an end."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import binary, invoke, named, whole
from engine.language.values import Builtin, Iterated, Value

_NONE = object()


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


def _zip_longest(machine: Machine, *sequences: Value, fillvalue: Value = None) -> Iterated:
    return Iterated(itertools.zip_longest(*map(machine.items, sequences), fillvalue=fillvalue))


def _islice(machine: Machine, values: Value, *bounds: Value) -> Iterated:
    start, stop, step = slice(*(None if bound is None else whole(bound, "a bound") for bound in bounds)).indices(2**62)
    return Iterated(itertools.islice(machine.items(values), start, stop, step))


def _accumulate(machine: Machine, values: Value, func: Value = None, *, initial: Value = None) -> Iterated:
    def sums() -> Iterator[Value]:
        total = _NONE if initial is None else initial
        if initial is not None:
            yield total
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


class _Compared:
    """A key of groupby: what lies side by side is one group while the program's own == says so."""

    def __init__(self, machine: Machine, value: Value) -> None:
        self.machine = machine
        self.value = value

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Compared) and self.machine.equal(self.value, other.value)


def _group_by(machine: Machine, iterable: Value, key: Value = None) -> Iterated:
    def known(value: Value) -> _Compared:
        return _Compared(machine, value if key is None else invoke(machine, key, [value], {}))

    groups = itertools.groupby(machine.items(iterable), known)
    return Iterated((found.value, Iterated(group)) for found, group in groups)


def _from_iterable(machine: Machine, iterable: Value) -> Iterated:
    return Iterated(each for part in machine.items(iterable) for each in machine.items(part))


def _while(take: bool) -> Callable[..., Iterated]:
    """takewhile, or dropwhile."""

    def call(machine: Machine, predicate: Value, iterable: Value) -> Iterated:
        def holds(value: Value) -> bool:
            return machine.truth(invoke(machine, predicate, [value], {}))

        chosen = itertools.takewhile if take else itertools.dropwhile
        return Iterated(chosen(holds, machine.items(iterable)))

    return call


def _star_map(machine: Machine, function: Value, iterable: Value) -> Iterated:
    return Iterated(
        invoke(machine, function, list(machine.items(arguments)), {}) for arguments in machine.items(iterable)
    )


def _filter_false(machine: Machine, predicate: Value, iterable: Value) -> Iterated:
    def holds(value: Value) -> bool:
        return machine.truth(value if predicate is None else invoke(machine, predicate, [value], {}))

    return Iterated(value for value in machine.items(iterable) if not holds(value))


def _compress(machine: Machine, data: Value, selectors: Value) -> Iterated:
    pairs = zip(machine.items(data), machine.items(selectors), strict=False)
    return Iterated(value for value, chosen in pairs if machine.truth(chosen))


def _tee(machine: Machine, iterable: Value, n: Value = 2) -> tuple[Value, ...]:
    count = whole(n, "n")
    if count < 0:
        raise ProgramError("value", "n must be >= 0")
    machine.budget.spend("cells", count)
    return tuple(Iterated(_counted(machine, one)) for one in itertools.tee(machine.items(iterable), count))


ITERTOOLS: dict[str, Value] = {
    "chain": Builtin("chain", _lazily(itertools.chain), named(from_iterable=_from_iterable)),
    **named(
        zip_longest=_zip_longest,
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
        groupby=_group_by,
        takewhile=_while(take=True),
        dropwhile=_while(take=False),
        starmap=_star_map,
        filterfalse=_filter_false,
        compress=_compress,
        tee=_tee,
    ),
}
