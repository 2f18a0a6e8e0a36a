"""Classes of the program and the objects made from them. Their attributes stand in tables of their own: a lookup never
reaches an attribute of Python's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.language.errors import ProgramError
from engine.language.values.own_engine import OwnEngine
from engine.language.values.plain import Value


@dataclass(eq=False)
class Class:
    """`class name(bases):` with what its body binds.

    `order` is the order of lookup: the class itself, then its bases by Python's rule. `annotations` are the names that
    its body gives a type, in their order. What is made of a class is a layer where `of_modules` says so. `module` is
    where Python has it from; what is not of the program itself serves all programs, and none changes it.
    """

    name: str
    order: tuple[Class, ...] = ()
    members: dict[str, Value] = field(default_factory=dict)
    annotations: list[str] = field(default_factory=list)
    of_modules: bool = False
    module: str = "__main__"
    # Of a class of named tuples: the fields, and the defaults of the last ones.
    record: tuple[tuple[str, ...], dict[str, Value]] | None = None
    # Of a class whose objects carry a number and its gradient: what it calls them.
    engine: OwnEngine | None = None
    # What the class itself is an object of, where it can be gone through, called or asked like one.
    meta: Class | None = None
    # Of a class that stands for a layer of the engine: the layer's name.
    layer: str | None = None

    @property
    def of_records(self) -> bool:
        return any(one.record is not None for one in self.order)

    def fields_of_record(self) -> tuple[tuple[str, ...], dict[str, Value]]:
        return next(one.record for one in self.order if one.record is not None)

    @property
    def path(self) -> str:
        return self.name if self.module == "builtins" else f"{self.module}.{self.name}"

    def require_own(self) -> None:
        """Raises ProgramError (type) unless the program itself defines the class."""
        if self.module != "__main__":
            raise ProgramError(
                "type",
                f"{self.name} is not a class of the program, and keeps what it has",
                hint=f"Write a class of your own: class Mine({self.name}).",
            )

    def find(self, name: str) -> tuple[Class, Value] | None:
        """The member of this name, and the class in the order of lookup that has it."""
        return found_in(self.order, name)

    def member(self, name: str) -> Value:
        """The member of this name; None where there is none."""
        found = self.find(name)
        return None if found is None else found[1]


def found_in(order: tuple[Class, ...], name: str) -> tuple[Class, Value] | None:
    return next(((one, one.members[name]) for one in order if name in one.members), None)


OBJECT = Class("object", module="builtins")
OBJECT.order = (OBJECT,)
MODULE = Class("Module", of_modules=True, module="torch.nn.modules.module")
MODULE.order = (MODULE, OBJECT)

NAMED_TUPLE = Class("NamedTuple", module="typing")
NAMED_TUPLE.order = (NAMED_TUPLE, OBJECT)


ABC = Class("ABC", module="abc")
ABC.order = (ABC, OBJECT)


class Instance:
    """An object of a class of the program, and the attributes it was given.

    `number` counts the objects of a run, for texts and hashes that are the same in every process. `name` is the
    variable that the object was first bound to. `held` is what stands behind an object of a class that the language
    brings along.
    """

    held: Any = None

    def __init__(self, cls: Class, number: int) -> None:
        self.cls = cls
        self.number = number
        self.name: str | None = None
        self.fields: dict[str, Value] = {}


@dataclass(eq=False)
class Property:
    """A method that is called by being read; `setter` is called by an assignment."""

    getter: Value
    setter: Value = None


@dataclass(eq=False)
class StaticMethod:
    function: Value


@dataclass(eq=False)
class ClassMethod:
    function: Value


@dataclass(eq=False)
class Field:
    """What a dataclass says of one of its fields: its default, or what makes one."""

    default: Value
    factory: Value
    has_default: bool
    # Whether `__init__` takes it, `__repr__` shows it, and `==` looks at it.
    begins: bool = True
    shown: bool = True
    compared: bool = True


@dataclass(eq=False)
class Super:
    """`super()`: the receiver, seen from what stands behind one class in the order of lookup."""

    receiver: Value
    order: tuple[Class, ...]


def order_of(cls: Class, bases: tuple[Class, ...]) -> tuple[Class, ...]:
    """The order of lookup of a class. Raises ProgramError (type) where its bases contradict each other.

    Source: Barrett et al. 1996, "A monotonic superclass linearization for Dylan".
    """
    lines = [*(list(base.order) for base in bases), list(bases)]
    merged = [cls]
    while any(lines):
        heads = [line[0] for line in lines if line]
        chosen = next((head for head in heads if not any(head in line[1:] for line in lines)), None)
        if chosen is None:
            raise ProgramError("type", f"the bases of {cls.name} cannot be brought into one order of lookup")
        merged.append(chosen)
        lines = [line[1:] if line[:1] == [chosen] else line for line in lines]
    return tuple(merged)
