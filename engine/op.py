"""What an operation is: one record that the engine, the language, the budgets, the explanations and the tests all read.

Rules (forward, partial, vjp, jvp) are plain numpy code. The same rule runs on arrays, and on Tensors when a
derivative is itself differentiated, so it is written with operators, array methods and numpy functions only.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from engine.errors import ArgumentError, ShapeError

# A numpy array, a numpy scalar, or a Tensor while a rule is itself being recorded.
Array = Any
Shape = tuple[int, ...]
Rule = Callable[..., Array]
Unfolded = Rule | Literal["forward"] | None

REQUIRED = inspect.Parameter.empty
# Attributes that are whole numbers, or tuples of them, in every operation that has them.
WHOLE = frozenset(
    {
        *("dim", "dims", "dim0", "dim1", "dim2", "start_dim", "end_dim", "dimension", "source", "destination"),
        *("shape", "sizes", "size", "repeats", "shifts", "diagonal", "offset", "index", "start", "length", "step"),
        *("kernel_size", "stride", "dilation", "groups", "output_size", "num_classes", "num_groups"),
    }
)
ALIASES = {"axis": "dim", "keepdims": "keepdim", "dims": "dim"}


@dataclass(frozen=True, slots=True, eq=False)
class Op:
    """One operation.

    `forward(*inputs, **attributes)`: tensor inputs stand before the slash of its signature, attributes after it.
    `vjps[i](g, y, *inputs, **attributes)` is the downstream gradient of input i for upstream g, before un-broadcasting;
    `jvps[i](t, y, *inputs, **attributes)` is the change of y when input i changes by t. None: no gradient for that
    input.
    `partials[i](y, *inputs, **attributes)`, elementwise operations only, is the local derivative, shaped like y.
    A variadic operation (`forward(*tensors, dim=0)`) has one rule, which also receives `slot=`.
    `order` names the positional arguments of a call where attributes stand between the inputs: gather(x, dim, index).
    `unfolded(*inputs, **attributes)` makes the same Tensor by other operations; None: a primitive.

    `formula`, `local[i]` and `downstream[i]` are expressions in Python syntax over the input names, the attributes, `y`
    (the output) and `g` (the upstream gradient). For elementwise operations formula and local are valid sympy.
    """

    name: str
    family: str
    forward: Rule
    inputs: tuple[str, ...]
    optional: int
    variadic: bool
    attributes: Mapping[str, Any]
    collects: str | None
    order: tuple[str, ...]
    vjps: tuple[Rule | None, ...]
    jvps: tuple[Rule | None, ...]
    partials: tuple[Rule | None, ...] | None
    shape: Callable[..., Shape]
    cost: Callable[..., float]
    symbol: str
    formula: str
    local: tuple[str, ...]
    downstream: tuple[str, ...]
    words: str
    choice: str | None
    saves: str
    names: tuple[str, ...]
    differentiable: bool
    unfolded: Rule | None

    def vjp(self, slot: int) -> Rule | None:
        """The rule of one slot; tensors behind the named inputs, such as indices, have none."""
        slot = 0 if self.variadic else slot
        return self.vjps[slot] if slot < len(self.vjps) else None

    def vjps_of(self, count: int) -> tuple[Rule | None, ...]:
        """`vjp` of the slots 0 to count - 1."""
        if self.variadic:
            return self.vjps * count
        missing = count - len(self.vjps)
        return self.vjps + (None,) * missing if missing > 0 else self.vjps

    def jvp(self, slot: int) -> Rule | None:
        slot = 0 if self.variadic else slot
        return self.jvps[slot] if slot < len(self.jvps) else None

    @property
    def elementwise(self) -> bool:
        return self.partials is not None


OPS: dict[str, Op] = {}


def broadcast(*shapes: Shape) -> Shape:
    """The shape numpy's broadcasting gives. Raises ShapeError."""
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        listed = " and ".join(shape_text(s) for s in shapes)
        raise ShapeError(
            f"shapes {listed} do not broadcast: read from the right, each pair of sizes must be equal or one of them 1"
        ) from None


def shape_text(shape: Shape) -> str:
    return str(tuple(int(n) for n in shape))


