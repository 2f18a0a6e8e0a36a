"""Who goes next: the one whose programs have been cheap, so that costly ones wait for the others.

Waiting in turns, by address or client, does not help against many: fifty that send endless loops leave the
fifty-first one place in fifty. Going by cost, they leave it nearly all the time there is.
"""

from __future__ import annotations

from typing import Generic, TypeVar

Ticket = TypeVar("Ticket")

# After so many turns by cost, the one who has waited longest gets one.
TURNS = 10


class FairQueue(Generic[Ticket]):
    """Tickets that wait, each with what it is expected to cost. They must be hashable and different from each other."""

    def __init__(self) -> None:
        self._costs: dict[Ticket, float] = {}
        self._turns = 0

    def __len__(self) -> int:
        return len(self._costs)

    def join(self, ticket: Ticket, cost: float) -> None:
        self._costs[ticket] = cost

    def leave(self, ticket: Ticket) -> None:
        self._costs.pop(ticket, None)

    def take(self) -> Ticket:
        """The next ticket, which waits no longer. Raises ValueError when none waits."""
        if self._turns == TURNS:
            self._turns = 0
            ticket = next(iter(self._costs))
        else:
            self._turns += 1
            # Of those that cost the same, min gives the one who has waited longest.
            ticket = min(self._costs, key=self._costs.__getitem__)
        del self._costs[ticket]
        return ticket
