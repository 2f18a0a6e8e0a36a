"""Python's `types` and what stands beside it: an object that is its attributes alone."""

from __future__ import annotations

from engine.language.machine import Machine
from engine.language.semantics import represented
from engine.language.values import OBJECT, Builtin, Class, Instance, Module, Value

NAMESPACE = Class("SimpleNamespace", module="types")
NAMESPACE.order = (NAMESPACE, OBJECT)


def _begin(machine: Machine, owner: Instance, /, **named: Value) -> None:
    machine.budget.spend("cells", len(named))
    owner.fields.update(named)


def _shown(machine: Machine, owner: Instance) -> str:
    told = ", ".join(f"{name}={represented(machine, value)}" for name, value in owner.fields.items())
    return machine.text(f"namespace({told})")


def _equal(machine: Machine, owner: Instance, other: Value) -> bool:
    same = isinstance(other, Instance) and other.cls is owner.cls
    return same and machine.equal(dict(owner.fields), dict(other.fields))


NAMESPACE.members |= {
    "__init__": Builtin("__init__", _begin),
    "__repr__": Builtin("__repr__", _shown),
    "__eq__": Builtin("__eq__", _equal),
}
TYPES = Module("types", {"SimpleNamespace": NAMESPACE})
