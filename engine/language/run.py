"""Program text → Run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from engine import creation
from engine.errors import ArgumentError, DtypeError, EngineError, GradientError, ShapeError
from engine.language.errors import BudgetError, ProgramError
from engine.language.limits import HINTS, LOCAL, UNITS, Budget, Limits
from engine.language.machine import Machine
from engine.language.parse import parse
from engine.language.scope import closest
from engine.mode import enable_grad, recording
from engine.trace import Run

NO_GRAPH = (
    "The program makes no tensor, so there is no graph to show: x = torch.tensor(2.0, requires_grad=True) makes one."
)
CODES: Mapping[type[EngineError], str] = {
    ArgumentError: "argument",
    ShapeError: "shape",
    DtypeError: "dtype",
    GradientError: "gradient",
}


def run(
    source: str, *, leaves: Mapping[str, Any] | None = None, target: str | None = None, limits: Limits = LOCAL
) -> Run:
    """Runs a program and records all that happens. Raises ProgramError, with the run up to the mistake.

    `leaves` gives other values, of the same shape, to the leaves first bound to these names. `target` names a variable:
    every backward pass starts at it instead, from ones where it holds several numbers.

    A program that makes no tensor is run again with the plain numbers bound to names at its top as leaves.
    """
    outcome = _attempt(source, leaves or {}, target, limits, promotes=False)
    if _made_nothing(outcome):
        outcome = _promoted(outcome, _attempt(source, leaves or {}, target, limits, promotes=True))
    if isinstance(outcome, ProgramError):
        raise outcome
    return outcome


def _made_nothing(outcome: Run | ProgramError) -> bool:
    recorded = outcome.partial if isinstance(outcome, ProgramError) else outcome
    return recorded is not None and not recorded.graph.nodes


def _promoted(plain: Run | ProgramError, promoted: Run | ProgramError) -> Run | ProgramError:
    """Which of the two runs to show. What a program prints of its plain numbers is what they print without a graph."""
    if isinstance(plain, ProgramError):
        # A leaf can do what a plain number cannot: have a gradient. Any other mistake is the program's own.
        helps = not isinstance(promoted, ProgramError) or plain.code in ("attribute", "type", promoted.code)
        return promoted if helps and not _made_nothing(promoted) else plain
    if isinstance(promoted, ProgramError) or _made_nothing(promoted):
        return replace(plain, notes=(*plain.notes, NO_GRAPH))
    return replace(promoted, printed=plain.printed)


def _attempt(
    source: str, leaves: Mapping[str, Any], target: str | None, limits: Limits, promotes: bool
) -> Run | ProgramError:
    budget = Budget(limits)
    try:
        program = parse(source, budget)
    except ProgramError as error:
        return error
    machine = Machine(program, budget, leaves, target, promotes)
    creation.manual_seed(creation.DEFAULT_SEED)
    # What is not finite is shown as it is; numpy need not warn of it.
    with recording(machine.recorder), enable_grad(), np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            machine.run()
            note = machine.target.finish(machine)
            _refuse_unused(machine)
        except ProgramError as error:
            return error.locate(machine.span(), _finished(machine, source, budget))
        except RecursionError:
            levels = BudgetError("levels", limits.levels, limits.levels + 1, UNITS["levels"], hint=HINTS["levels"])
            return levels.locate(machine.span(), _finished(machine, source, budget))
        except EngineError as error:
            located = ProgramError(CODES.get(type(error), "engine"), str(error), span=machine.span())
            return located.locate(machine.span(), _finished(machine, source, budget))
    return _finished(machine, source, budget, note)


def _finished(machine: Machine, source: str, budget: Budget, note: str | None = None) -> Run:
    notes = () if note is None else (note,)
    return machine.recorder.finish(source, "".join(machine.printed), budget.usage(), notes)


def _refuse_unused(machine: Machine) -> None:
    unused = machine.recorder.unused_leaves
    if not unused:
        return
    known = machine.recorder.leaf_names()
    similar = closest(unused[0], known)
    hint = f"Did you mean {similar}?" if similar else f"Its leaves are {', '.join(known) or 'none'}."
    machine.here = ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=1)
    raise ProgramError("leaf", f"the program has no leaf named {unused[0]}", hint=hint)
