"""The parameters of a layer, one by one or by name, and their gradients."""

from __future__ import annotations

from functools import partial
from typing import Any

from engine.functions import FUNCTIONS
from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import (
    invoke,
)
from engine.language.values import Iterated, Layer, Value, describe, method
from engine.tensors import Tensor


@method("layer")
def parameters(machine: Machine, layer: Layer, recurse: Value = True) -> Value:
    machine.budget.spend("cells", layer.extent)
    listed = layer.parameters(machine.truth(recurse))
    return listed if layer.lists_parameters else Iterated(listed)


@method("layer")
def named_parameters(machine: Machine, layer: Layer, prefix: Value = "", recurse: Value = True) -> Iterated:
    machine.budget.spend("cells", layer.extent)
    return Iterated(behind(machine, prefix, layer.named_parameters(recurse=machine.truth(recurse))))


def behind(machine: Machine, prefix: Value, named: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Paths that go on from a prefix; the empty path of the layer itself is the prefix."""
    if not isinstance(prefix, str):
        raise ProgramError("type", f"a prefix is a text, not {describe(prefix)}")
    if not prefix:
        return named
    return [(machine.text(f"{prefix}.{path}" if path else prefix), held) for path, held in named]


@method("layer", name="zero_grad")
def clear_layer_gradients(machine: Machine, layer: Layer, set_to_none: Value = True) -> None:
    machine.budget.spend("cells", layer.extent)
    clear_gradients_of(machine, layer.parameters(), machine.truth(set_to_none))


@method("layer", name="forward")
def forward(machine: Machine, layer: Layer, *inputs: Value) -> Value:
    return invoke(machine, layer, list(inputs), {})


def clear_gradients_of(machine: Machine, parameters: list[Tensor], to_none: bool) -> None:
    """Gradients are None afterwards, or zeros in place."""
    for parameter in parameters:
        gradient = parameter.grad
        if to_none or gradient is None:
            parameter.grad = None
        else:
            zero = FUNCTIONS["Tensor.zero_"]
            machine.change(gradient, partial(zero, gradient))
