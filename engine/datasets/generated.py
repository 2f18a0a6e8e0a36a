"""Points in the plane, made by formula, and the parting of examples: with numpy's legacy streams, as scikit-learn."""

from __future__ import annotations

from math import ceil, floor

import numpy as np

from engine.errors import ArgumentError
from engine.operation import Array


def moons(
    count: int | tuple[int, int], shuffle: bool, noise: float | None, random: np.random.RandomState
) -> tuple[Array, Array]:
    """Two half circles that reach into one another: points (count, 2), and 0 or 1 for each.

    Raises ArgumentError for a count below 0. Source: scikit-learn, `datasets.make_moons`.
    """
    outer, inner = _halves(count)
    upper, lower = np.linspace(0, np.pi, outer), np.linspace(0, np.pi, inner)
    first = np.append(np.cos(upper), 1 - np.cos(lower))
    second = np.append(np.sin(upper), 1 - np.sin(lower) - 0.5)
    return _finished(first, second, (outer, inner), shuffle, noise, random)


def circles(
    count: int | tuple[int, int], shuffle: bool, noise: float | None, random: np.random.RandomState, factor: float
) -> tuple[Array, Array]:
    """A circle in a circle, `factor` times as large: points (count, 2), and 0 or 1 for each.

    Raises ArgumentError for a count below 0, or a factor outside of [0, 1). Source: scikit-learn,
    `datasets.make_circles`.
    """
    if not 0 <= factor < 1:
        raise ArgumentError(f"factor is from 0 to below 1, not {factor}")
    outer, inner = _halves(count)
    around, within = (np.linspace(0, 2 * np.pi, each, endpoint=False) for each in (outer, inner))
    first = np.append(np.cos(around), np.cos(within) * factor)
    second = np.append(np.sin(around), np.sin(within) * factor)
    return _finished(first, second, (outer, inner), shuffle, noise, random)


def split(
    count: int, test_size: float | int | None, train_size: float | int | None, order: Array | None
) -> tuple[Array, Array]:
    """Which of `count` examples are for training, and which for the test; a quarter where no size is given.

    `order` is a permutation; None leaves them as they stand: the first are for training. Raises ArgumentError for
    sizes that leave one of the two without an example. Source: scikit-learn, `model_selection.train_test_split`.
    """
    if test_size is None and train_size is None:
        test_size = 0.25
    tested = None if test_size is None else ceil(_part(count, test_size, "test_size"))
    trained = None if train_size is None else floor(_part(count, train_size, "train_size"))
    tested = count - (trained or 0) if tested is None else tested
    trained = count - tested if trained is None else trained
    if trained < 1 or tested < 0 or trained + tested > count:
        raise ArgumentError(f"of {count} examples, {trained} for training and {tested} for the test are not to be had")
    if order is None:
        return np.arange(trained), np.arange(trained, trained + tested)
    return order[tested : tested + trained], order[:tested]


def _part(count: int, part: float | int, name: str) -> float:
    if isinstance(part, float):
        if not 0 < part < 1:
            raise ArgumentError(f"{name} is a number of examples, or a fraction between 0 and 1, not {part}")
        return part * count
    if not 0 < part < count:
        raise ArgumentError(f"{name} is below the number of examples, which is {count}, not {part}")
    return part


def _halves(count: int | tuple[int, int]) -> tuple[int, int]:
    outer, inner = (count // 2, count - count // 2) if isinstance(count, int) else count
    if min(outer, inner) < 0:
        raise ArgumentError(f"there are no {count} examples")
    return outer, inner


def _finished(
    first: Array,
    second: Array,
    counts: tuple[int, int],
    shuffle: bool,
    noise: float | None,
    random: np.random.RandomState,
) -> tuple[Array, Array]:
    points, kinds = np.stack([first, second], axis=1), np.repeat(np.arange(2), counts)
    if shuffle:
        order = np.arange(len(kinds))
        random.shuffle(order)
        points, kinds = points[order], kinds[order]
    if noise is not None:
        points = points + random.normal(scale=noise, size=points.shape)
    return points, kinds
