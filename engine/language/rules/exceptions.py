"""`raise` and `try`: Python's exceptions as classes of the language, and which of them a mistake is.

No handler sees that a budget is used up: neither BudgetError nor UnfinishedError becomes a value of the program.
"""

from __future__ import annotations

import ast
import re

from engine.errors import EngineError, GradientError, SavedError
from engine.language.errors import CODES, BudgetError, ProgramError
from engine.language.machine import Machine, Walk
from engine.language.rules.assignment import bind
from engine.language.rules.raised_words import Said, raised_words
from engine.language.rules.shape_hints import shape_hint
from engine.language.semantics import dunders
from engine.language.values import OBJECT, Builtin, Class, Instance, Value, describe

# Each with the one it is a kind of.
HIERARCHY = {
    "BaseException": "object",
    "Exception": "BaseException",
    "KeyboardInterrupt": "BaseException",
    "SystemExit": "BaseException",
    "GeneratorExit": "BaseException",
    "StopIteration": "Exception",
    "ArithmeticError": "Exception",
    "ZeroDivisionError": "ArithmeticError",
    "OverflowError": "ArithmeticError",
    "FloatingPointError": "ArithmeticError",
    "AssertionError": "Exception",
    "AttributeError": "Exception",
    "ImportError": "Exception",
    "ModuleNotFoundError": "ImportError",
    "LookupError": "Exception",
    "IndexError": "LookupError",
    "KeyError": "LookupError",
    "NameError": "Exception",
    "UnboundLocalError": "NameError",
    "OSError": "Exception",
    "FileNotFoundError": "OSError",
    "RuntimeError": "Exception",
    "NotImplementedError": "RuntimeError",
    "RecursionError": "RuntimeError",
    "TypeError": "Exception",
    "ValueError": "Exception",
    "Warning": "Exception",
    "UserWarning": "Warning",
}
# What Python or PyTorch raises for a mistake of this code; for all others it is a RuntimeError.
RAISED = {
    "argument": "TypeError",
    "assertion": "AssertionError",
    "attribute": "AttributeError",
    "file": "FileNotFoundError",
    "format": "ValueError",
    "import": "ModuleNotFoundError",
    "index": "IndexError",
    "key": "KeyError",
    "math": "ZeroDivisionError",
    "name": "NameError",
    "type": "TypeError",
    "unsupported": "NotImplementedError",
    "value": "ValueError",
}
EXCEPTIONS: dict[str, Class] = {}


def _keep_arguments(machine: Machine, owner: Instance, *arguments: Value) -> None:
    owner.fields["args"] = arguments


for _name, _above in HIERARCHY.items():
    _base = EXCEPTIONS.get(_above, OBJECT)
    _made = EXCEPTIONS[_name] = Class(_name, module="builtins")
    _made.order = (_made, *_base.order)
EXCEPTIONS["BaseException"].members["__init__"] = Builtin("__init__", _keep_arguments)


def is_exception(value: Value) -> bool:
    return isinstance(value, Instance) and EXCEPTIONS["BaseException"] in value.cls.order


class Raised(ProgramError):
    """An exception of the program on its way to a handler; without one, the mistake that ends the program."""

    def __init__(self, exception: Instance, message: str, code: str = "raised", hint: str | None = None) -> None:
        super().__init__(code, message, hint=hint)
        self.exception = exception


def raise_exception(machine: Machine, node: ast.Raise) -> None:
    """`raise`, `raise error`, `raise Class` or `raise error from cause`."""
    if node.exc is None:
        if not machine.handling:
            raise ProgramError("raised", "there is no exception to raise again")
        raise machine.handling[-1]
    made = machine.evaluate(node.exc)
    machine.at(node)
    raise raised(machine, made)


def raised(machine: Machine, made: Value) -> Raised:
    """An exception, or one made of its class, on its way to a handler. Raises ProgramError (type)."""
    if isinstance(made, Class):
        made = machine.construct(made, [], {})
    if not is_exception(made):
        raise ProgramError("type", f"an exception is raised, not {describe(made)}")
    text = machine.show(made)
    said = f"{made.cls.name}: {text}" if text else made.cls.name
    return Raised(made, said, hint="The program raises it itself, and nothing around it handles it.")


def attempt(machine: Machine, node: ast.Try) -> Walk:
    """`try` with its handlers, else and finally."""
    try:
        jump = yield from _guarded(machine, node)
    except BudgetError:
        raise
    except EngineError as error:
        located(machine, error)
        # A jump out of `finally` takes the exception's place, as in Python.
        over = yield from machine.walk(node.finalbody)
        if over is not None:
            return over
        raise
    over = yield from machine.walk(node.finalbody)
    return jump if over is None else over


