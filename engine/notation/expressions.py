"""Expressions as people write them: one source, printed as plain text or as TeX, with names or with numbers.

An expression is Python syntax over the inputs of an operation, its attributes, `y` and `g` (see
`engine.operation.Op`); what is not an expression is kept as words.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

from engine.errors import ShapeError
from engine.notation import worth
from engine.notation.term import (
    ADD,
    ATOM,
    COMPARE,
    DIGITS,
    LOOSE,
    MATMUL,
    MULTIPLY,
    NEGATE,
    POWER,
    TRANSPOSED,
    Term,
    composed,
    escaped,
    name_term,
    name_tex,
    number_term,
)
from engine.operation import REQUIRED, Op, Shape, broadcast
from engine.tensors import index_text

CONSTANT_DIGITS = 6
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@cache
def parsed(expression: str) -> ast.expr | None:
    """The tree of an expression of the table; None where it is words."""
    try:
        tree = ast.parse(expression, mode="eval").body
    except SyntaxError:
        return None
    return None if any(isinstance(node, ast.List) for node in ast.walk(tree)) else tree


def render(expression: str, terms: Mapping[str, Term], digits: int = DIGITS) -> Term:
    """Prints an expression of the table with each name replaced by its term, and numbers with so many digits."""
    tree = parsed(expression)
    if tree is None:
        return Term(expression, rf"\text{{{escaped(expression)}}}", LOOSE)
    return _print(tree, terms, digits)


def printed(tree: ast.expr, terms: Mapping[str, Term], digits: int = DIGITS) -> Term:
    """Prints a tree that is put together from those of the table (see `parsed`), as `render` does."""
    return _print(tree, terms, digits)


COMPARISONS = {ast.Lt: ("<", "<"), ast.LtE: ("≤", r"\le"), ast.Gt: (">", ">"), ast.GtE: ("≥", r"\ge")}


def _print(node: ast.expr, terms: Mapping[str, Term], digits: int) -> Term:
    match node:
        case ast.Name(id="oo"):
            return number_term(math.inf)
        case ast.Name(id="pi"):
            return Term("π", r"\pi", worth=math.pi)
        case ast.Name(id=name):
            return terms.get(name, Term(name, name_tex(name)))
        case ast.Constant(value=value) if isinstance(value, (int, float)):
            # A constant of a formula is short, but for a few.
            return number_term(value, max(digits, CONSTANT_DIGITS))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return negated(_print(operand, terms, digits))
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(_print(left, terms, digits), _folded(right, terms, digits))
        case ast.BinOp(left=left, op=op, right=right):
            return _binary(_print(left, terms, digits), op, _print(right, terms, digits))
        case ast.Attribute(value=value, attr="T"):
            return _transposed(_print(value, terms, digits).within(ATOM))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=options):
            return _applied(name, args, options, terms, digits)
        case ast.Constant(value=str(value)):
            return _option(value, digits)
        case ast.Subscript(value=value, slice=index):
            inner, inside = _print(value, terms, digits).within(ATOM), _print(index, terms, digits)
            return composed(f"{inner.text}[{inside.text}]", inner, "[", inside, "]", shape=inner.shape)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            sign, tex = COMPARISONS.get(type(op), ("=", "="))
            return _compared(_print(left, terms, digits), sign, tex, _print(right, terms, digits))
        case ast.Tuple(elts=elements):
            return listed([_print(element, terms, digits) for element in elements])
    raise ValueError(f"an expression of the table cannot use {type(node).__name__}")


def _applied(
    name: str, args: Sequence[ast.expr], options: Sequence[ast.keyword], terms: Mapping[str, Term], digits: int
) -> Term:
    """A function of sympy's that is written in another way, or a call."""
    match name, args:
        case "Heaviside", [of, at_zero]:
            return _open_where(of, ast.unparse(at_zero), terms, digits)
        case "Piecewise", cases:
            return _piecewise([_case(case, terms, digits) for case in cases])
        case "Eq" | "Ne", [left, right]:
            sign, tex = ("=", "=") if name == "Eq" else ("≠", r"\ne")
            return _compared(_print(left, terms, digits), sign, tex, _print(right, terms, digits))
    named = [_keyword(each, terms, digits) for each in options]
    return _call(name, [_print(arg, terms, digits) for arg in args], named)


