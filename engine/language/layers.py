"""The layers of torch.nn: Linear, Sequential, activations and losses."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from engine.functions import FUNCTIONS, creation, drawing
from engine.functions.signatures import SIGNATURES, bound, handed_on, in_python
from engine.functions.table import OP_OF, allocate
from engine.language.arguments import engine_argument
from engine.language.calls import call_layer, invoke
from engine.language.errors import ProgramError
from engine.language.operators import whole
from engine.language.values import NUMBERS, Layer, Operation, Value, describe, with_machine
from engine.operation import shape_text
from engine.tensors import Tensor

if TYPE_CHECKING:
    from engine.language.machine import Machine

# Where the activations and losses of torch.nn stand in the table of functions.
ACTIVATIONS = {
    "ReLU": "functional.relu",
    "Sigmoid": "functional.sigmoid",
    "Tanh": "functional.tanh",
    "LeakyReLU": "functional.leaky_relu",
    "ELU": "functional.elu",
    "GELU": "functional.gelu",
    "SiLU": "functional.silu",
    "Softplus": "functional.softplus",
    "Softmax": "functional.softmax",
    "LogSoftmax": "functional.log_softmax",
    "Flatten": "torch.flatten",
}
# What stands in the brackets of a layer's text; inplace=True stands there in any case.
OPTIONS_TOLD = {
    "LeakyReLU": ("negative_slope",),
    "ELU": ("alpha",),
    "GELU": ("approximate",),
    "Softplus": ("beta", "threshold"),
    "Softmax": ("dim",),
    "LogSoftmax": ("dim",),
    "Flatten": ("start_dim", "end_dim"),
}
LOSSES = {
    "MSELoss": "functional.mse_loss",
    "L1Loss": "functional.l1_loss",
    "SmoothL1Loss": "functional.smooth_l1_loss",
    "HuberLoss": "functional.huber_loss",
    "BCELoss": "functional.binary_cross_entropy",
    "BCEWithLogitsLoss": "functional.binary_cross_entropy_with_logits",
    "CrossEntropyLoss": "functional.cross_entropy",
    "NLLLoss": "functional.nll_loss",
}


def only_input(layer: Layer, inputs: tuple[Value, ...]) -> Value:
    if len(inputs) != 1:
        raise ProgramError("argument", f"{layer.kind} takes one input, given are {len(inputs)}")
    return inputs[0]


def _uniform(shape: tuple[int, ...], bound: float, dtype: np.dtype | None) -> Tensor:
    allocate(shape)
    drawn = drawing.uniform_numbers(
        shape, drawing.drawn_type(dtype or np.float64, dtype is not None), None, -bound, bound
    )
    return creation.leaf(drawn, dtype or np.float64, requires_grad=True)


class Linear(Layer):
    """y = x Wᵀ + b with weight (out, in) and bias (out,), both drawn evenly from ±1/√in as in PyTorch."""

    kind = "Linear"

    def __init__(self, in_features: int, out_features: int, bias: bool = True, dtype: np.dtype | None = None) -> None:
        super().__init__()
        if in_features < 1 or out_features < 1:
            raise ProgramError("value", "a layer needs at least one input and one output")
        bound = 1 / math.sqrt(in_features)
        # PyTorch's way to the same bound, which rounds otherwise (He et al. 2015 with the slope √5).
        self.weight = _uniform(
            (out_features, in_features), math.sqrt(3) * math.sqrt(2 / 6) / math.sqrt(in_features), dtype
        )
        self.bias = _uniform((out_features,), bound, dtype) if bias else None

    def members(self) -> list[tuple[str, Value]]:
        rows, columns = self.weight.shape
        sizes = [("in_features", columns), ("out_features", rows)]
        return [("weight", self.weight), ("bias", self.bias), *sizes]

    def own_parameters(self) -> list[tuple[str, Tensor]]:
        bias = [] if self.bias is None else [("bias", self.bias)]
        return [("weight", self.weight), *bias]

    def replace(self, name: str, value: Value) -> None:
        held = dict(self.named_parameters()).get(name)
        if held is None or type(value) is not Tensor or value.shape != held.shape:
            shape = "" if held is None else f" of shape {shape_text(held.shape)}"
            raise ProgramError("type", f"{name} of this layer is a parameter{shape}, not {describe(value)}")
        if name == "weight":
            self.weight = value
        else:
            self.bias = value

    def forward(self, machine: Machine, *inputs: Value) -> Value:
        x = only_input(self, inputs)
        if type(x) is not Tensor:
            raise ProgramError("argument", f"Linear takes a tensor, not {describe(x)}")
        rows, columns = self.weight.shape
        if x.ndim == 0 or x.shape[-1] != columns:
            raise ProgramError(
                "shape",
                f"Linear({columns}, {rows}) needs rows of {columns} numbers, the input has shape {shape_text(x.shape)}",
                hint=f"The last size of the input must be {columns}.",
            )
        parameters = [parameter for _, parameter in self.own_parameters()]
        return FUNCTIONS["functional.linear"](x, *parameters)

    def options(self) -> str:
        rows, columns = self.weight.shape
        return f"in_features={columns}, out_features={rows}, bias={self.bias is not None}"


class Sequential(Layer):
    """One layer after the other."""

    kind = "Sequential"

    def __init__(self, layers: list[Layer], names: list[str] | None = None) -> None:
        super().__init__()
        self.layers = layers
        self._names = names or []
        self._depth = 1 + max((layer.depth for layer in layers), default=0)

    @property
    def depth(self) -> int:
        return self._depth

    def entries(self) -> list[Layer]:
        return self.layers

    def part(self, layers: list[Layer]) -> Layer:
        """Its layers keep their names, as in PyTorch."""
        return Sequential(layers, [name for name, layer in self.children() if layer in layers])

    def children(self) -> list[tuple[str, Layer]]:
        named = len(self._names) == len(self.layers)
        return list(zip(self._names, self.layers, strict=True)) if named else super().children()

    def forward(self, machine: Machine, *inputs: Value) -> Value:
        value = only_input(self, inputs)
        for position, layer in enumerate(self.layers):
            with machine.recorder.inside(f"{position}"):
                value = call_layer(machine, layer, [value], {})
        return value


class Elementary(Layer):
    """A layer without parameters: one function of the engine, with its options fixed beforehand.

    `path` is where the function stands in PyTorch.
    """

    def __init__(self, kind: str, operation: Operation, path: str, inputs: int, options: dict[str, Value]) -> None:
        super().__init__()
        self.kind = kind
        self._operation = operation
        self._path = path
        self._inputs = inputs
        self._options = options

    def members(self) -> list[tuple[str, Value]]:
        return list(self._options.items())

    def forward(self, machine: Machine, *inputs: Value) -> Value:
        if len(inputs) != self._inputs or not all(type(value) is Tensor for value in inputs):
            wanted = "one tensor" if self._inputs == 1 else "the prediction and the target, both tensors"
            given = " and ".join(map(describe, inputs)) or "nothing"
            raise ProgramError("argument", f"{self.kind} takes {wanted}; given is {given}")
        taken = bound(self._path, inputs, self._options)
        if taken is None:
            raise ProgramError("argument", f"{self.kind} is not made like this", hint=f"This is {self}.")
        return invoke(machine, self._operation, *handed_on(self._path, taken, self._operation.signature))

    def options(self) -> str:
        in_place = ("inplace",) if self._options.get("inplace") else ()
        told = (*OPTIONS_TOLD.get(self.kind, ()), *in_place)
        return ", ".join(f"{name}={self._options[name]!r}" for name in told)


def make_linear(
    machine: Machine, in_features: Value, out_features: Value, bias: Value = True, *, dtype: Value = None
) -> Layer:
    rows, columns = whole(out_features, "out_features"), whole(in_features, "in_features")
    made = Linear(columns, rows, machine.truth(bias), engine_argument(machine, dtype))
    machine.parameters.update(parameter for _, parameter in made.own_parameters())
    return made


def make_sequential(machine: Machine, *layers: Value) -> Layer:
    listed = list(layers[0]) if len(layers) == 1 and isinstance(layers[0], list) else list(layers)
    for layer in listed:
        if not isinstance(layer, Layer):
            raise ProgramError(
                "type",
                f"Sequential is made of layers, not of {describe(layer)}",
                hint="Write nn.ReLU(), brackets included.",
            )
    made = Sequential(listed)
    machine.budget.check("frames", made.depth)
    machine.budget.spend("cells", made.size)
    return made


def elementary(kind: str, name: str, inputs: int) -> Callable[..., Layer]:
    """What makes an Elementary of this kind, called as PyTorch's, with the function of this name."""
    operation = Operation(kind, FUNCTIONS[name], OP_OF.get(name))
    path = name.replace("functional.", "torch.nn.functional.")
    signature = in_python(SIGNATURES[f"torch.nn.{kind}"][0])

    def make(machine: Machine, *positional: Value, **named: Value) -> Layer:
        given = signature.bind(*positional, **named)
        given.apply_defaults()
        for name, value in given.arguments.items():
            if not isinstance(value, (type(None), Tensor, *NUMBERS, str)):
                raise ProgramError("argument", f"{name} of {kind} is a number or a word, not {describe(value)}")
        return Elementary(kind, operation, path, inputs, dict(given.arguments))

    make.__signature__ = with_machine(signature)  # type: ignore[attr-defined]
    return make
