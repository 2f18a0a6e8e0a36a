"""Ratios of two running times: the engine against the same arithmetic written by hand."""

import gc
import time
from collections.abc import Callable
from typing import NamedTuple


class Ratio(NamedTuple):
    """`engine` and `floor` in seconds, the shortest of many runs: everything else a machine does only adds to them."""

    name: str
    engine: float
    floor: float
    bar: float

    @property
    def ratio(self) -> float:
        return self.engine / self.floor


def measured(name: str, engine: Callable[[], object], floor: Callable[[], object], bar: float, rounds: int) -> Ratio:
    """Each round runs the engine and the floor in turn, so that a busy stretch of time meets both."""
    engine()
    floor()
    gc.collect()
    pairs = [(_seconds(engine), _seconds(floor)) for _ in range(rounds)]
    return Ratio(name, min(ours for ours, _ in pairs), min(theirs for _, theirs in pairs), bar)


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
