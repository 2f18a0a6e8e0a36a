"""The gradients of a backward pass as trees, from the target down to the leaves.

Each step hands on a tree: the text of its operation with the tree of the upstream gradient in it. What the tree comes
to is compared with the step's own numbers at once; where a text says something else, or nothing that can be worked
out, its place is taken by the upstream gradient times a Jacobian.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.explain.composition import ONE, UPSTREAM, UnwrittenError, downstream_of, nodes_in
from engine.explain.derivation.trees import call, filled, length, names_of, total, value_of_tree
from engine.explain.derivative import local_map
from engine.operation import Array
from engine.recording import ContributeStep, HookStep, Node, Run, SeedStep

# A tree with more to read in it is given a name, although only one gradient takes it up.
LONGEST = 40
# What the numbers of a line may differ by, as a share of the largest of them: by element type.
TOLERANCE = {"float64": 1e-9, "float32": 2e-5}
COUNT = ast.Name("N")


def tolerance(value: Array) -> float:
    return TOLERANCE.get(str(np.asarray(value).dtype), 2e-2)


def same(one: Array, other: Array) -> bool:
    """Whether two arrays are equal but for rounding, the first perhaps a number that stands for many entries."""
    other = np.asarray(other)
    try:
        one = np.broadcast_to(one, other.shape)
    except ValueError:
        return False
    finite = np.abs(other[np.isfinite(other)])
    most = tolerance(other) * (float(finite.max()) if finite.size else 1.0)
    return bool(np.allclose(one, other, rtol=tolerance(other), atol=most, equal_nan=True))


@dataclass(frozen=True, slots=True)
class Gradient:
    """A gradient as a tree, with its value and the steps and nodes that it came by. `step`: when it was complete."""

    tree: ast.expr
    value: Array
    steps: frozenset[int]
    nodes: frozenset[int]
    step: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A gradient that has a line of its own. `reason`: "shared" where several take it up, "long" where it would be too
    long to read inside another, "leaf" where nothing takes it up.
    """

    node: int
    reason: str
    gradient: Gradient


