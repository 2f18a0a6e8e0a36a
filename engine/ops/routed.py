"""How operations are defined that pick entries of their input: by positions, to which the gradients go back."""

from __future__ import annotations

import inspect
from functools import wraps
from typing import Any

import numpy as np

from engine.operation import Array, Rule, compute, reading, register
from engine.ops.axes import read_cost, values_of

POSITION = "a position is not a value that moves: no gradient passes it"


def routed(
    name: str,
    places: Rule,
    *,
    needs: str = "*",
    names: str = "",
    **fields: Any,
) -> None:
    """Registers an operation whose output is `x[places(x, **attributes)]`; `places` sees numbers alone."""

    @wraps(places)
    def forward(x: Array, **attributes: Any) -> Array:
        return x[places(x, **attributes)]

    def vjp(g: Array, y: Array, x: Array, **attributes: Any) -> Array:
        return compute("index_adjoint", g, index=places(values_of(x), **attributes), shape=x.shape)

    def jvp(t: Array, y: Array, x: Array, **attributes: Any) -> Array:
        return t[places(values_of(x), **attributes)]

    where = reading(name)
    register(
        name,
        forward,
        vjps=[vjp],
        jvps=[jvp],
        local=[f"won({next(iter(inspect.signature(places).parameters))})"],
        downstream=["scatter(g)"],
        where={"won": where["taken"], "scatter": where["scatter"]},
        saves="positions",
        needs=needs,
        names=names,
        **fields,
    )


def positions(name: str, forward: Rule, *, shape: Any, names: str = "", cost: float | Rule = 1, **fields: Any) -> None:
    """Registers an operation that gives positions: whole numbers, which carry no gradient."""
    register(
        name,
        forward,
        family="order",
        vjps=[None],
        jvps=[None],
        shape=shape,
        cost=read_cost(cost) if isinstance(cost, (int, float)) else cost,
        words=POSITION,
        saves="nothing",
        names=names,
        **fields,
    )


def read_at(chosen: Array, axis: int) -> tuple[Array, ...]:
    """The index that reads `chosen[..., k, ...]` along one axis and stays in place along the others."""
    grid = np.indices(chosen.shape, sparse=True)
    return tuple(chosen if k == axis else part for k, part in enumerate(grid))
