"""What matplotlib has and charts here do not: it is passed over, and a note says so."""

from __future__ import annotations

from collections.abc import Iterable

from engine.language.library.charts.styles import LOOKS
from engine.language.machine import DRAWN, Axes, Machine
from engine.language.semantics import pass_over
from engine.language.values import Value
from engine.recording import Series

FULL = (
    f"A run has up to {DRAWN['charts']} charts, with {DRAWN['series']} lines and {DRAWN['numbers']:,} numbers in all: "
    "what the program draws beyond is left out."
)
# What the document says of one thing drawn beside its numbers, and of a number, in bytes.
SERIES, NUMBER = 400, 25
# What reading the arguments of a call and drawing takes, in steps of the walk.
A_THING = 10


def drawn(machine: Machine, axes: Axes, series: Series) -> bool:
    """Adds it to the chart, and says whether there was room."""
    machine.budget.spend("steps", A_THING)
    if machine.quiet:
        return True
    before = machine.figures.numbers
    fits = machine.figures.draw(axes, series)
    if fits:
        machine.budget.spend("document", SERIES + NUMBER * (machine.figures.numbers - before))
    else:
        machine.notes.setdefault("charts", FULL)
    return fits


def unread(machine: Machine, function: str, named: Iterable[str], read: Iterable[Value] = ()) -> None:
    """Of arguments by name, those that are neither read nor a matter of looks."""
    for name in named:
        if name not in LOOKS and name not in read:
            pass_over(machine, f"matplotlib.pyplot.{function}({name}=)")
