"""Questions with true or false as the answer: no gradient passes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.operation import Op, Rule, Takes, Text, broadcast, everywhere, in_torch, register

# Signs that are written between the two, and have no name of their own in a sentence.
WRITTEN_BETWEEN: Mapping[str, Any] = {"infix": True, "said": "the comparison"}


def compare(name: str, forward: Rule, symbol: str, formula: Text, names: str | None = None, **fields: Any) -> Op:
    return register(
        name,
        forward,
        family="comparison",
        vjps=[None, None],
        jvps=[None, None],
        shape=lambda *shapes, **attributes: broadcast(*shapes),
        symbol=symbol,
        formula=formula,
        words=f"{symbol} answers true or false: no gradient passes it",
        saves="nothing",
        names=everywhere(name) if names is None else names,
        **fields,
    )


compare(
    "lt",
    lambda a, b, /: a < b,
    "<",
    "a < b",
    in_torch("lt", "torch.less Tensor.less numpy.less"),
    takes=Takes(tensors=1),
    in_place="methods",
    **WRITTEN_BETWEEN,
)
compare(
    "le",
    lambda a, b, /: a <= b,
    "≤",
    "a <= b",
    in_torch("le", "torch.less_equal Tensor.less_equal numpy.less_equal"),
    takes=Takes(tensors=1),
    in_place="methods",
    **WRITTEN_BETWEEN,
)
compare(
    "gt",
    lambda a, b, /: a > b,
    ">",
    "a > b",
    in_torch("gt", "torch.greater Tensor.greater numpy.greater"),
    takes=Takes(tensors=1),
    in_place="methods",
    **WRITTEN_BETWEEN,
)
compare(
    "ge",
    lambda a, b, /: a >= b,
    "≥",
    "a >= b",
    in_torch("ge", "torch.greater_equal Tensor.greater_equal numpy.greater_equal"),
    takes=Takes(tensors=1),
    in_place="methods",
    **WRITTEN_BETWEEN,
)
compare(
    "eq",
    lambda a, b, /: a == b,
    "=",
    "Eq(a, b)",
    in_torch("eq", "numpy.equal"),
    takes=Takes(tensors=1),
    in_place="methods",
    **WRITTEN_BETWEEN,
)
compare(
    "ne",
    lambda a, b, /: a != b,
    "≠",
    "Ne(a, b)",
    in_torch("ne", "torch.not_equal Tensor.not_equal numpy.not_equal"),
    takes=Takes(tensors=1),
    in_place="methods",
    **WRITTEN_BETWEEN,
)
compare(
    "isclose",
    lambda a, b, /, rtol=1e-5, atol=1e-8, equal_nan=False: np.isclose(a, b, rtol, atol, equal_nan),
    "≈",
    lambda a, b, *, equal_nan=False, **_: (
        "Or(Abs(a - b) <= atol + rtol * Abs(b), And(isnan(a), isnan(b)))"
        if equal_nan
        else "Abs(a - b) <= atol + rtol * Abs(b)"
    ),
    takes=Takes(one_type=True, tensors=2),
)
compare(
    "logical_and", lambda a, b, /: np.logical_and(a, b), "and", "And(a, b)", takes=Takes(tensors=2), in_place="methods"
)
compare("logical_or", lambda a, b, /: np.logical_or(a, b), "or", "Or(a, b)", takes=Takes(tensors=2), in_place="methods")
compare(
    "logical_xor", lambda a, b, /: np.logical_xor(a, b), "xor", "Xor(a, b)", takes=Takes(tensors=2), in_place="methods"
)
compare("logical_not", lambda x, /: np.logical_not(x), "not", "Not(x)", in_place="methods")
compare("isnan", lambda x, /: np.isnan(x), "isnan", "isnan(x)", everywhere("isnan", "math.isnan"))
compare("isinf", lambda x, /: np.isinf(x), "isinf", "isinf(x)", everywhere("isinf", "math.isinf"))
compare("isposinf", lambda x, /: x == np.inf, "isposinf", "Eq(x, oo)")
compare("isneginf", lambda x, /: x == -np.inf, "isneginf", "Eq(x, -oo)")
compare("isfinite", lambda x, /: np.isfinite(x), "isfinite", "isfinite(x)", everywhere("isfinite", "math.isfinite"))
compare("signbit", lambda x, /: np.signbit(x), "signbit", "signbit(x)")
