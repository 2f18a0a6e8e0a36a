"""Examples that lie beside this file: measured flowers and written digits. `files/README.md` says whose they are.

They are read when this module is imported: what computes later may open no files.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.operation import Array

IRIS_FEATURES = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
IRIS_KINDS = ("setosa", "versicolor", "virginica")
# Of the images of MNIST that are here, so many are for training; the others are for the test.
TRAINING = 4_000


def _read(name: str) -> dict[str, Array]:
    with np.load(Path(__file__).parent / "files" / f"{name}.npz", allow_pickle=False) as file:
        arrays = {key: file[key] for key in file}
    for array in arrays.values():
        array.setflags(write=False)
    return arrays


_IRIS, _DIGITS, _MNIST = map(_read, ("iris", "digits", "mnist"))


def iris() -> tuple[Array, Array]:
    """150 flowers: four lengths in cm (150, 4), and which of three kinds each is."""
    return _IRIS["tenths"] / 10, _IRIS["kind"].astype(np.int64)


def digits() -> tuple[Array, Array]:
    """Written digits (1797, 8, 8) in grey from 0 to 16, and what they are."""
    return _DIGITS["images"].astype(np.float64), _DIGITS["digit"].astype(np.int64)


def mnist(train: bool) -> tuple[Array, Array]:
    """A part of MNIST: images (4000, 28, 28) for training or (1000, 28, 28) for the test, in grey from 0 to 255 as
    uint8, and what they are. Not to be written to.
    """
    part = slice(None, TRAINING) if train else slice(TRAINING, None)
    return _MNIST["images"][part], _MNIST["digit"][part].astype(np.int64)
