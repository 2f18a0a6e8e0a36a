"""L-BFGS: steps along a direction that the last gradients tell of the curvature.

Source: Nocedal and Wright 2006, algorithms 7.4 (direction), 3.5 and 3.6 (line search). Order of operations, first step
and stopping are as the documentation of torch.optim.LBFGS has them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.functions.table import allocate
from engine.mode import enable_grad
from engine.operation import Array
from engine.optim.line_search import Point, strong_wolfe
from engine.optim.optimizer import Optimizer
from engine.tensors import Tensor, Update, worked_out

# Below this product of step and change of gradient nothing is learned of the curvature.
CURVED = 1e-10


@dataclass
class _Memory:
    """What is kept from one call of step to the next."""

    calls: int = 0
    iterations: int = 0
    direction: Array | None = None
    length: float = 1.0
    gradient: Array | None = None
    loss: float = 0.0
    scale: float = 1.0
    # Steps, changes of the gradient, and one over their products, the oldest first.
    steps: list[Array] = field(default_factory=list)
    changes: list[Array] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)


class LBFGS(Optimizer):
    """`step(closure)` computes the loss and its gradients by the closure, as often as it needs them."""

    name = "LBFGS"
    words = "LBFGS moves {w} along d, a direction made of the last gradients and how they changed, by the length s."

    def __init__(
        self,
        params: Any,
        lr: float = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        if line_search_fn not in (None, "strong_wolfe"):
            raise ArgumentError(f"line_search_fn is None or 'strong_wolfe', not {line_search_fn!r}")
        for option, count in (("max_iter", max_iter), ("history_size", history_size)):
            if not isinstance(count, int) or count < 1:
                raise ArgumentError(f"{option} of LBFGS is a whole number from 1 on, not {count!r}")
        settings = {"lr": lr, "max_iter": max_iter, "max_eval": max_eval or max_iter * 5 // 4}
        stops = {"tolerance_grad": tolerance_grad, "tolerance_change": tolerance_change}
        super().__init__(params, {**settings, **stops, "history_size": history_size, "line_search_fn": line_search_fn})
        if len(self.param_groups) != 1:
            raise ArgumentError("LBFGS takes one group of parameters")
        self._memory = _Memory()

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        if closure is None:
            raise ArgumentError("LBFGS computes the loss several times: hand it a function, opt.step(closure)")
        (group,) = self.groups()
        memory, parameters = self._memory, list(group["params"])
        if not parameters:
            raise ArgumentError("LBFGS has no parameters")
        first = self._asked(closure)
        loss, gradient = float(_number(first)), self._gradient(parameters)
        evaluations = 1
        memory.calls += 1
        if _largest(gradient) <= group["tolerance_grad"]:
            return first
        done = 0
        while done < group["max_iter"]:
            done += 1
            memory.iterations += 1
            if memory.iterations == 1:
                direction = -gradient
            else:
                self._learn(memory, gradient, group["history_size"])
                direction = self._directed(memory, gradient)
            memory.gradient, previous_loss = gradient.copy(), loss
            total = float(np.abs(gradient).sum())
            length = min(1.0, 1.0 / total) * group["lr"] if memory.iterations == 1 else float(group["lr"])
            slope = float(gradient @ direction)
            if slope > -group["tolerance_change"]:
                break
            memory.direction = direction
            if group["line_search_fn"] is None:
                self._along(parameters, direction, length)
                if done != group["max_iter"]:
                    loss = float(_number(self._asked(closure)))
                    gradient = self._gradient(parameters)
                    evaluations += 1
            else:
                begun = [parameter._current() for parameter in parameters]

                def at(step: float, begun: list[Array] = begun, direction: Array = direction) -> Point:
                    self._to(parameters, list(begun), direction, step)
                    found = float(_number(self._asked(closure)))
                    return Point(step, found, self._gradient(parameters))

                chosen, asked = strong_wolfe(at, Point(0.0, loss, gradient), slope, length, direction)
                self._to(parameters, begun, direction, 0.0)
                length, loss, gradient = chosen.step, chosen.loss, chosen.gradient
                self._along(parameters, direction, length)
                evaluations += asked
            memory.length = length
            settled = (
                evaluations >= group["max_eval"]
                or _largest(gradient) <= group["tolerance_grad"]
                or _largest(direction * length) <= group["tolerance_change"]
                or abs(loss - previous_loss) < group["tolerance_change"]
            )
            if done == group["max_iter"] or settled:
                break
        return first

    def _asked(self, closure: Callable[[], Any]) -> Any:
        with enable_grad():
            return closure()

    def _gradient(self, parameters: list[Tensor]) -> Array:
        rows = [np.zeros(p.shape) if p.grad is None else np.asarray(p.grad._current()) for p in parameters]
        return np.concatenate([row.reshape(-1) for row in rows])

    def _learn(self, memory: _Memory, gradient: Array, most: int) -> None:
        assert memory.gradient is not None
        assert memory.direction is not None
        change: Array = gradient - memory.gradient
        step: Array = memory.direction * memory.length
        product = float(change @ step)
        if product <= CURVED:
            return
        for _ in (step, change):
            # What is remembered is paid for.
            allocate(step.shape)
        if len(memory.steps) == most:
            for kept in (memory.steps, memory.changes, memory.weights):
                del kept[0]
        memory.steps.append(step)
        memory.changes.append(change)
        memory.weights.append(1.0 / product)
        memory.scale = product / float(change @ change)

    def _directed(self, memory: _Memory, gradient: Array) -> Array:
        """Minus the inverse curvature times the gradient, by the loop over the memory and back."""
        q = -gradient
        shares = [0.0] * len(memory.steps)
        for place in reversed(range(len(memory.steps))):
            shares[place] = float(memory.steps[place] @ q) * memory.weights[place]
            q = q - shares[place] * memory.changes[place]
        r = q * memory.scale
        for place, step in enumerate(memory.steps):
            share = float(memory.changes[place] @ r) * memory.weights[place]
            r = r + step * (shares[place] - share)
        return r

    def _along(self, parameters: list[Tensor], direction: Array, length: float) -> None:
        """One update of every parameter, which the record shows."""
        start = 0
        for parameter in parameters:
            value = parameter._current()
            part = direction[start : start + np.size(value)].reshape(np.shape(value)).astype(parameter.dtype)[()]
            start += np.size(value)
            scope = {"w": value, "d": part, "s": length}
            gradient = value * 0.0 if parameter.grad is None else parameter.grad._current()
            self.move(parameter, Update(self.name, worked_out([("w", "w + s * d")], scope), gradient, words=self.words))

    def _to(self, parameters: list[Tensor], begun: list[Array], direction: Array, length: float) -> None:
        """Tries a point of the line search: the closure sees it."""
        start = 0
        for parameter, value in zip(parameters, begun, strict=True):
            part = direction[start : start + np.size(value)].reshape(np.shape(value)).astype(parameter.dtype)[()]
            start += np.size(value)
            parameter.data = Tensor(value + length * part)

    def state_dict(self) -> dict[str, Any]:
        memory = self._memory
        told = {"func_evals": memory.calls, "n_iter": memory.iterations}
        return {**super().state_dict(), "state": {0: told}}


def _number(loss: Any) -> Any:
    if isinstance(loss, Tensor) and loss.shape == ():
        return loss._seen()
    if isinstance(loss, (int, float)):
        return loss
    raise ArgumentError("the closure of LBFGS returns the loss, a single number: end it with return loss")


def _largest(values: Array) -> float:
    return float(np.abs(values).max(initial=0.0))
