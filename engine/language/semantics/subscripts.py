"""Reading and writing what stands at an index: `container[index]`."""

from __future__ import annotations

from itertools import islice

from engine.functions import creation
from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import dunders
from engine.language.semantics.arguments import engine_argument
from engine.language.semantics.formatting import represented
from engine.language.semantics.operators import whole
from engine.language.values import (
    NUMBERS,
    Bracketed,
    Counter,
    DefaultDict,
    Iterated,
    Layer,
    Skipped,
    Value,
    View,
    describe,
    is_key,
)
from engine.tensors import Tensor, part_from_base, read_backwards

# What a message about an unknown key tells of those that are there.
NAMED_KEYS = 8
LONGEST_KEY = 40


def item(machine: Machine, container: Value, index: Value) -> Value:
    """Raises ProgramError (index, key, type)."""
    if type(container) is Tensor:
        return _part(machine, container, index)
    if isinstance(container, dict):
        return _looked_up(machine, container, index)
    if isinstance(container, Skipped):
        return container
    if isinstance(container, Bracketed):
        return machine.invoke(container, list(index) if type(index) is tuple else [index])
    answer = dunders.ask(machine, container, "__getitem__", index)
    if answer is not None:
        return answer[0]
    if isinstance(container, Layer) and (held := container.entries()) is not None:
        if isinstance(held, list) and isinstance(index, slice):
            return container.part(item(machine, held, index))
        return item(machine, held, index)
    if isinstance(container, (list, tuple, str, bytes, range)) and not isinstance(container, View):
        if isinstance(index, slice):
            part = container[plain_slice(index)]
            if not isinstance(part, range):
                machine.budget.spend("cells", len(part))
            return part
        return container[position(machine, container, index)]
    hint = "Write list(…) around it." if isinstance(container, (Iterated, View)) else None
    raise ProgramError("type", f"{describe(container)} has no entries to pick with [ ]", hint=hint)


def _part(machine: Machine, container: Tensor, index: Value) -> Tensor:
    """Of a tensor, or of an array."""
    wanted = tensor_index(machine, index)
    if container not in machine.arrays:
        return container[wanted]
    found = read_backwards(container, wanted)
    machine.arrays.add(found)
    if found.ndim == 0:
        # A single number of an array is no view: numpy hands it out by itself.
        part_from_base(found)
    return found


def _looked_up(machine: Machine, container: dict[Value, Value], index: Value) -> Value:
    """What a dict holds under a key; a defaultdict makes what it lacks."""
    if key(index) in container:
        return container[index]
    if isinstance(container, Counter):
        return 0
    if not isinstance(container, DefaultDict) or container.factory is None:
        known = ", ".join(_shortened(machine, name) for name in islice(container, NAMED_KEYS)) or "none"
        wanted = _shortened(machine, index)
        raise ProgramError("key", f"the dict has no key {wanted}", hint=f"Its keys are {known}.")
    machine.budget.spend("cells", 1)
    container[index] = machine.invoke(container.factory, [])
    return container[index]


def set_item(machine: Machine, container: Value, index: Value, value: Value) -> None:
    """Raises ProgramError (index, type)."""
    if isinstance(container, Skipped):
        return
    if dunders.defines(container, "__setitem__"):
        dunders.ask(machine, container, "__setitem__", index, value)
    elif type(container) is Tensor:
        if isinstance(value, (list, tuple)) and container in machine.arrays:
            value = creation.array(engine_argument(machine, value))
        if not isinstance(value, (Tensor, *NUMBERS)):
            raise ProgramError("type", f"an entry of a tensor is a number, not {describe(value)}")
        container[tensor_index(machine, index)] = value
    elif isinstance(container, dict):
        machine.budget.spend("cells", 1)
        container[key(index)] = value
    elif isinstance(container, list) and not isinstance(index, slice):
        container[position(machine, container, index)] = value
    elif type(container) is list:
        entries = list(machine.items(value))
        machine.budget.spend("cells", len(entries) + len(container))
        place = plain_slice(index)
        if place.step not in (None, 1) and len(entries) != len(container[place]):
            raise ProgramError("value", f"{len(entries)} values do not fit {len(container[place])} places of a slice")
        container[place] = entries
    elif isinstance(container, Layer) and (held := container.entries()) is not None:
        container[str(key(index)) if isinstance(held, dict) else position(machine, held, index)] = value
    else:
        raise ProgramError("type", f"entries of {describe(container)} cannot be changed this way")


def delete_item(machine: Machine, container: Value, index: Value) -> None:
    """`del container[index]`. Raises ProgramError (index, key, type)."""
    if dunders.defines(container, "__delitem__"):
        dunders.ask(machine, container, "__delitem__", index)
    elif isinstance(container, dict):
        item(machine, container, index)
        del container[index]
    elif isinstance(container, Layer) and (held := container.entries()) is not None:
        delete_item(machine, held if isinstance(held, list) else dict(held), index)
        del container[plain_slice(index) if isinstance(index, slice) else index]
    elif isinstance(container, list):
        machine.budget.spend("cells", len(container))
        place = plain_slice(index) if isinstance(index, slice) else position(machine, container, index)
        del container[place]
    else:
        raise ProgramError("type", f"entries of {describe(container)} cannot be deleted")


def key(value: Value) -> Value:
    """What a dict or a set knows an entry by. Raises ProgramError (type)."""
    if not is_key(value):
        raise ProgramError("type", f"a key is a number, a string, an object or a tuple of these, not {describe(value)}")
    return value


def _shortened(machine: Machine, name: Value) -> str:
    """A dict's key as a message names it."""
    if isinstance(name, str) and len(name) > LONGEST_KEY:
        name = name[:LONGEST_KEY] + "…"
    return represented(machine, name)


def position(machine: Machine, container: Value, index: Value) -> int:
    number = machine.whole(index, "an index")
    if not -len(container) <= number < len(container):
        raise ProgramError(
            "index",
            f"index {number} is outside {describe(container)}",
            hint=f"Indices run from 0 to {len(container) - 1}." if len(container) else "It is empty.",
        )
    return number


def plain_slice(index: slice) -> slice:
    start, stop, step = (
        None if part is None else whole(part, "a bound of a slice") for part in (index.start, index.stop, index.step)
    )
    if step == 0:
        raise ProgramError("value", "the step of a slice cannot be 0")
    return slice(start, stop, step)


def tensor_index(machine: Machine, index: Value) -> Value:
    """An index the engine takes: whole numbers, slices, None, `...`, tensors, flat lists of whole numbers or truths.

    Raises ProgramError (type), or BudgetError (cells) for more places than a program may hold.
    """
    if isinstance(index, tuple):
        machine.budget.spend("cells", len(index))
        return tuple(tensor_index_part(machine, part) for part in index)
    return tensor_index_part(machine, index)


def tensor_index_part(machine: Machine, part: Value) -> Value:
    if isinstance(part, (list, tuple, range)):
        machine.budget.spend("cells", len(part))
    if isinstance(part, slice):
        return plain_slice(part)
    if part is None or part is Ellipsis or isinstance(part, (int, Tensor, range)):
        return part
    if isinstance(part, (list, tuple)) and all(isinstance(entry, int) for entry in part):
        return list(part)
    if isinstance(part, (list, tuple)) and all(isinstance(entry, (int, Tensor)) for entry in part):
        return [whole(entry, "an index") for entry in part]
    raise ProgramError(
        "type",
        f"an index is a whole number, a slice or a tensor of whole numbers, not {describe(part)}",
    )
