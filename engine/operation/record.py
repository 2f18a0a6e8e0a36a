"""What an operation is: one record that the engine, the language, the budgets, the explanations and the tests all read.

Rules (forward, partial, vjp, jvp) are plain numpy code. The same rule runs on arrays, and on Tensors when a
derivative is itself differentiated, so it is written with operators, array methods and numpy functions only.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import numpy as np

from engine.errors import ShapeError
from engine.operation.saved import needs_of
from engine.operation.written import Named, Text, Written, call, names_in

# A numpy array, a numpy scalar, or a Tensor while a rule is itself being recorded.
Array = Any
Shape = tuple[int, ...]
Rule = Callable[..., Array]
Unfolded = Rule | Literal["forward"] | None

REQUIRED = inspect.Parameter.empty


class Fixed(NamedTuple):
    """An input that may not require a gradient where `where(*inputs, **attributes)` holds, `when` in words; or ever."""

    when: str = ""
    where: Callable[..., bool] | None = None


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
    `shares` says which numbers of its input the result shares, as a view: "all", "all, or copies" where they do not lie
    in the order wanted, "some", or "" for a result of its own.
    `refusal` says why a gradient that reaches the operation is refused, where PyTorch refuses it: such an operation has
    no rules, and its result still belongs to the graph. `fixed` are the inputs, by name, that are refused by the
    operation itself where they require a gradient.
    `needs` says for each input which of the values met must be as they were: see engine.saved.
    `reads_inputs`: the vjps read the values of the inputs; where they do not, anything of the same shape will do.
    `unfolded(*inputs, **attributes)` makes the same Tensor by other operations; None: a primitive.

    `formula`, `local[i]` and `downstream[i]` are expressions in Python syntax over the input names, the attributes, `y`
    (the output), `g` (the upstream gradient) and the names of `where`, or functions of inputs and attributes that
    answer such an expression: `written` gives those of one application. The inputs of a variadic operation are x0, x1
    and so on, and its functions of local and downstream also receive `slot=`. For elementwise operations formula and
    local are valid sympy.
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
    formula: Text
    local: tuple[Text, ...]
    downstream: tuple[Text, ...]
    where: Mapping[str, Named]
    words: str
    choice: str | None
    saves: str
    needs: tuple[str, ...]
    names: tuple[str, ...]
    shares: str
    refusal: str
    fixed: Mapping[str, Fixed]
    differentiable: bool
    always_tracked: bool
    reads_inputs: bool
    unfolded: Rule | None

    def vjp(self, slot: int) -> Rule | None:
        """The rule of one slot; tensors behind the named inputs, such as indices, have none."""
        slot = 0 if self.variadic else slot
        return self.vjps[slot] if slot < len(self.vjps) else None

    def tracks(self, slot: int) -> bool:
        """Whether a gradient of the result is one of this input, too, or is refused on its way there."""
        return self.vjp(slot) is not None or bool(self.refusal)

    def fixes(self, slot: int, inputs: Sequence[Array], attributes: Mapping[str, Any]) -> bool:
        """Whether this input may not require a gradient, beside these others."""
        name = "" if self.variadic or slot >= len(self.inputs) else self.inputs[slot]
        where = self.fixed[name].where if name in self.fixed else None
        return name in self.fixed and (where is None or where(*inputs, **attributes))

    def vjps_of(self, count: int) -> tuple[Rule | None, ...]:
        """`vjp` of the slots 0 to count - 1."""
        if self.variadic:
            return self.vjps * count
        missing = count - len(self.vjps)
        return self.vjps + (None,) * missing if missing > 0 else self.vjps

    def jvp(self, slot: int) -> Rule | None:
        slot = 0 if self.variadic else slot
        return self.jvps[slot] if slot < len(self.jvps) else None

    def needs_for(self, slot: int, count: int) -> str:
        """What the gradient of input `slot` of `count` needs: places of inputs and y; "*" for numbers of its own."""
        needs = self.needs[min(slot, len(self.needs) - 1)]
        return "".join(place for place in needs if not place.isdigit() or int(place) < count)

    @property
    def elementwise(self) -> bool:
        return self.partials is not None

    def written(self, inputs: Sequence[Array], attributes: Mapping[str, Any]) -> Written:
        """The texts of the operation applied to these arrays with these attributes."""

        def text(rule: Text, **slot: int) -> str:
            return rule if isinstance(rule, str) else rule(*inputs, **slot, **attributes)

        def each(rules: tuple[Text, ...]) -> tuple[str, ...]:
            if self.variadic:
                return tuple(text(rules[0], slot=slot) for slot in range(len(inputs)))
            return (*(text(rule) for rule in rules[: len(inputs)]), *[""] * (len(inputs) - len(rules)))

        formula, local, downstream = text(self.formula), each(self.local), each(self.downstream)
        used = {name: self.where[name] for name in names_in(formula, *local, *downstream) if name in self.where}
        return Written(
            formula,
            local,
            downstream,
            numbers={name: float(each.rule(*inputs, **attributes)) for name, each in used.items() if each.number},
            where={name: each.words for name, each in used.items() if not each.number},
        )


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


def summed(x: Array, axes: Any = None, keepdims: Any = False) -> Array:
    """The sum of an array along axes, or of all entries, in the array's own element type.

    Along any axis but the last numpy adds one entry after the other, which in single precision is 0.01 % off after
    100,000 entries: what is shorter than a double is added up in doubles.
    """
    # The method of an array goes through functions of numpy's own first, which take as long as adding a small array.
    narrow = x.dtype.char in "ef"
    added: Array = np.add.reduce(x, axes, np.float64 if narrow else None, keepdims=keepdims)
    return added.astype(x.dtype) if narrow else added


def unbroadcast(gradient: Array, shape: Shape) -> Array:
    """Sums a gradient over the axes along which an input of the given shape was copied by broadcasting."""
    extra = len(gradient.shape) - len(shape)
    axes = tuple(range(extra)) + tuple(
        axis + extra for axis, size in enumerate(shape) if size == 1 and gradient.shape[axis + extra] != 1
    )
    if axes:
        gradient = summed(gradient, axes) if isinstance(gradient, np.ndarray) else gradient.sum(axes)
    return gradient.reshape(shape)


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
    formula: Text | None = None,
    local: Sequence[Text] = (),
    downstream: Sequence[Text] = (),
    where: Mapping[str, Named] = MappingProxyType({}),
    words: str,
    choice: str | None = None,
    saves: str = "inputs",
    collects: str | None = None,
    order: str = "",
    shares: str = "",
    refusal: str = "",
    fixed: Mapping[str, Fixed] = MappingProxyType({}),
    unfolded: Unfolded = None,
    names: str,
) -> Op:
    """Adds an operation to the table.

    Without a `formula` it is the call itself, with the inputs and the attributes that were given.
    `cost` is in units of one addition of two numbers; a number is that many units per element of the output.
    `choice` states what is taken where the derivative does not exist.
    `saves` says what the backward rule needs: "inputs", "output", "nothing" or words.
    `collects` names an attribute that takes all remaining positional arguments, as in `x.reshape(2, 3)`.
    `order` lists the arguments of a call where attributes stand between the inputs: "input dim index".
    `shares`, `refusal` and `fixed` are what it says in `Op`.
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
        formula=_called(name, inputs, variadic, attributes) if formula is None else formula,
        local=tuple(local),
        downstream=tuple(downstream),
        where=where,
        words=words,
        choice=choice,
        saves=saves,
        needs=needs_of(name, saves),
        names=tuple(names.split()),
        shares=shares,
        refusal=refusal,
        fixed=fixed,
        differentiable=any(rule is not None for rule in vjps),
        always_tracked=not fixed and len(vjps) >= len(inputs) and None not in vjps,
        reads_inputs=saves not in ("nothing", "output"),
        unfolded=forward if unfolded == "forward" else unfolded,
    )
    OPS[name] = op
    return op


