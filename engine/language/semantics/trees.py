"""Lists, tuples and dicts of tensors, nested: PyTorch's and JAX's trees, of which functions take and give one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.values import OrderedDict, Record, Value

# Trees of tensors are at most so deep.
DEEPEST = 16


def each(machine: Machine, tree: Value, change: Callable[[Value], Value], depth: int = 0) -> Value:
    """A tree of the same form, whose entries are what `change` makes of those of the tree. Raises ProgramError."""
    if depth > DEEPEST:
        raise ProgramError("value", f"what is nested more than {DEEPEST} levels deep is not differentiated by")
    if isinstance(tree, (list, tuple, dict)):
        machine.budget.spend("cells", 1 + len(tree))
    if type(tree) in (dict, OrderedDict):
        return type(tree)((key, each(machine, held, change, depth + 1)) for key, held in tree.items())
    if type(tree) is Record:
        return Record(tree.cls, [each(machine, held, change, depth + 1) for held in tree])
    if type(tree) in (list, tuple):
        return type(tree)(each(machine, held, change, depth + 1) for held in tree)
    return change(tree)


def entries(machine: Machine, tree: Value) -> list[Value]:
    """What stands at the ends of a tree, from left to right."""
    found: list[Value] = []
    each(machine, tree, found.append)
    return found


def filled(machine: Machine, tree: Value, made: Iterable[Value]) -> Value:
    """A tree of the same form with these entries, one for each of its own."""
    rest = iter(made)
    return each(machine, tree, lambda _: next(rest))
