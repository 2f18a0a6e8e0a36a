"""Objects of the program's own subclasses of nn.Module: layers that hold parameters, buffers and other layers."""

from __future__ import annotations

from collections.abc import Mapping

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import invoke
from engine.language.values import MODULE, Builtin, Class, Instance, Layer, Method, Value, describe
from engine.nn import ModuleDict, ModuleList, is_parameter
from engine.tensors import Tensor


class ModuleObject(Layer, Instance):
    """What is registered stands in the order in which it was first given, as in PyTorch: parameters, buffers, layers.

    `begun` is set by nn.Module's own `__init__`, before which nothing can be registered.
    """

    def __init__(self, machine: Machine, cls: Class, number: int) -> None:
        Layer.__init__(self)
        Instance.__init__(self, cls, number)
        self.kind = cls.name
        self.begun = False
        self._machine = machine

    def registered(self) -> dict[str, Value]:
        return {**self._parameters, **self._buffers, **self._modules}

    def members(self) -> dict[str, Value]:
        return {**self.registered(), **self.fields}

    def register(self, name: str, value: Value) -> None:
        """`self.name = value`. Raises ProgramError (attribute, type)."""
        kind = "parameters" if is_parameter(value) else "layers" if isinstance(value, Layer) else None
        if kind is not None and not self.begun:
            raise ProgramError(
                "attribute",
                f"{self.kind} cannot hold {kind} before nn.Module's own __init__ has run",
                hint="Begin __init__ with super().__init__().",
            )
        if kind == "parameters":
            self.register_parameter(name, value)
        elif kind == "layers":
            self.register_module(name, value)
            # A list of layers is no group of the picture: its layers are called by their own path.
            for inner, layer in value.named_children() if isinstance(value, (ModuleList, ModuleDict)) else ():
                layer.name = layer.name or f"{name}.{inner}"
        elif name in self._parameters or name in self._modules:
            if value is not None:
                raise ProgramError(
                    "type",
                    f"{name} of {self.kind} is registered, and cannot become {describe(value)}",
                    hint="Wrap a tensor in nn.Parameter(…), or use a name of its own.",
                )
            (self._parameters if name in self._parameters else self._modules)[name] = None
        elif name in self._buffers and (value is None or type(value) is Tensor):
            self._buffers[name] = value
        else:
            self.fields[name] = value

    def forget(self, name: str, unless: Mapping[str, Value] | None = None) -> bool:
        """Takes an attribute away from every table but the one given; whether one had it."""
        tables: list[dict[str, Value]] = [self._parameters, self._buffers, self._modules, self.fields]
        found = [table for table in tables if table is not unless and name in table]
        for table in found:
            del table[name]
        return bool(found)

    def extra_repr(self) -> str:
        found = self.cls.member("extra_repr")
        if found is None:
            return super().extra_repr()
        told = invoke(self._machine, Method(self, found), [], {})
        if not isinstance(told, str):
            raise ProgramError("type", f"extra_repr of {self.kind} returns a text, not {describe(told)}")
        return told

    def lines(self) -> list[tuple[str, str]]:
        """What a layer of the program's says of itself in `__repr__` stands in the tree, too."""
        return [(name, self._machine.show([child])[1:-1]) for name, child in self.named_children()]

    def forward(self, *inputs: Value, **named: Value) -> Value:
        found = self.cls.member("forward")
        if found is None:
            raise ProgramError(
                "type",
                f"{self.kind} has no forward",
                hint=f"Give the class a method forward(self, x) to call {self.kind}.",
            )
        return invoke(self._machine, Method(self, found), list(inputs), named)


def _begin(machine: Machine, module: Value) -> None:
    if isinstance(module, ModuleObject):
        module.begun = True


MODULE.members["__init__"] = Builtin("__init__", _begin)


def a_layer(value: Value) -> Layer:
    if not isinstance(value, Layer):
        raise ProgramError(
            "type", f"modules are layers, not {describe(value)}", hint="Write nn.ReLU(), brackets included."
        )
    return value
