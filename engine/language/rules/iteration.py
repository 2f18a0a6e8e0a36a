"""What a loop visits: lists and tables, iterators, layers that hold others, and objects that say so themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.rules.exceptions import is_stop
from engine.language.semantics import dunders
from engine.language.values import Instance, Iterated, Layer, SetValue, Skipped, Value, describe
from engine.tensors import Tensor


def items(machine: Machine, value: Value) -> Iterator[Value]:
    """What a loop over the value visits, a step each; of a list also what is put at its end meanwhile.

    Raises ProgramError (type), and where a dict or a set grows or shrinks on the way (state).
    """
    if isinstance(value, (dict, SetValue)):
        # The loop may end early; the copy is made all the same.
        machine.budget.spend("cells", len(value))
        return _of_one_size(machine, value, tuple(value))
    if isinstance(value, (list, tuple, range, str, bytes)) or type(value) is Tensor:
        return _counted(machine, value)
    if isinstance(value, Iterated):
        return _counted(machine, value.rest)
    if isinstance(value, Layer) and (held := value.entries()) is not None:
        return machine.items(held)
    if dunders.class_of(value) is not None:
        return _entries_of(machine, value)
    if isinstance(value, Skipped):
        return iter(())
    hint = "Write range(n) to count up to n." if isinstance(value, int) else None
    raise ProgramError("type", f"{describe(value)} cannot be gone through one by one", hint=hint)


def _entries_of(machine: Machine, value: Value) -> Iterator[Value]:
    """By `__iter__`, else by `__getitem__` with 0, 1, 2, …, as long as `__len__` says."""
    made = dunders.ask(machine, value, "__iter__")
    iterator = value if made is None else made[0]
    if dunders.defines(iterator, "__next__"):
        yield from _until_stop(machine, iterator)
        return
    if iterator is not value:
        yield from machine.items(iterator)
        return
    size = dunders.of_type(machine, value, "__len__", int)
    if made is not None or size is None or not dunders.defines(value, "__getitem__"):
        raise ProgramError("type", f"{describe(value)} cannot be gone through one by one")
    for place in range(size[0]):
        machine.budget.spend("steps", 1)
        found = dunders.ask(machine, value, "__getitem__", place)
        if found is not None:
            yield found[0]


def _until_stop(machine: Machine, iterator: Instance) -> Iterator[Value]:
    while True:
        machine.budget.spend("steps", 1)
        try:
            answer = dunders.ask(machine, iterator, "__next__")
        except ProgramError as error:
            if is_stop(error):
                return
            raise
        yield None if answer is None else answer[0]


def _counted(machine: Machine, values: Iterable[Value]) -> Iterator[Value]:
    try:
        for value in values:
            machine.budget.spend("steps", 1)
            yield value
    except ValueError as reason:
        # An iterator that asks for its own next entry while it makes one.
        raise ProgramError("value", f"this cannot be gone through: {reason}") from None


def _of_one_size(machine: Machine, owner: dict[Value, Value] | SetValue, entries: tuple[Value, ...]) -> Iterator[Value]:
    for entry in _counted(machine, entries):
        yield entry
        if len(owner) != len(entries):
            what = "dict" if isinstance(owner, dict) else "set"
            hint = f"Go through a copy: list({'d' if what == 'dict' else 's'})."
            raise ProgramError("state", f"a {what} grew or shrank while a loop went through it", hint=hint)
