"""What one address or client may use: a bucket that fills again steadily."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from server.problems import Problem

KNOWN = 10_000


class Allowance:
    """At most `per_minute` of something at once, and as much again each minute; None allows everything.

    `code` and `spent` are the code and the first words of the Problem that says so.
    """

    def __init__(
        self,
        per_minute: float | None,
        clock: Callable[[], float] = time.monotonic,
        *,
        code: str = "service/allowance",
        spent: str = "The programs from this address have used the seconds of computing they may in a minute",
    ) -> None:
        self.per_minute = per_minute
        self.code = code
        self.spent = spent
        self._clock = clock
        # What is left and when that was so. What a program costs is known only afterwards: some may be owed.
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, payer: str) -> None:
        """Raises Problem (429) when the address or client has used up what it may."""
        if self.per_minute is None:
            return
        left = self.left(payer)
        if left > 0:
            return
        wait = math.ceil((1 - left) * 60 / self.per_minute)
        detail = f"{self.spent} ({self.per_minute:g}); try again in {wait} s."
        raise Problem(429, self.code, detail, headers={"Retry-After": str(wait)})

    def charge(self, payer: str, amount: float) -> None:
        if self.per_minute is None:
            return
        self._left[payer] = (self.left(payer) - amount, self._clock())
        self._left.move_to_end(payer)
        if len(self._left) > KNOWN:
            self._left.popitem(last=False)

    def left(self, payer: str) -> float:
        """What the address or client may use now; infinity where everything is allowed."""
        if self.per_minute is None:
            return math.inf
        if payer not in self._left:
            return self.per_minute
        left, since = self._left[payer]
        return min(self.per_minute, left + (self._clock() - since) * self.per_minute / 60)
