"""Symbolic differentiation: the formula of a run's derivative by one entry of a leaf, by the rules of the table.

What is made of single numbers has its formula in the record of the operation; sums, products of matrices and what
rearranges numbers are computed by their own rules, over parts of formulas in place of numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.derivatives.entries import LeafEntry, leaf_entry_name
from engine.derivatives.formulas import FUNCTIONS, Book, Part, shared, term_of, worth_at, written_out
from engine.errors import EngineError, GradientError
from engine.notation import Term
from engine.operation import OPS, Array, size
from engine.recording import Node, Run
from engine.tensors import NUMPY_ERRORS

# Numbers along the way; of more, nobody could read the formula.
MOST_NUMBERS = 2_000
# Operations of a formula that is written out; of a longer one they are counted.
MOST_WRITTEN = 60
# What rules raise that ask of a number what a part of a formula is not, such as whether it is larger than another.
REFUSED = (AttributeError, KeyError)


class Symbolic(NamedTuple):
    """`value` is what the derivative's formula comes to. `formula` is that of the result, `raw` its derivative as the
    rules give it, `simplified` with like terms together; None where they are too long to be read. Counts are
    operations: of the result and of both derivatives as they would stand on paper, at most 10¹⁵, and of the simplified
    one with equal parts worked out once.
    """

    value: float
    formula: Term | None
    raw: Term | None
    simplified: Term | None
    formula_operations: int
    raw_operations: int
    simplified_operations: int
    shared_operations: int


def symbolic(run: Run, by: LeafEntry, roots: Sequence[tuple[int, Array]]) -> Symbolic:
    """Raises GradientError where an operation on the way has no formula, or where the way is too long for one."""
    values: dict[str, float] = {}
    _, raw = _differentiated(run, by, roots, Book(simplify=False), values)
    formula, simplified = _differentiated(run, by, roots, Book(simplify=True), values)
    return Symbolic(
        worth_at(simplified, values),
        _readable(formula),
        _readable(raw),
        _readable(simplified),
        written_out(formula),
        written_out(raw),
        written_out(simplified),
        shared(simplified),
    )


def _readable(part: Part) -> Term | None:
    return term_of(part) if written_out(part) <= MOST_WRITTEN else None


def _differentiated(
    run: Run, by: LeafEntry, roots: Sequence[tuple[int, Array]], book: Book, values: dict[str, float]
) -> tuple[Part, Part]:
    """The formula of the result, and that of its derivative."""
    nodes = run.graph.nodes
    needed = {root for root, _ in roots}
    for node in reversed(nodes):
        if node.index in needed:
            needed.update(node.inputs)
    total = sum(size(nodes[index].shape) for index in needed)
    if total > MOST_NUMBERS:
        raise GradientError(f"{total:,} numbers lead to the result: too many for one formula")
    worth: dict[int, Array] = {}
    moved: dict[int, Array] = {}
    for node in (nodes[index] for index in sorted(needed)):
        if node.index == by.node or not node.inputs:
            worth[node.index] = _leaf(node, book, values)
            if node.index == by.node:
                moved[node.index] = _filled(node.shape, book.number(0))
                moved[node.index].reshape(-1)[by.entry] = book.number(1)
            continue
        operation = node.operation
        assert operation is not None
        if node.op not in OPS:
            raise GradientError(f"{node.op} is a function of the program, whose formula is not known")
        slots = [slot for slot, i in enumerate(node.inputs) if i in moved and node.requires_grad]
        try:
            applied = _by_entries if operation.elementwise else _by_rules
            worth[node.index], tangent = applied(node, [worth[i] for i in node.inputs], slots, moved, run, book)
        except (EngineError, *NUMPY_ERRORS, *REFUSED) as reason:
            if isinstance(reason, GradientError) and "parts" in str(reason):
                raise
            where = f" in line {node.span.line}" if node.span else ""
            raise GradientError(
                f"{operation.name}{where} has no formula of sums, products, powers and functions of single numbers"
            ) from None
        if tangent is not None:
            moved[node.index] = tangent
    result = [_weighed(book, weight, worth[root]) for root, weight in roots]
    change = [_weighed(book, weight, moved[root]) for root, weight in roots if root in moved]
    return _sum(book, result), _sum(book, change) if change else book.number(0)


def _weighed(book: Book, weight: Array, parts: Array) -> Part:
    weights = np.broadcast_to(np.asarray(weight, dtype=float), parts.shape).reshape(-1)
    return _sum(book, [part if w == 1 else book.number(w) * part for w, part in zip(weights, parts.flat, strict=True)])


def _sum(book: Book, parts: Sequence[Part]) -> Part:
    return parts[0] if len(parts) == 1 else book.add(*parts)


def _filled(shape: tuple[int, ...], part: Part) -> Array:
    made = np.empty(shape, dtype=object)
    made[...] = part
    return made


def _leaf(node: Node, book: Book, values: dict[str, float]) -> Array:
    """A number that no name stands for is itself; all others go by their names."""
    made = np.empty(node.shape, dtype=object)
    for entry, value in enumerate(np.asarray(node.value, dtype=float).reshape(-1)):
        if node.requires_grad or node.names:
            name = leaf_entry_name(node, entry)
            if values.setdefault(name, float(value)) != float(value):
                raise GradientError(f"{node.called} stands for several values")
            made.reshape(-1)[entry] = book.name(name)
        else:
            made.reshape(-1)[entry] = book.number(float(value))
    return made


def _by_entries(
    node: Node, inputs: list[Array], slots: list[int], moved: dict[int, Array], run: Run, book: Book
) -> tuple[Array, Array | None]:
    """By the formula of the record, entry by entry."""
    operation = node.operation
    assert operation is not None
    written = operation.written([run.graph.nodes[i].value for i in node.inputs], node.attributes, slots)
    spread = [np.broadcast_to(each, node.shape).reshape(-1) for each in inputs]
    changes = {slot: np.broadcast_to(moved[node.inputs[slot]], node.shape).reshape(-1) for slot in slots}
    given = {name: book.number(each) for name, each in written.numbers.items()}
    given |= {
        name: book.number(float(each))
        for name, each in node.attributes.items()
        if isinstance(each, (int, float)) and not isinstance(each, bool)
    }
    made, tangent = np.empty(node.shape, dtype=object), np.empty(node.shape, dtype=object)
    for entry in range(size(node.shape)):
        names = given | {name: each[entry] for name, each in zip(operation.inputs, spread, strict=False)}
        y = made.reshape(-1)[entry] = book.written(written.formula, names)
        terms = [
            book.written(written.local[slot], names | {"y": y}) * change[entry] for slot, change in changes.items()
        ]
        tangent.reshape(-1)[entry] = _sum(book, terms) if terms else book.number(0)
    return made, tangent if slots else None


def _by_rules(
    node: Node, inputs: list[Array], slots: list[int], moved: dict[int, Array], run: Run, book: Book
) -> tuple[Array, Array | None]:
    """By the rules of the operation, which do to parts what they do to numbers."""
    operation = node.operation
    assert operation is not None
    made = _parts(operation.forward(*inputs, **node.attributes), node.shape, book)
    tangent: Array | None = None
    for slot in slots:
        rule = operation.jvp(slot)
        if rule is None:
            continue
        change = _parts(rule(moved[node.inputs[slot]], made, *inputs, **node.attributes), node.shape, book)
        tangent = change if tangent is None else tangent + change
    return made, None if tangent is None else _parts(tangent, node.shape, book)


def _parts(found: object, shape: tuple[int, ...], book: Book) -> Array:
    made = np.empty(shape, dtype=object)
    given = np.broadcast_to(np.asarray(found, dtype=object), shape)
    for place in np.ndindex(shape):
        made[place] = book.part(given[place])
    return made


def _method(name: str) -> None:
    setattr(Part, name, lambda part: part.book.call(name, part))


# numpy's functions ask the parts of an array of objects for a method of their name.
for _name in FUNCTIONS:
    if _name in ("exp", "log", "sqrt", "sin", "cos", "tanh"):
        _method(_name)
