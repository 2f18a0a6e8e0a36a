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
    Generator, PythonRandom, NumpyRandom    give random numbers, each as its library
    Layer, Optimizer    objects of layers.py and optimizers.py
"""

from __future__ import annotations

import ast
import inspect
import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.functions.streams import Stream
from engine.language.objects import Class, ClassMethod, Field, Instance, Property, StaticMethod, Super
from engine.mode import mode
from engine.operation import Array, Op, shape_text
from engine.tensors import Handle, State, Tensor, Update, worked_out

if TYPE_CHECKING:
    from engine.language.machine import Machine
    from engine.language.scope import Scope

# One of the kinds above; the set is closed by construction, so a narrower static type would only add casts.
Value = Any

NUMBERS = (bool, int, float)
INT_LIMIT = 2**63


def with_machine(signature: inspect.Signature) -> inspect.Signature:
    """That of what a Builtin calls: the machine comes first."""
    machine = inspect.Parameter("machine", inspect.Parameter.POSITIONAL_ONLY)
    return signature.replace(parameters=[machine, *signature.parameters.values()])


def _without_the_first(signature: inspect.Signature) -> inspect.Signature:
    """That of what gets its first argument, the machine or the value before the dot, from elsewhere."""
    return signature.replace(parameters=list(signature.parameters.values())[1:])


@dataclass(frozen=True, eq=False)
class Builtin:
    """`call(machine, *arguments)`: the machine comes first, then what the program wrote."""

    name: str
    call: Callable[..., Value]

    @cached_property
    def signature(self) -> inspect.Signature:
        return _without_the_first(inspect.signature(self.call))

    @cached_property
    def method_signature(self) -> inspect.Signature:
        return _without_the_first(self.signature)

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
    def signature(self) -> inspect.Signature:
        return inspect.signature(self.call)

    @cached_property
    def method_signature(self) -> inspect.Signature:
        return _without_the_first(self.signature)

    @cached_property
    def tensor_places(self) -> tuple[int, ...]:
        """Which of its arguments, counted from the first, must be tensors."""
        parameters = self.signature.parameters.values()
        return tuple(place for place, parameter in enumerate(parameters) if parameter.annotation in ("Tensor", Tensor))


@dataclass(frozen=True, eq=False)
class Method:
    receiver: Value
    function: Builtin | Operation | Function


@dataclass(frozen=True, eq=False)
class Function:
    """A `def` or `lambda` with the scope it was made in. `owner` is the class whose body it stands in; `records` is
    False under `@torch.no_grad()`.
    """

    name: str
    node: ast.FunctionDef | ast.Lambda
    defaults: tuple[Value, ...]
    keyword_defaults: Mapping[str, Value]
    scope: Scope
    local: frozenset[str]
    owner: Class | None = None
    records: bool = True


class NotImplementedKind:
    """The value NotImplemented, by which a method of an object declines."""


NOT_IMPLEMENTED = NotImplementedKind()


@dataclass(frozen=True, eq=False)
class Module:
    name: str
    members: Mapping[str, Value]


@dataclass(eq=False)
class Block:
    """What `with` takes: switches differentiation on or off until its end."""

    grad_enabled: bool


class Iterated:
    """What can be gone through once, and has neither length nor places. A generator has its function's `name`, and a
    `number` as objects have one.
    """

    name = ""
    number = 0
    result: Value = None

    def __init__(self, values: Iterable[Value]) -> None:
        self.rest = iter(values)


@dataclass(frozen=True)
class Skipped:
    """What a library gives whose work is not shown: see skipped.py. `path` begins with the library's name."""

    path: str


class SetValue:
    """A set or frozenset. Plain numbers alone are gone through as Python's own set has them, all else by first use."""

    def __init__(self, frozen: bool = False) -> None:
        self.frozen = frozen
        self._entries: dict[Value, None] = {}
        self._numbers: set[Value] | None = set()

    def add(self, value: Value) -> None:
        self._entries[value] = None
        if self._numbers is not None and _is_numbers(value):
            self._numbers.add(value)
        else:
            self._numbers = None

    def joined(self, combine: Callable[[Any, Any], Any], other: SetValue) -> SetValue:
        """`a | b`, `a & b`, `a - b` or `a ^ b`, in Python's order where both hold numbers alone."""
        made = SetValue(self.frozen)
        if self._numbers is not None and other._numbers is not None:
            made._numbers = combine(self._numbers, other._numbers)
            made._entries = dict.fromkeys(made._numbers)
            return made
        wanted = combine(self._entries.keys(), other._entries.keys())
        made._entries = {value: None for value in [*self._entries, *other._entries] if value in wanted}
        made._numbers = None if made._entries else set()
        return made

    @classmethod
    def written_out(cls, values: list[Value]) -> SetValue:
        """A display of three or more constants: Python makes it of a frozenset, which is another order."""
        made = cls()
        for value in values:
            made.add(value)
        if made._numbers is not None:
            made._numbers = set()
            made._numbers.update(frozenset(values))
        return made

    def discard(self, value: Value) -> None:
        self._entries.pop(value, None)
        if self._numbers is not None:
            self._numbers.discard(value)
        elif not self._entries:
            self._numbers = set()

    def __contains__(self, value: object) -> bool:
        return value in self._entries

    def __iter__(self) -> Iterator[Value]:
        return iter(list(self._entries if self._numbers is None else self._numbers))

    def __len__(self) -> int:
        return len(self._entries)


