"""What programs written for micrograd use: Value, a node of one number, and Neuron, Layer and MLP made of them."""

from __future__ import annotations

from collections.abc import Sequence

from engine.functions import FUNCTIONS, creation
from engine.language.errors import ProgramError
from engine.language.library.layers import only_input
from engine.language.machine import Machine
from engine.language.semantics import whole
from engine.language.values import NUMBERS, Layer, Value, describe
from engine.tensors import Tensor


def make_value(machine: Machine, data: Value, _children: Value = (), _op: Value = "", label: Value = "") -> Tensor:
    """`Value(2.0, label="a")`"""
    number = data.item() if type(data) is Tensor else data
    if not isinstance(number, NUMBERS):
        raise ProgramError("type", f"a Value holds one number, not {describe(data)}")
    made = scalar(machine, float(number))
    if label and isinstance(label, str):
        machine.labelled(made, label)
    return made


def scalar(machine: Machine, number: float) -> Tensor:
    made = creation.leaf(number, requires_grad=True)
    machine.scalars.add(made)
    return made


class Neuron(Layer):
    """micrograd's neuron: w · x + b of single numbers, through relu unless it is linear."""

    kind = "Neuron"
    lists_parameters = True

    def __init__(self, machine: Machine, inputs: int, nonlin: bool = True) -> None:
        super().__init__()
        self._machine = machine
        self.weights = [scalar(machine, machine.python_random.source.uniform(-1, 1)) for _ in range(inputs)]
        self.bias = scalar(machine, 0.0)
        self.nonlin = nonlin

    def members(self) -> dict[str, Value]:
        return {"w": self.weights, "b": self.bias, "nonlin": self.nonlin}

    def own_parameters(self) -> list[tuple[str, Tensor]]:
        return [*((f"w{position}", weight) for position, weight in enumerate(self.weights)), ("b", self.bias)]

    def forward(self, *inputs: Value) -> Value:
        values = list(self._machine.items(only_input(self, inputs)))
        if len(values) != len(self.weights):
            raise ProgramError("shape", f"this neuron takes {len(self.weights)} numbers, given are {len(values)}")
        if not all(isinstance(value, (Tensor, *NUMBERS)) for value in values):
            raise ProgramError("type", "a neuron takes a list of numbers")
        total = self.bias
        for weight, value in zip(self.weights, values, strict=True):
            total = total + weight * value
        return FUNCTIONS["torch.relu"](total) if self.nonlin else total

    def __repr__(self) -> str:
        return f"{'ReLU' if self.nonlin else 'Linear'}Neuron({len(self.weights)})"


class NeuronLayer(Layer):
    """micrograd's Layer: neurons side by side; a single one gives its number instead of a list."""

    kind = "Layer"
    lists_parameters = True

    def __init__(self, machine: Machine, inputs: int, outputs: int, nonlin: bool = True) -> None:
        super().__init__()
        self._recorder = machine.recorder
        self.neurons = [Neuron(machine, inputs, nonlin) for _ in range(outputs)]

    def members(self) -> dict[str, Value]:
        return {"neurons": list(self.neurons)}

    def named_children(self) -> list[tuple[str, Layer]]:
        return _numbered(self.neurons)

    def forward(self, *inputs: Value) -> Value:
        outputs = []
        for position, neuron in enumerate(self.neurons):
            with self._recorder.inside(f"{position}"):
                outputs.append(neuron.forward(*inputs))
        return outputs[0] if len(outputs) == 1 else outputs

    def __repr__(self) -> str:
        return f"Layer of [{', '.join(map(str, self.neurons))}]"


class MLP(Layer):
    """micrograd's MLP: layers of neurons, relu in all but the last."""

    kind = "MLP"
    lists_parameters = True

    def __init__(self, machine: Machine, inputs: int, outputs: list[int]) -> None:
        super().__init__()
        self._recorder = machine.recorder
        sizes = [inputs, *outputs]
        self.layers = [
            NeuronLayer(machine, sizes[i], sizes[i + 1], nonlin=i != len(outputs) - 1) for i in range(len(outputs))
        ]

    def members(self) -> dict[str, Value]:
        return {"layers": list(self.layers)}

    def named_children(self) -> list[tuple[str, Layer]]:
        return _numbered(self.layers)

    def forward(self, *inputs: Value) -> Value:
        value = only_input(self, inputs)
        for position, layer in enumerate(self.layers):
            with self._recorder.inside(f"{position}"):
                value = layer.forward(value)
        return value

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(str, self.layers))}]"


def make_neuron(machine: Machine, nin: Value, nonlin: Value = True) -> Layer:
    return Neuron(machine, whole(nin, "nin"), machine.truth(nonlin))


def make_neuron_layer(machine: Machine, nin: Value, nout: Value, nonlin: Value = True) -> Layer:
    return NeuronLayer(machine, whole(nin, "nin"), whole(nout, "nout"), machine.truth(nonlin))


def make_mlp(machine: Machine, nin: Value, nouts: Value) -> Layer:
    return MLP(machine, whole(nin, "nin"), [whole(size, "a layer's size") for size in machine.items(nouts)])


def _numbered(layers: Sequence[Layer]) -> list[tuple[str, Layer]]:
    return [(f"{position}", layer) for position, layer in enumerate(layers)]
