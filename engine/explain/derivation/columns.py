"""The lines of a derivation with examples as columns, Z = W A + b in place of Z = A Wᵀ + b.

What has an example in each row is written transposed, and a bias of a layer is a column. So that a product keeps its
meaning, each line is turned with its factors: (A B)ᵀ = Bᵀ Aᵀ. The numbers of a turned line are worked out again.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Mapping, Set
from typing import Any

import numpy as np

from engine.explain.composition import UnwrittenError, formula_over, negated, transposed
from engine.explain.derivation.trees import names_of
from engine.networks import Network
from engine.operation import Array
from engine.recording import Node, Run

# Functions of which each entry is one of the argument's entry.
ENTRYWISE = frozenset({"exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "sign", "Abs", "Heaviside", "Max", "Min"})
ENTRYWISE_SIGNS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)


class _NotTurned(Exception):
    """No rule says what the transposed of an expression is."""


def turned_nodes(run: Run, found: Network) -> frozenset[int]:
    """The nodes that have an example in each row, and the biases of the layers that compute them; none where no layer
    has its examples in rows.
    """
    layers = [each for each in found.layers if each.examples == "rows"]
    rows = {
        index
        for layer in layers
        for numbers in (layer.input, layer.z, layer.activation)
        for index in (numbers.nodes if numbers is not None and numbers.entries is None else ())
        if index is not None and len(run.graph.nodes[index].shape) == 2
    }
    parameters = {node for layer in layers for node in layer.weight.nodes if node is not None}
    _spread(run, rows, parameters)
    return frozenset(rows | (_biases(run, found) if rows else set()))


def _biases(run: Run, found: Network) -> set[int]:
    biases = [layer.bias for layer in found.layers if layer.examples == "rows" and layer.bias is not None]
    places = {node for bias in biases for node in bias.nodes if node is not None}
    return {node for node in places if len(run.graph.nodes[node].shape) == 1}


def _spread(run: Run, rows: set[int], parameters: Set[int]) -> None:
    """To all that meets one of them entry by entry in an array of the same shape."""
    meetings = []
    for node in run.graph.nodes:
        if node.operation is not None and node.operation.elementwise and len(node.shape) == 2:
            alike = [each for each in node.inputs if run.graph.nodes[each].shape == node.shape]
            meetings.append({node.index, *alike} - parameters)
        elif node.operation is not None and node.operation.matrix == "product" and node.inputs[0] in rows:
            meetings.append({node.index, node.inputs[0]})
    before = -1
    while len(rows) != before:
        before = len(rows)
        for meeting in meetings:
            if meeting & rows:
                rows |= meeting


def turned_value(value: Array) -> Array:
    """Of a matrix the transposed, of a vector a column."""
    array = np.asarray(value)
    return array.T if array.ndim == 2 else array.reshape(-1, 1) if array.ndim == 1 else array


def opened(run: Run, tree: ast.expr, named: Container[int] = ()) -> ast.expr:
    """The tree with what has no name in terms of what it does, as far as that is arithmetic. `named` are the nodes that
    have one beside those that the program names.
    """

    class Opening(ast.NodeTransformer):
        def visit_Name(self, name: ast.Name) -> ast.expr:
            if name.id[0] != "n" or not name.id[1:].isdigit():
                return name
            node = run.graph.nodes[int(name.id[1:])]
            if node.names or node.operation is None or node.index in named:
                return name
            try:
                formula = formula_over(run, node)
            except UnwrittenError:
                return name
            plain = node.operation.infix or isinstance(formula, ast.Attribute)
            inner: ast.expr = self.visit(_copied(formula)) if plain else name
            return inner

    found: ast.expr = Opening().visit(_copied(tree))
    return found


def _added_up(tree: ast.expr, node: Node) -> ast.expr:
    """With a sum over the examples said as one over the copies of the node."""

    class Adding(ast.NodeTransformer):
        def visit_Call(self, call: ast.Call) -> ast.expr:
            if ast.unparse(call.func) == "sum" and [ast.unparse(each) for each in call.keywords] == ["dim=0"]:
                return ast.Call(ast.Name("copies"), [call.args[0], ast.Name(f"n{node.index}")], [])
            return call

    found: ast.expr = Adding().visit(_copied(tree))
    return found


def _copied(tree: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(tree), mode="eval").body


class Columns:
    """Turns trees. `nodes` are those that are turned, `named` those that have a name that the program does not give;
    `values` is what names stand for as the program has them.
    """

    def __init__(self, run: Run, nodes: Set[int], values: Mapping[str, Any], named: Container[int] = ()) -> None:
        self.run = run
        self.nodes = nodes
        self.named = named
        self.values = {name: self._turned(name, value) for name, value in values.items()}

    def _turned(self, name: str, value: Any) -> Any:
        return turned_value(value) if self._is_turned(name) and not callable(value) else value

    def _is_turned(self, name: str) -> bool:
        return name[0] in "nd" and name[1:].isdigit() and int(name[1:]) in self.nodes

    def line(self, node: Node, tree: ast.expr) -> ast.expr:
        """The line of a gradient over what the names stand for once they are turned."""
        whole = opened(self.run, tree, self.named)
        if node.index not in self.nodes:
            return self._kept(whole)
        if len(node.shape) == 1:
            whole = _added_up(whole, node)
        try:
            return self._pushed(whole)
        except _NotTurned:
            return transposed(self._kept(whole))

    def _pushed(self, tree: ast.expr) -> ast.expr:
        """The transposed of the tree. Raises _NotTurned."""
        match tree:
            case ast.Constant():
                return tree
            case ast.Name(id=name):
                if self._is_turned(name):
                    return tree
                rank = np.ndim(self.values[name]) if name in self.values else 0
                if rank == 1 or rank > 2:
                    raise _NotTurned
                return transposed(tree) if rank == 2 else tree
            case ast.Attribute(value=value):
                return self._kept(value)
            case ast.UnaryOp(operand=operand):
                return negated(self._pushed(operand))
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                return ast.BinOp(self._pushed(right), ast.MatMult(), self._pushed(left))
            case ast.BinOp(left=left, op=op, right=right) if isinstance(op, ENTRYWISE_SIGNS):
                return ast.BinOp(self._pushed(left), op, self._pushed(right))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in ENTRYWISE:
                return ast.Call(ast.Name(name), [self._pushed(each) for each in args], [])
            case ast.Call(func=ast.Name(id="copies"), args=[inner, ast.Name(id=like) as own]) if self._is_turned(like):
                return ast.Call(ast.Name("copies"), [self._pushed(inner), own], [])
            case ast.Call(func=ast.Name(id="ones"), args=[inner, ast.Name(id=like) as own]) if self._is_turned(like):
                return ast.Call(ast.Name("ones"), [self._pushed(inner), own], [])
            case ast.Call(func=ast.Name(id="softmax") as name, args=[inner], keywords=[ast.keyword(arg="dim")]):
                axis = ast.Constant(0 if ast.unparse(tree.keywords[0].value) in ("1", "-1") else 1)
                return ast.Call(name, [self._pushed(inner)], [ast.keyword("dim", axis)])
            case ast.Call(func=ast.Name(id="onehot")):
                return transposed(self._kept_inside(tree))
        raise _NotTurned

    def _kept(self, tree: ast.expr) -> ast.expr:
        """The same numbers as before, over what the names stand for now."""
        if not any(self._is_turned(name) for name in names_of(tree)):
            return tree
        match tree:
            case ast.Name():
                return transposed(tree)
            case ast.Attribute(value=value):
                try:
                    return self._pushed(value)
                except _NotTurned:
                    return transposed(self._kept(value))
            case ast.UnaryOp(operand=operand):
                return negated(self._kept(operand))
            case ast.BinOp(left=left, op=ast.MatMult(), right=right):
                return ast.BinOp(self._kept(left), ast.MatMult(), self._kept(right))
            case ast.BinOp(left=left, op=op, right=right) if self._are_numbers(left):
                return ast.BinOp(left, op, self._kept(right))
            case ast.BinOp() | ast.Call(func=ast.Name(id="copies")):
                try:
                    return transposed(self._pushed(tree))
                except _NotTurned:
                    pass
        return self._kept_inside(tree)

    def _kept_inside(self, tree: ast.expr) -> ast.expr:
        match tree:
            case ast.BinOp(left=left, op=op, right=right):
                return ast.BinOp(self._kept(left), op, self._kept(right))
            case ast.Call(func=function, args=args, keywords=options):
                return ast.Call(function, [self._kept(each) for each in args], options)
            case ast.Tuple(elts=elements):
                return ast.Tuple([self._kept(each) for each in elements])
        return tree

    def _are_numbers(self, tree: ast.expr) -> bool:
        return all(not np.shape(self.values.get(name, ())) for name in names_of(tree))
