"""Where a backward pass starts: at the tensor a program names, or at the one it was asked to start from instead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from engine.differentiate import backward
from engine.language.errors import ProgramError
from engine.language.scope import closest
from engine.language.values import Value, describe
from engine.tensors import Tensor

if TYPE_CHECKING:
    from engine.language.machine import Machine

NO_GRADIENT = (
    "Nothing here requires a gradient, so there is no backward pass: make a leaf with requires_grad=True to see one."
)


class Target:
    """With a `name`, every pass starts at the variable of that name once it holds a tensor; without one, where the
    program says. A program that starts no pass gets one at its end.
    """

    def __init__(self, name: str | None) -> None:
        self.name = name
        self.started = False

    @contextmanager
    def asking(self, machine: Machine) -> Iterator[None]:
        """Gradients that the program asks for inside are a pass of its own."""
        self.started = self.started or self.name is None
        machine.recorder.shows_asked = True
        try:
            yield
        finally:
            machine.recorder.shows_asked = False

    def backward(self, machine: Machine, tensors: Value, gradient: Value, **options: Value) -> None:
        """From one tensor, or a list of them."""
        if self.name is not None:
            chosen = machine.top.names.get(self.name)
            if type(chosen) is Tensor:
                self._start(chosen, options.get("create_graph", False))
            return
        self.started = True
        if type(tensors) is Tensor and tensors in machine.scalars:
            # micrograd's graphs are never used up.
            options["retain_graph"] = True
        backward(tensors, gradient, **options)

    def finish(self, machine: Machine) -> str | None:
        """After the last statement: starts the pass that is still to come, or gives a note on why there is none.

        Raises ProgramError (target) when no variable of the name holds a tensor.
        """
        if self.name is not None:
            chosen = machine.top.names.get(self.name)
            if type(chosen) is not Tensor:
                raise self._unknown(machine, chosen)
            if not self.started:
                self._start(chosen, False)
            return None
        last = machine.recorder.last_result()
        if self.started or last is None:
            return None
        if not last.requires_grad:
            return NO_GRADIENT
        if last.shape != ():
            return (
                f"The last result has shape {tuple(last.shape)}, and a backward pass starts from a single number: "
                "add .sum() or .mean(), or call backward(gradient) with a gradient of that shape."
            )
        backward(last, retain_graph=True, revives=True)
        return None

    def _start(self, tensor: Tensor, create_graph: bool) -> None:
        """A tensor of several numbers is seeded with ones: the gradient of their sum."""
        if not tensor.requires_grad:
            raise ProgramError(
                "target",
                f"{self.name} does not depend on a tensor that requires a gradient",
                hint="Choose a result that is computed from a leaf with requires_grad=True.",
            )
        self.started = True
        backward(tensor, Tensor(np.ones(tensor.shape)), create_graph, retain_graph=True, revives=True)

    def _unknown(self, machine: Machine, held: Value) -> ProgramError:
        tensors = [name for name, value in machine.top.names.items() if type(value) is Tensor]
        assert self.name is not None
        similar = closest(self.name, tensors)
        hint = f"Did you mean {similar}?" if similar else f"Its tensors are {', '.join(tensors) or 'none'}."
        if self.name in machine.top.names:
            return ProgramError("target", f"{self.name} is {describe(held)}, not a tensor", hint=hint)
        return ProgramError("target", f"the program has no tensor named {self.name}", hint=hint)
