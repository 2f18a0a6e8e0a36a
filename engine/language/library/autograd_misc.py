"""HIPS autograd's `misc`: trees of arrays as one row, and loops that go down a gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.functions import FUNCTIONS, creation
from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import each, entries, invoke, named, tensor_of, whole
from engine.language.values import NUMBERS, Builtin, Module, Value
from engine.operation import size
from engine.tensors import Tensor


def _as_tensor(part: Value) -> Tensor:
    return tensor_of(creation.leaf(float(part)) if isinstance(part, NUMBERS) else part, "flatten")


def _array(machine: Machine, found: Tensor) -> Tensor:
    machine.arrays.add(found)
    return found


def flatten(machine: Machine, value: Value) -> Value:
    """(all entries as one row, what makes the same tree of such a row again), as HIPS autograd's misc.flatten."""
    parts = [_as_tensor(part) for part in entries(machine, value)]
    if not parts:
        raise ProgramError("value", "there is nothing to flatten")
    row = FUNCTIONS["torch.cat"]([FUNCTIONS["torch.reshape"](part, (-1,)) for part in parts])

    def unflatten(machine: Machine, vector: Value) -> Value:
        whole_row = tensor_of(vector, "unflatten")
        cut = iter(FUNCTIONS["torch.split"](whole_row, [size(part.shape) for part in parts]))
        shapes = iter(part.shape for part in parts)
        return each(machine, value, lambda part: _array(machine, FUNCTIONS["torch.reshape"](next(cut), next(shapes))))

    return _array(machine, row), Builtin("unflatten", unflatten)


def _optimized(rule: Callable[..., Any]) -> Callable[..., Value]:
    """A loop of HIPS autograd's misc.optimizers: `rule(numbers, gradient, memory, turn)` gives the next numbers."""

    def run(
        machine: Machine,
        grad: Value,
        init_params: Value,
        callback: Value = None,
        num_iters: Value = 100,
        step_size: Value = None,
        **settings: Value,
    ) -> Value:
        row, unflatten = flatten(machine, init_params)
        memory: dict[str, Any] = {}
        for turn in range(whole(num_iters, "num_iters")):
            machine.budget.spend("steps", 1)
            params = unflatten.call(machine, row)
            found = invoke(machine, grad, [params, turn], {})
            gradient = flatten(machine, found)[0]
            if callback is not None:
                invoke(machine, callback, [params, turn, found], {})
            given = settings if step_size is None else {**settings, "step_size": step_size}
            row = rule(row, gradient, memory, turn, **given)
        return unflatten.call(machine, row)

    return run


def _sgd(x: Any, g: Any, memory: Any, turn: int, step_size: float = 0.1, mass: float = 0.9) -> Any:
    velocity = memory.get("v", 0.0)
    memory["v"] = velocity = mass * velocity - (1.0 - mass) * g
    return x + step_size * velocity


def _rmsprop(
    x: Any, g: Any, memory: Any, turn: int, step_size: float = 0.1, gamma: float = 0.9, eps: float = 1e-8
) -> Any:
    memory["s"] = mean = memory.get("s", 1.0) * gamma + g**2 * (1 - gamma)
    return x - step_size * g / (FUNCTIONS["torch.sqrt"](mean) + eps)


def _adam(
    x: Any,
    g: Any,
    memory: Any,
    turn: int,
    step_size: float = 0.001,
    b1: float = 0.9,
    b2: float = 0.999,
    eps: float = 1e-8,
) -> Any:
    memory["m"] = m = (1 - b1) * g + b1 * memory.get("m", 0.0)
    memory["v"] = v = (1 - b2) * (g**2) + b2 * memory.get("v", 0.0)
    m_hat, v_hat = m / (1 - b1 ** (turn + 1)), v / (1 - b2 ** (turn + 1))
    return x - step_size * m_hat / (FUNCTIONS["torch.sqrt"](v_hat) + eps)


_LOOPS = named(sgd=_optimized(_sgd), rmsprop=_optimized(_rmsprop), adam=_optimized(_adam))
MISC = Module(
    "autograd.misc",
    {
        "flatten": Module("autograd.misc.flatten", named(flatten=flatten)),
        "optimizers": Module("autograd.misc.optimizers", _LOOPS),
    },
)
