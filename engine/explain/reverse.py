"""A line of the program in reverse: upstream × local = downstream for each of its inputs.

The derivative of a line by one of its inputs is the product of the local derivatives on the way from one to the other,
a sum of such products where there are several ways (the chain rule).
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence
from functools import reduce

import numpy as np

from engine.errors import ShapeError
from engine.explain.composition import ONE, UPSTREAM, UnwrittenError, downstream_of, nodes_in, readable, total
from engine.explain.derivative import local_map
from engine.explain.entry_formula import equation, related, settled
from engine.explain.explanation import Factor, Factors, Formula, LineExplanation, LineInput, formula_of
from engine.explain.path import Product, Ways, elementwise, paths_between, product_along
from engine.explain.wording import partial_term, prose, term
from engine.notation import MULTIPLY, Term, composed, number_term, printed
from engine.operation import Array, broadcast, size
from engine.recording import ContributeStep, Node, Run, Step

# Characters of a formula that is still one to read.
LONGEST = 160
# Of more operations between a result and an input the steps are told, one after the other.
MOST_OPERATIONS = 64
TOLERANCE = 1e-7


class Reverse:
    """The contributions of some nodes, the senders, to one another and to what lies before them."""

    def __init__(self, run: Run, steps: Sequence[Step], sent: Sequence[ContributeStep]) -> None:
        self.run = run
        self.sent = sent
        self.upstream = {step.node: np.asarray(step.upstream) for step in sent}
        self.senders = sorted(self.upstream)
        # The slots over which a node sends, with what they lead to.
        self.ways: Ways = {node: [] for node in self.senders}
        for step in sent:
            if step.edge is not None:
                self.ways[step.node].append((run.graph.edges[step.edge].slot, step.to))
        arrived = [step for step in sent if step.to in self.upstream]
        counts = Counter(step.to for step in arrived)
        self.roots = [node for node in self.senders if node not in counts]
        # Of a node in between, all that it hands on came from within.
        whole = all(step.expected == counts[step.to] and step.earlier is None for step in arrived)
        self.closed = whole and all(isinstance(step, ContributeStep) for step in steps)

    def explanation(self, first: int, to: int) -> LineExplanation:
        receivers = list(dict.fromkeys(step.to for step in self.sent if step.to not in self.upstream))
        inputs = tuple(self._input(receiver) for receiver in receivers)
        names = ", ".join(prose(self.run.graph.nodes[root]) for root in self.roots)
        sentence = f"The upstream gradient of {names}, times the derivative of the line by each of its inputs."
        return LineExplanation(first, to, sentence, inputs=inputs)

    def _leading(self, receiver: int) -> list[int]:
        """The senders from which something comes to the receiver, in the order of the run."""
        leading = {receiver}
        for node in self.senders:
            if any(to in leading for _, to in self.ways[node]):
                leading.add(node)
        return sorted(leading - {receiver})

    def _input(self, receiver: int) -> LineInput:
        nodes = self.run.graph.nodes
        arrivals = [step for step in self.sent if step.to == receiver]
        contribution = reduce(np.add, [np.asarray(step.contribution) for step in arrivals])
        leading = self._leading(receiver)
        reached = [root for root in self.roots if root in leading]
        found: list[Product] | None = [] if self.closed and len(leading) <= MOST_OPERATIONS else None
        for root in reached:
            along = None if found is None else self._products(root, receiver, leading)
            found = None if along is None or found is None else found + along
        products = found if found and self._comes_to(found, contribution) else []
        within = {*leading, receiver}
        chain = [step.index for step in self.sent if step.node in within and step.to in within]
        result = reached[0] if len(reached) == 1 else None
        expression, summed = self._expression(result, receiver, leading, products)
        formula = numbers = None
        if expression is not None and result is not None:
            complete = all(step.earlier is None for step in arrivals) and arrivals[-1].expected == len(arrivals)
            formula = self._formula(result, receiver, expression, summed, "=" if complete else "+=")
            numbers = self._numbers(result, receiver, expression, contribution, "=" if complete else "+=")
        return LineInput(
            nodes[receiver].index,
            result,
            tuple(step.index for step in arrivals),
            tuple(chain),
            contribution,
            tuple(self._factors(each, receiver) for each in products),
            formula,
            numbers,
            None if formula is None else expression,
            summed,
        )

    def _products(self, root: int, receiver: int, leading: list[int]) -> list[Product] | None:
        upstream = self.upstream[root]
        ways = {
            node: [(slot, to) for slot, to in self.ways[node] if to in leading or to == receiver] for node in leading
        }
        paths = paths_between(ways, root, receiver)
        together = elementwise(self.run, ways, root, receiver, upstream)
        if together is not None:
            return [together]
        along = [product_along(self.run, root, path, upstream) for path in paths]
        if len(along) != 1 or along[0] is None:
            scalar = self._of_a_number(root, receiver, leading)
            if scalar is not None:
                return [scalar]
        return None if any(each is None for each in along) else [each for each in along if each is not None]

    def _of_a_number(self, root: int, receiver: int, leading: list[int]) -> Product | None:
        """The gradient of a single number by the input is an array that the upstream gradient scales."""
        nodes = self.run.graph.nodes
        if size(nodes[root].shape) != 1:
            return None
        gradients = {root: np.ones(nodes[root].shape, nodes[root].value.dtype)}
        for index in reversed(leading):
            for slot, to in self.ways[index] if index in gradients else ():
                pulled = local_map(self.run, nodes[index], slot).pull(gradients[index])
                gradients[to] = gradients[to] + pulled if to in gradients else pulled
        try:
            local: ast.expr | None = self._composed(root, receiver, leading, ONE)
        except (UnwrittenError, KeyError):
            local = None
        values = [self.upstream[root].reshape(()), gradients[receiver]]
        return Product(root, values, ["·"], [UPSTREAM, local], 0)

    def _comes_to(self, products: Sequence[Product], contribution: Array) -> bool:
        with np.errstate(all="ignore"):
            made = reduce(np.add, [each.value(np.shape(contribution)) for each in products])
        return np.shape(made) == np.shape(contribution) and bool(
            np.allclose(made, contribution, rtol=TOLERANCE, atol=1e-12, equal_nan=True)
        )

    def _expression(
        self, result: int | None, receiver: int, leading: list[int], products: Sequence[Product]
    ) -> tuple[ast.expr | None, bool]:
        """That of all products, or else the texts of the operations one in the other."""
        if result is None:
            return None, False
        written = [each.expression() for each in products]
        known = [each for each in written if each is not None]
        if products and len(known) == len(written) and len({each.summed for each in products}) == 1:
            return total(known), products[0].summed
        if not self.closed or len(leading) > MOST_OPERATIONS:
            return None, False
        try:
            return self._composed(result, receiver, leading, UPSTREAM), False
        except (UnwrittenError, KeyError):
            return None, False

    def _composed(self, result: int, receiver: int, leading: list[int], given: ast.expr) -> ast.expr:
        """The texts of the operations one in the other, from what is given at the result. Raises UnwrittenError."""
        nodes = self.run.graph.nodes
        terms: dict[int, list[ast.expr]] = {result: [given]}
        for index in reversed(leading):
            if index not in terms:
                continue
            node, upstream = nodes[index], total(terms[index])
            shape = printed(upstream, self._terms(result, upstream)).shape
            for slot, to in self.ways[index]:
                assert node.operation is not None
                if to not in leading and to != receiver:
                    continue
                if self._copied(node, slot, nodes[to]):
                    # Copies are added up, which no text says.
                    raise UnwrittenError
                terms.setdefault(to, []).append(readable(downstream_of(self.run, node, slot, upstream, shape)))
        return readable(total(terms[receiver]))

    def _copied(self, node: Node, slot: int, to: Node) -> bool:
        """Whether the text of what goes to an input has more entries than the input."""
        alone = downstream_of(self.run, node, slot, UPSTREAM, node.shape)
        made = printed(alone, self._terms(node.index, alone)).shape
        try:
            return made is not None and broadcast(made, to.shape) != to.shape
        except ShapeError:
            return False

    def _terms(self, result: int, expression: ast.expr) -> dict[str, Term]:
        nodes = self.run.graph.nodes
        loss = self._loss()
        return {f"n{i}": term(self.run, nodes[i]) for i in nodes_in(expression)} | {
            "g": partial_term(loss, term(self.run, nodes[result]))
        }

    def _loss(self) -> Term:
        return term(self.run, self.run.graph.nodes[self.run.targets[self.sent[0].pass_index]])

    def _formula(self, result: int, receiver: int, expression: ast.expr, summed: bool, sign: str) -> Formula | None:
        made = printed(expression, self._terms(result, expression))
        if len(made.text) > LONGEST:
            return None
        if summed:
            inner = made.after_sign(MULTIPLY)
            made = composed(f"Σ {inner.text}", r"\sum_{\text{copies}} ", inner, binding=MULTIPLY, shape=None)
        return equation(partial_term(self._loss(), term(self.run, self.run.graph.nodes[receiver])), made, sign)

    def _numbers(
        self, result: int, receiver: int, expression: ast.expr, contribution: Array, sign: str
    ) -> Formula | None:
        """Of single numbers: the formula with them."""
        nodes = self.run.graph.nodes
        values = {f"n{i}": nodes[i].value for i in nodes_in(expression)} | {"g": self.upstream[result]}
        if any(np.ndim(value) for value in (*values.values(), contribution)):
            return None

        def body(digits: int) -> Term:
            return printed(
                expression,
                {
                    name: number_term(np.asarray(value).item(), digits).marked("gradient" if name == "g" else "value")
                    for name, value in values.items()
                },
                digits,
            )

        found = settled(body, contribution.item())
        if found is None or len(found[0].text) > LONGEST:
            return None
        left = partial_term(self._loss(), term(self.run, nodes[receiver]))
        shown = number_term(contribution.item()).marked("gradient")
        if found[0].text == shown.text:
            return equation(left, shown, sign)
        chain = related(left, sign if found[0].exact else sign.replace("=", "≈"), found[0])
        return formula_of(related(chain, found[1], shown))

    def _factors(self, made: Product, receiver: int) -> Factors:
        nodes = self.run.graph.nodes
        factors = []
        for place, (value, expression) in enumerate(zip(made.values, made.expressions, strict=True)):
            role = "upstream" if place == made.upstream else "local"
            text: Term | None = None
            if expression is not None:
                text = printed(expression, self._terms(made.root, expression))
            elif role == "local":
                text = partial_term(term(self.run, nodes[made.root]), term(self.run, nodes[receiver]), "local")
            shown = None if text is None or len(text.text) > LONGEST else formula_of(text.marked(_colour(role)))
            factors.append(Factor(role, shown, value))
        return Factors(tuple(factors), tuple(made.signs), made.summed)


def _colour(role: str) -> str:
    return "gradient" if role == "upstream" else "local"
