"""`import` binds names to the tables of modules.py; nothing is loaded."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from engine.language.errors import ProgramError
from engine.language.modules import MODULES, find_module
from engine.language.scope import NO_PICTURES, closest
from engine.language.values import Module

if TYPE_CHECKING:
    from engine.language.machine import Machine

PICTURES = ("matplotlib", "seaborn", "pandas", "sklearn", "torchvision", "graphviz", "d2l", "plotly", "tqdm")


def import_modules(machine: Machine, node: ast.Import) -> None:
    machine.at(node)
    for alias in node.names:
        module = _module(alias.name)
        machine.portability.imported(alias.name)
        if alias.asname:
            machine.scope.names[alias.asname] = module
        else:
            first = alias.name.partition(".")[0]
            machine.scope.names[first] = _module(first)


def import_from(machine: Machine, node: ast.ImportFrom) -> None:
    machine.at(node)
    if node.level or node.module is None:
        raise ProgramError("import", "there are no other files to import from")
    module = _module(node.module)
    machine.portability.imported(node.module)
    for alias in node.names:
        if alias.name == "*":
            machine.portability.depart("import * brings other names in PyTorch")
            machine.scope.names.update(module.members)
        elif alias.name in module.members:
            machine.scope.names[alias.asname or alias.name] = module.members[alias.name]
        else:
            similar = closest(alias.name, module.members)
            raise ProgramError(
                "import",
                f"{node.module} has no {alias.name} here",
                hint=f"Did you mean {similar}?" if similar else None,
            )


def _module(path: str) -> Module:
    module = find_module(path)
    if module is None:
        hint = f"There are {', '.join(sorted(MODULES))}."
        if path.partition(".")[0] in PICTURES:
            hint = NO_PICTURES
        raise ProgramError("import", f"the module {path} is not offered", hint=hint)
    return module
