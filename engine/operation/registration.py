"""How an operation enters the table: its record is completed from what its rules already say."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from engine.operation.record import OPS, WHOLE, Op, Rule, Unfolded
from engine.operation.saved import needs_of
from engine.operation.shapes import Array, size
from engine.operation.written import Text, call


def in_torch(name: str, *more: str) -> str:
    """The names of an operation that is a function of PyTorch's and a method of its tensors."""
    return " ".join((f"torch.{name} Tensor.{name}", *more))


def everywhere(name: str, *more: str) -> str:
    """The names of an operation that numpy calls as PyTorch does."""
    return in_torch(name, f"numpy.{name}", *more)


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
    vjps: Sequence[Rule | None],
    jvps: Sequence[Rule | None],
    partials: Sequence[Rule | None] | None = None,
    cost: float | Callable[..., float] = 1.0,
    symbol: str | None = None,
    formula: Text | None = None,
    local: Sequence[Text] = (),
    downstream: Sequence[Text] = (),
    saves: str = "inputs",
    order: str = "",
    needs: str | None = None,
    in_place: str = "",
    whole: Iterable[str] = WHOLE,
    unfolded: Unfolded = None,
    names: str,
    **fields: Any,
) -> Op:
    """Adds an operation to the table. `fields` are those of `Op` that are given as they are kept.

    Without a `formula` it is the call itself, with the inputs and the attributes that were given.
    `cost` is in units of one addition of two numbers; a number is that many units per element of the output.
    `order` lists the arguments of a call where attributes stand between the inputs: "input dim index".
    `unfolded` is "forward" where the forward rule is itself made of two other operations or more.
    `names` lists where a program finds it: "torch.exp Tensor.exp numpy.exp".
    `in_place` is "methods" or "functions", where these have one in place beside them, or lists names: "torch.exp_".
    `whole` may name more attributes than there are.
    """
    if name in OPS:
        raise ValueError(f"the operation {name} is registered twice")
    inputs, optional, variadic, attributes = _parameters(forward)
    OPS[name] = op = Op(
        name=name,
        forward=forward,
        inputs=inputs,
        optional=optional,
        variadic=variadic,
        attributes=attributes,
        vjps=tuple(vjps),
        jvps=tuple(jvps),
        partials=None if partials is None else tuple(partials),
        cost=cost if callable(cost) else _an_element(float(cost)),
        symbol=symbol or name,
        formula=_called(name, inputs, variadic, attributes) if formula is None else formula,
        local=tuple(local),
        downstream=tuple(downstream),
        saves=saves,
        needs=needs_of(needs, saves),
        in_place=in_place_names(names, in_place),
        whole=frozenset(whole) & attributes.keys(),
        order=tuple(order.split()),
        unfolded=forward if unfolded == "forward" else unfolded,
        names=tuple(names.split()),
        **fields,
    )
    return op


def in_place_names(names: str, in_place: str) -> tuple[str, ...]:
    """The names in place beside others: of methods, of "functions" of torch and methods, or as they are listed."""
    owners = {"methods": ("Tensor",), "functions": ("torch", "Tensor")}.get(in_place)
    if owners is None:
        return tuple(in_place.split())
    return tuple(
        f"{owner}.{name}_"
        for owner, _, name in (each.partition(".") for each in names.split())
        if owner in owners and "." not in name and not name.startswith("__")
    )


def _an_element(weight: float) -> Callable[..., float]:
    return lambda shape, /, *shapes, **attributes: weight * max(1, size(shape))


def _called(name: str, inputs: tuple[str, ...], variadic: bool, attributes: Mapping[str, Any]) -> Text:
    def text(*values: Array, **given: Any) -> str:
        shown = [f"x{slot}" for slot in range(len(values))] if variadic else inputs[: len(values)]
        return call(name, *shown, defaults=attributes, given=given)

    return text
