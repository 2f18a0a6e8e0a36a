"""Expressions as people write them: one source, printed as plain text or as TeX, with names or with numbers.

An expression is Python syntax over the inputs of an operation, its attributes, `y` and `g` (see `engine.op.Op`); what
is not an expression is kept as words.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

from engine.op import REQUIRED, Op

ADD, MULTIPLY, NEGATE, POWER, ATOM = range(5)
INFIX = {"add", "sub", "mul", "div", "neg", "pow", "pow_tensor", "matmul", "t", "lt", "le", "gt", "ge", "eq", "ne"}
SUPERSCRIPTS = str.maketrans("0123456789-.", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻·")
GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega"
)
TRANSPOSED = r"^{\top}"
DIGITS = 4


def number_text(value: float | int | bool, digits: int = DIGITS) -> str:
    """A number as the product prints it: `digits` significant digits, whole numbers whole, a true minus, never a
    false 0.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value).replace("-", "−")
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == int(value) and abs(value) < 1e6:
        return str(int(value)).replace("-", "−")
    text = f"{value:.{digits}g}"
    mantissa, _, exponent = text.partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    text = f"{mantissa}e{int(exponent)}" if exponent else mantissa
    return text.replace("-", "−")


def number_tex(value: float | int | bool, digits: int = DIGITS) -> str:
    text = number_text(value, digits).replace("−", "-")
    if text in ("true", "false", "NaN"):
        return rf"\text{{{text}}}"
    text = text.replace("∞", r"\infty")
    mantissa, _, exponent = text.partition("e")
    return rf"{mantissa}\cdot 10^{{{exponent}}}" if exponent else mantissa


def name_tex(label: str) -> str:
    """A label as TeX: theta is a letter, W1 has an index, a longer word stands upright. User text never becomes TeX
    code.
    """
    match = re.fullmatch(r"([A-Za-z]+)_?(\d*)((?:\[\d+\])*)((?:\.\d+)?)", label)
    if not match:
        return rf"\text{{{_escaped(label)}}}"
    word, digits, places, version = match.groups()
    if GREEK.fullmatch(word):
        word = "\\" + word
    body = word if len(word) == 1 or word.startswith("\\") else rf"\mathrm{{{word}}}"
    body += f"_{{{digits}}}" if digits else ""
    return body + places + (rf"^{{({version[1:]})}}" if version else "")


def _escaped(text: str) -> str:
    special = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return "".join(special.get(c, "\\" + c if c in "{}$%#&_" else c) for c in text)


@dataclass(frozen=True, slots=True)
class Term:
    """A piece of notation: text, TeX, how tightly it binds, whether it stands for more than one number.

    `number` is the value of a plain number, so that an exponent such as 2 − 1 prints as 1.
    """

    text: str
    tex: str
    binding: int = ATOM
    array: bool = False
    number: float | None = None

    def within(self, binding: int) -> Term:
        if self.binding >= binding:
            return self
        return Term(f"({self.text})", rf"\left({self.tex}\right)", ATOM, self.array)

    def marked(self, role: str) -> Term:
        return Term(self.text, rf"\htmlClass{{{role}}}{{{self.tex}}}", self.binding, self.array)


@lru_cache(maxsize=4096)
def name_term(label: str, array: bool = False) -> Term:
    """A label as a term; one that is itself a formula binds as its loosest sign does."""
    if re.fullmatch(r"−?[\d.]+(e-?\d+)?|−?∞", label):
        return Term(label, name_tex(label), NEGATE if label.startswith("−") else ATOM, array)
    if re.fullmatch(r"[\w.]+ᵀ?|[\w.]+(\[[^\[\]]*\])+", label) or re.fullmatch(r"\w+\([^()]*\)", label):
        if label.endswith("ᵀ"):
            return Term(label, name_tex(label[:-1]) + TRANSPOSED, ATOM, array)
        return Term(label, name_tex(label), ATOM, array)
    return Term(label, name_tex(label), ADD if re.search(r" [+−<>=≤≥≠] |^−", label) else MULTIPLY, array)


