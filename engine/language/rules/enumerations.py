"""Python's `enum`: a class made of Enum has the names of its body as its only objects."""

from __future__ import annotations

import ast
from collections.abc import Callable

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import binary, compare, formatted, invoke, represented
from engine.language.values import (
    NOT_IMPLEMENTED,
    OBJECT,
    Builtin,
    Class,
    ClassMethod,
    Function,
    Instance,
    Iterated,
    Method,
    Property,
    StaticMethod,
    Value,
)

NAME, VALUE, MEMBERS = "name", "value", "__members__"


def _made(name: str, *above: Class) -> Class:
    made = Class(name, module="enum")
    made.order = (made, *above, OBJECT)
    return made


# What classes of enumerations are themselves objects of.
META = _made("EnumType")
ENUM = _made("Enum")
INT_ENUM = _made("IntEnum", ENUM)
STR_ENUM = _made("StrEnum", ENUM)
AUTO = _made("auto")
ENUMERATIONS: dict[str, Value] = {
    **{cls.name: cls for cls in (ENUM, INT_ENUM, STR_ENUM, AUTO)},
    "unique": Builtin("unique", lambda machine, cls: cls),
}
# Which of the types that may stand beside Enum a class is made of.
_MIXED = {"int": INT_ENUM, "str": STR_ENUM}


def bases_of_enum(bases: list[Value]) -> list[Value]:
    """`class Mode(str, Enum)` is made of StrEnum's numbers and texts: the type beside Enum gives way to it."""
    if ENUM not in bases:
        return bases
    mixed = [_MIXED[one.name] for one in bases if isinstance(one, Builtin) and one.name in _MIXED]
    kept = [one for one in bases if not (isinstance(one, Builtin) and one.name in _MIXED)]
    return [one if one is not ENUM or not mixed else _mixed(mixed[0]) for one in kept]


def _mixed(above: Class) -> Class:
    """An enumeration whose objects are numbers or texts, but are written as those of Enum."""
    made = Class(above.name, module="enum", members={"__str__": ENUM.members["__str__"]})
    made.order = (made, above, ENUM, OBJECT)
    return made


def become_enum(machine: Machine, cls: Class) -> None:
    """Makes the objects of a class whose body has been run. Raises ProgramError (type)."""
    listed: dict[str, Value] = {}
    no_members = (Function, Property, StaticMethod, ClassMethod, Builtin, Class)
    for name, value in list(cls.members.items()):
        if isinstance(value, no_members) or name.startswith("_"):
            continue
        machine.budget.spend("cells", 4)
        if isinstance(value, Instance) and value.cls is AUTO:
            value = _next(cls, name, listed)
        own = cls.member("__init__")
        same = next((one for one in listed.values() if machine.equal(one.fields[VALUE], value)), None)
        if same is None:
            machine.objects += 1
            same = Instance(cls, machine.objects)
            same.fields |= {NAME: name, VALUE: value, "_value_": value, "_name_": name}
            if own is not None:
                invoke(machine, Method(same, own), list(value) if type(value) is tuple else [value], {})
        listed[name] = same
        cls.members[name] = same
    cls.members[MEMBERS] = listed
    if listed:
        cls.meta = META


def _next(cls: Class, name: str, listed: dict[str, Value]) -> Value:
    if STR_ENUM in cls.order:
        return name.lower()
    numbers = [one.fields[VALUE] for one in listed.values() if isinstance(one.fields[VALUE], int)]
    return max(numbers, default=0) + 1


def _listed(cls: Class) -> dict[str, Value]:
    table: dict[str, Value] = cls.member(MEMBERS)
    return table


def _each(machine: Machine, cls: Class) -> Iterated:
    return Iterated(iter(dict.fromkeys(_listed(cls).values())))


def _length(machine: Machine, cls: Class) -> int:
    return len(dict.fromkeys(_listed(cls).values()))


def _named(machine: Machine, cls: Class, name: Value) -> Value:
    if isinstance(name, str) and name in _listed(cls):
        return _listed(cls)[name]
    hint = f"Its names are {', '.join(list(_listed(cls))[:8])}."
    raise ProgramError("key", f"{cls.name} has no {represented(machine, name)}", hint=hint)


