"""One program through everything a worker does with it, and what must not come of that."""

from __future__ import annotations

import ast
import importlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from unittest import mock

from engine.language import CLASS, Limits
from engine.language.interpreter import Interpreter
from engine.language.values.kinds import kind
from engine.language.values.plain import Value
from server.worker import jobs as worker
from server.worker.jobs import LONG, Job, Outcome, perform

# Budgets so small that a second holds many programs; where one ends a program, that is a way out like any other.
BRIEF = replace(CLASS, steps=2_000, nodes=200, events=500, elements=100_000, cost=10_000_000, cells=5_000)
SECONDS = 3.0
# A busy machine makes a program look slow once; slow is what is slow each time.
MEASURED = 3
EXPLAINED = 50


class Finding(AssertionError):
    """Something that no program may cause."""


class WatchedMachine(Interpreter):
    """Sees to it that every value a program gets hold of is of a kind it may hold."""

    def evaluate(self, node: ast.expr) -> Value:
        value = super().evaluate(node)
        kind(value)
        return value


@contextmanager
def watched() -> Iterator[None]:
    # The package's `run` is the function; the module of that name is where the machine is looked up.
    with mock.patch.object(importlib.import_module("engine.language.running"), "Interpreter", WatchedMachine):
        yield


def verdict(source: str, limits: Limits = CLASS, *, repeated: bool = False) -> str:
    """ "ok" or the code of the mistake; with `repeated`, after a check that a second run gives the same bytes.

    Raises Finding: an uncaught exception, a value of no kind, two documents, longer computing than a worker may.
    """
    answer, seconds = _timed(source, limits)
    if seconds > SECONDS:
        seconds = min(_timed(source, limits)[1] for _ in range(MEASURED))
    if seconds > SECONDS:
        raise Finding(f"{answer.verdict} after {seconds:.1f} s of computing")
    if repeated and _answer(source, limits).body != answer.body:
        raise Finding("two runs gave two documents")
    return answer.verdict


def _timed(source: str, limits: Limits) -> tuple[Outcome, float]:
    began = time.process_time()
    answer = _answer(source, limits)
    return answer, time.process_time() - began


def _answer(source: str, limits: Limits) -> Outcome:
    worker.forget_runs()
    body = json.dumps({"source": source}).encode()
    try:
        with watched():
            job = Job(body, limits, "fuzz")
            answer = perform(job)
            if answer.verdict == LONG.verdict:
                # As the pool does.
                job = replace(job, long=True)
                answer = perform(job)
            if answer.verdict == "ok":
                perform(replace(job, part="explanations", arguments=(0, EXPLAINED)))
    except Exception as error:
        raise Finding("an uncaught exception") from error
    json.loads(answer.body)
    return answer
