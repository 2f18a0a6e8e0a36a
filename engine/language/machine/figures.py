"""The figures that a program draws, as matplotlib's pyplot keeps them: one of them, and one of its axes, is at work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from engine.recording import Bounds, Chart, Series, Tick

# The most that is kept of a run. A loss over 10,000 steps, and 30 images of 28 x 28 are within.
DRAWN: Mapping[str, int] = MappingProxyType({"charts": 40, "series": 400, "numbers": 50_000, "text": 120})
DRAWN_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "charts": "charts of a run",
        "series": "things drawn in the charts of a run",
        "numbers": "numbers in the charts of a run",
        "text": "characters of a text in a chart",
    }
)
LONGEST_TEXT = DRAWN["text"]
# So many names of what is passed over are told.
TOLD = 6


@dataclass(eq=False)
class Axes:
    figure: Figure
    grid: tuple[int, int] = (1, 1)
    place: tuple[int, int] = (0, 0)
    title: str = ""
    x_label: str = ""
    y_label: str = ""
    x_log: bool = False
    y_log: bool = False
    x_bounds: Bounds = (None, None)
    y_bounds: Bounds = (None, None)
    x_ticks: list[Tick] | None = None
    y_ticks: list[Tick] | None = None
    lines: bool = False
    legend: bool = False
    equal: bool = False
    series: list[Series] = field(default_factory=list)


@dataclass(eq=False)
class Figure:
    number: int
    title: str = ""
    # By their grid and their place in it.
    axes: dict[tuple[tuple[int, int], tuple[int, int]], Axes] = field(default_factory=dict)
    # The axes that pyplot's own functions draw in.
    current: Axes | None = None


class Figures:
    """`open` are those that the program can come back to, by number; `all` every one that it began, in order."""

    def __init__(self) -> None:
        self.all: list[Figure] = []
        self.open: dict[int, Figure] = {}
        self.current: Figure | None = None
        # The largest number of an open one.
        self._last = 0
        # What is drawn in all of them: numbers, things, and axes that have any.
        self.numbers = 0
        self.series = 0
        self.drawn_in = 0
        # The names of what is not drawn here.
        self.passed_over: dict[str, None] = {}

    def begin(self, number: int | None = None) -> Figure:
        """The open figure of this number, else a new one."""
        chosen = self._last + 1 if number is None else number
        self._last = max(self._last, chosen)
        if chosen not in self.open:
            self.open[chosen] = Figure(chosen)
            self.all.append(self.open[chosen])
        self.current = self.open[chosen]
        return self.current

    def at_work(self) -> Figure:
        return self.begin() if self.current is None else self.current

    def axes_at_work(self) -> Axes:
        figure = self.at_work()
        return self.place(figure, (1, 1), (0, 0)) if figure.current is None else figure.current

    def place(self, figure: Figure, grid: tuple[int, int], place: tuple[int, int]) -> Axes:
        """The axes of a figure at this place, which are at work from now on."""
        found = figure.axes.get((grid, place))
        if found is None:
            found = figure.axes[grid, place] = Axes(figure, grid, place)
        figure.current = found
        return found

    def shown(self) -> None:
        """What is drawn after plt.show() begins a figure of its own."""
        self.open.clear()
        self.current = None
        self._last = 0

    def close(self, number: int | None = None) -> None:
        """Without a number the figure at work."""
        chosen = (self.current.number if self.current else None) if number is None else number
        closed = None if chosen is None else self.open.pop(chosen, None)
        if closed is not None and closed is self.current:
            self.current = next(reversed(self.open.values()), None)

    def clear(self, figure: Figure) -> None:
        for axes in figure.axes.values():
            self.forget(axes)
        figure.axes.clear()
        figure.current, figure.title = None, ""

    def forget(self, axes: Axes) -> None:
        """What is drawn there is wiped out, and no longer counts."""
        for each in axes.series:
            self.numbers -= size_of(each)
        self.series -= len(axes.series)
        self.drawn_in -= bool(axes.series)
        vars(axes).update(vars(Axes(axes.figure, axes.grid, axes.place)))

    def draw(self, axes: Axes, series: Series) -> bool:
        """False, with nothing drawn, where there is more than a run keeps."""
        numbers = size_of(series)
        within = self.numbers + numbers <= DRAWN["numbers"] and self.series < DRAWN["series"]
        within = within and self.drawn_in + (not axes.series) <= DRAWN["charts"]
        if within:
            self.drawn_in += not axes.series
            self.numbers += numbers
            self.series += 1
            axes.series.append(series)
        return within

    def charts(self) -> tuple[Chart, ...]:
        """All axes in which something is drawn; figures count from 1 in the order in which they began."""
        drawn = [figure for figure in self.all if any(axes.series for axes in figure.axes.values())]
        return tuple(
            _chart(count, axes) for count, figure in enumerate(drawn, 1) for axes in figure.axes.values() if axes.series
        )


def size_of(series: Series) -> int:
    """How many numbers are drawn, or texts."""
    parts = (series.x, series.y, series.base, series.width, series.texts)
    rows = [len(row) if isinstance(row, tuple) else 1 for row in series.values]
    deep = len(series.values[0][0]) if rows and _is_coloured(series) else 1  # type: ignore[index]
    return sum(map(len, parts)) + sum(rows) * deep


def _is_coloured(series: Series) -> bool:
    first = series.values[0]
    return isinstance(first, tuple) and bool(first) and isinstance(first[0], tuple)


def _chart(figure: int, axes: Axes) -> Chart:
    told = {name: value for name, value in vars(axes).items() if name in Chart._fields}
    return Chart(**{**told, "figure": figure, "figure_title": axes.figure.title, "series": tuple(axes.series)})
