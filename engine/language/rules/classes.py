"""`class`: its statement, the objects made of it, and what stands behind a dot of either."""

from __future__ import annotations

import ast
from dataclasses import replace

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.methods import ModuleObject, class_of_container, class_of_layer, object_of_modules
from engine.language.program import documentation
from engine.language.rules import engines
from engine.language.rules.enumerations import ENUM, bases_of_enum, become_enum
from engine.language.rules.records import become_record, make_record
from engine.language.semantics import dunders, invoke
from engine.language.values import (
    ABC,
    MODULE,
    NAMED_TUPLE,
    OBJECT,
    Block,
    Builtin,
    Class,
    ClassMethod,
    Function,
    Instance,
    Method,
    Property,
    Scope,
    StaticMethod,
    Super,
    Value,
    describe,
    engine_of,
    found_in,
    order_of,
)
from engine.tensors import Tensor

# What the language itself answers for every class or object.
NAME, CLASS, FIELDS, ABSTRACT = "__name__", "__class__", "__dict__", "__isabstractmethod__"
DOCUMENTATION = "__doc__"


def define_class(machine: Machine, node: ast.ClassDef) -> Value:
    """What the statement makes, decorators applied. Raises ProgramError (type)."""
    written = bases_of_enum([machine.evaluate(base) for base in node.bases])
    bases = [class_of_layer(base) or class_of_container(base) or base for base in written]
    for base, place in zip(bases, node.bases, strict=False):
        if not isinstance(base, Class):
            machine.at(place)
            hint = "Hold the layer in an attribute of an nn.Module." if isinstance(base, Builtin) else None
            raise ProgramError("type", f"a class is made of classes, not of {describe(base)}", hint=hint)
    made = Class(node.name)
    machine.at(node)
    made.order = order_of(made, tuple(bases) or (OBJECT,))
    made.of_modules = MODULE in made.order
    machine.budget.check("frames", len(made.order))
    machine.budget.spend("steps", len(made.order))
    scope = Scope(machine.scope, of_class=made)
    with machine.frame(machine.program.depths[node]):
        outer, machine.scope = machine.scope, scope
        try:
            machine.execute(node.body)
        finally:
            machine.scope = outer
    made.members = scope.names
    made.members.setdefault(DOCUMENTATION, documentation(node))
    made.engine = None if node.name in machine.unfolded else engine_of(node)
    if made.engine is not None:
        machine.going_back |= made.engine.back
    if NAMED_TUPLE in bases:
        defaults = {name: made.members.pop(name) for name in made.annotations if name in made.members}
        become_record(machine, made, list(dict.fromkeys(made.annotations)), defaults)
    if ENUM in made.order:
        become_enum(machine, made)
    result: Value = made
    for decorator in reversed(node.decorator_list):
        result = decorated(machine, decorator, result)
    return result


def decorated(machine: Machine, decorator: ast.expr, value: Value) -> Value:
    """What a decorator makes of a function or class: @torch.no_grad() switches recording off inside of it."""
    made = machine.evaluate(decorator)
    machine.at(decorator)
    if isinstance(value, Function) and isinstance(made, Block):
        return replace(value, records=made.grad_enabled)
    return invoke(machine, made, [value], {})


def construct(machine: Machine, cls: Class, arguments: list[Value], named: dict[str, Value]) -> Value:
    """An object of the class, after its `__init__`. Raises what that raises."""
    if cls.of_records:
        return make_record(machine, cls, arguments, named)
    if cls.meta is not None and dunders.defines(cls, "__call__"):
        return invoke(machine, Method(cls, cls.meta.member("__call__")), arguments, named)
    missing = abstract_of(cls)
    if missing:
        raise ProgramError(
            "type",
            f"Can't instantiate abstract class {cls.name} with abstract method{'s' * (len(missing) > 1)} "
            f"{', '.join(missing)}",
            hint="Define them in a class made of it.",
        )
    machine.budget.spend("cells", 1)
    machine.objects += 1
    made: Instance = (
        object_of_modules(machine, cls, machine.objects) if cls.of_modules else Instance(cls, machine.objects)
    )
    found = cls.find("__init__")
    if found is not None:
        invoke(machine, Method(made, found[1]), arguments, named)
    elif arguments or named:
        raise ProgramError("argument", f"{cls.name}() takes no arguments", hint="Its class has no __init__.")
    return made


def abstract_of(cls: Class) -> list[str]:
    """The methods that a class made of abc.ABC leaves for others to define."""
    if ABC not in cls.order:
        return []
    seen = dict.fromkeys(name for one in cls.order for name in one.members)
    return sorted(name for name in seen if _is_abstract(cls.member(name)))


def _is_abstract(member: Value) -> bool:
    if isinstance(member, Property):
        return _is_abstract(member.getter)
    inner = member.function if isinstance(member, (StaticMethod, ClassMethod)) else member
    return isinstance(inner, Function) and ABSTRACT in inner.fields