def unbroadcast(gradient: Array, shape: Shape) -> Array:
    """Sums a gradient over the axes along which an input of the given shape was copied by broadcasting."""
    extra = len(gradient.shape) - len(shape)
    axes = tuple(range(extra)) + tuple(
        axis + extra for axis, size in enumerate(shape) if size == 1 and gradient.shape[axis + extra] != 1
    )
    return gradient.sum(axes).reshape(shape)


def in_torch(name: str, *more: str) -> str:
    """The names of an operation that is a function of PyTorch's and a method of its tensors."""
    return " ".join((f"torch.{name} Tensor.{name}", *more))


def everywhere(name: str, *more: str) -> str:
    """The names of an operation that numpy calls as PyTorch does."""
    return in_torch(name, f"numpy.{name}", *more)


def size(shape: Shape) -> int:
    return math.prod(shape)


def _parameters(forward: Rule) -> tuple[tuple[str, ...], int, bool, dict[str, Any]]:
    inputs: list[str] = []
    optional = 0
    variadic = False
    attributes: dict[str, Any] = {}
    for parameter in inspect.signature(forward).parameters.values():
        if parameter.kind is parameter.POSITIONAL_ONLY:
            inputs.append(parameter.name)
            optional += parameter.default is None
        elif parameter.kind is parameter.VAR_POSITIONAL:
            variadic = not inputs
            inputs += [parameter.name] if variadic else []
        else:
            attributes[parameter.name] = parameter.default
    return tuple(inputs), optional, variadic, attributes


def register(
    name: str,
    forward: Rule,
    *,
    family: str,
    vjps: Sequence[Rule | None],
    jvps: Sequence[Rule | None],
    partials: Sequence[Rule | None] | None = None,
    shape: Callable[..., Shape],
    cost: float | Callable[..., float] = 1.0,
    symbol: str | None = None,
    formula: str,
    local: Sequence[str] = (),
    downstream: Sequence[str] = (),
    words: str,
    choice: str | None = None,
    saves: str = "inputs",
    collects: str | None = None,
    order: str = "",
    unfolded: Unfolded = None,
    names: str,
) -> Op:
    """Adds an operation to the table.

    `cost` is in units of one addition of two numbers; a number is that many units per element of the output.
    `choice` states what is taken where the derivative does not exist.
    `saves` says what the backward rule needs: "inputs", "output", "nothing" or words.
    `collects` names an attribute that takes all remaining positional arguments, as in `x.reshape(2, 3)`.
    `order` lists the arguments of a call where attributes stand between the inputs: "input dim index".
    `unfolded` is "forward" where the forward rule is itself made of two other operations or more.
    `names` lists where a program finds it: "torch.exp Tensor.exp numpy.exp".
    """
    if name in OPS:
        raise ValueError(f"the operation {name} is registered twice")
    inputs, optional, variadic, attributes = _parameters(forward)
    if callable(cost):
        cost_rule = cost
    else:
        weight = float(cost)

        def cost_rule(shape: Shape, /, *shapes: Shape, **attributes: Any) -> float:
            return weight * max(1, size(shape))

    op = Op(
        name=name,
        family=family,
        forward=forward,
        inputs=inputs,
        optional=optional,
        variadic=variadic,
        attributes=attributes,
        collects=collects,
        order=tuple(order.split()),
        vjps=tuple(vjps),
        jvps=tuple(jvps),
        partials=None if partials is None else tuple(partials),
        shape=shape,
        cost=cost_rule,
        symbol=symbol or name,
        formula=formula,
        local=tuple(local),
        downstream=tuple(downstream),
        words=words,
        choice=choice,
        saves=saves,
        names=tuple(names.split()),
        differentiable=any(rule is not None for rule in vjps),
        unfolded=forward if unfolded == "forward" else unfolded,
    )
    OPS[name] = op
    return op


def compute(name: str, *inputs: Array, **attributes: Any) -> Array:
    """An operation used inside a rule: on arrays its forward, on Tensors the operation, recorded."""
    op = OPS[name]
    if all(isinstance(value, (np.ndarray, np.generic)) for value in inputs):
        return op.forward(*inputs, **attributes)
    from engine.tensor import apply

    return apply(op, *inputs, **attributes)


