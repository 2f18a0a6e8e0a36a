"""Figures and axes as matplotlib's pyplot keeps them: `plt.plot` draws in those at work, `ax.plot` in its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.language.errors import ProgramError
from engine.language.library.charts.drawing import DRAWING
from engine.language.library.charts.furniture import FURNITURE, OF_PYPLOT, color_bar
from engine.language.library.charts.numbers import text_of
from engine.language.library.held_objects import brought_class, object_of
from engine.language.machine import LONGEST_TEXT, Axes, Figure, Machine
from engine.language.semantics import pass_over, plain_slice, whole
from engine.language.values import Builtin, Class, Instance, Iterated, Module, Skipped, Value, describe

# The most axes that a figure is parted into.
MOST_PARTS = 100


def _no_begin(machine: Machine, /, *given: Value, **named: Value) -> object:
    raise ProgramError("type", "figures and axes are made by pyplot", hint="Write fig, ax = plt.subplots().")


def _nothing(machine: Machine, held: object, /, *given: Value, **named: Value) -> None:
    return None


def _axes_object(machine: Machine, axes: Axes) -> Instance:
    return object_of(machine, AXES, axes)


def _figure_object(machine: Machine, figure: Figure) -> Instance:
    return object_of(machine, FIGURE, figure)


def subplots_of(machine: Machine, figure: Figure, rows: Value = 1, columns: Value = 1, /, **named: Value) -> Value:
    """The axes of a figure: one, a row of them, or rows of them."""
    grid = _grid(machine, named.get("nrows", rows), named.get("ncols", columns))
    machine.budget.spend("steps", 2 * grid[0] * grid[1])
    made = np.empty(grid, dtype=object)
    for place in np.ndindex(*grid):
        made[place] = _axes_object(machine, machine.figures.place(figure, grid, place))
    machine.figures.place(figure, grid, (grid[0] - 1, grid[1] - 1))
    if not machine.truth(named.get("squeeze", True)):
        return object_of(machine, GRID, made)
    return made.item() if made.size == 1 else object_of(machine, GRID, made.squeeze())


def _grid(machine: Machine, rows: Value, columns: Value) -> tuple[int, int]:
    grid = whole(rows, "the number of rows"), whole(columns, "the number of columns")
    if min(grid) < 1 or grid[0] * grid[1] > MOST_PARTS:
        raise ProgramError("value", f"a figure has 1 to {MOST_PARTS} axes, not {grid[0]} x {grid[1]}")
    return grid


def add_subplot(machine: Machine, figure: Figure, /, *place: Value, **named: Value) -> Value:
    """`add_subplot(2, 3, 1)`, `add_subplot(231)`: the axes at a place, counted from 1, row by row."""
    if named.get("projection") not in (None, "rectilinear"):
        pass_over(machine, "matplotlib.pyplot.projection=")
        return Skipped("matplotlib.pyplot.projection")
    numbers: list[Value] = list(place) or [1, 1, 1]
    if len(numbers) == 1 and type(numbers[0]) is int and 100 <= numbers[0] <= 999:
        numbers = [int(digit) for digit in str(numbers[0])]
    if len(numbers) != 3:
        raise ProgramError(
            "argument", "a place among axes is rows, columns and a count from 1", hint="Write (2, 3, 1)."
        )
    grid = _grid(machine, numbers[0], numbers[1])
    count = whole(numbers[2][0] if isinstance(numbers[2], tuple) and numbers[2] else numbers[2], "the place")
    if not 1 <= count <= grid[0] * grid[1]:
        raise ProgramError(
            "value", f"places of {grid[0]} x {grid[1]} axes go from 1 to {grid[0] * grid[1]}, not to {count}"
        )
    return _axes_object(machine, machine.figures.place(figure, grid, divmod(count - 1, grid[1])))


def _suptitle(machine: Machine, figure: Figure, words: Value, /, **named: Value) -> None:
    figure.title = text_of(machine, words)[:LONGEST_TEXT]


def _written(machine: Machine, held: object, /, *given: Value, **named: Value) -> None:
    machine.notes.setdefault("savefig", "savefig writes no file here: the charts are kept with the run.")


def _axes_of(machine: Machine, figure: Figure) -> Value:
    machine.budget.spend("cells", len(figure.axes))
    return [_axes_object(machine, axes) for axes in figure.axes.values()]


def _own_axes(machine: Machine, figure: Figure, /) -> Axes:
    return machine.figures.place(figure, (1, 1), (0, 0)) if figure.current is None else figure.current


FIGURE = brought_class(
    "matplotlib.figure.Figure",
    _no_begin,
    {
        "add_subplot": add_subplot,
        "subplots": subplots_of,
        "add_axes": lambda machine, figure, /, *given, **named: add_subplot(machine, figure),
        "gca": lambda machine, figure, /: _axes_object(machine, _own_axes(machine, figure)),
        "suptitle": _suptitle,
        "savefig": _written,
        "clf": lambda machine, figure, /, *given: machine.figures.clear(figure),
        "clear": lambda machine, figure, /, *given: machine.figures.clear(figure),
        "colorbar": lambda machine, figure, /, *given, **named: color_bar(machine, _own_axes(machine, figure)),
        "legend": lambda machine, figure, /, *given, **named: FURNITURE["legend"](
            machine, _own_axes(machine, figure), *given, **named
        ),
        **dict.fromkeys(("tight_layout", "show", "set_tight_layout", "set_constrained_layout"), _nothing),
    },
    {"axes": _axes_of, "number": lambda machine, figure: figure.number},
)
AXES = brought_class(
    "matplotlib.axes.Axes",
    _no_begin,
    {**DRAWING, **FURNITURE},
    {"figure": lambda machine, axes: _figure_object(machine, axes.figure)},
)


def _part(machine: Machine, held: Any, index: Value, /) -> Value:
    """Of a grid of axes by whole numbers and slices."""
    parts = index if isinstance(index, tuple) else (index,)
    wanted = tuple(plain_slice(each) if isinstance(each, slice) else whole(each, "an index") for each in parts)
    try:
        found = held[wanted]
    except IndexError:
        raise ProgramError("index", f"there are axes of shape {held.shape}, and none at {list(wanted)}") from None
    return found if isinstance(found, Instance) else object_of(machine, GRID, found)


def _rows(machine: Machine, held: Any, /) -> Value:
    return Iterated(_part(machine, held, place) for place in range(len(held)))


def _in_one_row(machine: Machine, held: Any, /, *order: Value) -> Value:
    return object_of(machine, GRID, held.ravel())


# What numpy holds is no tensor here.
GRID: Class = brought_class(
    "matplotlib.pyplot.ndarray",
    _no_begin,
    {
        "__getitem__": _part,
        "__iter__": _rows,
        "__len__": lambda machine, held, /: len(held),
        "ravel": _in_one_row,
        "flatten": _in_one_row,
        "reshape": lambda machine, held, /, *shape: _in_one_row(machine, held),
        "tolist": lambda machine, held, /: held.tolist(),
    },
    {
        "flat": _in_one_row,
        "shape": lambda machine, held: held.shape,
        "size": lambda machine, held: held.size,
        "ndim": lambda machine, held: held.ndim,
        "T": lambda machine, held: object_of(machine, GRID, held.T),
    },
)


def figure(machine: Machine, num: Value = None, /, *looks: Value, **named: Value) -> Value:
    given = named.get("num", num)
    machine.budget.spend("steps", 2)
    if isinstance(given, Instance) and isinstance(given.held, Figure):
        machine.figures.current = given.held
        return given
    return _figure_object(machine, machine.figures.begin(given if type(given) is int else None))


def subplots(machine: Machine, rows: Value = 1, columns: Value = 1, /, **named: Value) -> Value:
    machine.budget.spend("cells", 1)
    made = machine.figures.begin()
    return _figure_object(machine, made), subplots_of(machine, made, rows, columns, **named)


def close(machine: Machine, which: Value = None, /) -> None:
    if which == "all":
        machine.figures.shown()
    elif isinstance(which, Instance) and isinstance(which.held, Figure):
        machine.figures.close(which.held.number)
    else:
        machine.figures.close(which if type(which) is int else None)


def sca(machine: Machine, axes: Value, /) -> None:
    if not isinstance(axes, Instance) or not isinstance(axes.held, Axes):
        raise ProgramError("type", f"sca takes axes, not {describe(axes)}")
    machine.figures.current = axes.held.figure
    axes.held.figure.current = axes.held


def _at_work(call: Callable[..., Value]) -> Callable[..., Value]:
    return lambda machine, /, *given, **named: call(machine, machine.figures.axes_at_work(), *given, **named)


def _of_figure_at_work(call: Callable[..., Value]) -> Callable[..., Value]:
    return lambda machine, /, *given, **named: call(machine, machine.figures.at_work(), *given, **named)


def _quiet(machine: Machine, /, *given: Value, **named: Value) -> None:
    return None


_CALLS: dict[str, Callable[..., Value]] = {
    **{name: _at_work(call) for name, call in DRAWING.items()},
    **{name: _at_work(FURNITURE[name]) for name in ("grid", "legend", "axis", "cla")},
    **{name: _at_work(FURNITURE[own]) for name, own in OF_PYPLOT.items()},
    "colorbar": _at_work(color_bar),
    "figure": figure,
    "subplots": subplots,
    "subplot": _of_figure_at_work(add_subplot),
    "axes": _of_figure_at_work(lambda machine, figure, /, *given, **named: add_subplot(machine, figure)),
    "gca": lambda machine, /: _axes_object(machine, machine.figures.axes_at_work()),
    "gcf": lambda machine, /: _figure_object(machine, machine.figures.at_work()),
    "sca": sca,
    "suptitle": _of_figure_at_work(_suptitle),
    "savefig": lambda machine, /, *given, **named: _written(machine, None),
    "clf": lambda machine, /: machine.figures.clear(machine.figures.at_work()),
    "close": close,
    "show": lambda machine, /, *given, **named: machine.figures.shown(),
    **dict.fromkeys(("tight_layout", "draw", "pause", "interactive", "draw_if_interactive"), _quiet),
}
PYPLOT = Module("matplotlib.pyplot", {name: Builtin(f"plt.{name}", call) for name, call in _CALLS.items()})
MATPLOTLIB = Module("matplotlib", {"pyplot": PYPLOT, "use": Builtin("matplotlib.use", _quiet), "__version__": "3.10.0"})
