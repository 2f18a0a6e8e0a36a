"""A name that has no meaning here: what was probably meant, or what does the same."""

from __future__ import annotations

from collections.abc import Collection

from engine.language.equivalents import OTHER_NAMES, OTHER_WAYS
from engine.language.errors import Instead, ProgramError
from engine.language.library import MODULES, VOCABULARY, find_module
from engine.language.spelling import closest, meant
from engine.language.values import Module

# What other languages, and mathematics, call it.
SPELLINGS = {
    **dict.fromkeys(("true", "TRUE"), "True"),
    **dict.fromkeys(("false", "FALSE"), "False"),
    **dict.fromkeys(("null", "NULL", "nil", "none", "undefined"), "None"),
    **dict.fromkeys(("π", "pi", "PI"), "torch.pi"),
}
# In the middle of a name it is a letter to Python.
PRODUCT = "·"
PLOTS = {"plt": "import matplotlib.pyplot as plt"}
DATA = ("pd", "sns")
NO_DATA = "Make the data with torch.randn or sklearn.datasets, write some of it out, or attach it as a text file."
# Python's modules whose names say by themselves what they are.
OWN_LIBRARY = ("collections", "itertools", "functools", "copy", "time", "dataclasses", "typing", "operator")
# Where a name that stands alone is looked for, and how programs call the place.
PLACES = {
    "torch": "torch",
    "torch.nn": "nn",
    "torch.nn.functional": "F",
    "torch.optim": "torch.optim",
    "numpy": "np",
    "math": "math",
}
# Where a name that one module lacks is looked for.
NEIGHBOURS = {
    "torch": ("torch.nn.functional", "torch.nn", "torch.linalg", "torch.special", "torch.optim", "torch.func"),
    "torch.nn": ("torch", "torch.nn.functional", "torch.optim"),
    "torch.nn.functional": ("torch", "torch.nn", "torch.special"),
    "torch.optim": ("torch.nn",),
    "torch.linalg": ("torch",),
    "torch.special": ("torch", "torch.nn.functional"),
    "numpy": ("numpy.linalg", "numpy.random"),
    "numpy.linalg": ("numpy",),
    "numpy.random": ("numpy",),
    "math": ("numpy",),
}


def undefined(name: str, own: Collection[str]) -> ProgramError:
    """The error for a name without a value; `own` are the names that have one where it stands."""
    message = f"{name} has no value here"
    sure = meant(name, own) or (meant(name, VOCABULARY) if closest(name, own) is None else None)
    similar = sure or closest(name, own) or closest(name, VOCABULARY)
    places = _places(name)
    if PRODUCT in name:
        message = f"the sign {PRODUCT} is not Python's product"
        hint, instead = "Write *.", Instead(name, name.replace(PRODUCT, " * "))
    elif name in SPELLINGS:
        hint, instead = f"Did you mean {SPELLINGS[name]}?", Instead(name, SPELLINGS[name])
    elif name in PLOTS:
        hint, instead = f"Write `{PLOTS[name]}` first.", Instead("", f"{PLOTS[name]}\n")
    elif name in DATA or f"builtins.{name}" in OTHER_WAYS:
        hint, instead = OTHER_WAYS.get(f"builtins.{name}", NO_DATA), None
    elif (statement := _import_of(name)) is not None and sure is None:
        hint, instead = f"Write `{statement}` first.", Instead("", f"{statement}\n")
    elif places and sure is None:
        reached = [place for place in places if place.partition(".")[0] in own]
        hint = f"Write {' or '.join(f'{place}.{name}' for place in reached or places)}."
        instead = Instead(name, f"{reached[0]}.{name}") if len(reached) == 1 else None
    elif similar:
        hint, instead = f"Did you mean {similar}?", None if sure is None else Instead(name, sure)
    elif name[:1].isupper() and len(name) <= 3:
        hint, instead = f"Give it a value first, for example {name} = torch.randn(4, 3, requires_grad=True).", None
    else:
        hint, instead = f"Give it a value on a line above: {name} = ...", None
    return ProgramError("name", message, hint=hint, instead=instead)


def not_in(module: Module, name: str, code: str = "attribute") -> ProgramError:
    """The error for a name that a module does not have here."""
    path = f"{module.name}.{name}"
    hint: str | None = None
    instead: Instead | None = None
    sure = meant(name, module.members)
    if path in OTHER_NAMES and _holds(module, OTHER_NAMES[path]):
        hint, instead = (
            f"Write {module.name}.{OTHER_NAMES[path]}, which does the same.",
            Instead(name, OTHER_NAMES[path]),
        )
    elif path in OTHER_WAYS:
        hint = OTHER_WAYS[path]
    elif (neighbour := _neighbour(module, name)) is not None:
        hint = f"It is {neighbour}.{name}."
        if neighbour.startswith(f"{module.name}."):
            instead = Instead(name, f"{neighbour.removeprefix(f'{module.name}.')}.{name}")
    elif sure is not None:
        hint, instead = f"Did you mean {sure}?", Instead(name, sure)
    elif (similar := closest(name, module.members)) is not None:
        hint = f"Did you mean {similar}?"
    if code == "import":
        # What is imported from a module is one name, without a dot.
        instead = instead and (instead if "." not in instead.new else None)
    return ProgramError(code, f"{module.name} has no {name} here", hint=hint, instead=instead)


def no_module(path: str) -> ProgramError:
    """The error for a module that is not offered."""
    if path.partition(".")[0] in ("pandas", "d2l"):
        hint, instead = NO_DATA, None
    else:
        sure = meant(path, MODULES)
        hint = f"There are {', '.join(sorted(MODULES))}." if sure is None else f"Did you mean {sure}?"
        instead = None if sure is None else Instead(path, sure)
    return ProgramError("import", f"the module {path} is not offered", hint=hint, instead=instead)


def _holds(module: Module, path: str) -> bool:
    *modules, name = path.split(".")
    inner = find_module(".".join((module.name, *modules)))
    return inner is not None and name in inner.members


def _places(name: str) -> list[str]:
    """The modules, as programs call them, that have the name."""
    return [short for path, short in PLACES.items() if _holds_directly(path, name)]


def _neighbour(module: Module, name: str) -> str | None:
    return next((path for path in NEIGHBOURS.get(module.name, ()) if _holds_directly(path, name)), None)


def _holds_directly(path: str, name: str) -> bool:
    module = find_module(path)
    return module is not None and name in module.members and not isinstance(module.members[name], Module)


def _import_of(name: str) -> str | None:
    """How a program gets at a name of Python's own library."""
    if name in MODULES:
        return f"import {name}"
    inside = [path for path in OWN_LIBRARY if path in MODULES and name in MODULES[path].members]
    return f"from {inside[0]} import {name}" if len(inside) == 1 else None
