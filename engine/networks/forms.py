"""What the formula of an operation says of it: a sum, a product, a product of matrices to which something is added."""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.recording import Graph, Node

_MATRICES = re.compile(r"(?:(\w+) \+ )?\(?(\w+) @ (\w+)(\.T)?\)?(?: \+ (\w+))?")


class Matrices(NamedTuple):
    """The inputs, by their slots, that are the factors, and what is added; whether the second factor is turned."""

    first: int
    second: int
    added: int | None
    turned: bool


def formula(graph: Graph, node: Node) -> str:
    """That of this application, over the names of the inputs; empty for a leaf."""
    operation = node.operation
    if operation is None:
        return ""
    if isinstance(operation.formula, str):
        return operation.formula
    return operation.formula(*(graph.nodes[each].value for each in node.inputs), **node.attributes)


def is_sum(node: Node) -> bool:
    return node.operation is not None and node.operation.formula == "a + b"


def is_product(node: Node) -> bool:
    return node.operation is not None and node.operation.formula == "a * b"


def is_linear(node: Node) -> bool:
    return node.operation is not None and node.operation.family == "linalg" and not node.operation.variadic


def matrices(graph: Graph, node: Node) -> Matrices | None:
    """a @ b, with a bias or without; None of any other operation."""
    if node.operation is None or not is_linear(node):
        return None
    found = _MATRICES.fullmatch(formula(graph, node))
    if found is None:
        return None
    slots = {name: slot for slot, name in enumerate(node.operation.inputs)}
    before, first, second, turned, behind = found.groups()
    if not {first, second, before or first, behind or first} <= slots.keys() or (before and behind):
        return None
    added = before or behind
    return Matrices(slots[first], slots[second], slots[added] if added else None, bool(turned))


def is_quotient(graph: Graph, node: Node) -> bool:
    """Something over something, or a power such as x⁻¹."""
    text = formula(graph, node)
    return "/" in text or "**" in text


def is_exponential(node: Node) -> bool:
    return node.operation is not None and node.operation.formula == "exp(x)"


def is_choice(graph: Graph, node: Node) -> bool:
    """Of several values by their size, as where(), maximum() and clamp() are."""
    return any(name in formula(graph, node) for name in ("Piecewise(", "Max(", "Min("))