def number_term(value: float | int | bool) -> Term:
    return Term(number_text(value), number_tex(value), NEGATE if value < 0 else ATOM, number=float(value))


@cache
def parsed(expression: str) -> ast.expr | None:
    """The tree of an expression of the table; None where it is words."""
    try:
        tree = ast.parse(expression, mode="eval").body
    except SyntaxError:
        return None
    return None if any(isinstance(node, ast.List) for node in ast.walk(tree)) else tree


def render(expression: str, terms: Mapping[str, Term]) -> Term:
    """Prints an expression of the table with each name replaced by its term."""
    tree = parsed(expression)
    if tree is None:
        return Term(expression, rf"\text{{{_escaped(expression)}}}", ADD)
    return _print(tree, terms)


def _join(left: Term, right: Term, sign: str, tex: str, binding: int) -> Term:
    return Term(f"{left.text}{sign}{right.text}", f"{left.tex}{tex}{right.tex}", binding, left.array or right.array)


def _print(node: ast.expr, terms: Mapping[str, Term]) -> Term:
    match node:
        case ast.Name(id=name):
            return terms.get(name, Term(name, name_tex(name)))
        case ast.Constant(value=value) if isinstance(value, (int, float)):
            return number_term(value)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _print(operand, terms).within(MULTIPLY)
            if inner.binding == NEGATE:
                inner = inner.within(ATOM)
            return Term(
                f"−{inner.text}", f"-{inner.tex}", NEGATE if inner.binding > MULTIPLY else MULTIPLY, inner.array
            )
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(_print(left, terms), _folded(right, terms))
        case ast.BinOp(left=left, op=op, right=right):
            return _binary(_print(left, terms), op, _print(right, terms))
        case ast.Attribute(value=value, attr="T"):
            inner = _print(value, terms).within(ATOM)
            if inner.text.endswith("ᵀ"):
                return Term(inner.text[:-1], inner.tex.removesuffix(TRANSPOSED), ATOM, inner.array)
            return Term(f"{inner.text}ᵀ", f"{{{inner.tex}}}{TRANSPOSED}", ATOM, inner.array)
        case ast.Call(func=ast.Name(id="Heaviside"), args=[of, at_zero]):
            return _open_where(of, ast.unparse(at_zero), terms)
        case ast.Constant(value=str(value)):
            return _option_term(value)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords):
            return _call(name, [_print(arg, terms) for arg in args], [_keyword(each, terms) for each in keywords])
        case ast.Subscript(value=value, slice=index):
            inner = _print(value, terms).within(ATOM)
            inside = _print(index, terms)
            return Term(f"{inner.text}[{inside.text}]", rf"{inner.tex}\left[{inside.tex}\right]", ATOM, inner.array)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            signs = {ast.Lt: ("<", "<"), ast.LtE: ("≤", r"\le"), ast.Gt: (">", ">"), ast.GtE: ("≥", r"\ge")}
            text, tex = signs.get(type(op), ("=", "="))
            return _join(_print(left, terms), _print(right, terms), f" {text} ", f" {tex} ", ADD)
        case ast.Tuple(elts=elements):
            parts = [_print(element, terms) for element in elements]
            return Term(", ".join(p.text for p in parts), r",\ ".join(p.tex for p in parts), ADD, True)
    raise ValueError(f"an expression of the table cannot use {type(node).__name__}")


def _keyword(node: ast.keyword, terms: Mapping[str, Term]) -> Term:
    """dim=1; an option that has no value yet is its name alone."""
    name, value = str(node.arg), _print(node.value, terms)
    head = rf"\text{{{_escaped(name)}}}"
    return Term(name, head) if value.text == name else Term(f"{name}={value.text}", f"{head}={value.tex}", ADD)


