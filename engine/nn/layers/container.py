"""Layers that hold other layers, or parameters, in a row or by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, groupby
from typing import Any

from engine.errors import ArgumentError
from engine.nn.layers.module import Module, Parameter, is_parameter
from engine.tensors import Tensor


def a_module(value: Any, owner: str) -> Module:
    if not isinstance(value, Module):
        raise ArgumentError(
            f"{owner} is made of layers, not of {type(value).__name__}: write nn.ReLU(), brackets included"
        )
    return value


class _Listed(Module):
    """Layers in a row, registered under 0, 1, 2, … or under the names given."""

    def __init__(self, modules: Iterable[Any] = (), names: Sequence[str] = ()) -> None:
        super().__init__()
        self._hold([a_module(layer, self.kind) for layer in modules], names)

    def _hold(self, layers: Sequence[Module], names: Sequence[str] = ()) -> None:
        self._modules.clear()
        self._modules.update(zip(names or map(str, range(len(layers))), layers, strict=True))

    def entries(self) -> list[Any]:
        return list(self._modules.values())

    def part(self, held: Sequence[Any]) -> Module:
        """Its layers keep their names, as in PyTorch."""
        made = type(self)()
        made._hold(held, [name for name, layer in self.named_children() if layer in held])
        return made

    def append(self, module: Any) -> Module:
        self._modules[str(len(self._modules))] = a_module(module, self.kind)
        return self

    def extend(self, modules: Iterable[Any]) -> Module:
        for module in modules:
            self.append(module)
        return self

    def insert(self, index: int, module: Any) -> None:
        held = self.entries()
        held.insert(index, a_module(module, self.kind))
        self._hold(held)

    def __len__(self) -> int:
        return len(self._modules)

    def __getitem__(self, index: Any) -> Any:
        held = self.entries()
        return self.part(held[index]) if isinstance(index, slice) else held[index]

    def __setitem__(self, index: int, module: Any) -> None:
        self._modules[list(self._modules)[index]] = a_module(module, self.kind)

    def __delitem__(self, index: Any) -> None:
        held = self.entries()
        del held[index]
        self._hold(held)


class Sequential(_Listed):
    """One layer after the other."""

    holds = True

    def __init__(self, *args: Any) -> None:
        first = args[0] if len(args) == 1 else None
        if isinstance(first, Mapping):
            super().__init__(first.values(), list(first))
        else:
            super().__init__(first if isinstance(first, list) else args)

    def forward(self, input: Any) -> Any:
        for name in self._modules:
            input = self.inner(name, input)
        return input


class ModuleList(_Listed):
    """Layers in a row, each known by its place: a list that registers what it holds."""

    holds = True

    def __init__(self, modules: Iterable[Any] | None = None) -> None:
        super().__init__(() if modules is None else modules)

    def lines(self) -> list[tuple[str, str]]:
        """Layers with the same text in a row are one line, as PyTorch writes them."""
        texts = [text for _, text in super().lines()]
        runs = [(text, len(list(run))) for text, run in groupby(texts)]
        starts = accumulate((count for _, count in runs), initial=0)
        return [
            (str(start), text) if count == 1 else (f"{start}-{start + count - 1}", f"{count} x {text}")
            for start, (text, count) in zip(starts, runs, strict=False)
        ]

    def forward(self, *inputs: Any, **named: Any) -> Any:
        raise ArgumentError("a ModuleList cannot be called: call its layers one by one")


class ModuleDict(Module):
    """Layers by name: a dict that registers what it holds."""

    holds = True

    def __init__(self, modules: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.update(modules or {})

    def update(self, modules: Mapping[str, Any]) -> None:
        if not isinstance(modules, Mapping):
            raise ArgumentError(f"a {self.kind} is made of a dict of layers, not of {type(modules).__name__}")
        for name, module in modules.items():
            self._modules[str(name)] = a_module(module, self.kind)

    def entries(self) -> dict[str, Any]:
        return self._modules

    def keys(self) -> list[str]:
        return list(self._modules)

    def values(self) -> list[Any]:
        return list(self._modules.values())

    def items(self) -> list[tuple[str, Any]]:
        return list(self._modules.items())

    def __len__(self) -> int:
        return len(self._modules)

    def __getitem__(self, name: str) -> Any:
        return self._modules[name]

    def __setitem__(self, name: str, module: Any) -> None:
        self._modules[name] = a_module(module, self.kind)

    def __delitem__(self, name: str) -> None:
        del self._modules[name]

    def forward(self, *inputs: Any, **named: Any) -> Any:
        raise ArgumentError('a ModuleDict cannot be called: call one of its layers, layers["name"](x)')


def _a_parameter(value: Any, owner: str) -> Tensor:
    if not isinstance(value, Tensor):
        raise ArgumentError(f"{owner} is made of tensors, not of {type(value).__name__}")
    return value if is_parameter(value) else Parameter(value)


def _sizes(value: Tensor) -> str:
    return "x".join(map(str, value.shape))


class ParameterList(Module):
    """Parameters in a row, each known by its place."""

    holds = True

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self.extend(() if values is None else values)

    def entries(self) -> list[Any]:
        return list(self._parameters.values())

    def part(self, held: Sequence[Any]) -> Module:
        return ParameterList(held)

    def append(self, value: Any) -> Module:
        self._parameters[str(len(self._parameters))] = _a_parameter(value, self.kind)
        return self

    def extend(self, values: Iterable[Any]) -> Module:
        for value in values:
            self.append(value)
        return self

    def __len__(self) -> int:
        return len(self._parameters)

    def __getitem__(self, index: Any) -> Any:
        held = self.entries()
        return self.part(held[index]) if isinstance(index, slice) else held[index]

    def __setitem__(self, index: int, value: Any) -> None:
        self._parameters[str(range(len(self))[index])] = _a_parameter(value, self.kind)

    def extra_repr(self) -> str:
        held = self.own_parameters()
        return "\n".join(f"  ({name}): Parameter containing: [torch.{p.dtype} of size {_sizes(p)}]" for name, p in held)

    def forward(self, *inputs: Any, **named: Any) -> Any:
        raise ArgumentError("a ParameterList cannot be called: it holds parameters")


class ParameterDict(Module):
    """Parameters by name."""

    holds = True

    def __init__(self, parameters: Any = None) -> None:
        super().__init__()
        self.update(parameters or {})

    def update(self, parameters: Mapping[str, Any]) -> None:
        if not isinstance(parameters, Mapping):
            raise ArgumentError(f"a {self.kind} is made of a dict of tensors, not of {type(parameters).__name__}")
        for name, value in parameters.items():
            self[name] = value

    def entries(self) -> dict[str, Any]:
        return self._parameters

    def keys(self) -> list[str]:
        return list(self._parameters)

    def values(self) -> list[Any]:
        return list(self._parameters.values())

    def items(self) -> list[tuple[str, Any]]:
        return list(self._parameters.items())

    def __len__(self) -> int:
        return len(self._parameters)

    def __getitem__(self, name: str) -> Any:
        return self._parameters[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self._parameters[str(name)] = _a_parameter(value, self.kind)

    def __delitem__(self, name: str) -> None:
        del self._parameters[name]

    def extra_repr(self) -> str:
        kinds = {"float64": "DoubleTensor", "float32": "FloatTensor"}
        lines = [(name, kinds.get(str(p.dtype), "Tensor"), _sizes(p)) for name, p in self.own_parameters()]
        return "\n".join(f"  ({name}): Parameter containing: [torch.{kind} of size {s}]" for name, kind, s in lines)

    def forward(self, *inputs: Any, **named: Any) -> Any:
        raise ArgumentError("a ParameterDict cannot be called: it holds parameters")
