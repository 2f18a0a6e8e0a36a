"""`@dataclass`: a class whose `__init__`, `__repr__` and `__eq__` follow from the names that its body gives a type."""

from __future__ import annotations

from collections.abc import Callable

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import invoke, represented
from engine.language.values import Builtin, Class, Field, Instance, Value, describe

_NONE = object()


def make_field(machine: Machine, *, default: Value = _NONE, default_factory: Value = None) -> Field:
    return Field(default, default_factory, default is not _NONE)


def make_dataclass(machine: Machine, cls: Value = None, /, **options: Value) -> Value:
    """Also `@dataclass(…)`, whose options change nothing that is shown here. Raises ProgramError (type)."""
    if cls is None:
        return Builtin("dataclass", make_dataclass)
    if not isinstance(cls, Class):
        raise ProgramError("type", f"a dataclass is made of a class, not of {describe(cls)}")
    cls.require_own()
    fields = list(dict.fromkeys(name for one in reversed(cls.order) for name in one.annotations))
    machine.budget.spend("cells", len(fields))
    cls.members.setdefault("__match_args__", tuple(fields))
    cls.members.setdefault("__init__", Builtin("__init__", _initialiser(cls, fields)))
    cls.members.setdefault("__repr__", Builtin("__repr__", _text_of(fields)))
    cls.members.setdefault("__eq__", Builtin("__eq__", _equality_of(fields)))
    return cls


def _initialiser(cls: Class, fields: list[str]) -> Callable[..., None]:
    def init(machine: Machine, owner: Instance, /, *given: Value, **named: Value) -> None:
        if len(given) > len(fields):
            raise ProgramError("argument", f"{cls.name} takes {len(fields)} values, {len(given)} are given")
        values = dict(zip(fields, given, strict=False))
        for name, value in named.items():
            if name not in fields or name in values:
                raise ProgramError(
                    "argument", f"{cls.name} takes no further {name}", hint=f"Its fields are {', '.join(fields)}."
                )
            values[name] = value
        for name in fields:
            owner.fields[name] = values[name] if name in values else _default(machine, cls, name)
        after = cls.member("__post_init__")
        if after is not None:
            invoke(machine, after, [owner], {})

    return init


def _default(machine: Machine, cls: Class, name: str) -> Value:
    found = cls.find(name)
    default = None if found is None else found[1]
    if isinstance(default, Field) and default.factory is not None:
        return invoke(machine, default.factory, [], {})
    if found is None or (isinstance(default, Field) and not default.has_default):
        raise ProgramError("argument", f"{cls.name} needs a value for {name}", hint=f"Write {name}=… in the call.")
    return default.default if isinstance(default, Field) else default


def _text_of(fields: list[str]) -> Callable[..., str]:
    def text(machine: Machine, owner: Instance) -> str:
        shown = [f"{name}={represented(machine, owner.fields.get(name))}" for name in fields]
        return machine.text(f"{owner.cls.name}({', '.join(shown)})")

    return text


def _equality_of(fields: list[str]) -> Callable[..., Value]:
    def equal(machine: Machine, one: Instance, other: Value) -> bool:
        return (
            isinstance(other, Instance)
            and one.cls is other.cls
            and all(machine.equal(one.fields.get(name), other.fields.get(name)) for name in fields)
        )

    return equal
