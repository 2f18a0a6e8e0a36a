"""Python's random module: its own streams, so that a seed gives what it gives in Python."""

from __future__ import annotations

import random
from collections.abc import Callable

from engine.functions.streams import DEFAULT_SEED
from engine.language.errors import ProgramError
from engine.language.library.random_states import python_state, set_python_state
from engine.language.library.sharing import for_method, for_module
from engine.language.machine import Machine
from engine.language.semantics import bounded, item, whole
from engine.language.values import NUMBERS, Builtin, Iterated, PythonRandom, SetValue, Value, describe, method
from engine.tensors import Tensor

# What a stream takes in memory, counted in entries of lists.
CELLS = 640
MOST_BITS = 63


def _number(value: Value, what: str) -> float:
    if type(value) is Tensor and value.ndim == 0:
        value = value.item()
    if not isinstance(value, NUMBERS):
        raise ProgramError("type", f"{what} is a number, not {describe(value)}")
    return value


def _entries(machine: Machine, values: Value) -> Value:
    """What has places to choose from."""
    if isinstance(values, (SetValue, dict, Iterated)) or not isinstance(
        values, (list, tuple, str, bytes, range, Tensor)
    ):
        raise ProgramError("type", f"{describe(values)} has no places to choose from", hint="Write list(…) around it.")
    if not len(values):
        raise ProgramError("value", "nothing can be chosen from nothing")
    return values


def start(machine: Machine, source: random.Random, a: Value = None) -> None:
    if a is not None and not isinstance(a, (*NUMBERS, str)):
        raise ProgramError("type", f"a seed is a number or a text, not {describe(a)}")
    source.seed(DEFAULT_SEED if a is None else a)


def _share(machine: Machine, source: random.Random) -> float:
    return source.random()


def _uniform(machine: Machine, source: random.Random, a: Value, b: Value) -> float:
    return source.uniform(_number(a, "a"), _number(b, "b"))


def _triangular(
    machine: Machine, source: random.Random, low: Value = 0.0, high: Value = 1.0, mode: Value = None
) -> Value:
    return source.triangular(
        _number(low, "low"), _number(high, "high"), None if mode is None else _number(mode, "mode")
    )


def _gauss(machine: Machine, source: random.Random, mu: Value = 0.0, sigma: Value = 1.0) -> float:
    return source.gauss(_number(mu, "mu"), _number(sigma, "sigma"))


def _normal(machine: Machine, source: random.Random, mu: Value = 0.0, sigma: Value = 1.0) -> float:
    return source.normalvariate(_number(mu, "mu"), _number(sigma, "sigma"))


def _exponential(machine: Machine, source: random.Random, lambd: Value) -> float:
    return source.expovariate(_number(lambd, "lambd"))


def _whole(machine: Machine, source: random.Random, a: Value, b: Value) -> int:
    first, last = whole(a, "a"), whole(b, "b")
    if last < first:
        raise ProgramError("value", f"randint draws from {first} up to {last}, which leaves nothing")
    return source.randint(first, last)


def _of_range(machine: Machine, source: random.Random, start: Value, stop: Value = None, step: Value = 1) -> int:
    bounds = (0, whole(start, "start")) if stop is None else (whole(start, "start"), whole(stop, "stop"))
    by = whole(step, "step")
    if by == 0 or not range(*bounds, by):
        raise ProgramError("value", f"randrange draws from {bounds[0]} up to {bounds[1]}, which leaves nothing")
    return source.randrange(*bounds, by)


def _bits(machine: Machine, source: random.Random, k: Value) -> int:
    count = whole(k, "k")
    if not 0 <= count <= MOST_BITS:
        raise ProgramError("value", f"getrandbits draws from 0 to {MOST_BITS} bits here, not {count}")
    return int(bounded(source.getrandbits(count)))


def _choice(machine: Machine, source: random.Random, seq: Value) -> Value:
    values = _entries(machine, seq)
    return item(machine, values, source.choice(range(len(values))))


def _choices(
    machine: Machine,
    source: random.Random,
    population: Value,
    weights: Value = None,
    *,
    cum_weights: Value = None,
    k: Value = 1,
) -> list[Value]:
    values, count = _entries(machine, population), max(0, whole(k, "k"))
    machine.budget.spend("cells", count)
    told, reached = (
        None if given is None else [_number(weight, "a weight") for weight in machine.items(given)]
        for given in (weights, cum_weights)
    )
    places = source.choices(range(len(values)), told, cum_weights=reached, k=count)
    return [item(machine, values, place) for place in places]


def _sample(machine: Machine, source: random.Random, population: Value, k: Value) -> list[Value]:
    values, count = _entries(machine, population), whole(k, "k")
    if not 0 <= count <= len(values):
        raise ProgramError("value", f"{count} of {len(values)} cannot be drawn, each at most once")
    machine.budget.spend("cells", 2 * count)
    return [item(machine, values, place) for place in source.sample(range(len(values)), count)]


def _shuffle(machine: Machine, source: random.Random, x: Value) -> None:
    if not isinstance(x, list):
        hint = "Write x[torch.randperm(len(x))]." if type(x) is Tensor else "Write list(…) around it."
        raise ProgramError("type", f"shuffle changes a list, not {describe(x)}", hint=hint)
    machine.budget.spend("cells", 2 * len(x))
    source.shuffle(x)


DRAWS: dict[str, Callable[..., Value]] = {
    "seed": start,
    "getstate": python_state,
    "setstate": set_python_state,
    "random": _share,
    "uniform": _uniform,
    "triangular": _triangular,
    "gauss": _gauss,
    "normalvariate": _normal,
    "expovariate": _exponential,
    "randint": _whole,
    "randrange": _of_range,
    "getrandbits": _bits,
    "choice": _choice,
    "choices": _choices,
    "sample": _sample,
    "shuffle": _shuffle,
}


def _new(machine: Machine, x: Value = None) -> PythonRandom:
    machine.budget.spend("cells", CELLS)
    made = random.Random(DEFAULT_SEED)
    start(machine, made, x)
    return PythonRandom(made)


for _name, _draw in DRAWS.items():
    method("random generator", name=_name)(for_method(_draw))

PYTHON_RANDOM: dict[str, Value] = {
    **{
        name: Builtin(name, for_module(draw, lambda machine: machine.python_random.source))
        for name, draw in DRAWS.items()
    },
    "Random": Builtin("Random", _new),
}
