"""torch.autograd.Function: a forward and a backward of the program's own as one node, and whether they fit together.

The first time a class hands gradients back, its backward is compared with what its forward does when its inputs move.
That neither prints nor draws random numbers.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import numpy as np

from engine.errors import EngineError
from engine.functions.own import Way, own_node
from engine.functions.streams import MAIN
from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.values import (
    OBJECT,
    Builtin,
    Class,
    ClassMethod,
    Function,
    Instance,
    StaticMethod,
    Value,
    describe,
)
from engine.mode import is_grad_enabled, no_grad
from engine.operation import shape_text
from engine.recording import Check
from engine.tensors import Tensor

FUNCTION = Class("Function", module="torch.autograd.function")
FUNCTION.order = (FUNCTION, OBJECT)
CONTEXT = Class("FunctionCtx", module="torch.autograd.function")
CONTEXT.order = (CONTEXT, OBJECT)
# So many entries of each input are moved, and so many classes are compared in a run.
MOVED, COMPARED = 12, 20
STEP, WITHIN = 1e-6, 1e-4


def _save(machine: Machine, ctx: Value, /, *tensors: Value) -> None:
    for tensor in tensors:
        if tensor is not None and type(tensor) is not Tensor:
            raise ProgramError(
                "type", f"save_for_backward keeps tensors, not {describe(tensor)}", hint="Write ctx.name = value."
            )
    machine.budget.spend("cells", len(tensors))
    ctx.fields["saved_tensors"] = tuple(tensors)


def _nothing(machine: Machine, ctx: Value, /, *values: Value) -> None:
    """What PyTorch is told of results that are no result of a backward."""


CONTEXT.members |= {
    "save_for_backward": Builtin("save_for_backward", _save),
    "save_for_forward": Builtin("save_for_forward", _nothing),
    "mark_dirty": Builtin("mark_dirty", _nothing),
    "mark_non_differentiable": Builtin("mark_non_differentiable", _nothing),
    "set_materialize_grads": Builtin("set_materialize_grads", _nothing),
}


def _context(machine: Machine, needs: Sequence[bool]) -> Instance:
    machine.budget.spend("cells", 1)
    machine.objects += 1
    ctx = Instance(CONTEXT, machine.objects)
    ctx.fields |= {"saved_tensors": (), "needs_input_grad": tuple(needs)}
    return ctx


def _member(cls: Class, name: str) -> Value:
    found = cls.member(name)
    found = found.function if isinstance(found, StaticMethod) else found
    if not isinstance(found, Function):
        raise ProgramError(
            "type",
            f"{cls.name} has no static method {name}",
            hint=f"Write @staticmethod above def {name}(ctx, …) in the class.",
        )
    return found


def _forward(machine: Machine, cls: Class, ctx: Instance, arguments: list[Value]) -> Value:
    with no_grad():
        if cls.member("setup_context") is None:
            return machine.invoke(_member(cls, "forward"), [ctx, *arguments])
        result = machine.invoke(_member(cls, "forward"), arguments)
        machine.invoke(_member(cls, "setup_context"), [ctx, tuple(arguments), result])
        return result


def apply(machine: Machine, cls: Value, /, *arguments: Value) -> Value:
    """`Square.apply(x)`: the result of forward, each tensor of it a node whose way back is the class's backward."""
    given = list(arguments)
    needs = [type(value) is Tensor and value.requires_grad for value in given]
    ctx = _context(machine, needs)
    result = _forward(machine, cls, ctx, given)
    results = list(result) if isinstance(result, tuple) else [result]
    if not all(type(one) is Tensor for one in results):
        raise ProgramError("type", f"the forward of {cls.name} returns tensors, not {describe(result)}")
    tensors = [value for value in given if type(value) is Tensor]
    if not tensors:
        raise ProgramError("argument", f"{cls.name}.apply takes at least one tensor")
    made = []
    for place, one in enumerate(results):
        call = _Call(machine, cls, ctx, given, [tuple(each.shape) for each in results], place)
        if not is_grad_enabled() or not any(needs) or one.dtype.kind != "f":
            made.append(one)
            continue
        node, call.way = own_node(cls.name, tensors, one._current(), call.back)
        machine.ways.append(call.way)
        made.append(node)
    return tuple(made) if isinstance(result, tuple) else made[0]


