"""The interpreter: walks a checked tree by the rules of the language, on the values of values/ only."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import Any

from engine.language.errors import ProgramError
from engine.language.library import MODULES, PATHS, VOCABULARY, find_module
from engine.language.limits import Budget
from engine.language.machine import Jump, Machine, Portability, ProgramRecorder, Walk, WatchingRecorder
from engine.language.methods import Table, TextFile
from engine.language.program import Program
from engine.language.rules import (
    EVALUATE,
    EXECUTE,
    WALK,
    Resumable,
    close_dropped,
    construct,
    is_raised,
    iteration,
    pausing,
)
from engine.language.semantics import dunders, equal, invoke, text, whole
from engine.language.unknown import no_module, not_in, undefined
from engine.language.values import (
    METHODS,
    OBJECT,
    Class,
    Function,
    Instance,
    Module,
    Record,
    Scope,
    SetValue,
    Size,
    Value,
    kind,
)
from engine.tensors import Tensor, renew


class Interpreter(Machine):
    """The machine that knows all rules. With `step` the program stops after that step of its run."""

    def __init__(
        self,
        program: Program,
        budget: Budget,
        leaves: Mapping[str, Any],
        target: str | None,
        promotes: bool,
        files: Mapping[str, str],
        step: int | None = None,
    ) -> None:
        super().__init__(program, budget, target, promotes, files)
        recorder = ProgramRecorder if step is None else partial(WatchingRecorder, step=step)
        self.recorder = recorder(budget, self.span, self.number_name, leaves)
        self.portability = Portability(lambda: self.span().line, PATHS)

    def run(self) -> None:
        try:
            self.execute(self.program.tree.body)
        except ProgramError as error:
            if not is_raised(error, "SystemExit"):
                raise
        # At the end all names are forgotten, in their order.
        held = [value for value in self.top.names.values() if isinstance(value, Resumable) and value.started]
        self.dropped.extend(dict.fromkeys(held))
        self.close_dropped()

    def close_dropped(self) -> None:
        close_dropped(self)

    def evaluate(self, node: ast.expr) -> Value:
        value = EVALUATE[type(node)](self, node)
        if type(value) is Tensor:
            renew(value)
        return value

    def walk(self, statements: Sequence[ast.stmt]) -> Walk:
        weights, pauses = self.program.weights, self.program.pauses
        around = self.recorder.line
        jump: Jump | None = None
        for statement in statements:
            if self.dropped:
                self.close_dropped()
            self.here = statement
            self.begin(statement)
            self.budget.spend("steps", weights[statement])
            kind = type(statement)
            if kind in WALK:
                jump = yield from WALK[kind](self, statement)
            elif statement in pauses:
                jump = yield from pausing(self, statement)
            else:
                jump = EXECUTE[kind](self, statement)
            if jump is not None:
                break
        if around is not None:
            # The head of a loop goes on, as a line of its own: what it makes now comes after the turn.
            self.begin(around.statement, around.namespace)
        return jump

    def generator(self, function: Function, scope: Scope, grouped: bool) -> Resumable:
        walk = self._body(function, grouped)
        return Resumable(self, function.name, walk, scope, self.program.depths[function.node], records=function.records)

    def _body(self, function: Function, grouped: bool) -> Walk:
        assert isinstance(function.node, ast.FunctionDef)
        with self.namespace(function.name) if grouped else nullcontext():
            return (yield from self.walk(function.node.body))

    def value_of(self, name: str) -> Value:
        scope = self.scope.find(name)
        if scope is not None:
            return scope.names[name]
        if name in VOCABULARY:
            self.portability.found_unbound(name)
            return VOCABULARY[name]
        raise undefined(name, self.scope.visible())

    def truth(self, value: Value) -> bool:
        if isinstance(value, (Tensor, bool, int, float, str, bytes, list, tuple, dict, range)):
            return bool(value)
        if isinstance(value, SetValue):
            return len(value) > 0
        if isinstance(value, Instance):
            return dunders.truth(self, value)
        return value is not None

    def items(self, value: Value) -> Iterator[Value]:
        return iteration.items(self, value)

    def equal(self, left: Value, right: Value) -> bool:
        if left is right:
            self.budget.spend("steps", 1)
            return True
        return self.truth(equal(self, left, right))

    def show(self, value: Value) -> str:
        return text(self, value)

    def whole(self, value: Value, what: str) -> int:
        if self.promotes and type(value) is Tensor and value.ndim == 0 and float(value).is_integer():
            return int(value.item())
        return whole(value, what)

    def kinds(self, value: Value) -> tuple[str, ...]:
        if type(value) is Tensor and value in self.scalars:
            return ("scalar", "tensor")
        if type(value) is Tensor and value in self.arrays:
            return ("array", "tensor")
        if isinstance(value, Resumable):
            return ("resumable", "iterator")
        if isinstance(value, TextFile):
            return ("file", "iterator")
        if isinstance(value, Table):
            return ("table", "iterator")
        if isinstance(value, Record):
            return ("record", "tuple")
        if isinstance(value, dict) and type(value) is not dict:
            return (kind(value), "dict")
        return ("size", "tuple") if type(value) is Size else (kind(value),)

    def invoke(self, function: Value, arguments: list[Value]) -> Value:
        return invoke(self, function, arguments, {})

    def call_method(self, owner: Value, name: str, *arguments: Value) -> Value:
        return invoke(self, METHODS[kind(owner), name], [owner, *arguments], {})

    def construct(self, cls: Class, arguments: list[Value], named: dict[str, Value]) -> Value:
        return construct(self, cls, arguments, named)

    def array(self, values: Value) -> Value:
        return invoke(self, MODULES["numpy"].members["array"], [values], {})

    def type_named(self, name: str) -> Value:
        optim = VOCABULARY["optim"]
        rooms = (MODULES["torch"], VOCABULARY["nn"], optim, optim.members["lr_scheduler"])
        for module in (*rooms, MODULES["collections"], MODULES["numpy"]):
            if name in module.members:
                return module.members[name]
        made = self.types.setdefault(name, Class(name, module="torch" if name == "dtype" else "builtins"))
        made.order = (made, OBJECT)
        return made

    def module(self, path: str) -> Module:
        found = find_module(path)
        if found is None:
            raise no_module(path)
        return found

    def not_in(self, module: Module, name: str, code: str = "attribute") -> ProgramError:
        return not_in(module, name, code)
