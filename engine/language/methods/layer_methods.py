"""The methods that every nn.Module has, be it one of the language's layers or of a class of the program."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from engine.functions import FUNCTIONS
from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.methods.layer_parameters import behind
from engine.language.methods.module_object import ModuleObject, a_layer
from engine.language.semantics import invoke, whole
from engine.language.values import Iterated, Layer, OrderedDict, Value, describe, method
from engine.mode import no_grad
from engine.nn import ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential, is_parameter
from engine.tensors import Handle, Tensor


class IncompatibleKeys(NamedTuple):
    missing_keys: list[str]
    unexpected_keys: list[str]

    @property
    def matched(self) -> bool:
        return not self.missing_keys and not self.unexpected_keys


def _walked(machine: Machine, layer: Layer) -> list[tuple[str, Layer]]:
    machine.budget.spend("cells", layer.extent)
    return layer.named_modules()


@method("layer")
def children(machine: Machine, layer: Layer) -> Iterated:
    return Iterated([child for _, child in _named_children(machine, layer)])


@method("layer")
def named_children(machine: Machine, layer: Layer) -> Iterated:
    return Iterated(list(_named_children(machine, layer)))


def _named_children(machine: Machine, layer: Layer) -> list[tuple[str, Layer]]:
    found = layer.named_children()
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
    return Iterated(layer.buffers(machine.truth(recurse)))


@method("layer")
def named_buffers(machine: Machine, layer: Layer, prefix: Value = "", recurse: Value = True) -> Iterated:
    _walked(machine, layer)
    return Iterated(behind(machine, prefix, layer.named_buffers(recurse=machine.truth(recurse))))


@method("layer")
def state_dict(machine: Machine, layer: Layer) -> OrderedDict:
    _walked(machine, layer)
    return OrderedDict(layer.state_dict())


@method("layer")
def load_state_dict(machine: Machine, layer: Layer, state_dict: Value, strict: Value = True) -> IncompatibleKeys:
    """Copies numbers into parameters and buffers of the same paths, and tells what found no counterpart.

    Raises ProgramError (key, shape).
    """
    _walked(machine, layer)
    if not isinstance(state_dict, dict) or not all(type(value) is Tensor for value in state_dict.values()):
        raise ProgramError("type", f"a state is a dict of tensors, not {describe(state_dict)}")
    for tensor, given in layer.matched(state_dict, machine.truth(strict)):
        with no_grad():
            machine.change(tensor, partial(tensor._assign, given))
    held = layer.state()
    return IncompatibleKeys([name for name in held if name not in state_dict], [n for n in state_dict if n not in held])


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
            stack.extend((child, False) for child in reversed(one.children()))
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
    """There is one device; parameters may change their element type."""
    for wanted in (*where, dtype):
        if isinstance(wanted, np.dtype):
            _turned(machine, layer, wanted)
    return layer


@method("layer", name="double")
def in_double(machine: Machine, layer: Layer) -> Layer:
    return _turned(machine, layer, np.dtype(np.float64))


@method("layer", name="float")
def in_single(machine: Machine, layer: Layer) -> Layer:
    return _turned(machine, layer, np.dtype(np.float32))


def _turned(machine: Machine, layer: Layer, dtype: np.dtype) -> Layer:
    """The layer, whose fractions, gradients among them, are now of this element type. Raises ProgramError (dtype)."""
    if dtype.kind != "f":
        raise ProgramError(
            "dtype",
            f"the parameters of {layer.kind} are fractions, not {dtype}",
            hint="Write torch.float64 or torch.float32.",
        )
    _walked(machine, layer)
    for _, tensor in [*layer.named_parameters(), *layer.named_buffers()]:
        if tensor.dtype.kind == "f" and tensor.dtype != dtype:
            machine.budget.allocate(tensor.shape)
            gradient, tensor.grad = tensor.grad, None
            turn = FUNCTIONS["Tensor.to"]
            with no_grad():
                tensor.data = turn(tensor.data, dtype)
                tensor.grad = None if gradient is None else turn(gradient, dtype)
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
    if not isinstance(name, str) or not (param is None or is_parameter(param)):
        raise ProgramError("type", f"a parameter is a name and an nn.Parameter, not {describe(param)}")
    machine.budget.spend("cells", 1)
    _own(layer, "parameters").register_parameter(name, param)


@method("layer", name="add_module")
@method("layer", name="register_module")
def add_module(machine: Machine, layer: Layer, name: Value, module: Value) -> None:
    if not isinstance(name, str):
        raise ProgramError("type", f"the name of a layer is a string, not {describe(name)}")
    machine.budget.spend("cells", 1)
    held = a_layer(module)
    if isinstance(layer, ModuleObject):
        layer.register(name, held)
    else:
        layer.register_module(name, held)


def _as_hook(machine: Machine, hook: Value) -> Callable[..., Value]:
    """What the program's own function does when a layer of the engine calls it."""
    machine.budget.spend("cells", 1)
    return lambda *given: invoke(machine, hook, list(given), {})


