"""The answers to programs seen lately, by the address of their run."""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass
from hashlib import sha256

from server.worker import Outcome

CAPACITY = 256 * 1024 * 1024


@dataclass(frozen=True)
class StoredRun:
    body: bytes
    """Of the POST that made the run: what a worker needs to make it again."""
    outcome: Outcome
    steps: int | None = None
    """How many steps the document of the run has in full; None: all."""

    @property
    def size(self) -> int:
        return len(self.body) + len(self.outcome.body)


class RunStore:
    """Keeps the entries used last, up to `capacity` bytes."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self.size = 0
        self.lookups = Counter({"hit": 0, "miss": 0})
        self._entries: OrderedDict[str, StoredRun] = OrderedDict()
        self._runs: dict[bytes, str] = {}

    def find(self, run: str) -> StoredRun | None:
        if run not in self._entries:
            return None
        self._entries.move_to_end(run)
        return self._entries[run]

    def find_posted(self, body: bytes) -> StoredRun | None:
        """The entry that a POST of exactly these bytes made."""
        run = self._runs.get(_digest(body))
        self.lookups["miss" if run is None else "hit"] += 1
        return None if run is None else self.find(run)

    def keep(self, body: bytes, outcome: Outcome, steps: int | None = None) -> None:
        """Does nothing with an outcome that must not be kept or is larger than the store."""
        entry = StoredRun(body, outcome, steps)
        if outcome.run is None or entry.size > self.capacity:
            return
        if outcome.run in self._entries:
            self._forget(outcome.run)
        self._entries[outcome.run] = entry
        self._runs[_digest(body)] = outcome.run
        self.size += entry.size
        while self.size > self.capacity:
            self._forget(next(iter(self._entries)))

    def _forget(self, run: str) -> None:
        entry = self._entries.pop(run)
        del self._runs[_digest(entry.body)]
        self.size -= entry.size


def _digest(body: bytes) -> bytes:
    return sha256(body).digest()
