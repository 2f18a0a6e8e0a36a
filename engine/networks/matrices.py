"""Layers of matrices: a Wᵀ + b, W a + b, and the operations that do both at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from engine.networks.activations import activation, function_of
from engine.networks.forms import is_sum, matrices
from engine.networks.layer import DenseLayer, of_node
from engine.networks.parameters import Viewed, is_bias, is_leaf, is_weight, learns, named, viewed
from engine.operation import Array, size
from engine.recording import Graph, Node, isolated


class _Product(NamedTuple):
    """The factors, and their entries: of the left one (row, input), of the right one (input, column). `ranks` are the
    dims that they have in the program.
    """

    left: Viewed
    right: Viewed
    rows: Array
    columns: Array
    ranks: tuple[int, int]

    @property
    def shape(self) -> tuple[int, int]:
        return int(self.rows.shape[0]), int(self.columns.shape[1])


def layer_at(graph: Graph, index: int, readers: Mapping[int, Sequence[int]]) -> DenseLayer | None:
    """The layer whose product is this node; None where it is none."""
    node = graph.nodes[index]
    form = matrices(graph, node)
    if form is None or node.operation is None:
        return None
    first, second, added, turned = form
    product = _product(graph, node.inputs[first], node.inputs[second], turned)
    if product is None:
        return None
    z, bias = node, viewed(graph, node.inputs[added]) if added is not None else None
    if bias is None:
        z, bias = _with_bias(graph, node, readers)
    elif not is_bias(bias.node):
        return None
    # (row, column) of the product: which entry of the bias is added there.
    along = None if bias is None else np.broadcast_to(bias.indices, z.shape).reshape(product.shape)
    right = node.operation.matrix == "affine" or _weight_is_right(product, along)
    if right is None:
        return None
    inputs = node.inputs[first if right else second]
    return _layer(graph, inputs, (node, z), product, (bias, along), right, readers)


def _product(graph: Graph, first: int, second: int, turned: bool) -> _Product | None:
    one, two = graph.nodes[first].shape, graph.nodes[second].shape
    ranks = len(one), len(two)
    if 0 in (*one, *two, *ranks) or ranks[1] > 2:
        return None
    rows, columns = np.arange(size(one)), np.arange(size(two)).reshape(two)
    columns = columns.T if turned else columns
    inner = int(columns.shape[0])
    if one[-1] != inner:
        return None
    return _Product(
        viewed(graph, first), viewed(graph, second), rows.reshape(-1, inner), columns.reshape(inner, -1), ranks
    )


def _with_bias(graph: Graph, product: Node, readers: Mapping[int, Sequence[int]]) -> tuple[Node, Viewed | None]:
    """The sum of the product and a bias, and the bias; the product alone where none is added."""
    for reader in readers.get(product.index, ()):
        node = graph.nodes[reader]
        if not is_sum(node) or node.shape != product.shape:
            continue
        other = node.inputs[1] if node.inputs[0] == product.index else node.inputs[0]
        bias = viewed(graph, other)
        if other != product.index and is_bias(bias.node):
            return node, bias
    return product, None


def _weight_is_right(product: _Product, along: Array | None) -> bool | None:
    """Which of the factors is the weight; None where neither is, or nothing tells.

    Of two that both could be, the one that learns is, and of two that do, the matrix beside a vector. Else the way in
    which the bias lies along the examples decides, and last the name.
    """
    factors = (product.left, product.right)
    could = [is_weight(each.node) for each in factors]
    if could != [True, True]:
        return could[1] if any(could) else None
    learning = [learns(each.node) for each in factors]
    if learning in ([True, False], [False, True]):
        return learning[1]
    if product.ranks in ((2, 1), (1, 2)) and all(is_leaf(each.node) for each in factors):
        return product.ranks == (1, 2)
    if along is not None:
        by_column, by_row = bool(np.any(along != along[:, :1])), bool(np.any(along != along[:1]))
        if by_column != by_row:
            return by_column
    called = [named(each.node, "w") for each in factors]
    return called[1] if called in ([True, False], [False, True]) else None


def _layer(
    graph: Graph,
    inputs: int,
    sums: tuple[Node, Node],
    product: _Product,
    added: tuple[Viewed | None, Array | None],
    right: bool,
    readers: Mapping[int, Sequence[int]],
) -> DenseLayer | None:
    (node, z), (bias, along) = sums, added
    weights = product.right if right else product.left
    rank = product.ranks[1 if right else 0]
    if rank > 2:
        return None
    made: Array = np.arange(product.rows.shape[0] * product.columns.shape[1]).reshape(product.shape)
    # (neuron, input), (example, input), (example, neuron).
    own, given, made = (product.columns.T, product.rows, made) if right else (product.rows, product.columns.T, made.T)
    weight, entries, results = (
        of_node(weights.node.index, np.ravel(weights.indices)[own]),
        of_node(inputs, given),
        of_node(z.index, made),
    )
    if weight is None or entries is None or results is None:
        return None
    shift, parts = None, {weights.node.index, *weights.through, node.index, z.index}
    if bias is not None and along is not None:
        each = along if right else along.T
        shift = None if np.any(each != each[:1]) else of_node(bias.node.index, each[0])
        if shift is None:
            return None
        parts |= {bias.node.index, *bias.through}
    follows = activation(graph, z.index, readers)
    return DenseLayer(
        weight=weight,
        bias=shift,
        input=entries,
        z=results,
        activation=None if follows is None else results._replace(nodes=(follows.index,)),
        function=None if follows is None else function_of(follows),
        examples="one" if product.ranks[0 if right else 1] == 1 else "rows" if right else "columns",
        nodes=tuple(sorted(parts | ({follows.index} if follows else set()))),
        name=isolated(weights.node.called),
    )
