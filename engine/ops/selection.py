"""Choices between values, entry by entry."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.errors import DtypeError
from engine.operation import NUMBERS, Array, Rule, Shut, Takes, require_fit
from engine.ops.axes import values_of
from engine.ops.elementwise import elementwise, unary

SWITCHED = "The switch stands on the other side: "


def boolean_mask(mask: Array) -> Array:
    """The mask as it is. Raises DtypeError for one of numbers."""
    if values_of(mask).dtype.kind != "b":
        raise DtypeError("a mask is made of booleans: compare first, as in x > 0")
    return mask


def _clamp(x: Array, /, min: float | None = None, max: float | None = None) -> Array:
    return np.clip(x, min, max)


def _clamp_partial(y: Array, x: Array, min: float | None = None, max: float | None = None) -> Array:
    above = x >= (-np.inf if min is None else min)
    return above if max is None else above & (x <= max)


def _clamp_text(x: Array, *, min: float | None = None, max: float | None = None) -> str:
    inner = "x" if min is None else "Max(x, min)"
    return inner if max is None else f"Min({inner}, max)"


def _clamp_slope_text(x: Array, *, min: float | None = None, max: float | None = None) -> str:
    below = [] if min is None else ["Heaviside(x - min, 1)"]
    above = [] if max is None else ["Heaviside(max - x, 1)"]
    return " * ".join(below + above) or "1"


def _outside(x: Array, *, min: float | None = None, max: float | None = None) -> Array:
    below = np.zeros(np.shape(x), bool) if min is None else x < min
    return below if max is None else below | (x > max)


unary(
    "clamp",
    _clamp,
    _clamp_partial,
    formula=_clamp_text,
    local=_clamp_slope_text,
    cost=1,
    zero={"x": Shut(_outside, "lies outside the bounds of the clamp, where it is flat")},
    words="clamp is open between its bounds and shut outside",
    choice="On a bound itself the gradient passes, as in PyTorch.",
    gate=True,
    names="torch.clamp Tensor.clamp torch.clip Tensor.clip numpy.clip",
    takes=NUMBERS,
    in_place="functions",
)


def _bound(name: str, forward: Rule, passes: Rule, holds: Rule, formula: str, local: list[str], words: str) -> None:
    """A bound that is a tensor: where it holds the value, it takes the gradient."""
    elementwise(
        name,
        forward,
        [
            lambda y, x, bound: passes(x, bound),
            lambda y, x, bound: holds(x, bound),
        ],
        formula=formula,
        local=local,
        symbol="clamp",
        words=words,
        choice="On the bound itself the gradient passes, as in PyTorch.",
        gate=True,
        needs="01",
        names="",
    )


_bound(
    "clamp_min",
    lambda x, min, /: np.maximum(x, min),
    lambda x, bound: x >= bound,
    lambda x, bound: x < bound,
    "Max(x, min)",
    ["Heaviside(x - min, 1)", "Heaviside(min - x, 0)"],
    "what lies above the bound passes; below it the bound takes the gradient",
)
_bound(
    "clamp_max",
    lambda x, max, /: np.minimum(x, max),
    lambda x, bound: x <= bound,
    lambda x, bound: x > bound,
    "Min(x, max)",
    ["Heaviside(max - x, 1)", "Heaviside(x - max, 0)"],
    "what lies below the bound passes; above it the bound takes the gradient",
)
elementwise(
    "clamp_between",
    lambda x, min, max, /: np.minimum(np.maximum(x, min), max),
    [
        lambda y, x, min, max: (x >= min) & (x <= max),
        lambda y, x, min, max: (x < min) & (min < max),
        lambda y, x, min, max: (x > max) | (max < min),
    ],
    formula="Min(Max(x, min), max)",
    local=[
        "Heaviside(x - min, 1) * Heaviside(max - x, 1)",
        "Heaviside(min - x, 0) * Heaviside(max - min, 0)",
        "1 - Heaviside(max - x, 1) * Heaviside(max - min, 1)",
    ],
    symbol="clamp",
    words="what lies between the bounds passes; outside, the bound that holds takes the gradient",
    choice="On a bound itself the gradient passes, as in PyTorch.",
    gate=True,
    names="",
    needs="012",
)


def _share(loses: Rule) -> Rule:
    return lambda y, a, b: (1.0 - 1.0 * loses(a, b) - 0.5 * (a == b)).astype(y.dtype)


def _wins(greater: str, less: str) -> Callable[[Array, Array], str]:
    """1 for the winner and 0 for the loser; of ties is said what they share only where there are some."""
    return lambda a, b: f"Heaviside({greater} - {less}, {'1 / 2' if np.any(a == b) else '0'})"


def _lost(extreme: str, won: Rule) -> dict[str, Shut]:
    said, closing = f"lost the {extreme} to {{other}}", ": the whole gradient goes to the winner."
    return {
        "a": Shut(lambda a, b: won(b, a), said, closing=closing),
        "b": Shut(lambda a, b: won(a, b), said, closing=closing),
    }


elementwise(
    "maximum",
    lambda a, b, /: np.maximum(a, b),
    [_share(lambda a, b: a < b), _share(lambda a, b: b < a)],
    formula="Max(a, b)",
    local=[_wins("a", "b"), _wins("b", "a")],
    symbol="max",
    zero=_lost("max", np.greater),
    words="max routes: the larger input takes the whole gradient, the other none",
    choice="On a tie each input takes half, as in PyTorch.",
    gate=True,
    takes=Takes(tensors=2),
    needs="01",
)
elementwise(
    "minimum",
    lambda a, b, /: np.minimum(a, b),
    [_share(lambda a, b: a > b), _share(lambda a, b: b > a)],
    formula="Min(a, b)",
    local=[_wins("b", "a"), _wins("a", "b")],
    symbol="min",
    zero=_lost("min", np.less),
    words="min routes: the smaller input takes the whole gradient, the other none",
    choice="On a tie each input takes half, as in PyTorch.",
    gate=True,
    takes=Takes(tensors=2),
    needs="01",
)
elementwise(
    "fmax",
    lambda a, b, /: np.fmax(a, b),
    [lambda y, a, b: (a >= b) | np.isnan(b), lambda y, a, b: ~((a >= b) | np.isnan(b))],
    formula="Max(a, b)",
    local=["Heaviside(a - b, 1)", "Heaviside(b - a, 0)"],
    words="the larger input takes the whole gradient; one that is not a number never wins",
    choice="On a tie the first input takes it all, as in PyTorch.",
    gate=True,
    takes=Takes(tensors=2),
    needs="01",
)
elementwise(
    "fmin",
    lambda a, b, /: np.fmin(a, b),
    [lambda y, a, b: (a <= b) | np.isnan(b), lambda y, a, b: ~((a <= b) | np.isnan(b))],
    formula="Min(a, b)",
    local=["Heaviside(b - a, 1)", "Heaviside(a - b, 0)"],
    words="the smaller input takes the whole gradient; one that is not a number never wins",
    choice="On a tie the first input takes it all, as in PyTorch.",
    gate=True,
    takes=Takes(tensors=2),
    needs="01",
)


def _open(shut: Array, y: Array) -> Array:
    return np.logical_not(shut).astype(y.dtype)


elementwise(
    "where",
    lambda condition, a, b, /: np.where(condition, a, b),
    [None, lambda y, condition, a, b: condition.astype(y.dtype), lambda y, condition, a, b: _open(condition, y)],
    formula="Piecewise((a, condition), (b, True))",
    local=["", "Piecewise((1, condition), (0, True))", "Piecewise((0, condition), (1, True))"],
    vjps=[
        None,
        lambda g, y, condition, a, b: np.where(condition, g, 0.0),
        lambda g, y, condition, a, b: np.where(condition, 0.0, g),
    ],
    symbol="where",
    zero={
        "a": Shut(lambda condition, a, b: condition == 0, "was not taken", SWITCHED),
        "b": Shut(lambda condition, a, b: condition != 0, "was not taken", SWITCHED),
    },
    words="a switch: each entry's gradient goes to the side that was taken",
    names="torch.where numpy.where",
    needs="- 0",
)


def _masked_fill(input: Array, mask: Array, value: Array, /) -> Array:
    require_fit(value, input.dtype)
    return np.where(boolean_mask(mask), value, input)


elementwise(
    "masked_fill",
    _masked_fill,
    [
        lambda y, input, mask, value: _open(mask, y),
        None,
        lambda y, input, mask, value: mask.astype(y.dtype),
    ],
    formula="Piecewise((value, mask), (input, True))",
    local=["Piecewise((0, mask), (1, True))", "", "Piecewise((1, mask), (0, True))"],
    vjps=[
        lambda g, y, input, mask, value: np.where(mask, 0.0, g),
        None,
        lambda g, y, input, mask, value: np.where(mask, g, 0.0),
    ],
    words="what was filled over receives nothing; the filling collects its gradient",
    names="torch.masked_fill Tensor.masked_fill",
    # What is filled keeps its own type.
    promotes=False,
    takes=Takes(keeps_type=True),
    in_place="methods",
    needs="1 - 1",
)


def _nan_to_num(x: Array, /, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None) -> Array:
    return np.nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf)


def _replaced_text(x: Array, *, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None) -> str:
    """Infinities appear where there are some, or where what replaces them was given."""
    if posinf is None and neginf is None and not np.isinf(x).any():
        return "Piecewise((x, isfinite(x)), (nan, True))"
    largest = float(np.finfo(x.dtype).max if x.dtype.kind == "f" else np.iinfo(np.int64).max)
    above, below = (
        name if value is not None else sign + repr(largest)
        for name, value, sign in (("posinf", posinf, ""), ("neginf", neginf, "-"))
    )
    return f"Piecewise((x, isfinite(x)), (nan, isnan(x)), ({above}, x > 0), ({below}, True))"


unary(
    "nan_to_num",
    _nan_to_num,
    lambda y, x, nan=0.0, posinf=None, neginf=None: np.isfinite(x),
    gate=True,
    formula=_replaced_text,
    local="Piecewise((1, isfinite(x)), (0, True))",
    cost=3,
    words="numbers pass; what was not a number is replaced, and receives nothing",
    in_place="functions",
)