def _is_numbers(value: Value) -> bool:
    """Numbers, and tuples of them, have the same hash in every process."""
    return all(map(_is_numbers, value)) if type(value) is tuple else isinstance(value, NUMBERS)


class DefaultDict(dict[Value, Value]):
    """A dict that makes what is missing by calling `factory`, where there is one."""

    def __init__(self, factory: Value) -> None:
        super().__init__()
        self.factory = factory


class Counter(dict[Value, Value]):
    """A dict of counts: what is missing counts 0."""


class OrderedDict(dict[Value, Value]):
    """A dict whose entries can be moved to either end."""


class Deque(list[Value]):
    """A list that takes and gives at both ends, and keeps at most `most` entries."""

    def __init__(self, most: int | None) -> None:
        super().__init__()
        self.most = most


class Record(tuple[Value, ...]):
    """A named tuple of the program: an object of a class of its own, and a tuple all the same."""

    cls: Class

    def __new__(cls, made_of: Class, values: list[Value]) -> Record:
        made = super().__new__(cls, values)
        made.cls = made_of
        return made

    @property
    def fields(self) -> dict[str, Value]:
        return dict(zip(self.cls.fields_of_record()[0], self, strict=True))


class Size(tuple[int, ...]):
    """The shape of a tensor of PyTorch's: a tuple with another text, and so are its parts and what is joined to it."""

    def __getitem__(self, index: Any) -> Any:
        found = super().__getitem__(index)
        return Size(found) if isinstance(index, slice) else found

    def __add__(self, other: Any) -> Any:
        return Size(super().__add__(other))

    def __radd__(self, other: Any) -> Any:
        return Size(other + tuple(self))

    def __mul__(self, count: Any) -> Any:
        return Size(super().__mul__(count))

    __rmul__ = __mul__


@cache
def return_type(name: str, fields: type[tuple[Value, ...]]) -> type[tuple[Value, ...]]:
    """The named tuples that one function returns; PyTorch's text of them names it."""
    return type(name, (fields,), {"__slots__": ()})


@dataclass(frozen=True, eq=False)
class Generator:
    """`torch.Generator()`: a stream of random numbers of its own."""

    stream: Stream


@dataclass(frozen=True, eq=False)
class PythonRandom:
    """`random.Random()` of Python's."""

    source: random.Random


@dataclass(frozen=True, eq=False)
class NumpyRandom:
    """`numpy.random.RandomState()` or `numpy.random.default_rng()`."""

    source: np.random.RandomState | np.random.Generator


_LINE = "\n"


def _each_once(
    layers: list[tuple[str, Layer]], held: Callable[[Layer], list[tuple[str, Tensor]]]
) -> list[tuple[str, Tensor]]:
    found: dict[Tensor, str] = {}
    for path, layer in layers:
        for name, tensor in held(layer):
            found.setdefault(tensor, f"{path}.{name}" if path else name)
    return [(name, tensor) for tensor, name in found.items()]


