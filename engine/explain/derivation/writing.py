"""Lines of a derivation as TeX and as plain text, with the shape of every factor."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine.explain.composition import UnwrittenError, formula_over
from engine.explain.derivation.columns import opened
from engine.explain.derivation.lines import Paper, PaperLine
from engine.explain.derivation.trees import SPECIAL, value_of_tree
from engine.explain.entry_formula import equation, related
from engine.explain.explanation import Formula, formula_of
from engine.explain.wording import made_from, partial_term, prose, shape_words, term, word
from engine.notation import ATOM, MULTIPLY, Term, composed, name_tex, number_term, printed, times
from engine.operation import Shape
from engine.recording import Node, isolated


@dataclass(frozen=True, slots=True)
class PaperFactor:
    """A factor of a line's product from left to right, with its shape."""

    formula: Formula
    shape: Shape


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """`formula` is the whole line; `shapes` the same product with shapes in place of its factors, "" for single
    numbers. `stages` are whole lines, too, `ones` what is 1 in this program, and `definition` the formula of the node
    that a shared gradient is one by.
    """

    line: PaperLine
    name: Formula
    formula: Formula
    shapes: str
    factors: tuple[PaperFactor, ...]
    stages: tuple[Formula, ...]
    ones: tuple[Formula, ...]
    definition: Formula | None
    sentence: str


