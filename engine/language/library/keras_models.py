"""Keras in programs: Sequential models, compile and fit, by the gradients and optimizers that are here.

A model is built when it first sees examples, and fit() trains like a loop that the program could have written: each
batch is a turn with a forward pass, a backward pass and an update. Weights come from numpy's stream of the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.functions import creation
from engine.language.errors import ProgramError
from engine.language.library.keras_layers import (
    DENSE,
    FLATTEN,
    INPUT,
    LAYER_NAMES,
    LAYERS,
    build,
    call_layer,
    give,
    guarded,
)
from engine.language.library.keras_training import (
    LOSSES,
    batches,
    class_of,
    known,
    loss_of,
    losses_module,
    optimizer_of,
    optimizers_module,
    right_of,
    update,
)
from engine.language.library.numpy_random import array_of, plain_of, seed_of
from engine.language.machine import Machine, passes
from engine.language.semantics import named, whole
from engine.language.values import Instance, Module, Value, describe
from engine.mode import no_grad
from engine.operation import Array, size
from engine.tensors import Tensor

SEQUENTIAL, HISTORY = class_of("Sequential", "keras"), class_of("History", "keras.callbacks")
# What is said of a model without a loss.
COMPILE = 'Call model.compile(optimizer="sgd", loss="mse").'


def sequential(machine: Machine, owner: Instance, layers: Value = None, name: Value = None) -> None:
    owner.fields |= {"layers": [], "name": name, "loss": None, "optimizer": None, "metrics": [], "shape": None}
    for layer in [] if layers is None else machine.items(layers):
        add(machine, owner, layer)


def add(machine: Machine, owner: Instance, layer: Value) -> None:
    if isinstance(layer, Instance) and layer.cls is INPUT:
        owner.fields["shape"] = layer.fields["shape"]
        return
    if not isinstance(layer, Instance) or layer.cls not in LAYERS:
        kinds = ", ".join(each.name for each in (INPUT, *LAYERS)).replace("InputLayer", "Input")
        raise ProgramError("type", f"a Sequential model takes layers, not {describe(layer)}", hint=f"Here are {kinds}.")
    machine.budget.spend("cells", 1)
    same = sum(each.cls is layer.cls for each in owner.fields["layers"])
    if layer.fields["name"] is None:
        layer.fields["name"] = layer.cls.name.lower() + (f"_{same}" if same else "")
    owner.fields["layers"].append(layer)
    if owner.fields["shape"] is None and layer.fields["given"] is not None:
        owner.fields["shape"] = layer.fields["given"]
    _build_known(machine, owner)


def _build_known(machine: Machine, owner: Instance) -> None:
    """As far as the sizes follow from that of the input."""
    shape = owner.fields["shape"]
    for layer in owner.fields["layers"] if shape else ():
        if layer.cls is FLATTEN:
            shape = (size(shape),)
        if layer.cls is DENSE:
            build(machine, layer, shape[-1])
            shape = (*shape[:-1], layer.fields["units"])


def call_model(machine: Machine, owner: Instance, inputs: Value, training: Value = False) -> Value:
    value = _examples(machine, inputs)
    for layer in owner.fields["layers"]:
        value = call_layer(machine, layer, value)
    return value


def _examples(machine: Machine, given: Value) -> Value:
    if isinstance(given, Tensor):
        return given if given.dtype.kind == "f" else creation.leaf(np.asarray(given._seen(), dtype=float))
    return _array(machine, given)


def _array(machine: Machine, given: Value) -> Value:
    numbers = np.asarray(plain_of(machine, given))
    if numbers.dtype.kind not in "fiub":
        raise ProgramError("type", f"a model takes arrays of numbers, not {describe(given)}")
    return creation.leaf(numbers.astype(float))


def compile_model(
    machine: Machine, owner: Instance, optimizer: Value = "rmsprop", loss: Value = None, metrics: Value = None
) -> None:
    kept = [] if metrics is None else list(machine.items(metrics))
    for each in kept:
        known({"accuracy": 0, "acc": 0, "binary_accuracy": 0}, each, "metric")
    owner.fields |= {"optimizer": optimizer_of(machine, optimizer), "loss": loss_of(loss), "metrics": kept}


def parameters_of(owner: Instance) -> list[Tensor]:
    found = (layer.fields.get(name) for layer in owner.fields["layers"] for name in ("kernel", "bias"))
    return [each for each in found if each is not None]


def _check_compiled(owner: Instance) -> None:
    """Raises ProgramError (value) for a model that has nothing to train by."""
    if owner.fields["loss"] is None:
        raise ProgramError("value", "the model has no loss yet", hint=COMPILE)


def fit(
    machine: Machine,
    owner: Instance,
    x: Value,
    y: Value,
    batch_size: Value = None,
    epochs: Value = 1,
    verbose: Value = "auto",
    shuffle: Value = True,
) -> Value:
    """Raises ProgramError (value) for a model that is not compiled."""
    _check_compiled(owner)
    inputs, truth = (np.asarray(plain_of(machine, each)) for each in (x, y))
    if not inputs.ndim or not truth.ndim or len(inputs) != len(truth) or not len(inputs):
        raise ProgramError("value", f"fit takes as many targets as examples, not {describe(x)} and {describe(y)}")
    history: dict[str, Value] = {"loss": []} | ({"accuracy": []} if owner.fields["metrics"] else {})
    statement = None if machine.recorder.line is None else machine.recorder.line.statement
    count, each = whole(epochs, "epochs"), 32 if batch_size is None else whole(batch_size, "batch_size")
    for epoch in range(1, count + 1):
        machine.budget.spend("steps", 1)
        total = right = 0.0
        for place, chosen in enumerate(batches(machine, len(inputs), each, machine.truth(shuffle)), start=1):
            many = len(inputs) > each
            title = f"epoch {epoch}, batch {place}" if many else f"epoch {epoch}"
            with machine.namespace("iteration", title):
                if statement is not None:
                    machine.begin(statement)
                given, wanted = (_batch(own, numbers, chosen) for own, numbers in ((x, inputs), (y, truth)))
                predicted = call_model(machine, owner, given)
                loss = LOSSES[owner.fields["loss"]](machine, wanted, predicted)
                machine.named(loss, "loss")
                _update(machine, owner, loss)
            total += loss.item() * len(chosen)
            right += right_of(truth[chosen], predicted) * len(chosen)
        history["loss"].append(total / len(inputs))
        if owner.fields["metrics"]:
            history["accuracy"].append(right / len(inputs))
        if verbose not in (0, False):
            told = " - ".join(f"{name}: {numbers[-1]:.4f}" for name, numbers in history.items())
            machine.print(f"Epoch {epoch}/{count} - {told}\n")
    made = machine.construct(HISTORY, [], {})
    made.fields |= {"history": history, "epoch": list(range(count)), "model": owner}
    return made


def _batch(given: Value, numbers: Array, chosen: Array) -> Tensor:
    """The examples of a batch: of all of them in their order the program's own array."""
    whole_one = isinstance(given, Tensor) and given.dtype == float and np.array_equal(chosen, np.arange(len(numbers)))
    made: Tensor = given if whole_one else creation.leaf(numbers[chosen].astype(float))
    return made