class Layer:
    """An object with parameters that can be called. `name` is the variable it was first bound to."""

    kind = "layer"
    # micrograd's parameters() are a list, PyTorch's can be gone through once.
    lists_parameters = False

    def __init__(self) -> None:
        self.name: str | None = None
        self.training = True
        # What is called with the layer, its inputs and its result after each call, and may answer another result.
        self.hooks: dict[int, Value] = {}

    def members(self) -> list[tuple[str, Value]]:
        """What a program reads behind a dot, beside the methods that all layers have."""
        return []

    def own_parameters(self) -> list[tuple[str, Tensor]]:
        """Those of the layer itself, without those of the layers inside."""
        return []

    def own_buffers(self) -> list[tuple[str, Tensor]]:
        return []

    def named_parameters(self, recurse: bool = True) -> list[tuple[str, Tensor]]:
        """All parameters with their paths, each once; its own alone without `recurse`."""
        return _each_once(self.walk() if recurse else [("", self)], lambda layer: layer.own_parameters())

    def named_buffers(self, recurse: bool = True) -> list[tuple[str, Tensor]]:
        return _each_once(self.walk() if recurse else [("", self)], lambda layer: layer.own_buffers())

    def walk(self) -> list[tuple[str, Layer]]:
        """The layer and all inside of it, each once, with its path; a layer stands before those inside of it."""
        found: dict[Layer, str] = {}
        stack: list[tuple[str, Layer]] = [("", self)]
        while stack:
            path, layer = stack.pop()
            if layer not in found:
                found[layer] = path
                inner = [(f"{path}.{name}" if path else name, child) for name, child in layer.children()]
                stack.extend(reversed(inner))
        return [(path, layer) for layer, path in found.items()]

    @property
    def depth(self) -> int:
        """How many layers call one another without a call of the program's own in between."""
        return 1

    @property
    def size(self) -> float:
        """How many layers, parameters and buffers a call or a text meets: what stands in several places is met at each.

        Infinite where a layer stands inside of itself.
        """
        sizes: dict[Layer, float] = {}
        stack: list[tuple[Layer, bool]] = [(self, False)]
        while stack:
            layer, inside_known = stack.pop()
            children = [child for _, child in layer.children()]
            own = 1 + len(layer.own_parameters()) + len(layer.own_buffers())
            if inside_known:
                sizes[layer] = own + sum(sizes[child] for child in children)
            elif layer not in sizes:
                # Found again before its own size is known, a layer stands inside of itself.
                sizes[layer] = math.inf
                stack.append((layer, True))
                stack.extend((child, False) for child in children)
        return sizes[self]

    def entries(self) -> list[Layer] | dict[str, Layer] | None:
        """The layers of a container, by position or by name; None for what is none."""
        return None

    def part(self, layers: list[Layer]) -> Layer:
        """A container of the same kind with some of its layers. Only for those by position."""
        raise NotImplementedError

    def children(self) -> list[tuple[str, Layer]]:
        """The layers directly inside, by name."""
        held = self.entries() or {}
        return [(str(name), layer) for name, layer in (held.items() if isinstance(held, dict) else enumerate(held))]

    def options(self) -> str:
        """What stands in the brackets of its text."""
        return ""

    def __str__(self) -> str:
        """The tree of layers, as PyTorch prints it."""
        inner = [f"({name}): {text.replace(_LINE, _LINE + '  ')}" for name, text in self.lines()]
        if not inner:
            return f"{self.kind}({self.options()})"
        return f"{self.kind}({''.join(f'{_LINE}  {line}' for line in inner)}{_LINE})"

    def lines(self) -> list[tuple[str, str]]:
        """The names and the texts of the layers inside."""
        return [(name, str(child)) for name, child in self.children()]

    def replace(self, name: str, value: Value) -> None:
        """`layer.name = value`. Raises ProgramError."""
        raise NotImplementedError

    def forward(self, machine: Machine, *inputs: Value) -> Value:
        """Raises ProgramError or EngineError when the inputs do not fit."""
        raise NotImplementedError


# The names in the rules of optimizers for what they remember of a parameter.
STATES = ("m", "v", "v_max")


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

        A line that gives one of STATES gives its state for the next step.
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
    DefaultDict: "defaultdict",
    Counter: "Counter",
    OrderedDict: "OrderedDict",
    Deque: "deque",
    SetValue: "set",
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
    Generator: "generator",
    PythonRandom: "random generator",
    Handle: "handle",
    Skipped: "value of a library that is left out",
    Class: "class",
    Property: "property",
    StaticMethod: "function",
    ClassMethod: "function",
    Super: "super",
    Field: "field",
    NotImplementedKind: "NotImplemented",
}


def kind(value: Value) -> str:
    """The word for what a value is, in messages and in the table of attributes."""
    if isinstance(value, Iterated):
        return "iterator"
    if isinstance(value, Layer):
        return "layer"
    if isinstance(value, Instance):
        return "object"
    if isinstance(value, Optimizer):
        return "optimizer"
    if isinstance(value, np.dtype):
        return "dtype"
    if isinstance(value, NumpyRandom):
        return "random state" if isinstance(value.source, np.random.RandomState) else "numpy generator"
    if isinstance(value, tuple):
        return "tuple"
    return KINDS[type(value)]


def describe(value: Value) -> str:
    """`kind`, with the shape of a tensor and the size of a container."""
    if type(value) is Tensor:
        return f"a tensor of shape {shape_text(value.shape)}"
    if isinstance(value, (list, tuple, dict, SetValue)) and not isinstance(value, Record):
        return f"a {kind(value)} of {len(value)}"
    if value is None:
        return "None"
    if isinstance(value, Skipped):
        return f"a value of {value.path.partition('.')[0]}, which is left out here"
    word = value.cls.name if isinstance(value, (Instance, Record)) else kind(value)
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


# Tensors, layers, functions and objects are known by themselves, whatever they hold.
KEYS = (*NUMBERS, str, type(None), range, Tensor, Layer, Instance, Class, Function, Builtin, Operation, np.dtype)
LARGEST_KEY = 64


def is_key(value: Value) -> bool:
    """Whether a dict or a set can know an entry by the value; a tuple has at most LARGEST_KEY parts in all."""
    parts = [value]
    for count, part in enumerate(parts):
        if count > LARGEST_KEY:
            return False
        if type(part) in (tuple, Size, Record):
            parts += part[: LARGEST_KEY + 1]
        elif isinstance(part, SetValue):
            if not part.frozen:
                return False
        elif not isinstance(part, KEYS) or (isinstance(part, Instance) and part.cls.member("__eq__") is not None):
            # Objects that say when they are equal would have to be asked at every comparison.
            return False
    return True
