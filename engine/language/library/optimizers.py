"""torch.optim as programs use it: the optimizers and schedules of engine.optim, with the program's values let in."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.methods import clear_gradients_of
from engine.language.semantics import engine_argument, invoke
from engine.language.values import (
    NUMBERS,
    Builtin,
    Function,
    Method,
    Module,
    Optimizer,
    Scheduler,
    Value,
    describe,
    method,
    with_machine,
)
from engine.operation import size
from engine.optim import LBFGS, OPTIMIZERS, SCHEDULERS
from engine.tensors import Tensor

# For each number of a parameter, counted in additions: Adam's rule has two means, a root and a division.
ARITHMETIC_OF_A_STEP = 30
# Kept of each number of a parameter beside what the rule remembers of it: its new version, and the gradient it had.
KEPT_OF_A_STEP = 2


def _parameters(machine: Machine, value: Value) -> list[Value]:
    """A list of parameters, of names with parameters, or of groups. Raises ProgramError (type)."""
    if type(value) is Tensor:
        raise ProgramError("type", "an optimizer takes a list of tensors", hint="Write model.parameters() or [w, b].")
    listed = [_group(machine, entry) if isinstance(entry, dict) else entry for entry in machine.items(value)]
    if not listed or not all(isinstance(entry, (Tensor, dict, tuple)) for entry in listed):
        raise ProgramError("type", "an optimizer takes a list of tensors", hint="Write model.parameters() or [w, b].")
    return listed


def _group(machine: Machine, given: Value) -> dict[str, Value]:
    if not isinstance(given, dict) or not all(isinstance(name, str) for name in given) or "params" not in given:
        raise ProgramError(
            "type", f"a group is a dict with params, not {describe(given)}", hint='Write {"params": [w], "lr": 0.1}.'
        )
    params = given["params"]
    listed = [params] if type(params) is Tensor else list(machine.items(params))
    machine.budget.spend("cells", len(given))
    return {**{name: _setting(machine, name, value) for name, value in given.items()}, "params": listed}


def _setting(machine: Machine, name: str, value: Value) -> Value:
    """Raises ProgramError (type) for what is neither a number nor a word."""
    if name == "params" or value is None or isinstance(value, (*NUMBERS, str)):
        return value
    if type(value) is Tensor and value.shape == ():
        return value.item()
    if isinstance(value, (list, tuple)) and all(isinstance(one, NUMBERS) for one in value):
        return value
    raise ProgramError("type", f"{name} is a number, not {describe(value)}")


def _optimizer(name: str, make: Callable[..., Optimizer]) -> Builtin:
    signature = inspect.signature(make)

    def build(machine: Machine, /, *positional: Value, **named: Value) -> Optimizer:
        given = signature.bind(*positional, **named).arguments
        params = _parameters(machine, given.pop("params"))
        return make(params, **{key: _setting(machine, key, value) for key, value in given.items()})

    build.__signature__ = with_machine(signature)  # type: ignore[attr-defined]
    return Builtin(name, build)


def _scheduler(name: str, make: Callable[..., Scheduler]) -> Builtin:
    signature = inspect.signature(make)

    def let_in(machine: Machine, value: Value) -> Any:
        if isinstance(value, (Function, Method, Builtin)):
            return lambda epoch: invoke(machine, value, [epoch], {})
        if isinstance(value, (list, tuple)):
            machine.budget.spend("cells", len(value))
            return [let_in(machine, one) for one in value]
        return value if isinstance(value, (str, Optimizer, Scheduler)) else engine_argument(machine, value)

    def build(machine: Machine, /, *positional: Value, **named: Value) -> Scheduler:
        given = [let_in(machine, value) for value in positional]
        return make(*given, **{key: let_in(machine, value) for key, value in named.items()})

    build.__signature__ = with_machine(signature)  # type: ignore[attr-defined]
    return Builtin(name, build)


def _pay_for_step(machine: Machine, optimizer: Optimizer) -> None:
    kept = KEPT_OF_A_STEP + len(optimizer.states)
    for group in optimizer.groups():
        machine.budget.spend("steps", 1 + len(group["params"]))
        for parameter in group["params"]:
            if parameter.grad is not None:
                machine.budget.allocate(parameter.shape)
                machine.budget.spend("elements", (kept - 1) * size(parameter.shape))
                machine.budget.spend("cost", ARITHMETIC_OF_A_STEP * size(parameter.shape))


@method("optimizer")
def step(machine: Machine, optimizer: Optimizer, closure: Value = None) -> Value:
    """Each call of the closure by LBFGS is a step of its own, and each turn is paid for."""

    def computed() -> Value:
        if isinstance(optimizer, LBFGS):
            _pay_for_step(machine, optimizer)
        return invoke(machine, closure, [], {})

    _pay_for_step(machine, optimizer)
    return optimizer.step(None if closure is None else computed)


@method("optimizer", name="zero_grad")
def clear_gradients(machine: Machine, optimizer: Optimizer, set_to_none: Value = True) -> None:
    parameters = optimizer.parameters
    machine.budget.spend("steps", len(parameters))
    clear_gradients_of(machine, parameters, machine.truth(set_to_none))


@method("optimizer")
def add_param_group(machine: Machine, optimizer: Optimizer, param_group: Value) -> None:
    optimizer.add_param_group(_group(machine, param_group))


@method("optimizer", name="state_dict")
def state_of_optimizer(machine: Machine, optimizer: Optimizer) -> dict[str, Value]:
    for parameter in optimizer.parameters:
        machine.budget.allocate(parameter.shape)
    return optimizer.state_dict()


@method("optimizer", name="load_state_dict")
def give_state_to_optimizer(machine: Machine, optimizer: Optimizer, state_dict: Value) -> None:
    optimizer.load_state_dict(state_dict)


@method("scheduler", name="step")
def step_of_scheduler(machine: Machine, scheduler: Scheduler, *measures: Value) -> None:
    machine.budget.spend("steps", 1 + len(scheduler.optimizer.param_groups))
    scheduler.step(*(engine_argument(machine, measure) for measure in measures))


@method("scheduler")
def get_last_lr(machine: Machine, scheduler: Scheduler) -> list[float]:
    return scheduler.get_last_lr()


@method("scheduler", name="state_dict")
def state_of_scheduler(machine: Machine, scheduler: Scheduler) -> dict[str, Value]:
    return scheduler.state_dict()


@method("scheduler", name="load_state_dict")
def give_state_to_scheduler(machine: Machine, scheduler: Scheduler, state_dict: Value) -> None:
    scheduler.load_state_dict(state_dict)


def _abstract(name: str) -> Builtin:
    """What isinstance asks for; of itself it makes nothing."""

    def build(machine: Machine, /, *positional: Value, **named: Value) -> Value:
        raise ProgramError("type", f"{name} makes nothing by itself", hint="Write one of its kinds: SGD, Adam, StepLR.")

    return Builtin(name, build)


def _optim() -> Mapping[str, Value]:
    makes = {name: _optimizer(name, make) for name, make in OPTIMIZERS.items()}
    schedules = {name: _scheduler(name, make) for name, make in SCHEDULERS.items()}
    schedules["LRScheduler"] = schedules["_LRScheduler"] = _abstract("LRScheduler")
    return {**makes, "Optimizer": _abstract("Optimizer"), "lr_scheduler": Module("torch.optim.lr_scheduler", schedules)}


OPTIM = Module("torch.optim", _optim())
