"""What a program draws with matplotlib, as data."""

from __future__ import annotations

from typing import Literal

from server.payload.document import Document
from server.payload.tensor import Entry


class Tick(Document):
    at: Entry
    text: str


class Series(Document):
    """One thing that is drawn in a chart."""

    kind: Literal["line", "points", "bars", "image", "level", "area", "text"]
    """A level is a straight line across the chart, at one x or at one y."""
    line: int
    """The line of the program that drew it."""
    x: list[Entry]
    """Its places, as many as `y`; of an image its left and right ends, of a level at one y none."""
    y: list[Entry]
    """Of an image the places of the lower end of its last row, and of the upper end of its first; of bars and areas
    where they end."""
    base: list[Entry]
    """Where bars and areas begin."""
    width: list[Entry]
    """That of each bar, around its place."""
    values: list[Entry | list[Entry | list[Entry]]]
    """The rows of an image, whose entries are numbers, or red, green and blue from 0 to 1; of points, numbers that
    colour them, or nothing."""
    texts: list[str]
    """What is written at its places."""
    label: str | None
    """What the legend calls it."""
    colour: str | None
    """As the program names it: red, C1, tab:blue, #ff0000; null where the program names none."""
    dashes: Literal["solid", "dashed", "dotted", "none"]
    markers: bool
    """Whether its places are marked."""
    flat: bool
    """Whether bars lie on their side: their places are then on the y axis, and `base` and `y` are lengths along x."""


class Chart(Document):
    """Axes, with what is drawn in them."""

    figure: int
    """The figure in which they stand, from 1."""
    figure_title: str
    grid: list[int]
    """The rows and columns of axes of which these are one."""
    place: list[int]
    """Their row and column, from 0."""
    title: str
    x_label: str
    y_label: str
    x_log: bool
    y_log: bool
    x_bounds: list[Entry | None]
    """The ends of the axis; null where they follow from what is drawn."""
    y_bounds: list[Entry | None]
    x_ticks: list[Tick] | None
    """Null where they follow from what is drawn."""
    y_ticks: list[Tick] | None
    lines: bool
    """Whether lines lie behind what is drawn."""
    legend: bool
    equal: bool
    """Whether a unit is as long on both axes."""
    series: list[Series]
    """In the order in which they were drawn."""
