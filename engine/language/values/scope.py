"""Names and what they stand for, one scope inside another."""

from __future__ import annotations

import ast

from engine.language.errors import ProgramError
from engine.language.values.objects import Class
from engine.language.values.plain import Value


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
        # The function being executed in it, as the program spells it.
        self.function: ast.AST | None = None

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
