"""The language: programs in PyTorch's words, run by an interpreter of its own. Python executes nothing a user wrote."""

from engine.language.errors import BudgetError, ProgramError, UnfinishedError
from engine.language.limits import CLASS, LOCAL, REASONS, UNITS, WRITTEN_OUT, Limits, Trial
from engine.language.machine import DRAWN, DRAWN_UNITS, SHOWN, SHOWN_UNITS
from engine.language.running import run, variables_at

__all__ = [
    "CLASS",
    "DRAWN",
    "DRAWN_UNITS",
    "LOCAL",
    "REASONS",
    "SHOWN",
    "SHOWN_UNITS",
    "UNITS",
    "WRITTEN_OUT",
    "BudgetError",
    "Limits",
    "ProgramError",
    "Trial",
    "UnfinishedError",
    "run",
    "variables_at",
]
