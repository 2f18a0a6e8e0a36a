"""Named tuples of the program: `collections.namedtuple`, and classes made of `typing.NamedTuple`."""

from __future__ import annotations

import keyword

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.program import LONGEST_NAME
from engine.language.values import NAMED_TUPLE, OBJECT, Builtin, Class, ClassMethod, Record, Value, describe, method


def make_namedtuple(
    machine: Machine,
    typename: Value,
    field_names: Value,
    *,
    rename: Value = False,
    defaults: Value = None,
    module: Value = None,
) -> Class:
    """Raises ProgramError (type, value)."""
    if not isinstance(typename, str):
        raise ProgramError("type", f"the name of a namedtuple is a text, not {describe(typename)}")
    listed = field_names.replace(",", " ").split() if isinstance(field_names, str) else list(machine.items(field_names))
    last = [] if defaults is None else list(machine.items(defaults))
    if len(last) > len(listed):
        raise ProgramError("type", f"{len(last)} defaults are given for {len(listed)} fields")
    made = Class(typename)
    made.order = (made, OBJECT)
    become_record(machine, made, listed, dict(zip(listed[len(listed) - len(last) :], last, strict=True)))
    return made


def become_record(machine: Machine, cls: Class, fields: list[Value], defaults: dict[str, Value]) -> None:
    """Gives a class what all classes of named tuples have. Raises ProgramError (value)."""
    for place, name in enumerate((cls.name, *fields)):
        word = isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name)
        if not word or len(name) > LONGEST_NAME or "__" in name or (place and name.startswith("_")):
            raise ProgramError("value", f"{machine.show(name)[:40]} cannot be the name of a namedtuple or of its field")
        if name in fields[: place - 1] and place:
            raise ProgramError("value", f"the field {name} stands there twice")
    machine.budget.spend("cells", 2 * len(fields))
    names = tuple(fields)
    cls.record = (names, defaults)
    cls.members |= {
        "_fields": names,
        "_field_defaults": dict(defaults),
        "__match_args__": names,
        "_make": ClassMethod(Builtin("_make", _make)),
    }


def make_record(machine: Machine, cls: Class, arguments: list[Value], named: dict[str, Value]) -> Record:
    """An object of a class of named tuples. Raises ProgramError (argument)."""
    fields, defaults = cls.fields_of_record()
    if len(arguments) > len(fields):
        raise ProgramError("argument", f"{cls.name} takes {len(fields)} values, {len(arguments)} are given")
    given = dict(zip(fields, arguments, strict=False))
    for name, value in named.items():
        if name not in fields or name in given:
            hint = f"Its fields are {', '.join(fields)}."
            raise ProgramError("argument", f"{cls.name} takes no further {name}", hint=hint)
        given[name] = value
    values = {**defaults, **given}
    missing = [name for name in fields if name not in values]
    if missing:
        raise ProgramError("argument", f"{cls.name} needs a value for {' and '.join(missing)}")
    machine.budget.spend("cells", len(fields))
    return Record(cls, [values[name] for name in fields])


def _make(machine: Machine, cls: Class, iterable: Value) -> Record:
    return make_record(machine, cls, list(machine.items(iterable)), {})


def _typed(machine: Machine, typename: Value, fields: Value = (), /, **named: Value) -> Class:
    """`NamedTuple("Point", [("x", int)])`"""
    pairs = [list(machine.items(pair)) for pair in machine.items(fields)]
    return make_namedtuple(machine, typename, [*(pair[0] for pair in pairs if pair), *named])


NAMED_TUPLE.members["__call__"] = Builtin("NamedTuple", _typed)


@method("record", name="_asdict")
def as_dict(machine: Machine, owner: Record) -> dict[str, Value]:
    machine.budget.spend("cells", len(owner))
    return dict(owner.fields)


@method("record", name="_replace")
def replaced(machine: Machine, owner: Record, /, **named: Value) -> Record:
    unknown = [name for name in named if name not in owner.fields]
    if unknown:
        raise ProgramError("value", f"{describe(owner)} has no field {unknown[0]}")
    return make_record(machine, owner.cls, [], {**owner.fields, **named})