def _keyword(node: ast.keyword, terms: Mapping[str, Term], digits: int) -> Term:
    """dim=1; an option that has no value yet is its name alone."""
    name, value = str(node.arg), _print(node.value, terms, digits)
    head = rf"\text{{{escaped(name)}}}"
    return (
        Term(name, head) if value.text == name else composed(f"{name}={value.text}", f"{head}=", value, binding=LOOSE)
    )


def _option(value: Any, digits: int) -> Term:
    """The value of an option: a number, a word, several of them, None."""
    if isinstance(value, (bool, int, float)):
        return number_term(value, digits)
    if isinstance(value, (tuple, list)):
        inside = listed([_option(each, digits) for each in value])
        return composed(f"({inside.text})", r"\left(", inside, r"\right)")
    return Term(str(value), rf"\text{{{escaped(str(value))}}}")


def listed(parts: Sequence[Term]) -> Term:
    """Terms with commas between them."""
    pieces: list[str | Term] = []
    for part in parts:
        pieces += [r",\ ", part] if pieces else [part]
    return composed(", ".join(part.text for part in parts), *pieces, binding=LOOSE, shape=None)


def _together(left: Term, right: Term) -> Shape | None:
    """The shape of two terms entry by entry."""
    if left.shape is None or right.shape is None:
        return None
    try:
        return broadcast(left.shape, right.shape)
    except ShapeError:
        return None


def negated(term: Term) -> Term:
    inner = term.after_sign(MULTIPLY)
    binding = NEGATE if inner.binding > MULTIPLY else MULTIPLY
    worked = worth.subtract(worth.read("0"), inner.worth)
    return composed(f"−{inner.text}", "-", inner, binding=binding, shape=inner.shape, worth=worked)


def _transposed(inner: Term) -> Term:
    shape = None if inner.shape is None else inner.shape[::-1]
    if inner.text.endswith("ᵀ"):
        return Term(inner.text[:-1], inner.tex.removesuffix(TRANSPOSED), ATOM, shape)
    return composed(f"{inner.text}ᵀ", "{", inner, f"}}{TRANSPOSED}", shape=shape)


