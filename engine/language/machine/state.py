"""The state of one program while it runs, as the rules of the language see it: a rule gets the machine first.

What a rule asks of other rules (evaluate this, call that, is it true?) it asks the machine, whose interpreter.py knows
them all. So no rule needs to know one that comes after it.
"""

from __future__ import annotations

import ast
import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, MutableSet, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakSet

import numpy as np

from engine.functions.own import Way
from engine.functions.streams import DEFAULT_SEED
from engine.language.errors import ProgramError
from engine.language.limits import Budget
from engine.language.machine.claimed import Claimed
from engine.language.machine.figures import Figures
from engine.language.machine.portability import Portability
from engine.language.machine.recorder import ProgramRecorder
from engine.language.machine.walks import Jump, Walk
from engine.language.program import LONGEST_NAME, Program, counters
from engine.language.values import NUMBERS, Class, Function, Iterated, Module, NumpyRandom, PythonRandom, Scope, Value
from engine.mode import get_default_dtype, no_grad
from engine.recording import Check, DefaultType, Execution, ScalarEngine, Span
from engine.tensors import USUAL, Tensor


class Paused(Protocol):
    """A generator of the program that is not at its end."""

    def forget(self) -> None: ...


@dataclass
class Target:
    """With a `name`, every backward pass starts at the variable of that name once it holds a tensor; without one, where
    the program says.
    """

    name: str | None
    started: bool = False
    # Whether the program itself has said where a pass starts.
    called: bool = False
    # Whether the program has put numbers into a `.grad` itself.
    by_hand: bool = False


class Turns(Protocol):
    """What is told of each turn of a loop before it begins."""

    def turn(self, machine: Machine, loop: ast.stmt, turn: int, length: int | None) -> None: ...


