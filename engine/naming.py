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
            text = plain_text(op, [out[i] for i in inputs[index]], attributes[index])
            if len(text) > LONGEST or not symbols.isdisjoint(inputs[index]):
                symbols.add(index)
                text = op.symbol
            out.append(text)
    return out
