"""Python's `dataclasses`: a class whose `__init__`, `__repr__` and `__eq__` follow from the names that its body gives a
type.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.rules import EXCEPTIONS, raised
from engine.language.semantics import compare, invoke, named, represented
from engine.language.values import NOT_IMPLEMENTED, Builtin, Class, Field, Instance, Value, describe

_NONE = object()
# Where a class keeps the names of its fields.
FIELDS = "__dataclass_fields__"
DEEPEST = 32
FROZEN = Class("FrozenInstanceError", module="dataclasses")
FROZEN.order = (FROZEN, *EXCEPTIONS["AttributeError"].order)
ORDER: dict[str, type[ast.AST]] = {"lt": ast.Lt, "le": ast.LtE, "gt": ast.Gt, "ge": ast.GtE}


def make_field(
    machine: Machine,
    *,
    default: Value = _NONE,
    default_factory: Value = None,
    init: Value = True,
    repr: Value = True,
    compare: Value = True,
    hash: Value = None,
    metadata: Value = None,
    kw_only: Value = False,
) -> Field:
    begins, shown, compared = (machine.truth(value) for value in (init, repr, compare))
    return Field(default, default_factory, default is not _NONE, begins, shown, compared)


def make_dataclass(
    machine: Machine,
    cls: Value = None,
    /,
    *,
    frozen: Value = False,
    order: Value = False,
    init: Value = True,
    repr: Value = True,
    eq: Value = True,
    **options: Value,
) -> Value:
    """Also `@dataclass(…)`. Raises ProgramError (type)."""
    if cls is None:

        def decorate(machine: Machine, cls: Value) -> Value:
            return make_dataclass(machine, cls, frozen=frozen, order=order, init=init, repr=repr, eq=eq)

        return Builtin("dataclass", decorate)
    if not isinstance(cls, Class):
        raise ProgramError("type", f"a dataclass is made of a class, not of {describe(cls)}")
    cls.require_own()
    fields = list(dict.fromkeys(name for one in reversed(cls.order) for name in one.annotations))
    machine.budget.spend("cells", len(fields))
    begun = [name for name in fields if _about(cls, name).begins]
    shown = [name for name in fields if _about(cls, name).shown]
    compared = [name for name in fields if _about(cls, name).compared]
    cls.members[FIELDS] = tuple(fields)
    made: dict[str, tuple[Value, Callable[..., Value]]] = {
        "__init__": (init, _initialiser(cls, fields, begun)),
        "__repr__": (repr, _text_of(shown)),
        "__eq__": (eq, _equality_of(compared)),
        **{f"__{word}__": (order, _order_of(compared, kind)) for word, kind in ORDER.items()},
        "__setattr__": (frozen, _refuse),
    }
    cls.members.setdefault("__match_args__", tuple(begun))
    for name, (wanted, call) in made.items():
        if machine.truth(wanted):
            cls.members.setdefault(name, Builtin(name, call))
    return cls


_PLAIN = Field(None, None, False)


def _about(cls: Class, name: str) -> Field:
    found = cls.find(name)
    return found[1] if found is not None and isinstance(found[1], Field) else _PLAIN


def _initialiser(cls: Class, fields: list[str], begun: list[str]) -> Callable[..., None]:
    def init(machine: Machine, owner: Instance, /, *given: Value, **named: Value) -> None:
        if len(given) > len(begun):
            raise ProgramError("argument", f"{cls.name} takes {len(begun)} values, {len(given)} are given")
        values = dict(zip(begun, given, strict=False))
        for name, value in named.items():
            if name not in begun or name in values:
                raise ProgramError(
                    "argument", f"{cls.name} takes no further {name}", hint=f"Its fields are {', '.join(begun)}."
                )
            values[name] = value
        for name in fields:
            if name in values or name in begun or _about(cls, name).factory or _about(cls, name).has_default:
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
    def equal(machine: Machine, one: Instance, other: Value) -> Value:
        if not isinstance(other, Instance) or one.cls is not other.cls:
            return NOT_IMPLEMENTED
        return all(machine.equal(one.fields.get(name), other.fields.get(name)) for name in fields)

    return equal


def _order_of(fields: list[str], kind: type[ast.AST]) -> Callable[..., Value]:
    def ordered(machine: Machine, one: Instance, other: Value) -> Value:
        if not isinstance(other, Instance) or one.cls is not other.cls:
            return NOT_IMPLEMENTED
        return compare(machine, kind, *(tuple(each.fields.get(name) for name in fields) for each in (one, other)))

    return ordered


def _refuse(machine: Machine, owner: Instance, name: Value, value: Value) -> None:
    raise raised(machine, machine.construct(FROZEN, [f"cannot assign to field {name!r}"], {}))


def fields_of(value: Value) -> tuple[str, ...]:
    """Raises ProgramError (type)."""
    cls = value if isinstance(value, Class) else value.cls if isinstance(value, Instance) else None
    found = None if cls is None else cls.member(FIELDS)
    if found is None:
        raise ProgramError("type", f"this takes an object of a dataclass, not {describe(value)}")
    names: tuple[str, ...] = found
    return names


def _plain(machine: Machine, value: Value, depth: int, whole: Callable[[list[tuple[str, Value]]], Value]) -> Value:
    if depth == DEEPEST:
        raise ProgramError("value", f"what is nested more than {DEEPEST} levels deep is not copied")
    machine.budget.spend("cells", 1)
    if isinstance(value, Instance) and value.cls.member(FIELDS) is not None:
        names = fields_of(value)
        return whole([(name, _plain(machine, value.fields.get(name), depth + 1, whole)) for name in names])
    if type(value) is list:
        return [_plain(machine, one, depth + 1, whole) for one in value]
    if type(value) is tuple:
        return tuple(_plain(machine, one, depth + 1, whole) for one in value)
    if type(value) is dict:
        return {key: _plain(machine, one, depth + 1, whole) for key, one in value.items()}
    return value


def as_dict(machine: Machine, obj: Value) -> Value:
    fields_of(obj)
    return _plain(machine, obj, 0, dict)


def as_tuple(machine: Machine, obj: Value) -> Value:
    fields_of(obj)
    return _plain(machine, obj, 0, lambda pairs: tuple(value for _, value in pairs))


def replaced(machine: Machine, obj: Value, /, **changes: Value) -> Value:
    names = [name for name in fields_of(obj) if _about(obj.cls, name).begins]
    return machine.construct(obj.cls, [], {**{name: obj.fields[name] for name in names}, **changes})


def is_dataclass(machine: Machine, obj: Value) -> bool:
    cls = obj if isinstance(obj, Class) else obj.cls if isinstance(obj, Instance) else None
    return cls is not None and cls.member(FIELDS) is not None


FIELD = Class("Field", module="dataclasses")


def fields(machine: Machine, obj: Value) -> Value:
    """The fields, each with its name and its type's place."""
    made = []
    for name in fields_of(obj):
        machine.budget.spend("cells", 1)
        machine.objects += 1
        one = Instance(FIELD, machine.objects)
        one.fields = {"name": name}
        made.append(one)
    return tuple(made)


FIELD.order = (FIELD,)
DATA_CLASSES: dict[str, Value] = {
    **named(dataclass=make_dataclass, field=make_field, asdict=as_dict, astuple=as_tuple, replace=replaced),
    **named(fields=fields, is_dataclass=is_dataclass),
    "FrozenInstanceError": FROZEN,
}
