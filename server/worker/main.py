"""The process of a worker: jobs come in and answers go out as messages, until the input ends."""

from __future__ import annotations

import gc
import os
import random
import signal
import sys
import time
from typing import Any, BinaryIO

from engine.language import Trial
from server.documents import MEMORY, too_much
from server.worker.confinement import confine, resident
from server.worker.jobs import forget_runs, perform, unkept, warm_up
from server.worker.messages import pack, read_message, unpack_job

# After so many jobs, or with so much memory more than at the start, a worker asks to be replaced. Of those that started
# together, no two do so at the same time.
JOBS = range(5_000, 6_000)
GROWTH = 64 * 1024 * 1024


def main(memory: int, niceness: int) -> None:
    """`memory`: bytes that programs may use beyond what the process needs to start."""
    if sys.platform != "win32":
        os.nice(niceness)
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library may print must not stand between the messages.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    warm_up()
    # What is loaded now stays: collections need not look through it.
    gc.freeze()
    walls = confine(memory)
    send(answers, {"walls": walls, "cpu_seconds": time.process_time()})
    start = resident()
    jobs, last = 0, random.choice(JOBS)
    while (message := read_message(requests)) is not None:
        began = time.process_time()
        job, seconds = unpack_job(*message)
        exhausted = False
        stop_after(seconds)
        trial = None if job.within is None else Trial(job.within)
        if trial is not None:
            end_after(job.within_seconds, trial)
        try:
            outcome = perform(job, trial)
        except MemoryError:
            exhausted = True
            outcome = unkept(too_much(MEMORY, "The program needs more memory than there is."))
        stop_after(0)
        jobs += 1
        if resident() - start > GROWTH:
            forget_runs()
            gc.collect()
        answer = {
            "status": outcome.status,
            "run": outcome.run,
            "verdict": outcome.verdict,
            "steps": outcome.steps,
            "gzipped": outcome.gzipped,
            "cpu_seconds": time.process_time() - began,
            "worn": exhausted or jobs >= last or resident() - start > GROWTH,
        }
        send(answers, answer, outcome.body)


def stop_after(seconds: float) -> None:
    """Lets the system end the process when it has computed so long; 0 takes that back."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)


def end_after(seconds: float, trial: Trial) -> None:
    """Ends the trial when the process has computed so long, save what the system does for it."""
    if sys.platform != "win32":
        signal.signal(signal.SIGVTALRM, lambda number, frame: trial.end())
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)


def send(answers: BinaryIO, head: dict[str, Any], body: bytes = b"") -> None:
    answers.write(pack(head, body))
    answers.flush()