def _option_term(value: Any) -> Term:
    """The value of an option: a number, a word, several of them, None."""
    if isinstance(value, (bool, int, float)):
        return number_term(value)
    if isinstance(value, (tuple, list)):
        parts = [_option_term(each) for each in value]
        return Term(f"({', '.join(p.text for p in parts)})", rf"\left({', '.join(p.tex for p in parts)}\right)", ATOM)
    return Term(str(value), rf"\text{{{_escaped(str(value))}}}")


def _folded(node: ast.expr, terms: Mapping[str, Term]) -> Term:
    """An exponent; a difference of two numbers is worked out."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        left, right = _print(node.left, terms), _print(node.right, terms)
        if left.number is not None and right.number is not None:
            return number_term(left.number - right.number)
    return _print(node, terms)


def _power(base: Term, exponent: Term) -> Term:
    if exponent.number == 1:
        return base
    base = base.within(ATOM)
    plain = exponent.text.replace("−", "-")
    raised = plain.translate(SUPERSCRIPTS) if re.fullmatch(r"-?\d+", plain) else "^" + exponent.within(ATOM).text
    return Term(base.text + raised, f"{{{base.tex}}}^{{{exponent.tex}}}", POWER, base.array or exponent.array)


def _binary(left: Term, op: ast.operator, right: Term) -> Term:
    match op:
        case ast.Add():
            return _join(left, right.within(ATOM) if right.binding == NEGATE else right, " + ", " + ", ADD)
        case ast.Sub():
            return _join(left, right.within(MULTIPLY).within(MULTIPLY), " − ", " - ", ADD)
        case ast.Mult():
            both = left.array and right.array
            left, right = left.within(MULTIPLY), right.within(MULTIPLY)
            right = right.within(ATOM) if right.binding == NEGATE else right
            return _join(left, right, " ⊙ " if both else " · ", r" \odot " if both else r" \cdot ", MULTIPLY)
        case ast.MatMult():
            left, right = left.within(MULTIPLY), right.within(POWER)
            return Term(f"{left.text} {right.text}", f"{left.tex}\\, {right.tex}", MULTIPLY, True)
        case ast.Div():
            text = f"{left.within(MULTIPLY).text} / {right.within(POWER).text}"
            return Term(text, rf"\frac{{{left.tex}}}{{{right.tex}}}", MULTIPLY, left.array or right.array)
    raise ValueError(f"an expression of the table cannot use {type(op).__name__}")


FUNCTION_TEX = {"exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "det", "max", "min"}
FUNCTION_NAMES = {"Max": "max", "Min": "min", "log": "log", "Eq": "=", "Ne": "≠"}


def _call(name: str, args: list[Term], options: Sequence[Term] = ()) -> Term:
    array = any(arg.array for arg in args)
    texts, texs = [arg.text for arg in args], [arg.tex for arg in args]
    if options:
        texts, texs = (
            [*each, *more] for each, more in ((texts, [o.text for o in options]), (texs, [o.tex for o in options]))
        )
    if name == "sqrt":
        return Term(f"√{args[0].within(ATOM).text}", rf"\sqrt{{{texs[0]}}}", ATOM, array)
    if name == "Abs":
        return Term(f"|{texts[0]}|", rf"\left|{texs[0]}\right|", ATOM, array)
    if name == "Piecewise":
        return _piecewise(texts, texs, array)
    if name in ("Eq", "Ne"):
        return Term(
            f"{texts[0]} {FUNCTION_NAMES[name]} {texts[1]}",
            rf"{texs[0]} {'=' if name == 'Eq' else chr(92) + 'ne'} {texs[1]}",
            ADD,
            array,
        )
    if name == "won":
        return Term(f"[{texts[0]} wins]", rf"\left[{texs[0]}\text{{ wins}}\right]", ATOM, array)
    if name == "norm":
        return Term(f"‖{texts[0]}‖", rf"\left\lVert {texs[0]} \right\rVert", ATOM)
    shown = FUNCTION_NAMES.get(name, name)
    head = "\\" + shown if shown in FUNCTION_TEX else rf"\operatorname{{{_escaped(shown)}}}"
    reduces = name in ("sum", "mean", "prod", "var", "std")
    return Term(f"{shown}({', '.join(texts)})", rf"{head}\left({', '.join(texs)}\right)", ATOM, array and not reduces)


def _open_where(of: ast.expr, at_zero: str, terms: Mapping[str, Term]) -> Term:
    """1 where an expression is positive, else 0: [x > 0], and [a > b] for a difference."""
    if isinstance(of, ast.BinOp) and isinstance(of.op, ast.Sub):
        left, right = _print(of.left, terms), _print(of.right, terms)
    else:
        left, right = _print(of, terms), number_term(0)
    sign, tex = ("≥", r"\ge") if at_zero == "1" else (">", ">")
    array = left.array or right.array
    return Term(f"[{left.text} {sign} {right.text}]", rf"\left[{left.tex} {tex} {right.tex}\right]", ATOM, array)


def _piecewise(texts: list[str], texs: list[str], array: bool) -> Term:
    cases = [text.rsplit(", ", 1) for text in texts]
    tex_cases = [tex.rsplit(r",\ ", 1) for tex in texs]
    text = " else ".join(value if test == "true" else f"{value} if {test}" for value, test in cases)
    rows = r" \\ ".join(
        rf"{value} & \text{{otherwise}}" if test == r"\text{true}" else rf"{value} & \text{{if }} {test}"
        for value, test in tex_cases
    )
    return Term(text, rf"\begin{{cases}} {rows} \end{{cases}}", ADD, array)


def operation_terms(
    op: Op, inputs: Sequence[Term], attributes: Mapping[str, Any], numbers: Mapping[str, float] = MappingProxyType({})
) -> dict[str, Term]:
    """The names an operation's expressions may use, each with its term; `numbers` as in `engine.written.Written`."""
    terms: dict[str, Term] = {}
    terms.update((f"x{slot}", each) for slot, each in enumerate(inputs))
    if not op.variadic:
        terms.update(zip(op.inputs, inputs, strict=False))
    given = {**op.attributes, **attributes}
    terms.update((name, _option_term(value)) for name, value in given.items() if value is not REQUIRED)
    terms.update((name, number_term(value)) for name, value in numbers.items())
    if isinstance(given.get("index"), tuple):
        from engine.indexing import index_text

        text = index_text(given["index"], tuple(each.text for each in inputs[len(op.inputs) :]))
        terms["index"] = Term(text, name_term(text).tex)
    return terms


