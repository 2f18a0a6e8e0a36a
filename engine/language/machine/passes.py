"""Where a backward pass starts: at the tensor a program names, or at the one it was asked to start from instead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from engine.differentiate import backward
from engine.language.errors import ProgramError
from engine.language.machine.state import Machine
from engine.language.spelling import closest
from engine.language.values import Value, describe
from engine.tensors import Tensor

NO_GRADIENT = (
    "Nothing here requires a gradient, so there is no backward pass: make a leaf with requires_grad=True to see one."
)


OWN_PASS = "The program calls no backward(): the pass shown is that of its last result, and no .grad is set by it."
BY_HAND = "The program sets its gradients itself: they are what is shown, and no backward pass is added."


@contextmanager
def asking(machine: Machine) -> Iterator[None]:
    """Gradients that the program asks for inside are a pass of its own."""
    target = machine.target
    target.started = target.started or target.name is None
    machine.recorder.shows_asked = True
    try:
        yield
    finally:
        machine.recorder.shows_asked = False


def start(machine: Machine, tensors: Value, gradient: Value, **options: Value) -> None:
    """A pass that the program asks for, from one tensor or a list of them."""
    target = machine.target
    if target.name is not None:
        chosen = machine.top.names.get(target.name)
        if type(chosen) is Tensor:
            _start_at(machine, target.name, chosen, options.get("create_graph", False))
        return
    target.started = target.called = True
    if type(tensors) is Tensor and tensors in machine.scalars:
        # micrograd's graphs are never used up.
        options["retain_graph"] = True
    backward(tensors, gradient, **options)


def finish(machine: Machine) -> str | None:
    """After the last statement: starts the pass that is still to come, or gives a note on why there is none.

    Raises ProgramError (target) when no variable of the name holds a tensor.
    """
    target = machine.target
    if target.name is not None:
        chosen = machine.top.names.get(target.name)
        if type(chosen) is not Tensor:
            raise _unknown(machine, target.name, chosen)
        if not target.started:
            with machine.recorder.keeping_gradients():
                _start_at(machine, target.name, chosen, False)
        return None
    last = next(reversed(machine.claimed.roots), None) or machine.recorder.last_result()
    if target.started or last is None:
        return None
    if target.by_hand:
        return BY_HAND
    if not last.requires_grad:
        return NO_GRADIENT
    if last.shape != ():
        return (
            f"The last result has shape {tuple(last.shape)}, and a backward pass starts from a single number: "
            "add .sum() or .mean(), or call backward(gradient) with a gradient of that shape."
        )
    with machine.recorder.keeping_gradients():
        backward(last, retain_graph=True, revives=True)
    return None if machine.promotes else OWN_PASS


def _start_at(machine: Machine, name: str, tensor: Tensor, create_graph: bool) -> None:
    """A tensor of several numbers is seeded with ones: the gradient of their sum."""
    if not tensor.requires_grad:
        raise ProgramError(
            "target",
            f"{name} does not depend on a tensor that requires a gradient",
            hint="Choose a result that is computed from a leaf with requires_grad=True.",
        )
    machine.target.started = True
    backward(tensor, Tensor(np.ones(tensor.shape)), create_graph, retain_graph=True, revives=True)


def _unknown(machine: Machine, name: str, held: Value) -> ProgramError:
    tensors = [own for own, value in machine.top.names.items() if type(value) is Tensor]
    similar = closest(name, tensors)
    hint = f"Did you mean {similar}?" if similar else f"Its tensors are {', '.join(tensors) or 'none'}."
    if name in machine.top.names:
        return ProgramError("target", f"{name} is {describe(held)}, not a tensor", hint=hint)
    return ProgramError("target", f"the program has no tensor named {name}", hint=hint)
