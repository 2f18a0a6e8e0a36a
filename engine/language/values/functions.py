"""What can be called: functions of the program, of the language and of the engine, and methods bound to a value."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.language.values.objects import Class
from engine.language.values.plain import Value
from engine.language.values.scope import Scope
from engine.operation import Op
from engine.tensors import Tensor


def with_machine(signature: inspect.Signature) -> inspect.Signature:
    """That of what a Builtin calls: the machine comes first."""
    machine = inspect.Parameter("machine", inspect.Parameter.POSITIONAL_ONLY)
    return signature.replace(parameters=[machine, *signature.parameters.values()])


def _without_the_first(signature: inspect.Signature) -> inspect.Signature:
    """That of what gets its first argument, the machine or the value before the dot, from elsewhere."""
    return signature.replace(parameters=list(signature.parameters.values())[1:])


@dataclass(frozen=True, eq=False)
class Builtin:
    """`call(machine, *arguments)`: the machine comes first, then what the program wrote."""

    name: str
    call: Callable[..., Value]
    # What stands behind a dot of it, as from_pretrained of a layer.
    members: Mapping[str, Value] = field(default_factory=dict)

    @cached_property
    def signature(self) -> inspect.Signature:
        return _without_the_first(inspect.signature(self.call))

    @cached_property
    def method_signature(self) -> inspect.Signature:
        return _without_the_first(self.signature)

    @cached_property
    def takes_any_name(self) -> bool:
        """Whether it takes arguments of whatever name. All its own parameters are positional-only then."""
        return any(parameter.kind is parameter.VAR_KEYWORD for parameter in self.signature.parameters.values())

    @cached_property
    def positional(self) -> range:
        """How many arguments without names fit."""
        parameters = self.signature.parameters.values()
        plain = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        required = sum(p.default is p.empty for p in plain)
        return range(required, len(plain) + 1)


@dataclass(frozen=True, eq=False)
class Operation:
    """A function of the engine under one of its names; `op` is the entry of the op table where it is one operation."""

    name: str
    call: Callable[..., Value]
    op: Op | None
    # What stands behind a dot of it, as reduce of numpy's add.
    members: Mapping[str, Value] = field(default_factory=dict)

    @cached_property
    def signature(self) -> inspect.Signature:
        return inspect.signature(self.call)

    @cached_property
    def method_signature(self) -> inspect.Signature:
        return _without_the_first(self.signature)

    @cached_property
    def tensor_places(self) -> tuple[int, ...]:
        """Which of its arguments, counted from the first, must be tensors."""
        parameters = self.signature.parameters.values()
        return tuple(place for place, parameter in enumerate(parameters) if parameter.annotation in ("Tensor", Tensor))

    @cached_property
    def whole_numbers(self) -> frozenset[str]:
        """Its parameters that are whole numbers: a tensor of one number stands for its number there."""
        parameters = self.signature.parameters.values()
        return frozenset(each.name for each in parameters if each.annotation in ("int", "int | None"))


@dataclass(frozen=True, eq=False)
class Method:
    receiver: Value
    function: Builtin | Operation | Function


@dataclass(frozen=True, eq=False)
class Function:
    """A `def` or `lambda` with the scope it was made in. `owner` is the class whose body it stands in; `records` is
    False under `@torch.no_grad()`.
    """

    name: str
    node: ast.FunctionDef | ast.Lambda
    defaults: tuple[Value, ...]
    keyword_defaults: Mapping[str, Value]
    scope: Scope
    local: frozenset[str]
    owner: Class | None = None
    records: bool = True
    # What the program keeps under names of the function's own.
    fields: dict[str, Value] = field(default_factory=dict)


class Bracketed(Builtin):
    """A function that is called with brackets, as numpy's c_ is: c_[a, b]."""
