"""The language: programs in PyTorch's words, run by an interpreter of its own. Python executes nothing a user wrote."""

from engine.language.errors import BudgetError, Fix, ProgramError, UnfinishedError
from engine.language.limits import CLASS, KEPT, LOCAL, REASONS, UNITS, WRITTEN_OUT, Budget, Limits, Trial, longer
from engine.language.machine import DRAWN, DRAWN_UNITS, SHOWN, SHOWN_UNITS, LongLoop
from engine.language.program import parse, replaced
from engine.language.running import run, variables_at

__all__ = [
    "CLASS",
    "DRAWN",
    "DRAWN_UNITS",
    "KEPT",
    "LOCAL",
    "REASONS",
    "SHOWN",
    "SHOWN_UNITS",
    "UNITS",
    "WRITTEN_OUT",
    "Budget",
    "BudgetError",
    "Fix",
    "Limits",
    "LongLoop",
    "ProgramError",
    "Trial",
    "UnfinishedError",
    "longer",
    "parse",
    "replaced",
    "run",
    "variables_at",
]
