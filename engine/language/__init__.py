"""The language: programs in PyTorch's words, run by an interpreter of its own. Python executes nothing a user wrote."""

from engine.language.errors import BudgetError, ProgramError, UnfinishedError
from engine.language.limits import CLASS, LOCAL, UNITS, WRITTEN_OUT, Limits, Trial
from engine.language.run import run

__all__ = [
    "CLASS",
    "LOCAL",
    "UNITS",
    "WRITTEN_OUT",
    "BudgetError",
    "Limits",
    "ProgramError",
    "Trial",
    "UnfinishedError",
    "run",
]
