"""Generators: functions with `yield`, and `(x for ...)`. What is left of one is a walk that pauses; see statements.py.

A walk runs in a place of its own: its scope, the mistakes its handlers are at work on, its group of nodes. They are put
in at every start and taken out at every pause, so whoever asks for the next value meets the place it left.
"""

from __future__ import annotations

import ast
import gc
from collections.abc import Generator, Iterator

from engine.errors import EngineError
from engine.language.errors import BudgetError, ProgramError
from engine.language.machine import Machine, Walk
from engine.language.rules.exceptions import EXCEPTIONS, is_raised, is_stop, located, raised, stop
from engine.language.values import Iterated, Scope, Value, method
from engine.mode import enable_grad, is_grad_enabled, no_grad

# What a generator takes in memory, counted in entries of lists.
CELLS = 8
# What it takes to close one, in steps.
CLOSING = 10


class Resumable(Iterated):
    """A generator of the program. `result` is what it returned, once it is at its end."""

    # Of one that could not be made.
    _walk: Walk | None = None

    def __init__(
        self, machine: Machine, name: str, walk: Walk, scope: Scope, depth: int, calls: int = 1, records: bool = True
    ) -> None:
        machine.budget.spend("cells", CELLS)
        machine.objects += 1
        machine.paused.add(self)
        self.name = name
        self.number = machine.objects
        self._machine = machine
        self._walk = walk
        self._at_work = False
        self._cost = (depth, calls)
        self._records = records
        self._scope = scope
        self._handling: list[ProgramError] = []
        self._namespace: str | None = None
        # The statement that it pauses in.
        self._statement: ast.stmt | None = None
        # Whether differentiation is on where it pauses, if a block around that place says so.
        self._switched: bool | None = None

    @property
    def rest(self) -> Iterator[Value]:  # type: ignore[override]
        return self

    @property
    def started(self) -> bool:
        return self._namespace is not None

    def __iter__(self) -> Resumable:
        return self

    def __next__(self) -> Value:
        return self.resume()

    def resume(self, sent: Value = None, thrown: ProgramError | None = None) -> Value:
        """The next value. Raises StopIteration of Python's at the end, else what the program raises."""
        if self._at_work:
            raise ProgramError("value", "a generator is asked for its next value while it makes one")
        if self._walk is None:
            if thrown is not None:
                raise thrown
            raise StopIteration
        machine, place = self._machine, self._machine.here
        depth, calls = self._cost
        with machine.frame(depth, calls):
            try:
                value = self._step(self._walk, sent, thrown)
            except EngineError as error:
                self.forget()
                mistake = located(machine, error)
                if is_stop(mistake):
                    raise ProgramError("state", "generator raised StopIteration", span=mistake.span) from None
                raise mistake from None
            except StopIteration as end:
                self.forget()
                machine.here = place
                self.result = None if end.value is None else end.value.value
                raise StopIteration from None
        machine.here = place
        return value

    def _step(self, walk: Walk, sent: Value, thrown: ProgramError | None) -> Value:
        machine = self._machine
        around = machine.scope, machine.handling, machine.recorder.namespace
        machine.scope, machine.handling = self._scope, self._handling
        machine.recorder.namespace = around[2] if self._namespace is None else self._namespace
        enabled = is_grad_enabled() and self._records
        self._at_work = True
        line = machine.recorder.line
        if self._statement is not None:
            machine.begin(self._statement)
        try:
            with enable_grad() if (enabled if self._switched is None else self._switched) else no_grad():
                value = walk.send(sent) if thrown is None else walk.throw(thrown)
                inside = is_grad_enabled()
            # A block of no_grad() in which a generator pauses is about the generator alone.
            self._switched = None if inside == enabled else inside
            return value
        finally:
            self._at_work = False
            at_work = machine.recorder.line
            if at_work is not None and at_work is not line:
                self._statement = at_work.statement
            self._scope, self._namespace = machine.scope, machine.recorder.namespace
            machine.scope, machine.handling, machine.recorder.namespace = around

    def forget(self) -> None:
        """Ends it where it stands: no handler and no `finally` of the program's runs any more."""
        if self._walk is not None:
            walk, self._walk = self._walk, None
            self._machine.paused.discard(self)
            walk.close()

    def __del__(self) -> None:
        """Nothing of the program has it any more: where it pauses, it is closed before the next statement or call."""
        if self._walk is None or _GARBAGE.at_work:
            return
        machine = self._machine
        if self.started and self._cost[1]:
            machine.dropped.append(self)
            return
        # An expression has no `finally`; what it goes through is let go at once.
        around = machine.scope, machine.handling, machine.recorder.namespace
        self.forget()
        machine.scope, machine.handling, machine.recorder.namespace = around


class _Garbage:
    """Whether Python looks for cycles. When it does hangs on more than the program: what it finds runs no `finally`."""

    def __init__(self) -> None:
        self.at_work = False
        gc.callbacks.append(self._told)

    def _told(self, phase: str, about: dict[str, int]) -> None:
        self.at_work = phase == "start"


_GARBAGE = _Garbage()


def close_dropped(machine: Machine) -> None:
    """Closes the generators that nothing has any more. What they raise then is lost, as in Python."""
    while machine.dropped:
        generator = machine.dropped.pop(0)
        machine.budget.spend("steps", CLOSING)
        place, line = machine.here, machine.recorder.line
        try:
            close(machine, generator)
        except BudgetError:
            raise
        except ProgramError:
            generator.forget()
        machine.here, machine.recorder.line = place, line


def answer(machine: Machine, node: Value) -> Generator[Value, Value, Value]:
    """What `yield` or `yield from` answers: what the generator is sent, or what the inner one returned."""
    value = None if node.value is None else machine.evaluate(node.value)
    machine.at(node)
    if isinstance(node, ast.Yield):
        sent = yield value
        machine.at(node)
        return sent
    if not isinstance(value, Resumable):
        for entry in machine.items(value):
            yield entry
        return None
    thrown: ProgramError | None = None
    sent = None
    while True:
        machine.budget.spend("steps", 1)
        try:
            entry = value.resume(sent, thrown)
        except StopIteration:
            return value.result
        sent, thrown = None, None
        try:
            sent = yield entry
        except EngineError as error:
            thrown = located(machine, error)
        machine.at(node)


def _next(machine: Machine, owner: Resumable, sent: Value = None, thrown: ProgramError | None = None) -> Value:
    machine.budget.spend("steps", 1)
    try:
        return owner.resume(sent, thrown)
    except StopIteration:
        raise stop(machine, owner.result) from None


@method("resumable")
def send(machine: Machine, owner: Resumable, value: Value) -> Value:
    if value is not None and not owner.started:
        raise ProgramError("type", "a generator that has not begun cannot be sent a value", hint="Call next(g) first.")
    return _next(machine, owner, value)


@method("resumable")
def throw(machine: Machine, owner: Resumable, exception: Value) -> Value:
    """Raises the exception where the generator pauses."""
    return _next(machine, owner, thrown=raised(machine, exception))


@method("resumable")
def close(machine: Machine, owner: Resumable) -> None:
    """Ends the generator where it pauses, by an exception that its `finally` blocks see."""
    leaving = raised(machine, EXCEPTIONS["GeneratorExit"])
    try:
        owner.resume(thrown=leaving)
    except StopIteration:
        return
    except ProgramError as error:
        if is_raised(error, "GeneratorExit"):
            return
        raise
    raise ProgramError("state", "generator ignored GeneratorExit")
