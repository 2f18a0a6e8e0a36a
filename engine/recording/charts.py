"""Charts that a program draws, as plain data: what is drawn, where, and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# Numbers, in rows where they are those of an image, whose entries may be three colours.
Grid = Sequence[object]
Tick = tuple[float, str]
Bounds = tuple[float | None, float | None]


class Series(NamedTuple):
    """One thing that is drawn: a "line", "points", "bars", an "image", a "level" across the chart, an "area" or "text".

    `x` and `y` are its places, in one order; a level has only one of them, and an image lies between its two x and its
    two y, of which the first is that of its last row. `base` is where bars and areas begin, `width` that of bars; those
    that are `flat` go from `base` to `y` along the x axis. `values` are the entries of an image, or numbers that colour
    points; `texts` what is written at the places. `dashes` is "solid", "dashed", "dotted" or "none". `line` is the line
    of the program that drew it.
    """

    kind: str
    line: int
    x: Sequence[float] = ()
    y: Sequence[float] = ()
    base: Sequence[float] = ()
    width: Sequence[float] = ()
    values: Grid = ()
    texts: Sequence[str] = ()
    label: str | None = None
    colour: str | None = None
    dashes: str = "solid"
    markers: bool = False
    flat: bool = False


class Chart(NamedTuple):
    """Axes with what is drawn in them; `figure` counts from 1, and `place` is (row, column) in its grid of `grid`."""

    figure: int
    figure_title: str
    grid: tuple[int, int]
    place: tuple[int, int]
    title: str
    x_label: str
    y_label: str
    x_log: bool
    y_log: bool
    x_bounds: Bounds
    y_bounds: Bounds
    x_ticks: Sequence[Tick] | None
    y_ticks: Sequence[Tick] | None
    lines: bool
    legend: bool
    equal: bool
    series: Sequence[Series]
