"""Formulas with numbers: a scalar step in full, one entry of an array step written out."""

from __future__ import annotations

import numpy as np

from engine.derivative import LocalValue, entry_terms
from engine.explanation import Formula
from engine.graph import Node
from engine.notation import ATOM, NEGATE, Term, number_term, operation_terms, render
from engine.op import Array, Shape
from engine.trace import Run, Step
from engine.wording import entry_name, term

MOST_TERMS = 4


def _largest(value: Array) -> tuple[int, ...]:
    flat = np.nan_to_num(np.abs(np.asarray(value, dtype=float)), nan=np.inf).reshape(-1)
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(flat)), np.shape(value)))


def _entry_of(value: Array, index: tuple[int, ...], shape: Shape) -> float:
    return float(np.broadcast_to(np.asarray(value, dtype=float), shape)[index])


def forward_entry(run: Run, node: Node, inputs: list[Node]) -> Formula:
    operation = node.operation
    assert operation is not None
    index = _largest(node.value)
    values = [number_term(_entry_of(x.value, index, node.shape)).marked("value") for x in inputs]
    written = operation.written([x.value for x in inputs], node.attributes)
    made = render(written.formula, operation_terms(operation, values, node.attributes, written.numbers))
    result = number_term(float(node.value[index])).marked("value")
    left = entry_name(term(run, node), index)
    return Formula(f"{left.tex} = {made.tex} = {result.tex}", f"{left.text} = {made.text} = {result.text}")


def product_entry(run: Run, node: Node, inputs: list[Node]) -> Formula | None:
    a, b = (np.asarray(x.value, dtype=float) for x in inputs)
    index = _largest(node.value)
    row = a[index[0]] if a.ndim == 2 else a
    column = b[:, index[-1]] if b.ndim == 2 else b
    if row.ndim != 1 or column.ndim != 1:
        return None
    terms = list(zip(row.tolist(), column.tolist(), strict=True))
    return _sum_entry(entry_name(term(run, node), index), terms, float(node.value[index]), "value", "value")


def _sum_entry(left: Term, terms: list[tuple[float, float]], total: float, first: str, second: str) -> Formula:
    shown = terms if len(terms) <= MOST_TERMS + 1 else terms[:MOST_TERMS]
    texts: list[str] = []
    texs: list[str] = []
    for a, b in shown:
        one, two = (number_term(a).marked(first), number_term(b).marked(second))
        if texts and one.binding == NEGATE:
            one = one.within(ATOM)
        if second == "local" and all(factor == 1 for _, factor in terms):
            texts.append(one.text)
            texs.append(one.tex)
            continue
        two = two.within(ATOM) if two.binding == NEGATE else two
        texts.append(f"{one.text} · {two.text}")
        texs.append(rf"{one.tex} \cdot {two.tex}")
    if len(shown) < len(terms):
        texts.append(f"… ({len(terms)} terms)")
        texs.append(rf"\cdots\;(\text{{{len(terms)} terms}})")
    result = number_term(total).marked(first)
    body, body_tex = " + ".join(texts), " + ".join(texs)
    if texts == [result.text]:
        return Formula(f"{left.tex} = {result.tex}", f"{left.text} = {result.text}")
    return Formula(f"{left.tex} = {body_tex} = {result.tex}", f"{left.text} = {body} = {result.text}")


def contribution_entry(run: Run, step: Step, node: Node, slot: int, downstream: Term) -> Formula | None:
    index = _largest(step.contribution)
    terms = entry_terms(run, node, slot, step.upstream, index)
    if not terms:
        return None
    total = float(np.asarray(step.contribution)[index])
    left = entry_name(downstream, index)
    return _sum_entry(left, terms, total, "gradient", "local")


def equation(left: Term, right: Term, sign: str = "=") -> Formula:
    tex_sign = {"=": "=", "+=": r"\mathrel{+}="}[sign]
    return Formula(f"{left.tex} {tex_sign} {right.tex}", f"{left.text} {sign} {right.text}")


def scalar_numbers(step: Step, found: LocalValue) -> Formula:
    upstream = number_term(float(step.upstream)).marked("gradient")
    result = number_term(float(step.contribution)).marked("gradient")
    if found.value is None:
        return Formula(f"{upstream.tex} \\to {result.tex}", f"{upstream.text} → {result.text}")
    factor = number_term(float(found.value)).marked("local")
    factor = factor.within(ATOM) if factor.binding == NEGATE else factor
    return Formula(
        rf"{upstream.tex} \cdot {factor.tex} = {result.tex}", f"{upstream.text} · {factor.text} = {result.text}"
    )
