"""What one address or client may use: a bucket that fills again steadily."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from server.documents import Problem

KNOWN = 10_000


class Allowance:
    """At most `most` of something at once, and as much again every `seconds`; None allows everything.

    `code` and `spent` are the code and the first words of the Problem that says so.
    """

    def __init__(
        self,
        most: float | None,
        clock: Callable[[], float] = time.monotonic,
        *,
        seconds: float = 60,
        code: str = "service/allowance",
        spent: str = "The programs from this address have used the seconds of computing they may in a minute",
    ) -> None:
        self.most = most
        self.seconds = seconds
        self.code = code
        self.spent = spent
        self._clock = clock
        # What is left and when that was so. What a program costs is known only afterwards: some may be owed.
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, payer: str) -> None:
        """Raises Problem (429) when the address or client has used up what it may."""
        if self.most is None:
            return
        left = self.left(payer)
        if left > 0:
            return
        wait = math.ceil((1 - left) * self.seconds / self.most)
        detail = f"{self.spent} ({self.most:,.12g}); try again in {wait:,} s."
        raise Problem(429, self.code, detail, headers={"Retry-After": str(wait)})

    def charge(self, payer: str, amount: float) -> None:
        if self.most is None:
            return
        self._left[payer] = (self.left(payer) - amount, self._clock())
        self._left.move_to_end(payer)
        if len(self._left) > KNOWN:
            self._left.popitem(last=False)

    def left(self, payer: str) -> float:
        """What the address or client may use now; infinity where everything is allowed."""
        if self.most is None:
            return math.inf
        if payer not in self._left:
            return self.most
        left, since = self._left[payer]
        return min(self.most, left + (self._clock() - since) * self.most / self.seconds)