class Gradients:
    """The lines of a pass in the order in which their gradients are complete. `values` are those of all names.

    `outside`: 1/N stands before the lines of the leaves alone, and all others are N times their gradient.
    """

    def __init__(self, run: Run, pass_index: int, outside: bool = False) -> None:
        self.run = run
        self.steps = [step for step in run.steps if step.phase == "backward" and step.pass_index == pass_index]
        self.values: dict[str, Any] = {f"n{node.index}": node.value for node in run.graph.nodes}
        self.sends = Counter(step.node for step in self.steps if isinstance(step, ContributeStep))
        self.count = self._count()
        # The node whose 1/N is left out.
        self.left_out = self._front() if outside else None
        self.scale: dict[int, float] = {}
        self.arrivals: dict[int, list[Gradient]] = {}
        self.known: dict[int, Gradient] = {}
        self.drafts: list[Draft] = []
        self._walk()

    def _count(self) -> float | None:
        """What means divide by, where all that do divide by the same."""
        found = set()
        for index in self.sends:
            node = self.run.graph.nodes[index]
            if node.operation is not None:
                inputs = [self.run.graph.nodes[i].value for i in node.inputs]
                numbers = node.operation.written(inputs, node.attributes).numbers
                found |= {numbers["n"]} if "n" in numbers else set()
        return found.pop() if len(found) == 1 and 1 not in found else None

    def _front(self) -> int | None:
        """The node that divides by N, where all gradients come through it alone."""
        index = self.run.targets[self.steps[0].pass_index]
        hooked = any(isinstance(step, HookStep) for step in self.steps)
        while self.count is not None and not hooked and self.sends[index] == 1:
            step = next(each for each in self.steps if isinstance(each, ContributeStep) and each.node == index)
            if step.edge is not None and "N" in names_of(self._text(step) or ONE):
                return index
            index = step.to
        return None

    @property
    def movable(self) -> bool:
        """Whether 1/N can stand outside."""
        return self._front() is not None

    def is_number(self, tree: ast.expr) -> bool:
        """Whether it comes to a single number."""
        try:
            return not np.shape(value_of_tree(tree, self.values))
        except UnwrittenError:
            return False

    def _walk(self) -> None:
        if self.count is not None:
            self.values["N"] = self.count
        for step in self.steps:
            match step:
                case SeedStep():
                    ones = bool(np.all(np.asarray(step.upstream) == 1)) and not np.shape(step.upstream)
                    self.values["g"] = step.upstream
                    seed = Gradient(ONE if ones else UPSTREAM, step.upstream, frozenset({step.index}), frozenset(), 0)
                    self.arrivals.setdefault(step.node, []).append(seed)
                case HookStep():
                    self._hooked(step)
                case ContributeStep():
                    upstream = self._complete(step.node)
                    self.arrivals.setdefault(step.to, []).append(self._handed_on(step, upstream))
        for index in list(self.arrivals):
            self._complete(index)

    def _scaled(self, index: int) -> float:
        return self.scale.get(index, 1.0)

    def _sum(self, index: int) -> Gradient:
        arrived = self.arrivals[index]
        steps = frozenset().union(*(each.steps for each in arrived))
        value = sum((np.asarray(each.value) for each in arrived[1:]), np.asarray(arrived[0].value))
        nodes = frozenset({index}).union(*(each.nodes for each in arrived))
        return Gradient(total([each.tree for each in arrived]), value, steps, nodes, max(each.step for each in arrived))

    def _hooked(self, step: HookStep) -> None:
        """What a hook makes of the gradient goes on."""
        before = self._sum(step.node)
        name = f"h{step.index}"
        self.values[name] = lambda *_, made=step.contribution: made
        after = Gradient(
            call(name, before.tree), step.contribution, before.steps | {step.index}, before.nodes, step.index
        )
        self.arrivals[step.node] = [after]

    def _complete(self, index: int) -> Gradient:
        """The node's gradient, as it is written where it is taken up: under its name where it has one."""
        if index in self.known:
            return self.known[index]
        whole = self._sum(index)
        reason = self._reason(index, whole.tree)
        if reason:
            self.drafts.append(Draft(index, reason, whole))
            name = ast.Name(f"d{index}")
            self.values[name.id] = whole.value
            whole = Gradient(name, whole.value, frozenset(), frozenset(), whole.step)
        self.known[index] = whole
        return whole

    def _reason(self, index: int, tree: ast.expr) -> str:
        if not self.sends[index]:
            return "leaf"
        inner = tree.operand if isinstance(tree, ast.UnaryOp) else tree
        if isinstance(inner, ast.Name) or not nodes_in(tree) | self._named(tree):
            return ""
        return "shared" if self.sends[index] > 1 else "long" if length(tree) > LONGEST else ""

    def _named(self, tree: ast.expr) -> set[int]:
        return {int(name[1:]) for name in names_of(tree) if name[0] == "d" and name[1:].isdigit()}

    def _text(self, step: ContributeStep) -> ast.expr | None:
        """The operation's own, over `g`; None where it has none that can be worked out."""
        assert step.edge is not None
        node = self.run.graph.nodes[step.node]
        named = {} if self.count is None else {"n": COUNT}
        try:
            slot = self.run.graph.edges[step.edge].slot
            return _of_classes(downstream_of(self.run, node, slot, UPSTREAM, node.shape, named), node)
        except UnwrittenError:
            return None

    def _handed_on(self, step: ContributeStep, upstream: Gradient) -> Gradient:
        scale = self._scaled(step.node) * (self.count or 1.0 if step.node == self.left_out else 1.0)
        self.scale[step.to] = scale
        steps, nodes = upstream.steps | {step.index}, upstream.nodes | {step.node}
        goal = np.asarray(step.contribution) * scale if scale != 1 else np.asarray(step.contribution)
        for tree, value in self._ways(step, upstream, goal):
            if same(value, goal):
                return Gradient(tree, value, steps, nodes, step.index)
        name = f"c{step.index}" if step.edge is None else f"j{step.node}_{self.run.graph.edges[step.edge].slot}"
        if step.edge is None:
            self.values[name] = goal
            return Gradient(ast.Name(name), goal, steps, nodes, step.index)
        self.values[name] = self._jacobian(self.run.graph.nodes[step.node], step)
        return Gradient(call(name, upstream.tree), goal, steps, nodes, step.index)

    def _jacobian(self, node: Node, step: ContributeStep) -> Callable[[Any], Array]:
        assert step.edge is not None
        found = local_map(self.run, node, self.run.graph.edges[step.edge].slot)
        count = self.count if step.node == self.left_out and self.count else 1.0
        return lambda g: np.asarray(found.pull(np.broadcast_to(np.asarray(g, found.y.dtype), found.rows))) * count

    def _ways(self, step: ContributeStep, upstream: Gradient, goal: Array) -> list[tuple[ast.expr, Array]]:
        """What the contribution may be written as, each with what it comes to."""
        text = None if step.edge is None else self._text(step)
        if text is None:
            return []
        ways: list[tuple[ast.expr, Array]] = []
        shape = self.run.graph.nodes[step.node].shape
        node, receiver = ast.Name(f"n{step.node}"), ast.Name(f"n{step.to}")
        given: list[tuple[ast.expr, Array]] = [(upstream.tree, upstream.value)]
        if np.shape(upstream.value) != shape:
            given.append((call("ones", upstream.tree, node), np.broadcast_to(upstream.value, shape)))
        for tree, value in given:
            try:
                self.values["t"] = value
                own: dict[str, ast.expr] = {"N": ONE} if step.node == self.left_out else {}
                short = filled(text, {"g": ast.Name("t")} | own, self.is_number)
                made = value_of_tree(short, self.values)
                written = filled(short, {"t": tree}, self.is_number)
                ways.append((written, made))
                if np.shape(made) != goal.shape:
                    self.values["t"] = made
                    added = value_of_tree(call("copies", ast.Name("t"), receiver), self.values)
                    ways.append((call("copies", written, receiver), added))
            except UnwrittenError:
                continue
        return ways


def _of_classes(tree: ast.expr, node: Node) -> ast.expr:
    """With the scores beside the classes that a truth is given by: they say how many there are."""

    class Counting(ast.NodeTransformer):
        def visit_Call(self, each: ast.Call) -> ast.expr:
            self.generic_visit(each)
            if ast.unparse(each.func) == "onehot":
                return call("onehot", each.args[0], ast.Name(f"n{node.inputs[0]}"))
            return each

    found: ast.expr = Counting().visit(tree)
    return found
