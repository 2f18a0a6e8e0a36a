"""The state of one program while it runs, and what is recorded of it.

Rules get a Machine and ask it for what other rules do; interpreter.py, beside this folder, answers. `state.py` is the
file to read first.
"""

from engine.language.machine.figures import DRAWN, DRAWN_UNITS, LONGEST_TEXT, TOLD, Axes, Figure
from engine.language.machine.long_loops import LongLoop, LoopPlace, Loops
from engine.language.machine.portability import Portability
from engine.language.machine.recorder import ProgramRecorder
from engine.language.machine.state import Machine
from engine.language.machine.top_names import SHOWN, SHOWN_UNITS, Moment, variables
from engine.language.machine.walks import Jump, Walk
from engine.language.machine.watching import After, Stopped, WatchingRecorder

__all__ = [
    "DRAWN",
    "DRAWN_UNITS",
    "LONGEST_TEXT",
    "SHOWN",
    "SHOWN_UNITS",
    "TOLD",
    "After",
    "Axes",
    "Figure",
    "Jump",
    "LongLoop",
    "Loops",
    "Machine",
    "Moment",
    "LoopPlace",
    "Portability",
    "ProgramRecorder",
    "Stopped",
    "Walk",
    "WatchingRecorder",
    "variables",
]