@method("layer")
def register_forward_hook(machine: Machine, layer: Layer, hook: Value) -> Handle:
    """Returns a handle whose `remove()` takes the hook off again."""
    return layer.register_forward_hook(_as_hook(machine, hook))


@method("layer")
def register_forward_pre_hook(machine: Machine, layer: Layer, hook: Value) -> Handle:
    return layer.register_forward_pre_hook(_as_hook(machine, hook))


@method("layer")
def register_full_backward_hook(machine: Machine, layer: Layer, hook: Value) -> Handle:
    return layer.register_full_backward_hook(_as_hook(machine, hook))


@method("layer")
def register_full_backward_pre_hook(machine: Machine, layer: Layer, hook: Value) -> Handle:
    return layer.register_full_backward_pre_hook(_as_hook(machine, hook))


@method("layer", name="append")
def append_entry(machine: Machine, layer: Layer, module: Value) -> Layer:
    machine.budget.spend("cells", 1)
    return _listing(layer).append(module)


@method("layer", name="extend")
def extend_entries(machine: Machine, layer: Layer, modules: Value) -> Layer:
    for module in machine.items(modules):
        append_entry(machine, layer, module)
    return layer


@method("layer", name="insert")
def insert_layer(machine: Machine, layer: Layer, index: Value, module: Value) -> None:
    machine.budget.spend("cells", 1 + layer.extent)
    listing = _listing(layer)
    if isinstance(listing, ParameterList):
        raise ProgramError("attribute", "a ParameterList has no insert", hint="Make a new one of the parameters.")
    listing.insert(whole(index, "an index"), module)


def _listing(layer: Layer) -> ModuleList | Sequential | ParameterList:
    """Raises ProgramError (attribute)."""
    if not isinstance(layer, (ModuleList, Sequential, ParameterList)):
        raise ProgramError("attribute", f"{layer.kind} is no list of layers")
    return layer


@method("layer", name="keys")
def names_of_entries(machine: Machine, layer: Layer) -> list[str]:
    return list(_mapping(machine, layer))


@method("layer", name="values")
def entries_of_names(machine: Machine, layer: Layer) -> list[Value]:
    return list(_mapping(machine, layer).values())


@method("layer", name="items")
def pairs_of_entries(machine: Machine, layer: Layer) -> list[tuple[str, Value]]:
    return list(_mapping(machine, layer).items())


@method("layer", name="update")
def update_entries(machine: Machine, layer: Layer, entries: Value) -> None:
    _mapping(machine, layer)
    if not isinstance(entries, dict):
        raise ProgramError("type", f"{layer.kind} is updated from a dict, not from {describe(entries)}")
    machine.budget.spend("cells", len(entries))
    for name, held in entries.items():
        layer[str(name)] = held


def _mapping(machine: Machine, layer: Layer) -> dict[str, Value]:
    if not isinstance(layer, (ModuleDict, ParameterDict)):
        raise ProgramError("attribute", f"{layer.kind} holds its layers by no names")
    held = layer.entries()
    machine.budget.spend("cells", 1 + len(held))
    return held
