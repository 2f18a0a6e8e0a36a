"""What every optimizer is: groups of parameters with settings, and a rule by which a step changes each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar

import numpy as np

from engine.errors import ArgumentError
from engine.mode import enable_grad, mode
from engine.operation import Array, Shape
from engine.tensors import State, Tensor, Update, worked_out

Group = dict[str, Any]
# How PyTorch computes, and not what: these stand in every group.
WITHOUT_EFFECT: Mapping[str, Any] = {"foreach": None, "differentiable": False, "fused": None}
# The rules that PyTorch has a program of its own for.
FUSED = ("SGD", "Adam", "AdamW", "Adagrad", "Optimizer")
# What is not below 0, and what is below 1 as well.
NOT_NEGATIVE = ("lr", "momentum", "weight_decay", "eps", "betas", "alpha", "lr_decay", "rho", "momentum_decay")
BELOW_ONE = ("betas",)
PLAIN_NUMBERS = (bool, int, float)


class Optimizer:
    """Changes parameters by their gradients. `param_groups` are as in PyTorch, and a change of one counts at once.

    Subclasses name what their rule remembers of a parameter in `states`, with PyTorch's word for it.
    """

    name: ClassVar[str] = "Optimizer"
    states: ClassVar[Mapping[str, str]] = {}
    # What a step does, for those that say more than their formulas: {w} is the parameter, {lr} the rate.
    words: ClassVar[str] = ""

    def __init__(self, params: Any, defaults: Group) -> None:
        self.defaults: Group = {**WITHOUT_EFFECT, **defaults}
        if self.name not in FUSED:
            del self.defaults["fused"]
        self.param_groups: list[Group] = []
        # How many steps there are of the parameter whose update is being worked out, that one included.
        self.steps_of_now = 0
        # What is remembered of a parameter, by the parameter: its steps, and the state that its rule names.
        self._steps: dict[Tensor, int] = {}
        self._states: dict[Tensor, dict[str, Array]] = {}
        given = [params] if isinstance(params, Tensor) else list(params)
        if isinstance(params, Tensor) or not given:
            raise ArgumentError("an optimizer takes a list of tensors: write model.parameters() or [w, b]")
        groups: list[Any] = given if isinstance(given[0], dict) else [{"params": given}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group: Group) -> None:
        """Parameters with settings of their own; what the group leaves out is the optimizer's default.

        Raises ArgumentError for what is no leaf, or belongs to a group already.
        """
        if not isinstance(param_group, dict) or "params" not in param_group:
            raise ArgumentError('a group of parameters is a dict with "params", as in {"params": [w], "lr": 0.1}')
        params = param_group["params"]
        listed = [params] if isinstance(params, Tensor) else list(params)
        names = [one[0] for one in listed if isinstance(one, tuple) and len(one) == 2]
        listed = [one[1] if isinstance(one, tuple) and len(one) == 2 else one for one in listed]
        if not all(isinstance(parameter, Tensor) for parameter in listed):
            raise ArgumentError("an optimizer takes a list of tensors: write model.parameters() or [w, b]")
        if any(parameter._op is not None for parameter in listed):
            raise ArgumentError(
                "an optimizer changes leaves, and one of these tensors is computed from others: hand over the leaves "
                "it is computed from, or write x.detach().requires_grad_()"
            )
        known = {parameter for group in self.param_groups for parameter in group["params"]}
        if any(parameter in known for parameter in listed):
            raise ArgumentError("a parameter belongs to one group alone")
        group = {**self.defaults, **param_group, "params": listed}
        if len(names) == len(listed) and names:
            group["param_names"] = names
        if any(group[name] is ... for name in group):
            raise ArgumentError(f"{self.name} needs a learning rate: lr=0.1")
        check_settings(self.name, group)
        self.param_groups.append(group)

    @property
    def parameters(self) -> list[Tensor]:
        return [parameter for group in self.groups() for parameter in group["params"]]

    def groups(self) -> Iterator[Group]:
        """The groups as a program may have changed them. Raises ArgumentError."""
        for group in self.param_groups:
            params = group.get("params") if isinstance(group, dict) else None
            if not isinstance(params, (list, tuple)) or not all(isinstance(each, Tensor) for each in params):
                raise ArgumentError('a group of an optimizer is a dict whose "params" are tensors')
            lacking = [name for name in self.defaults if name not in group]
            if lacking:
                raise ArgumentError(f"a group of {self.name} lacks {' and '.join(lacking)}")
            check_settings(self.name, group)
            yield group

    def told(self) -> dict[str, Any]:
        """The settings of the first group, for a reader: without its parameters, and what stands beside the rule."""
        first = next((group for group in self.param_groups if isinstance(group, dict)), {})
        return {name: value for name, value in first.items() if name not in ("params", "capturable", *WITHOUT_EFFECT)}

    def settings(self, group: Group) -> Mapping[str, float]:
        """What the rule names beside the parameter, its gradient and its state."""
        numbers = {name: value for name, value in group.items() if isinstance(value, (int, float))}
        if "betas" in group:
            numbers["beta1"], numbers["beta2"] = group["betas"]
        return numbers

    def start(self, group: Group, value: Array) -> Mapping[str, Array]:
        """The state of a parameter with these values before its first step; what is left out has none yet."""
        return {}

    def rule(self, group: Group, state: Mapping[str, Array]) -> Iterable[tuple[str, str]]:
        """The lines of the update rule (see engine.tensors.update): w is the parameter, grad its gradient, t counts its
        steps. A line that gives one of `states` gives its state for the next step.
        """
        raise NotImplementedError

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Gives every parameter that has a gradient a new version. `closure` computes the loss anew before."""
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        for group in self.groups():
            for parameter in group["params"]:
                gradient = parameter.grad
                if gradient is not None:
                    self.move(parameter, self._update(group, parameter, parameter._current(), gradient._current()))
        return loss

    def move(self, parameter: Tensor, update: Update) -> None:
        """Gives a parameter what the last line of an update says."""
        made = Tensor(update.lines[-1].result)
        recorder = mode().recorder
        if recorder is not None:
            recorder.worked_out(made, update)
        parameter._set_version(made, requires_grad=parameter.requires_grad)

    def _update(self, group: Group, parameter: Tensor, value: Array, gradient: Array) -> Update:
        state = self._states.get(parameter) or dict(self.start(group, value))
        self._steps[parameter] = self.steps_of_now = steps = self._steps.get(parameter, 0) + 1
        scope = {**self.settings(group), **state, "w": value, "grad": gradient, "t": steps}
        lines = worked_out(self.rule(group, state), scope)
        after = {line.name: line.result for line in lines if line.name in self.states}
        self._states[parameter] = after
        remembered = tuple(State(name, state.get(name), held) for name, held in after.items())
        return Update(self.name, lines, gradient, remembered, words=self.words)

    def zero_grad(self, set_to_none: bool = True) -> None:
        for parameter in self.parameters:
            if set_to_none or parameter.grad is None:
                parameter.grad = None
            else:
                parameter.grad = Tensor(np.zeros_like(parameter.grad._current()))

    @property
    def state(self) -> dict[Tensor, dict[str, Any]]:
        """What is remembered of each parameter, in PyTorch's words."""
        return {parameter: self._told(parameter) for parameter in self._states}

    def _told(self, parameter: Tensor) -> dict[str, Any]:
        held = self._states[parameter]
        told: dict[str, Any] = {"step": Tensor(np.float64(self._steps[parameter]))} if self.counts_steps() else {}
        return {**told, **{word: Tensor(np.array(held[name])) for name, word in self.states.items() if name in held}}

    def counts_steps(self) -> bool:
        return True

    def state_dict(self) -> dict[str, Any]:
        """The settings of the groups, their parameters as numbers, and what is remembered of each by its number."""
        numbered = {parameter: number for number, parameter in enumerate(dict.fromkeys(self.parameters))}
        groups = [{**group, "params": [numbered[each] for each in group["params"]]} for group in self.param_groups]
        state = {numbered[p]: told for p, told in self.state.items() if p in numbered and told}
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Raises ArgumentError for a state of other groups."""
        groups = state_dict.get("param_groups") if isinstance(state_dict, Mapping) else None
        sizes = [len(group["params"]) for group in self.groups()]
        if not isinstance(groups, (list, tuple)) or [_count(group) for group in groups] != sizes:
            raise ArgumentError(f"the state does not fit {self.name}: it has other groups of parameters")
        for own, given in zip(self.param_groups, groups, strict=True):
            merged = {**own, **{name: value for name, value in given.items() if name != "params"}}
            check_settings(self.name, merged)
            own.update(merged)
        parameters = list(dict.fromkeys(self.parameters))
        known = state_dict.get("state", {})
        words = {word: name for name, word in self.states.items()}
        self._states, self._steps = {}, {}
        for number, told in known.items():
            if number not in range(len(parameters)) or not isinstance(told, Mapping):
                raise ArgumentError(f"the state does not fit {self.name}: it has no parameter {number}")
            shape = parameters[number].shape
            held = {words[word]: _values(value, shape) for word, value in told.items() if word in words}
            self._states[parameters[number]] = held
            self._steps[parameters[number]] = int(_values(told.get("step", 1)))

    def __repr__(self) -> str:
        lines = [f"{self.name} ("]
        for place, group in enumerate(self.param_groups):
            lines += [] if place == 0 else [""]
            lines += [f"Parameter Group {place}"]
            lines += [f"    {name}: {_shown(group[name])}" for name in sorted(group) if name != "params"]
        return "\n".join([*lines, ")"])


def _shown(value: Any) -> str:
    """Plain values alone: a program may have put anything into a group."""
    plain = value if isinstance(value, (list, tuple)) else (value,)
    return (
        str(value) if all(isinstance(one, (*PLAIN_NUMBERS, str, type(None))) for one in plain) else type(value).__name__
    )


def _count(group: Any) -> int:
    params = group.get("params") if isinstance(group, Mapping) else None
    return len(params) if isinstance(params, (list, tuple)) else -1


def _values(value: Any, shape: Shape = ()) -> Any:
    """The numbers of one part of a state. Raises ArgumentError."""
    numbers = value._seen() if isinstance(value, Tensor) else value
    if not isinstance(value, (Tensor, *PLAIN_NUMBERS)) or np.shape(numbers) not in (shape, ()):
        raise ArgumentError(f"a state holds tensors in the shapes of the parameters, not {type(value).__name__}")
    return numbers


def check_settings(name: str, group: Mapping[str, Any]) -> None:
    """Raises ArgumentError for a rate below 0 and the like."""
    for option in NOT_NEGATIVE:
        if option not in group:
            continue
        value = group[option]
        listed = list(value) if isinstance(value, (list, tuple)) else [value]
        if option == "betas" and len(listed) != 2:
            raise ArgumentError(f"betas of {name} are two numbers: (0.9, 0.999)")
        for number in listed:
            if isinstance(number, Tensor) and number.shape == ():
                number = number.item()
            if not isinstance(number, PLAIN_NUMBERS):
                raise ArgumentError(f"{option} of {name} is a number, not {type(number).__name__}")
            if not number >= 0:
                raise ArgumentError(
                    f"{option} of an optimizer is 0 or more, not {number}: a step goes against the gradient"
                )
            if option in BELOW_ONE and not number < 1:
                raise ArgumentError(f"{option} of an optimizer are below 1, not {number}; common are (0.9, 0.999)")
