"""What an operation is: one record that the engine, the language, the budgets, the explanations and the tests all read.

Rules (forward, partial, vjp, jvp) are plain numpy code. The same rule runs on arrays, and on Tensors when a
derivative is itself differentiated, so it is written with operators, array methods and numpy functions only.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, NamedTuple

from engine.operation.shapes import Array, Shape
from engine.operation.takes import ANYTHING, Takes
from engine.operation.written import Named, Text, Written, names_in

Rule = Callable[..., Array]
Unfolded = Rule | Literal["forward"] | None
Fits = Literal["inner", "rows", "along", "all", ""]

REQUIRED = inspect.Parameter.empty
# Attributes of these names are whole numbers, or tuples of them, where an operation does not say otherwise.
WHOLE = frozenset(
    {
        *("dim", "dims", "dim0", "dim1", "dim2", "start_dim", "end_dim", "dimension", "source", "destination"),
        *("shape", "sizes", "size", "repeats", "shifts", "diagonal", "offset", "index", "start", "length", "step"),
        *("kernel_size", "stride", "dilation", "groups", "output_size", "num_classes", "num_groups"),
    }
)


class Fixed(NamedTuple):
    """An input that may not require a gradient where `where(*inputs, **attributes)` holds, `when` in words; or ever."""

    when: str = ""
    where: Callable[..., bool] | None = None


class Shut(NamedTuple):
    """Where nothing passes to an input: `where(*inputs, **attributes)` is true of those entries.

    `said` of the input, between opening and closing, it is the reason for a gradient that is 0: "is not positive".
    `{other}` is what the program calls the other one of two inputs.
    """

    where: Callable[..., Array]
    said: str
    opening: str = ""
    closing: str = "."


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
    in the order wanted, "some", or "" for a result of its own. As a view it `repeats` numbers where several entries are
    one of the input's. `write_back(input, y, **attributes)` is the input after a change of y, where it is not found
    place by place.
    `refusal` says why a gradient that reaches the operation is refused, where PyTorch refuses it: such an operation has
    no rules, and its result still belongs to the graph. `fixed` are the inputs, by name, that are refused by the
    operation itself where they require a gradient.
    `takes` is what PyTorch's functions take of it. `in_place` are the names of what writes the result into its first
    input, or of what rearranges that, where the result `shares` its numbers.
    `promotes`: where its inputs are values that mix, they are brought to one element type first.
    `several_dims`: it goes along several dims at once. `whole` are the attributes that are whole numbers, or tuples of
    them. `samples` are attributes with which it takes small inputs, where those of `samples.py` do not fit.
    `zero` says why a gradient is exactly 0: of inputs by name where they are shut, or one of the general reasons: the
    other factor is 0, the products with the other input are, the slope is rounded to 0.
    `infix`: it is written by its formula, and not by its name. `said` is its name inside a sentence, `tex` that in a
    formula, where they are not its own. `matrix` is what it is to matrices: a @ b, x Wᵀ + b, or xᵀ.
    `fits` is where the shapes of its inputs must agree, for the words about those that do not: the "inner" axes of the
    last two, as in a @ b; the "rows" of the first two, as in x Wᵀ; all axes but the one "along" which they are joined;
    "all" of them; "" for those that broadcast or have a rule of their own.
    `activation`: a layer of neurons ends with it, a = σ(z).
    `torch_backward(dims, attributes)` is PyTorch's name of the step back through it, where its table does not have it.
    `choice` states what is taken where the derivative does not exist. `caution` is what a run that has the operation
    tells of it.
    `collects` names an attribute that takes all remaining positional arguments, as in `x.reshape(2, 3)`.
    `saves` says what the backward rule needs: "inputs", "output", "nothing" or words; `needs` says of each input which
    of the values met must be as they were: see `saved.py`.
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
    vjps: tuple[Rule | None, ...]
    jvps: tuple[Rule | None, ...]
    shape: Callable[..., Shape]
    cost: Callable[..., float]
    symbol: str
    formula: Text
    local: tuple[Text, ...]
    downstream: tuple[Text, ...]
    words: str
    names: tuple[str, ...]
    needs: tuple[str, ...]
    order: tuple[str, ...] = ()
    takes: Takes = ANYTHING
    in_place: tuple[str, ...] = ()
    promotes: bool = True
    several_dims: bool = False
    whole: frozenset[str] = frozenset()
    samples: Mapping[str, Any] = field(default_factory=dict)
    collects: str | None = None
    partials: tuple[Rule | None, ...] | None = None
    where: Mapping[str, Named] = field(default_factory=dict)
    choice: str | None = None
    caution: str = ""
    zero: Mapping[str, Shut] | Literal["factors", "product", "saturated", ""] = ""
    infix: bool = False
    said: str = ""
    tex: str = ""
    matrix: Literal["product", "affine", "transposed", ""] = ""
    fits: Fits = ""
    activation: bool = False
    saves: str = "inputs"
    shares: str = ""
    repeats: bool = False
    write_back: Rule | None = None
    torch_backward: Callable[[Sequence[str], Mapping[str, Any]], str | None] | None = None
    refusal: str = ""
    fixed: Mapping[str, Fixed] = field(default_factory=dict)
    unfolded: Rule | None = None
    # What follows from the fields above, and is asked for often.
    differentiable: bool = field(init=False)
    always_tracked: bool = field(init=False)
    reads_inputs: bool = field(init=False)
    # By the number of inputs: the vjp of each, called pull(g, y, *inputs, **attributes).
    pulls: Mapping[int, tuple[Rule | None, ...]] = field(init=False)

    def __post_init__(self) -> None:
        derived = {
            "pulls": _Pulls(self),
            "differentiable": any(rule is not None for rule in self.vjps),
            "always_tracked": not self.fixed and len(self.vjps) >= len(self.inputs) and None not in self.vjps,
            "reads_inputs": self.saves not in ("nothing", "output"),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

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

    def written(
        self, inputs: Sequence[Array], attributes: Mapping[str, Any], slots: Collection[int] | None = None
    ) -> Written:
        """The texts of the operation applied to these arrays with these attributes; those of the way back for the
        inputs in these `slots`, where they are given, and "" for the others.
        """
        asked = range(len(inputs)) if slots is None else slots

        def text(rule: Text, **slot: int) -> str:
            return rule if isinstance(rule, str) else rule(*inputs, **slot, **attributes)

        def each(rules: tuple[Text, ...]) -> tuple[str, ...]:
            texts = [""] * len(inputs)
            for slot in asked:
                if self.variadic:
                    texts[slot] = text(rules[0], slot=slot)
                elif slot < len(rules):
                    texts[slot] = text(rules[slot])
            return tuple(texts)

        formula, local, downstream = text(self.formula), each(self.local), each(self.downstream)
        used = {name: self.where[name] for name in names_in(formula, *local, *downstream) if name in self.where}
        return Written(
            formula,
            local,
            downstream,
            numbers={name: float(each.rule(*inputs, **attributes)) for name, each in used.items() if each.number},
            where={name: each.words for name, each in used.items() if not each.number},
        )


class _Pulls(dict[int, tuple[Rule | None, ...]]):
    """The pulls of an operation, made when so many inputs are met for the first time."""

    def __init__(self, op: Op) -> None:
        self._op = op

    def __missing__(self, count: int) -> tuple[Rule | None, ...]:
        op = self._op
        rules = [op.vjp(slot) for slot in range(count)]
        if op.variadic:
            rules = [rule and partial(rule, slot=slot) for slot, rule in enumerate(rules)]
        self[count] = made = tuple(rules)
        return made


OPS: dict[str, Op] = {}
