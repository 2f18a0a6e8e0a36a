"""What each expression evaluates to."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.rules import comprehensions
from engine.language.rules.assignment import bind_outside
from engine.language.rules.attributes import attribute
from engine.language.semantics import binary, call, compare, display, formatted, item, key, represented, unary
from engine.language.values import Function, Value, describe

CONVERSIONS = {-1: "", ord("s"): "", ord("r"): "r", ord("a"): "r"}


def _constant(machine: Machine, node: ast.Constant) -> Value:
    if isinstance(node.value, str):
        return machine.text(node.value)
    return node.value


def _name(machine: Machine, node: ast.Name) -> Value:
    machine.at(node)
    return machine.value_of(node.id)


def _attribute(machine: Machine, node: ast.Attribute) -> Value:
    owner = machine.evaluate(node.value)
    machine.at(node)
    return attribute(machine, owner, node.attr)


def _subscript(machine: Machine, node: ast.Subscript) -> Value:
    container = machine.evaluate(node.value)
    index = machine.evaluate(node.slice)
    machine.at(node)
    return item(machine, container, index)


def _slice(machine: Machine, node: ast.Slice) -> Value:
    parts = (node.lower, node.upper, node.step)
    return slice(*(None if part is None else machine.evaluate(part) for part in parts))


def _elements(machine: Machine, nodes: list[ast.expr]) -> list[Value]:
    values: list[Value] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            inner = machine.evaluate(node.value)
            machine.at(node)
            values.extend(machine.items(inner))
        else:
            values.append(machine.evaluate(node))
    machine.budget.spend("cells", len(values))
    return values


def _list(machine: Machine, node: ast.List) -> Value:
    return _elements(machine, node.elts)


def _tuple(machine: Machine, node: ast.Tuple) -> Value:
    return tuple(_elements(machine, node.elts))


def _set(machine: Machine, node: ast.Set) -> Value:
    return display(machine, node, _elements(machine, node.elts))


def _dict(machine: Machine, node: ast.Dict) -> Value:
    made: dict[Value, Value] = {}
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        if key_node is None:
            inner = machine.evaluate(value_node)
            machine.at(value_node)
            if not isinstance(inner, dict):
                raise ProgramError("type", f"** takes a dict, not {describe(inner)}")
            machine.budget.spend("cells", len(inner))
            made.update(inner)
            continue
        name = machine.evaluate(key_node)
        machine.at(key_node)
        made[key(name)] = machine.evaluate(value_node)
    machine.budget.spend("cells", len(made))
    return made


def _binary(machine: Machine, node: ast.BinOp) -> Value:
    left = machine.evaluate(node.left)
    right = machine.evaluate(node.right)
    machine.at(node)
    return binary(machine, type(node.op), left, right)


def _unary(machine: Machine, node: ast.UnaryOp) -> Value:
    operand = machine.evaluate(node.operand)
    machine.at(node)
    if isinstance(node.op, ast.Not):
        return not machine.truth(operand)
    return unary(machine, type(node.op), operand)


def _boolean(machine: Machine, node: ast.BoolOp) -> Value:
    wanted = isinstance(node.op, ast.Or)
    value: Value = None
    for operand in node.values:
        value = machine.evaluate(operand)
        machine.at(operand)
        if operand is not node.values[-1] and machine.truth(value) == wanted:
            return value
    return value


def _compare(machine: Machine, node: ast.Compare) -> Value:
    left = machine.evaluate(node.left)
    result: Value = True
    for kind, operand in zip(node.ops, node.comparators, strict=True):
        right = machine.evaluate(operand)
        machine.at(node)
        result = compare(machine, type(kind), left, right)
        if operand is not node.comparators[-1] and not machine.truth(result):
            return result
        left = right
    return result


def _conditional(machine: Machine, node: ast.IfExp) -> Value:
    condition = machine.evaluate(node.test)
    machine.at(node.test)
    return machine.evaluate(node.body if machine.truth(condition) else node.orelse)


def _named(machine: Machine, node: ast.NamedExpr) -> Value:
    value = machine.evaluate(node.value)
    machine.at(node)
    bind_outside(machine, node.target.id, value)
    return value


def _lambda(machine: Machine, node: ast.Lambda) -> Value:
    return function(machine, node, "lambda")


def function(machine: Machine, node: ast.FunctionDef | ast.Lambda, name: str) -> Function:
    arguments = node.args
    return Function(
        name=name,
        node=node,
        defaults=tuple(machine.evaluate(default) for default in arguments.defaults),
        keyword_defaults={
            parameter.arg: machine.evaluate(default)
            for parameter, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            if default is not None
        },
        scope=machine.scope,
        local=machine.program.local[node],
        owner=machine.scope.of_class,
    )


def _fstring(machine: Machine, node: ast.JoinedStr) -> Value:
    pieces = [
        machine.evaluate(part) if isinstance(part, ast.FormattedValue) else str(machine.evaluate(part))
        for part in node.values
    ]
    machine.at(node)
    return machine.text("".join(pieces))


def _fstring_field(machine: Machine, node: ast.FormattedValue) -> Value:
    value = machine.evaluate(node.value)
    spec = machine.evaluate(node.format_spec) if node.format_spec else ""
    machine.at(node.value)
    if node.conversion != -1:
        value = represented(machine, value) if CONVERSIONS[node.conversion] else machine.show(value)
    return formatted(machine, value, spec)


def _starred(machine: Machine, node: ast.Starred) -> Value:
    machine.at(node)
    raise ProgramError("syntax", "a starred expression cannot stand here")


EVALUATE: dict[type[ast.AST], Callable[[Machine, Any], Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Call: call,
    ast.Starred: _starred,
    ast.List: _list,
    ast.Tuple: _tuple,
    ast.Dict: _dict,
    ast.Set: _set,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _conditional,
    ast.NamedExpr: _named,
    ast.Lambda: _lambda,
    ast.ListComp: comprehensions.make_list,
    ast.GeneratorExp: comprehensions.make_generator,
    ast.DictComp: comprehensions.make_dict,
    ast.SetComp: comprehensions.make_set,
    ast.JoinedStr: _fstring,
    ast.FormattedValue: _fstring_field,
}
