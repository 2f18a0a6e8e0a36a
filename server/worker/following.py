"""A run at values that follow a hand: replayed where the program takes the same path, run afresh where it may not."""

from __future__ import annotations

from collections.abc import Callable

from engine.recording import ReplayedRun, Run
from server.documents import Changes, encode_changes


class Following:
    """The changes of one run, which stands at the address `run`.

    The first change of a leaf is run afresh, and replayed beside it: only where both give the same bytes is the leaf
    replayed from then on.
    """

    def __init__(self, before: Run, run: str) -> None:
        self._before = before
        self._address = run
        self._proven: set[str] = set()
        self._replayed: ReplayedRun | None
        try:
            self._replayed = ReplayedRun(before)
        except ValueError:
            self._replayed = None

    def changes(self, asked: Changes, identifier: str, fresh: Callable[[], Run]) -> tuple[bytes, Run]:
        """The ChangesDocument of the run at `identifier`, and that run, which `fresh` makes: raises what it raises."""
        leaves = {} if asked.nudges else asked.leaves
        known = bool(leaves) and self._proven.issuperset(leaves)
        replayed = self._replayed.at(leaves) if known and self._replayed is not None else None
        if replayed is not None:
            return self._told(replayed, identifier, asked), replayed
        after = fresh()
        told = self._told(after, identifier, asked)
        if leaves and not known and self._replayed is not None:
            again = self._replayed.at(leaves)
            if again is not None and self._told(again, identifier, asked) == told:
                self._proven.update(leaves)
            elif again is not None:
                self._replayed = None
        return told, after

    def _told(self, after: Run, identifier: str, asked: Changes) -> bytes:
        return encode_changes(self._before, after, self._address, identifier, asked)