def read(machine: Machine, owner: Value, name: str) -> tuple[Value] | None:
    """`owner.name` of a class, an object or super(), as a tuple of one; None where there is no such name."""
    if isinstance(owner, Class):
        return _of_class(machine, owner, name)
    if isinstance(owner, Super):
        found = found_in(owner.order, name)
        if found is None:
            return (Builtin(name, _nothing),) if name == "__init__" else None
        return (_bound(machine, owner.receiver, found[1]),)
    found = owner.cls.find(name)
    if found is not None and isinstance(found[1], Property):
        return (invoke(machine, found[1].getter, [owner], {}),)
    if name in owner.fields:
        return (engines.read(machine, owner, name, owner.fields[name]),)
    if found is not None:
        return (_bound(machine, owner, found[1]),)
    if name == CLASS:
        return (owner.cls,)
    if name == FIELDS:
        machine.budget.spend("cells", len(owner.fields))
        return (dict(owner.fields),)
    fallback = owner.cls.member("__getattr__")
    # A module's own attributes come first, as nn.Module has a __getattr__ of its own that is asked last.
    if fallback is not None and not (isinstance(owner, ModuleObject) and name in owner.registered()):
        return (invoke(machine, fallback, [owner, name], {}),)
    return None


def _of_class(machine: Machine, owner: Class, name: str) -> tuple[Value] | None:
    if name == NAME:
        return (owner.name,)
    found = owner.find(name)
    if found is None:
        return (Builtin(name, _nothing),) if name == "__init__" else None
    member = found[1]
    if isinstance(member, ClassMethod):
        return (Method(owner, member.function),)
    return (member.function,) if isinstance(member, StaticMethod) else (member,)


def _bound(machine: Machine, owner: Value, member: Value) -> Value:
    """A member of the class as its object has it: a function becomes a method."""
    if isinstance(member, StaticMethod):
        return member.function
    if isinstance(member, ClassMethod):
        return Method(owner if isinstance(owner, Class) else owner.cls, member.function)
    if isinstance(member, Property):
        return invoke(machine, member.getter, [owner], {})
    return Method(owner, member) if isinstance(member, (Function, Builtin)) else member


def write(machine: Machine, owner: Value, name: str, value: Value) -> None:
    """`owner.name = value` of a class or an object. Raises ProgramError (attribute)."""
    machine.budget.spend("cells", 1)
    if isinstance(owner, Class):
        owner.require_own()
        owner.members[name] = value
        return
    member = owner.cls.member(name)
    if isinstance(member, Property):
        if member.setter is None:
            raise ProgramError(
                "attribute",
                f"{name} of {describe(owner)} is a property that only reads",
                hint=f"Give it a method for writing under @{name}.setter.",
            )
        invoke(machine, member.setter, [owner, value], {})
        return
    own = owner.cls.member("__setattr__")
    if own is not None:
        invoke(machine, own, [owner, name, value], {})
        return
    set_field(machine, owner, name, value)


def set_field(machine: Machine, owner: Instance, name: str, value: Value) -> None:
    """Stores an attribute of an object. A tensor is known by it once the object is known by a variable."""
    if isinstance(owner, ModuleObject):
        owner.register(name, value)
    else:
        owner.fields[name] = value = engines.kept(machine, owner, name, value)
    if owner.cls.engine is not None:
        return
    if owner.name is not None and type(value) is Tensor:
        machine.named(value, f"{owner.name}.{name}")


def delete(machine: Machine, owner: Value, name: str) -> bool:
    """`del owner.name`; whether there was such an attribute."""
    if isinstance(owner, ModuleObject):
        return owner.forget(name)
    if isinstance(owner, Class):
        owner.require_own()
    table = owner.members if isinstance(owner, Class) else owner.fields
    return table.pop(name, _MISSING) is not _MISSING


_MISSING = object()


def _nothing(machine: Machine, /, *arguments: Value, **named: Value) -> None:
    return None


def super_of(machine: Machine, cls: Value = None, receiver: Value = None) -> Super:
    """`super()` inside of a method, or `super(Net, self)`. Raises ProgramError (type)."""
    if cls is None:
        method = machine.scope.method()
        if method is None:
            raise ProgramError("type", "super() stands outside of a method")
        cls, receiver = method
    order = receiver.order if isinstance(receiver, Class) else _lookup_order(receiver)
    if not isinstance(cls, Class) or cls not in order:
        raise ProgramError("type", f"super takes a class and an object of it, not {describe(cls)}")
    return Super(receiver, order[order.index(cls) + 1 :])


def _lookup_order(value: Value) -> tuple[Class, ...]:
    return value.cls.order if isinstance(value, Instance) else ()
