"""How operations on each entry alone are defined: from a partial derivative follow vjp, jvp and local Jacobian."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.operation import Array, Op, Rule, Text, broadcast, everywhere, register


def times(factor: float, x: Array) -> Array:
    """factor · x, without an operation where the factor is 1."""
    return x if factor == 1 else factor * x


def over(x: Array, divisor: float) -> Array:
    """x / divisor, without an operation where the divisor is 1."""
    return x if divisor == 1 else x / divisor


def _downstream(local: Text) -> Text:
    if isinstance(local, str):
        return {"": "", "1": "g", "-1": "-g"}.get(local, f"g * ({local})")
    return lambda *inputs, **attributes: str(_downstream(local(*inputs, **attributes)))


def gated(g: Array, slope: Array) -> Array:
    """g · slope, but 0 where the slope is 0, even if g is infinite or NaN there."""
    single = isinstance(slope, np.generic) and isinstance(g, np.generic)
    if single:
        return g * slope if slope else type(g)(0)
    if slope.dtype.kind == "b":
        return np.where(slope, g, 0.0)
    return np.where(slope == 0, 0.0, g) * slope


def _along(partial: Rule, arguments: int, gate: bool | Rule) -> Rule:
    """upstream · local. Calls that unpack no arguments take half the time, and small graphs are made of them."""
    if callable(gate):
        return lambda g, y, *inputs, **attributes: (
            np.where(gate(g, *inputs, **attributes), 0.0, g) * partial(y, *inputs, **attributes)
        )
    if gate:
        return lambda g, y, *inputs, **attributes: gated(g, partial(y, *inputs, **attributes))
    if arguments == 1:
        return lambda g, y, x: g * partial(y, x)
    return lambda g, y, *inputs, **attributes: g * partial(y, *inputs, **attributes)


def unscaled(name: str, text: str) -> Text:
    """A text without the factor of an option that is 1, as it is where nothing else was given."""

    def shown(*inputs: Array, **attributes: Any) -> str:
        if attributes.get(name, 1) != 1:
            return text
        return (
            text.replace(f"-{name} * ", "-")
            .replace(f"{name} * ", "")
            .replace(f" / {name}", "")
            .replace(f"{name} / ", "1 / ")
        )

    return shown


def elementwise(
    name: str,
    forward: Rule,
    partials: Sequence[Rule | None],
    *,
    local: Sequence[Text],
    names: str | None = None,
    gate: bool | Rule = False,
    vjps: Sequence[Rule | None] | None = None,
    **fields: Any,
) -> Op:
    """Registers an operation by its partial derivatives `partials[i](y, *inputs, **attributes)`.

    Nothing passes a `gate` where the local derivative is 0, not even an infinite upstream gradient: PyTorch selects
    there instead of multiplying. Where the slope is 0 only in passing, the gate is a rule `shut(g, *inputs,
    **attributes)` that says where nothing passes, as elsewhere the slope of the slope has to. `vjps` may replace the
    derived rules where a shorter one gives the same numbers (add hands on g untouched). `fields` are those of
    `register`.
    """
    arguments = len(inspect.signature(forward).parameters)
    derived = [None if partial is None else _along(partial, arguments, gate) for partial in partials]
    return register(
        name,
        forward,
        family="elementwise",
        vjps=derived if vjps is None else vjps,
        jvps=derived,
        partials=partials,
        shape=lambda *shapes, **attributes: broadcast(*shapes),
        local=local,
        downstream=[_downstream(text) for text in local],
        names=everywhere(name) if names is None else names,
        **fields,
    )


def unary(
    name: str, forward: Rule, partial: Rule, *, local: Text, cost: float = 4, saves: str = "input", **fields: Any
) -> Op:
    return elementwise(name, forward, [partial], local=[local], cost=cost, saves=saves, **fields)


def flat(name: str, forward: Rule, **fields: Any) -> Op:
    """An operation whose slope is 0 wherever it has one: it takes part in the forward pass alone."""

    def zero(y: Array, x: Array, **attributes: Any) -> Array:
        return np.zeros(y.shape, bool)[()]

    return unary(name, forward, zero, local="0", cost=1, saves="nothing", gate=True, **fields)


def activation(name: str, forward: Rule, partial: Rule, *, cost: float = 6, names: str = "", **fields: Any) -> Op:
    """A `unary` that torch.nn.functional has under its own name."""
    return unary(name, forward, partial, cost=cost, names=f"functional.{name} {names}", activation=True, **fields)
