"""The chain rule along one path as a product of Jacobians, in the order in which one puts the brackets.

A row for each entry of a result, a column for each entry of an input: ∂L/∂x = J₁ J₂ … Jₘ, from the target back to x.
From the left, as reverse mode goes, all that arises has as many rows as the target; from the right, as forward mode
does, as many columns as x. The number of multiplications of a product of p×q and q×r is p·q·r.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from engine.errors import ArgumentError
from engine.explain.all_paths import sum_over_paths
from engine.explain.derivative import local_map
from engine.explain.wording import counted, prose
from engine.jacobians import LocalJacobian, structured
from engine.operation import Array, size
from engine.recording import Edge, Run

# Factors of one product, entries of one that is written out, and of all that are worked out.
MOST_FACTORS = 40
MOST_WRITTEN = 1_024
MOST_BUILT = 262_144
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")


@dataclass(frozen=True, slots=True)
class JacobianFactor:
    """∂target/∂source of an edge. `structure` is None of one that is too large to be looked at, `matrix` of
    one that is too large to be written.
    """

    edge: Edge
    structure: str | None
    shape: tuple[int, int]
    matrix: Array | None


class Bracketing(NamedTuple):
    """`order`: of the factors that are left each time, the place of the left one of the two that are multiplied."""

    order: tuple[int, ...]
    multiplications: int
    text: str


class PartialProduct(NamedTuple):
    """What two neighbours come to: the factors `first` up to `to`, the latter left out."""

    first: int
    to: int
    shape: tuple[int, int]
    multiplications: int
    matrix: Array | None


@dataclass(frozen=True, slots=True)
class JacobianProduct:
    """`left_out` are the nodes whose Jacobian is the identity. `products` are those of `chosen`; `result` is ∂L/∂x as a
    row for each entry of the target, `gradient` the same in the shape of x, for a single target. `built` and `sent` are
    the bytes of all Jacobians, and of the gradients that a backward pass sends in place of them.
    """

    factors: tuple[JacobianFactor, ...]
    left_out: tuple[int, ...]
    paths: int
    chosen: Bracketing
    products: tuple[PartialProduct, ...]
    reverse: Bracketing
    forward: Bracketing
    cheapest: Bracketing
    result: Array | None
    gradient: Array | None
    built: int
    sent: int
    sentence: str


def jacobian_product(
    run: Run, first: int, last: int, path: int = 0, order: Sequence[int] | None = None
) -> JacobianProduct:
    """The product along a path from node `first` to node `last`, of those that `sum_over_paths` lists. `order` puts the
    brackets, as far as it goes; None: from the left. Raises ArgumentError where there is no such path or product.
    """
    listed = sum_over_paths(run, first, last).listed
    if first == last or not listed:
        raise ArgumentError("no path on which a gradient passes leads from the one node to the other")
    if path >= len(listed):
        raise ArgumentError(f"there are {counted(len(listed), 'path')} to choose from, counted from 0")
    edges = listed[path].edges
    if len(edges) > MOST_FACTORS:
        raise ArgumentError(f"a path of {len(edges)} operations is too long: at most {MOST_FACTORS} Jacobians")
    found = [(edge, _jacobian(run, edge)) for edge in edges]
    kept = [(edge, each) for edge, each in found if not each.identity] or found[-1:]
    sides = [kept[0][1].shape[0], *(each.shape[1] for _, each in kept)]
    bytes_each = run.graph.nodes[last].value.itemsize
    built = bytes_each * sum(size(each.shape) for _, each in kept)
    sent = bytes_each * sum(size(run.graph.nodes[edge.source].shape) for edge, _ in kept) * sides[0]
    worked_out = built <= MOST_BUILT * bytes_each
    matrices = [each.jacobian.dense() if worked_out and each.jacobian else None for _, each in kept]
    factors = tuple(
        JacobianFactor(edge, each.jacobian.structure if each.jacobian else None, each.shape, _written(matrix))
        for (edge, each), matrix in zip(kept, matrices, strict=True)
    )
    steps = len(factors) - 1
    reverse, forward = _bracketing(sides, [0] * steps), _bracketing(sides, list(range(steps - 1, -1, -1)))
    chosen = reverse if order is None else _bracketing(sides, order)
    products = tuple(_products(sides, chosen.order, matrices))
    whole = _whole(matrices)
    single = whole is not None and sides[0] == 1
    return JacobianProduct(
        factors,
        tuple(edge.target for edge, each in found if all(each is not other for _, other in kept)),
        len(listed),
        chosen,
        products,
        reverse,
        forward,
        _bracketing(sides, _cheapest(sides)),
        _written(whole),
        whole.reshape(run.graph.nodes[first].shape) if single and whole is not None else None,
        built,
        sent,
        _sentence(run, first, last, sides, (built, sent), (reverse, forward)),
    )


class _Found(NamedTuple):
    shape: tuple[int, int]
    identity: bool
    jacobian: LocalJacobian | None


def _jacobian(run: Run, edge: Edge) -> _Found:
    node = run.graph.nodes[edge.target]
    assert node.operation is not None
    found = local_map(run, node, edge.slot)
    shape = size(found.rows), size(found.columns)
    if size(shape) > MOST_BUILT:
        slopes = found.slopes()
        return _Found(shape, shape[0] == shape[1] and slopes is not None and bool(np.all(slopes == 1)), None)
    made = structured(node.operation, edge.slot, node.value, found.inputs, node.attributes)
    identity = shape[0] == shape[1] and made.structure in ("diagonal", "permutation")
    return _Found(shape, identity and bool(np.array_equal(made.dense(), np.eye(shape[0]))), made)


def _written(matrix: Array | None) -> Array | None:
    return None if matrix is None or matrix.size > MOST_WRITTEN else matrix


def _whole(matrices: Sequence[Array | None]) -> Array | None:
    """From the left."""
    found = matrices[0]
    for each in matrices[1:]:
        if found is None or each is None:
            return None
        with np.errstate(all="ignore"):
            found = found @ each
    return found


def _bracketing(sides: Sequence[int], order: Sequence[int]) -> Bracketing:
    """Raises ArgumentError for a place at which no two factors stand beside one another."""
    ends = list(range(len(sides)))
    names = [f"J{place + 1}".translate(SUBSCRIPTS) for place in range(len(sides) - 1)]
    total = 0
    for at in order:
        if not 0 <= at < len(names) - 1:
            raise ArgumentError(f"there is no factor {at + 1} beside another: {counted(len(names), 'factor')} are left")
        total += sides[ends[at]] * sides[ends[at + 1]] * sides[ends[at + 2]]
        del ends[at + 1]
        names[at : at + 2] = [f"({names[at]} {names[at + 1]})"]
    text = " ".join(names)
    return Bracketing(tuple(order), total, text[1:-1] if len(names) == 1 and text.startswith("(") else text)


def _products(sides: Sequence[int], order: Sequence[int], matrices: Sequence[Array | None]) -> Iterator[PartialProduct]:
    ends, those = list(range(len(sides))), list(matrices)
    for at in order:
        first, middle, to = ends[at : at + 3]
        left, right = those[at : at + 2]
        with np.errstate(all="ignore"):
            made = None if left is None or right is None else left @ right
        cost = sides[first] * sides[middle] * sides[to]
        yield PartialProduct(first, to, (sides[first], sides[to]), cost, _written(made))
        del ends[at + 1]
        those[at : at + 2] = [made]


def _cheapest(sides: Sequence[int]) -> list[int]:
    """The order of fewest multiplications (Godbole 1973: the best split of every stretch of the chain)."""

    @cache
    def best(first: int, to: int) -> tuple[int, int]:
        if to - first == 1:
            return 0, first
        ways = (
            (best(first, k)[0] + best(k, to)[0] + sides[first] * sides[k] * sides[to], k) for k in range(first + 1, to)
        )
        return min(ways)

    ends = list(range(len(sides)))
    order: list[int] = []

    def multiply(first: int, to: int) -> None:
        if to - first == 1:
            return
        split = best(first, to)[1]
        multiply(first, split)
        multiply(split, to)
        order.append(ends.index(first))
        ends.remove(split)

    multiply(0, len(sides) - 1)
    return order


def _sentence(
    run: Run, first: int, last: int, sides: Sequence[int], sizes: tuple[int, int], ways: tuple[Bracketing, Bracketing]
) -> str:
    one, other = (prose(run.graph.nodes[index]) for index in (first, last))
    product = "".join(f"({rows}×{columns})" for rows, columns in pairwise(sides))
    made = f"∂{other}/∂{one} is {product} = {sides[0]}×{sides[-1]}."
    if len(sides) == 2:
        return made
    reverse, forward = (each.multiplications for each in ways)
    costs = (
        f"From the left, as reverse mode goes, it takes {reverse:,} multiplications, "
        f"from the right, as forward mode does, {forward:,}."
    )
    built, sent = map(bytes_words, sizes)
    return (
        f"{made} {costs} Written out, the Jacobians take {built}; a backward pass builds none of them: it sends {sent}."
    )


def bytes_words(number: int) -> str:
    """In units of which there are at most a thousand."""
    value, unit = float(number), 0
    while value >= 1000 and unit < len(UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{number} bytes" if unit == 0 else f"{value:.3g} {UNITS[unit]}"
