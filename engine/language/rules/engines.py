"""Objects of a scalar engine of the program's own: each is one node of the picture, and its gradient is graded.

The number of an object is a tensor where its class makes new objects of it, and a plain number everywhere else: so what
goes forward is recorded, and what the program computes on its way back is not.
"""

from __future__ import annotations

import ast

from engine.functions import creation
from engine.language.machine import Machine, claims
from engine.language.values import NUMBERS, Instance, Value
from engine.recording import ScalarEngine
from engine.tensors import Tensor

NOTE = (
    "{name} is an engine of the program's own: its objects are the nodes, {data} their values, and what it puts into "
    "{gradient} is compared with the true gradients."
)


def kept(machine: Machine, owner: Instance, name: str, value: Value) -> Value:
    """What an object keeps under a name: its number as a tensor."""
    engine = owner.cls.engine
    if engine is None or isinstance(value, bool):
        return value
    if name == engine.data and isinstance(value, NUMBERS):
        said = ScalarEngine(owner.cls.name, engine.data, engine.gradient)
        machine.engines[owner.cls.name] = said
        machine.notes[f"engine {owner.cls.name}"] = NOTE.format(**said._asdict())
        return creation.leaf(float(value), requires_grad=True)
    if name == engine.gradient:
        number = value.item() if type(value) is Tensor and value.ndim == 0 else value
        data = owner.fields.get(engine.data)
        if isinstance(number, NUMBERS) and type(data) is Tensor:
            _claim(machine, owner, data, name, number)
        return number
    return value


def read(machine: Machine, owner: Instance, name: str, value: Value) -> Value:
    """A number of an object, as it is read here."""
    engine = owner.cls.engine
    if engine is None or name != engine.data or type(value) is not Tensor or value.ndim or machine.quiet:
        return value
    scope = machine.scope
    while scope.of_comprehension and scope.parent is not None:
        scope = scope.parent
    return value if scope.function in engine.makers else value.item()


def called(machine: Machine, owner: Instance, name: str) -> None:
    """An object is known by the first variable at the top of the program, and its node by the same."""
    engine = owner.cls.engine
    if engine is not None and machine.scope is machine.top:
        owner.name = owner.name or name
        if type(data := owner.fields.get(engine.data)) is Tensor:
            machine.recorder.named(data, owner.name, first=True)


def _claim(machine: Machine, owner: Instance, data: Tensor, name: str, number: float) -> None:
    statement = None if machine.recorder.line is None else machine.recorder.line.statement
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant) and number == 1:
        # Where the program begins to go back.
        machine.claimed.roots[data] = None
    claims.of_object(machine, owner.name or f"object {owner.number}", name, data, number)
