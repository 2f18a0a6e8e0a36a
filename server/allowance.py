"""What one address may use: CPU seconds in a bucket that fills again steadily."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from server.problems import Problem

ADDRESSES = 10_000


class Allowance:
    """At most `per_minute` CPU seconds at once, and as many again each minute; None allows everything."""

    def __init__(self, per_minute: float | None, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        # What is left and when that was so. What a program costs is known only afterwards: some may be owed.
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, address: str) -> None:
        """Raises Problem (429) when the address has used up what it may."""
        if self.per_minute is None:
            return
        left = self._now(address, self.per_minute)
        if left > 0:
            return
        wait = math.ceil((1 - left) * 60 / self.per_minute)
        detail = (
            f"The programs from this address have used their {self.per_minute:g} seconds of computing a minute; "
            f"try again in {wait} s."
        )
        raise Problem(429, "service/allowance", detail, headers={"Retry-After": str(wait)})

    def charge(self, address: str, seconds: float) -> None:
        if self.per_minute is None:
            return
        self._left[address] = (self._now(address, self.per_minute) - seconds, self._clock())
        self._left.move_to_end(address)
        if len(self._left) > ADDRESSES:
            self._left.popitem(last=False)

    def _now(self, address: str, per_minute: float) -> float:
        if address not in self._left:
            return per_minute
        left, since = self._left[address]
        return min(per_minute, left + (self._clock() - since) * per_minute / 60)
