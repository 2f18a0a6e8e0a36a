"""The texts of several operations as one: the tree of an expression over nodes, to be printed and to be evaluated.

`n7` in it is the value of node 7, `g` the upstream gradient that it begins with.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from types import MappingProxyType
from typing import Any

from engine.notation import parsed, worth
from engine.operation import REQUIRED, Op, Shape, Written
from engine.recording import Node, Run

# Parts of an expression that is still one to read.
LONGEST = 200

UPSTREAM = ast.Name("g")
Named = Mapping[str, ast.expr]
NOTHING: Named = MappingProxyType({})
ONE = ast.Constant(1)


# The functions of the texts that say by themselves what they do; others need what is not written beside them.
TELLING = frozenset(
    {*worth.FUNCTIONS, "spread", "reshape_as", "outer", "Piecewise", "Heaviside", "Eq", "Ne", "softmax", "onehot"}
) - {"copy"}


class UnwrittenError(Exception):
    """An operation says what it does in words, or with names that have no number."""


def readable(expression: ast.expr) -> ast.expr:
    """The expression itself. Raises UnwrittenError for one that is too long to be read, as a sum of sums may become."""
    if sum(1 for _ in zip(ast.walk(expression), range(LONGEST + 1), strict=False)) > LONGEST:
        raise UnwrittenError
    return expression


def value_of(node: int) -> ast.expr:
    return ast.Name(f"n{node}")


def nodes_in(expression: ast.expr) -> set[int]:
    """The nodes whose values stand in it."""
    names = {each.id for each in ast.walk(expression) if isinstance(each, ast.Name)}
    return {int(name[1:]) for name in names if name[0] == "n" and name[1:].isdigit()}


def is_number(run: Run, expression: ast.expr, upstream: bool = False) -> bool:
    """Whether no array stands in it; `upstream`: whether the upstream gradient is a single number."""
    names = {each.id for each in ast.walk(expression) if isinstance(each, ast.Name)}
    return (upstream or "g" not in names) and all(not run.graph.nodes[i].shape for i in nodes_in(expression))


def formula_over(run: Run, node: Node) -> ast.expr:
    """The formula that made the node, over its inputs. Raises UnwrittenError."""
    written = _written(run, node)
    return _over_nodes(run, written.formula, node, written, UPSTREAM)


def with_nodes(expression: ast.expr, expressions: Mapping[int, ast.expr]) -> ast.expr:
    """The expression with what is known of some nodes in place of them."""

    class Inserting(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return expressions.get(int(node.id[1:]), node) if node.id[1:].isdigit() else node

    return _visited(Inserting(), expression)


def local_of(run: Run, node: Node, slot: int, named: Named = NOTHING) -> ast.expr:
    """The local derivative over nodes. Raises UnwrittenError."""
    written = _written(run, node, slot)
    return _over_nodes(run, written.local[slot], node, written, UPSTREAM, named)


def downstream_of(
    run: Run, node: Node, slot: int, upstream: ast.expr, shape: Shape | None, named: Named = NOTHING
) -> ast.expr:
    """What goes to an input when that comes to the node; `shape` is that of the expression, None where it is unknown.
    `named` are the numbers of its text, such as what a mean divides by, that stay letters. Raises UnwrittenError, also
    where nothing copies the expression to the node's shape, or it is not known to have it.
    """
    if node.operation is not None and node.operation.elementwise:
        return product(upstream, local_of(run, node, slot, named))
    written = _written(run, node, slot)
    if shape != node.shape and not _spreads(written.downstream[slot]):
        raise UnwrittenError
    return _over_nodes(run, written.downstream[slot], node, written, upstream, named)


def _spreads(text: str) -> bool:
    """Whether the upstream gradient meets others entry by entry before all else, which copies it to their shape."""
    tree = parsed(text)
    return tree is not None and not any(
        isinstance(each, ast.Name) and each.id == "g" for whole in ast.walk(tree) for each in _taken_whole(whole)
    )


def _taken_whole(node: ast.AST) -> Sequence[ast.expr]:
    """The operands whose shapes matter to it."""
    match node:
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            return left, right
        case ast.Attribute(value=value) | ast.Subscript(value=value):
            return (value,)
        case ast.Call(func=ast.Name(id=name), args=args) if name != "spread":
            return args
    return ()


def product(left: ast.expr, right: ast.expr) -> ast.expr:
    """Entry by entry; a factor 1 is left out, a −1 a sign."""
    if _is(left, 1) or _is(right, 1):
        return right if _is(left, 1) else left
    if _is(left, -1) or _is(right, -1):
        return negated(right if _is(left, -1) else left)
    if isinstance(right, ast.UnaryOp):
        return negated(product(left, right.operand))
    if isinstance(left, ast.UnaryOp):
        return negated(product(left.operand, right))
    return ast.BinOp(left, ast.Mult(), right)


def negated(term: ast.expr) -> ast.expr:
    return term.operand if isinstance(term, ast.UnaryOp) else ast.UnaryOp(ast.USub(), term)


def plus(left: ast.expr, right: ast.expr) -> ast.expr:
    if isinstance(right, ast.UnaryOp):
        return ast.BinOp(left, ast.Sub(), right.operand)
    return ast.BinOp(left, ast.Add(), right)


def total(terms: Iterable[ast.expr]) -> ast.expr:
    """Their sum. Raises TypeError of none."""
    return reduce(plus, terms)


def transposed(matrix: ast.expr) -> ast.expr:
    return matrix.value if isinstance(matrix, ast.Attribute) else ast.Attribute(matrix, "T")


def matrix_product(left: ast.expr, right: ast.expr) -> ast.expr:
    return ast.BinOp(left, ast.MatMult(), right)


def _is(term: ast.expr, number: int) -> bool:
    if isinstance(term, ast.UnaryOp) and isinstance(term.operand, ast.Constant):
        return term.operand.value == -number
    return isinstance(term, ast.Constant) and term.value == number


def _written(run: Run, node: Node, *slots: int) -> Written:
    assert node.operation is not None
    return node.operation.written([run.graph.nodes[i].value for i in node.inputs], node.attributes, slots)


def _over_nodes(
    run: Run, text: str, node: Node, written: Written, upstream: ast.expr, named: Named = NOTHING
) -> ast.expr:
    tree = parsed(text)
    if tree is None or node.operation is None:
        raise UnwrittenError
    names: dict[str, ast.expr] = {name: ast.Constant(value) for name, value in written.numbers.items()}
    names |= {name: letter for name, letter in named.items() if name in names}
    names |= _options(node.operation, node.attributes)
    inputs = [value_of(each) for each in node.inputs]
    names |= {f"x{slot}": each for slot, each in enumerate(inputs)}
    if not node.operation.variadic:
        names |= dict(zip(node.operation.inputs, inputs, strict=False))
    return _replaced(run, tree, {**names, "y": value_of(node.index), "g": upstream})


def _options(op: Op, attributes: Mapping[str, Any]) -> dict[str, ast.expr]:
    given = {**op.attributes, **attributes}
    return {name: _constant(value) for name, value in given.items() if value is not REQUIRED and _is_plain(value)}


def _is_plain(value: Any) -> bool:
    if isinstance(value, (tuple, list)):
        return all(map(_is_plain, value))
    return isinstance(value, (bool, int, float, str))


def _constant(value: Any) -> ast.expr:
    return ast.Tuple([_constant(each) for each in value]) if isinstance(value, (tuple, list)) else ast.Constant(value)


KNOWN = frozenset({"oo", "pi"})


def _replaced(run: Run, tree: ast.expr, names: Mapping[str, ast.expr]) -> ast.expr:
    """The tree with each name but those of functions replaced. Raises UnwrittenError for what stands for nothing."""

    class Replacing(ast.NodeTransformer):
        def visit_Call(self, node: ast.Call) -> ast.expr:
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            if name not in TELLING:
                raise UnwrittenError
            options = [ast.keyword(each.arg, self.visit(each.value)) for each in node.keywords]
            given = [self.visit(each) for each in node.args]
            # A single number is spread wherever it meets an array.
            return given[0] if name == "spread" and is_number(run, given[0]) else ast.Call(node.func, given, options)

        def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
            left, right = self.visit(node.left), self.visit(node.right)
            if isinstance(node.op, ast.Mult):
                return product(left, right)
            if isinstance(node.op, ast.Div) and isinstance(left, ast.UnaryOp):
                return negated(ast.BinOp(left.operand, node.op, right))
            return ast.BinOp(left, node.op, right)

        def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
            return negated(self.visit(node.operand))

        def visit_Name(self, node: ast.Name) -> ast.expr:
            if node.id in names:
                return names[node.id]
            if node.id in KNOWN:
                return node
            raise UnwrittenError

    return _visited(Replacing(), tree)


def _visited(transformer: ast.NodeTransformer, tree: ast.expr) -> ast.expr:
    """The trees of the table are shared: what is changed is a copy."""
    changed: ast.expr = transformer.visit(ast.parse(ast.unparse(tree), mode="eval").body)
    return changed
