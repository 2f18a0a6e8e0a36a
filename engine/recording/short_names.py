"""What a node without a name is called where its label says no more than its operation and its line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import compress
from typing import Any

from engine.notation import Term, brief_term, counted_term, name_term
from engine.operation import Op, Shape
from engine.recording.graph import Span
from engine.recording.labels import UNNAMED

# Longer ones say less than a place in the program.
LONGEST = 32
# In the place of an input that has no name, or too long a one.
LEFT_OUT = Term("…", r"\ldots")
# A call whose result is a leaf, as the program writes it: ones(2, 3).
CALL = re.compile(r"(?:(?:torch|F|np|nn)\.)?(\w+\([\w .,()[\]=+*/-]*\))", re.ASCII)


def short_names(
    labels: Sequence[str],
    ops: Sequence[Op | None],
    inputs: Sequence[tuple[int, ...]],
    attributes: Sequence[Mapping[str, Any]],
    shapes: Sequence[Shape],
    spans: Sequence[Span | None],
    source: str,
) -> list[str | None]:
    """By node, for those that their label places in a line: its formula over what its inputs are called, as far as
    they have names: (1 − Y) ⊙ log(1 − A2), Y ⊙ log(A2) + …; of a leaf the call that makes it. None where the label is
    all there is to say. No two nodes are called the same: of several the second is (a · b).2.
    """
    unnamed = [UNNAMED.fullmatch(label) is not None for label in labels]
    short: list[str | None] = [None] * len(labels)
    if not any(unnamed):
        return short
    lines = source.split("\n")
    counts = Counter(labels)
    # Those of nodes without a name.
    found: dict[int, Term] = {}
    for index in compress(range(len(labels)), unnamed):
        op = ops[index]
        if op is None:
            term = _written(spans[index], lines)
        else:
            own = [None if unnamed[i] else name_term(labels[i], shapes[i]) for i in inputs[index]]
            whole = [found.get(i) if each is None else each for i, each in zip(inputs[index], own, strict=True)]
            term = formula_over(op, whole, attributes[index])
            if term is None and whole != own:
                term = formula_over(op, own, attributes[index])
        if term is None:
            continue
        counts[term.text] += 1
        if counts[term.text] > 1:
            term = counted_term(term, counts[term.text])
        found[index] = replace(term, shape=shapes[index])
        short[index] = term.text
    return short


def formula_over(op: Op, inputs: Sequence[Term | None], attributes: Mapping[str, Any]) -> Term | None:
    """The formula of a result, with dots for inputs without a name; None where it is long, or dots around a sign."""
    if op.infix and not any(inputs):
        return None
    if sum(len(each.text) for each in inputs if each is not None) > LONGEST:
        return None
    term = brief_term(op, [LEFT_OUT if each is None else each for each in inputs], attributes)
    return term if len(term.text) <= LONGEST else None


def _written(span: Span | None, lines: Sequence[str]) -> Term | None:
    """The call of a span that lies on one line."""
    if span is None or span.line != span.end_line or span.line > len(lines):
        return None
    call = CALL.fullmatch(lines[span.line - 1][span.column - 1 : span.end_column - 1])
    return name_term(call[1]) if call and len(call[1]) <= LONGEST else None
