"""Formulas with numbers: a scalar step in full, one entry of an array step written out.

A reader may work out what is printed and finds the number beside it: as many digits are shown as that takes, and =
stands only where the numbers as printed are equal, ≈ otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce

import numpy as np

from engine.explain.derivative import LocalValue, entry_terms
from engine.explain.explanation import Formula, formula_of
from engine.explain.wording import entry_name, term
from engine.notation import (
    ADD,
    ALL_DIGITS,
    ATOM,
    COMPARE,
    DIGITS,
    LOOSE,
    Term,
    composed,
    number_term,
    number_text,
    operation_terms,
    plus,
    render,
    times,
    worth,
)
from engine.operation import Array, Shape
from engine.recording import ContributeStep, Node, Run

MOST_TERMS = 4
SIGN_TEX = {
    "=": "=",
    "≈": r"\approx",
    "+=": r"\mathrel{+}=",
    "+≈": r"\mathrel{+}\approx",
    ":=": r"\mathrel{:=}",
    "→": r"\to",
    "←": r"\leftarrow",
}

# A formula with its numbers at so many digits.
Body = Callable[[int], Term]


def related(left: Term, sign: str, right: Term) -> Term:
    left, right = (each.within(ADD) if each.binding == COMPARE else each for each in (left, right))
    return composed(f"{left.text} {sign} {right.text}", left, f" {SIGN_TEX[sign]} ", right, binding=LOOSE)


def equation(left: Term, right: Term, sign: str = "=") -> Formula:
    """`sign` is = or +=; where a number on the right is rounded, ≈ stands in place of its =."""
    return formula_of(related(left, sign if right.exact else sign.replace("=", "≈"), right))


def settled(body: Body, result: float) -> tuple[Term, str] | None:
    """The body with the digits that it takes to come to the result as printed, and the sign between the two.

    None where the formula cannot be worked out, or where all that is left of it is rounding.
    """
    shown = number_term(result)
    for digits in range(DIGITS, ALL_DIGITS + 1):
        found = body(digits)
        if found.worth is None:
            return None
        if worth.same(found.worth, shown.worth):
            return found, "="
        if number_text(worth.number(found.worth)) == shown.text:
            return found, "≈"
    return None


def _largest(value: Array) -> tuple[int, ...]:
    flat = np.nan_to_num(np.abs(np.asarray(value, dtype=float)), nan=np.inf).reshape(-1)
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(flat)), np.shape(value)))


def _entry_of(value: Array, index: tuple[int, ...], shape: Shape) -> float:
    return np.broadcast_to(np.asarray(value), shape)[index].item()  # type: ignore[no-any-return]


def _applied(node: Node, inputs: list[Node], values: Sequence[float]) -> Body:
    """The operation's formula over single numbers."""
    operation = node.operation
    assert operation is not None
    written = operation.written([x.value for x in inputs], node.attributes, ())

    def body(digits: int) -> Term:
        terms = [number_term(value, digits).marked("value") for value in values]
        named = operation_terms(operation, terms, node.attributes, written.numbers, digits)
        made = render(written.formula, named, digits)
        # TeX has a brace before cases; as text, they would run into the sign behind them.
        return made if made.binding > LOOSE else replace(made, text=f"({made.text})")

    return body


def forward_numbers(node: Node, inputs: list[Node]) -> Formula | None:
    """result = formula, of single numbers."""
    values = [x.value.item() for x in inputs]
    found = settled(_applied(node, inputs, values), node.value.item())
    if found is None:
        return None
    body, sign = found
    return formula_of(related(number_term(node.value.item()).marked("value"), sign, body))


def forward_entry(run: Run, node: Node, inputs: list[Node], index: tuple[int, ...] | None = None) -> Formula | None:
    """An entry of an elementwise result, the largest where none is asked for."""
    index = _largest(node.value) if index is None else index
    values = [_entry_of(x.value, index, node.shape) for x in inputs]
    left, body = entry_name(term(run, node), index), _applied(node, inputs, values)
    return _entry(left, body, node.value[index].item(), "value")