def _called(name: str, inputs: tuple[str, ...], variadic: bool, attributes: Mapping[str, Any]) -> Text:
    def text(*values: Array, **given: Any) -> str:
        shown = [f"x{slot}" for slot in range(len(values))] if variadic else inputs[: len(values)]
        return call(name, *shown, defaults=attributes, given=given)

    return text


def compute(name: str, *inputs: Array, **attributes: Any) -> Array:
    """An operation used inside a rule: on arrays its forward, on Tensors the operation, recorded."""
    op = OPS[name]
    if all(isinstance(value, (np.ndarray, np.generic)) for value in inputs):
        return op.forward(*inputs, **attributes)
    from engine.tensors import apply

    return apply(op, *inputs, **attributes)


def pulled(name: str, words: str, slot: int = 0) -> Named:
    """A name in texts for the way back of an operation itself, g ↦ g J, where writing it out would say less."""

    def rule(*inputs: Array, **attributes: Any) -> Rule:
        op = OPS[name]
        pull = op.vjp(slot)
        assert pull is not None
        y = op.forward(*inputs, **attributes)
        return lambda g, *_: pull(g, y, *inputs, **attributes)

    return Named(words, rule)


READ_BACK = "the gradients, each put back at the place that its entry was read from, and those of one place added up"


def reading(name: str, slot: int = 0, back: str = READ_BACK) -> dict[str, Named]:
    """The names `taken` and `scatter` in the texts of an operation that reads entries of an input."""
    scatter = pulled(name, back, slot)

    def counts(*inputs: Array, **attributes: Any) -> Array:
        return scatter.rule(*inputs, **attributes)(np.ones(np.shape(OPS[name].forward(*inputs, **attributes))))

    return {"taken": Named("how often an entry was read: 0 where it was not", counts), "scatter": scatter}


def linear_in(name: str, slot: int) -> Rule:
    """The jvp of an operation that is linear in one input: the operation itself, applied to the tangent."""

    def jvp(t: Array, y: Array, *inputs: Array, **attributes: Any) -> Array:
        return compute(name, *inputs[:slot], t, *inputs[slot + 1 :], **attributes)

    return jvp
