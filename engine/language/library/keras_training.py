"""What Keras trains by: losses, optimizers and batches, with its own defaults.

Formulas are those of the Keras documentation: a loss is the mean over all examples and outputs, probabilities are kept
1e-7 away from 0 and 1, and Adam adds its 1e-7 to the root of the uncorrected mean of squares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from engine.functions import FUNCTIONS
from engine.language.errors import ProgramError
from engine.language.library.optimizers import step
from engine.language.machine import Machine
from engine.language.semantics import engine_argument
from engine.language.values import NUMBERS, OBJECT, Builtin, Class, Instance, Module, Value, describe
from engine.operation import OPS, Array
from engine.optim import OPTIMIZERS
from engine.tensors import apply

EPSILON = 1e-7
Loss = Callable[[Machine, Value, Value], Value]


def known(names: Mapping[Value, Value], given: Value, what: str) -> Value:
    """The name itself. Raises ProgramError (value) for one that is not here, with those that are."""
    if given is not None and not isinstance(given, str):
        raise ProgramError("type", f"{what} is a name, not {describe(given)}", hint=f"Write {_listed(names)}.")
    if given not in names:
        raise ProgramError("value", f"there is no {what} {given!r} here", hint=f"Write {_listed(names)}.")
    return given


def _listed(names: Mapping[Value, Value]) -> str:
    shown = [repr(name) for name in names if name is not None]
    return ", ".join(shown[:-1]) + (" or " if len(shown) > 1 else "") + shown[-1]


def _together(truth: Value, predicted: Value) -> tuple[Value, Value]:
    """Targets without the axis of a single output beside predictions that have it lose it, too."""
    if predicted.ndim == truth.ndim + 1 and predicted.shape[-1] == 1:
        predicted = predicted.reshape(predicted.shape[:-1])
    if truth.shape != predicted.shape:
        told = f"the targets are {describe(truth)}, and the model gives {describe(predicted)}"
        raise ProgramError("shape", told, hint="Give a column of the targets for each unit of the last layer.")
    return truth, predicted


def _inside(shares: Value) -> Value:
    """Probabilities away from 0 and 1, where some are not."""
    numbers = shares._seen()
    if np.all((numbers >= EPSILON) & (numbers <= 1 - EPSILON)):
        return shares
    return FUNCTIONS["torch.clamp"](shares, EPSILON, 1 - EPSILON)


def _log(shares: Value) -> Value:
    return FUNCTIONS["torch.log"](shares)


def _squared(machine: Machine, truth: Value, predicted: Value) -> Value:
    truth, predicted = _together(truth, predicted)
    return ((predicted - truth) ** 2).mean()


def _absolute(machine: Machine, truth: Value, predicted: Value) -> Value:
    truth, predicted = _together(truth, predicted)
    return (predicted - truth).abs().mean()


def _binary(machine: Machine, truth: Value, predicted: Value) -> Value:
    truth, predicted = _together(truth, predicted)
    shares = _inside(predicted)
    return -(truth * _log(shares) + (1 - truth) * _log(1 - shares)).mean()


def _binary_scores(machine: Machine, truth: Value, predicted: Value) -> Value:
    truth, predicted = _together(truth, predicted)
    return apply(OPS["binary_cross_entropy_with_logits"], predicted, truth)


def _categorical(machine: Machine, truth: Value, predicted: Value) -> Value:
    truth, predicted = _together(truth, predicted)
    return -(truth * _log(_inside(_whole(predicted)))).sum(-1).mean()


def _whole(shares: Value) -> Value:
    """Shares of 1, also where the model gives others."""
    total = shares.sum(-1, keepdim=True)
    return shares if np.allclose(total._seen(), 1, rtol=0, atol=1e-12) else shares / total


def _sparse(machine: Machine, truth: Value, predicted: Value) -> Value:
    classes = _classes(truth, predicted)
    chosen = FUNCTIONS["torch.gather"](_inside(_whole(predicted)), -1, classes.reshape(-1, 1))
    return -_log(chosen).mean()


def _sparse_scores(machine: Machine, truth: Value, predicted: Value) -> Value:
    return apply(OPS["cross_entropy"], predicted, _classes(truth, predicted))


def _classes(truth: Value, predicted: Value) -> Value:
    numbers = truth._seen().reshape(-1)
    units = predicted.shape[-1] if predicted.ndim == 2 else 0
    if len(numbers) != len(predicted._seen()) or np.any((numbers < 0) | (numbers >= units)):
        told = f"the targets are {describe(truth)}, and the model gives {describe(predicted)}"
        raise ProgramError("value", told, hint=f"Each target is a class from 0 to {max(0, units - 1)}.")
    return truth.reshape(-1).long()


LOSSES: Mapping[str, Loss] = {
    "mse": _squared,
    "mean_squared_error": _squared,
    "mae": _absolute,
    "mean_absolute_error": _absolute,
    "binary_crossentropy": _binary,
    "categorical_crossentropy": _categorical,
    "sparse_categorical_crossentropy": _sparse,
    "binary_crossentropy from scores": _binary_scores,
    "sparse_categorical_crossentropy from scores": _sparse_scores,
}
# Losses that are made by a class, and the names of their two forms.
CLASSES = {
    "MeanSquaredError": ("mse", None),
    "MeanAbsoluteError": ("mae", None),
    "BinaryCrossentropy": ("binary_crossentropy", "binary_crossentropy from scores"),
    "CategoricalCrossentropy": ("categorical_crossentropy", None),
    "SparseCategoricalCrossentropy": (
        "sparse_categorical_crossentropy",
        "sparse_categorical_crossentropy from scores",
    ),
}


def class_of(name: str, module: str) -> Class:
    """A class of Keras, whose only base is object."""
    made = Class(name, module=module)
    made.order = (made, OBJECT)
    return made


LOSS, OPTIMIZER = class_of("Loss", "keras.losses"), class_of("Optimizer", "keras.optimizers")


def loss_of(given: Value) -> str:
    """The name of a loss in LOSSES. Raises ProgramError (value)."""
    if isinstance(given, Instance) and given.cls is LOSS:
        return str(given.fields["loss"])
    shown = {name: None for name in LOSSES if " " not in name}
    if given is None:
        raise ProgramError("value", "compile needs a loss to train by", hint=f"Write loss={_listed(shown)}.")
    return str(known(shown, given, "loss"))


def losses_module() -> Module:
    def maker(name: str, plain: str, scores: str | None) -> Builtin:
        def make(machine: Machine, from_logits: Value = False) -> Value:
            wanted = scores if machine.truth(from_logits) else plain
            if wanted is None:
                raise ProgramError("unsupported", f"{name} takes no scores here", hint="Give the last layer softmax.")
            made = machine.construct(LOSS, [], {})
            made.fields["loss"] = wanted
            return made

        return Builtin(name, make)

    return Module("keras.losses", {name: maker(name, *forms) for name, forms in CLASSES.items()})


# By Keras' names those of engine.optim, and the rates that Keras takes of itself.
RULES = {"sgd": "SGD", "adam": "Adam"}
RATES = {"sgd": 0.01, "adam": 0.001}


def optimizer_of(machine: Machine, given: Value) -> Instance:
    if isinstance(given, Instance) and given.cls is OPTIMIZER:
        return given
    name = known(dict.fromkeys(RULES), given.lower() if isinstance(given, str) else given, "optimizer")
    return _made(machine, name, RATES[name], {})


def _made(machine: Machine, rule: str, rate: Value, settings: dict[str, Value]) -> Instance:
    number = engine_argument(machine, rate)
    if not isinstance(number, NUMBERS) or number < 0:
        raise ProgramError("value", f"a learning rate is a number from 0 on, not {describe(rate)}")
    made: Instance = machine.construct(OPTIMIZER, [], {})
    made.fields |= {"name": rule, "learning_rate": number, "settings": settings, "inner": None}
    return made


def optimizers_module() -> Module:
    def sgd(
        machine: Machine, learning_rate: Value = RATES["sgd"], momentum: Value = 0.0, nesterov: Value = False
    ) -> Value:
        return _made(machine, "sgd", learning_rate, {"momentum": momentum, "nesterov": machine.truth(nesterov)})

    def adam(
        machine: Machine, learning_rate: Value = RATES["adam"], beta_1: Value = 0.9, beta_2: Value = 0.999
    ) -> Value:
        return _made(machine, "adam", learning_rate, {"betas": (beta_1, beta_2)})

    return Module("keras.optimizers", {"SGD": Builtin("SGD", sgd), "Adam": Builtin("Adam", adam)})


def update(machine: Machine, optimizer: Instance, parameters: Sequence[Value]) -> None:
    """A step by the gradients that the parameters hold."""
    fields = optimizer.fields
    if fields["inner"] is None:
        options = {name: engine_argument(machine, each) for name, each in fields["settings"].items()}
        make: Callable[..., Value] = OPTIMIZERS[RULES[fields["name"]]]
        fields["inner"] = make(list(parameters), lr=fields["learning_rate"], **options)
        fields["steps"] = 0
    fields["steps"] += 1
    for group in fields["inner"].param_groups:
        group["lr"] = engine_argument(machine, fields["learning_rate"])
        if "betas" in group:
            # PyTorch's rule divides the mean of squares before it adds its eps, Keras' does not.
            group["eps"] = EPSILON / np.sqrt(1 - group["betas"][1] ** fields["steps"])
    step(machine, fields["inner"])


def batches(machine: Machine, count: int, each: int, shuffled: bool) -> Iterator[Array]:
    """The places of the examples of each batch. Raises ProgramError (value) for batches of none."""
    if each < 1:
        raise ProgramError("value", f"a batch has at least 1 example, not {each}")
    machine.budget.spend("cells", count)
    order = np.arange(count)
    if shuffled and count > each:
        machine.numpy_random.source.shuffle(order)
    for first in range(0, count, each):
        yield order[first : first + each]


def right_of(truth: Array, predicted: Value) -> float:
    """The share of the examples that are told right: above a half, or by the largest of several outputs."""
    given = np.asarray(predicted._seen())
    if given.ndim < 2 or given.shape[-1] == 1:
        return float(np.mean((given.reshape(-1) > 0.5) == (np.asarray(truth).reshape(-1) > 0.5)))
    kinds = np.argmax(truth, axis=-1) if np.shape(truth) == given.shape else np.asarray(truth).reshape(-1)
    return float(np.mean(np.argmax(given, axis=-1) == kinds))
