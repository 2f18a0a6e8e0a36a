"""Graphs of single numbers, as micrograd's are: every node costs what the engine itself costs."""

import random

from engine import Tensor, tensor
from engine.mode import recording
from engine.trace import TraceRecorder
from tests.benchmarks.timing import Ratio, measured


def _numbers(count: int) -> list[float]:
    draw = random.Random(0)
    return [draw.uniform(-1, 1) for _ in range(count)]


def _products(steps: int) -> tuple[list[float], list[float]]:
    return _numbers(steps), _numbers(steps)[::-1]


def _engine(steps: int) -> None:
    """s ← s · 0.999 + w · x, with every w a leaf: four nodes a step."""
    weights, inputs = _products(steps)
    total = tensor(0.0)
    leaves = [tensor(w, requires_grad=True) for w in weights]
    for leaf, x in zip(leaves, inputs, strict=True):
        total = total * 0.999 + leaf * x
    total.backward()


def _floor(steps: int) -> None:
    weights, inputs = _products(steps)
    total = 0.0
    kept = []
    for w, x in zip(weights, inputs, strict=True):
        total = total * 0.999 + w * x
        kept.append(x)
    slope = 1.0
    slopes = []
    for x in reversed(kept):
        slopes.append(slope * x)
        slope *= 0.999


def ten_thousand_nodes() -> Ratio:
    return measured("10,000 scalar nodes", lambda: _engine(2_500), lambda: _floor(2_500), 50, 20)


def linear_growth() -> Ratio:
    """100,000 nodes against ten times the time of 10,000."""

    def ten_times() -> None:
        for _ in range(10):
            _engine(2_500)

    return measured("100,000 nodes against 10 × 10,000", lambda: _engine(25_000), ten_times, 1.5, 5)


def full_trace() -> Ratio:
    """1,000 nodes with every contribution kept, against the same without a recorder."""

    def plain() -> Tensor:
        x = tensor(0.5, requires_grad=True)
        y = x
        for _ in range(333):
            y = (y * x + 1.0).tanh()
        y.backward()
        return y

    def traced() -> None:
        recorder = TraceRecorder()
        with recording(recorder):
            plain()

    return measured("full trace of 1,000 nodes", traced, plain, 1.5, 60)