def _update(machine: Machine, owner: Instance, loss: Tensor) -> None:
    parameters = parameters_of(owner)
    for parameter in parameters:
        parameter.grad = None
    passes.start(machine, loss, None)
    update(machine, owner.fields["optimizer"], parameters)


def predict(machine: Machine, owner: Instance, x: Value, batch_size: Value = None, verbose: Value = "auto") -> Value:
    with no_grad():
        made = call_model(machine, owner, x)
    return array_of(machine, np.array(made._seen()))


def evaluate(machine: Machine, owner: Instance, x: Value, y: Value, verbose: Value = "auto") -> Value:
    _check_compiled(owner)
    truth = np.asarray(plain_of(machine, y))
    with no_grad():
        predicted = call_model(machine, owner, x)
        loss = LOSSES[owner.fields["loss"]](machine, creation.leaf(truth.astype(float)), predicted).item()
    return [loss, right_of(truth, predicted)] if owner.fields["metrics"] else loss


def get_weights(machine: Machine, owner: Instance) -> Value:
    layers = owner.fields["layers"] if owner.cls is SEQUENTIAL else [owner]
    found = (layer.fields.get(name) for layer in layers for name in ("kernel", "bias"))
    return [array_of(machine, np.array(each._seen())) for each in found if each is not None]


def set_weights(machine: Machine, owner: Instance, weights: Value) -> None:
    given = [np.asarray(plain_of(machine, each), dtype=float) for each in machine.items(weights)]
    layers: Sequence[Instance] = owner.fields["layers"] if owner.cls is SEQUENTIAL else [owner]
    places = list(_places(layers))
    if len(given) != len(places):
        told = f"there are {len(places)} arrays of weights to give, and {len(given)} are given"
        raise ProgramError("value", told, hint="Of a Dense layer they are kernel and bias.")
    for (layer, which), numbers in zip(places, given, strict=True):
        now = layer.fields[which]
        if now is not None and now.shape != numbers.shape:
            raise ProgramError("shape", f"the {which} is {now.shape}, and the array that is given {numbers.shape}")
        give(machine, layer, which, numbers)


def _places(layers: Sequence[Instance]) -> Iterator[tuple[Instance, str]]:
    for layer in layers:
        if layer.cls is DENSE:
            yield layer, "kernel"
            if layer.fields["use_bias"]:
                yield layer, "bias"


def summary(machine: Machine, owner: Instance) -> None:
    machine.print(f'Model: "{owner.fields["name"] or "sequential"}"\n')
    for layer in owner.fields["layers"]:
        count = sum(size(each.shape) for name in ("kernel", "bias") if (each := layer.fields.get(name)) is not None)
        machine.print(f"{layer.fields['name']} ({layer.cls.name}): {count} parameters\n")
    machine.print(f"Total params: {count_params(machine, owner)}\n")


def count_params(machine: Machine, owner: Instance) -> int:
    return sum(size(each.shape) for each in parameters_of(owner))


def set_random_seed(machine: Machine, seed: Value) -> None:
    source = machine.numpy_random.source
    assert isinstance(source, np.random.RandomState)
    source.seed(seed_of(machine, seed, 2**32))


DENSE.members |= guarded(get_weights=get_weights, set_weights=set_weights)
SEQUENTIAL.members |= guarded(
    __init__=sequential,
    __call__=call_model,
    add=add,
    compile=compile_model,
    fit=fit,
    predict=predict,
    evaluate=evaluate,
    get_weights=get_weights,
    set_weights=set_weights,
    summary=summary,
    count_params=count_params,
)


def _keras() -> Module:
    return Module(
        "keras",
        {
            "Sequential": SEQUENTIAL,
            "Input": LAYER_NAMES["Input"],
            "layers": Module("keras.layers", {**LAYER_NAMES}),
            "models": Module("keras.models", {"Sequential": SEQUENTIAL}),
            "optimizers": optimizers_module(),
            "losses": losses_module(),
            "utils": Module("keras.utils", named(set_random_seed=set_random_seed)),
        },
    )


KERAS = _keras()
TENSORFLOW = Module(
    "tensorflow", {"keras": KERAS, "random": Module("tensorflow.random", named(set_seed=set_random_seed))}
)