def linear_in(name: str, slot: int) -> Rule:
    """The jvp of an operation that is linear in one input: the operation itself, applied to the tangent."""

    def jvp(t: Array, y: Array, *inputs: Array, **attributes: Any) -> Array:
        return compute(name, *inputs[:slot], t, *inputs[slot + 1 :], **attributes)

    return jvp


def bind(op: Op, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Sorts the arguments of a call into tensor inputs and attributes. Raises ArgumentError."""
    attributes = {name: value for name, value in op.attributes.items() if name != op.collects}
    positional = [] if op.variadic else list(op.inputs)
    named = dict(kwargs)
    rest = list(args)
    sequence: list[Any] = []
    if op.variadic:
        given = named.pop("tensors") if "tensors" in named else rest.pop(0) if rest else None
        if not isinstance(given, (list, tuple)):
            raise ArgumentError(f"{op.name} takes a list or tuple of tensors as its first argument")
        sequence = list(given)
    order = op.order or (*positional, *attributes)
    collected: tuple[Any, ...] = ()
    if op.collects:
        rest, collected = rest[: len(positional)], tuple(rest[len(positional) :])
    if len(rest) > len(order):
        raise ArgumentError(f"{op.name} takes at most {len(order)} arguments, got {len(rest)}")
    values = dict(zip(order, rest, strict=False))
    for key, value in named.items():
        name = _parameter_name(op, key, attributes)
        if name in values:
            raise ArgumentError(f"{op.name} got {key} twice")
        values[name] = value
    if op.collects:
        collected = (values.pop(op.collects),) if op.collects in values else collected
        if len(collected) == 1 and isinstance(collected[0], (list, tuple)):
            collected = tuple(collected[0])
        attributes[op.collects] = collected
    inputs = [values.pop(name, None) for name in positional]
    attributes |= values
    for name, value in zip(positional[: len(positional) - op.optional], inputs, strict=False):
        if value is None:
            raise ArgumentError(f"{op.name} is missing its argument {name}")
    for name, value in attributes.items():
        if value is REQUIRED:
            raise ArgumentError(f"{op.name} is missing its argument {name}")
    _check_attributes(op, attributes)
    while inputs and inputs[-1] is None:
        inputs.pop()
    if any(value is None for value in inputs):
        gap = positional[next(slot for slot, value in enumerate(inputs) if value is None)]
        raise ArgumentError(f"{op.name} needs its argument {gap} when {positional[len(inputs) - 1]} is given")
    return sequence or inputs, attributes


def _check_attributes(op: Op, attributes: Mapping[str, Any]) -> None:
    """Raises ArgumentError for a number where a truth is meant, and for what is no whole number where one is."""
    for name, value in attributes.items():
        if type(op.attributes[name]) is bool and not isinstance(value, (bool, np.bool_)):
            several = f": several dims are one tuple, as in {op.name}((0, 1))" if name == "keepdim" else ""
            raise ArgumentError(f"{op.name} takes True or False as its {name}, not {value!r}{several}")
        if name in WHOLE and not is_whole(value):
            raise ArgumentError(f"{op.name} takes whole numbers as its {name}, not {value!r}")


def is_whole(value: Any) -> bool:
    """Whether the value is a whole number, a tensor or a tuple of them, or None."""
    if isinstance(value, (tuple, list)):
        return all(map(is_whole, value))
    kind = value.dtype.kind if hasattr(value, "dtype") else "b" if isinstance(value, bool) else "i"
    return value is None or (kind in "iu" and (hasattr(value, "dtype") or isinstance(value, int)))


def _parameter_name(op: Op, key: str, attributes: Mapping[str, Any]) -> str:
    name = ALIASES.get(key, key)
    for candidate in (key, name):
        if candidate in op.inputs or candidate in attributes or candidate == op.collects:
            return candidate
    if key == "input" and op.inputs:
        return op.inputs[0]
    if key == "other" and len(op.inputs) > 1:
        return op.inputs[1]
    if name == "dim" and op.collects:
        return op.collects
    known = ", ".join([*op.inputs, *attributes])
    raise ArgumentError(f"{op.name} has no argument {key}; it has {known}")
