"""`import` binds names to the modules that the machine knows; nothing is loaded."""

from __future__ import annotations

import ast

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import beyond, passed_over, skipped
from engine.language.values import Skipped


def import_modules(machine: Machine, node: ast.Import) -> None:
    machine.at(node)
    for alias in node.names:
        left_out = skipped(alias.name)
        if left_out is not None:
            machine.scope.names[alias.asname or alias.name.partition(".")[0]] = left_out
            continue
        bound = alias.asname or alias.name.partition(".")[0]
        if passed_over(machine.program.tree, alias.name, [bound]):
            continue
        module = machine.module(alias.name)
        machine.portability.imported(alias.name)
        if alias.asname:
            machine.scope.names[alias.asname] = module
        else:
            first = alias.name.partition(".")[0]
            machine.scope.names[first] = machine.module(first)


def import_from(machine: Machine, node: ast.ImportFrom) -> None:
    machine.at(node)
    if node.level or node.module is None:
        raise ProgramError("import", "there are no other files to import from")
    left_out = skipped(node.module)
    if left_out is None and passed_over(machine.program.tree, node.module, [a.asname or a.name for a in node.names]):
        return
    if left_out is not None or node.module == "__future__":
        for alias in node.names:
            if left_out is not None and alias.name != "*":
                machine.scope.names[alias.asname or alias.name] = Skipped(f"{node.module}.{alias.name}")
        return
    module = machine.module(node.module)
    machine.portability.imported(node.module)
    for alias in node.names:
        if alias.name == "*":
            machine.portability.depart("import * brings other names in PyTorch")
            machine.scope.names.update(module.members)
        elif alias.name in module.members:
            machine.scope.names[alias.asname or alias.name] = module.members[alias.name]
        elif (part := beyond(module, alias.name)) is not None:
            machine.scope.names[alias.asname or alias.name] = part
        else:
            raise machine.not_in(module, alias.name, "import")