class Machine(ABC):
    """`here` is the part of the program being evaluated: where an error happened, and what a new node comes from. With
    `promotes`, plain numbers bound to names at the top of the program become leaves. `placed` are the tensors that got
    their first name from their place in a list.
    """

    recorder: ProgramRecorder
    portability: Portability
    loops: Turns

    def __init__(
        self, program: Program, budget: Budget, target: str | None, promotes: bool, files: Mapping[str, str]
    ) -> None:
        self.program = program
        self.budget = budget
        self.promotes = promotes
        # The texts that come with the program, by name.
        self.files = files
        self.counters = counters(program.tree) if promotes else frozenset()
        self.scope = Scope()
        self.top = self.scope
        self.here: ast.AST | None = None
        self.target = Target(target)
        # How many objects of the program's own classes there are.
        self.objects = 0
        # The mistakes whose handlers are at work, the innermost last.
        self.handling: list[ProgramError] = []
        # The sources of Python's random module and of numpy's functions without a generator.
        self.python_random: PythonRandom = PythonRandom(random.Random(DEFAULT_SEED))
        self.numpy_random: NumpyRandom = NumpyRandom(np.random.RandomState(DEFAULT_SEED))
        # The generators that are not at their end, and those of them that nothing of the program has any more.
        self.paused: WeakSet[Paused] = WeakSet()
        self.dropped: list[Paused] = []
        self.default_type = DefaultType(get_default_dtype(), None)
        # What the program says of gradients, compared with what they are; the classes that were, and all their nodes.
        self.checks: list[Check] = []
        self.claimed = Claimed()
        # The functions of its own engines that go back: what they compute is no part of the graph.
        self.going_back: set[ast.AST] = set()
        self.engines: dict[str, ScalarEngine] = {}
        # Those that are taken for plain classes.
        self.unfolded: frozenset[str] = frozenset()
        self.compared: set[Class] = set()
        self.ways: list[Way] = []
        # Above 0 while something is computed that the program does not ask for: it prints nothing.
        self.quiet = 0
        # What the author may want to know about the run, by what it is about.
        self.notes: dict[str, str] = {}
        # What torch.save was given, by its path.
        self.saved: dict[str, Value] = {}
        # Types that the program has asked for and cannot name, such as that of a function.
        self.types: dict[str, Class] = {}
        self.identities: dict[Value, int] = {}
        self.printed: list[str] = []
        self.figures = Figures()
        self.print_options = USUAL
        # What numpy.set_printoptions told for arrays.
        self.array_options: dict[str, Any] = {}
        self.placed: MutableSet[Tensor] = set()
        # What the program keeps under names of its own on a tensor.
        self.tensor_fields: dict[Tensor, dict[str, Value]] = {}
        # The line that called the function being executed.
        self._caller: Execution | None = None
        self._frames = 0
        self._levels = program.depths[program.tree]

    @property
    def scalars(self) -> MutableSet[Tensor]:
        return self.recorder.scalars

    @property
    def arrays(self) -> MutableSet[Tensor]:
        return self.recorder.arrays

    @abstractmethod
    def evaluate(self, node: ast.expr) -> Value:
        """The value of an expression."""

    @abstractmethod
    def walk(self, statements: Sequence[ast.stmt]) -> Walk:
        """What a block of statements does, with the pauses of a generator."""

    @abstractmethod
    def generator(self, function: Function, scope: Scope, grouped: bool) -> Iterated:
        """A call of a function with `yield`: its body waits for the first value to be asked for."""

    @abstractmethod
    def value_of(self, name: str) -> Value:
        """What a name stands for. Raises ProgramError (name)."""

    @abstractmethod
    def truth(self, value: Value) -> bool:
        """Whether a condition of this value holds."""

    @abstractmethod
    def items(self, value: Value) -> Iterator[Value]:
        """What a loop over the value visits, a step each; of a list also what is put at its end meanwhile.

        Raises ProgramError (type), and where a dict or a set grows or shrinks on the way (state).
        """

    @abstractmethod
    def equal(self, left: Value, right: Value) -> bool:
        """`left == right` as a truth."""

    @abstractmethod
    def show(self, value: Value) -> str:
        """The text that print() writes."""

    @abstractmethod
    def whole(self, value: Value, what: str) -> int:
        """A whole number; one that was promoted to a leaf still counts as one. Raises ProgramError (type)."""

    @abstractmethod
    def kinds(self, value: Value) -> tuple[str, ...]:
        """The rows of the attribute table that apply, the most special first."""

    @abstractmethod
    def invoke(self, function: Value, arguments: list[Value]) -> Value:
        """`function(*arguments)`"""

    @abstractmethod
    def call_method(self, owner: Value, name: str, *arguments: Value) -> Value:
        """`owner.name(*arguments)` of a value that the language brings along."""

    @abstractmethod
    def construct(self, cls: Class, arguments: list[Value], named: dict[str, Value]) -> Value:
        """`cls(*arguments, **named)`"""

    @abstractmethod
    def array(self, values: Value) -> Value:
        """numpy's array of the values."""

    @abstractmethod
    def type_named(self, name: str) -> Value:
        """The value by which a program names a type. What it cannot name is a class that it can compare and print."""

    @abstractmethod
    def module(self, path: str) -> Module:
        """The module of a dotted path. Raises ProgramError (import)."""

    @abstractmethod
    def not_in(self, module: Module, name: str, code: str = "attribute") -> ProgramError:
        """The mistake of asking a module for a name that it does not have."""

    @abstractmethod
    def close_dropped(self) -> None:
        """Ends the generators that nothing of the program has any more, with their `finally`."""

    def forget_paused(self) -> None:
        """Ends the generators that are left where they pause: nothing of a program outlives its run."""
        for generator in list(self.paused):
            generator.forget()

    def execute(self, statements: Sequence[ast.stmt]) -> Jump | None:
        """A block outside of generators: its walk, which ends without a pause."""
        try:
            next(self.walk(statements))
        except StopIteration as end:
            jump: Jump | None = end.value
            return jump
        raise ProgramError("syntax", "yield stands outside of a function")

    def begin(self, statement: ast.stmt, namespace: str | None = None) -> None:
        """Nodes made from now on belong to an execution of the statement, in the namespace or that of now."""
        around = self.recorder.namespace if namespace is None else namespace
        self.recorder.line = Execution(statement, around, self._caller)

    def result_of(self, body: Sequence[ast.stmt]) -> Value:
        """What a function's body returns."""
        jump = self.execute(body)
        return None if jump is None else jump.value

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

    def rank(self, key: Value, value: Value) -> Value:
        """By what a value is sorted. What a program computes of plain numbers to sort them is no part of its graph."""
        with no_grad() if self.promotes else nullcontext():
            return self.invoke(key, [value])

    def plain(self, value: Value) -> Value:
        """A plain number that was promoted to a leaf, or computed from one, as the number that it is."""
        return value.item() if self.promotes and type(value) is Tensor and value.ndim == 0 else value

    def text(self, value: str) -> str:
        """A string the program holds."""
        self.budget.check("string", len(value))
        return self.written(value)

    def written(self, piece: str) -> str:
        """A piece of text that was made, whether the program will hold it or not."""
        self.budget.spend("cells", len(piece))
        return piece

    def print(self, value: str) -> None:
        if self.quiet:
            return
        self.budget.spend("output", len(value))
        self.printed.append(value)

    def rebinds(self, tensor: Tensor) -> bool:
        """Does `x += y` give x a new value, instead of changing the tensor in place?"""
        return self.promotes or tensor in self.scalars

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