class Writing:
    """`letter` is what the loss is called; None: as the program calls it."""

    def __init__(self, paper: Paper, letter: str | None = "L") -> None:
        self.paper = paper
        self.run = paper.run
        self.numbers = {line.node: line.number for line in paper.lines}
        target = self.run.graph.nodes[self.run.targets[paper.pass_index]]
        self.loss = term(self.run, target) if letter is None else Term(letter, LETTERS.get(letter, letter))
        self.named = paper.named

    def lines(self) -> Iterator[WrittenLine]:
        for line in self.paper.lines:
            yield WrittenLine(
                line,
                formula_of(self._name(line)),
                self._equation(line, line.tree),
                self._shapes(line),
                tuple(self._factors(line.tree)),
                tuple(self._equation(line, stage) for stage in line.stages),
                tuple(equation(self._written(each), number_term(1)) for each in line.ones),
                self._definition(line),
                self._sentence(line),
            )

    def _name(self, line: PaperLine) -> Term:
        """δ of a shared gradient, ∂L/∂x of another."""
        return self._partial(line) if line.parameter is not None else self._delta(self.run.graph.nodes[line.node])

    def _partial(self, line: PaperLine) -> Term:
        found = partial_term(self.loss, self._node(line.node))
        return times(COUNT, found) if line.times_count else found

    def _equation(self, line: PaperLine, tree: ast.expr) -> Formula:
        right = self._written(tree)
        left = self._partial(line)
        if line.parameter is None:
            left = related(self._name(line), ":=", left)
        return equation(left, right)

    def _definition(self, line: PaperLine) -> Formula | None:
        node = self.run.graph.nodes[line.node]
        if line.parameter is not None or not (node.names or node.index in self.named) or node.operation is None:
            return None
        made = made_from(self.run, node)
        if self.named or self.paper.columns:
            try:
                tree = opened(self.run, formula_over(self.run, node), self.named)
            except UnwrittenError:
                return equation(self._node(node.index), made)
            made = self._written(self.paper.columns.line(node, tree) if self.paper.columns else tree)
        return equation(self._node(node.index), made)

    def _sentence(self, line: PaperLine) -> str:
        """What is shared how often, which copies add up, and what cancels."""
        node = self.run.graph.nodes[line.node]
        name = self._name(line).text
        if line.reason == "shared":
            said = f"{isolated(name)} feeds {line.uses} gradients and is computed once."
        elif line.reason == "long":
            said = f"{isolated(name)} stands in one line, which would be too long to read with it."
        else:
            said = f"{prose(node)} is used {'once' if line.arrivals == 1 else f'{line.arrivals} times'}."
        if isinstance(line.tree, ast.Call) and isinstance(line.tree.func, ast.Name) and line.tree.func.id == "copies":
            said += f" Broadcasting copied {prose(node)}: the gradients of its copies add up."
        if line.stages:
            found = self._cancelled(line)
            stretch = f"steps {line.steps[0] + 1} to {line.steps[-1] + 1}"
            said += f" {found[:1].upper()}{found[1:]} cancel: {stretch} in one line."
        return said

    def _cancelled(self, line: PaperLine) -> str:
        nodes = (self.run.graph.nodes[index] for index in line.nodes)
        told = (each.operation for each in nodes if each.operation is not None and not each.operation.infix)
        # What only adds up and hands on has nothing to cancel.
        found = [word(operation) for operation in told if operation.saves != "nothing"]
        names = list(dict.fromkeys(found))
        return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:]))) or "Factors"

    def _delta(self, node: Node) -> Term:
        """With the name of what it is the gradient by, or else the number of its line."""
        number, shape = self.numbers[node.index], self._shape_of(f"d{node.index}")
        if node.index in self.named:
            by = self.named[node.index]
            found = Term(f"δ_{by.text}", rf"\delta_{{{by.tex}}}", shape=shape)
        elif node.names:
            found = Term(f"δ_{node.label}", rf"\delta_{{{name_tex(node.label)}}}", shape=shape)
        else:
            found = Term(f"δ({number})", rf"\delta_{{({number})}}", shape=shape)
        return found.marked(f"shared {number}")

    def _node(self, index: int) -> Term:
        """What the node is called, with the shape that it has on paper."""
        found = self.named.get(index) or term(self.run, self.run.graph.nodes[index])
        return replace(found, shape=self._shape_of(f"n{index}"))

    def _shape_of(self, name: str) -> Shape:
        return np.shape(self.paper.values[name])

    def _term(self, name: str) -> Term:
        if name == "N":
            return COUNT
        kind, index = name[0], int(name[1:]) if name[1:].isdigit() else 0
        if kind == "d":
            return self._delta(self.run.graph.nodes[index])
        if kind == "c":
            return Term(f"(from before, step {index + 1})", rf"\text{{(from before, step {index + 1})}}", shape=None)
        if kind == "n":
            return self._node(index)
        return Term("g", "g", shape=self._shape_of("g"))

    def _written(self, tree: ast.expr) -> Term:
        """What the notation has no word for is written first, and stands in the rest under a name of its own."""
        terms: dict[str, Term] = {}

        class Writing(ast.NodeTransformer):
            def visit_Call(inner, node: ast.Call) -> ast.expr:
                name = node.func.id if isinstance(node.func, ast.Name) else ""
                if not SPECIAL.fullmatch(name):
                    args = [inner.visit(each) for each in node.args]
                    return ast.Call(node.func, args, node.keywords)
                key = f"w{len(terms)}"
                terms[key] = self._special(name, node.args)
                return ast.Name(key)

            def visit_Name(inner, node: ast.Name) -> ast.expr:
                if node.id not in ("pi", "oo"):
                    terms.setdefault(node.id, self._term(node.id))
                return node

        if self.named:
            tree = opened(self.run, tree, self.named)
        replaced: ast.expr = Writing().visit(ast.parse(ast.unparse(tree), mode="eval").body)
        return printed(replaced, terms)

    def _special(self, name: str, args: list[ast.expr]) -> Term:
        inner = self._written(args[0])
        if name == "copies":
            return self._summed(inner, args)
        if name == "ones":
            return self._ones(inner, args[1])
        if name == "onehot":
            return composed(f"onehot({inner.text})", r"\operatorname{onehot}\left(", inner, r"\right)", shape=None)
        if name[0] == "h":
            return composed(f"hook({inner.text})", r"\operatorname{hook}\left(", inner, r"\right)", shape=inner.shape)
        node, slot = (int(part) for part in name[1:].split("_"))
        made = self.run.graph.nodes[node]
        source = self.run.graph.nodes[made.inputs[slot]]
        local = partial_term(self._node(made.index), self._node(source.index), "local")
        if inner.number == 1:
            return local
        return times(Term(inner.text, inner.tex, inner.binding, None, roles=inner.roles), local)

    def _summed(self, inner: Term, args: list[ast.expr]) -> Term:
        over, like = self._over(*args), self._shape(args[1])
        inner = inner.after_sign(MULTIPLY)
        tex = rf"\textstyle\sum_{{\text{{{over[1:]}}}}} " if over else r"\textstyle\sum "
        return composed(f"Σ{over} {inner.text}", tex, inner, binding=MULTIPLY, shape=like)

    def _over(self, inner: ast.expr, like: ast.expr) -> str:
        """What a sum runs over, as an index: nothing where that is all entries."""
        whole, shape = self._shape(inner), self._shape(like)
        if len(whole) == 2 and whole[1] != 1 and shape == (whole[0], 1):
            return "_columns"
        return "" if shape == () else "_rows" if len(whole) == 2 and shape == whole[1:] else "_copies"

    def _ones(self, inner: Term, like: ast.expr) -> Term:
        shape = self._shape(like)
        ones = Term("𝟏", r"\mathbf{1}", shape=shape)
        return ones if inner.number == 1 else times(inner, ones)

    def _shape(self, tree: ast.expr) -> Shape:
        try:
            return np.shape(value_of_tree(tree, self.paper.values))
        except UnwrittenError:
            return ()

    def _factors(self, tree: ast.expr) -> Iterator[PaperFactor]:
        match tree:
            case ast.BinOp(left=left, op=ast.Mult() | ast.MatMult(), right=right):
                yield from self._factors(left)
                yield from self._factors(right)
            case ast.UnaryOp(operand=operand):
                yield from self._factors(operand)
            case _:
                yield PaperFactor(formula_of(self._written(tree)), self._shape(tree))

    def _shapes(self, line: PaperLine) -> str:
        if not np.shape(line.value):
            return ""
        found, _ = self._shape_text(line.tree)
        own = shape_words(np.shape(line.value))
        return own if found in ("", own) else f"{own} = {found}"

    def _shape_text(self, tree: ast.expr) -> tuple[str, int]:
        """The shapes of a product with its signs, and how tightly they bind; single numbers are left out."""
        match tree:
            case ast.UnaryOp(operand=operand):
                return self._shape_text(operand)
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                parts = [self._shape_text(each) for each in (left, right)]
                return "".join(text if how == ATOM else f"({text})" for text, how in parts), ATOM
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                parts = [part for part in map(self._shape_text, (left, right)) if part[0]]
                return (
                    " ⊙ ".join(text for text, _ in parts),
                    MULTIPLY if len(parts) > 1 else parts[0][1] if parts else ATOM,
                )
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right) if _has_products(tree):
                parts = [part for part in map(self._shape_text, (left, right)) if part[0]]
                return " + ".join(text for text, _ in parts), 0
            case ast.Call(func=ast.Name(id="copies"), args=[inner, like]) if self._shape(inner):
                return f"Σ{self._over(inner, like)} {shape_words(self._shape(inner))}", MULTIPLY
        shape = self._shape(tree)
        return (shape_words(shape) if shape else ""), MULTIPLY


COUNT = Term("N", "N")
LETTERS = {"ℒ": r"\mathcal{L}", "ℓ": r"\ell"}


def _has_products(tree: ast.expr) -> bool:
    return any(isinstance(each, ast.BinOp) and isinstance(each.op, ast.MatMult) for each in ast.walk(tree))
