"""The derivative of a line along the ways from its result to one of its inputs, as a product that one can look at."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.explain.composition import (
    ONE,
    UPSTREAM,
    UnwrittenError,
    is_number,
    local_of,
    matrix_product,
    plus,
    product,
    readable,
    transposed,
    value_of,
)
from engine.explain.derivative import local_map, local_value
from engine.operation import Array, Shape, unbroadcast
from engine.recording import Node, Run

# A way from a result to an input, against the arrows: nodes, and the slot of each that the next one enters.
Path = list[tuple[int, int]]
# By node, in the order of the run: the slots on a way to the input, and what they lead to.
Ways = dict[int, list[tuple[int, int]]]
# More ways than these are told as the chain of their steps.
MOST_PATHS = 8
ELEMENTWISE = ("⊙", "·")


@dataclass(slots=True)
class Product:
    """A product from left to right, one of whose factors, number `upstream`, is the upstream gradient of node `root`.

    `signs` stand between its factors: those entry by entry bind before @ and ⊗. `summed`: over the copies of the input.
    An expression that nobody can write is None.
    """

    root: int
    values: list[Array]
    signs: list[str]
    expressions: list[ast.expr | None]
    upstream: int
    summed: bool = False

    def value(self, shape: Shape) -> Array:
        """What it comes to, for an input of that shape."""
        made = [self.values[0]]
        signs = []
        for sign, value in zip(self.signs, self.values[1:], strict=True):
            if sign in ELEMENTWISE:
                made[-1] = np.multiply(made[-1], value)
            else:
                signs.append(sign)
                made.append(value)
        found = made[0]
        for sign, value in zip(signs, made[1:], strict=True):
            found = np.multiply.outer(found, value) if sign == "⊗" else np.matmul(found, value)
        return np.asarray(unbroadcast(found, shape)) if self.summed else np.asarray(found)

    def expression(self) -> ast.expr | None:
        """The same over nodes; None where a factor has none."""
        made: list[ast.expr] = []
        for sign, each in zip(["@", *self.signs], self.expressions, strict=True):
            if each is None:
                return None
            if sign in ELEMENTWISE:
                made[-1] = product(made[-1], each)
            elif sign == "⊗":
                made[-1] = ast.Call(ast.Name("outer"), [made[-1], each], [])
            else:
                made.append(each)
        found, *others = made
        for each in others:
            found = matrix_product(found, each)
        return found


def paths_between(ways: Ways, root: int, receiver: int) -> list[Path]:
    """All ways from the root to the receiver; none where there are more than one can look at."""
    found: list[Path] = []
    unfinished: list[tuple[int, Path]] = [(root, [])]
    while unfinished:
        index, path = unfinished.pop()
        for slot, source in ways[index]:
            longer = [*path, (index, slot)]
            if source == receiver:
                found.append(longer)
            else:
                unfinished.append((source, longer))
        # Every way that is begun leads to the receiver.
        if len(found) + len(unfinished) > MOST_PATHS:
            return []
    return found


def elementwise(run: Run, ways: Ways, root: int, receiver: int, upstream: Array) -> Product | None:
    """Upstream ⊙ local, where every operation on every way acts entry by entry: local is the sum over the ways."""
    nodes = run.graph.nodes
    slopes: dict[int, Array] = {receiver: np.ones((), upstream.dtype)}
    written: dict[int, ast.expr | None] = {receiver: ONE}
    for index, leading in ways.items():
        for slot, source in leading:
            own = local_map(run, nodes[index], slot).slopes()
            if own is None:
                return None
            with np.errstate(all="ignore"):
                slope = own * slopes[source]
            text = _combined(product, _local_text(run, nodes[index], slot), written[source])
            if index in slopes:
                slopes[index], written[index] = slopes[index] + slope, _combined(plus, written[index], text)
            else:
                slopes[index], written[index] = slope, text
    summed = nodes[receiver].shape != nodes[root].shape
    if _is_one(written[root]):
        return Product(root, [upstream], [], [UPSTREAM], 0, summed)
    local = np.broadcast_to(slopes[root], nodes[root].shape)
    sign = "⊙" if np.ndim(local) else "·"
    return Product(root, [upstream, local], [sign], [UPSTREAM, written[root]], 0, summed)


def product_along(run: Run, root: int, path: Path, upstream: Array) -> Product | None:
    """The product of one way: what acts entry by entry first, then matrices to either side. None for other orders."""
    made = _Growing(root, upstream)
    for index, slot in path:
        if made.summed or not made.grow(run, run.graph.nodes[index], slot):
            return None
    return made.product()


@dataclass(slots=True)
class _Growing:
    root: int
    upstream: Array
    core: list[tuple[Array, ast.expr | None]] = field(default_factory=list)
    left: list[tuple[Array, ast.expr]] = field(default_factory=list)
    right: list[tuple[Array, ast.expr]] = field(default_factory=list)
    turned: bool = False
    summed: bool = False
    outer: bool = False

    def grow(self, run: Run, node: Node, slot: int) -> bool:
        """Takes one operation on; False where the product cannot."""
        nodes = run.graph.nodes
        inputs = [nodes[i] for i in node.inputs]
        found = local_value(run, node, slot)
        matrices = bool(self.left or self.right or self.turned)
        slopes = local_map(run, node, slot).slopes()
        if slopes is not None:
            self.summed = inputs[slot].shape != node.shape
            text = _local_text(run, node, slot)
            if not _is_one(text):
                if matrices:
                    return False
                same = text is not None and is_number(run, text)
                self.core.append((slopes.reshape(-1)[0] if same and slopes.size else slopes, text))
            return True
        if self.outer:
            return False
        assert node.operation is not None
        match node.operation.matrix:
            case "product" if found.value is not None:
                return self._matrix(found.relation, found.value, value_of(node.inputs[1 - slot]), matrices)
            case "affine" if np.ndim(inputs[0].value) <= 2:
                return self._linear(slot, inputs, node)
            case "transposed" if np.ndim(node.value) == 2 and _turns(node):
                self._turn()
                return True
        return False

    def _matrix(self, relation: str, value: Array, other: ast.expr, matrices: bool) -> bool:
        if relation == "right":
            self.right.append((value, transposed(other)))
        elif relation == "left":
            self.left.insert(0, (value, transposed(other)))
        elif matrices:
            return False
        elif relation == "outer":
            self.right.append((value, other))
            self.outer = True
        else:
            self.core.append((value, other))
        return True

    def _linear(self, slot: int, inputs: Sequence[Node], node: Node) -> bool:
        """y = x Wᵀ + b: upstream W for x, upstreamᵀ x for W, upstream for b."""
        if slot == 0:
            self.right.append((inputs[1].value, value_of(inputs[1].index)))
            return True
        if slot == 1 and np.ndim(inputs[0].value) == 2:
            self._turn()
            self.right.append((inputs[0].value, value_of(inputs[0].index)))
            return True
        self.summed = slot == 2 and inputs[2].shape != node.shape
        return slot == 2

    def _turn(self) -> None:
        """(A g B)ᵀ = Bᵀ gᵀ Aᵀ."""
        self.turned = not self.turned
        left = [(value.T, transposed(text)) for value, text in reversed(self.right)]
        self.right = [(value.T, transposed(text)) for value, text in reversed(self.left)]
        self.left = left

    def product(self) -> Product:
        core: list[tuple[Array, ast.expr | None]] = [(self.upstream, UPSTREAM), *self.core]
        if self.turned:
            core = [(value.T, text if text is None or not np.ndim(value) else transposed(text)) for value, text in core]
        alike = ["⊙" if np.ndim(value) else "·" for value, _ in core[1:]]
        signs = ["@"] * len(self.left) + alike + ["⊗" if self.outer else "@"] * len(self.right)
        parts = [*self.left, *core, *self.right]
        values, texts = [value for value, _ in parts], [text for _, text in parts]
        return Product(self.root, values, signs, texts, len(self.left), self.summed)


def _turns(node: Node) -> bool:
    """Whether the two dims of a matrix change places; where none are named, they do."""
    dims = [node.attributes[name] for name in ("dim0", "dim1") if name in node.attributes]
    return not dims or {int(dim) % 2 for dim in dims} == {0, 1}


def _local_text(run: Run, node: Node, slot: int) -> ast.expr | None:
    try:
        return local_of(run, node, slot)
    except UnwrittenError:
        return None


def _combined(
    by: Callable[[ast.expr, ast.expr], ast.expr], left: ast.expr | None, right: ast.expr | None
) -> ast.expr | None:
    """None where one of them has no text, or both together are too long to be read."""
    try:
        return None if left is None or right is None else readable(by(left, right))
    except UnwrittenError:
        return None


def _is_one(text: ast.expr | None) -> bool:
    return isinstance(text, ast.Constant) and text.value == 1
