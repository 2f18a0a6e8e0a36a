"""How much a program and an address may use: strict where many share a machine, generous on one's own."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from engine.language import CLASS, LOCAL, Limits


@dataclass(frozen=True)
class Profile:
    limits: Limits
    quick: Limits
    """A program within these is done before another could wonder where its answer is."""
    quick_seconds: float
    """Of computing, after which a program is no quick one, should counting not have found that out before."""
    seconds: float
    """Of computing, after which a program is stopped from outside, should counting not have stopped it before."""
    long_seconds: float
    """The same for a loop that trains for longer than its passes can be kept."""
    memory: int
    """Bytes that a program may use."""
    cpu_seconds_per_minute: float | None
    """For the programs from one address that are not quick; None allows everything."""
    workers: int
    """How many programs are meant to run at the same time."""
    log_runs: bool


# Ten times what the longest lesson needs, and a twentieth or less of what any program may: at most 40 ms where a lesson
# takes 10 ms. All that is not named here is bounded as for every program.
QUICK = replace(
    CLASS,
    source=8_192,
    leaves=400,
    files=8_192,
    syntax=2_000,
    steps=CLASS.steps // 30,
    cells=CLASS.cells // 20,
    nodes=CLASS.nodes // 40,
    elements=CLASS.elements // 40,
    cost=CLASS.cost // 20,
    events=CLASS.events // 30,
    document=CLASS.document // 20,
)

# Four times what a program within QUICK needs at most.
QUICK_SECONDS = 0.15

_spare_cores = max(1, (os.cpu_count() or 1) - 1)

PROFILES = {
    "class": Profile(
        limits=CLASS,
        quick=QUICK,
        quick_seconds=QUICK_SECONDS,
        seconds=6,
        # 1,000 passes over the network of XOR take 3.
        long_seconds=12,
        memory=400 * 1024**2,
        cpu_seconds_per_minute=60,
        workers=_spare_cores,
        log_runs=True,
    ),
    "local": Profile(
        limits=LOCAL,
        quick=QUICK,
        quick_seconds=QUICK_SECONDS,
        seconds=20,
        # 10,000 passes over the network of XOR take 30.
        long_seconds=120,
        memory=4 * 1024**3,
        cpu_seconds_per_minute=None,
        # One person looks at one program at a time.
        workers=min(2, _spare_cores),
        log_runs=False,
    ),
}
