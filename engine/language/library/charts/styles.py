"""How a program says what a line looks like: "ro--", color=, linestyle=, label=."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.language.errors import ProgramError
from engine.language.library.charts.numbers import text_of
from engine.language.machine import LONGEST_TEXT, Machine
from engine.language.values import NUMBERS, Value

# By their letters.
COLOURS = {
    **{"b": "blue", "g": "green", "r": "red", "c": "cyan", "m": "magenta", "y": "yellow", "k": "black", "w": "white"},
}
DASHES = {"--": "dashed", "-.": "dashed", "-": "solid", ":": "dotted"}
DASH_WORDS = {**DASHES, **{word: word for word in ("solid", "dashed", "dotted")}, "dashdot": "dashed"}
NO_LINE = ("none", "None", " ", "")
MARKERS = ".,ov^<>12348spP*hH+xXDd|_"
# What changes nothing of what a chart says.
LOOKS = frozenset(
    (
        *("alpha", "linewidth", "lw", "markersize", "ms", "markerfacecolor", "mfc", "markeredgecolor", "mec", "zorder"),
        *("markeredgewidth", "mew", "s", "edgecolor", "edgecolors", "linewidths", "facecolors", "facecolor", "cmap"),
        *(
            "interpolation",
            "aspect",
            "vmin",
            "vmax",
            "norm",
            "rwidth",
            "align",
            "antialiased",
            "solid_capstyle",
            "hatch",
        ),
        *("drawstyle", "fillstyle", "clip_on", "rasterized", "picker", "ecolor", "capsize", "log", "where", "fontsize"),
        *("fontweight", "ha", "va", "rotation", "bbox", "weight", "size", "horizontalalignment", "verticalalignment"),
        *("arrowprops", "textcoords", "xycoords", "transform", "fontdict", "family", "plotnonfinite", "histtype"),
        *("style", "fill", "ec", "fc", "in_layout", "visible", "gid", "url", "snap", "data", "markevery", "dashes"),
    )
)


class Style(NamedTuple):
    colour: str | None = None
    dashes: str = "solid"
    markers: bool = False


def from_format(written: str) -> Style:
    """What "ro--" says. Raises ProgramError (value) for what matplotlib refuses, too."""
    if len(written) > 1 and (written.lower() in COLOURS.values() or written.startswith(("#", "tab:"))):
        return Style(written)
    colour = dashes = marker = None
    rest = written
    while rest:
        dash = next((each for each in DASHES if rest.startswith(each)), None)
        if dash is not None and dashes is None:
            dashes, rest = DASHES[dash], rest[len(dash) :]
        elif rest[0] == "C" and rest[1:2].isdigit() and colour is None:
            colour, rest = rest[:2], rest[2:]
        elif rest[0] in COLOURS and colour is None:
            colour, rest = COLOURS[rest[0]], rest[1:]
        elif rest[0] in MARKERS and marker is None:
            marker, rest = rest[0], rest[1:]
        else:
            raise ProgramError(
                "value", f"{written!r} is no format of a line", hint="It has a colour, a marker and a line: 'ro--'."
            )
    return Style(colour, dashes or ("none" if marker else "solid"), marker is not None)


def styled(machine: Machine, style: Style, named: Mapping[str, Value]) -> Style:
    """What color=, linestyle= and marker= say beside a format."""
    colour = colour_of(next((named[name] for name in ("color", "c") if named.get(name) is not None), style.colour))
    given = next((named[name] for name in ("linestyle", "ls") if name in named), None)
    dashes = style.dashes
    if isinstance(given, str):
        if given not in DASH_WORDS and given not in NO_LINE:
            raise ProgramError("value", f"{given!r} is no style of a line", hint="Write '-', '--', ':' or 'none'.")
        dashes = DASH_WORDS.get(given, "none")
    elif given is not None:
        dashes = "dashed"
    marker = named.get("marker")
    return Style(colour, dashes, style.markers if marker is None else marker not in NO_LINE)


def colour_of(value: Value) -> str | None:
    """As the program names it; None for what is no text, such as a colour out of a map."""
    if isinstance(value, str):
        return COLOURS.get(value, value)[:LONGEST_TEXT]
    if isinstance(value, (tuple, list)) and len(value) in (3, 4) and all(isinstance(each, NUMBERS) for each in value):
        parts = [round(255 * min(1.0, max(0.0, float(each)))) for each in value[:3] if float(each) == float(each)]
        return "#" + "".join(f"{part:02x}" for part in parts) if len(parts) == 3 else None
    return None


def label_of(machine: Machine, named: Mapping[str, Value]) -> str | None:
    """What the legend says of it; as in matplotlib a label that begins with _ says nothing."""
    label = named.get("label")
    if label is None:
        return None
    written = text_of(machine, label)
    return None if written.startswith("_") else written[:LONGEST_TEXT]
