"""What every layer is: an object that holds parameters, buffers and other layers, and is called with its inputs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar
from weakref import WeakValueDictionary

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.functions import creation
from engine.mode import mode, no_grad
from engine.nn.layers.backward_hooks import Watched
from engine.operation import shape_text
from engine.tensors import Handle, Tensor

Table = dict[str, Any]
# The tensors that nn.Parameter made, known by themselves: a tensor compares by its entries.
_PARAMETERS: WeakValueDictionary[int, Tensor] = WeakValueDictionary()
_LINE = "\n"


def as_parameter(tensor: Tensor) -> Tensor:
    """The same tensor, which a module registers from now on as a parameter of its own."""
    _PARAMETERS[id(tensor)] = tensor
    return tensor


def is_parameter(value: Any) -> bool:
    return isinstance(value, Tensor) and _PARAMETERS.get(id(value)) is value


def Parameter(data: Tensor, requires_grad: bool = True) -> Tensor:
    """A leaf with the numbers of a tensor, which a module registers as its parameter."""
    if not isinstance(data, Tensor):
        raise ArgumentError(f"a parameter is made of a tensor, not of {type(data).__name__}")
    return as_parameter(creation.leaf(data, requires_grad=requires_grad))


class Module:
    """A layer. Subclasses say in `forward` what they do; parameters and layers given as attributes are registered.

    `name` is the variable it was first bound to, or its place in the layer that holds it. A call takes `tensors`
    tensors first; what else it takes is the layer's own matter.
    """

    kind = "Module"
    tensors: ClassVar[int] = 0
    # What a call may name its inputs, in their order.
    inputs: ClassVar[tuple[str, ...]] = ("input",)
    # Whether it is made of what it holds, and takes no numbers.
    holds: ClassVar[bool] = False
    # micrograd's parameters() are a list, PyTorch's can be gone through once.
    lists_parameters = False

    _parameters: dict[str, Tensor | None]
    _buffers: dict[str, Tensor | None]
    _modules: dict[str, Module | None]

    def __init_subclass__(cls) -> None:
        if "kind" not in vars(cls):
            cls.kind = cls.__name__

    def __init__(self) -> None:
        self.name: str | None = None
        self.training = True
        self._parameters = {}
        self._buffers = {}
        self._modules = {}
        self._hooks: dict[int, Callable[..., Any]] = {}
        self._pre_hooks: dict[int, Callable[..., Any]] = {}
        self._backward_hooks: dict[int, Callable[..., Any]] = {}
        self._backward_pre_hooks: dict[int, Callable[..., Any]] = {}

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, Module):
            self.register_module(name, value)
        elif is_parameter(value):
            self.register_parameter(name, value)
        elif name in vars(self).get("_parameters", ()) or name in vars(self).get("_modules", ()):
            if value is not None:
                raise ArgumentError(
                    f"{name} of {self.kind} is registered, and cannot become a {type(value).__name__}: "
                    "wrap a tensor in nn.Parameter(…), or use a name of its own"
                )
            (self._parameters if name in self._parameters else self._modules)[name] = None
        elif name in vars(self).get("_buffers", ()):
            self._buffers[name] = value
        else:
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        """Only asked where the object itself has no such attribute."""
        for table in ("_parameters", "_buffers", "_modules"):
            if name in vars(self).get(table, ()):
                return vars(self)[table][name]
        raise AttributeError(f"{self.kind} has no {name}")

    def register_parameter(self, name: str, param: Tensor | None) -> None:
        self.forget(name, self._parameters)
        self._parameters[name] = param if param is None else as_parameter(param)

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        self.forget(name, self._buffers)
        self._buffers[name] = tensor

    def register_module(self, name: str, module: Module | None) -> None:
        self.forget(name, self._modules)
        self._modules[name] = module
        if module is not None and module.name is None and module is not self:
            module.name = name

    add_module = register_module

    def forget(self, name: str, unless: Mapping[str, Any] | None = None) -> bool:
        """Takes an attribute away from every table but the one given; whether one had it."""
        tables: list[Table] = [self._parameters, self._buffers, self._modules, vars(self)]
        found = [table for table in tables if table is not unless and name in table]
        for table in found:
            del table[name]
        return bool(found)

    def members(self) -> dict[str, Any]:
        """What a program reads behind a dot, beside the methods that all layers have."""
        plain = {name: value for name, value in vars(self).items() if not name.startswith("_") and name not in _OWN}
        return {**self._parameters, **self._buffers, **self._modules, **plain}

    def assign(self, name: str, value: Any) -> None:
        """`layer.name = value` for one of the members, of its own kind. Raises ArgumentError."""
        held = self.members()[name]
        fits = value is None or type(value) is type(held) or isinstance(held, (bool, int, float, type(None)))
        if isinstance(held, Tensor) and isinstance(value, Tensor):
            fits = value.shape == held.shape and (name not in self._parameters or is_parameter(value))
        if not fits or isinstance(value, Module) != isinstance(held, Module):
            shape = f", a tensor of shape {shape_text(held.shape)}" if isinstance(held, Tensor) else ""
            made = "nn.Parameter(…)" if name in self._parameters else type(held).__name__
            raise ArgumentError(f"{name} of {self.kind} is one of its parts{shape}, and takes another {made}")
        setattr(self, name, value)

    # What stands inside.

    def own_parameters(self) -> list[tuple[str, Tensor]]:
        """Those of the layer itself, without those of the layers inside."""
        return [(name, held) for name, held in self._parameters.items() if held is not None]

    def own_buffers(self) -> list[tuple[str, Tensor]]:
        return [(name, held) for name, held in self._buffers.items() if held is not None]

    def named_children(self) -> list[tuple[str, Module]]:
        return [(name, held) for name, held in self._modules.items() if held is not None]

    def children(self) -> list[Module]:
        return [held for _, held in self.named_children()]

    def named_modules(self) -> list[tuple[str, Module]]:
        """The layer and all inside of it, each once, with its path; a layer stands before those inside of it."""
        found: dict[Module, str] = {}
        stack: list[tuple[str, Module]] = [("", self)]
        while stack:
            path, layer = stack.pop()
            if layer not in found:
                found[layer] = path
                inner = [(_joined(path, name), child) for name, child in layer.named_children()]
                stack.extend(reversed(inner))
        return [(path, layer) for layer, path in found.items()]

    def modules(self) -> list[Module]:
        return [layer for _, layer in self.named_modules()]

    def named_parameters(self, prefix: str = "", recurse: bool = True) -> list[tuple[str, Tensor]]:
        """All parameters with their paths, each once; its own alone without `recurse`."""
        return self._each_once(prefix, recurse, lambda layer: layer.own_parameters())

    def named_buffers(self, prefix: str = "", recurse: bool = True) -> list[tuple[str, Tensor]]:
        return self._each_once(prefix, recurse, lambda layer: layer.own_buffers())

    def _each_once(
        self, prefix: str, recurse: bool, held: Callable[[Module], list[tuple[str, Tensor]]]
    ) -> list[tuple[str, Tensor]]:
        found: dict[Tensor, str] = {}
        for path, layer in self.named_modules() if recurse else [("", self)]:
            for name, tensor in held(layer):
                found.setdefault(tensor, _joined(prefix, _joined(path, name)))
        return [(name, tensor) for tensor, name in found.items()]

    def parameters(self, recurse: bool = True) -> list[Tensor]:
        return [held for _, held in self.named_parameters(recurse=recurse)]

    def buffers(self, recurse: bool = True) -> list[Tensor]:
        return [held for _, held in self.named_buffers(recurse=recurse)]

    def entries(self) -> list[Any] | dict[str, Any] | None:
        """What a container holds, by position or by name; None for what is none."""
        return None

    def part(self, held: Sequence[Any]) -> Module:
        """A container of the same kind with some of what it holds. Only for those by position."""
        raise NotImplementedError

    @property
    def extent(self) -> float:
        """How many layers, parameters and buffers a call or a text meets: what stands in several places is met at each.

        Infinite where a layer stands inside of itself.
        """
        return self._measured(
            lambda layer, inside: 1 + len(layer.own_parameters()) + len(layer.own_buffers()) + sum(inside)
        )

    @property
    def depth(self) -> float:
        """How many layers call one another."""
        return self._measured(lambda layer, inside: 1 + max(inside, default=0))

    def _measured(self, measure: Callable[[Module, list[float]], float]) -> float:
        found: dict[Module, float] = {}
        stack: list[tuple[Module, bool]] = [(self, False)]
        while stack:
            layer, inside_known = stack.pop()
            children = layer.children()
            if inside_known:
                found[layer] = measure(layer, [found[child] for child in children])
            elif layer not in found:
                # Found again before its own measure is known, a layer stands inside of itself.
                found[layer] = math.inf
                stack.append((layer, True))
                stack.extend((child, False) for child in children)
        return found[self]

    # Calls.

    def forward(self, *inputs: Any, **named: Any) -> Any:
        """Raises EngineError when the inputs do not fit."""
        raise ArgumentError(f"{self.kind} has no forward: give the class a method forward(self, x) to call it")

    def __call__(self, *inputs: Any, **named: Any) -> Any:
        recorder = mode().recorder
        if recorder is None:
            return self.respond(*inputs, **named)
        with recorder.group(self.name or self.kind):
            return self.respond(*inputs, **named)

    def inner(self, path: str, *inputs: Any, **named: Any) -> Any:
        """Calls the layer inside of this path. What it records stands in the group of its own place."""
        layer: Any = self
        for name in path.split("."):
            layer = layer._modules[name]
        recorder = mode().recorder
        if recorder is None:
            return layer.respond(*inputs, **named)
        with recorder.inside(path):
            return layer.respond(*inputs, **named)

    def respond(self, *inputs: Any, **named: Any) -> Any:
        """What a call computes, with the hooks before and after it."""
        for hook in list(self._pre_hooks.values()):
            given = hook(self, inputs)
            if given is not None:
                inputs = given if isinstance(given, tuple) else (given,)
        self.require_tensors(inputs, named)
        watched = Watched(self, inputs) if self._backward_hooks or self._backward_pre_hooks else None
        result = self.forward(*(inputs if watched is None else watched.inputs), **named)
        for hook in list(self._hooks.values()):
            replaced = hook(self, inputs, result)
            result = result if replaced is None else replaced
        return result if watched is None else watched.leaving(result)

    def require_tensors(self, inputs: Sequence[Any], named: Mapping[str, Any]) -> None:
        """Raises ArgumentError unless the first inputs are the tensors that the layer takes."""
        if not self.tensors:
            return
        given = list(inputs[: self.tensors])
        given += [named[name] for name in self.inputs[len(given) : self.tensors] if name in named]
        if len(given) < self.tensors or not all(isinstance(value, Tensor) for value in given):
            wanted = "a tensor" if self.tensors == 1 else f"{self.tensors} tensors, {' and '.join(self.inputs)}"
            told = " and ".join("a tensor" if isinstance(v, Tensor) else type(v).__name__ for v in given) or "nothing"
            raise ArgumentError(f"{self.kind} takes {wanted}; given is {told}")

    def register_forward_hook(self, hook: Callable[..., Any]) -> Handle:
        """`hook(layer, inputs, result)` is called after each call, and may return another result."""
        return Handle(self._hooks, hook)

    def register_forward_pre_hook(self, hook: Callable[..., Any]) -> Handle:
        """`hook(layer, inputs)` is called before each call, and may return other inputs."""
        return Handle(self._pre_hooks, hook)

    def register_full_backward_hook(self, hook: Callable[..., Any]) -> Handle:
        """`hook(layer, gradients of the inputs, gradients of the results)` is called once these are known."""
        return Handle(self._backward_hooks, hook)

    def register_full_backward_pre_hook(self, hook: Callable[..., Any]) -> Handle:
        """`hook(layer, gradients of the results)` is called before the pass goes into the layer."""
        return Handle(self._backward_pre_hooks, hook)

    # What is done with all that stands inside.

    def train(self, mode: bool = True) -> Module:
        for layer in self.modules():
            layer.training = mode
        return self

    def eval(self) -> Module:
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Module:
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        for parameter in self.parameters():
            if set_to_none or parameter.grad is None:
                parameter.grad = None
            else:
                parameter.grad = Tensor(np.zeros_like(parameter.grad._current()))

    def apply(self, function: Callable[[Module], Any]) -> Module:
        """Calls a function with every layer, those inside of a layer before it."""
        for child in self.children():
            child.apply(function)
        function(self)
        return self

    def state(self) -> dict[str, Tensor]:
        """Parameters and buffers by their paths, layer by layer; a tensor held twice stands there twice."""
        return {
            _joined(path, name): tensor
            for path, layer in self.named_modules()
            for name, tensor in [*layer.own_parameters(), *layer.own_buffers()]
        }

    def state_dict(self) -> dict[str, Tensor]:
        with no_grad():
            return {name: tensor.detach() for name, tensor in self.state().items()}

    def load_state_dict(self, state_dict: Mapping[str, Tensor], strict: bool = True) -> None:
        """Copies numbers into parameters and buffers of the same paths. Raises ArgumentError or ShapeError."""
        for tensor, given in self.matched(state_dict, strict):
            with no_grad():
                tensor._assign(given)

    def matched(self, state_dict: Mapping[str, Tensor], strict: bool) -> Iterator[tuple[Tensor, Tensor]]:
        """Each tensor of the state with what it is given."""
        held = self.state()
        lacking = [name for name in held if name not in state_dict]
        unknown = [name for name in state_dict if name not in held]
        if strict and (lacking or unknown):
            pairs = ((lacking, "missing"), (unknown, "unknown"))
            told = [f"{', '.join(map(str, names))} {word}" for names, word in pairs if names]
            raise ArgumentError(f"the state does not fit {self.kind}: {' and '.join(told)}")
        for name, tensor in held.items():
            given = state_dict.get(name)
            if given is None:
                continue
            if given.shape != tensor.shape:
                raise ShapeError(
                    f"{name} has shape {shape_text(tensor.shape)}, the state gives {shape_text(given.shape)}"
                )
            yield tensor, given

    def copied(self) -> Module:
        """A layer of its own with the same numbers; what it holds twice, its copy holds twice."""
        made = _copy_of(self, {})
        made.name = None
        return made

    def __deepcopy__(self, known: dict[int, Any]) -> Module:
        return _copy_of(self, known)

    # Texts.

    def extra_repr(self) -> str:
        """What stands in the brackets of its text."""
        return ""

    def lines(self) -> list[tuple[str, str]]:
        """The names and the texts of the layers inside."""
        return [(name, str(child)) for name, child in self.named_children()]

    def __repr__(self) -> str:
        """The tree of layers, as PyTorch prints it."""
        inner = [f"({name}): {text.replace(_LINE, _LINE + '  ')}" for name, text in self.lines()]
        told = self.extra_repr().split(_LINE)
        if not inner and len(told) == 1:
            return f"{self.kind}({told[0]})"
        return f"{self.kind}({''.join(f'{_LINE}  {line}' for line in [*filter(None, told), *inner])}{_LINE})"


# What every module has of its own, and is none of its members.
_OWN = frozenset(("name", "training", "kind"))


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path and name else path or name


def _copy_of(module: Module, known: dict[int, Any]) -> Module:
    if id(module) in known:
        copy: Module = known[id(module)]
        return copy
    made = module.__class__.__new__(module.__class__)
    known[id(module)] = made
    for name, value in vars(module).items():
        object.__setattr__(made, name, dict(value) if isinstance(value, dict) else value)
    for table in (made._parameters, made._buffers):
        for name, tensor in table.items():
            if tensor is not None and id(tensor) not in known:
                twin = creation.leaf(tensor.detach(), requires_grad=tensor.requires_grad)
                known[id(tensor)] = as_parameter(twin) if is_parameter(tensor) else twin
            table[name] = None if tensor is None else known[id(tensor)]
    for name, child in made._modules.items():
        made._modules[name] = None if child is None else _copy_of(child, known)
    return made
