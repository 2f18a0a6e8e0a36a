"""What a program may call and read, taken from the language itself: a new operation arrives here by itself."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.language.library.modules import VOCABULARY
from engine.language.rules.attributes import PROPERTIES
from engine.language.values.brought import Module
from engine.language.values.functions import Builtin, Operation
from engine.language.values.plain import Value
from engine.language.values.registry import METHODS
from engine.operation.record import REQUIRED


@dataclass(frozen=True)
class Parameter:
    """`default` is REQUIRED where there is none. `many`: any number of them may stand here."""

    name: str
    tensor: bool
    default: Any
    many: bool = False


@dataclass(frozen=True)
class Called:
    """`path` is what a program writes before the bracket; of a method it is what stands behind the dot."""

    path: str
    parameters: tuple[Parameter, ...]


def _callables() -> list[Called]:
    """Everything that can be called, under each of its names; an alias of a module is gone through once."""
    found: list[Called] = []
    visited: set[int] = set()

    def visit(path: str, members: Mapping[str, Value]) -> None:
        for name, member in members.items():
            if isinstance(member, Module):
                if id(member) not in visited:
                    visited.add(id(member))
                    visit(f"{path}{name}.", member.members)
            elif isinstance(member, (Builtin, Operation)):
                found.append(Called(path + name, parameters(member)))

    visit("", VOCABULARY)
    return found


def parameters(called: Builtin | Operation) -> tuple[Parameter, ...]:
    if isinstance(called, Operation) and called.op is not None:
        op = called.op
        required = len(op.inputs) - op.optional
        inputs = [
            Parameter(name, True, REQUIRED if slot < required else None, many=op.variadic)
            for slot, name in enumerate(op.inputs)
        ]
        public = [(name, default) for name, default in op.attributes.items() if not name.startswith("_")]
        return (*inputs, *(Parameter(name, False, default) for name, default in public))
    signature = called.signature if isinstance(called, Builtin) else inspect.signature(called.call)
    return tuple(
        Parameter(
            name,
            "Tensor" in str(parameter.annotation),
            parameter.default,
            many=parameter.kind is parameter.VAR_POSITIONAL,
        )
        for name, parameter in signature.parameters.items()
        if parameter.kind is not parameter.VAR_KEYWORD and not name.startswith("_")
    )


CALLABLES = _callables()
METHODS_OF: dict[str, list[Called]] = {}
for (_owner, _name), _called in METHODS.items():
    _all = parameters(_called)
    METHODS_OF.setdefault(_owner, []).append(Called(_name, _all[1:]))
PROPERTIES_OF: dict[str, list[str]] = {}
for _owner, _name in PROPERTIES:
    PROPERTIES_OF.setdefault(_owner, []).append(_name)


@dataclass(frozen=True)
class Vocabulary:
    """The words that programs are made of: what they call, the methods and properties of each kind of value, what makes
    a tensor of a given shape, other tensors to start from, and layers.
    """

    callables: tuple[Called, ...]
    methods: Mapping[str, tuple[Called, ...]]
    properties: Mapping[str, tuple[str, ...]]
    makers: tuple[str, ...]
    tensors: tuple[str, ...]
    layers: tuple[str, ...]

    def only(self, function: Callable[[str], bool], attribute: Callable[[str, str], bool]) -> Vocabulary:
        """The functions whose path, and the methods and properties whose owner and name are wanted."""
        return replace(
            self,
            callables=tuple(called for called in self.callables if function(called.path)),
            methods={
                owner: tuple(called for called in methods if attribute(owner, called.path))
                for owner, methods in self.methods.items()
            },
            properties={
                owner: tuple(name for name in names if attribute(owner, name))
                for owner, names in self.properties.items()
            },
        )


LANGUAGE = Vocabulary(
    callables=tuple(CALLABLES),
    methods={owner: tuple(methods) for owner, methods in METHODS_OF.items()},
    properties={owner: tuple(names) for owner, names in PROPERTIES_OF.items()},
    makers=("tensor", "randn", "rand", "ones", "zeros"),
    tensors=("torch.randn(2, 3)", "Value(2.0)"),
    layers=(
        "nn.Linear(3, 2)",
        "nn.Linear(3, 3, bias=False)",
        "nn.Linear(0, 1)",
        "nn.ReLU()",
        "nn.Softmax(dim=-1)",
        "nn.Flatten()",
        "nn.MSELoss()",
        "nn.CrossEntropyLoss()",
        "nn.Sequential(nn.Linear(3, 2), nn.Tanh())",
        "nn.Sequential()",
        "nn.Conv1d(2, 3, 2)",
        "nn.ConvTranspose2d(2, 1, 2, stride=2)",
        "nn.MaxPool2d(2)",
        "nn.AdaptiveAvgPool1d(2)",
        "nn.BatchNorm1d(3)",
        "nn.BatchNorm2d(2, momentum=None)",
        "nn.InstanceNorm1d(3, track_running_stats=True)",
        "nn.LayerNorm(3)",
        "nn.RMSNorm((2, 3))",
        "nn.GroupNorm(1, 2)",
        "nn.Dropout(0.5)",
        "nn.Embedding(4, 3)",
        "nn.Unflatten(-1, (1, -1))",
        "nn.Bilinear(3, 3, 1)",
        "nn.PReLU()",
        "nn.RNN(3, 2)",
        "nn.LSTM(3, 2, bidirectional=True)",
        "nn.GRUCell(3, 2)",
        "nn.MultiheadAttention(3, 1)",
        "nn.TransformerEncoderLayer(3, 1, 2)",
        "nn.LazyLinear(2)",
        "nn.LazyConv2d(1, 1)",
        "nn.ModuleList([nn.ReLU()])",
        "nn.ParameterDict()",
        "nn.ZeroPad1d(1)",
        "nn.CosineEmbeddingLoss()",
        "micrograd.nn.MLP(3, [2, 1])",
    ),
)


def needed(called: Called) -> list[Parameter]:
    """The parameters that a call has to give."""
    return [parameter for parameter in called.parameters if parameter.default is REQUIRED or parameter.many]


def fitting(parameter: Parameter) -> str:
    """An argument that may do."""
    return "torch.ones(2, 3)" if parameter.tensor or parameter.many else "1"


def plain_call(called: Called) -> str:
    return f"{called.path}({', '.join(map(fitting, needed(called)))})"
