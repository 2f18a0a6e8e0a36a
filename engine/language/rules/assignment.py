"""Giving values to names, entries and attributes."""

from __future__ import annotations

import ast
from typing import Any

from engine.language.errors import ProgramError
from engine.language.machine import Machine, claims
from engine.language.rules import engines
from engine.language.rules.attributes import attribute, delete_attribute, set_attribute
from engine.language.semantics import (
    Operator,
    binary,
    delete_item,
    dunders,
    item,
    name_by_place,
    placed_name,
    require_tensor_operand,
    set_item,
)
from engine.language.values import NUMBERS, Instance, Layer, Skipped, Value
from engine.operation import OPS
from engine.tensors import Tensor

# So many entries of a list get names of their own: what an assignment costs stays small however long the list is.
NAMED_ENTRIES = 256
# Looking for a name takes less than a step does, but it is done at every assignment.
LOOKED_AT_IN_A_STEP = 4


def _power(held: Tensor, exponent: Value) -> Tensor:
    if isinstance(exponent, NUMBERS):
        return held._in_place(OPS["pow"], exponent=exponent)
    return held._in_place(OPS["pow_tensor"], exponent)


def _writing(name: str) -> Operator:
    return lambda held, operand: held._in_place(OPS[name], operand)


MISSING = object()
# PyTorch has no @= of its own.
IN_PLACE: dict[type[ast.operator], Operator] = {
    ast.Add: _writing("add"),
    ast.Sub: _writing("sub"),
    ast.Mult: _writing("mul"),
    ast.Div: _writing("div"),
    ast.FloorDiv: _writing("floor_divide"),
    ast.Mod: _writing("remainder"),
    ast.Pow: _power,
    ast.BitAnd: _writing("bitwise_and"),
    ast.BitOr: _writing("bitwise_or"),
    ast.BitXor: _writing("bitwise_xor"),
    ast.LShift: _writing("bitwise_left_shift"),
    ast.RShift: _writing("bitwise_right_shift"),
}


