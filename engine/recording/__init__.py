"""A program as a run: its graph, and every step forward and backward in order.

In comes what the engine tells while it computes; out goes a Run. Begin with `run.py`, which says what a run is;
`recorder.py` makes it.
"""

from engine.recording.graph import Edge, Node, Span
from engine.recording.labels import END_ISOLATE, ISOLATE, PLACE, isolated, spelled_out, visible
from engine.recording.lines import Execution, Line, Statement
from engine.recording.recorder import TraceRecorder
from engine.recording.run import Portable, Run, Step, Usage, Variable

__all__ = [
    "END_ISOLATE",
    "Edge",
    "Execution",
    "ISOLATE",
    "Line",
    "Node",
    "PLACE",
    "Portable",
    "Run",
    "Span",
    "Statement",
    "Step",
    "TraceRecorder",
    "Usage",
    "Variable",
    "isolated",
    "spelled_out",
    "visible",
]
