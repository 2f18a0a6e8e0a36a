"""The methods that every nn.Module has, be it one of the language's layers or of a class of the program."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from engine.functions import FUNCTIONS
from engine.language.calls import invoke
from engine.language.errors import ProgramError
from engine.language.methods import behind, method
from engine.language.module_object import ModuleDict, ModuleList, ModuleObject, a_layer
from engine.language.operators import whole
from engine.language.text_methods import METHODS as METHODS
from engine.language.values import Iterated, Layer, Value, describe
from engine.mode import no_grad
from engine.tensors import Handle, Tensor

if TYPE_CHECKING:
    from engine.language.machine import Machine


def _walked(machine: Machine, layer: Layer) -> list[tuple[str, Layer]]:
    machine.budget.spend("cells", layer.size)
    return layer.walk()


@method("layer")
def children(machine: Machine, layer: Layer) -> Iterated:
    return Iterated([child for _, child in _named_children(machine, layer)])


@method("layer")
def named_children(machine: Machine, layer: Layer) -> Iterated:
    return Iterated(list(_named_children(machine, layer)))


def _named_children(machine: Machine, layer: Layer) -> list[tuple[str, Layer]]:
    found = layer.children()
    machine.budget.spend("cells", 1 + len(found))
    return found


@method("layer")
def modules(machine: Machine, layer: Layer) -> Iterated:
    return Iterated([one for _, one in _walked(machine, layer)])


@method("layer")
def named_modules(machine: Machine, layer: Layer, memo: None = None, prefix: Value = "") -> Iterated:
    return Iterated(behind(machine, prefix, _walked(machine, layer)))


@method("layer")
def buffers(machine: Machine, layer: Layer, recurse: Value = True) -> Iterated:
    _walked(machine, layer)
    return Iterated([buffer for _, buffer in layer.named_buffers(machine.truth(recurse))])


@method("layer")
def named_buffers(machine: Machine, layer: Layer, prefix: Value = "", recurse: Value = True) -> Iterated:
    _walked(machine, layer)
    return Iterated(behind(machine, prefix, layer.named_buffers(machine.truth(recurse))))


def _state(machine: Machine, layer: Layer) -> dict[str, Tensor]:
    """Parameters and buffers by their paths, layer by layer; a tensor held twice stands there twice."""
    state: dict[str, Tensor] = {}
    for path, one in _walked(machine, layer):
        for name, tensor in [*one.own_parameters(), *one.own_buffers()]:
            state[f"{path}.{name}" if path else name] = tensor
    return state


@method("layer")
def state_dict(machine: Machine, layer: Layer) -> dict[str, Tensor]:
    with no_grad():
        return {name: tensor.detach() for name, tensor in _state(machine, layer).items()}


@method("layer")
def load_state_dict(machine: Machine, layer: Layer, state_dict: Value, strict: Value = True) -> None:
    """Copies numbers into parameters and buffers of the same paths. Raises ProgramError (key, shape)."""
    held = _state(machine, layer)
    if not isinstance(state_dict, dict) or not all(type(value) is Tensor for value in state_dict.values()):
        raise ProgramError("type", f"a state is a dict of tensors, not {describe(state_dict)}")
    missing = [name for name in held if name not in state_dict]
    unknown = [name for name in state_dict if name not in held]
    if machine.truth(strict) and (missing or unknown):
        told = [
            f"{', '.join(map(str, names))} {word}"
            for names, word in ((missing, "missing"), (unknown, "unknown"))
            if names
        ]
        raise ProgramError("key", f"the state does not fit {layer.kind}: {' and '.join(told)}")
    copy = FUNCTIONS["Tensor.copy_"]
    for name, tensor in held.items():
        given = state_dict.get(name)
        if given is None:
            continue
        if given.shape != tensor.shape:
            raise ProgramError("shape", f"{name} has shape {tuple(tensor.shape)}, the state gives {tuple(given.shape)}")
        with no_grad():
            machine.change(tensor, partial(copy, tensor, given))


@method("layer", name="apply")
def apply_function(machine: Machine, layer: Layer, function: Value) -> Layer:
    """Calls a function with every layer, those inside of a layer before it."""
    stack: list[tuple[Layer, bool]] = [(layer, False)]
    while stack:
        one, inside_done = stack.pop()
        if inside_done:
            invoke(machine, function, [one], {})
        else:
            machine.budget.spend("steps", 1)
            stack.append((one, True))
            stack.extend((child, False) for _, child in reversed(one.children()))
    return layer


@method("layer", name="train")
def training(machine: Machine, layer: Layer, mode: Value = True) -> Layer:
    return _set_training(machine, layer, machine.truth(mode))


@method("layer", name="eval")
def evaluating(machine: Machine, layer: Layer) -> Layer:
    return _set_training(machine, layer, False)


def _set_training(machine: Machine, layer: Layer, mode: bool) -> Layer:
    for _, one in _walked(machine, layer):
        one.training = mode
    return layer


@method("layer")
def to(machine: Machine, layer: Layer, *where: Value, dtype: Value = None, non_blocking: Value = False) -> Layer:
    """There is one device. Raises ProgramError (dtype) for another element type than the parameters have."""
    wanted = [part for part in (*where, dtype) if isinstance(part, np.dtype)]
    for _, parameter in layer.named_parameters():
        if any(part != parameter.dtype for part in wanted):
            raise ProgramError(
                "dtype",
                f"the parameters of {layer.kind} stay {parameter.dtype} here",
                hint="Make the tensors of one element type when they are made: dtype=torch.float64.",
            )
    return layer


@method("layer", name="cpu")
@method("layer", name="cuda")
def moved(machine: Machine, layer: Layer, device: Value = None) -> Layer:
    return layer


@method("layer", name="requires_grad_")
def require_gradients(machine: Machine, layer: Layer, requires_grad: Value = True) -> Layer:
    _walked(machine, layer)
    for _, parameter in layer.named_parameters():
        parameter.requires_grad_(machine.truth(requires_grad))
    return layer


def _own(layer: Layer, what: str) -> ModuleObject:
    if not isinstance(layer, ModuleObject):
        raise ProgramError(
            "type", f"{layer.kind} registers no {what} of the program's", hint="Write a class of your own."
        )
    return layer


@method("layer")
def register_buffer(machine: Machine, layer: Layer, name: Value, tensor: Value, persistent: Value = True) -> None:
    if not isinstance(name, str) or not (tensor is None or type(tensor) is Tensor):
        raise ProgramError("type", f"a buffer is a name and a tensor, not {describe(name)} and {describe(tensor)}")
    machine.budget.spend("cells", 1)
    _own(layer, "buffers").register_buffer(name, tensor)


@method("layer")
def register_parameter(machine: Machine, layer: Layer, name: Value, param: Value) -> None:
    if not isinstance(name, str) or not (param is None or param in machine.parameters):
        raise ProgramError("type", f"a parameter is a name and an nn.Parameter, not {describe(param)}")
    machine.budget.spend("cells", 1)
    _own(layer, "parameters").register(name, param, True)


@method("layer", name="add_module")
@method("layer", name="register_module")
def add_module(machine: Machine, layer: Layer, name: Value, module: Value) -> None:
    if not isinstance(name, str):
        raise ProgramError("type", f"the name of a layer is a string, not {describe(name)}")
    machine.budget.spend("cells", 1)
    held = a_layer(module)
    if isinstance(layer, ModuleObject):
        layer.register(name, held, False)
    else:
        _listing(layer).append(held)


@method("layer")
def register_forward_hook(machine: Machine, layer: Layer, hook: Value) -> Value:
    """Returns a handle whose `remove()` takes the hook off again."""
    machine.budget.spend("cells", 1)
    return Handle(layer.hooks, hook)


@method("layer", name="append")
def append_layer(machine: Machine, layer: Layer, module: Value) -> Layer:
    machine.budget.spend("cells", 1)
    _listing(layer).append(a_layer(module))
    return layer


@method("layer", name="extend")
def extend_layers(machine: Machine, layer: Layer, modules: Value) -> Layer:
    for module in machine.items(modules):
        append_layer(machine, layer, module)
    return layer


@method("layer", name="insert")
def insert_layer(machine: Machine, layer: Layer, index: Value, module: Value) -> None:
    machine.budget.spend("cells", 1)
    _listing(layer).insert(whole(index, "an index"), a_layer(module))


def _listing(layer: Layer) -> list[Layer]:
    if not isinstance(layer, ModuleList):
        raise ProgramError("attribute", f"{layer.kind} is no list of layers")
    return layer.layers


@method("layer", name="keys")
def names_of_layers(machine: Machine, layer: Layer) -> list[str]:
    return [name for name, _ in _mapping(machine, layer).items()]


@method("layer", name="values")
def layers_of_names(machine: Machine, layer: Layer) -> list[Layer]:
    return list(_mapping(machine, layer).values())


@method("layer", name="items")
def pairs_of_layers(machine: Machine, layer: Layer) -> list[tuple[str, Layer]]:
    return list(_mapping(machine, layer).items())


def _mapping(machine: Machine, layer: Layer) -> dict[str, Layer]:
    if not isinstance(layer, ModuleDict):
        raise ProgramError("attribute", f"{layer.kind} holds its layers by no names")
    machine.budget.spend("cells", 1 + len(layer.layers))
    return layer.layers
