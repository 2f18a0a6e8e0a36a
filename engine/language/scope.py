"""Names and what they stand for, one scope inside another."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable

from engine.language.errors import ProgramError
from engine.language.objects import Class
from engine.language.values import Value

LIBRARY_IMPORTS = {
    "np": "import numpy as np",
    "plt": "import matplotlib.pyplot as plt",
    "pd": None,
    "sns": None,
    "sklearn": None,
    "torchvision": None,
}
# What other languages, and mathematics, call it.
SPELLINGS = {
    **dict.fromkeys(("true", "TRUE"), "True"),
    **dict.fromkeys(("false", "FALSE"), "False"),
    **dict.fromkeys(("null", "NULL", "nil", "none", "undefined"), "None"),
    **dict.fromkeys(("π", "pi", "PI"), "torch.pi"),
}
LONGEST_COMPARED = 40
MOST_COMPARED = 1_000
NO_PICTURES = "Plots and data sets are not part of this language: leave the line out; the graph is drawn anyway."


class Scope:
    """`local` holds the names a function gives a value to anywhere in its body: in it they never mean an outer one.

    The body of a class (`of_class`) is no outer scope of the functions in it. `called` is the method being executed, as
    the class that defines it and its first argument.
    """

    def __init__(
        self, parent: Scope | None = None, local: frozenset[str] = frozenset(), of_class: Class | None = None
    ) -> None:
        self.names: dict[str, Value] = {}
        self.parent = parent
        self.local = local
        self.of_class = of_class
        self.of_comprehension = False
        # Names that `global` or `nonlocal` gives to a scope outside, as a function's body says.
        self.elsewhere: dict[str, Scope] = {}
        self.called: tuple[Class, Value] | None = None

    def owner_of(self, name: str) -> Scope:
        """The scope in which a value is given to the name."""
        return self.elsewhere.get(name, self)

    def method(self) -> tuple[Class, Value] | None:
        """The innermost method that this scope is part of."""
        scope: Scope | None = self
        while scope is not None and scope.called is None:
            scope = scope.parent
        return None if scope is None else scope.called

    def find(self, name: str) -> Scope | None:
        """The scope that holds a name. Raises ProgramError (name) where a function reads its own name too early."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.elsewhere:
                scope = scope.elsewhere[name]
            hidden = scope.of_class is not None and scope is not self
            if name in scope.names and not hidden:
                return scope
            if name in scope.local:
                raise ProgramError(
                    "name",
                    f"{name} is used before it is given a value in this function",
                    hint=f"The function assigns to {name}, so {name} means its own variable everywhere in it.",
                )
            scope = scope.parent
        return None

    def visible(self) -> list[str]:
        scope: Scope | None = self
        names: list[str] = []
        while scope is not None:
            names.extend(scope.names)
            scope = scope.parent
        return names


def assigned_names(function: ast.FunctionDef | ast.Lambda) -> frozenset[str]:
    """The names a function binds: its parameters and what its body assigns to, inner functions left out."""
    arguments = function.args
    parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    parameters += [extra for extra in (arguments.vararg, arguments.kwarg) if extra]
    names = {parameter.arg for parameter in parameters}
    outer: set[str] = set()
    stack: list[ast.AST] = list(function.body) if isinstance(function, ast.FunctionDef) else []
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Lambda, ast.ListComp, ast.GeneratorExp, ast.DictComp, ast.SetComp)):
            continue
        else:
            if isinstance(node, (ast.Global, ast.Nonlocal)):
                outer.update(node.names)
            elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
                names.add(node.name)
            elif isinstance(node, ast.MatchMapping) and node.rest:
                names.add(node.rest)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
            elif isinstance(node, ast.alias):
                names.add(node.asname or node.name.partition(".")[0])
            stack.extend(ast.iter_child_nodes(node))
    return frozenset(names - outer)


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like a mistyped one; comparing very long ones, or very many, is left out: it takes long."""
    names = sorted(other for other in set(known) if len(other) <= LONGEST_COMPARED)[:MOST_COMPARED]
    if len(name) > LONGEST_COMPARED:
        return None
    exact = next((other for other in names if other.lower() == name.lower() and len(name) > 1), None)
    return exact or next(iter(difflib.get_close_matches(name, names, n=1, cutoff=0.7)), None)


def undefined(name: str, known: Iterable[str]) -> ProgramError:
    """The error for a name without a value, with what was probably meant."""
    message = f"{name} has no value here"
    similar = closest(name, known)
    if name in LIBRARY_IMPORTS:
        statement = LIBRARY_IMPORTS[name]
        hint = f"Write `{statement}` first." if statement else NO_PICTURES
    elif similar or name in SPELLINGS:
        hint = f"Did you mean {SPELLINGS.get(name, similar)}?"
    elif name[:1].isupper() and len(name) <= 3:
        hint = f"Give it a value first, for example {name} = torch.randn(4, 3, requires_grad=True)."
    else:
        hint = f"Give it a value on a line above: {name} = ..."
    return ProgramError("name", message, hint=hint)