def _guarded(machine: Machine, node: ast.Try) -> Walk:
    try:
        jump = yield from machine.walk(node.body)
    except BudgetError:
        raise
    except EngineError as error:
        mistake = located(machine, error)
        exception = exception_of(machine, mistake)
        for handler in node.handlers:
            if _handles(machine, handler, exception):
                return (yield from _handled(machine, handler, mistake, exception))
        raise mistake from None
    return (yield from machine.walk(node.orelse)) if jump is None else jump


def leaving(machine: Machine, context: Value, block: Walk) -> Walk:
    """The block, then `__exit__` of the context, which may keep an exception to itself by answering a truth."""
    try:
        jump = yield from block
    except BudgetError:
        raise
    except EngineError as error:
        mistake = located(machine, error)
        exception = exception_of(machine, mistake)
        answer = dunders.ask(machine, context, "__exit__", exception.cls, exception, None)
        if answer is not None and machine.truth(answer[0]):
            return None
        raise mistake from None
    dunders.ask(machine, context, "__exit__", None, None, None)
    return jump


# A value for which the engine has no words but its kind and its place in memory, which no two processes share.
NAMELESS = re.compile(r"<(\w+) (?:[^<>]|<\w+>)* at 0x[0-9a-f]+>")


def located(machine: Machine, error: EngineError) -> ProgramError:
    """The error with its place, before anything else runs.

    One about a gradient has the way out, which the engine names behind a colon, as its hint.
    """
    if isinstance(error, ProgramError):
        return error.locate(machine.span())
    code = next((code for kind, code in CODES.items() if isinstance(error, kind)), "engine")
    failed = machine.recorder.failed()
    found = None if failed is None else shape_hint(machine, failed, str(error))
    message, hint = NAMELESS.sub(r"a \1", str(error)), None if found is None else found.text
    if hint is not None:
        # The engine alone knows no names; with them the hint says what the question at the end asks.
        message = message.partition("; transpose ")[0]
    if isinstance(error, GradientError):
        message, _, way = message.partition(": ")
        hint = f"{way[0].upper()}{way[1:]}." if way else None
    if isinstance(error, SavedError):
        place = machine.recorder.changes.get(error.change)
        message += f", in line {place.line}" if place is not None else ""
    located = ProgramError(code, message, hint=hint, span=machine.span())
    located.failed = failed
    located.fix = None if found is None else found.fix
    return located


def said_of(machine: Machine, error: ProgramError) -> Said | None:
    """The exception and the words of Python, PyTorch or numpy for a mistake, where they are known."""
    if isinstance(error, Raised):
        return None
    failed = error.failed
    shapes = [] if failed is None else [machine.recorder.shape_of(node) for node in failed.inputs]
    return raised_words(error, shapes, failed is not None and all(map(machine.recorder.is_array, failed.inputs)))


def exception_of(machine: Machine, error: ProgramError) -> Instance:
    """The exception that Python or PyTorch would raise for a mistake."""
    if isinstance(error, Raised):
        return error.exception
    said = said_of(machine, error)
    name = RAISED.get(error.code, "RuntimeError")
    if error.code == "math" and "division by zero" not in error.message:
        name = "OverflowError" if "largest float" in error.message else "ValueError"
    name, words = said or (name, error.message)
    machine.objects += 1
    made = Instance(EXCEPTIONS[name], machine.objects)
    made.fields["args"] = (words,) if words else ()
    return made


def _handles(machine: Machine, handler: ast.ExceptHandler, exception: Instance) -> bool:
    if handler.type is None:
        return True
    wanted = machine.evaluate(handler.type)
    machine.at(handler.type)
    listed = wanted if isinstance(wanted, tuple) else (wanted,)
    for one in listed:
        if not isinstance(one, Class):
            raise ProgramError("type", f"except takes a class of exceptions, not {describe(one)}")
    return any(one in exception.cls.order for one in listed)


def _handled(machine: Machine, handler: ast.ExceptHandler, mistake: ProgramError, exception: Instance) -> Walk:
    machine.budget.spend("steps", 1)
    handling, scope = machine.handling, machine.scope
    handling.append(mistake)
    if handler.name is not None:
        bind(machine, handler.name, exception)
    try:
        return (yield from machine.walk(handler.body))
    finally:
        handling.pop()
        if handler.name is not None:
            scope.names.pop(handler.name, None)


def stop(machine: Machine, result: Value = None) -> ProgramError:
    """The exception by which an iterator says that nothing is left, with what a generator returned."""
    said = machine.construct(EXCEPTIONS["StopIteration"], [] if result is None else [result], {})
    said.fields["value"] = result
    return Raised(said, "StopIteration: the iterator is at its end")


def is_stop(error: ProgramError) -> bool:
    return is_raised(error, "StopIteration")


def is_raised(error: ProgramError, name: str) -> bool:
    """Has the program itself raised an exception of this name, or one of its kind?"""
    return isinstance(error, Raised) and EXCEPTIONS[name] in error.exception.cls.order
