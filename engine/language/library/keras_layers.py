"""The layers of Keras in programs: Dense with its kernel, (inputs, units), Flatten, Activation and Input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps

import numpy as np

from engine.errors import EngineError
from engine.functions import creation
from engine.language.errors import ProgramError
from engine.language.library.keras_training import class_of, known
from engine.language.machine import Machine
from engine.language.semantics import named, whole
from engine.language.values import Builtin, Instance, Value, describe
from engine.operation import OPS
from engine.tensors import apply

# By Keras' names the operations that they are.
ACTIVATIONS: Mapping[Value, str | None] = {
    None: None,
    "linear": None,
    **{name: name for name in ("relu", "sigmoid", "tanh", "softmax", "softplus", "elu", "gelu", "silu", "leaky_relu")},
}
# Where Keras' defaults are others than PyTorch's, or there are none.
OPTIONS: Mapping[str, Mapping[str, Value]] = {"softmax": {"dim": -1}, "leaky_relu": {"negative_slope": 0.2}}
# How numbers are drawn around 0, and how far, as a share of √(1 / (a · inputs + b · units)): (kind, share, a, b).
DRAWS = {
    "glorot_uniform": ("uniform", 6, 1, 1),
    "glorot_normal": ("normal", 2, 1, 1),
    "he_uniform": ("uniform", 6, 1, 0),
    "he_normal": ("normal", 2, 1, 0),
}


def guarded(**members: Callable[..., Value]) -> dict[str, Value]:
    """Members of a class whose fields the program can replace by anything: what then does not fit is a mistake of the
    program's.
    """

    def guard(member: Callable[..., Value]) -> Callable[..., Value]:
        @wraps(member)
        def guarded_member(machine: Machine, owner: Instance, *given: Value, **named: Value) -> Value:
            try:
                return member(machine, owner, *given, **named)
            except (EngineError, ProgramError):
                raise
            except (AttributeError, IndexError, KeyError, TypeError, ValueError):
                told = f"the fields of this {owner.cls.name} no longer hold what it is made of"
                raise ProgramError("type", told, hint="Make it anew, and leave its fields as they are.") from None

        return guarded_member

    return named(**{name: guard(member) for name, member in members.items()})


DENSE, INPUT, FLATTEN, ACTIVATION = (
    class_of(name, "keras.layers") for name in ("Dense", "InputLayer", "Flatten", "Activation")
)
LAYERS = (DENSE, FLATTEN, ACTIVATION)


def shape_of(given: Value) -> tuple[int, ...]:
    sizes = given if isinstance(given, (tuple, list)) else (given,)
    return tuple(whole(each, "a size of shape") for each in sizes)


def make_input(machine: Machine, shape: Value = None) -> Value:
    made = machine.construct(INPUT, [], {})
    made.fields["shape"] = None if shape is None else shape_of(shape)
    return made


def dense(
    machine: Machine,
    owner: Instance,
    units: Value,
    activation: Value = None,
    use_bias: Value = True,
    kernel_initializer: Value = "glorot_uniform",
    bias_initializer: Value = "zeros",
    input_shape: Value = None,
    input_dim: Value = None,
    name: Value = None,
) -> None:
    if (count := whole(units, "units")) < 1:
        raise ProgramError("value", f"a Dense layer has at least 1 unit, not {count}")
    first = input_shape if input_shape is not None else input_dim
    owner.fields |= {
        "units": count,
        "activation": known(ACTIVATIONS, activation, "activation"),
        "use_bias": machine.truth(use_bias),
        "kernel_initializer": known(dict.fromkeys((*DRAWS, "zeros", "ones")), kernel_initializer, "initializer"),
        "bias_initializer": known(dict.fromkeys(("zeros", "ones")), bias_initializer, "initializer"),
        "given": None if first is None else shape_of(first),
        "name": name,
        "kernel": None,
        "bias": None,
    }


def plain_layer(machine: Machine, owner: Instance, activation: Value = None, input_shape: Value = None) -> None:
    owner.fields |= {
        "activation": known(ACTIVATIONS, activation, "activation"),
        "given": None if input_shape is None else shape_of(input_shape),
        "name": None,
    }


def build(machine: Machine, layer: Instance, inputs: int) -> None:
    """Gives a Dense layer its kernel, (inputs, units), and its bias."""
    if layer.cls is not DENSE or layer.fields["kernel"] is not None:
        return
    units, how = layer.fields["units"], layer.fields["kernel_initializer"]
    machine.budget.allocate((inputs, units))
    if how in DRAWS:
        kind, share, a, b = DRAWS[how]
        reach = float(np.sqrt(share / (a * inputs + b * units)))
        source = machine.numpy_random.source
        shape = (inputs, units)
        numbers = source.uniform(-reach, reach, shape) if kind == "uniform" else source.normal(0.0, reach, shape)
    else:
        numbers = np.full((inputs, units), float(how == "ones"))
    give(machine, layer, "kernel", numbers)
    if layer.fields["use_bias"]:
        give(machine, layer, "bias", np.full(units, float(layer.fields["bias_initializer"] == "ones")))


def give(machine: Machine, layer: Instance, which: str, numbers: Value) -> None:
    made = creation.leaf(np.array(numbers, dtype=float), requires_grad=True)
    layer.fields[which] = made
    machine.labelled(made, f"{layer.fields['name']}.{which}")


def call_layer(machine: Machine, layer: Instance, value: Value) -> Value:
    """x @ kernel + bias, then the activation."""
    fields = layer.fields
    with machine.namespace(fields["name"]):
        if layer.cls is FLATTEN:
            return value.reshape(value.shape[0], -1)
        if layer.cls is DENSE:
            build(machine, layer, value.shape[-1] if value.ndim else 1)
            kernel, bias = fields["kernel"], fields["bias"]
            if value.ndim < 1 or value.shape[-1] != kernel.shape[0]:
                told = f"{fields['name']} was built for {kernel.shape[0]} inputs, and is given {describe(value)}"
                raise ProgramError("shape", told, hint="Give examples in rows.")
            value = value @ kernel
            value = value if bias is None else value + bias
        how = ACTIVATIONS[fields["activation"]]
        return value if how is None else apply(OPS[how], value, **OPTIONS.get(how, {}))


DENSE.members |= guarded(__init__=dense)
FLATTEN.members |= guarded(__init__=plain_layer)
ACTIVATION.members |= guarded(__init__=plain_layer)
LAYER_NAMES = {"Dense": DENSE, "Flatten": FLATTEN, "Activation": ACTIVATION, "Input": Builtin("Input", make_input)}
