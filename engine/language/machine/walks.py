"""How a block of statements goes: a walk that pauses where the program yields, until a jump or its end."""

from __future__ import annotations

import ast
from collections.abc import Generator
from dataclasses import dataclass

from engine.language.values import Value


@dataclass(frozen=True)
class Jump:
    """`break`, `continue`, or `return` with its value."""

    kind: type[ast.stmt]
    value: Value = None


# Gives what a program yields, takes what it is sent, and ends with how the block ended.
Walk = Generator[Value, Value, Jump | None]
