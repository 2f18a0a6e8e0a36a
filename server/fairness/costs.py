"""What the programs of a client have cost lately: who has been cheap need not wait for who has been costly."""

from __future__ import annotations

from collections import OrderedDict

from server.fairness.caller import Caller

# CPU seconds that a program is taken to need while neither its client nor its address is known: more than a lesson
# takes, less than a loop that never ends.
PRIOR = 0.02
# How much of the mean the newest program makes.
WEIGHT = 0.25
KNOWN = 20_000


class Costs:
    """Moving means of CPU seconds a program, for clients and for addresses; the longest silent are forgotten.

    A client that nobody knows is taken to be like its address, so a new name for each program gains nothing, and a
    class behind one address loses nothing.
    """

    def __init__(self) -> None:
        self._means: OrderedDict[tuple[str, str], float] = OrderedDict()

    def expected(self, caller: Caller) -> float:
        """CPU seconds that the caller's next program is taken to need."""
        client, address = _keys(caller)
        return self._means.get(client, self._means.get(address, PRIOR))

    def charge(self, caller: Caller, seconds: float) -> None:
        before = self.expected(caller)
        client, address = _keys(caller)
        self._add(address, self._means.get(address, PRIOR), seconds)
        self._add(client, before, seconds)

    def _add(self, key: tuple[str, str], before: float, seconds: float) -> None:
        self._means[key] = before + WEIGHT * (seconds - before)
        self._means.move_to_end(key)
        if len(self._means) > KNOWN:
            self._means.popitem(last=False)


def _keys(caller: Caller) -> tuple[tuple[str, str], tuple[str, str]]:
    # The client's name is its own choice: with the address beside it, nobody spoils another's.
    return (caller.address, caller.client), (caller.address, "")
