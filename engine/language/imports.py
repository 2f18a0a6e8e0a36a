"""`import` binds names to the tables of modules.py; nothing is loaded."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from engine.language.errors import ProgramError
from engine.language.modules import MODULES, find_module
from engine.language.scope import closest
from engine.language.skipped import skipped
from engine.language.values import Module, Skipped

if TYPE_CHECKING:
    from engine.language.machine import Machine

DATA = ("pandas", "sklearn", "torchvision", "d2l")
NO_DATA = "Data sets are not part of this language: make the data with torch.randn, or write some of it out."


def import_modules(machine: Machine, node: ast.Import) -> None:
    machine.at(node)
    for alias in node.names:
        passed_over = skipped(alias.name)
        if passed_over is not None:
            machine.scope.names[alias.asname or alias.name.partition(".")[0]] = passed_over
            continue
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
    passed_over = skipped(node.module)
    if passed_over is not None or node.module == "__future__":
        for alias in node.names:
            if passed_over is not None and alias.name != "*":
                machine.scope.names[alias.asname or alias.name] = Skipped(f"{node.module}.{alias.name}")
        return
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
        if path.partition(".")[0] in DATA:
            hint = NO_DATA
        raise ProgramError("import", f"the module {path} is not offered", hint=hint)
    return module
