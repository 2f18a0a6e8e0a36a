"""A line search that ends where the loss has fallen enough and its slope is small (the strong Wolfe conditions).

Source: Nocedal and Wright 2006, algorithms 3.5 and 3.6, with the cubic of equation 3.59.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.operation import Array

FALLS, FLATTENS = 1e-4, 0.9
TOLERANCE = 1e-9
MOST = 25


class Point(NamedTuple):
    step: float
    loss: float
    gradient: Array


def _cubic(
    x1: float, f1: float, g1: float, x2: float, f2: float, g2: float, bounds: tuple[float, float] | None = None
) -> float:
    """Where the cubic through two points with these slopes is least, within the bounds."""
    low, high = bounds if bounds is not None else (min(x1, x2), max(x1, x2))
    d1 = g1 + g2 - 3 * (f1 - f2) / (x1 - x2)
    square = d1**2 - g1 * g2
    if square < 0:
        return (low + high) / 2.0
    d2 = math.sqrt(square)
    if x1 <= x2:
        least = x2 - (x2 - x1) * ((g2 + d2 - d1) / (g2 - g1 + 2 * d2))
    else:
        least = x1 - (x1 - x2) * ((g1 + d2 - d1) / (g1 - g2 + 2 * d2))
    return min(max(least, low), high)


def strong_wolfe(
    at: Callable[[float], Point], begin: Point, slope: float, step: float, direction: Array
) -> tuple[Point, int]:
    """The point that is chosen, and how often `at` was asked. `begin` is where the step is 0, with that slope."""
    longest = float(np.abs(direction).max())

    def along(point: Point) -> float:
        return float(point.gradient @ direction)

    point = at(step)
    asked, new_slope = 1, along(point)
    previous, previous_slope = begin, slope
    done = False
    bracket: list[tuple[Point, float]] = []
    for turn in range(MOST):
        if point.loss > begin.loss + FALLS * point.step * slope or (turn > 1 and point.loss >= previous.loss):
            bracket = [(previous, previous_slope), (point, new_slope)]
            break
        if abs(new_slope) <= -FLATTENS * slope:
            return point, asked
        if new_slope >= 0:
            bracket = [(previous, previous_slope), (point, new_slope)]
            break
        least, most = point.step + 0.01 * (point.step - previous.step), point.step * 10
        chosen = _cubic(
            previous.step, previous.loss, previous_slope, point.step, point.loss, new_slope, bounds=(least, most)
        )
        previous, previous_slope = point, new_slope
        point = at(chosen)
        asked, new_slope = asked + 1, along(point)
    else:
        bracket = [(begin, slope), (point, new_slope)]
        turn = MOST
    stalled = False
    low, high = (0, 1) if bracket[0][0].loss <= bracket[-1][0].loss else (1, 0)
    while not done and turn < MOST:
        first, second = bracket[0][0].step, bracket[1][0].step
        if abs(second - first) * longest < TOLERANCE:
            break
        chosen = _cubic(first, bracket[0][0].loss, bracket[0][1], second, bracket[1][0].loss, bracket[1][1])
        margin = 0.1 * (max(first, second) - min(first, second))
        if min(max(first, second) - chosen, chosen - min(first, second)) < margin:
            if stalled or chosen >= max(first, second) or chosen <= min(first, second):
                nearer = abs(chosen - max(first, second)) < abs(chosen - min(first, second))
                chosen = max(first, second) - margin if nearer else min(first, second) + margin
                stalled = False
            else:
                stalled = True
        else:
            stalled = False
        point = at(chosen)
        asked, new_slope, turn = asked + 1, along(point), turn + 1
        if point.loss > begin.loss + FALLS * point.step * slope or point.loss >= bracket[low][0].loss:
            bracket[high] = (point, new_slope)
            low, high = (0, 1) if bracket[0][0].loss <= bracket[1][0].loss else (1, 0)
        else:
            if abs(new_slope) <= -FLATTENS * slope:
                done = True
            elif new_slope * (bracket[high][0].step - bracket[low][0].step) >= 0:
                bracket[high] = bracket[low]
            bracket[low] = (point, new_slope)
    return bracket[low][0], asked
