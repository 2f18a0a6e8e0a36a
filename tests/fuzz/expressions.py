"""Random expressions. Most of what they say makes sense, so that programs come far; the rest does not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from engine.language.semantics.arguments import OPTION_WORDS
from engine.operation.record import REQUIRED
from tests.fuzz.vocabulary import Called, Parameter, Vocabulary

Option = TypeVar("Option")

KINDS = ("number", "tensor", "list", "text", "truth", "dict", "function", "layer", "optimizer")
# How often a place gets a value of a kind that does not belong there: drawn for each program.
ASTRAY = (0.0, 0.0, 0.02, 0.1)
DEEPEST = 3
SHAPES = ((), (1,), (3,), (2, 3), (3, 2), (3, 3), (0,), (0, 3), (2, 1, 3), (1, 2, 4, 4), (2, 3, 2))
SIZES = ("0", "1", "2", "3", "-1", "-2", "4", "(2, 3)", "(3,)", "()", "[1, 2]", "(0, 1)", "(-1,)", "(3, -1)", "None")
NUMBERS = ("0", "1", "2", "3", "-1", "5", "0.5", "-2.5", "1e-8", "100", "True", "2.0", "1e308", "-0.0", "10 ** 6")
EXTREMES = ("float('nan')", "float('inf')", "-float('inf')", "2 ** 62", "-2 ** 62", "1e999", "5e-324", "10 ** 12")
TEXTS = (
    "''",
    "'a'",
    "'x y'",
    "'{}'",
    "'%d %s'",
    "'é𝒸'",
    "'float32'",
    "'ij,jk->ik'",
    "'n7'",
    *map(repr, sorted(OPTION_WORDS)),
)
SPECS = ("", ":.4f", ":5d", ":>8", ":e", ":.2%", "!r", ":b", ":99s", ":,", "=", ":+.1g")
DTYPES = ("torch.float64", "torch.float32", "torch.long", "torch.int", "torch.bool", "float", "int", "'float'")
BINARY = (*"+-*/" * 3, "//", "%", "**", "@", "&", "|", "^")
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=", "is", "is not", "in", "not in")
OPTIMIZERS = ("SGD({}, lr=0.1)", "SGD({}, momentum=0.9)", "Adam({})", "AdamW({}, lr={})", "Adam({}, betas={})")
INDICES = (
    "0",
    "-1",
    "1",
    "5",
    ":",
    "1:",
    "::2",
    "::-1",
    "..., 0",
    "None",
    ":, 0",
    "0, 1",
    "[0, 1]",
    "()",
    "True",
    "0:0",
)
STANDING_IN = {
    "number": NUMBERS[:6],
    "tensor": ("torch.ones(3, requires_grad=True)", "torch.tensor(2.0, requires_grad=True)"),
    "list": ("[1, 2]", "[torch.ones(2)]", "()"),
    "text": ("'a'",),
    "truth": ("True",),
    "dict": ("{'a': 1}", "{}"),
    "function": ("torch.exp", "abs"),
    "optimizer": ("torch.optim.SGD([torch.ones(2, requires_grad=True)])",),
}

# Where random numbers come from, each by its library.
SOURCES = {
    "generator": "torch.Generator()",
    "random generator": "random.Random(1)",
    "random state": "np.random.RandomState(1)",
    "numpy generator": "np.random.default_rng(1)",
}


class Expressions:
    """Writes the expressions of one program. `scope` holds the names that have a value so far, by its kind."""

    def __init__(self, seed: str, vocabulary: Vocabulary) -> None:
        self.random = random.Random(seed)
        self.vocabulary = vocabulary
        self.scope: dict[str, list[str]] = {kind: [] for kind in KINDS}
        self.shape = self.choose(SHAPES)
        self.astray = self.choose(ASTRAY)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def choose(self, options: Sequence[Option]) -> Option:
        return self.random.choice(options)

    def name(self, kind: str) -> str:
        """A name in scope; where there is none of this kind, something to write in its place."""
        if self.scope[kind]:
            return self.choose(self.scope[kind])
        return self.choose(self.vocabulary.layers if kind == "layer" else STANDING_IN[kind])

    def anything(self, depth: int = 0) -> str:
        return self.expression(self.choose(KINDS), depth)

    def expression(self, kind: str, depth: int = 0) -> str:
        if self.chance(self.astray):
            kind = self.choose(KINDS)
        if self.scope[kind] and self.chance(0.3 if depth < DEEPEST else 0.7):
            return self.name(kind)
        written = {
            "number": lambda depth: f"({self.number(depth)})",
            "tensor": self.tensor,
            "list": self.listing,
            "text": self.text,
            "truth": self.truth,
            "dict": lambda depth: f"{{{self.choose(TEXTS)}: {self.anything(depth + 1)}}}" if depth < DEEPEST else "{}",
            "function": self.function,
            "layer": lambda depth: self.choose(self.vocabulary.layers),
            "optimizer": self.optimizer,
        }
        return written[kind](depth)

    def number(self, depth: int) -> str:
        if depth >= DEEPEST or self.chance(0.4):
            return self.choose(EXTREMES if self.chance(0.1) else NUMBERS)
        number = partial(self.expression, "number", depth + 1)
        return self.choose(
            (
                lambda: f"({number()} {self.choose(BINARY)} {number()})",
                lambda: f"({self.choose(('-', '+', '~', 'not '))}{number()})",
                lambda: f"{self.expression('tensor', depth + 1)}.item()",
                lambda: f"len({self.expression('list', depth + 1)})",
                lambda: f"{self.expression('list', depth + 1)}[{self.index()}]",
                lambda: f"{self.expression('tensor', depth + 1)}.shape[{self.index()}]",
                lambda: self.call(self.choose(self.vocabulary.callables), depth),
            )
        )()

    def tensor(self, depth: int) -> str:
        if depth >= DEEPEST or self.chance(0.25):
            return self.leaf()
        inner = depth + 1
        tensor = partial(self.expression, "tensor", inner)
        return self.choose(
            (
                lambda: f"({tensor()} {self.choose(BINARY)} {tensor()})",
                lambda: f"({tensor()} {self.choose(BINARY)} {self.expression('number', inner)})",
                lambda: f"({tensor()} {self.choose(COMPARISONS)} {tensor()})",
                lambda: f"({self.choose(('-', '~', '+'))}{tensor()})",
                lambda: f"{tensor()}[{self.index()}]",
                lambda: f"{tensor()}.{self.choose(self.vocabulary.properties['tensor'])}",
                lambda: f"{self.name('layer')}({tensor()})",
                lambda: f"{self.name('function')}({tensor()})",
                lambda: f"({tensor()} if {self.truth(inner)} else {self.anything(inner)})",
                *4 * (lambda: self.call(self.choose(self.vocabulary.callables), depth),),
                *4 * (lambda: self.method_call("tensor", depth),),
            )
        )()

    def leaf(self) -> str:
        shape = self.shape if self.chance(0.7) else self.choose(SHAPES)
        options = self.choose(("", ", requires_grad=True", ", requires_grad=True", f", dtype={self.choose(DTYPES)}"))
        maker = self.choose(self.vocabulary.makers)
        return self.choose(
            (
                f"torch.{maker}({self.rows(shape) if maker == 'tensor' else shape}{options})",
                f"torch.tensor({self.choose(NUMBERS)}{options})",
                f"torch.tensor([{self.choose(NUMBERS)}, {self.choose(NUMBERS + EXTREMES)}, 1.0]{options})",
                "torch.tensor([0, 2, 1])",
                "torch.arange(3)",
                *self.vocabulary.tensors,
            )
        )

    def rows(self, shape: Sequence[int]) -> str:
        """Numbers with two decimals, in rows."""
        if not shape:
            return f"{self.random.gauss():.2f}"
        return f"[{', '.join(self.rows(shape[1:]) for _ in range(shape[0]))}]"

    def listing(self, depth: int) -> str:
        if depth >= DEEPEST:
            return "[1, 2]"
        listed = partial(self.expression, "list", depth + 1)
        return self.choose(
            (
                lambda: f"[{', '.join(self.anything(depth + 1) for _ in range(self.random.randint(0, 3)))}]",
                lambda: f"({self.anything(depth + 1)}, *{listed()})",
                lambda: f"[{self.anything(depth + 1)} for item in {listed()} if {self.truth(depth + 1)}]",
                lambda: f"list(map({self.expression('function', depth + 1)}, {listed()}))",
                lambda: f"({listed()} {self.choose('+*')} {self.anything(depth + 1)})",
                lambda: f"{self.expression('tensor', depth + 1)}.tolist()",
                lambda: f"{self.name('layer')}.parameters()",
            )
        )()

    def text(self, depth: int) -> str:
        return self.formatted(depth + 1) if depth < DEEPEST and self.chance(0.4) else self.choose(TEXTS)

    def formatted(self, depth: int = 0) -> str:
        return self.choose(
            (
                lambda: f'f"{{({self.name(self.choose(KINDS[:3]))}){self.choose(SPECS)}}}"',
                lambda: f"'%{self.choose(('d', 's', '.3f', 'r', '5s', 'e', 'x'))}' % {self.anything(depth + 1)}",
                lambda: f"'{{{self.choose(SPECS[:-2])}}}'.format({self.anything(depth + 1)})",
            )
        )()

    def truth(self, depth: int) -> str:
        if depth >= DEEPEST or self.chance(0.2):
            return self.choose(("True", "False"))
        left, right = self.anything(depth + 1), self.anything(depth + 1)
        number, other = self.expression("number", depth + 1), self.expression("number", depth + 1)
        return self.choose(
            (
                f"({number} {self.choose(COMPARISONS)} {other})",
                f"({left} {self.choose(COMPARISONS)} {right})",
                f"({left} {self.choose(('and', 'or'))} {right})",
                f"(not {left})",
                f"isinstance({left}, {self.choose(('int', 'float', 'torch.Tensor', 'list'))})",
            )
        )

    def function(self, depth: int) -> str:
        if depth >= DEEPEST or self.chance(0.3):
            return self.choose(self.vocabulary.callables).path
        return f"(lambda x, *rest: {self.anything(depth + 1)})"

    def optimizer(self, depth: int) -> str:
        parameters = self.choose((f"[{self.name('tensor')}]", f"{self.name('layer')}.parameters()"))
        return "torch.optim." + self.choose(OPTIMIZERS).format(parameters, self.anything(DEEPEST))

    def index(self) -> str:
        if self.chance(0.8):
            return self.choose(INDICES)
        return self.choose((lambda: self.expression("number", 2), lambda: self.expression("tensor", 2)))()

    def method_call(self, kind: str, depth: int = 0) -> str:
        owner = SOURCES.get(kind) or (self.name(kind) if kind in self.scope else "str")
        if kind == "tensor":
            owner = self.expression("tensor", depth + 1)
        elif kind == "str":
            owner = self.choose(TEXTS)
        elif kind == "tuple":
            owner = "(1, 2)"
        method = self.choose(self.vocabulary.methods[kind])
        return f"{owner}.{method.path}({self.arguments(method.parameters, depth)})"

    def call(self, called: Called, depth: int = 0) -> str:
        return f"{called.path}({self.arguments(called.parameters, depth)})"

    def arguments(self, parameters: Sequence[Parameter], depth: int) -> str:
        """Those without a default, and some of the others; now and then one is missing, or stands there twice."""
        written = []
        named = False
        for parameter in parameters:
            if parameter.default is REQUIRED and not self.chance(0.02):
                count = self.random.randint(0, 3) if parameter.many else 1
            else:
                count = int(self.chance(0.3))
            for _ in range(count):
                named = named or (parameter.default is not REQUIRED and not parameter.many)
                prefix = f"{parameter.name}=" if named and not parameter.many else ""
                written.append(prefix + self.argument(parameter, depth + 1))
        if self.chance(0.02):
            written.append(self.choose(("foo=1", "dim=0", "*[1]", "**{'dim': 0}", "dtype=torch.float32")))
        return ", ".join(written)

    def argument(self, parameter: Parameter, depth: int) -> str:
        if parameter.tensor or self.chance(self.astray):
            return self.expression("tensor", depth)
        if isinstance(parameter.default, str):
            return self.choose(TEXTS)
        if isinstance(parameter.default, bool):
            return self.choose(("True", "False"))
        if isinstance(parameter.default, float):
            return self.expression("number", depth)
        if "dtype" in parameter.name:
            return self.choose(DTYPES)
        return self.choose((lambda: self.choose(SIZES), lambda: self.choose(SIZES), lambda: self.anything(depth)))()