def _holds(machine: Machine, cls: Class, value: Value) -> bool:
    if isinstance(value, Instance) and cls in value.cls.order:
        return True
    return any(machine.equal(one.fields[VALUE], value) for one in _listed(cls).values())


def _of_value(machine: Machine, cls: Class, value: Value) -> Value:
    """`Mode("train")`. Raises ProgramError (value)."""
    if isinstance(value, Instance) and cls in value.cls.order:
        return value
    for one in _listed(cls).values():
        if machine.equal(one.fields[VALUE], value):
            return one
    raise ProgramError(
        "value",
        f"{represented(machine, value)} is not a valid {cls.name}",
        hint=f"Its values are {_values(machine, cls)}.",
    )


def _values(machine: Machine, cls: Class) -> str:
    return ", ".join(represented(machine, one.fields[VALUE]) for one in _listed(cls).values())


def _text(machine: Machine, owner: Instance) -> str:
    return machine.text(f"{owner.cls.name}.{owner.fields[NAME]}")


def _in_full(machine: Machine, owner: Instance) -> str:
    return machine.text(f"<{owner.cls.name}.{owner.fields[NAME]}: {represented(machine, owner.fields[VALUE])}>")


def _value_text(machine: Machine, owner: Instance) -> str:
    return machine.show(owner.fields[VALUE])


def _plain(value: Value) -> Value:
    return value.fields[VALUE] if isinstance(value, Instance) and ENUM in value.cls.order else value


def _calculates(kind: type[ast.AST], turned: bool = False) -> Callable[..., Value]:
    def call(machine: Machine, owner: Instance, other: Value) -> Value:
        pair = (_plain(owner), _plain(other))
        return binary(machine, kind, *(reversed(pair) if turned else pair))

    return call


def _compares(kind: type[ast.AST]) -> Callable[..., Value]:
    def call(machine: Machine, owner: Instance, other: Value) -> Value:
        if not isinstance(_plain(other), type(owner.fields[VALUE])):
            return NOT_IMPLEMENTED
        return compare(machine, kind, _plain(owner), _plain(other))

    return call


def _enter(cls: Class, **members: Callable[..., Value]) -> None:
    cls.members |= {f"__{word}__": Builtin(f"__{word}__", call) for word, call in members.items()}


def _begin_auto(machine: Machine, owner: Value) -> None:
    return None


def _formatted(machine: Machine, owner: Instance, spec: Value) -> str:
    return formatted(machine, machine.show(owner), spec)


def _value_formatted(machine: Machine, owner: Instance, spec: Value) -> str:
    mixed = owner.cls.member("__str__") is ENUM.members["__str__"]
    return _formatted(machine, owner, spec) if mixed else formatted(machine, owner.fields[VALUE], spec)


_enter(META, iter=_each, len=_length, getitem=_named, contains=_holds, call=_of_value)
_enter(ENUM, str=_text, repr=_in_full, format=_formatted)
_enter(AUTO, init=_begin_auto)
ORDER: dict[str, type[ast.AST]] = {"lt": ast.Lt, "le": ast.LtE, "gt": ast.Gt, "ge": ast.GtE, "eq": ast.Eq}
ARITHMETIC: dict[str, type[ast.AST]] = {
    **{"add": ast.Add, "sub": ast.Sub, "mul": ast.Mult, "truediv": ast.Div, "mod": ast.Mod},
    **{"floordiv": ast.FloorDiv, "pow": ast.Pow},
}
for _cls in (INT_ENUM, STR_ENUM):
    _enter(_cls, **{word: _compares(kind) for word, kind in ORDER.items()}, str=_value_text, format=_value_formatted)
_enter(INT_ENUM, **{word: _calculates(kind) for word, kind in ARITHMETIC.items()})
_enter(INT_ENUM, **{f"r{word}": _calculates(kind, turned=True) for word, kind in ARITHMETIC.items()})
_enter(INT_ENUM, int=lambda machine, owner: owner.fields[VALUE], index=lambda machine, owner: owner.fields[VALUE])
