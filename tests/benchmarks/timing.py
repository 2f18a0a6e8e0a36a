"""Ratios of two running times: the engine against the same arithmetic written by hand, and against other engines."""

import gc
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

Work = Callable[[], object]


class Ratio(NamedTuple):
    """Seconds, the shortest of many runs: everything else a machine does only adds to them.

    `bar` is the most that `engine` / `floor` should be. `peers` holds the seconds of the engines that are installed.
    """

    name: str
    engine: float
    floor: float
    bar: float
    peers: Mapping[str, float]

    def line(self) -> str:
        figures = f"{self.engine * 1e3:8.2f}ms{self.floor * 1e3:8.2f}ms{self.engine / self.floor:8.2f}{self.bar:6.1f}"
        return f"{self.name:40}{figures}" + "".join(
            f"   {self.engine / seconds:.2f} × {peer}" for peer, seconds in self.peers.items()
        )


HEADINGS = f"{'':40}{'engine':>10}{'floor':>10}{'ratio':>8}{'bar':>6}   engine / peer"


def measured(
    name: str, engine: Work, floor: Work, bar: float, rounds: int, peers: Mapping[str, Work] | None = None
) -> Ratio:
    """Each round runs the engine, the floor and the peers in turn, so that a busy stretch of time meets all.

    Short works run three times in a row: the first finds the processor's caches full of another's data.
    """
    contestants = {"engine": engine, "floor": floor, **(peers or {})}
    best = dict.fromkeys(contestants, float("inf"))
    turns = {name: 3 if _seconds(work) < 0.01 else 1 for name, work in contestants.items()}
    # What was there before, such as other engines' modules, is no part of anybody's time.
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        for contestant, work in contestants.items():
            taken = [_seconds(work) for _ in range(turns[contestant])]
            best[contestant] = min(best[contestant], *taken)
    return Ratio(name, best.pop("engine"), best.pop("floor"), bar, best)


def _seconds(work: Work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