def product_entry(run: Run, node: Node, inputs: list[Node]) -> Formula | None:
    a, b = (np.asarray(x.value) for x in inputs)
    index = _largest(node.value)
    row = a[index[0]] if a.ndim == 2 else a
    column = b[:, index[-1]] if b.ndim == 2 else b
    if row.ndim != 1 or column.ndim != 1:
        return None
    terms = list(zip(row.tolist(), column.tolist(), strict=True))
    left = entry_name(term(run, node), index)
    return _entry(left, _sum(terms, "value", "value"), node.value[index].item(), "value")


def entry_sum(
    run: Run, node: Node, index: tuple[int, ...], terms: Sequence[tuple[float, float | None]]
) -> Formula | None:
    """An entry of a result that is a sum of products, or of numbers alone, of entries of its inputs."""
    left = entry_name(term(run, node), index)
    return _entry(left, _sum(terms, "value", "value"), node.value[index].item(), "value")


def _entry(left: Term, body: Body, result: float, role: str, sign: str = "=") -> Formula | None:
    """left = formula = result; once where the formula is the result."""
    found = settled(body, result)
    if found is None:
        return None
    formula, equal = found
    shown = number_term(result).marked(role)
    if formula.text == shown.text:
        return equation(left, shown, sign)
    chain = related(left, sign if formula.exact else sign.replace("=", "≈"), formula)
    return formula_of(related(chain, equal, shown))


def _sum(terms: Sequence[tuple[float, float | None]], first: str, second: str) -> Body:
    """a₁ · b₁ + a₂ · b₂ + …, without b where that is None; of many the first few, and how much the others come to."""
    shown = terms if len(terms) <= MOST_TERMS + 1 else terms[:MOST_TERMS]
    others = terms[len(shown) :]

    def body(digits: int) -> Term:
        summands: list[Term] = []
        for a, b in shown:
            one = number_term(a, digits).marked(first)
            one = one.after_sign(ATOM) if summands else one
            summands.append(one if b is None else times(one, number_term(b, digits).marked(second)))
        if others:
            total = float(sum(a if b is None else a * b for a, b in others))
            summands.append(_rest(total, len(others), digits, first))
        return reduce(plus, summands) if summands else number_term(0.0)

    return body


def _rest(total: float, count: int, digits: int, role: str) -> Term:
    value = number_term(total, digits).marked(role).after_sign(ATOM)
    words = f"{count} more terms"
    return composed(f"{value.text} ({words})", r"\underbrace{", value, rf"}}_{{\text{{{words}}}}}", worth=value.worth)


def contribution_entry(run: Run, step: ContributeStep, node: Node, slot: int, downstream: Term) -> Formula | None:
    index = _largest(step.contribution)
    terms = entry_terms(run, node, slot, step.upstream, index)
    return contribution_sum(step, downstream, index, terms) if terms else None


def contribution_sum(
    step: ContributeStep, downstream: Term, index: tuple[int, ...], terms: Sequence[tuple[float, float]]
) -> Formula | None:
    """An entry of a contribution as the sum of upstream · local."""
    sign = "=" if step.expected == 1 and step.earlier is None else "+="
    alone = all(local == 1 for _, local in terms)
    body = _sum([(upstream, None if alone else local) for upstream, local in terms], "gradient", "local")
    return _entry(entry_name(downstream, index), body, np.asarray(step.contribution)[index].item(), "gradient", sign)


def scalar_numbers(run: Run, step: ContributeStep, node: Node, slot: int, found: LocalValue) -> Formula:
    """upstream · local = downstream; upstream → downstream where no product says it."""
    upstream, result = float(step.upstream), float(step.contribution)
    terms = entry_terms(run, node, slot, step.upstream, ()) if found.value is None else [(upstream, float(found.value))]
    shown = number_term(result).marked("gradient")
    if terms:
        factors = terms[0]

        def body(digits: int) -> Term:
            return times(
                number_term(factors[0], digits).marked("gradient"), number_term(factors[1], digits).marked("local")
            )

        product = settled(body, result)
        if product is not None:
            return formula_of(related(product[0], product[1], shown))
    return formula_of(related(number_term(upstream).marked("gradient"), "→", shown))
