"""What the host takes of this machine's time while something is measured. Needs Linux."""

from __future__ import annotations

import threading
import time
from bisect import bisect_left, bisect_right
from itertools import pairwise
from pathlib import Path
from typing import Self

SAMPLE_SECONDS = 0.2
# Disturbed is a time in which others took more than this share of the machine ...
DISTURBED = 0.1
# ... and what follows within so many seconds: what had to wait is still being done.
AFTERMATH_SECONDS = 5.0


class Watch(threading.Thread):
    """Notes, while it is open, what share of its processors' time others than this machine had (proc_stat(5))."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._closed = threading.Event()
        self._samples: list[tuple[float, int, int]] = []

    def __enter__(self) -> Self:
        self._sample()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self.join()
        self._sample()

    def run(self) -> None:
        while not self._closed.wait(SAMPLE_SECONDS):
            self._sample()

    def _sample(self) -> None:
        ticks = list(map(int, Path("/proc/stat").read_text().split("\n")[0].split()[1:9]))
        self._samples.append((time.perf_counter(), ticks[7], sum(ticks)))

    def taken(self) -> float:
        """The share of the whole time."""
        return _share(self._samples[0], self._samples[-1])

    def undisturbed(self, began: float, ended: float) -> bool:
        """Whether no sample of this time, or shortly before it, was a disturbed one. Times are of `perf_counter`."""
        times = [sample[0] for sample in self._samples]
        first = max(0, bisect_right(times, began - AFTERMATH_SECONDS) - 1)
        last = bisect_left(times, ended) + 1
        return all(_share(*pair) <= DISTURBED for pair in pairwise(self._samples[first:last]))


def _share(before: tuple[float, int, int], after: tuple[float, int, int]) -> float:
    return (after[1] - before[1]) / max(1, after[2] - before[2])
