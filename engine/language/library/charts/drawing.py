"""What is given to plot, scatter, bar, hist, imshow and their like, as things drawn in the axes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.functions.table import allocate
from engine.language.errors import ProgramError
from engine.language.library.charts.numbers import floats, nested, number_of, numbers_of, places_of, text_of
from engine.language.library.charts.passing import drawn, unread
from engine.language.library.charts.styles import Style, colour_of, from_format, label_of, styled
from engine.language.machine import LONGEST_TEXT, Axes, Machine
from engine.language.values import Skipped, Value
from engine.mode import recording
from engine.operation import Array
from engine.recording import Series
from engine.tensors import constant

MOST_BINS = 1000
# Of three colours, or three and how much they cover.
COLOURED = (3, 4)
BAR = 0.8
READ_OF_LEVELS = ("label", "color", "c", "linestyle", "ls")
READ_OF_BARS = ("label", "color", "tick_label")


def plot(machine: Machine, axes: Axes, /, *given: Value, **named: Value) -> Value:
    unread(machine, "plot", named, ("label", "color", "c", "linestyle", "ls", "marker", "scalex", "scaley"))
    lines = 0
    rest = list(given)
    while rest:
        first = rest.pop(0)
        second = rest.pop(0) if rest and not isinstance(rest[0], str) else None
        style = styled(machine, from_format(rest.pop(0)) if rest and isinstance(rest[0], str) else Style(), named)
        lines += _lines(machine, axes, first, second, style, named)
    return [Skipped("matplotlib.lines.Line2D")] * lines


def _lines(machine: Machine, axes: Axes, first: Value, second: Value, style: Style, named: Mapping[str, Value]) -> int:
    """One, or of a matrix one a column. Raises ProgramError (value)."""
    y, names = places_of(machine, first if second is None else second, "y")
    if second is None:
        x = np.arange(len(y) if y.ndim else 1, dtype=np.float64)
        axes.y_ticks = names or axes.y_ticks
    else:
        x, ticks = places_of(machine, first, "x")
        axes.x_ticks = ticks or axes.x_ticks
    x, y = map(np.atleast_1d, (x, y))
    if x.ndim > 2 or y.ndim > 2 or len(x) != len(y):
        raise ProgramError(
            "value", f"x and y of a line are of one length, and have the shapes {_shape(x)} and {_shape(y)}"
        )
    across, up = (array.reshape(len(array), -1).T for array in (x, y))
    columns = max(len(across), len(up))
    if {len(across), len(up)} - {1, columns}:
        raise ProgramError("value", f"x has {len(across)} columns, and y has {len(up)}")
    label = label_of(machine, named)
    for column in range(columns):
        machine.budget.spend("steps", 1)
        places, heights = across[min(column, len(across) - 1)], up[min(column, len(up) - 1)]
        series = Series("line", machine.span().line, floats(places), floats(heights), label=label)
        if not drawn(machine, axes, series._replace(colour=style.colour, dashes=style.dashes, markers=style.markers)):
            break
    return columns


def _shape(array: Array) -> str:
    return str(array.shape)


def scatter(
    machine: Machine, axes: Axes, /, x: Value, y: Value, s: Value = None, c: Value = None, **named: Value
) -> Value:
    unread(machine, "scatter", named, ("label", "color", "marker"))
    places, ticks = places_of(machine, x, "x")
    heights = numbers_of(machine, y, "y")
    if places.size != heights.size:
        raise ProgramError(
            "value", f"x and y of points are of one size, and have {places.size} and {heights.size} entries"
        )
    axes.x_ticks = ticks or axes.x_ticks
    values: tuple[float, ...] = ()
    colour = colour_of(named.get("color", c))
    if colour is None and c is not None and not isinstance(c, (str, Skipped)):
        shades = places_of(machine, c, "c")[0]
        if shades.size not in (1, places.size):
            raise ProgramError("value", f"c has {shades.size} entries for {places.size} points")
        values = floats(shades) if shades.size == places.size else ()
    series = Series("points", machine.span().line, floats(places), floats(heights), label=label_of(machine, named))
    drawn(machine, axes, series._replace(colour=colour, values=values, markers=True))
    return Skipped("matplotlib.collections.PathCollection")


def bar(
    machine: Machine,
    axes: Axes,
    /,
    x: Value,
    height: Value,
    width: Value = BAR,
    bottom: Value = None,
    **named: Value,
) -> Value:
    unread(machine, "bar", named, READ_OF_BARS)
    return _bars(machine, axes, (x, height, width, bottom), named, flat=False)


def barh(
    machine: Machine, axes: Axes, /, y: Value, width: Value, height: Value = BAR, left: Value = None, **named: Value
) -> Value:
    unread(machine, "barh", named, READ_OF_BARS)
    return _bars(machine, axes, (y, width, height, left), named, flat=True)


def _bars(
    machine: Machine, axes: Axes, given: tuple[Value, Value, Value, Value], named: Mapping[str, Value], flat: bool
) -> Value:
    """Of places, lengths, widths and where the bars begin. Raises ProgramError (value) where their counts differ."""
    at, length, width, start = given
    places, ticks = places_of(machine, at, "the places of bars")
    if named.get("tick_label") is not None:
        words = [text_of(machine, each)[:LONGEST_TEXT] for each in machine.items(named["tick_label"])]
        ticks = list(zip(floats(places), words, strict=False))
    lengths = numbers_of(machine, length, "the lengths of bars")
    widths = numbers_of(machine, width, "the widths of bars")
    bases = numbers_of(machine, 0.0 if start is None else start, "where bars begin")
    try:
        places, lengths, widths, bases = np.broadcast_arrays(*map(np.atleast_1d, (places, lengths, widths, bases)))
    except ValueError:
        told = f"there are {places.size} places for bars, and {lengths.size} lengths of bars"
        raise ProgramError("value", told) from None
    if ticks is not None:
        vars(axes)["y_ticks" if flat else "x_ticks"] = ticks
    numbers = (floats(places), floats(bases + lengths), floats(bases), floats(widths))
    series = Series("bars", machine.span().line, *numbers, label=label_of(machine, named), flat=flat)
    drawn(machine, axes, series._replace(colour=colour_of(named.get("color"))))
    return Skipped("matplotlib.container.BarContainer")


def hist(
    machine: Machine,
    axes: Axes,
    /,
    x: Value,
    bins: Value = None,
    range: Value = None,
    density: Value = False,
    weights: Value = None,
    **named: Value,
) -> Value:
    """The counts, the edges of the bins, and what stands for the bars."""
    unread(machine, "hist", named, ("label", "color"))
    given = numbers_of(machine, x, "what is counted")
    allocate((given.size,))
    columns = given.reshape(len(given), -1).T if given.ndim else given.reshape(1, 1)
    weighing = None if weights is None else np.ravel(numbers_of(machine, weights, "weights"))
    dense = machine.truth(density)
    edges = _edges(machine, given, 10 if bins is None else bins, range)
    try:
        counted = [np.histogram(column, edges, density=dense, weights=weighing)[0] for column in columns]
    except (ValueError, TypeError) as reason:
        raise ProgramError("value", f"hist: {reason}") from None
    style = Series("bars", machine.span().line, label=label_of(machine, named), colour=colour_of(named.get("color")))
    places, widths = floats((edges[1:] + edges[:-1]) / 2), floats(np.diff(edges))
    for counts in counted:
        machine.budget.spend("steps", 1)
        bases = (0.0,) * len(counts)
        drawn(machine, axes, style._replace(x=places, y=floats(counts), base=bases, width=widths))
    found = counted[0] if len(counted) == 1 else np.stack(counted)
    bars = Skipped("matplotlib.container.BarContainer")
    # They are nodes from where the program computes with them.
    with recording(None):
        given_back = [constant(found.astype(np.float64)), constant(edges)]
    for array in given_back:
        machine.arrays.add(array)
    return (*given_back, bars)


def _edges(machine: Machine, given: Array, bins: Value, within: Value) -> Array:
    """Of the bins of a histogram. Raises ProgramError (value)."""
    limits = None if within is None else floats(numbers_of(machine, within, "range"))
    asked: Any = bins if isinstance(bins, str) else numbers_of(machine, bins, "bins")
    if not isinstance(asked, str) and asked.ndim == 0:
        asked = int(asked) if np.isfinite(asked) else 0
    try:
        if not isinstance(asked, int) or 1 <= asked <= MOST_BINS:
            found: Array = np.histogram_bin_edges(given.ravel(), asked, limits)  # type: ignore[arg-type]
            if len(found) <= MOST_BINS + 1:
                return found.astype(np.float64)
    except (ValueError, TypeError) as reason:
        raise ProgramError("value", f"hist: {reason}") from None
    raise ProgramError("value", f"a histogram has 1 to {MOST_BINS} bins")


def imshow(machine: Machine, axes: Axes, X: Value, /, *looks: Value, **named: Value) -> Value:
    unread(machine, "imshow", named, ("extent", "origin", "label"))
    image = numbers_of(machine, X, "an image")
    if image.ndim == 3 and image.shape[2] == 1:
        image = image[:, :, 0]
    if image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[2] not in COLOURED):
        raise ProgramError(
            "value", f"an image has rows and columns, and may have 3 colours, and this has the shape {_shape(image)}"
        )
    if image.ndim == 3:
        # Whole numbers of colours count up to 255.
        image = image[:, :, :3] / (255.0 if image.max(initial=0.0) > 1.0 else 1.0)
    rows, columns = image.shape[:2]
    upward = named.get("origin") == "lower"
    bounds = (-0.5, columns - 0.5, *((-0.5, rows - 0.5) if upward else (rows - 0.5, -0.5)))
    if named.get("extent") is not None:
        bounds = floats(numbers_of(machine, named["extent"], "extent"))
    if len(bounds) != 4:
        raise ProgramError("value", f"the extent of an image is left, right, bottom and top, not {len(bounds)} numbers")
    shown = image[::-1] if upward else image
    drawn(machine, axes, Series("image", machine.span().line, bounds[:2], bounds[2:], values=nested(shown)))
    axes.equal = named.get("aspect") != "auto"
    return Skipped("matplotlib.image.AxesImage")


def axhline(machine: Machine, axes: Axes, /, y: Value = 0.0, *ends: Value, **named: Value) -> Value:
    unread(machine, "axhline", named, READ_OF_LEVELS)
    return _level(machine, axes, Series("level", machine.span().line, y=(number_of(machine, y, "y"),)), named)


def axvline(machine: Machine, axes: Axes, /, x: Value = 0.0, *ends: Value, **named: Value) -> Value:
    unread(machine, "axvline", named, READ_OF_LEVELS)
    return _level(machine, axes, Series("level", machine.span().line, x=(number_of(machine, x, "x"),)), named)


def _level(machine: Machine, axes: Axes, series: Series, named: Mapping[str, Value]) -> Value:
    style = styled(machine, Style(), named)
    drawn(
        machine,
        axes,
        series._replace(label=label_of(machine, named), colour=style.colour, dashes=style.dashes),
    )
    return Skipped("matplotlib.lines.Line2D")


def fill_between(machine: Machine, axes: Axes, /, x: Value, y1: Value, y2: Value = 0.0, **named: Value) -> Value:
    unread(machine, "fill_between", named, ("label", "color"))
    places, high = numbers_of(machine, x, "x"), numbers_of(machine, y1, "y1")
    low = numbers_of(machine, y2, "y2")
    try:
        places, high, low = np.broadcast_arrays(places, high, low)
    except ValueError:
        raise ProgramError("value", "x, y1 and y2 of fill_between are of one length") from None
    series = Series(
        "area", machine.span().line, floats(places), floats(high), floats(low), label=label_of(machine, named)
    )
    drawn(machine, axes, series._replace(colour=colour_of(named.get("color"))))
    return Skipped("matplotlib.collections.PathCollection")


def text_at(machine: Machine, axes: Axes, /, x: Value, y: Value, s: Value, **named: Value) -> Value:
    unread(machine, "text", named, ("color", "c"))
    place = (number_of(machine, x, "x"),), (number_of(machine, y, "y"),)
    written = (text_of(machine, s)[:LONGEST_TEXT],)
    drawn(
        machine, axes, Series("text", machine.span().line, *place, texts=written, colour=colour_of(named.get("color")))
    )
    return Skipped("matplotlib.text")


def annotate(machine: Machine, axes: Axes, /, text: Value, xy: Value, xytext: Value = None, **named: Value) -> Value:
    unread(machine, "annotate", named, ("color",))
    place = numbers_of(machine, xy if xytext is None else xytext, "the place of a text")
    if place.size != 2:
        raise ProgramError("value", f"the place of a text is two numbers, x and y, not {place.size}")
    x, y = floats(place)
    return text_at(machine, axes, x, y, text)


def _on_scales(x_log: bool, y_log: bool) -> Callable[..., Value]:
    def call(machine: Machine, axes: Axes, /, *given: Value, **named: Value) -> Value:
        made = plot(machine, axes, *given, **named)
        axes.x_log, axes.y_log = axes.x_log or x_log, axes.y_log or y_log
        return made

    return call


DRAWING: Mapping[str, Callable[..., Value]] = {
    "plot": plot,
    "scatter": scatter,
    "bar": bar,
    "barh": barh,
    "hist": hist,
    "imshow": imshow,
    "matshow": imshow,
    "axhline": axhline,
    "axvline": axvline,
    "fill_between": fill_between,
    "text": text_at,
    "annotate": annotate,
    "semilogy": _on_scales(False, True),
    "semilogx": _on_scales(True, False),
    "loglog": _on_scales(True, True),
}
