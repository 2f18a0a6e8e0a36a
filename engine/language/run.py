"""Program text → Run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from engine.errors import ArgumentError, EngineError
from engine.functions import drawing
from engine.jacobians import COMPOSITES, composites, unfolding
from engine.language.errors import BudgetError, ProgramError
from engine.language.exceptions import located
from engine.language.limits import HINTS, LOCAL, UNITS, Budget, Limits, Trial
from engine.language.machine import Machine
from engine.language.parse import parse
from engine.language.scope import closest
from engine.language.statement_text import described
from engine.mode import defaults, enable_grad, recording
from engine.operation import OPS
from engine.recording import Run, Variable
from engine.tensors import Tensor

NO_GRAPH = (
    "The program makes no tensor, so there is no graph to show: x = torch.tensor(2.0, requires_grad=True) makes one."
)


def run(
    source: str,
    *,
    leaves: Mapping[str, Any] | None = None,
    target: str | None = None,
    unfold: Iterable[str] = (),
    limits: Limits = LOCAL,
    trial: Trial | None = None,
) -> Run:
    """Runs a program and records all that happens. Raises ProgramError, with the run up to the mistake.

    The narrower limits of a `trial` are for a try: UnfinishedError means that another may take longer, and come to any
    end.

    `leaves` gives other values, of the same shape, to the leaves first bound to these names. `target` names a variable:
    every backward pass starts at it instead, from ones where it holds several numbers. `unfold` names operations that
    are recorded as what they are made of.

    A program that makes no tensor is run again with the plain numbers bound to names at its top as leaves.
    """
    attempt = partial(_attempt, source, leaves or {}, target, _composites(unfold), limits, trial)
    outcome = attempt(promotes=False)
    if _made_nothing(outcome):
        outcome = _promoted(outcome, attempt(promotes=True))
    if isinstance(outcome, ProgramError):
        raise outcome
    return outcome


def _composites(names: Iterable[str]) -> tuple[str, ...]:
    """Raises ProgramError (unfold)."""
    asked = tuple(names)
    try:
        return composites(asked)
    except ArgumentError as error:
        similar = [closest(name, COMPOSITES) for name in asked if name not in OPS]
        hint = f"Did you mean {similar[0]}?" if any(similar[:1]) else "GET /api/v1/ops says which are composite."
        raise ProgramError("unfold", str(error), hint=hint) from None


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
    source: str,
    leaves: Mapping[str, Any],
    target: str | None,
    unfold: tuple[str, ...],
    limits: Limits,
    trial: Trial | None,
    *,
    promotes: bool,
) -> Run | ProgramError:
    budget = Budget(limits, trial)
    try:
        budget.spend("leaves", sum(map(_numbers, leaves.values())))
        program = parse(source, budget)
    except ProgramError as error:
        return error
    machine = Machine(program, budget, leaves, target, promotes)
    if program.source.code.strip() != source.replace("\r\n", "\n").strip():
        machine.portability.depart("the text is not Python's as it stands", placed=False)
    if promotes:
        machine.portability.depart("plain numbers are leaves", placed=False)
    if leaves:
        machine.portability.depart("values were put in place of the program's own", placed=False)
    if target is not None:
        machine.portability.depart(f"the backward pass starts at {target}, as was asked for", placed=False)
    finished = partial(_finished, machine, source, unfold, budget)
    drawing.manual_seed(drawing.DEFAULT_SEED)
    unfolded = unfolding(*unfold) if unfold else nullcontext()
    silent = np.errstate(all="ignore")
    # What is not finite is shown as it is; numpy need not warn of it.
    with recording(machine.recorder), defaults(), unfolded, enable_grad(), silent, warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            machine.run()
            note = machine.target.finish(machine)
            _refuse_unused(machine)
        except ProgramError as error:
            machine.portability.depart("the program ends in an error")
            return error.locate(machine.span(), finished())
        except RecursionError:
            levels = BudgetError("levels", limits.levels, limits.levels + 1, UNITS["levels"], hint=HINTS["levels"])
            machine.portability.depart("the program ends in an error")
            return levels.locate(machine.span(), finished())
        except EngineError as error:
            machine.portability.depart("the program ends in an error")
            return located(machine, error).locate(machine.span(), finished())
        finally:
            machine.forget_paused()
    return finished(note)


def _numbers(given: Any) -> int:
    """How many numbers stand in nested lists; a list without any counts as one."""
    return max(1, sum(map(_numbers, given))) if isinstance(given, (list, tuple)) else int(np.size(given))


def _finished(machine: Machine, source: str, unfold: tuple[str, ...], budget: Budget, note: str | None = None) -> Run:
    notes = (*machine.notes.values(), *(() if note is None else (note,)))
    program = machine.program.source
    run = machine.recorder.finish(
        source, "".join(machine.printed), budget.usage(), notes, described=partial(described, program)
    )
    return replace(run, unfold=unfold, variables=_variables(machine), portable=machine.portability.verdict())


def _variables(machine: Machine) -> dict[str, Variable]:
    """The tensors of the graph that names at the top of the program stand for."""
    tensors = {name: value for name, value in machine.top.names.items() if type(value) is Tensor}
    nodes = {name: machine.recorder.index_of(tensor) for name, tensor in tensors.items()}
    return {
        name: Variable(node, None if (gradient := tensors[name].grad) is None else gradient._current())
        for name, node in nodes.items()
        if node is not None
    }


def _refuse_unused(machine: Machine) -> None:
    unused = machine.recorder.unused_leaves
    if not unused:
        return
    known = machine.recorder.leaf_names()
    similar = closest(unused[0], known)
    hint = f"Did you mean {similar}?" if similar else f"Its leaves are {', '.join(known) or 'none'}."
    machine.here = ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=1)
    raise ProgramError("leaf", f"the program has no leaf named {unused[0]}", hint=hint)
