"""Trainings in Keras whose numbers are compared: `python -m tests.language.keras_programs` makes the numbers anew.

It needs Keras with a backend (KERAS_BACKEND=torch); `keras.json` beside it holds what Keras 3.15 gave, in float64.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

KEPT = Path(__file__).with_name("answers") / "keras.json"
HEAD = """
import numpy as np
X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = {targets}
model = keras.Sequential([
    keras.layers.Input(shape=(2,)),
    keras.layers.Dense(3, activation={hidden!r}),
    keras.layers.Dense({units}, activation={last!r}),
])
model.set_weights([
    np.array([[0.5, -0.3, 0.8], [0.1, 0.7, -0.6]]), np.array([0.0, 0.1, -0.1]),
    np.array([[0.4, -0.2, 0.1], [-0.9, 0.3, 0.5], [0.3, 0.6, -0.4]])[:, :{units}], np.array([0.2, 0.0, -0.1])[:{units}],
])
model.compile(optimizer={optimizer}, loss={loss}, metrics=["accuracy"])
history = model.fit(X, y, epochs=4, batch_size=3, shuffle=False, verbose=0)
found = [np.array(each) for each in model.get_weights()]
predicted = model.predict(X, verbose=0)
losses = history.history["loss"]
accuracies = history.history["accuracy"]
"""
COLUMN = "np.array([[0.0], [1.0], [1.0], [0.0]])"
KINDS = "np.array([0, 1, 2, 0])"
FROM_SCORES = "keras.losses.{}(from_logits=True)"
# By name: activations of the hidden and the last layer, units, loss, optimizer, targets.
PROGRAMS = {
    "binary": ("tanh", "sigmoid", 1, "'binary_crossentropy'", "keras.optimizers.SGD(learning_rate=0.5)", COLUMN),
    "momentum": ("relu", None, 1, "'mse'", "keras.optimizers.SGD(learning_rate=0.1, momentum=0.9)", COLUMN),
    "nesterov": (
        "relu", None, 1, "'mse'", "keras.optimizers.SGD(learning_rate=0.1, momentum=0.9, nesterov=True)", COLUMN
    ),
    "sparse": (
        "tanh", "softmax", 3, "'sparse_categorical_crossentropy'", "keras.optimizers.Adam(learning_rate=0.05)", KINDS
    ),
    "categorical": ("sigmoid", "softmax", 3, "'categorical_crossentropy'", "'adam'", "np.eye(3)[[0, 1, 2, 0]]"),
    "absolute": ("leaky_relu", None, 1, "'mae'", "'sgd'", COLUMN),
    "flat targets": ("elu", None, 1, "'mean_squared_error'", "'sgd'", "np.array([0.0, 1.0, 1.0, 0.0])"),
    "binary scores": ("silu", None, 1, FROM_SCORES.format("BinaryCrossentropy"), "'adam'", COLUMN),
    "sparse scores": ("softplus", None, 3, FROM_SCORES.format("SparseCategoricalCrossentropy"), "'sgd'", KINDS),
}  # fmt: skip


def program(name: str) -> str:
    hidden, last, units, loss, optimizer, targets = PROGRAMS[name]
    return HEAD.format(hidden=hidden, last=last, units=units, loss=loss, optimizer=optimizer, targets=targets)


def main() -> None:
    import keras  # type: ignore[import-not-found]

    keras.backend.set_floatx("float64")
    kept = {}
    for name in PROGRAMS:
        made: dict[str, object] = {"keras": keras}
        exec(program(name), made)
        arrays = [made["predicted"], *made["found"]]  # type: ignore[misc]
        lists = [each.tolist() for each in arrays]  # type: ignore[attr-defined]
        kept[name] = {
            "losses": made["losses"], "accuracies": made["accuracies"], "predicted": lists[0], "weights": lists[1:]
        }  # fmt: skip
    KEPT.write_text(json.dumps(kept) + "\n")
    sys.stdout.write(f"{len(kept)} programs, Keras {keras.__version__}\n")


if __name__ == "__main__":
    main()
