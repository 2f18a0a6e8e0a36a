"""The interpreter: walks a checked tree, on the values of values.py only, and counts what it does."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.functions import creation
from engine.functions.streams import DEFAULT_SEED
from engine.language import dunders
from engine.language.backward import Target
from engine.language.calls import invoke
from engine.language.classes import construct
from engine.language.errors import ProgramError
from engine.language.exceptions import EXCEPTIONS, Raised
from engine.language.expressions import EVALUATE
from engine.language.formatting import text
from engine.language.generators import Resumable
from engine.language.grammar import LONGEST_NAME
from engine.language.layer_methods import METHODS
from engine.language.limits import Budget
from engine.language.modules import MODULES, VOCABULARY
from engine.language.objects import OBJECT, Class, Instance
from engine.language.operators import equal, whole
from engine.language.parse import Program
from engine.language.portability import Portability
from engine.language.recorder import ProgramRecorder
from engine.language.records import become_record, make_record
from engine.language.scope import Scope, undefined
from engine.language.statements import EXECUTE, WALK, pausing
from engine.language.values import (
    NUMBERS,
    Function,
    Iterated,
    Layer,
    NumpyRandom,
    PythonRandom,
    Record,
    SetValue,
    Size,
    Skipped,
    Value,
    describe,
    kind,
)
from engine.mode import no_grad
from engine.recording import Execution, Span
from engine.tensors import USUAL, Tensor, renew

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from engine.language.generators import Walk
    from engine.language.statements import Jump


class Machine:
    """The state of one program while it runs.

    `here` is the part of the program being evaluated: where an error happened, and what a new node comes from. With
    `promotes`, plain numbers bound to names at the top of the program become leaves. `placed` are the tensors that got
    their first name from their place in a list.
    """

    def __init__(
        self, program: Program, budget: Budget, leaves: Mapping[str, Any], target: str | None, promotes: bool
    ) -> None:
        self.program = program
        self.budget = budget
        self.promotes = promotes
        self.recorder = ProgramRecorder(budget, self.span, self.number_name, leaves)
        self.scope = Scope()
        self.top = self.scope
        self.here: ast.AST | None = None
        self.target = Target(target)
        # Tensors made by nn.Parameter, which a module registers.
        self.parameters: set[Tensor] = set()
        # How many objects of the program's own classes there are.
        self.objects = 0
        # The mistakes whose handlers are at work, the innermost last.
        self.handling: list[ProgramError] = []
        # The generators that are not at their end.
        # The sources of Python's random module and of numpy's functions without a generator.
        self.python_random: PythonRandom = PythonRandom(random.Random(DEFAULT_SEED))
        self.numpy_random: NumpyRandom = NumpyRandom(np.random.RandomState(DEFAULT_SEED))
        self.paused: dict[Resumable, None] = {}
        # What the author may want to know about the run, by what it is about.
        self.notes: dict[str, str] = {}
        # Types that the program has asked for and cannot name, such as that of a function.
        self.types: dict[str, Class] = {}
        self.identities: dict[Value, int] = {}
        self.printed: list[str] = []
        self.print_options = USUAL
        # What numpy.set_printoptions told for arrays.
        self.array_options: dict[str, Any] = {}
        self.portability = Portability(lambda: self.span().line)
        self.placed: set[Tensor] = set()
        # The line that called the function being executed.
        self._caller: Execution | None = None
        self._frames = 0
        self._levels = program.depths[program.tree]

    @property
    def scalars(self) -> set[Tensor]:
        return self.recorder.scalars

    @property
    def arrays(self) -> set[Tensor]:
        return self.recorder.arrays

    def run(self) -> None:
        self.execute(self.program.tree.body)

    def forget_paused(self) -> None:
        """Ends the generators that are left where they pause: nothing of a program outlives its run."""
        for generator in list(self.paused):
            generator.forget()

    def evaluate(self, node: ast.expr) -> Value:
        value = EVALUATE[type(node)](self, node)
        if type(value) is Tensor:
            renew(value)
        return value

    def execute(self, statements: Sequence[ast.stmt]) -> Jump | None:
        """A block outside of generators: its walk, which ends without a pause."""
        try:
            next(self.walk(statements))
        except StopIteration as end:
            jump: Jump | None = end.value
            return jump
        raise ProgramError("syntax", "yield stands outside of a function")

    def walk(self, statements: Sequence[ast.stmt]) -> Walk:
        weights, pauses = self.program.weights, self.program.pauses
        around = self.recorder.line
        jump: Jump | None = None
        for statement in statements:
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

    def begin(self, statement: ast.stmt, namespace: str | None = None) -> None:
        """Nodes made from now on belong to an execution of the statement, in the namespace or that of now."""
        around = self.recorder.namespace if namespace is None else namespace
        self.recorder.line = Execution(statement, around, self._caller)

    def result_of(self, body: Sequence[ast.stmt]) -> Value:
        """What a function's body returns."""
        jump = self.execute(body)
        return None if jump is None else jump.value

    def generator(self, function: Function, scope: Scope, grouped: bool) -> Resumable:
        """A call of a function with `yield`: its body waits for the first value to be asked for."""
        walk = self._body(function, grouped)
        return Resumable(self, function.name, walk, scope, self.program.depths[function.node], records=function.records)

    def _body(self, function: Function, grouped: bool) -> Walk:
        assert isinstance(function.node, ast.FunctionDef)
        with self.namespace(function.name) if grouped else nullcontext():
            return (yield from self.walk(function.node.body))

    def at(self, node: ast.AST) -> None:
        self.here = node

    def span(self) -> Span:
        return Span(1, 1, 1, 1) if self.here is None else self.program.source.span(self.here)

    def number_name(self, number: Tensor) -> str | None:
        """The variable that the expression being evaluated has a plain number from; None for one written out."""
        for operand in _operands(self.here):
            if isinstance(operand, ast.Name) and (scope := self.scope.find(operand.id)) is not None:
                value = scope.names[operand.id]
                if isinstance(value, NUMBERS) and number.dtype.type(value) == number.item():
                    return operand.id
        return None

    def value_of(self, name: str) -> Value:
        """Raises ProgramError (name)."""
        scope = self.scope.find(name)
        if scope is not None:
            return scope.names[name]
        if name in VOCABULARY:
            self.portability.found_unbound(name)
            return VOCABULARY[name]
        raise undefined(name, [*self.scope.visible(), *VOCABULARY])

    def truth(self, value: Value) -> bool:
        if isinstance(value, (Tensor, bool, int, float, str, list, tuple, dict, range)):
            return bool(value)
        if isinstance(value, SetValue):
            return len(value) > 0
        if isinstance(value, Instance):
            return dunders.truth(self, value)
        return value is not None

    def call_method(self, owner: Value, name: str, *arguments: Value) -> Value:
        """`owner.name(*arguments)` of a value that the language brings along."""
        return invoke(self, METHODS[kind(owner), name], [owner, *arguments], {})

    def ask(self, owner: Value, name: str) -> tuple[Value] | None:
        return dunders.ask(self, owner, name)

    def type_named(self, name: str) -> Value:
        """The value by which a program names a type. What it cannot name is a class that it can compare and print."""
        for module in (MODULES["torch"], VOCABULARY["nn"], MODULES["collections"], MODULES["numpy"]):
            if name in module.members:
                return module.members[name]
        made = self.types.setdefault(name, Class(name, module="torch" if name == "dtype" else "builtins"))
        made.order = (made, OBJECT)
        return made

    def invoke(self, function: Value, arguments: list[Value]) -> Value:
        return invoke(self, function, arguments, {})

    def construct(self, cls: Class, arguments: list[Value], named: dict[str, Value]) -> Value:
        return construct(self, cls, arguments, named)

    def record(self, cls: Class, arguments: list[Value], named: dict[str, Value]) -> Record:
        return make_record(self, cls, arguments, named)

    def become_record(self, cls: Class, fields: list[Value], defaults: dict[str, Value]) -> None:
        become_record(self, cls, fields, defaults)

    def items(self, value: Value) -> Iterator[Value]:
        """What a loop over the value visits, a step each; of a list also what is put at its end meanwhile.

        Raises ProgramError (type), and where a dict or a set grows or shrinks on the way (state).
        """
        if isinstance(value, (dict, SetValue)):
            # The loop may end early; the copy is made all the same.
            self.budget.spend("cells", len(value))
            return self._of_one_size(value, tuple(value))
        if isinstance(value, (list, tuple, range, str)) or type(value) is Tensor:
            return self._counted(value)
        if isinstance(value, Iterated):
            return self._counted(value.rest)
        if isinstance(value, Layer) and (held := value.entries()) is not None:
            return self.items(held)
        if isinstance(value, Instance):
            return self._entries_of(value)
        if isinstance(value, Skipped):
            return iter(())
        hint = "Write range(n) to count up to n." if isinstance(value, int) else None
        raise ProgramError("type", f"{describe(value)} cannot be gone through one by one", hint=hint)

    def _entries_of(self, value: Instance) -> Iterator[Value]:
        """By `__iter__`, else by `__getitem__` with 0, 1, 2, …, as long as `__len__` says."""
        made = dunders.ask(self, value, "__iter__")
        iterator = value if made is None else made[0]
        if dunders.defines(iterator, "__next__"):
            yield from self._until_stop(iterator)
            return
        if iterator is not value:
            yield from self.items(iterator)
            return
        size = dunders.of_type(self, value, "__len__", int)
        if made is not None or size is None or not dunders.defines(value, "__getitem__"):
            raise ProgramError("type", f"{describe(value)} cannot be gone through one by one")
        for place in range(size[0]):
            self.budget.spend("steps", 1)
            found = dunders.ask(self, value, "__getitem__", place)
            if found is not None:
                yield found[0]

    def _until_stop(self, iterator: Instance) -> Iterator[Value]:
        while True:
            self.budget.spend("steps", 1)
            try:
                answer = dunders.ask(self, iterator, "__next__")
            except ProgramError as error:
                if self.is_stop(error):
                    return
                raise
            yield None if answer is None else answer[0]

    def stop(self, result: Value = None) -> ProgramError:
        """The exception by which an iterator says that nothing is left, with what a generator returned."""
        said = self.construct(EXCEPTIONS["StopIteration"], [] if result is None else [result], {})
        said.fields["value"] = result
        return Raised(said, "StopIteration: the iterator is at its end")

    def is_stop(self, error: ProgramError) -> bool:
        return self.is_raised(error, "StopIteration")

    def is_raised(self, error: ProgramError, name: str) -> bool:
        """Has the program itself raised an exception of this name, or one of its kind?"""
        return isinstance(error, Raised) and EXCEPTIONS[name] in error.exception.cls.order

    def _counted(self, values: Iterable[Value]) -> Iterator[Value]:
        try:
            for value in values:
                self.budget.spend("steps", 1)
                yield value
        except ValueError as reason:
            # An iterator that asks for its own next entry while it makes one.
            raise ProgramError("value", f"this cannot be gone through: {reason}") from None

    def _of_one_size(self, owner: dict[Value, Value] | SetValue, entries: tuple[Value, ...]) -> Iterator[Value]:
        for entry in self._counted(entries):
            yield entry
            if len(owner) != len(entries):
                what = "dict" if isinstance(owner, dict) else "set"
                hint = f"Go through a copy: list({'d' if what == 'dict' else 's'})."
                raise ProgramError("state", f"a {what} grew or shrank while a loop went through it", hint=hint)

    def equal(self, left: Value, right: Value) -> bool:
        """`left == right` as a truth."""
        return left is right or self.truth(equal(self, left, right))

    def text(self, value: str) -> str:
        """A string the program holds."""
        self.budget.check("string", len(value))
        return self.written(value)

    def written(self, piece: str) -> str:
        """A piece of text that was made, whether the program will hold it or not."""
        self.budget.spend("cells", len(piece))
        return piece

    def print(self, value: str) -> None:
        self.budget.spend("output", len(value))
        self.printed.append(value)

    def show(self, value: Value) -> str:
        return text(self, value)

    def kinds(self, value: Value) -> tuple[str, ...]:
        """The rows of the attribute table that apply, the most special first."""
        if type(value) is Tensor and value in self.scalars:
            return ("scalar", "tensor")
        if type(value) is Tensor and value in self.arrays:
            return ("array", "tensor")
        if isinstance(value, Resumable):
            return ("resumable", "iterator")
        if isinstance(value, Record):
            return ("record", "tuple")
        if isinstance(value, dict) and type(value) is not dict:
            return (kind(value), "dict")
        return ("size", "tuple") if type(value) is Size else (kind(value),)

    def rebinds(self, tensor: Tensor) -> bool:
        """Does `x += y` give x a new value, instead of changing the tensor in place?"""
        return self.promotes or tensor in self.scalars

    def whole(self, value: Value, what: str) -> int:
        """A whole number; one that was promoted to a leaf still counts as one. Raises ProgramError (type)."""
        if self.promotes and type(value) is Tensor and value.ndim == 0 and float(value).is_integer():
            return int(value.item())
        return whole(value, what)

    def promoted(self, node: ast.Assign) -> Value:
        """The value of an assignment; a plain number at the top of a program that makes no tensor becomes a leaf."""
        value = self.evaluate(node.value)
        first = node.targets[0]
        names_only = all(isinstance(target, (ast.Name, ast.Tuple)) for target in node.targets)
        if self.promotes and names_only and self.scope is self.top and _is_written_out(node.value):
            self.here = node.value
            return self._leaf_of(value, first.id if isinstance(first, ast.Name) else None)
        return value

    def _leaf_of(self, value: Value, name: str | None) -> Value:
        """Lists stay lists: a program picks single numbers from them, each a leaf named after its place."""
        if isinstance(value, (list, tuple)):
            entries = [
                self._leaf_of(entry, None if name is None else f"{name}[{place}]") for place, entry in enumerate(value)
            ]
            return tuple(entries) if isinstance(value, tuple) else entries
        leaf = creation.leaf(float(value), requires_grad=True)
        if name is not None:
            self.named(leaf, name)
        return leaf

    def named(self, tensor: Tensor, name: str) -> None:
        self.recorder.named(tensor, name)

    def labelled(self, tensor: Tensor, label: str) -> None:
        """The program's own word for a tensor comes before its place in a list. Raises ProgramError (value)."""
        if len(label) > LONGEST_NAME:
            raise ProgramError(
                "value", f"a label has at most {LONGEST_NAME} characters, this one has {len(label)}", hint="Shorten it."
            )
        self.recorder.named(tensor, label, first=tensor in self.placed)

    def change(self, tensor: Tensor, action: Callable[[], Value]) -> Value:
        """Carries out a change in place. Of a tensor outside the graph, such as a gradient, it makes no nodes.

        Raises ProgramError (unsupported) for a Value: in micrograd nothing changes one but `.data =`.
        """
        if tensor in self.scalars:
            raise ProgramError(
                "unsupported", "a Value is not changed in place", hint="Write v = v.exp(): that makes a new Value."
            )
        if self.recorder.index_of(tensor) is not None:
            return action()
        with no_grad():
            return action()

    def namespace(self, name: str, title: str | None = None) -> AbstractContextManager[None]:
        """Groups the nodes of one call or of one turn of a loop; a later one of the same name is a group of its own."""
        return self.recorder.group(name, title)

    @contextmanager
    def frame(self, depth: int, calls: int = 1) -> Iterator[None]:
        """One call of a function whose tree is `depth` levels deep; of an expression of its own, no call."""
        self._frames += calls
        self._levels += depth + 2
        caller, line = self._caller, self.recorder.line
        self._caller = line
        try:
            self.budget.check("frames", self._frames)
            self.budget.check("levels", self._levels)
            yield
        finally:
            self._caller, self.recorder.line = caller, line
            self._frames -= calls
            self._levels -= depth + 2


def _is_written_out(node: ast.expr) -> bool:
    """A number, or a list or tuple of numbers, as the program spells it."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return bool(node.elts) and all(_is_written_out(element) for element in node.elts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        return _is_written_out(node.operand) and isinstance(node.operand, ast.Constant)
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _operands(node: ast.AST | None) -> list[ast.expr]:
    match node:
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.AugAssign(value=value):
            return [value]
        case ast.Compare(left=left, comparators=comparators):
            return [left, *comparators]
        case ast.Call(args=args, keywords=keywords):
            return [*args, *(keyword.value for keyword in keywords)]
    return []
