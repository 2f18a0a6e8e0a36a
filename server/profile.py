"""How much a program and an address may use: strict where many share a machine, generous on one's own."""

from __future__ import annotations

import os
from dataclasses import dataclass

from engine.language import CLASS, LOCAL, Limits


@dataclass(frozen=True)
class Profile:
    limits: Limits
    seconds: float
    """After which a program is stopped from outside, should counting not have stopped it before."""
    memory: int
    """Bytes that a program may use."""
    cpu_seconds_per_minute: float | None
    """For all programs from one address; None allows everything."""
    workers: int
    log_runs: bool


_spare_cores = max(1, (os.cpu_count() or 1) - 1)

PROFILES = {
    "class": Profile(
        limits=CLASS,
        seconds=3,
        memory=400 * 1024**2,
        cpu_seconds_per_minute=60,
        workers=_spare_cores,
        log_runs=True,
    ),
    "local": Profile(
        limits=LOCAL,
        seconds=20,
        memory=4 * 1024**3,
        cpu_seconds_per_minute=None,
        # One person looks at one program at a time.
        workers=min(2, _spare_cores),
        log_runs=False,
    ),
}