def assign(machine: Machine, target: ast.expr, value: Value) -> None:
    if isinstance(target, ast.Name):
        bind(machine, target.id, value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        _unpack(machine, target, value)
    elif isinstance(target, ast.Attribute):
        owner = machine.evaluate(target.value)
        machine.at(target)
        set_attribute(machine, owner, target.attr, value)
    elif isinstance(target, ast.Subscript):
        container = machine.evaluate(target.value)
        index = machine.evaluate(target.slice)
        machine.at(target)
        set_item(machine, container, index, value)
        if isinstance(container, (list, dict)):
            name_by_place(machine, target.value, index, value)
            claims.entry(machine, ast.unparse(target.value), index, value)


def bind_outside(machine: Machine, name: str, value: Value) -> None:
    """`(name := value)`: inside of a comprehension it gives the value to the name around it."""
    inner = machine.scope
    while machine.scope.of_comprehension and machine.scope.parent is not None:
        machine.scope = machine.scope.parent
    try:
        bind(machine, name, value)
    finally:
        machine.scope = inner


def delete(machine: Machine, target: ast.expr) -> None:
    """`del target`. Raises ProgramError (name, key, index, attribute, type)."""
    if isinstance(target, (ast.Tuple, ast.List)):
        for part in target.elts:
            delete(machine, part)
    elif isinstance(target, ast.Name):
        machine.at(target)
        machine.value_of(target.id)
        if machine.scope.owner_of(target.id).names.pop(target.id, MISSING) is MISSING:
            raise ProgramError("name", f"{target.id} is not a variable of this block, and cannot be deleted")
    elif isinstance(target, ast.Attribute):
        owner = machine.evaluate(target.value)
        machine.at(target)
        delete_attribute(machine, owner, target.attr)
    elif isinstance(target, ast.Subscript):
        container = machine.evaluate(target.value)
        index = machine.evaluate(target.slice)
        machine.at(target)
        delete_item(machine, container, index)


def bind(machine: Machine, name: str, value: Value) -> None:
    """A tensor or layer bound to a name is known by it from now on, and so are those in a list by their places."""
    machine.scope.owner_of(name).names[name] = value
    if type(value) is Tensor:
        machine.named(value, name)
    claims.bound(machine, name, value)
    if type(value) is Tensor:
        return
    if isinstance(value, Layer):
        _name_layer(machine, name, value)
    elif isinstance(value, Instance) and value.cls.engine is not None:
        engines.called(machine, value, name)
    elif isinstance(value, Instance) and value.name is None:
        value.name = name
        for field, held in value.fields.items():
            if type(held) is Tensor:
                machine.named(held, f"{name}.{field}")
    elif isinstance(value, (list, tuple, dict)):
        looked_at = NAMED_ENTRIES - _name_entries(machine, name, value, NAMED_ENTRIES)
        machine.budget.spend("steps", looked_at // LOOKED_AT_IN_A_STEP)


def _name_layer(machine: Machine, name: str, layer: Layer) -> None:
    if layer.name is not None:
        return
    layer.name = name
    machine.budget.spend("cells", layer.extent)
    for place, held in [*layer.named_parameters(), *layer.named_buffers()]:
        machine.named(held, f"{name}.{place}")


def _name_entries(
    machine: Machine, name: str, values: list[Value] | tuple[Value, ...] | dict[Any, Value], most: int
) -> int:
    """Calls the tensors and layers of a list that have no name yet by their places: W[0], W1[0][1], cell["h"].

    A list that begins with anything else, as one of numbers does, is passed over. Returns how many of the `most`
    entries are left to look at.
    """
    for place, value in values.items() if isinstance(values, dict) else enumerate(values):
        nested = isinstance(value, (list, tuple, dict))
        if most <= 0 or not (nested or isinstance(value, (Tensor, Layer))):
            break
        most -= 1
        own = placed_name(name, place)
        if type(value) is Tensor and value.name is None:
            machine.placed.add(value)
            machine.named(value, own)
        elif isinstance(value, Layer):
            _name_layer(machine, own, value)
        elif nested:
            most = _name_entries(machine, own, value, most)
    return most


def augment(machine: Machine, node: ast.AugAssign) -> None:
    """`target op= value`; what the target consists of is evaluated once."""
    target = node.target
    if isinstance(target, ast.Name):
        machine.at(target)
        held = machine.value_of(target.id)
        operand = machine.evaluate(node.value)
        machine.at(node)
        bind(machine, target.id, changed(machine, type(node.op), held, operand))
    elif isinstance(target, ast.Attribute):
        owner = machine.evaluate(target.value)
        machine.at(target)
        held = attribute(machine, owner, target.attr)
        operand = machine.evaluate(node.value)
        machine.at(node)
        made = changed(machine, type(node.op), held, operand)
        if made is not held:
            set_attribute(machine, owner, target.attr, made)
    else:
        container = machine.evaluate(target.value)
        index = machine.evaluate(target.slice)
        machine.at(target)
        held = item(machine, container, index)
        operand = machine.evaluate(node.value)
        machine.at(node)
        change = binary if type(container) is Tensor else changed
        set_item(machine, container, index, change(machine, type(node.op), held, operand))


def changed(machine: Machine, kind: type[ast.operator], held: Value, operand: Value) -> Value:
    """In place for tensors and lists; a new value for all others, micrograd's included."""
    if type(held) is Tensor and kind in IN_PLACE and not machine.rebinds(held):
        require_tensor_operand(kind, held, operand)
        return machine.change(held, lambda: IN_PLACE[kind](held, operand))
    if type(held) is list and kind is ast.Add:
        added = list(machine.items(operand))
        machine.budget.spend("cells", len(added))
        held.extend(added)
        return held
    answer = dunders.in_place(machine, kind, held, operand)
    return binary(machine, kind, held, operand) if answer is None else answer[0]


def _unpack(machine: Machine, target: ast.Tuple | ast.List, value: Value) -> None:
    machine.at(target)
    if isinstance(value, Skipped):
        for part in target.elts:
            assign(machine, part.value if isinstance(part, ast.Starred) else part, value)
        return
    values = list(machine.items(value))
    names = target.elts
    star = next((index for index, name in enumerate(names) if isinstance(name, ast.Starred)), None)
    if star is None:
        if len(values) != len(names):
            raise ProgramError("value", f"{len(values)} values do not fit {len(names)} names")
        for name, part in zip(names, values, strict=True):
            assign(machine, name, part)
        return
    after = len(names) - star - 1
    if len(values) < len(names) - 1:
        raise ProgramError("value", f"{len(values)} values do not fit {len(names) - 1} names and a starred one")
    machine.budget.spend("cells", len(values))
    parts = [*values[:star], values[star : len(values) - after], *values[len(values) - after :]]
    for name, part in zip(names, parts, strict=True):
        assign(machine, name.value if isinstance(name, ast.Starred) else name, part)
