"""torch.nn.init and torch.nn.utils as programs call them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import engine_argument
from engine.language.values import Builtin, Module, Value, describe, with_machine
from engine.nn import init, utils
from engine.operation import size
from engine.tensors import Tensor

# A number of a gradient takes so many additions: a square, a sum, a factor.
ARITHMETIC_OF_A_CUT = 4


def _initializer(name: str, call: Callable[..., Any]) -> Builtin:
    """A function of torch.nn.init, whose tensor is changed in place."""

    def begin(machine: Machine, /, *arguments: Value, **named: Value) -> Value:
        given = [value if isinstance(value, str) else engine_argument(machine, value) for value in arguments]
        options = {
            key: value if isinstance(value, str) else engine_argument(machine, value) for key, value in named.items()
        }
        tensor = given[0] if given else options.get("tensor")
        if name == "calculate_gain":
            return call(*given, **options)
        if type(tensor) is not Tensor:
            raise ProgramError("type", f"{name} begins a tensor, not {describe(tensor)}", hint="Write layer.weight.")
        return machine.change(tensor, lambda: call(*given, **options))

    begin.__signature__ = with_machine(inspect.signature(call))  # type: ignore[attr-defined]
    return Builtin(name, begin)


def _utility(name: str, call: Callable[..., Any]) -> Builtin:
    """A function of torch.nn.utils; parameters come as a list or as what can be gone through."""

    def use(machine: Machine, /, *arguments: Value, **named: Value) -> Value:
        def let_in(key: str, value: Value) -> Value:
            if key in ("parameters", "tensors", "sequences") and type(value) is not Tensor:
                return list(machine.items(value))
            return value if isinstance(value, str) else engine_argument(machine, value)

        keys = list(signature.parameters)
        given = [let_in(key, value) for key, value in zip(keys, arguments, strict=False)]
        options = {key: let_in(key, value) for key, value in named.items()}
        for value in [*given, *options.values()]:
            for tensor in value if isinstance(value, list) else [value]:
                if type(tensor) is Tensor:
                    machine.budget.spend("cost", ARITHMETIC_OF_A_CUT * size(tensor.shape))
                    machine.budget.spend("steps", 1)
        return call(*given, **options)

    signature = inspect.signature(call)
    use.__signature__ = with_machine(signature)  # type: ignore[attr-defined]
    return Builtin(name, use)


INIT = Module("torch.nn.init", {name: _initializer(name, call) for name, call in init.INITIALIZERS.items()})
UTILS = Module(
    "torch.nn.utils",
    {
        **{name: _utility(name, call) for name, call in utils.UTILITIES.items()},
        "rnn": Module("torch.nn.utils.rnn", {name: _utility(name, call) for name, call in utils.SEQUENCES.items()}),
    },
)
