"""Libraries whose work is not shown here: a program that uses them runs on, and a note says so.

`sns.heatmap(x)` makes a Skipped, and so does whatever is asked of one. Of matplotlib it is what charts here lack.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from engine.language.machine import TOLD, Machine
from engine.language.values import Instance, Module, Skipped, Value

# What each library is for, in the words of the note.
LIBRARIES = {
    **dict.fromkeys(("matplotlib", "seaborn", "plotly", "pylab", "graphviz", "torchviz", "IPython"), "Plots"),
    **dict.fromkeys(("warnings", "logging"), "Warnings"),
    **dict.fromkeys(("pandas", "torchtext", "torchaudio", "datasets", "PIL", "cv2"), "Data"),
    **dict.fromkeys(("pickle", "glob", "shutil", "gzip", "zipfile", "requests", "urllib", "gc"), "Files"),
    **dict.fromkeys(("torchsummary", "torchinfo", "tensorboard", "wandb"), "Reports"),
}
# The library of which parts are offered, these modules, and what of its others is a matter of looks.
DRAWS = "matplotlib"
OFFERED = frozenset((DRAWS, "matplotlib.pyplot"))
LOOKS = frozenset(
    (
        *("rcParams", "rcdefaults", "rc", "style", "cm", "colormaps", "colors", "get_cmap", "canvas", "spines"),
        *("tick_params", "ticklabel_format", "margins", "locator_params", "set_facecolor", "set_size_inches", "use"),
        *("patch", "xaxis", "yaxis", "subplots_adjust", "ion", "ioff", "set_cmap", "autoscale", "minorticks_on"),
        *("set_axisbelow", "set_zorder", "set_prop_cycle", "setp", "set_dpi", "label_outer", "autofmt_xdate"),
        *("backend_inline", "set_matplotlib_formats", "ticker", "gridspec", "font_manager", "Line2D", "text", "inline"),
        *("PathCollection", "AxesImage", "BarContainer", "Colorbar", "Legend", "use_svg_display", "set_rasterized"),
    )
)

# Modules that programs import and often never use: the import alone does nothing.
UNUSED = frozenset(
    (
        *("inspect", "textwrap", "pprint", "traceback", "datetime", "platform", "threading", "multiprocessing", "uuid"),
        *("tempfile", "struct", "io", "heapq", "bisect", "statistics", "hashlib", "struct", "timeit", "__main__"),
        *("scipy", "networkx", "h5py", "yaml", "nltk", "transformers", "tiktoken", "einops", "numba", "fractions"),
        *("decimal", "signal", "atexit", "weakref", "gym", "gymnasium", "skimage", "future", "six", "ipywidgets"),
    )
)


def never_used(tree: ast.AST, name: str) -> bool:
    """Whether no part of a program reads a name that an import binds."""
    return not any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))


def passed_over(tree: ast.AST, path: str, names: Iterable[str]) -> bool:
    """Whether an import of a module that is not offered does no harm, as nothing that it binds is read."""
    return path.partition(".")[0] in UNUSED and all(never_used(tree, name) for name in names)


# Modules of libraries that are offered otherwise.
PARTS = {"torch.utils.tensorboard": "tensorboard"}


def skipped(path: str) -> Skipped | None:
    """What stands for a module that is passed over; None for all others."""
    path = PARTS.get(path, path)
    return Skipped(path) if path.partition(".")[0] in LIBRARIES and path not in OFFERED else None


def beyond(owner: Value, name: str) -> Skipped | None:
    """What stands for a name that a part of a library lacks here, where that is passed over."""
    path = owner.name if isinstance(owner, Module) else owner.cls.module if isinstance(owner, Instance) else ""
    return Skipped(f"{path}.{name}") if path.partition(".")[0] == DRAWS else None


def pass_over(machine: Machine, path: str) -> None:
    """Tells once what charts here lack."""
    if not LOOKS.isdisjoint(path.split(".")):
        return
    told = machine.figures.passed_over
    if len(told) <= TOLD:
        told[path.rpartition(".")[2]] = None
    names = ", ".join([*told][:TOLD]) + (" and more" if len(told) > TOLD else "")
    machine.notes[DRAWS] = f"Charts show lines, points, bars and images; what is passed over of {DRAWS}: {names}."


def note(machine: Machine, value: Skipped) -> None:
    """Tells once a library that what the program asked of it was passed over."""
    library = value.path.partition(".")[0]
    if library == DRAWS:
        pass_over(machine, value.path)
        return
    word = LIBRARIES.get(library, "Parts")
    machine.notes.setdefault(library, f"{word} are left out here: what the program asks of {library} is passed over.")


def call(machine: Machine, function: Skipped, arguments: list[Value]) -> Skipped:
    note(machine, function)
    return Skipped(function.path)
