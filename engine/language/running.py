"""Program text → Run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from engine.errors import ArgumentError, EngineError
from engine.functions import drawing
from engine.jacobians import COMPOSITES, composites, unfolding
from engine.language.errors import BudgetError, Fix, ProgramError
from engine.language.foreseen import told
from engine.language.interpreter import Interpreter
from engine.language.library import default_type
from engine.language.limits import HINTS, LOCAL, UNITS, WHOLE, Budget, Limits, Trial, kept_whole, longer
from engine.language.machine import (
    After,
    LongLoop,
    LoopPlace,
    Loops,
    Machine,
    Moment,
    Stopped,
    WatchingRecorder,
    claims,
    passes,
    variables,
)
from engine.language.methods import check_files
from engine.language.program import described, parse, replaced
from engine.language.rules import located, said_of
from engine.language.spelling import closest
from engine.language.values import scalar_engines
from engine.mode import defaults, enable_grad, recording
from engine.operation import OPS
from engine.recording import Held, Run, Span

NO_GRAPH = (
    "The program makes no tensor, so there is no graph to show: x = torch.tensor(2.0, requires_grad=True) makes one."
)


NO_NUDGES: Mapping[int, Any] = {}

# What trying a fix takes of what a program may use.
SHARED = ("steps", "nodes", "elements", "cost", "events", "document", "output")


def run(
    source: str,
    *,
    leaves: Mapping[str, Any] | None = None,
    nudges: Mapping[int, Any] | None = None,
    target: str | None = None,
    unfold: Iterable[str] = (),
    files: Mapping[str, str] | None = None,
    limits: Limits = LOCAL,
    trial: Trial | None = None,
    pass_shown: int | None = None,
    long: bool = True,
) -> Run:
    """Runs a program and records all that happens. Raises ProgramError, with the run up to the mistake.

    The narrower limits of a `trial` are for a try: UnfinishedError means that another may take longer, and come to any
    end.

    `leaves` gives other values, of the same shape, to the leaves first bound to these names. `nudges` adds to the
    values of nodes, by index, as they are made; gradients of what these are made from are not to be relied on then.
    `target` names a variable: every backward pass starts at it instead, from ones where it holds several numbers.
    `unfold` names operations that are recorded as what they are made of, and scalar engines of the program's own that
    are taken for plain classes. `files` are the texts that `open` finds, by name.

    A program that makes no tensor is run again with the plain numbers bound to names at its top as leaves.

    Where a loop trains for longer than its passes can be kept, the run shows one of them: the last, or `pass_shown`,
    which counts from 0; behind that the program is not run. Such a loop has limits of its own (`longer`). Unless
    `long`, it raises LongLoop instead.
    """
    attempt = partial(
        _outcome,
        leaves=leaves or {},
        nudges=nudges or {},
        target=target,
        unfold=tuple(unfold),
        files=dict(sorted((files or {}).items())),
        trial=trial,
        pass_shown=pass_shown,
        long=long,
    )
    outcome = attempt(source, limits)
    if isinstance(outcome, ProgramError):
        if outcome.fix is not None and outcome.partial is not None:
            _make_sure(outcome, outcome.fix, outcome.partial, limits, attempt)
        raise outcome
    return outcome


def _outcome(
    source: str,
    limits: Limits,
    *,
    leaves: Mapping[str, Any],
    nudges: Mapping[int, Any],
    target: str | None,
    unfold: tuple[str, ...],
    files: Mapping[str, str],
    trial: Trial | None,
    pass_shown: int | None,
    long: bool,
) -> Run | ProgramError:
    attempt = partial(
        _whole_or_long, source, leaves, target, unfold, files, limits, trial, pass_shown, long, nudges=nudges
    )
    outcome = attempt(promotes=False)
    return _promoted(outcome, attempt(promotes=True)) if _made_nothing(outcome) else outcome


def _whole_or_long(
    source: str,
    leaves: Mapping[str, Any],
    target: str | None,
    unfold: tuple[str, ...],
    files: Mapping[str, str],
    limits: Limits,
    trial: Trial | None,
    pass_shown: int | None,
    long: bool,
    *,
    promotes: bool,
    nudges: Mapping[int, Any],
) -> Run | ProgramError:
    """The run as a whole; where a loop that trains passes the limits, the one that shows a pass of it."""

    def attempt(within: Limits, loops: Loops) -> tuple[Run | ProgramError, Budget]:
        budget = Budget(_with_files(within, files), trial)
        made = _attempt(source, leaves, target, unfold, files, budget, loops, promotes=promotes, nudges=nudges)
        return made, budget

    watching = Loops()
    try:
        outcome, _ = attempt(limits, watching)
        if watching.trains is None or not isinstance(outcome, BudgetError) or outcome.name not in WHOLE:
            return outcome
        place = watching.trains
    except LongLoop as found:
        place = found.place
    if not long:
        raise LongLoop(place)
    outcome, budget = attempt(longer(limits), Loops(place, pass_shown))
    if pass_shown is None and budget.fits(kept_whole(limits)):
        # The loop has ended sooner than its first turns had let expect.
        return attempt(limits, Loops(foresees=False))[0]
    if isinstance(outcome, ProgramError) or outcome.shown is None:
        return outcome
    count = len(outcome.shown.series.turns)
    if pass_shown is not None and outcome.shown.number != pass_shown:
        return _no_such_pass(pass_shown, count)
    if outcome.shown.turn is None and count:
        # The last turn has left the loop before its backward pass.
        return attempt(longer(limits), Loops(place, count - 1))[0]
    return outcome


def _no_such_pass(asked: int, count: int) -> ProgramError:
    error = ProgramError("pass", f"the loop has no pass {asked}", hint=f"Its passes are 0 to {count - 1}.")
    return error.locate(Span(1, 1, 1, 1))


def _with_files(limits: Limits, files: Mapping[str, str]) -> Limits:
    """What is read may be one text."""
    return replace(limits, string=max(limits.string, *map(len, files.values()))) if files else limits


def _make_sure(
    error: ProgramError, fix: Fix, before: Run, limits: Limits, attempt: Callable[[str, Limits], Run | ProgramError]
) -> None:
    """Takes back a fix by which the program does not come further, within what is left of its limits."""
    left = {name: vars(limits)[name] - int(before.usage[name].used) for name in SHARED}
    if min(left.values()) <= 0:
        error.fix = None
        return
    after = attempt(replaced(before.source, fix.span, fix.text), replace(limits, **left))
    if isinstance(after, ProgramError):
        further = after.partial is not None and after.partial.usage["steps"].used > before.usage["steps"].used
        # In the same statement only what its numbers and shapes refuse is another mistake, and no wrong guess.
        other = after.code in ("argument", "dtype", "gradient", "math", "shape")
        if isinstance(after, BudgetError) or not (further or other):
            error.fix = None


def variables_at(
    source: str,
    step: int,
    *,
    leaves: Mapping[str, Any] | None = None,
    target: str | None = None,
    unfold: Iterable[str] = (),
    files: Mapping[str, str] | None = None,
    limits: Limits = LOCAL,
    forgets: LoopPlace | None = None,
    pass_shown: int | None = None,
) -> Mapping[str, Held]:
    """What the names at the top of a program stand for after a step of its run, with what is asked for in `run`.

    Of a program with a mistake as far as it comes; of one with a loop that `forgets` its turns, where `pass_shown` is.
    """
    for promotes in (False, True):
        budget = Budget(_with_files(limits, files or {}))
        loops = Loops(forgets, pass_shown, foresees=False)
        outcome = _attempt(
            source, leaves or {}, target, tuple(unfold), files or {}, budget, loops, promotes=promotes, step=step
        )
        made = outcome.partial if isinstance(outcome, ProgramError) else outcome
        if not _made_nothing(outcome):
            break
    return {} if made is None else made.variables


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
    files: Mapping[str, str],
    budget: Budget,
    loops: Loops,
    *,
    promotes: bool,
    step: int | None = None,
    nudges: Mapping[int, Any] = NO_NUDGES,
) -> Run | ProgramError:
    """Raises LongLoop as `loops` does."""
    limits = budget.limits
    try:
        budget.spend("leaves", sum(map(_numbers, [*leaves.values(), *nudges.values()])))
        check_files(files, budget)
        program = parse(source, budget)
    except ProgramError as error:
        return error
    if program.faults:
        return told(program, program.faults[0])
    engines = sorted(scalar_engines(program.tree).intersection(unfold)) if unfold else []
    try:
        operations = _composites(name for name in unfold if name not in engines)
    except ProgramError as error:
        return error
    machine = Interpreter(program, budget, leaves, target, promotes, files, step)
    machine.loops = loops
    machine.unfolded = frozenset(engines)
    if isinstance(machine.recorder, WatchingRecorder):
        machine.recorder.pass_shown = loops.shown
    machine.recorder.nudges = dict(nudges)
    if program.source.code.strip() != source.replace("\r\n", "\n").strip():
        machine.portability.depart("the text is not Python's as it stands", placed=False)
    if promotes:
        machine.portability.depart("plain numbers are leaves", placed=False)
    if leaves or nudges:
        machine.portability.depart("values were put in place of the program's own", placed=False)
    if target is not None:
        machine.portability.depart(f"the backward pass starts at {target}, as was asked for", placed=False)
    look = partial(
        variables_at,
        source,
        leaves=leaves,
        target=target,
        unfold=unfold,
        files=files,
        limits=limits,
        forgets=loops.forgets,
    )
    finished = partial(
        _finished, machine, source, (*operations, *engines), budget, Moment() if step is None else After(), look
    )

    def ended(error: ProgramError) -> ProgramError:
        # What PyTorch would print is known of a program that PyTorch would run up to there.
        error.said = said_of(machine, error) if machine.portability.verdict().torch else None
        machine.portability.depart("the program ends in an error")
        return told(program, error.locate(machine.span(), finished()))

    drawing.manual_seed(drawing.DEFAULT_SEED)
    unfolded = unfolding(*operations) if operations else nullcontext()
    silent = np.errstate(all="ignore")
    # What is not finite is shown as it is; numpy need not warn of it.
    with recording(machine.recorder), defaults(), unfolded, enable_grad(), silent, warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        default_type.begin(machine)
        try:
            machine.run()
            note = passes.finish(machine)
            _refuse_unused(machine)
        except Stopped:
            return finished()
        except ProgramError as error:
            return ended(error)
        except RecursionError:
            levels = BudgetError("levels", limits.levels, limits.levels + 1, UNITS["levels"], hint=HINTS["levels"])
            return ended(levels)
        except EngineError as error:
            return ended(located(machine, error))
        finally:
            machine.forget_paused()
            for way in machine.ways:
                way.end()
    return finished(note)


def _numbers(given: Any) -> int:
    """How many numbers stand in nested lists; a list without any counts as one."""
    return max(1, sum(map(_numbers, given))) if isinstance(given, (list, tuple)) else int(np.size(given))


def _finished(
    machine: Machine,
    source: str,
    unfold: tuple[str, ...],
    budget: Budget,
    moment: Moment,
    look: Callable[..., Mapping[str, Held]],
    note: str | None = None,
) -> Run:
    notes = (*machine.notes.values(), *(() if note is None else (note,)))
    program = machine.program.source
    # Before its turn ends with the program: what is shown of a loop is its last turn.
    shown = machine.recorder.showing()
    run = machine.recorder.finish(
        source, "".join(machine.printed), budget.usage(), notes, described=partial(described, program)
    )
    cautions = dict.fromkeys(node.operation.caution for node in run.graph.nodes if node.operation is not None)
    return replace(
        run,
        notes=(*run.notes, *filter(None, cautions)),
        unfold=unfold,
        engines=tuple(machine.engines.values()),
        checks=(*machine.checks, *(() if isinstance(moment, After) else claims.checks(machine, run))),
        charts=machine.figures.charts(),
        variables=variables(machine, moment),
        look=look if shown is None else partial(look, pass_shown=shown.number),
        shown=shown,
        portable=machine.portability.verdict(),
        default_type=machine.default_type,
    )


def _refuse_unused(machine: Machine) -> None:
    if machine.recorder.nudges:
        last = len(machine.recorder) - 1
        raise ProgramError(
            "nudge", f"the run has no node n{next(iter(machine.recorder.nudges))}", hint=f"They end with n{last}."
        )
    unused = machine.recorder.unused_leaves
    if not unused:
        return
    known = machine.recorder.leaf_names()
    similar = closest(unused[0], known)
    hint = f"Did you mean {similar}?" if similar else f"Its leaves are {', '.join(known) or 'none'}."
    machine.here = ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=1)
    raise ProgramError("leaf", f"the program has no leaf named {unused[0]}", hint=hint)
