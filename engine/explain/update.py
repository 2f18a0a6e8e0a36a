"""An update in words and formulas: w ← w − η · ∂w, with the numbers of the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from engine.explain.entry_formula import related, settled
from engine.explain.explanation import Equation, Explanation, Formula, formula_of
from engine.explain.wording import entry_name, name_of, prose
from engine.notation import DIGITS, Term, name_tex, number_term, render
from engine.operation import Array
from engine.recording import Node, Run, UpdateStep, isolated
from engine.tensors import Update, UpdateLine

# What the names of a rule are written as: text and TeX.
SYMBOLS = {
    "lr": ("η", r"\eta"),
    "momentum": ("μ", r"\mu"),
    "dampening": ("τ", r"\tau"),
    "weight_decay": ("λ", r"\lambda"),
    "beta1": ("β₁", r"\beta_1"),
    "beta2": ("β₂", r"\beta_2"),
    "eps": ("ε", r"\epsilon"),
    "v_max": ("vₘₐₓ", r"v_{\max}"),
    "m_hat": ("m̂", r"\hat{m}"),
    "rho": ("ρ", r"\rho"),
    "alpha": ("α", r"\alpha"),
    "lr_decay": ("κ", r"\kappa"),
    "momentum_decay": ("ψ", r"\psi"),
    "longer": ("η₊", r"\eta_{+}"),
    "shorter": ("η₋", r"\eta_{-}"),
    "least": ("dₘᵢₙ", r"d_{\min}"),
    "most": ("dₘₐₓ", r"d_{\max}"),
    "mu": ("μ", r"\mu"),
    "mu_next": ("μ₊", r"\mu_{+}"),
    "mu_product": ("Πμ", r"\Pi\mu"),
    "now": ("g₀", r"g_0"),
    "ahead": ("g₊", r"g_{+}"),
    "v_hat": ("v̂", r"\hat{v}"),
}
GRADIENTS = ("grad", "g")
NO_FLOW = "No gradient flows through an update."


def explain_update(run: Run, step: UpdateStep, node: Node) -> Explanation:
    assert node.previous is not None
    before = run.graph.nodes[node.previous]
    name = isolated(name_of(node)) if node.names else prose(before)
    title = f"{name} is updated"
    if step.update is None:
        # What was computed stays in the graph, and what starts it has nothing before it.
        flow = "Gradients pass as if it had not been changed." if node.inputs else NO_FLOW
        sentence = (
            f"{name} is changed in place, outside the graph: from now on the program reads the new values. {flow}"
        )
        return Explanation(step.index, title, sentence, numbers=_change(before, node))
    update = step.update
    index = _most_changed(before.value, node.value)
    equations = [_equation(node, update, line, index) for line in update.lines]
    last = equations[-1]
    scalar = not node.shape
    return Explanation(
        step.index,
        title,
        f"{_sentence(name, update)} {NO_FLOW}",
        formula=last.formula,
        numbers=last.numbers if scalar else None,
        entry=None if scalar else last.numbers,
        equations=tuple(equations) if len(equations) > 1 else (),
    )


def _change(before: Node, node: Node) -> Formula | None:
    if node.shape or before.shape:
        return None
    old, new = number_term(before.value.item()), number_term(node.value.item())
    return formula_of(related(old.marked("value"), "→", new.marked("value")))


def _most_changed(before: Array, after: Array) -> tuple[int, ...] | None:
    """The entry to write out; None where there is none."""
    if not np.size(after) or np.shape(before) != np.shape(after):
        return None
    change = np.nan_to_num(np.abs(np.asarray(after, dtype=float) - np.asarray(before, dtype=float)), nan=np.inf)
    return tuple(int(place) for place in np.unravel_index(int(np.argmax(change)), np.shape(change)))


def _sentence(name: str, update: Update) -> str:
    known = {symbol: value for line in update.lines for symbol, value in line.values.items()}
    if update.rule == "in place":
        return f"The program changes {name} in place, outside the graph: from now on it reads the new values."
    if update.words:
        rate = known.get("lr")
        said = update.words.format(w=name, lr="" if rate is None else number_term(rate).text)
    elif update.rule == "SGD":
        said = _descent(name, update, known)
    else:
        said = (
            f"{update.rule} moves {name} by {_setting('lr', known)} times m̂ / √v̂: m and v are running means of the "
            "gradient and of its square, and the hats make up for their start at 0. "
            f"This is step t = {int(known['t'])}."
        )
    return f"{said}{_options(name, update, known)}"


def _setting(symbol: str, known: Mapping[str, Any]) -> str:
    return f"{SYMBOLS[symbol][0]} = {number_term(known[symbol]).text}"


def _descent(name: str, update: Update, known: Mapping[str, Any]) -> str:
    """What SGD does, with momentum or without."""
    if "v" not in (line.name for line in update.lines):
        way = "along" if _turned(update) else "against"
        return f"SGD moves {name} {way} its gradient, by {_setting('lr', known)} times {name}.grad."
    kept = "in the first step v is the gradient alone"
    if any(state.before is not None for state in update.state):
        part = f"1 − τ = {number_term(1 - known['dampening']).text} of " if "dampening" in known else ""
        kept = f"v is {_setting('momentum', known)} times the v before, plus {part}the new gradient"
    return f"SGD with momentum moves {name} against v, by {_setting('lr', known)} times: {kept}."


def _turned(update: Update) -> bool:
    """Whether the rule climbs, as maximize asks: its gradient is turned round before all else."""
    return update.lines[0].expression == "-grad"


def _options(name: str, update: Update, known: Mapping[str, Any]) -> str:
    """What the options that are given change in what the rule is said to do."""
    last, made = update.lines[-1].values, {line.name for line in update.lines}
    turned = _turned(update)
    said = []
    if turned and (update.rule != "SGD" or "v" in made):
        said.append("Maximize turns the gradient round before that.")
    if update.rule == "SGD" and "momentum" in last:
        said.append("Nesterov looks ahead: the step adds μ times v to the gradient.")
    if "v_max" in made:
        said.append("With amsgrad v̂ is made of the largest v so far, vₘₐₓ.")
    if "a" in made:
        said.append("Centered takes the square of a, a running mean of the gradient, away from v under the root.")
    if "b" in made:
        said.append(
            f"With momentum the step is η times b: {_setting('momentum', known)} times the b before, plus that."
        )
    if "lr_decay" in known:
        said.append(f"η falls from step to step: in step t = {int(known['t'])} it is divided by 1 + (t − 1) · κ.")
    if "weight_decay" in last:
        said.append(f"Weight decay, {_setting('weight_decay', known)}, takes η · λ times {name} away beside that.")
    elif "weight_decay" in known:
        gradient = "the gradient turned round" if turned else "the gradient"
        said.append(f"Weight decay adds {_setting('weight_decay', known)} times {name} itself to {gradient}.")
    return "".join(f" {each}" for each in said)


def _equation(node: Node, update: Update, line: UpdateLine, index: tuple[int, ...] | None) -> Equation:
    called = dict(update.called or {})
    symbols = {name: _symbol(node, name, called) for name in (line.name, *line.values)}
    formula = formula_of(related(symbols[line.name], "←", render(line.expression, symbols)))
    return Equation(formula, None if index is None else _numbers(node, line, symbols, index))


def _symbol(node: Node, name: str, called: Mapping[str, str]) -> Term:
    own = name_of(node)
    if name == "w":
        return Term(own, name_tex(own))
    if name == "grad":
        return Term(f"∂{own}", rf"\partial {name_tex(own)}").marked("gradient")
    if name in called:
        return Term(called[name], name_tex(called[name]))
    text, tex = SYMBOLS.get(name, (name, name))
    return Term(text, tex).marked("gradient" if name in GRADIENTS else "local")


def _numbers(node: Node, line: UpdateLine, symbols: Mapping[str, Term], index: tuple[int, ...]) -> Formula:
    """One entry of a line with its numbers; the leaf itself keeps its name."""
    own = entry_name(_symbol(node, "w", {}), index)
    values = {name: _entry(value, index) for name, value in line.values.items()}

    def body(digits: int) -> Term:
        def written(name: str, value: float | int) -> Term:
            number = number_term(value, digits)
            if name == line.name == "w":
                return replace(own, worth=number.worth)
            return number.marked("gradient" if name in GRADIENTS else "local")

        return render(line.expression, {name: written(name, value) for name, value in values.items()}, digits)

    left = own if line.name == "w" else entry_name(symbols[line.name], index)
    found = _entry(line.result, index)
    result = number_term(found).marked("value")
    made, sign = settled(body, found) or (body(DIGITS), "≈")
    if made.text == result.text:
        return formula_of(related(left, "←", result))
    return formula_of(related(related(left, "←", made), sign, result))


def _entry(value: Any, index: tuple[int, ...]) -> float | int:
    array = np.asarray(value)
    return (array[index] if array.ndim else array).item()  # type: ignore[no-any-return]
