"""Graphs of single numbers, as micrograd's are: every node costs what the engine itself costs."""

import gc
import random
import tracemalloc
from collections.abc import Callable
from typing import Any

from engine import Tensor, tensor
from engine.mode import recording
from engine.recording.recorder import TraceRecorder
from tests.benchmarks import peers
from tests.benchmarks.timing import Ratio, Work, measured

INPUTS = 40


def _numbers(count: int, seed: int = 0) -> list[float]:
    draw = random.Random(seed)
    return [draw.uniform(-1, 1) for _ in range(count)]


def network(leaf: Callable[[float], Any], units: int) -> Any:
    """Σ relu(w · x) over the units of a layer with 40 inputs: 120 nodes a unit, of any type of numbers."""
    weights = iter([leaf(value) for value in _numbers(INPUTS * units)])
    xs = [leaf(value) for value in _numbers(INPUTS, 1)]
    total = leaf(0.0)
    for _ in range(units):
        unit = leaf(0.1)
        for x in xs:
            unit = unit + next(weights) * x
        total = total + unit.relu()
    return total


def _freed(work: Work) -> Work:
    """The work and the collection of what it leaves behind: an engine whose nodes are cycles pays for them later."""

    def run() -> None:
        work()
        gc.collect()

    return run


def _engine(units: int) -> Work:
    return _freed(lambda: network(lambda value: tensor(value, requires_grad=True), units).backward())


def _floor(units: int) -> None:
    weights, xs = _numbers(INPUTS * units), _numbers(INPUTS, 1)
    total = 0.0
    opened = []
    for first in range(0, len(weights), INPUTS):
        unit = 0.1
        for position, x in enumerate(xs):
            unit = unit + weights[first + position] * x
        opened.append(unit > 0)
        total = total + (unit if unit > 0 else 0.0)
    slopes = [0.0] * len(weights)
    inputs = [0.0] * INPUTS
    for number, is_open in enumerate(opened):
        slope = 1.0 if is_open else 0.0
        first = number * INPUTS
        for position, x in enumerate(xs):
            slopes[first + position] = slope * x
            inputs[position] = inputs[position] + slope * weights[first + position]


def _peers(units: int) -> dict[str, Work]:
    networks = peers.scalar_networks(lambda leaf: network(leaf, units))
    return {name: _freed(work) for name, work in networks.items()}


def ten_thousand_nodes() -> Ratio:
    units = 83
    others = _peers(units)
    return measured("10,000 scalar nodes", _engine(units), _freed(lambda: _floor(units)), 50, 10, others)


def hundred_thousand_nodes() -> Ratio:
    units = 830
    others = _peers(units)
    return measured("100,000 scalar nodes", _engine(units), _freed(lambda: _floor(units)), 50, 3, others)


def growth() -> Ratio:
    """Whether the engine's time grows in proportion: 800 units at once, and 8 units a hundred times.

    Python's collector is paused, as it walks all that lives the more often the more there is; its part is in the rows
    above.
    """

    def at_once() -> None:
        network(lambda value: tensor(value, requires_grad=True), 800).backward()

    def in_parts() -> None:
        for _ in range(100):
            network(lambda value: tensor(value, requires_grad=True), 8).backward()

    gc.disable()
    try:
        return measured("96,000 nodes / 100 × 960, no collector", at_once, in_parts, 1.5, 5)
    finally:
        gc.enable()


def megabytes() -> str:
    """What a graph of 100,000 scalar nodes and its gradients hold in memory."""
    tracemalloc.start()
    total = network(lambda value: tensor(value, requires_grad=True), 830)
    total.backward()
    held, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return f"100,000 scalar nodes hold {held / 1e6:.0f} MB, {most / 1e6:.0f} MB at most (bar 60)"


def _chain() -> Tensor:
    x = tensor(0.5, requires_grad=True)
    y = x
    for _ in range(333):
        y = (y * x + 1.0).tanh()
    y.backward()
    return y


def full_trace() -> Ratio:
    """1,000 operations with every contribution kept, against the same without a recorder."""

    def traced() -> None:
        with recording(TraceRecorder()):
            _chain()

    return measured("full trace of 1,000 operations", traced, _chain, 1.5, 60)


def finished_trace() -> Ratio:
    """The same, and its nodes, labels, edges and steps made of it."""

    def finished() -> None:
        recorder = TraceRecorder()
        with recording(recorder):
            _chain()
        recorder.finish("", "", {})

    return measured("… with nodes, labels and steps", finished, _chain, 5, 30)