class _Call:
    """One result of one call: its backward gets a gradient for this result, and zeros for the others."""

    way: Way | None = None

    def __init__(
        self,
        machine: Machine,
        cls: Class,
        ctx: Instance,
        arguments: list[Value],
        shapes: list[tuple[int, ...]],
        place: int,
    ) -> None:
        self._machine, self._cls, self._ctx, self._arguments = machine, cls, ctx, arguments
        self._shapes, self._place = shapes, place
        # The numbers as they were: a program may change its tensors afterwards.
        self._values = [np.array(value._current()) if type(value) is Tensor else None for value in arguments]

    def back(self, g: Tensor) -> list[Tensor | None]:
        machine, place = self._machine, self._machine.here
        found = self._asked(g)
        machine.here = place
        if self._cls not in machine.compared and len(machine.compared) < COMPARED:
            machine.compared.add(self._cls)
            self._compare(g, found)
            machine.here = place
        return found

    def _asked(self, g: Tensor) -> list[Tensor | None]:
        upstream = [Tensor(np.zeros(shape, g.dtype)) for shape in self._shapes]
        upstream[self._place] = g
        answer = self._machine.invoke(_member(self._cls, "backward"), [self._ctx, *upstream])
        listed = list(answer) if isinstance(answer, (tuple, list)) else [answer]
        while len(listed) > len(self._arguments) and listed[-1] is None:
            listed.pop()
        if len(listed) != len(self._arguments):
            raise ProgramError(
                "argument",
                f"the backward of {self._cls.name} returns {len(listed)} gradients, its forward takes "
                f"{len(self._arguments)} inputs",
                hint="Return one gradient for each input of forward beside ctx, None for what has none.",
            )
        found: list[Tensor | None] = []
        for given, one in zip(self._arguments, listed, strict=True):
            if type(given) is not Tensor:
                continue
            if one is not None and (type(one) is not Tensor or one.shape != given.shape):
                raise ProgramError(
                    "shape",
                    f"the backward of {self._cls.name} returns {describe(one)} for an input of shape "
                    f"{shape_text(given.shape)}",
                    hint="A gradient has the shape of its input; sum over what was broadcast.",
                )
            found.append(one)
        return found

    def _compare(self, g: Tensor, found: list[Tensor | None]) -> None:
        machine = self._machine
        line = _member(self._cls, "backward").node.lineno
        with _quietly(machine):
            try:
                told = self._difference(g, found)
                verdict = "right" if told is None else "differs"
            except EngineError as reason:
                # Beyond the edge of what forward takes, or of what may be computed, there is nothing to compare with.
                told, verdict = f"not compared: {reason}", "unknown"
            if self.way is not None:
                with suppress(EngineError):
                    self.way.learn()
        machine.checks.append(Check("function", self._cls.name, line, verdict, told or ""))

    def _difference(self, g: Tensor, found: list[Tensor | None]) -> str | None:
        """The first entry of a gradient that is not what central differences give."""
        upstream = np.asarray(g._current(), np.float64)
        slots = [place for place, value in enumerate(self._values) if value is not None]
        for place, one in zip(slots, found, strict=True):
            value = self._values[place]
            assert value is not None
            if value.dtype.kind != "f" or not self._arguments[place].requires_grad:
                continue
            said = np.zeros(value.shape) if one is None else np.asarray(one._current(), np.float64)
            for index in list(np.ndindex(value.shape))[:MOVED]:
                step = STEP * max(1.0, abs(float(value[index])))
                ahead, behind = (self._moved(place, index, sign * step) for sign in (1, -1))
                true = float((upstream * (ahead - behind)).sum()) / (2 * step)
                given = float(said[index])
                if not abs(given - true) <= WITHIN * max(1.0, abs(true), abs(given)):
                    where = f" at {list(index)}" if index else ""
                    name = f" of input {place + 1}" if len(slots) > 1 else ""
                    return f"the gradient{name} differs from central differences{where}: {given:.6g} against {true:.6g}"
        return None

    def _moved(self, place: int, index: tuple[int, ...], step: float) -> np.ndarray:
        arguments = list(self._arguments)
        for slot, value in enumerate(self._values):
            if value is not None:
                moved = np.array(value, np.float64 if value.dtype.kind == "f" else value.dtype)
                if slot == place:
                    moved[index] += step
                arguments[slot] = Tensor(moved[()])
        ctx = _context(self._machine, [False] * len(arguments))
        result = _forward(self._machine, self._cls, ctx, arguments)
        one = result[self._place] if isinstance(result, tuple) else result
        if type(one) is not Tensor:
            raise ProgramError("type", f"the forward of {self._cls.name} returns tensors, not {describe(one)}")
        return np.asarray(one._current(), np.float64)


@contextmanager
def _quietly(machine: Machine) -> Iterator[None]:
    """What is computed inside neither prints nor draws: the streams stand afterwards where they stood before."""
    printed, stream = len(machine.printed), copy.deepcopy(MAIN.__dict__)
    python, numpys = machine.python_random.source.getstate(), copy.deepcopy(machine.numpy_random)
    machine.quiet += 1
    try:
        yield
    finally:
        machine.quiet -= 1
        del machine.printed[printed:]
        vars(MAIN).clear()
        vars(MAIN).update(stream)
        machine.python_random.source.setstate(python)
        machine.numpy_random = numpys


def once_differentiable(machine: Machine, function: Value) -> Value:
    """Says that a backward is not differentiated itself."""
    return function


FUNCTION.members["apply"] = ClassMethod(Builtin("apply", apply))
OF_FUNCTION = {
    "Function": FUNCTION,
    "FunctionCtx": CONTEXT,
    "once_differentiable": Builtin("once_differentiable", once_differentiable),
}
