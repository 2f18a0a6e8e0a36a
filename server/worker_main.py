"""The process of a worker: jobs come in as frames, answers go out as frames, until the input ends."""

from __future__ import annotations

import gc
import os
import sys
import time
from typing import Any

from engine.language import Limits
from server.confinement import confine, resident
from server.frames import pack, read_frame
from server.problems import too_much
from server.worker import Job, forget_runs, perform, unkept, warm_up

# After so many jobs, or with so much memory more than at the start, a worker asks to be replaced.
JOBS = 500
GROWTH = 64 * 1024 * 1024


def main(memory: int) -> None:
    """`memory`: bytes that programs may use beyond what the process needs to start."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library may print must not stand between the frames.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    warm_up()
    # What is loaded now stays: collections need not look through it.
    gc.freeze()
    confine(memory)
    start = resident()
    jobs = 0
    while (frame := read_frame(requests)) is not None:
        began = time.process_time()
        head, body = frame
        exhausted = False
        try:
            outcome = perform(_job(head, body))
        except MemoryError:
            exhausted = True
            outcome = unkept(too_much("budget/memory", "The program needs more memory than there is."))
        jobs += 1
        if resident() - start > GROWTH:
            forget_runs()
            gc.collect()
        answer = {
            "status": outcome.status,
            "run": outcome.run,
            "verdict": outcome.verdict,
            "steps": outcome.steps,
            "cpu_seconds": time.process_time() - began,
            "worn": exhausted or jobs >= JOBS or resident() - start > GROWTH,
        }
        answers.write(pack(answer, outcome.body))
        answers.flush()


def _job(head: dict[str, Any], body: bytes) -> Job:
    return Job(body, Limits(**head["limits"]), head["version"], head["part"], tuple(head["arguments"]))
