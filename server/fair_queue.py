"""Who goes next: the client whose programs have been cheap, so that costly ones wait for the others.

Waiting in turns, by address or client, does not help against many: fifty that send endless loops leave the
fifty-first one place in fifty. Going by cost, they leave it nearly all the time there is.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

Ticket = TypeVar("Ticket")

# CPU seconds that a client is taken to need before it is known.
PRIOR = 0.02
# A client that is known and needs less is cheap.
CHEAP = 0.05
# How much of the mean the newest program makes.
WEIGHT = 0.25
# After so many turns by cost, the one who has waited longest gets one.
TURNS = 10
CLIENTS = 10_000


class FairQueue(Generic[Ticket]):
    """Tickets of clients that wait. Tickets must be hashable and different from each other."""

    def __init__(self) -> None:
        self._waiting: dict[Ticket, str] = {}
        self._costs: OrderedDict[str, float] = OrderedDict()
        self._turns = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def join(self, client: str, ticket: Ticket) -> None:
        self._waiting[ticket] = client

    def leave(self, ticket: Ticket) -> None:
        self._waiting.pop(ticket, None)

    def take(self) -> Ticket:
        """The next ticket, which waits no longer. Raises ValueError when none waits."""
        if self._turns == TURNS:
            self._turns = 0
            ticket = next(iter(self._waiting))
        else:
            self._turns += 1
            # Of those that cost the same, min gives the one who has waited longest.
            ticket = min(self._waiting, key=self._cost)
        del self._waiting[ticket]
        return ticket

    def take_cheap(self) -> Ticket | None:
        """The next ticket of a client known to be cheap, if one waits."""
        known = (waiting for waiting, client in self._waiting.items() if client in self._costs)
        ticket = min(known, key=self._cost, default=None)
        if ticket is None or self._cost(ticket) >= CHEAP:
            return None
        del self._waiting[ticket]
        return ticket

    def _cost(self, ticket: Ticket) -> float:
        return self.cost(self._waiting[ticket])

    def cost(self, client: str) -> float:
        """The moving mean of a client's CPU seconds per program."""
        return self._costs.get(client, PRIOR)

    def charge(self, client: str, seconds: float) -> None:
        before = self.cost(client)
        self._costs[client] = before + WEIGHT * (seconds - before)
        self._costs.move_to_end(client)
        if len(self._costs) > CLIENTS:
            self._costs.popitem(last=False)
