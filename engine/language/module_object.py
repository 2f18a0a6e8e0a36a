"""Objects of the program's own subclasses of nn.Module: layers that hold parameters, buffers and other layers."""

from __future__ import annotations

from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from engine.language.calls import invoke
from engine.language.errors import ProgramError
from engine.language.objects import MODULE, Class, Instance
from engine.language.values import Builtin, Layer, Method, Value, describe
from engine.tensors import Tensor

if TYPE_CHECKING:
    from engine.language.machine import Machine


class ModuleObject(Layer, Instance):
    """What is registered stands in the order in which it was first given, as in PyTorch: parameters, buffers, layers.

    `begun` is set by nn.Module's own `__init__`, before which nothing can be registered.
    """

    def __init__(self, cls: Class, number: int) -> None:
        Layer.__init__(self)
        Instance.__init__(self, cls, number)
        self.kind = cls.name
        self.begun = False
        self._parameters: dict[str, Tensor | None] = {}
        self._buffers: dict[str, Tensor | None] = {}
        self._layers: dict[str, Layer | None] = {}

    def registered(self) -> dict[str, Value]:
        return {**self._parameters, **self._buffers, **self._layers}

    def members(self) -> list[tuple[str, Value]]:
        return [*self.registered().items(), *self.fields.items()]

    def register(self, name: str, value: Value, is_parameter: bool) -> None:
        """`self.name = value`. Raises ProgramError (attribute, type)."""
        kind = "parameters" if is_parameter else "layers" if isinstance(value, Layer) else None
        if kind is not None and not self.begun:
            raise ProgramError(
                "attribute",
                f"{self.kind} cannot hold {kind} before nn.Module's own __init__ has run",
                hint="Begin __init__ with super().__init__().",
            )
        if kind == "parameters":
            self.forget(name, unless=self._parameters)
            self._parameters[name] = value
        elif kind == "layers":
            self.forget(name, unless=self._layers)
            self._layers[name] = value
            if value.name is None and value is not self:
                value.name = name
            # A list of layers is no group of the picture: its layers are called by their own path.
            for inner, layer in value.children() if isinstance(value, (ModuleList, ModuleDict)) else ():
                layer.name = layer.name or f"{name}.{inner}"
        elif name in self._parameters or name in self._layers:
            if value is not None:
                raise ProgramError(
                    "type",
                    f"{name} of {self.kind} is registered, and cannot become {describe(value)}",
                    hint="Wrap a tensor in nn.Parameter(…), or use a name of its own.",
                )
            (self._parameters if name in self._parameters else self._layers)[name] = None
        elif name in self._buffers and (value is None or type(value) is Tensor):
            self._buffers[name] = value
        else:
            self.fields[name] = value

    def register_buffer(self, name: str, value: Tensor | None) -> None:
        self.forget(name, unless=self._buffers)
        self._buffers[name] = value

    def forget(self, name: str, unless: dict[str, Value] | None = None) -> bool:
        """Takes an attribute away from every table but the one given; whether one had it."""
        tables: list[dict[str, Value]] = [self._parameters, self._buffers, self._layers, self.fields]
        found = [table for table in tables if table is not unless and name in table]
        for table in found:
            del table[name]
        return bool(found)

    def replace(self, name: str, value: Value) -> None:
        raise NotImplementedError

    def children(self) -> list[tuple[str, Layer]]:
        return [(name, layer) for name, layer in self._layers.items() if layer is not None]

    def own_parameters(self) -> list[tuple[str, Tensor]]:
        return [(name, parameter) for name, parameter in self._parameters.items() if parameter is not None]

    def own_buffers(self) -> list[tuple[str, Tensor]]:
        return [(name, buffer) for name, buffer in self._buffers.items() if buffer is not None]

    def forward(self, machine: Machine, *inputs: Value, **named: Value) -> Value:
        found = self.cls.member("forward")
        if found is None:
            raise ProgramError(
                "type",
                f"{self.kind} has no forward",
                hint=f"Give the class a method forward(self, x) to call {self.kind}.",
            )
        return invoke(machine, Method(self, found), list(inputs), named)


def _begin(machine: Machine, module: Value) -> None:
    if isinstance(module, ModuleObject):
        module.begun = True


MODULE.members["__init__"] = Builtin("__init__", _begin)


class ModuleList(Layer):
    """Layers in a row, each known by its place: a list that registers what it holds."""

    kind = "ModuleList"

    def __init__(self, layers: list[Layer]) -> None:
        super().__init__()
        self.layers = layers

    def entries(self) -> list[Layer]:
        return self.layers

    def part(self, layers: list[Layer]) -> Layer:
        return ModuleList(layers)

    def lines(self) -> list[tuple[str, str]]:
        """Layers with the same text in a row are one line, as PyTorch writes them."""
        texts = [text for _, text in super().lines()]
        runs = [(text, len(list(run))) for text, run in groupby(texts)]
        starts = accumulate((count for _, count in runs), initial=0)
        return [
            (str(start), text) if count == 1 else (f"{start}-{start + count - 1}", f"{count} x {text}")
            for start, (text, count) in zip(starts, runs, strict=False)
        ]

    def forward(self, machine: Machine, *inputs: Value) -> Value:
        raise ProgramError("type", "a ModuleList cannot be called", hint="Call its layers one by one.")


class ModuleDict(Layer):
    """Layers by name: a dict that registers what it holds."""

    kind = "ModuleDict"

    def __init__(self, layers: dict[str, Layer]) -> None:
        super().__init__()
        self.layers = layers

    def entries(self) -> dict[str, Layer]:
        return self.layers

    def forward(self, machine: Machine, *inputs: Value) -> Value:
        raise ProgramError("type", "a ModuleDict cannot be called", hint='Call one of its layers: layers["name"](x).')


def make_module_list(machine: Machine, modules: Value = ()) -> ModuleList:
    return ModuleList([a_layer(entry) for entry in machine.items(modules)])


def make_module_dict(machine: Machine, modules: Value = None) -> ModuleDict:
    pairs = {} if modules is None else modules
    if not isinstance(pairs, dict):
        raise ProgramError("type", f"a ModuleDict is made of a dict of layers, not of {describe(pairs)}")
    machine.budget.spend("cells", len(pairs))
    return ModuleDict({str(name): a_layer(entry) for name, entry in pairs.items()})


def a_layer(value: Value) -> Layer:
    if not isinstance(value, Layer):
        raise ProgramError(
            "type", f"modules are layers, not {describe(value)}", hint="Write nn.ReLU(), brackets included."
        )
    return value
