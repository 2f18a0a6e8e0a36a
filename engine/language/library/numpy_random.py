"""numpy's random numbers, by numpy itself: the legacy functions, RandomState, and the generators of default_rng."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.functions import creation
from engine.functions.streams import DEFAULT_SEED
from engine.functions.table import allocate
from engine.language.errors import ProgramError
from engine.language.library.random_states import numpy_state, set_numpy_state
from engine.language.library.sharing import for_method, for_module
from engine.language.machine import Machine
from engine.language.semantics import engine_argument, item, named, whole
from engine.language.values import NUMBERS, Builtin, NumpyRandom, Value, describe, method
from engine.operation import Shape
from engine.tensors import Tensor

Source = np.random.RandomState | np.random.Generator
Draw = Callable[..., Value]
CELLS = 640
REQUIRED = inspect.Parameter.empty
# The distributions of both kinds of source, with what they take before the size.
DISTRIBUTIONS: Mapping[str, Mapping[str, Any]] = {
    "random": {},
    "uniform": {"low": 0.0, "high": 1.0},
    "normal": {"loc": 0.0, "scale": 1.0},
    "standard_normal": {},
    "exponential": {"scale": 1.0},
    "laplace": {"loc": 0.0, "scale": 1.0},
    "poisson": {"lam": 1.0},
    "binomial": {"n": REQUIRED, "p": REQUIRED},
    "beta": {"a": REQUIRED, "b": REQUIRED},
    "gamma": {"shape": REQUIRED, "scale": 1.0},
}


def plain_of(machine: Machine, value: Value) -> Any:
    """What numpy itself takes: numbers, and arrays of them."""
    given = engine_argument(machine, value)
    if isinstance(given, (list, tuple)):
        given = creation.array(given)
    return np.asarray(given._seen()) if isinstance(given, Tensor) else given


def array_of(machine: Machine, drawn: Any) -> Value:
    """What numpy gives: an array of the program, or a plain number."""
    if np.ndim(drawn) == 0:
        return drawn.item() if isinstance(drawn, (np.generic, np.ndarray)) else drawn
    made = creation.leaf(drawn)
    machine.arrays.add(made)
    return made


def _shape(machine: Machine, size: Value) -> Shape | None:
    if size is None:
        return None
    return creation.sizes_of((engine_argument(machine, size),), {})


def _distribution(name: str, parameters: Mapping[str, Any]) -> Draw:
    def draw(machine: Machine, source: Source, *arguments: Value, **options: Value) -> Value:
        given = signature.bind(machine, source, *arguments, **options).arguments
        size = _shape(machine, given.pop("size", None))
        values = {key: plain_of(machine, given[key]) for key in parameters if key in given}
        drawn = legacy if isinstance(source, np.random.RandomState) else current
        allocate(np.broadcast_shapes(*map(np.shape, values.values())) if size is None else size)
        return array_of(machine, drawn(source, **values, size=size))

    legacy, current = vars(np.random.RandomState)[name], vars(np.random.Generator)[name]
    own = [_parameter(key, default) for key, default in (*parameters.items(), ("size", None))]
    signature = inspect.Signature([_parameter("machine", REQUIRED), _parameter("source", REQUIRED), *own])
    draw.__signature__ = signature  # type: ignore[attr-defined]
    return draw


def _parameter(name: str, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default)


def _rand(machine: Machine, source: np.random.RandomState, *sizes: Value) -> Value:
    shape = creation.sizes_of(tuple(engine_argument(machine, size) for size in sizes), {})
    allocate(shape)
    return array_of(machine, source.random_sample(shape))


def _randn(machine: Machine, source: np.random.RandomState, *sizes: Value) -> Value:
    shape = creation.sizes_of(tuple(engine_argument(machine, size) for size in sizes), {})
    allocate(shape)
    return array_of(machine, source.standard_normal(shape))


def _bounds(machine: Machine, low: Value, high: Value, inclusive: bool) -> tuple[int, int]:
    first, last = (0, whole(low, "low")) if high is None else (whole(low, "low"), whole(high, "high"))
    last += inclusive
    if last <= first:
        raise ProgramError("value", f"whole numbers from {first} up to {last} leave nothing to draw from")
    return first, last


def _randint(
    machine: Machine, source: np.random.RandomState, low: Value, high: Value = None, size: Value = None
) -> Value:
    first, last = _bounds(machine, low, high, False)
    shape = _shape(machine, size)
    allocate(shape or ())
    return array_of(machine, source.randint(first, last, shape, dtype=np.int64))


def _integers(
    machine: Machine,
    source: np.random.Generator,
    low: Value,
    high: Value = None,
    size: Value = None,
    *,
    endpoint: Value = False,
) -> Value:
    first, last = _bounds(machine, low, high, machine.truth(endpoint))
    shape = _shape(machine, size)
    allocate(shape or ())
    return array_of(machine, source.integers(first, last, shape))


def _permutation(machine: Machine, source: Source, x: Value) -> Value:
    values = plain_of(machine, x)
    sizes = creation.sizes_of((values,), {}) if np.ndim(values) == 0 else values.shape
    allocate(sizes)
    values = np.arange(sizes[0]) if np.ndim(values) == 0 else values
    return array_of(machine, source.permutation(values))


def _shuffle(machine: Machine, source: Source, x: Value) -> None:
    """Of an array its first axis."""
    if isinstance(x, list):
        machine.budget.spend("cells", 2 * len(x))
        order = list(range(len(x)))
        source.shuffle(order)
        x[:] = [x[place] for place in order]
        return
    if type(x) is not Tensor or not x.ndim:
        raise ProgramError("type", f"shuffle changes a list or an array, not {describe(x)}")
    allocate(x.shape)
    shuffled = np.array(x._seen())
    source.shuffle(shuffled)
    machine.change(x, lambda: x._assign(creation.leaf(shuffled)))


def _choice(
    machine: Machine, source: Source, a: Value, size: Value = None, replace: Value = True, p: Value = None
) -> Value:
    """Of a list, or of the first axis of an array; of a number as of the numbers below it."""
    among = a if isinstance(a, (list, tuple, range, Tensor)) and np.ndim(a) else whole(a, "what choice draws from")
    count = among if isinstance(among, int) else len(among)
    if count < 1:
        raise ProgramError("value", "nothing can be chosen from nothing")
    shape = _shape(machine, size)
    allocate((count,))
    allocate(shape or ())
    places = source.choice(count, shape, machine.truth(replace), None if p is None else plain_of(machine, p))
    if isinstance(among, int):
        return array_of(machine, places)
    if np.ndim(places) == 0:
        return item(machine, among, int(places))
    if type(among) is Tensor:
        return array_of(machine, np.asarray(among._seen())[places])
    picked = [item(machine, among, place) for place in places.reshape(-1).tolist()]
    machine.budget.spend("cells", len(picked))
    if not all(isinstance(value, NUMBERS) for value in picked):
        return picked
    return array_of(machine, np.array(picked).reshape(places.shape))


def _seed(machine: Machine, source: np.random.RandomState, seed: Value = None) -> None:
    source.seed(seed_of(machine, seed, 2**32))


def seed_of(machine: Machine, seed: Value, end: int) -> Any:
    if seed is None:
        return DEFAULT_SEED
    if isinstance(seed, (list, tuple)):
        machine.budget.spend("cells", len(seed))
        return [seed_of(machine, part, end) for part in seed]
    number = whole(seed, "a seed")
    if not 0 <= number < end:
        raise ProgramError("value", f"a seed of numpy's is a whole number from 0 to {end - 1}, not {number}")
    return number


_OF_BOTH: Mapping[str, Draw] = {
    **{name: _distribution(name, parameters) for name, parameters in DISTRIBUTIONS.items()},
    "permutation": _permutation,
    "shuffle": _shuffle,
    "choice": _choice,
}
_OF_GENERATORS: Mapping[str, Draw] = {**_OF_BOTH, "integers": _integers}
_LEGACY: Mapping[str, Draw] = {
    **_OF_BOTH,
    **dict.fromkeys(("random_sample", "ranf", "sample"), _OF_BOTH["random"]),
    "seed": _seed,
    "get_state": numpy_state,
    "set_state": set_numpy_state,
    "rand": _rand,
    "randn": _randn,
    "randint": _randint,
}


def _state(machine: Machine, seed: Value = None) -> NumpyRandom:
    machine.budget.spend("cells", CELLS)
    return NumpyRandom(np.random.RandomState(seed_of(machine, seed, 2**32)))


def _generator(machine: Machine, seed: Value = None) -> NumpyRandom:
    machine.budget.spend("cells", CELLS)
    return NumpyRandom(np.random.default_rng(seed_of(machine, seed, 2**63)))


for _kind, _draws in (("random state", _LEGACY), ("numpy generator", _OF_GENERATORS)):
    for _name, _draw in _draws.items():
        method(_kind, name=_name)(for_method(_draw))


def _source(machine: Machine) -> Source:
    return machine.numpy_random.source


NUMPY_RANDOM: dict[str, Value] = {
    **{name: Builtin(f"numpy.random.{name}", for_module(draw, _source)) for name, draw in _LEGACY.items()},
    **named(RandomState=_state, default_rng=_generator),
}
