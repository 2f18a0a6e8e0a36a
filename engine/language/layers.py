"""The layers of torch.nn: Linear, Sequential, activations and losses."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine import creation
from engine.functions import FUNCTIONS
from engine.language.calls import call_layer, invoke
from engine.language.errors import ProgramError
from engine.language.operators import whole
from engine.language.values import NUMBERS, Layer, Operation, Value, describe
from engine.mode import no_grad
from engine.op import shape_text
from engine.tensor import Tensor

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
# The option of an activation that may stand without its name.
FIRST_OPTION = {
    "LeakyReLU": "negative_slope",
    "Softmax": "dim",
    "LogSoftmax": "dim",
    "ReLU": "inplace",
    "ELU": "alpha",
    "Flatten": "start_dim",
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


def _uniform(shape: tuple[int, ...], bound: float) -> Tensor:
    with no_grad():
        drawn = creation.rand(*shape)._data
    return creation.leaf(2 * bound * drawn - bound, requires_grad=True)


class Linear(Layer):
    """y = x Wᵀ + b with weight (out, in) and bias (out,), both drawn evenly from ±1/√in as in PyTorch."""

    kind = "Linear"

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__()
        if in_features < 1 or out_features < 1:
            raise ProgramError("value", "a layer needs at least one input and one output")
        bound = 1 / math.sqrt(in_features)
        self.weight = _uniform((out_features, in_features), bound)
        self.bias = _uniform((out_features,), bound) if bias else None

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

    def __init__(self, layers: list[Layer]) -> None:
        super().__init__()
        self.layers = layers
        self._depth = 1 + max((layer.depth for layer in layers), default=0)

    @property
    def depth(self) -> int:
        return self._depth

    def entries(self) -> list[Layer]:
        return self.layers

    def forward(self, machine: Machine, *inputs: Value) -> Value:
        value = only_input(self, inputs)
        for position, layer in enumerate(self.layers):
            with machine.recorder.inside(f"{position}"):
                value = call_layer(machine, layer, [value], {})
        return value


class Elementary(Layer):
    """A layer without parameters: one function of the engine, with its options fixed beforehand."""

    def __init__(self, kind: str, operation: Operation, inputs: int, options: dict[str, Value]) -> None:
        super().__init__()
        self.kind = kind
        self._operation = operation
        self._inputs = inputs
        self._options = options

    def forward(self, machine: Machine, *inputs: Value) -> Value:
        if len(inputs) != self._inputs or not all(type(value) is Tensor for value in inputs):
            wanted = "one tensor" if self._inputs == 1 else "the prediction and the target, both tensors"
            given = " and ".join(map(describe, inputs)) or "nothing"
            raise ProgramError("argument", f"{self.kind} takes {wanted}; given is {given}")
        return invoke(machine, self._operation, list(inputs), self._options)

    def options(self) -> str:
        return ", ".join(f"{name}={value}" for name, value in self._options.items())


def make_linear(machine: Machine, in_features: Value, out_features: Value, bias: Value = True) -> Layer:
    rows, columns = whole(out_features, "out_features"), whole(in_features, "in_features")
    made = Linear(columns, rows, machine.truth(bias))
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


def elementary(kind: str, operation: Operation, inputs: int) -> Callable[..., Layer]:
    """What makes an Elementary of this kind."""

    def make(machine: Machine, *positional: Value, **options: Value) -> Layer:
        options.pop("inplace", None)
        if kind == "Flatten":
            options = {"start_dim": 1, "end_dim": -1, **options}
        if positional:
            if len(positional) > 1 or kind not in FIRST_OPTION:
                raise ProgramError("argument", f"give the options of {kind} by name")
            options[FIRST_OPTION[kind]] = positional[0]
        for name, value in options.items():
            if not isinstance(value, (type(None), Tensor, *NUMBERS, str)):
                raise ProgramError("argument", f"{name} of {kind} is a number or a word, not {describe(value)}")
        return Elementary(kind, operation, inputs, options)

    return make
