"""A program as a run: its graph, and every step forward and backward in order.

In comes what the engine tells while it computes; out goes a Run. Begin with `run.py`, which says what a run is;
`recorder.py` makes it.
"""

from engine.recording.charts import Bounds, Chart, Series, Tick
from engine.recording.forgetting import ForgetfulRecorder
from engine.recording.graph import Edge, Graph, Node, Span
from engine.recording.labels import END_ISOLATE, ISOLATE, UNNAMED, isolated, spelled_out, visible
from engine.recording.lines import Execution, Line, Statement
from engine.recording.passes import Moved, Pass, Training, training, turns
from engine.recording.recorder import TraceRecorder
from engine.recording.replayed import ReplayedRun
from engine.recording.run import Check, DefaultType, Portable, Run, ScalarEngine, Usage
from engine.recording.short_names import formula_over
from engine.recording.shown import FollowedParameter, PassSeries, Shown, Turn, followed
from engine.recording.steps import (
    QUANTITIES,
    ContributeStep,
    ForwardStep,
    GradientStep,
    HookStep,
    SeedStep,
    Step,
    UpdateStep,
    quantities,
)
from engine.recording.variables import Held, HeldText, Listing, Object, Other, Pairs, Variable

__all__ = [
    "Bounds",
    "Chart",
    "FollowedParameter",
    "ForgetfulRecorder",
    "PassSeries",
    "Shown",
    "followed",
    "formula_over",
    "Check",
    "DefaultType",
    "END_ISOLATE",
    "Edge",
    "Execution",
    "Graph",
    "Held",
    "ISOLATE",
    "Line",
    "Listing",
    "Moved",
    "Node",
    "Object",
    "Other",
    "Pairs",
    "Pass",
    "Portable",
    "ReplayedRun",
    "Run",
    "ScalarEngine",
    "Span",
    "Statement",
    "QUANTITIES",
    "ContributeStep",
    "ForwardStep",
    "GradientStep",
    "HookStep",
    "SeedStep",
    "Series",
    "Step",
    "UpdateStep",
    "quantities",
    "HeldText",
    "Tick",
    "TraceRecorder",
    "Training",
    "Turn",
    "UNNAMED",
    "Usage",
    "Variable",
    "isolated",
    "spelled_out",
    "training",
    "turns",
    "visible",
]
