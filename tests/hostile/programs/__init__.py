"""Programs that ask for too much, or for what is not theirs, each with the verdict it must get.

A kind of attack a file. A verdict is the code of the problem, or "ok" for what only looks dangerous; where the line of
the mistake says something, it stands behind the code.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

from tests.hostile.programs import (
    budgets,
    charts,
    containers,
    escapes,
    generators,
    layers,
    nesting,
    numbers,
    operations,
    own_functions,
    semantics,
    shapes,
    source,
    strings,
)

KINDS = (
    numbers,
    strings,
    containers,
    nesting,
    source,
    shapes,
    operations,
    layers,
    own_functions,
    budgets,
    charts,
    escapes,
    semantics,
    generators,
)


@dataclass(frozen=True)
class Hostile:
    name: str
    source: str
    code: str
    line: int | None = None


def programs_of(kind: ModuleType) -> list[Hostile]:
    return [Hostile(name, *entry) for name, entry in kind.PROGRAMS.items()]


PROGRAMS = [hostile for kind in KINDS for hostile in programs_of(kind)]
