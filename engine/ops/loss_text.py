"""How losses are written: what one entry costs, reduced as asked for, and its slope."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.operation import Array, Text, broadcast, number, size


def _is_sum(text: str) -> bool:
    tree = ast.parse(text, mode="eval").body
    return isinstance(tree, ast.BinOp) and isinstance(tree.op, (ast.Add, ast.Sub))


def factor(text: str) -> str:
    """An expression as a factor of a product: in brackets where it is a sum or has a sign."""
    return f"({text})" if _is_sum(text) or text.startswith("-") else text


def signed(text: str) -> tuple[str, str]:
    """The sign of a product and the product without it."""
    return ("-", text[1:]) if text.startswith("-") and not _is_sum(text) else ("", text)


def reduced_text(each: str, reduction: str) -> str:
    """The text of `engine.ops.loss.reduced`; a sign goes before the reduction."""
    if reduction == "none":
        return each
    sign, inner = signed(each)
    return f"{sign}{reduction}({inner})"


def weighted_text(each: str, weight: Any) -> str:
    """Times the weights, where they were given; a sign goes first."""
    if weight is None:
        return each
    sign, inner = signed(each)
    return f"{sign}weight * {factor(inner)}"


def times_upstream(slope: str, g: str = "g") -> str:
    """g · slope; a sign goes first."""
    sign, inner = signed(slope)
    return f"{sign}{g}" if inner == "1" else f"{sign}{g} * {factor(inner)}"


def divided(slope: str, mean: bool) -> str:
    """slope / n where n numbers are averaged."""
    sign, inner = signed(slope)
    return f"{sign}{factor(inner)} / n" if mean else slope


def entries_of(*inputs: Array) -> int:
    return size(broadcast(*(tuple(x.shape) for x in inputs)))


def summed_copies(text: str, slot: int, inputs: Sequence[Array]) -> str:
    """A gradient, added up along the axes along which its input was copied to the shape of the others."""
    own, out = tuple(inputs[slot].shape), broadcast(*(tuple(x.shape) for x in inputs))
    new = len(out) - len(own)
    copied = tuple(axis for axis in range(len(out)) if axis >= new and own[axis - new] == 1 != out[axis])
    if copied:
        text = f"sum({text}, dim={copied[0] if len(copied) == 1 else copied}, keepdim=True)"
    return f"sum({text}, dim={tuple(range(new)) if new > 1 else 0})" if new and own else f"sum({text})" if new else text


ENTRIES = {"n": number("how many entries are averaged", lambda *inputs, **_: entries_of(*inputs))}


def _divisor(input: Array, target: Array, weight: Array | None = None, **attributes: Any) -> float:
    return entries_of(input, target) if weight is None else float(np.sum(weight))


WEIGHTS = {"n": number("how many entries are averaged, or the sum of their weights", _divisor)}


def loss_texts(formula: Text, slopes: list[Text], over_weights: bool = False) -> tuple[Text, list[Text], list[Text]]:
    """(formula, local, downstream) of a loss of which `formula` and `slopes` say one entry, before the reduction.

    With `over_weights` a mean divides by the sum of the third input, where that is given.
    """

    def by_weights(inputs: Sequence[Array], reduction: str) -> bool:
        return over_weights and reduction == "mean" and len(inputs) > 2

    def said(text: Text, *inputs: Array, **attributes: Any) -> str:
        return text if isinstance(text, str) else text(*inputs, **attributes)

    def whole(*inputs: Array, reduction: str = "mean", **attributes: Any) -> str:
        each = said(formula, *inputs, **attributes)
        return (
            divided(reduced_text(each, "sum"), True) if by_weights(inputs, reduction) else reduced_text(each, reduction)
        )

    def local(slot: int) -> Text:
        def text(*inputs: Array, reduction: str = "mean", **attributes: Any) -> str:
            found = said(slopes[slot], *inputs, **attributes) if slot < len(inputs) else ""
            weighed = by_weights(inputs, reduction)
            if weighed and slot == 2:
                found = f"{found} - y"
            return divided(found, weighed or (reduction == "mean" and entries_of(*inputs) > 1)) if found else ""

        return text

    def downstream(slot: int) -> Text:
        def text(*inputs: Array, **attributes: Any) -> str:
            found = said(local(slot), *inputs, **attributes)
            return summed_copies(times_upstream(found), slot, inputs) if found else ""

        return text

    return whole, [local(slot) for slot in range(len(slopes))], [downstream(slot) for slot in range(len(slopes))]
