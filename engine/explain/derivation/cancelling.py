"""What a line of a derivation comes to once all that cancels is gone, with the forms in between."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from engine.explain.composition import UnwrittenError, formula_over
from engine.explain.derivation.algebra import Algebra, NoPolynomialError, Quotient, factored
from engine.explain.derivation.gradients import Gradients, same
from engine.explain.derivation.trees import length, names_of, numbers_first, total, value_of_tree
from engine.operation import Array

# Terms of a sum that is multiplied out; more say less than the product did.
MOST_FACTORED = 2
REDUCTIONS = {"sum", "copies"}


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The shortest form of a line, the forms on the way to it, and the sums of the data that are 1 in it."""

    tree: ast.expr
    stages: tuple[ast.expr, ...] = ()
    ones: tuple[ast.expr, ...] = ()


class Cancelling:
    """`named` are the trees of the gradients that have names."""

    def __init__(self, gradients: Gradients, named: Mapping[int, ast.expr]) -> None:
        self.gradients = gradients
        self.run = gradients.run
        self.named = named
        self._opened = cache(self._opening)
        # Sums of the data that are 1, as that of a one-hot truth, and whether 1 may stand for them.
        self.ones: dict[str, ast.expr] = {}
        self.told = True
        # A quotient of two nodes that is itself a node: of softmax, e = p Σe.
        self.quotients: dict[int, ast.expr] = {}
        for node in self.run.graph.nodes if gradients.steps else ():
            match self._formula(node.index):
                case ast.BinOp(left=ast.Name(id=above), op=ast.Div(), right=ast.Name() as below) if above[0] == "n":
                    self.quotients[int(above[1:])] = ast.BinOp(ast.Name(f"n{node.index}"), ast.Mult(), below)

    def _formula(self, index: int) -> ast.expr | None:
        node = self.run.graph.nodes[index]
        if node.operation is None or not node.operation.elementwise:
            return None
        try:
            return formula_over(self.run, node)
        except UnwrittenError:
            return None

    def _opening(self, name: str, within: frozenset[str]) -> ast.expr | None:
        """What a name stands for: a gradient in sight for its own tree, a number for itself, a node without a name for
        its formula, and what a node in sight divides for the product with it.
        """
        if name[0] == "d" and name[1:].isdigit():
            return self.named[int(name[1:])] if name in within else None
        if name[0] != "n" or not name[1:].isdigit():
            return None
        index = int(name[1:])
        node = self.run.graph.nodes[index]
        if node.role == "constant" and not node.shape:
            return ast.Constant(node.value.item())
        quotient = self.quotients.get(index)
        if quotient is not None and names_of(quotient) & within:
            return quotient
        formula = None if node.names else self._formula(index)
        return formula if isinstance(formula, (ast.BinOp, ast.UnaryOp)) else None

    def _algebra(self, tree: ast.expr) -> Algebra:
        # Of what is opened no more is opened than this.
        within = frozenset(self._all_names(tree))
        return Algebra(lambda name: self._opened(name, within), self._pulled, self._is_number)

    def _all_names(self, tree: ast.expr) -> set[str]:
        """With those in the gradients that it names."""
        names = names_of(tree)
        return names.union(*(names_of(self.named[int(n[1:])]) for n in names if n[0] == "d" and n[1:].isdigit()))

    def _is_number(self, letter: str) -> bool:
        return letter == "N"

    def _pulled(self, tree: ast.expr, algebra: Algebra) -> ast.expr:
        """A sum with what all its terms share in front of it, and 1 where the run's numbers add up to 1."""
        if not (isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in REDUCTIONS):
            return tree
        try:
            inner = algebra.read(tree.args[0])
        except NoPolynomialError:
            return tree
        if not inner.above:
            return ast.Constant(0)
        number, monomial, rest = factored(inner.above)
        single = {letter for letter, _ in monomial if self._shape(algebra.letters[letter]) == ()}
        front = Quotient(
            {tuple((letter, power) for letter, power in monomial if letter in single): number},
            type(inner.below)(
                {
                    each: n
                    for each, n in inner.below.items()
                    if all(self._shape(algebra.letters[letter]) == () for term, _ in each for letter, _ in term)
                }
            ),
        )
        kept = tuple((letter, power) for letter, power in monomial if letter not in single)
        inside = Quotient({kept: number / number}, inner.below - front.below)
        inside = inside.times(Quotient(rest))
        left = ast.Call(tree.func, [algebra.write(inside), *tree.args[1:]], tree.keywords)
        before = algebra.write(front)
        found: ast.expr = left
        if self._is_one(left):
            self.ones[ast.unparse(left)] = left
            found = ast.Constant(1) if self.told else left
        written = ast.BinOp(before, ast.Mult(), found)
        # Read again, it would be pulled forever.
        return tree if ast.unparse(left) == ast.unparse(tree) and found is left else written

    def _is_one(self, tree: ast.Call) -> bool:
        try:
            value = value_of_tree(tree, self.gradients.values)
        except UnwrittenError:
            return False
        return value.size > 0 and bool(np.all(np.abs(value - 1) < 1e-9)) and self._is_data(tree.args[0])

    def _is_data(self, tree: ast.expr) -> bool:
        """Whether it is made of what the program gives as numbers alone, which no parameter moves."""
        nodes = [self.run.graph.nodes[int(name[1:])] for name in names_of(tree) if name[0] == "n"]
        return bool(nodes) and all(not node.requires_grad for node in nodes)

    def _shape(self, tree: ast.expr) -> tuple[int, ...] | None:
        try:
            return np.shape(value_of_tree(tree, self.gradients.values))
        except UnwrittenError:
            return None

    def of(self, tree: ast.expr, value: Array) -> Cancelled:
        """The tree itself where nothing cancels."""
        self.ones = {}
        tree = numbers_first(tree, self._number)
        try:
            algebra = self._algebra(tree)
            quotient = algebra.read(tree)
            found = algebra.write(quotient)
            if length(found) >= length(tree) or not self._holds(found, value):
                return Cancelled(tree)
            if self._divisions(found) < self._divisions(tree):
                return Cancelled(found, tuple(self._stages(tree, found, algebra, value)), tuple(self.ones.values()))
            # Where nothing is divided away, a product stays one, with its numbers in front.
            if not quotient.above:
                return Cancelled(found)
            added = isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add | ast.Sub)
            return Cancelled(tree if added or len(factored(quotient.above)[2]) > MOST_FACTORED else found)
        except (NoPolynomialError, UnwrittenError):
            return Cancelled(tree)

    def _number(self, tree: ast.expr) -> float | None:
        match tree:
            case ast.Constant(value=int() | float() as value):
                return value
            case ast.Name(id=name) if name[0] == "n" and name[1:].isdigit():
                node = self.run.graph.nodes[int(name[1:])]
                return None if node.role != "constant" or node.shape else float(node.value)
        return None

    def _holds(self, tree: ast.expr, value: Array) -> bool:
        made = value_of_tree(tree, self.gradients.values)
        return same(made, value)

    def _stages(self, tree: ast.expr, found: ast.expr, algebra: Algebra, value: Array) -> list[ast.expr]:
        """With the named gradients written out, then each term with what it shares with itself gone."""
        stages = [self._unnamed(tree)]
        terms = [algebra.write(algebra.read(each), one_first=True) for each in self._terms(stages[0])]
        if len(terms) > 1:
            stages.append(_gathered(terms))
        if self.ones:
            self.told = False
            stages.append(algebra.write(algebra.read(tree)))
            self.told = True
        written: list[ast.expr] = []
        for stage in stages:
            alike = {ast.unparse(each) for each in (*written, found)}
            if ast.unparse(stage) not in alike and self._holds(stage, value):
                written.append(stage)
        return written

    def _divisions(self, tree: ast.expr) -> int:
        """By arrays."""
        within = [
            each.right
            for each in ast.walk(self._unnamed(tree))
            if isinstance(each, ast.BinOp) and isinstance(each.op, ast.Div)
        ]
        return sum(not self.gradients.is_number(each) for each in within)

    def _unnamed(self, tree: ast.expr) -> ast.expr:
        named = self.named

        class Opening(ast.NodeTransformer):
            def visit_Name(self, node: ast.Name) -> ast.expr:
                if node.id[0] == "d" and node.id[1:].isdigit():
                    opened: ast.expr = Opening().visit(_copied(named[int(node.id[1:])]))
                    return opened
                return node

        whole: ast.expr = Opening().visit(_copied(tree))
        return whole

    def _terms(self, tree: ast.expr) -> list[ast.expr]:
        """The terms of the sum that stands in a product, each times the rest of the product."""
        match tree:
            case ast.UnaryOp(operand=operand):
                return [ast.UnaryOp(ast.USub(), each) for each in self._terms(operand)]
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
                others = self._terms(right)
                minus = isinstance(op, ast.Sub)
                return self._terms(left) + [ast.UnaryOp(ast.USub(), each) if minus else each for each in others]
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                terms = self._terms(left)
                if len(terms) > 1:
                    return [ast.BinOp(each, ast.Mult(), right) for each in terms]
        return [tree]


def _gathered(terms: list[ast.expr]) -> ast.expr:
    """Their sum, with a number that stands before all of them in front of it."""
    bodies = [each.operand if isinstance(each, ast.UnaryOp) else each for each in terms]
    fronts = {ast.unparse(each.left) if isinstance(each, ast.BinOp) else "" for each in bodies}
    first = bodies[0]
    if len(fronts) > 1 or not isinstance(first, ast.BinOp) or not isinstance(first.op, ast.Mult):
        return total(terms)
    if not isinstance(first.left, ast.Constant | ast.BinOp) or names_of(first.left) - {"N"}:
        return total(terms)
    rests = [each.right for each in bodies if isinstance(each, ast.BinOp)]
    signed = [
        ast.UnaryOp(ast.USub(), rest) if isinstance(term, ast.UnaryOp) else rest
        for term, rest in zip(terms, rests, strict=True)
    ]
    return ast.BinOp(first.left, ast.Mult(), total(signed))


def _copied(tree: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(tree), mode="eval").body