def _folded(node: ast.expr, terms: Mapping[str, Term], digits: int) -> Term:
    """An exponent; a difference of two numbers is worked out."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        left, right = _print(node.left, terms, digits), _print(node.right, terms, digits)
        if left.number is not None and right.number is not None:
            return number_term(left.number - right.number)
    return _print(node, terms, digits)


def _power(base: Term, exponent: Term) -> Term:
    if exponent.number == 1:
        return base
    base = base.within(ATOM)
    plain = exponent.text.replace("−", "-")
    raised = plain.translate(SUPERSCRIPTS) if re.fullmatch(r"-?\d+", plain) else "^" + exponent.within(ATOM).text
    worked = worth.power(base.worth, exponent.worth)
    shape = _together(base, exponent)
    return composed(base.text + raised, "{", base, "}^{", exponent, "}", binding=POWER, shape=shape, worth=worked)


def _joined(left: Term, sign: str, tex: str, right: Term, binding: int, worked: worth.Worth) -> Term:
    shape = _together(left, right)
    return composed(
        f"{left.text} {sign} {right.text}", left, f" {tex} ", right, binding=binding, shape=shape, worth=worked
    )


def _binary(left: Term, op: ast.operator, right: Term) -> Term:
    match op:
        case ast.Add():
            return plus(left, right)
        case ast.Sub():
            left, right = left.within(ADD), right.after_sign(MULTIPLY)
            return _joined(left, "−", "-", right, ADD, worth.subtract(left.worth, right.worth))
        case ast.Mult():
            return times(left, right)
        case ast.MatMult():
            left, right = left.within(MATMUL), right.after_sign(MATMUL)
            return composed(
                f"{left.text} {right.text}", left, r"\, ", right, binding=MATMUL, shape=_product_shape(left, right)
            )
        case ast.Div():
            above, below = left.within(MULTIPLY), right.within(ATOM if "/" in right.text else POWER)
            quotient = composed(
                f"{above.text} / {below.text}",
                *(r"\frac{", left, "}{", right, "}"),
                binding=MULTIPLY,
                shape=_together(left, right),
                worth=worth.divide(left.worth, right.worth),
            )
            return replace(quotient, by="/")
    raise ValueError(f"an expression of the table cannot use {type(op).__name__}")


def plus(left: Term, right: Term) -> Term:
    left, right = left.within(ADD), right.after_sign(ADD)
    return _joined(left, "+", "+", right, ADD, worth.add(left.worth, right.worth))


def times(left: Term, right: Term) -> Term:
    """The product entry by entry: ⊙ between arrays of one shape, which a factor of another shape must not part."""
    left, right = left.within(MULTIPLY), right.after_sign(MULTIPLY)
    alike = left.shape is not None and left.shape == right.shape != ()
    sign, tex = ("⊙", r"\odot") if alike else ("·", r"\cdot")
    if alike and right.by == "·":
        right = right.within(ATOM)
    elif alike and right.by == "/":
        # In TeX the bar holds a quotient together.
        right = replace(right, text=f"({right.text})")
    return replace(_joined(left, sign, tex, right, MULTIPLY, worth.multiply(left.worth, right.worth)), by=sign)


def _product_shape(left: Term, right: Term) -> Shape | None:
    """The shape of a matrix product of vectors and matrices; None for other ranks."""
    if left.shape is None or right.shape is None or not {len(left.shape), len(right.shape)} <= {1, 2}:
        return None
    return (*left.shape[:-1], *right.shape[1:])


def _compared(left: Term, sign: str, tex: str, right: Term) -> Term:
    left, right = left.within(ADD), right.within(ADD)
    return _joined(left, sign, tex, right, COMPARE, worth.compare(sign, left.worth, right.worth))


FUNCTION_TEX = {"exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "det", "max", "min"}
FUNCTION_NAMES = {"Max": "max", "Min": "min"}
REDUCTIONS = {"sum", "mean", "prod", "var", "std"}
# What these make has axes that their argument has not.
SPREADING = {"onehot", "spread"}


def _call(name: str, args: list[Term], options: list[Term]) -> Term:
    inside = listed([*map(_bracketed_cases, args), *options] if options or len(args) > 1 else args)
    shape: Shape | None = ()
    for arg in args:
        shape = _together(Term("", "", shape=shape), arg)
    worked = None if options else worth.call(name, [arg.worth for arg in args])
    if name == "sqrt":
        text = f"√{args[0].within(ATOM).text}"
        return composed(text, r"\sqrt{", inside, "}", binding=POWER, shape=shape, worth=worked)
    if name == "Abs":
        inside = inside.within(ATOM) if "|" in inside.text else inside
        return composed(f"|{inside.text}|", r"\left|", inside, r"\right|", shape=shape, worth=worked)
    if name == "norm" and not options:
        return composed(f"‖{inside.text}‖", r"\left\lVert ", inside, r" \right\rVert", worth=worked)
    shown = FUNCTION_NAMES.get(name, name)
    if name in REDUCTIONS:
        shape = ()
    elif name in SPREADING:
        shape = None
    return composed(f"{shown}({inside.text})", _head(shown), r"\left(", inside, r"\right)", shape=shape, worth=worked)


def _bracketed_cases(argument: Term) -> Term:
    """Among others, cases need brackets as text; in TeX a brace stands before them."""
    cases = argument.tex.startswith(r"\begin{cases}")
    return replace(argument, text=f"({argument.text})") if cases else argument


def _head(name: str) -> str:
    return "\\" + name if name in FUNCTION_TEX else rf"\operatorname{{{escaped(name)}}}"


def _open_where(of: ast.expr, at_zero: str, terms: Mapping[str, Term], digits: int) -> Term:
    """1 where an expression is positive, else 0: [x > 0], and [a > b] for a difference; at 0 it may be a half."""
    if isinstance(of, ast.BinOp) and isinstance(of.op, ast.Sub):
        left, right = _print(of.left, terms, digits), _print(of.right, terms, digits)
    else:
        left, right = _print(of, terms, digits), number_term(0)
    beyond = _where_true(_compared(left, *(("≥", r"\ge") if at_zero == "1" else (">", ">")), right))
    if at_zero != "1 / 2":
        return beyond
    return plus(beyond, _binary(_where_true(_compared(left, "=", "=", right)), ast.Div(), number_term(2)))


def _where_true(condition: Term) -> Term:
    """[condition]: 1 where it holds, else 0."""
    pieces = (r"\left[", condition, r"\right]")
    return composed(f"[{condition.text}]", *pieces, shape=condition.shape, worth=condition.worth)


def _case(node: ast.expr, terms: Mapping[str, Term], digits: int) -> tuple[Term, Term | None]:
    """A value and the condition under which it holds; None for what holds otherwise."""
    assert isinstance(node, ast.Tuple)
    value, test = node.elts
    otherwise = isinstance(test, ast.Constant) and test.value is True
    return _print(value, terms, digits), None if otherwise else _print(test, terms, digits)


def _piecewise(cases: list[tuple[Term, Term | None]]) -> Term:
    texts: list[str] = []
    pieces: list[str | Term] = [r"\begin{cases} "]
    shape: Shape | None = ()
    worked: worth.Worth = None
    decided = False
    for number, (value, test) in enumerate(cases):
        inner = value.within(ADD)
        texts.append(inner.text if test is None else f"{inner.text} if {test.text}")
        pieces += [r" \\ "] if number else []
        pieces += [value, r" & \text{otherwise}"] if test is None else [value, r" & \text{if } ", test]
        for part in (value, test):
            shape = shape if part is None else _together(Term("", "", shape=shape), part)
        holds = worth.read("true") if test is None else test.worth
        if not decided and (holds is None or holds):
            worked, decided = (None if holds is None else value.worth), True
    return composed(" else ".join(texts), *pieces, r" \end{cases}", binding=LOOSE, shape=shape, worth=worked)


def operation_terms(
    op: Op,
    inputs: Sequence[Term],
    attributes: Mapping[str, Any],
    numbers: Mapping[str, float] = MappingProxyType({}),
    digits: int = DIGITS,
) -> dict[str, Term]:
    """The names an operation's expressions may use, each with its term; `numbers` as in `engine.operation.Written`."""
    terms: dict[str, Term] = {}
    terms.update((f"x{slot}", each) for slot, each in enumerate(inputs))
    if not op.variadic:
        terms.update(zip(op.inputs, inputs, strict=False))
    given = {**op.attributes, **attributes}
    terms.update((name, _option(value, digits)) for name, value in given.items() if value is not REQUIRED)
    terms.update((name, number_term(value, digits)) for name, value in numbers.items())
    if isinstance(given.get("index"), tuple):
        text = index_text(given["index"], tuple(each.text for each in inputs[len(op.inputs) :]))
        terms["index"] = Term(text, text) if re.fullmatch(r"[\d, ]+", text) else name_term(text)
    return terms


def called(op: Op, inputs: Sequence[Term]) -> Term:
    """A short way to write the application of an operation that is called by name: σ(Z1), log(A2)."""
    word = op.symbol if re.fullmatch(r"\w+", op.symbol) else op.name
    inside = listed(inputs)
    return composed(f"{word}({inside.text})", op.tex or _head(word), r"\left(", inside, r"\right)", shape=None)


def plain_text(op: Op, labels: Sequence[str], attributes: Mapping[str, Any], shapes: Sequence[Shape] = ()) -> str:
    """A short way to write an application of an operation to inputs of these shapes: A1 W2ᵀ, log(A2), x²."""
    terms = [name_term(label, shape) for label, shape in zip_longest(labels, shapes, fillvalue=())]
    return brief_term(op, terms, attributes).text


def brief_term(op: Op, inputs: Sequence[Term], attributes: Mapping[str, Any]) -> Term:
    """The same over terms: of an operation that is called by name, no options."""
    if not op.infix:
        return called(op, inputs)
    assert isinstance(op.formula, str)
    return render(op.formula, operation_terms(op, inputs, attributes))
