"""Random programs, grown statement by statement.

A random program of many statements rarely runs: each may be the one that fails. A statement is therefore put below
those that ran, and one that fails is left out of the next program.
"""

from __future__ import annotations

from tests.fuzz.expressions import BINARY, DEEPEST, KINDS, Expressions
from tests.fuzz.vocabulary import LANGUAGE, Vocabulary

ATTRIBUTES = ("label", "grad", "data", "requires_grad", "weight", "bias", "shape", "T")


class Writer(Expressions):
    """Writes programs that grow out of one another."""

    def __init__(self, seed: str, vocabulary: Vocabulary = LANGUAGE) -> None:
        super().__init__(seed, vocabulary)
        self.names = 0
        self.loops = self.functions = 0
        self.start([] if self.chance(0.1) else ["import torch"])

    def start(self, lines: list[str]) -> None:
        """All programs begin with these lines, and the names in scope now are those that they bind."""
        self._lines = self._longer = lines
        self._known = self.scope

    def longer(self) -> str:
        """The program so far with one statement more, which is forgotten unless `keep` is called."""
        self.scope = {kind: list(names) for kind, names in self._known.items()}
        self._longer = [*self._lines, *self.statement(0)]
        return "\n".join(self._longer) + "\n"

    def keep(self) -> None:
        self.start(self._longer)

    def bound(self, kind: str) -> str:
        """A name for a value of this kind, from here on in scope; sometimes one that already has a value."""
        known = self.scope[kind]
        if known and self.chance(0.25):
            return self.choose(known)
        self.names += 1
        name = f"{kind[0]}{self.names}"
        known.append(name)
        return name

    def block(self, statements: int, depth: int) -> list[str]:
        return [line for _ in range(statements) for line in self.statement(depth)]

    def statement(self, depth: int) -> list[str]:
        weights = {
            self.assignment: 12,
            self.effect: 5,
            self.change: 4,
            self.layer: 1,
            self.branch: 2 if depth < DEEPEST else 0,
            self.match: 1 if depth < DEEPEST else 0,
            self.loop: 2 if depth < DEEPEST else 0,
            self.definition: 1 if depth < 2 else 0,
            self.recording: 1 if depth < DEEPEST else 0,
            self.jump: 1 if depth else 0,
        }
        return self.random.choices(list(weights), list(weights.values()))[0](depth)

    def assignment(self, depth: int) -> list[str]:
        kind = self.random.choices(KINDS, (3, 9, 2, 1, 1, 1, 1, 2, 1))[0]
        if self.chance(0.06):
            values = ", ".join(self.expression("number") for _ in range(2))
            return [f"{self.bound('number')}, {self.choose(('', '*'))}{self.bound('number')} = {values}"]
        value = self.expression(kind)
        target = self.bound(kind)
        return [f"{target} = {value}"]

    def effect(self, depth: int) -> list[str]:
        return [
            self.choose(
                (
                    lambda: f"print({self.anything()}, {self.anything()})",
                    lambda: f"print({self.formatted()})",
                    lambda: self.anything(),
                    lambda: self.method_call("tensor"),
                    lambda: f"{self.name('tensor')}.backward()",
                    lambda: f"{self.expression('tensor')}.sum().backward()",
                    lambda: self.method_call(self.choose(tuple(self.vocabulary.methods))),
                    lambda: f"{self.name('optimizer')}.step()",
                    lambda: f"{self.name('optimizer')}.zero_grad()",
                    lambda: f"assert {self.anything()}, {self.expression('text')}",
                    lambda: self.call(self.choose(self.vocabulary.callables)),
                )
            )()
        ]

    def change(self, depth: int) -> list[str]:
        kind = self.choose(("tensor", "tensor", "number", "list", "dict"))
        if not self.scope[kind]:
            return self.assignment(depth)
        target = self.name(kind)
        return [
            self.choose(
                (
                    lambda: f"{target} {self.choose(BINARY)}= {self.expression(kind)}",
                    lambda: f"{target}[{self.index()}] = {self.expression('number')}",
                    lambda: f"{target}[{self.index()}] {self.choose(BINARY)}= {self.expression(kind)}",
                    lambda: f"{target}.{self.choose(ATTRIBUTES)} = {self.anything()}",
                    lambda: f"{self.name('tensor')}.data -= 0.1 * {self.name('tensor')}.grad",
                    lambda: f"{self.name('layer')}.{self.choose(ATTRIBUTES)} = {self.anything()}",
                )
            )()
        ]

    def layer(self, depth: int) -> list[str]:
        """A layer whose numbers are written out."""
        columns, rows = self.random.randint(1, 3), self.random.randint(1, 3)
        name = self.bound("layer")
        return [
            f"{name} = nn.Linear({columns}, {rows})",
            f"{name}.weight.data = torch.tensor({self.rows((rows, columns))})",
            f"{name}.bias.data = torch.tensor({self.rows((rows,))})",
        ]

    def branch(self, depth: int) -> list[str]:
        lines = [f"if {self.expression('truth')}:", *self.body(depth)]
        return [*lines, "else:", *self.body(depth)] if self.chance(0.3) else lines

    def match(self, depth: int) -> list[str]:
        cases = [line for _ in range(self.random.randint(1, 3)) for line in self.case(depth)]
        return [f"match {self.anything()}:", *cases]

    def case(self, depth: int) -> list[str]:
        pattern = self.pattern(0)
        guard = f" if {self.expression('truth')}" if self.chance(0.3) else ""
        return [f"    case {pattern}{guard}:", *(f"    {line}" for line in self.body(depth))]

    def pattern(self, depth: int) -> str:
        """The numbers that it names may stay without a value, where another alternative fits."""
        simple = ("0", "1.5", "-1", "'a'", "None", "True", "_", "int()", "float()", "torch.Tensor()", "object()")
        if depth == DEEPEST or self.chance(0.3):
            return self.choose(simple)
        return self.choose(
            (
                lambda: self.bound("number"),
                lambda: f"{self.pattern(depth + 1)} as {self.bound('number')}",
                lambda: f"({self.pattern(depth + 1)}) | {self.pattern(depth + 1)}",
                lambda: f"[{self.pattern(depth + 1)}, *{self.choose(('_', self.bound('list')))}]",
                lambda: f"({self.pattern(depth + 1)}, {self.pattern(depth + 1)})",
                lambda: f"{{'a': {self.pattern(depth + 1)}, **{self.bound('dict')}}}",
                lambda: f"{self.choose(('int', 'list', 'torch.Tensor'))}({self.pattern(depth + 1)})",
                lambda: f"torch.Tensor({self.choose(ATTRIBUTES)}={self.pattern(depth + 1)})",
            )
        )()

    def loop(self, depth: int) -> list[str]:
        tensors, listed, truth = (self.expression(kind) for kind in ("tensor", "list", "truth"))
        head = self.choose(
            (
                lambda: f"for {self.bound('number')} in range({self.choose(('2', '3', '5', '0', '40'))}):",
                lambda: f"for {self.bound('tensor')} in {tensors}:",
                lambda: f"for {self.bound('number')} in {listed}:",
                lambda: f"for {self.bound('number')}, {self.bound('tensor')} in enumerate({tensors}):",
                lambda: f"while {truth}:",
            )
        )()
        self.loops += 1
        body = self.body(depth)
        self.loops -= 1
        return [head, *body]

    def recording(self, depth: int) -> list[str]:
        return [f"with torch.{self.choose(('no_grad', 'enable_grad'))}():", *self.body(depth)]

    def definition(self, depth: int) -> list[str]:
        name = self.bound("function")
        outer = {kind: list(names) for kind, names in self.scope.items()}
        names = {self.bound("tensor") for _ in range(self.random.randint(0, 2))}
        parameters = [f"{name}{self.choose(('', '', '=1.0'))}" for name in sorted(names)]
        loops, self.loops, self.functions = self.loops, 0, self.functions + 1
        lines = [f"def {name}({', '.join(sorted(parameters, key=lambda text: '=' in text))}):", *self.body(depth)]
        lines.append(f"    return {self.expression('tensor')}")
        self.loops, self.functions, self.scope = loops, self.functions - 1, outer
        return lines

    def jump(self, depth: int) -> list[str]:
        if self.loops and self.chance(0.6):
            return [self.choose(("break", "continue"))]
        return [f"return {self.anything()}"] if self.functions else ["pass"]

    def body(self, depth: int) -> list[str]:
        return [f"    {line}" for line in self.block(self.random.randint(1, 3), depth + 1)]
