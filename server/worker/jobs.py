"""What a worker process does: bytes of a request in, bytes of a document or problem out.

Runs are deterministic, so a worker that no longer holds a run makes it again.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from engine.language import CLASS, BudgetError, Limits, LongLoop, ProgramError, Trial, UnfinishedError, run
from engine.lessons import lesson
from engine.recording import Run
from server.documents import (
    MISTAKE,
    TOO_MUCH,
    Changes,
    Problem,
    Program,
    bytes_at_once,
    decode,
    decode_changes,
    decode_link,
    encode_arrays,
    encode_comparison,
    encode_curve,
    encode_derivation,
    encode_derivatives,
    encode_diagnosis,
    encode_explanations,
    encode_fold,
    encode_graph,
    encode_jacobian_product,
    encode_line,
    encode_local_jacobian,
    encode_network,
    encode_node,
    encode_passes,
    encode_paths,
    encode_provenance,
    encode_run,
    encode_steps,
    encode_tape,
    encode_variables,
    run_document,
)
from server.exports import encode_export, encode_paper, encode_tape_table
from server.version import run_id
from server.worker.following import Following

# What a worker holds of runs it made, so that their parts need no second run: at most this many numbers in tensors.
KEPT_ELEMENTS = 8_388_608
KEPT_RUNS = 8

WARM_UP = "25_two_layer_bce"

PARTS: dict[str, Callable[..., bytes]] = {
    "run": encode_run,
    "graph": encode_graph,
    "steps": encode_steps,
    "node": encode_node,
    "local-jacobian": encode_local_jacobian,
    "curve": encode_curve,
    "provenance": encode_provenance,
    "derivation": encode_derivation,
    "derivation-paper": encode_paper,
    "explanations": encode_explanations,
    "line": encode_line,
    "passes": encode_passes,
    "network": encode_network,
    "paths": encode_paths,
    "jacobians": encode_jacobian_product,
    "fold": encode_fold,
    "diagnosis": encode_diagnosis,
    "variables": encode_variables,
    "tape": encode_tape,
    "derivatives": encode_derivatives,
    "tape-table": encode_tape_table,
    "tensors": encode_arrays,
    "export": encode_export,
}
# Bytes. Below, compressing saves less than it takes.
GZIP_FROM = 1_024
# In place of a part: the document of the link that the body of a POST /links asks for. Its program is not run.
LINK = "link"
# A run at other values beside the run. The body is that of a POST /runs/{id}/changes, and the only argument that of the
# POST /runs that made the run, as text.
CHANGES = "changes"
# The run beside another one. The first argument is the body of the POST /runs that made the other, as text.
COMPARISON = "comparison"


@dataclass(frozen=True)
class Job:
    """One document of the run that the body of a POST /runs asks for: a key of PARTS and its arguments.

    `version` is the fingerprint of the server's code, so that all workers give a run the same address. A program that
    passes the limits `within`, where they are given, or `within_seconds` of computing, is left unfinished: whether it
    is within `limits` stays open. `gzip`: whether the answer may be compressed. Unless it is `long`, a loop that trains
    for longer than can be kept is left unfinished, too.
    """

    body: bytes
    limits: Limits
    version: str
    part: str = "run"
    arguments: tuple[int | str | None, ...] = ()
    within: Limits | None = None
    within_seconds: float = 0.0
    gzip: bool = False
    long: bool = False


@dataclass(frozen=True)
class Outcome:
    """An answer as bytes. `run` is the address of the run it belongs to; None when the answer must not be kept.

    `verdict` is "ok" or the code of the problem; `steps` are those that the run took as far as it came. `gzipped`:
    whether the bytes are compressed.
    """

    status: int
    body: bytes
    run: str | None
    verdict: str = "ok"
    steps: int = 0
    gzipped: bool = False


def unkept(problem: Problem) -> Outcome:
    return Outcome(problem.status, problem.body(), run=None, verdict=problem.code)


UNFINISHED = Outcome(0, b"", run=None, verdict="unfinished")
# A loop trains in it for longer than its passes can be kept.
LONG = Outcome(0, b"", run=None, verdict="long")

_runs: OrderedDict[str, Run] = OrderedDict()
# Of runs among these whose leaves are in somebody's hand.
_followed: dict[str, Following] = {}


def perform(job: Job, trial: Trial | None = None) -> Outcome:
    """What the job asks for; a run that must be made for it is tried with the limits of `trial` first. A wrong request
    or program is an outcome too. Raises MemoryError; what else this raises is a mistake of ours.
    """
    outcome = _perform(job, trial)
    if not job.gzip or len(outcome.body) < GZIP_FROM:
        return outcome
    return replace(outcome, body=gzip.compress(outcome.body, compresslevel=1, mtime=0), gzipped=True)


def _perform(job: Job, trial: Trial | None) -> Outcome:
    try:
        if job.part == LINK:
            return Outcome(200, decode_link(job.body), run=None)
        asked = decode_changes(job.body) if job.part == CHANGES else None
        program = decode(str(job.arguments[0]).encode() if asked else job.body)
    except Problem as problem:
        return unkept(problem)
    identifier = _address(program, job)
    try:
        made = (_as_far_as_it_came if job.part == COMPARISON else _run)(identifier, program, job, trial)
        if asked is not None:
            return _changes(made, identifier, program, asked, job, trial)
        if job.part == COMPARISON:
            return _comparison(made, identifier, job, trial)
        return Outcome(200, PARTS[job.part](made, identifier, *job.arguments), identifier, steps=_steps(made))
    except ProgramError as error:
        steps = 0 if error.partial is None else _steps(error.partial)
        if job.part not in ("run", CHANGES) and error.partial is not None:
            # What ran before the mistake is explained like any other run.
            body = PARTS[job.part](error.partial, identifier, *job.arguments)
            return Outcome(200, body, identifier, error.code, steps)
        return Outcome(422, program_problem(error, identifier).body(), identifier, error.code, steps)
    except UnfinishedError:
        return UNFINISHED
    except LongLoop:
        return LONG
    except Problem as problem:
        return unkept(problem)


def warm_up() -> None:
    """Goes the whole way once, so that nothing is left to load."""
    made = run(lesson(WARM_UP).source, limits=CLASS)
    encode_run(made, "")
    encode_explanations(made, "", 0, len(made.steps))
    gzip.compress(encode_arrays(made, "", bytes_at_once(CLASS), "format=npz"), compresslevel=1)


def _address(program: Program, job: Job, nudges: Mapping[int, Any] | None = None) -> str:
    asked = (program.source, program.leaves, program.target, program.unfold)
    return run_id(*asked, job.limits, job.version, program.files, nudges, program.pass_shown)


def _made(program: Program, job: Job, trial: Trial | None, nudges: Mapping[int, Any] | None = None) -> Run:
    return run(
        program.source,
        leaves=program.leaves,
        nudges=nudges,
        target=program.target,
        unfold=program.unfold,
        files=program.files,
        limits=job.limits,
        trial=trial,
        pass_shown=program.pass_shown,
        long=job.long,
    )


def _run(identifier: str, program: Program, job: Job, trial: Trial | None) -> Run:
    if identifier not in _runs:
        _runs[identifier] = _made(program, job, trial)
    _runs.move_to_end(identifier)
    while len(_runs) > 1 and (len(_runs) > KEPT_RUNS or _elements() > KEPT_ELEMENTS):
        _followed.pop(_runs.popitem(last=False)[0], None)
    return _runs[identifier]


def _changes(before: Run, identifier: str, program: Program, asked: Changes, job: Job, trial: Trial | None) -> Outcome:
    """What the run becomes at other values. The other run is told of, and kept nowhere."""
    elsewhere = replace(program, leaves={**(program.leaves or {}), **asked.leaves} or None)
    if identifier not in _followed:
        _followed[identifier] = Following(before, identifier)
    fresh = partial(_made, elsewhere, job, trial, asked.nudges)
    body, after = _followed[identifier].changes(asked, _address(elsewhere, job, asked.nudges), fresh)
    return Outcome(200, body, None, steps=_steps(after))


def _comparison(b: Run, identifier: str, job: Job, trial: Trial | None) -> Outcome:
    body, first, to = job.arguments
    program = decode(str(body).encode())
    other = _address(program, job)
    a = _as_far_as_it_came(other, program, job, trial)
    document = encode_comparison(a, b, other, identifier, int(first or 0), int(to or 0))
    return Outcome(200, document, identifier, steps=_steps(b))


def _as_far_as_it_came(identifier: str, program: Program, job: Job, trial: Trial | None) -> Run:
    try:
        return _run(identifier, program, job, trial)
    except ProgramError as error:
        if error.partial is None:
            raise
        return error.partial


def forget_runs() -> None:
    _runs.clear()
    _followed.clear()


def _steps(made: Run) -> int:
    return int(made.usage["steps"].used)


def _elements() -> float:
    return sum(kept.usage["elements"].used for kept in _runs.values())


def _fault(error: ProgramError) -> dict[str, Any]:
    place = {name: getattr(error, name) for name in ("line", "column", "end_line", "end_column")}
    fix = error.fix and {"range": asdict(error.fix.span), "text": error.fix.text}
    return {"code": error.code, "detail": error.message, **place, "hint": error.hint, "fix": fix}


def program_problem(error: ProgramError, identifier: str) -> Problem:
    """A mistake in a program with its place, the way out, and the run up to it."""
    members: dict[str, Any] = {
        "line": error.line,
        "column": error.column,
        "end_line": error.end_line,
        "end_column": error.end_column,
        "hint": error.hint,
    }
    title = MISTAKE
    if isinstance(error, BudgetError):
        title = TOO_MUCH
        members |= {"limit": error.limit, "used": error.used, "unit": error.unit}
    members["faults"] = [_fault(one) for one in (error, *error.others)]
    members["said"] = error.said and dict(zip(("exception", "message"), error.said, strict=True))
    failed = error.failed
    members["failed"] = failed and {
        "op": failed.operation.name,
        "symbol": failed.operation.symbol,
        "fits": failed.operation.fits,
        "inputs": [f"n{node}" for node in failed.inputs],
    }
    members["partial"] = None if error.partial is None else run_document(error.partial, identifier)
    return Problem(422, error.code, error.message, title=title, **members)
