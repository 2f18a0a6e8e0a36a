"""What stands around a chart: titles, names and bounds of axes, ticks, lines behind it, the legend."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.language.errors import ProgramError
from engine.language.library.charts.numbers import floats, number_of, numbers_of, text_of
from engine.language.library.charts.passing import unread
from engine.language.machine import LONGEST_TEXT, Axes, Machine
from engine.language.semantics import pass_over
from engine.language.values import Skipped, Value
from engine.recording import Bounds, Tick


def _text(name: str) -> Callable[..., Value]:
    def call(machine: Machine, axes: Axes, words: Value = "", /, **named: Value) -> None:
        given = next((named[key] for key in ("label", "xlabel", "ylabel") if key in named), words)
        vars(axes)[name] = text_of(machine, given)[:LONGEST_TEXT]

    return call


def _bounds(name: str) -> Callable[..., Value]:
    def call(machine: Machine, axes: Axes, low: Value = None, high: Value = None, /, **named: Value) -> Value:
        if isinstance(low, (tuple, list)) and len(low) == 2:
            low, high = low
        low = next((named[key] for key in ("left", "bottom", "xmin", "ymin") if key in named), low)
        high = next((named[key] for key in ("right", "top", "xmax", "ymax") if key in named), high)
        found = tuple(None if end is None else number_of(machine, end, "a bound of an axis") for end in (low, high))
        before: Bounds = vars(axes)[name]
        vars(axes)[name] = tuple(old if new is None else new for new, old in zip(found, before, strict=True))
        return vars(axes)[name]

    return call


def _scale(name: str) -> Callable[..., Value]:
    def call(machine: Machine, axes: Axes, word: Value, /, **named: Value) -> None:
        if word in ("symlog", "logit"):
            pass_over(machine, f"matplotlib.pyplot.{word}")
        elif word not in ("linear", "log"):
            raise ProgramError("value", f"{text_of(machine, word)} is no scale", hint="Write 'linear' or 'log'.")
        vars(axes)[name] = word == "log"

    return call


def _ticks(name: str) -> Callable[..., Value]:
    def call(machine: Machine, axes: Axes, ticks: Value = None, labels: Value = None, /, **named: Value) -> Value:
        unread(machine, name, named, ("ticks", "labels", "minor"))
        places, words = named.get("ticks", ticks), named.get("labels", labels)
        if places is None and words is None:
            return (), ()
        before: list[Tick] = vars(axes)[name] or []
        at = [place for place, _ in before] if places is None else floats(numbers_of(machine, places, "ticks"))
        if words is not None:
            listed = [text_of(machine, word)[:LONGEST_TEXT] for word in machine.items(words)]
            if places is None and not at:
                at = [float(place) for place in range(len(listed))]
            if len(listed) != len(at) and listed:
                raise ProgramError("value", f"there are {len(listed)} labels for {len(at)} ticks")
            written = listed or [""] * len(at)
        else:
            written = [f"{place:.6g}" for place in at]
        machine.budget.spend("cells", len(at))
        vars(axes)[name] = list(zip(at, written, strict=True))
        return None

    return call


def _tick_labels(name: str) -> Callable[..., Value]:
    def call(machine: Machine, axes: Axes, labels: Value, /, **named: Value) -> Value:
        return _ticks(name)(machine, axes, None, labels)

    return call


def grid(machine: Machine, axes: Axes, visible: Value = True, /, *more: Value, **named: Value) -> None:
    axes.lines = visible is None or machine.truth(visible)


def legend(machine: Machine, axes: Axes, /, *given: Value, **named: Value) -> Value:
    """`legend(labels)` or `legend(handles, labels)` names what is drawn, in order."""
    labels = named.get("labels", given[-1] if given else None)
    axes.legend = True
    if labels is not None:
        words = [
            text_of(machine, word)[:LONGEST_TEXT] for word in machine.items(labels) if not isinstance(word, Skipped)
        ]
        named_ones = [place for place, each in enumerate(axes.series) if each.kind not in ("image", "text")]
        for place, word in zip(named_ones, words, strict=False):
            axes.series[place] = axes.series[place]._replace(label=word)
    return Skipped("matplotlib.legend.Legend")


def axis(machine: Machine, axes: Axes, option: Value = None, /, **named: Value) -> Value:
    """`axis("equal")`, `axis("off")`, `axis([left, right, low, high])`"""
    if isinstance(option, (list, tuple)):
        left, right, low, high = (number_of(machine, each, "a bound of an axis") for each in machine.items(option))
        axes.x_bounds, axes.y_bounds = (left, right), (low, high)
    elif option in ("equal", "scaled", "image", "square"):
        axes.equal = True
    elif option == "off":
        axes.x_ticks = axes.y_ticks = []
    return (*axes.x_bounds, *axes.y_bounds)


def set_aspect(machine: Machine, axes: Axes, aspect: Value = "auto", /, **named: Value) -> None:
    axes.equal = aspect != "auto"


def set_all(machine: Machine, axes: Axes, /, **named: Value) -> None:
    """`ax.set(title=…, xlabel=…)`"""
    for name, value in named.items():
        setter = SETTERS.get(f"set_{name}")
        if setter is None:
            pass_over(machine, f"matplotlib.pyplot.set({name}=)")
        else:
            setter(machine, axes, value)


def cla(machine: Machine, axes: Axes, /) -> None:
    machine.figures.forget(axes)


def color_bar(machine: Machine, axes: Axes, /, *given: Value, **named: Value) -> Value:
    """An image always says which shade is which number."""
    return Skipped("matplotlib.colorbar.Colorbar")


SETTERS: Mapping[str, Callable[..., Value]] = {
    "set_title": _text("title"),
    "set_xlabel": _text("x_label"),
    "set_ylabel": _text("y_label"),
    "set_xlim": _bounds("x_bounds"),
    "set_ylim": _bounds("y_bounds"),
    "set_xscale": _scale("x_log"),
    "set_yscale": _scale("y_log"),
    "set_xticks": _ticks("x_ticks"),
    "set_yticks": _ticks("y_ticks"),
    "set_aspect": set_aspect,
}
FURNITURE: Mapping[str, Callable[..., Value]] = {
    **SETTERS,
    "set_xticklabels": _tick_labels("x_ticks"),
    "set_yticklabels": _tick_labels("y_ticks"),
    "set": set_all,
    "set_axis_off": lambda machine, axes: axis(machine, axes, "off"),
    "grid": grid,
    "legend": legend,
    "axis": axis,
    "cla": cla,
    "clear": cla,
}
# Of these the functions of pyplot have names of their own.
OF_PYPLOT = {
    name: f"set_{name}"
    for name in ("title", "xlabel", "ylabel", "xlim", "ylim", "xscale", "yscale", "xticks", "yticks")
}
