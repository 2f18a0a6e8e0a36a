"""sklearn in programs: its small data sets, and what parts, scales and judges examples."""

from __future__ import annotations

import numpy as np

from engine import datasets
from engine.functions.table import allocate
from engine.language.errors import ProgramError
from engine.language.library.data import made_with
from engine.language.library.numpy_random import array_of, plain_of, seed_of
from engine.language.machine import Machine
from engine.language.semantics import item, named, whole
from engine.language.values import NUMBERS, OBJECT, Builtin, Class, Instance, Module, NumpyRandom, Value, describe
from engine.operation import Array
from engine.tensors import Tensor


def _class(name: str, module: str) -> Class:
    made = Class(name, module=module)
    made.order = (made, OBJECT)
    return made


BUNCH = _class("Bunch", "sklearn.utils")
SCALER = _class("StandardScaler", "sklearn.preprocessing")


def _random(machine: Machine, state: Value) -> np.random.RandomState:
    """The stream of random_state=: numpy's own of the program, one that the program made, or one from a seed."""
    given = machine.numpy_random if state is None else state
    if isinstance(given, NumpyRandom) and isinstance(given.source, np.random.RandomState):
        return given.source
    return np.random.RandomState(seed_of(machine, state, 2**32))


def _count(machine: Machine, given: Value) -> int | tuple[int, int]:
    if isinstance(given, tuple) and len(given) == 2:
        return whole(given[0], "n_samples"), whole(given[1], "n_samples")
    return whole(given, "n_samples")


def _noise(given: Value) -> float | None:
    if given is not None and not isinstance(given, NUMBERS):
        raise ProgramError("type", f"noise is a number or None, not {describe(given)}")
    return given


def _allocated(count: int | tuple[int, int]) -> int | tuple[int, int]:
    allocate((max(0, count if isinstance(count, int) else sum(count)), 2))
    return count


def make_moons(
    machine: Machine,
    n_samples: Value = 100,
    *,
    shuffle: Value = True,
    noise: Value = None,
    random_state: Value = None,
) -> Value:
    count = _allocated(_count(machine, n_samples))
    made = datasets.moons(count, machine.truth(shuffle), _noise(noise), _random(machine, random_state))
    return tuple(array_of(machine, array) for array in made)


def make_circles(
    machine: Machine,
    n_samples: Value = 100,
    *,
    shuffle: Value = True,
    noise: Value = None,
    random_state: Value = None,
    factor: Value = 0.8,
) -> Value:
    count = _allocated(_count(machine, n_samples))
    if not isinstance(factor, NUMBERS):
        raise ProgramError("type", f"factor is a number, not {describe(factor)}")
    random = _random(machine, random_state)
    made = datasets.circles(count, machine.truth(shuffle), _noise(noise), random, float(factor))
    return tuple(array_of(machine, array) for array in made)


def _bunch(machine: Machine, fields: dict[str, Value]) -> Value:
    made = machine.construct(BUNCH, [], {})
    made.fields.update(fields)
    return made


def load_iris(machine: Machine, *, return_X_y: Value = False, as_frame: Value = False) -> Value:
    lengths, kinds = datasets.iris()
    data, target = _own(machine, lengths), _own(machine, kinds)
    if machine.truth(return_X_y):
        return data, target
    names: dict[str, Value] = {"target_names": list(datasets.IRIS_KINDS), "feature_names": list(datasets.IRIS_FEATURES)}
    return _bunch(machine, {"data": data, "target": target, "frame": None, **names})


