"""The closed set of things a program can hold. Nothing else ever comes into its reach, above all no numpy array and no
object of Python's own machinery.

    None  bool  int (64 bits)  float  str  list  tuple  dict  range  slice  Ellipsis  dtype
    Iterated   what zip, map, generators and the like give
    named tuple   what a function of the engine returns that gives several tensors
    Tensor     a node of the graph
    Function   defined by the program
    Builtin    brought along by the language
    Operation  a function of the engine, most of them entries of the op table
    Method     one of them, bound to the value before the dot
    Module     a name such as torch or math that an import binds
    Block      what `with` takes: torch.no_grad()
    Generator  of random numbers
    Layer, Optimizer    objects of layers.py and optimizers.py
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.hooks import Handle
from engine.mode import mode
from engine.op import Array, Op, shape_text
from engine.tensor import Tensor
from engine.update import State, Update, worked_out

if TYPE_CHECKING:
    from engine.language.machine import Machine
    from engine.language.scope import Scope

# One of the kinds above; the set is closed by construction, so a narrower static type would only add casts.
Value = Any

NUMBERS = (bool, int, float)
INT_LIMIT = 2**63


@dataclass(frozen=True, eq=False)
class Builtin:
    """`call(machine, *arguments)`: the machine comes first, then what the program wrote."""

    name: str
    call: Callable[..., Value]

    @cached_property
    def signature(self) -> inspect.Signature:
        signature = inspect.signature(self.call)
        return signature.replace(parameters=list(signature.parameters.values())[1:])

    @cached_property
    def takes_any_name(self) -> bool:
        """Whether it takes arguments of whatever name. All its own parameters are positional-only then."""
        return any(parameter.kind is parameter.VAR_KEYWORD for parameter in self.signature.parameters.values())

    @cached_property
    def positional(self) -> range:
        """How many arguments without names fit."""
        parameters = self.signature.parameters.values()
        plain = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        required = sum(p.default is p.empty for p in plain)
        return range(required, len(plain) + 1)


@dataclass(frozen=True, eq=False)
class Operation:
    """A function of the engine under one of its names; `op` is the entry of the op table where it is one operation."""

    name: str
    call: Callable[..., Value]
    op: Op | None

    @cached_property
    def tensor_places(self) -> tuple[int, ...]:
        """Which of its arguments, counted from the first, must be tensors."""
        parameters = inspect.signature(self.call).parameters.values()
        return tuple(place for place, parameter in enumerate(parameters) if parameter.annotation in ("Tensor", Tensor))


@dataclass(frozen=True, eq=False)
class Method:
    receiver: Value
    function: Builtin | Operation


@dataclass(frozen=True, eq=False)
class Function:
    """A `def` or `lambda` with the scope it was made in. `records` is False under `@torch.no_grad()`."""

    name: str
    node: ast.FunctionDef | ast.Lambda
    defaults: tuple[Value, ...]
    keyword_defaults: Mapping[str, Value]
    scope: Scope
    local: frozenset[str]
    records: bool = True


@dataclass(frozen=True, eq=False)
class Module:
    name: str
    members: Mapping[str, Value]


@dataclass(eq=False)
class Block:
    """What `with` takes: switches differentiation on or off until its end."""

    grad_enabled: bool


class Iterated:
    """What can be gone through once, and has neither length nor places; its entries are computed beforehand."""

    def __init__(self, values: list[Value]) -> None:
        self.rest = iter(values)


class Generator:
    """`torch.Generator()`. There is one stream of random numbers here; seeding a generator seeds that one."""


class Layer:
    """An object with parameters that can be called. `name` is the variable it was first bound to."""

    kind = "layer"
    # micrograd's parameters() are a list, PyTorch's can be gone through once.
    lists_parameters = False

    def __init__(self) -> None:
        self.name: str | None = None

    def members(self) -> list[tuple[str, Value]]:
        """What a program reads behind a dot, beside the methods that all layers have."""
        return []

    def named_parameters(self) -> list[tuple[str, Tensor]]:
        return []

    @property
    def depth(self) -> int:
        """How many layers stand inside one another."""
        return 1

    @property
    def size(self) -> int:
        """How many layers and parameters a walk through it meets; what stands in several places is met at each."""
        return 1 + len(self.named_parameters())

    def entries(self) -> list[Layer]:
        """The layers inside, by position."""
        return []

    def replace(self, name: str, value: Value) -> None:
        """`layer.name = value`. Raises ProgramError."""
        raise NotImplementedError

    def forward(self, machine: Machine, *inputs: Value) -> Value:
        """Raises ProgramError or EngineError when the inputs do not fit."""
        raise NotImplementedError


# The names in the rules of optimizers for what they remember of a parameter.
STATES = ("m", "v")


class Optimizer:
    """Changes parameters by their gradients."""

    name = "optimizer"

    def __init__(self, parameters: list[Tensor]) -> None:
        self.parameters = parameters
        # What is remembered of a parameter, by its number: its steps, and the state that its rule names.
        self._steps: dict[int, int] = {}
        self._states: dict[int, dict[str, Array]] = {}

    def settings(self) -> Mapping[str, float]:
        """What the rule names beside the parameter, its gradient and its state."""
        raise NotImplementedError

    def start(self, value: Array) -> Mapping[str, Array]:
        """The state of a parameter with these values before its first step; what is left out has none yet."""
        return {}

    def rule(self, state: Mapping[str, Array]) -> Iterable[tuple[str, str]]:
        """The lines of the update rule (see engine.update): w is the parameter, grad its gradient, t counts its steps.

        A line that gives m or v gives its state for the next step.
        """
        raise NotImplementedError

    def step(self) -> None:
        """Gives every parameter that has a gradient a new version."""
        recorder = mode().recorder
        for index, parameter in enumerate(self.parameters):
            gradient = parameter.grad
            if gradient is not None:
                update = self._update(index, parameter._current(), gradient._current())
                made = Tensor(update.lines[-1].result)
                if recorder is not None:
                    recorder.worked_out(made, update)
                parameter.become(made, requires_grad=parameter.requires_grad)

    def _update(self, index: int, value: Array, gradient: Array) -> Update:
        state = self._states.get(index) or dict(self.start(value))
        self._steps[index] = steps = self._steps.get(index, 0) + 1
        scope = {**self.settings(), **state, "w": value, "grad": gradient, "t": steps}
        lines = worked_out(self.rule(state), scope)
        after = {line.name: line.result for line in lines if line.name in STATES}
        self._states[index] = after
        remembered = tuple(State(name, state.get(name), held) for name, held in after.items())
        return Update(self.name, lines, gradient, remembered)


KINDS: dict[type, str] = {
    type(None): "None",
    bool: "bool",
    int: "int",
    float: "float",
    str: "str",
    list: "list",
    tuple: "tuple",
    dict: "dict",
    range: "range",
    slice: "slice",
    type(Ellipsis): "...",
    Tensor: "tensor",
    Function: "function",
    Builtin: "function",
    Operation: "function",
    Method: "method",
    Module: "module",
    Block: "block",
    Iterated: "iterator",
    Generator: "generator",
    Handle: "handle",
}


def kind(value: Value) -> str:
    """The word for what a value is, in messages and in the table of attributes."""
    if isinstance(value, Layer):
        return "layer"
    if isinstance(value, Optimizer):
        return "optimizer"
    if isinstance(value, np.dtype):
        return "dtype"
    if isinstance(value, tuple):
        return "tuple"
    return KINDS[type(value)]


def describe(value: Value) -> str:
    """`kind`, with the shape of a tensor and the size of a container."""
    if type(value) is Tensor:
        return f"a tensor of shape {shape_text(value.shape)}"
    if isinstance(value, (list, tuple, dict)):
        return f"a {kind(value)} of {len(value)}"
    if value is None:
        return "None"
    word = kind(value)
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"
