"""What a node is called on the screen: the variable bound to it, or the formula that made it while that is short."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from engine.notation import number_text, plain_text
from engine.op import Array, Op

LONGEST = 16

# Characters that show nothing, or change how others show: they are written as a program would escape them.
HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# Inside an emoji the joiner is part of the picture.
JOINER = "\u200d"
EMOJI = re.compile("[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]")
# Letters that are written from right to left.
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
ISOLATE, END_ISOLATE = "\u2068", "\u2069"


def visible(text: str) -> str:
    """The text with an escape such as \\u202e in place of each character that shows nothing."""
    if text.isprintable():
        return text
    joined = {index for index in range(1, len(text)) if text[index] == JOINER and EMOJI.match(text[index - 1])}
    return "".join(
        spelled_out(letter) if unicodedata.category(letter) in HIDDEN and index not in joined else letter
        for index, letter in enumerate(text)
    )


def spelled_out(letter: str) -> str:
    """The escape by which a program would write the character: \\x09, \\u202e."""
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def isolated(text: str) -> str:
    """The text so that it does not change the order of what stands beside it in a sentence."""
    return f"{ISOLATE}{text}{END_ISOLATE}" if RIGHT_TO_LEFT.search(text) else text


def labels(
    names: Sequence[tuple[str, ...]],
    ops: Sequence[Op | None],
    inputs: Sequence[tuple[int, ...]],
    attributes: Sequence[Mapping[str, Any]],
    values: Sequence[Array],
) -> list[str]:
    """One label a node. A name bound again counts: h, h.2, h.3, which no program can spell. Blanks name nothing."""
    counts: Counter[str] = Counter()
    out: list[str] = []
    symbols: set[int] = set()
    for index, op in enumerate(ops):
        name = next((visible(name) for name in names[index] if name.strip()), None)
        if name is not None:
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
