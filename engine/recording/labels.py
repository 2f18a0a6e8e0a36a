"""What a node is called on the screen: the variable bound to it, or the formula that made it while that is short."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from engine.notation import number_text, plain_text
from engine.operation import Op, Shape

LONGEST = 16
# What a node is called that has neither name nor short formula.
UNNAMED = re.compile(r"\w+(\.\d+)? (in line |#)\d+")

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
    numbers: Sequence[float | None],
    shapes: Sequence[Shape],
    lines: Sequence[int | None],
) -> list[str]:
    """One label a node, and no two nodes with the same; `numbers` has those of the leaves that are plain numbers, and
    `lines` the lines of the program that the nodes come from.

    A name bound again counts: h, h.2, h.3, which no program can spell. What has no name is called by the formula that
    made it, or, where that is long or taken, by its operation and line: mul in line 7, mul.2 in line 7. A plain number
    is called by what it is, and one bound to a name by that, however often it is used. Blanks name nothing.
    """
    out = _named(names, numbers)
    taken = {label for label in out if label is not None}
    placed: set[int] = set()
    # A line of a long loop makes thousands: each goes on counting where the one before stopped.
    counters: dict[tuple[str, str], Iterator[str]] = {}
    for index, op in enumerate(ops):
        if out[index] is not None:
            continue
        number = numbers[index]
        if number is not None:
            out[index] = number_text(number)
            continue
        text = None
        if op is not None and placed.isdisjoint(inputs[index]):
            of = inputs[index]
            text = _formula(op, [out[i] or "" for i in of], attributes[index], [shapes[i] for i in of])
        if text is None or text in taken:
            placed.add(index)
            word = "tensor" if op is None else op.name
            place = f"#{index}" if lines[index] is None else f"in line {lines[index]}"
            counted = counters.setdefault((word, place), _counted(word, place))
            text = next(text for text in counted if text not in taken)
        taken.add(text)
        out[index] = text
    return [label or "" for label in out]


def _counted(word: str, place: str) -> Iterator[str]:
    """mul in line 7, mul.2 in line 7 and so on."""
    yield f"{word} {place}"
    yield from (f"{word}.{number} {place}" for number in count(2))


def _named(names: Sequence[tuple[str, ...]], numbers: Sequence[float | None]) -> list[str | None]:
    """The labels of the nodes that have names."""
    counts: Counter[str] = Counter()
    shared: dict[tuple[str, float], str] = {}
    taken: set[str] = set()
    out: list[str | None] = []
    for own, number in zip(names, numbers, strict=True):
        name = next((visible(name) for name in own if name.strip()), None)
        label = None if name is None or number is None else shared.get((name, number))
        if name is not None and label is None:
            label = name
            while label in taken or not counts[name]:
                counts[name] += 1
                label = name if counts[name] == 1 else f"{name}.{counts[name]}"
            taken.add(label)
            if number is not None:
                shared[name, number] = label
        out.append(label)
    return out


def _formula(op: Op, parts: list[str], attributes: Mapping[str, Any], shapes: list[Shape]) -> str | None:
    """The formula over the labels of the inputs; None when it is too long, which the labels alone may show."""
    if sum(map(len, parts)) > LONGEST:
        return None
    text = plain_text(op, parts, attributes, shapes)
    return text if len(text) <= LONGEST else None
