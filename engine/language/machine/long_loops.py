"""Loops that train for longer than a run can be kept whole: found early, and then forgotten turn by turn."""

from __future__ import annotations

import ast
from typing import NamedTuple

from engine.language.limits import WHOLE, kept_whole
from engine.language.machine.state import Machine
from engine.language.machine.watching import Stopped
from engine.language.machine.weak_tensors import WeakTensors

# By the beginning of this turn a loop shows what each of its turns takes: the first may do what is done once.
TELLING = 4

# Where a loop stands in the text: line and column.
LoopPlace = tuple[int, int]


class LongLoop(Exception):
    """The loop at `place` trains, and all of its passes are more than is kept."""

    def __init__(self, place: LoopPlace) -> None:
        super().__init__(place)
        self.place = place


class _Begun(NamedTuple):
    """The beginning of a turn: the backward passes and the use of limits up to there, and how many turns in a row up to
    it began passes.
    """

    sweeps: int
    trained: int
    used: tuple[float, ...]


class Loops:
    """Watches the loops of a program for one that trains.

    With `forgets`, the place of one, each turn of it is forgotten when the next begins, but for that with the backward
    pass number `shown`, after which the program stops; without a `shown`, the last turn is kept. Unless it `foresees`,
    it raises no LongLoop.
    """

    def __init__(self, forgets: LoopPlace | None = None, shown: int | None = None, foresees: bool = True) -> None:
        self.forgets = forgets
        self.shown = shown
        self.foresees = foresees
        # The loop that was last seen to train.
        self.trains: LoopPlace | None = None
        self._begun: dict[ast.stmt, _Begun] = {}

    def turn(self, machine: Machine, loop: ast.stmt, turn: int, length: int | None) -> None:
        """A turn is about to begin, counted from 1, of so many, if that is known.

        Raises LongLoop for one that trains and will pass a limit, Stopped behind the turn that is to be shown.
        """
        place = (loop.lineno, loop.col_offset)
        if self.forgets is not None:
            if place == self.forgets:
                self._next(machine)
            return
        sweeps = machine.recorder.sweeps
        before = self._begun.get(loop) if turn > 1 else None
        if turn > TELLING and before is not None and before.trained == 0 and before.sweeps == sweeps:
            return
        used = tuple(map(machine.budget.used, WHOLE)) if turn <= TELLING else ()
        trained = 0 if before is None or sweeps == before.sweeps else before.trained + 1
        if self.foresees and turn == TELLING and trained == TELLING - 1 and length is not None and before is not None:
            left = length - turn + 1
            limits = vars(kept_whole(machine.budget.limits))
            if any(
                now + left * (now - then) > limits[name]
                for name, now, then in zip(WHOLE, used, before.used, strict=True)
            ):
                raise LongLoop(place)
        self.trains = place if trained > 1 else self.trains
        self._begun[loop] = _Begun(sweeps, trained, used)

    def _next(self, machine: Machine) -> None:
        recorder, budget = machine.recorder, machine.budget
        if recorder.series is None:
            # What is gone is not to be kept by what is known of it.
            recorder.scalars, recorder.arrays = WeakTensors(recorder.scalars), WeakTensors(recorder.arrays)
            machine.placed = WeakTensors(machine.placed)
            recorder.begin()
            budget.keep()
            return
        if self.shown is not None and len(recorder.series.turns) == self.shown and recorder.went_backward():
            raise Stopped
        recorder.close()
        recorder.forget()
        budget.forget(len(recorder.series.parameters))
