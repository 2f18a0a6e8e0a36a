"""How operations on each entry alone are defined: from a partial derivative follow vjp, jvp and local Jacobian."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

from engine.op import Array, Op, Rule, Unfolded, broadcast, everywhere, register


def times(factor: float, x: Array) -> Array:
    """factor · x, without an operation where the factor is 1."""
    return x if factor == 1 else factor * x


def over(x: Array, divisor: float) -> Array:
    """x / divisor, without an operation where the divisor is 1."""
    return x if divisor == 1 else x / divisor


def _downstream(local: str) -> str:
    return {"": "", "1": "g", "-1": "-g"}.get(local, f"g * ({local})")


def _along(partial: Rule, arguments: int) -> Rule:
    """upstream · local. Calls that unpack no arguments take half the time, and small graphs are made of them."""
    if arguments == 1:
        return lambda g, y, x: g * partial(y, x)
    return lambda g, y, *inputs, **attributes: g * partial(y, *inputs, **attributes)


def elementwise(
    name: str,
    forward: Rule,
    partials: Sequence[Rule | None],
    *,
    formula: str,
    local: Sequence[str],
    words: str,
    names: str | None = None,
    cost: float = 1.0,
    symbol: str | None = None,
    choice: str | None = None,
    saves: str = "inputs",
    order: str = "",
    vjps: Sequence[Rule | None] | None = None,
    unfolded: Unfolded = None,
) -> Op:
    """Registers an operation by its partial derivatives `partials[i](y, *inputs, **attributes)`.

    `vjps` may replace the derived rules where a shorter one gives the same numbers (add hands on g untouched).
    """

    arguments = len(inspect.signature(forward).parameters)
    derived = [None if partial is None else _along(partial, arguments) for partial in partials]
    return register(
        name,
        forward,
        family="elementwise",
        vjps=list(vjps) if vjps is not None else derived,
        jvps=derived,
        partials=partials,
        shape=lambda *shapes, **attributes: broadcast(*shapes),
        cost=cost,
        symbol=symbol,
        formula=formula,
        local=local,
        downstream=[
            "" if not text else "g" if text == "1" else "-g" if text == "-1" else f"g * ({text})" for text in local
        ],
        words=words,
        choice=choice,
        saves=saves,
        order=order,
        unfolded=unfolded,
        names=everywhere(name) if names is None else names,
    )


def unary(
    name: str,
    forward: Rule,
    partial: Rule,
    *,
    formula: str,
    local: str,
    words: str,
    names: str | None = None,
    cost: float = 4,
    symbol: str | None = None,
    choice: str | None = None,
    saves: str = "input",
    unfolded: Unfolded = None,
) -> Op:
    return elementwise(
        name,
        forward,
        [partial],
        formula=formula,
        local=[local],
        words=words,
        names=names,
        cost=cost,
        symbol=symbol,
        choice=choice,
        saves=saves,
        unfolded=unfolded,
    )


def flat(
    name: str, forward: Rule, *, formula: str, words: str, names: str | None = None, symbol: str | None = None
) -> Op:
    """An operation whose slope is 0 wherever it has one: it takes part in the forward pass alone."""

    def zero(y: Array, x: Array, **attributes: Any) -> Array:
        return 0.0

    return unary(
        name,
        forward,
        zero,
        formula=formula,
        local="0",
        words=words,
        names=names,
        cost=1,
        symbol=symbol,
        saves="nothing",
    )


def activation(
    name: str,
    forward: Rule,
    partial: Rule,
    *,
    formula: str,
    local: str,
    words: str,
    cost: float = 6,
    saves: str = "input",
    choice: str | None = None,
    symbol: str | None = None,
    names: str = "",
    unfolded: Unfolded = None,
) -> Op:
    """A `unary` that torch.nn.functional has under its own name."""
    return unary(
        name,
        forward,
        partial,
        formula=formula,
        local=local,
        words=words,
        cost=cost,
        saves=saves,
        choice=choice,
        symbol=symbol,
        unfolded=unfolded,
        names=f"functional.{name} {names}",
    )
