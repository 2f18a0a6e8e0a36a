"""Python's `contextlib`: `@contextmanager` makes of a generator what `with` takes."""

from __future__ import annotations

from engine.language.errors import ProgramError
from engine.language.library.held_objects import object_of
from engine.language.machine import Machine
from engine.language.rules import Raised, Resumable, raised
from engine.language.semantics import invoke, named
from engine.language.values import OBJECT, Builtin, Class, Function, Instance, Value, describe


def _class(name: str, **members: Builtin) -> Class:
    made = Class(name, module="contextlib", members={f"__{word}__": member for word, member in members.items()})
    made.order = (made, OBJECT)
    return made


def _enter_generator(machine: Machine, owner: Instance) -> Value:
    try:
        return owner.held.resume()
    except StopIteration:
        raise ProgramError("state", "the generator of a context yields nothing", hint="Give it one yield.") from None


def _leave_generator(machine: Machine, owner: Instance, kind: Value, error: Value, trace: Value) -> bool:
    """Goes on behind the `yield`, where an exception of the block is raised; whether that was handled there."""
    thrown = None if error is None else raised(machine, error)
    try:
        owner.held.resume(thrown=thrown)
    except StopIteration:
        return thrown is not None
    except ProgramError as reason:
        if thrown is not None and isinstance(reason, Raised) and reason.exception is error:
            return False
        raise
    raise ProgramError("state", "the generator of a context yields twice", hint="Give it one yield.")


GENERATED = _class(
    "_GeneratorContextManager",
    enter=Builtin("__enter__", _enter_generator),
    exit=Builtin("__exit__", _leave_generator),
)


def context_manager(machine: Machine, function: Value) -> Builtin:
    """`@contextmanager`: a call of the function is a context around its one `yield`."""

    def call(machine: Machine, /, *arguments: Value, **given: Value) -> Instance:
        made = invoke(machine, function, list(arguments), given)
        if not isinstance(made, Resumable):
            raise ProgramError(
                "type", f"a context is made of a generator, not of {describe(made)}", hint="Give the function a yield."
            )
        return object_of(machine, GENERATED, made)

    return Builtin(function.name if isinstance(function, Function) else "context", call)


def _entered(machine: Machine, owner: Instance) -> Value:
    return owner.held


def _left(machine: Machine, owner: Instance, kind: Value, error: Value, trace: Value) -> bool:
    return False


NULL = _class("nullcontext", enter=Builtin("__enter__", _entered), exit=Builtin("__exit__", _left))


def _begin_null(machine: Machine, owner: Instance, enter_result: Value = None) -> None:
    owner.held = enter_result


NULL.members["__init__"] = Builtin("__init__", _begin_null)


def no_warnings(machine: Machine, **options: Value) -> Instance:
    """numpy's errstate: what it says of warnings changes nothing here."""
    return object_of(machine, NULL, None)


def _begin_suppress(machine: Machine, owner: Instance, /, *kinds: Value) -> None:
    owner.held = kinds


def _suppressed(machine: Machine, owner: Instance, kind: Value, error: Value, trace: Value) -> bool:
    return error is not None and any(one in error.cls.order for one in owner.held)


SUPPRESS = _class(
    "suppress",
    init=Builtin("__init__", _begin_suppress),
    enter=Builtin("__enter__", lambda machine, owner: None),
    exit=Builtin("__exit__", _suppressed),
)
CONTEXTS: dict[str, Value] = {**named(contextmanager=context_manager), "nullcontext": NULL, "suppress": SUPPRESS}
