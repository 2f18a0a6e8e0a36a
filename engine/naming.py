"""What a node is called on the screen: the variable bound to it, or the formula that made it while that is short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from engine.notation import number_text, plain_text
from engine.op import Array, Op

LONGEST = 16


def labels(
    names: Sequence[tuple[str, ...]],
    ops: Sequence[Op | None],
    inputs: Sequence[tuple[int, ...]],
    attributes: Sequence[Mapping[str, Any]],
    values: Sequence[Array],
) -> list[str]:
    """One label a node. A name bound again counts: h, h.2, h.3, which no program can spell."""
    counts: Counter[str] = Counter()
    out: list[str] = []
    symbols: set[int] = set()
    for index, op in enumerate(ops):
        if names[index]:
            name = names[index][0]
            counts[name] += 1
            out.append(name if counts[name] == 1 else f"{name}.{counts[name]}")
        elif op is None:
            value = values[index]
            out.append(number_text(value.item()) if value.ndim == 0 else "constant")
        else:
            text = None
            if symbols.isdisjoint(inputs[index]):
                text = _formula(op, [out[i] for i in inputs[index]], attributes[index])
            if text is None:
                symbols.add(index)
            out.append(op.symbol if text is None else text)
    return out


def _formula(op: Op, parts: list[str], attributes: Mapping[str, Any]) -> str | None:
    """The formula over the labels of the inputs; None when it is too long, which the labels alone may show."""
    if sum(map(len, parts)) > LONGEST:
        return None
    text = plain_text(op, parts, attributes)
    return text if len(text) <= LONGEST else None
