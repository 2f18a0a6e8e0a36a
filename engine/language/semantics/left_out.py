"""Libraries whose work is not shown here, such as plots: a program that uses them runs on, and a note says so.

`plt.plot(x, y)` makes a Skipped, and so does whatever is asked of one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from engine.language.machine import Machine
from engine.language.values import Skipped, Value

# What each library is for, in the words of the note.
LIBRARIES = {
    **dict.fromkeys(("matplotlib", "seaborn", "plotly", "pylab", "graphviz", "torchviz", "IPython"), "Plots"),
    **dict.fromkeys(("warnings", "logging"), "Warnings"),
    **dict.fromkeys(("pandas", "torchtext", "torchaudio", "datasets", "PIL", "cv2"), "Data"),
    **dict.fromkeys(("pathlib", "pickle", "glob", "shutil", "gzip", "zipfile", "requests", "urllib", "gc"), "Files"),
    **dict.fromkeys(("torchsummary", "torchinfo", "tensorboard", "wandb"), "Reports"),
}


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


def skipped(path: str) -> Skipped | None:
    """What stands for a module that is passed over; None for all others."""
    return Skipped(path) if path.partition(".")[0] in LIBRARIES else None


def note(machine: Machine, value: Skipped) -> None:
    """Tells once a library that what the program asked of it was passed over."""
    library = value.path.partition(".")[0]
    word = LIBRARIES.get(library, "Parts")
    machine.notes.setdefault(library, f"{word} are left out here: what the program asks of {library} is passed over.")


def call(machine: Machine, function: Skipped, arguments: list[Value]) -> Skipped:
    note(machine, function)
    return Skipped(function.path)