def load_digits(machine: Machine, *, n_class: Value = 10, return_X_y: Value = False, as_frame: Value = False) -> Value:
    images, kinds = datasets.digits()
    chosen = kinds < whole(n_class, "n_class")
    images, kinds = images[chosen], kinds[chosen]
    data, target = _own(machine, images.reshape(len(images), -1)), _own(machine, kinds)
    if machine.truth(return_X_y):
        return data, target
    names = [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
    fields: dict[str, Value] = {"data": data, "target": target, "frame": None, "feature_names": names}
    return _bunch(
        machine, {**fields, "target_names": array_of(machine, np.arange(10)), "images": _own(machine, images)}
    )


def _own(machine: Machine, array: Array) -> Value:
    allocate(array.shape)
    return array_of(machine, array)


def entry_of_bunch(machine: Machine, owner: Value, name: Value, /) -> Value:
    return item(machine, owner.fields, name)


def keys_of_bunch(machine: Machine, owner: Value, /) -> Value:
    return machine.call_method(owner.fields, "keys")


BUNCH.members |= named(__getitem__=entry_of_bunch, keys=keys_of_bunch)


def train_test_split(
    machine: Machine,
    *arrays: Value,
    test_size: Value = None,
    train_size: Value = None,
    random_state: Value = None,
    shuffle: Value = True,
    stratify: Value = None,
) -> list[Value]:
    if not arrays:
        raise ProgramError("argument", "train_test_split parts arrays, and is given none")
    counts = {len(array) for array in arrays if isinstance(array, (list, tuple)) or _is_array(array)}
    if len(counts) != 1 or not all(isinstance(array, (list, tuple)) or _is_array(array) for array in arrays):
        raise ProgramError("value", "train_test_split takes arrays or lists of one length")
    count = counts.pop()
    if any(size is not None and not isinstance(size, NUMBERS) for size in (test_size, train_size)):
        raise ProgramError("type", "test_size and train_size are numbers of examples, or fractions of them")
    machine.budget.spend("cells", count)
    if stratify is not None:
        if not machine.truth(shuffle):
            raise ProgramError("value", "stratify= draws at random", hint="Leave shuffle=False out.")
        kinds = np.asarray(plain_of(machine, stratify))
        parts = datasets.stratified(count, test_size, train_size, kinds, _random(machine, random_state))
    else:
        order = _random(machine, random_state).permutation(count) if machine.truth(shuffle) else None
        parts = datasets.split(count, test_size, train_size, order)
    return [_taken(machine, array, places) for array in arrays for places in parts]


def _is_array(value: Value) -> bool:
    return type(value) is Tensor and value.ndim > 0


def _taken(machine: Machine, array: Value, places: Array) -> Value:
    if type(array) is not Tensor:
        machine.budget.spend("cells", len(places))
        return [array[place] for place in places.tolist()]
    allocate((len(places), *array.shape[1:]))
    return item(machine, array, array_of(machine, places))


def _numbers(machine: Machine, given: Value) -> Array:
    found = np.asarray(plain_of(machine, given))
    if found.dtype.kind not in "fiub":
        raise ProgramError("type", f"a scaler takes arrays of numbers, not {describe(given)}")
    return found.astype(np.float64)


def fit(machine: Machine, owner: Instance, X: Value, y: Value = None, /) -> Value:
    examples = _numbers(machine, X)
    if examples.ndim != 2 or not len(examples):
        raise ProgramError("value", f"StandardScaler takes examples in rows, a 2-D array, not {describe(X)}")
    scale = examples.std(axis=0)
    fields = {"mean_": examples.mean(axis=0), "var_": examples.var(axis=0), "scale_": np.where(scale == 0, 1.0, scale)}
    owner.fields |= {name: array_of(machine, array) for name, array in fields.items()}
    return owner


def transform(machine: Machine, owner: Instance, X: Value, /) -> Value:
    if "scale_" not in owner.fields:
        raise ProgramError("value", "this StandardScaler has seen no examples", hint="Call fit(X) first.")
    mean, scale = (_numbers(machine, made_with(owner, name)) for name in ("mean_", "scale_"))
    examples = _numbers(machine, X)
    if examples.ndim != 2 or not mean.shape == scale.shape == examples.shape[1:]:
        told = f"the scaler has {mean.size} means and {scale.size} scales, and is given {describe(X)}"
        raise ProgramError("value", told, hint="It takes examples in rows, with the columns that it was fitted on.")
    allocate(examples.shape)
    return array_of(machine, (examples - mean) / scale)


def fit_transform(machine: Machine, owner: Instance, X: Value, y: Value = None, /) -> Value:
    return transform(machine, fit(machine, owner, X), X)


SCALER.members |= named(fit=fit, transform=transform, fit_transform=fit_transform)


def accuracy_score(machine: Machine, y_true: Value, y_pred: Value) -> float:
    true, guessed = (np.ravel(plain_of(machine, given)) for given in (y_true, y_pred))
    if true.shape != guessed.shape or not true.size:
        raise ProgramError("value", f"there are {true.size} true kinds and {guessed.size} guessed ones")
    return float(np.mean(true == guessed))


SKLEARN = Module(
    "sklearn",
    {
        "datasets": Module(
            "sklearn.datasets",
            named(make_moons=make_moons, make_circles=make_circles, load_iris=load_iris, load_digits=load_digits),
        ),
        "model_selection": Module("sklearn.model_selection", named(train_test_split=train_test_split)),
        "preprocessing": Module("sklearn.preprocessing", {"StandardScaler": SCALER}),
        "metrics": Module("sklearn.metrics", {"accuracy_score": Builtin("accuracy_score", accuracy_score)}),
    },
)