SYMBOL_TEX = {"σ": r"\sigma", "Σ": r"\textstyle\sum", "Π": r"\textstyle\prod", "‖x‖": r"\operatorname{norm}"}


def called(op: Op, inputs: Sequence[Term]) -> Term:
    """A short way to write the application of an operation that is called by name: σ(Z1), log(A2)."""
    word = op.symbol if re.fullmatch(r"\w+", op.symbol) else op.name
    head = SYMBOL_TEX.get(word) or ("\\" + word if word in FUNCTION_TEX else rf"\operatorname{{{_escaped(word)}}}")
    text, tex = ", ".join(t.text for t in inputs), r",\ ".join(t.tex for t in inputs)
    return Term(f"{word}({text})", rf"{head}\left({tex}\right)", ATOM, any(t.array for t in inputs))


def plain_text(op: Op, labels: Sequence[str], attributes: Mapping[str, Any], arrays: Sequence[bool] = ()) -> str:
    """A short way to write an application of an operation: A1 W2ᵀ, log(A2), x². `arrays` says which inputs are more
    than one number.
    """
    if op.name == "index":
        from engine.indexing import index_text

        return f"{labels[0]}[{index_text(attributes['index'], tuple(labels[1:]))}]"
    terms = [name_term(label, array) for label, array in zip_longest(labels, arrays, fillvalue=False)]
    if op.name not in INFIX:
        return called(op, terms).text
    assert isinstance(op.formula, str)
    return render(op.formula, operation_terms(op, terms, attributes)).text
