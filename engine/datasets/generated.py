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
    trained, tested = _sizes(count, test_size, train_size)
    if order is None:
        return np.arange(trained), np.arange(trained, trained + tested)
    return order[tested : tested + trained], order[:tested]


def stratified(
    count: int,
    test_size: float | int | None,
    train_size: float | int | None,
    kinds: Array,
    random: np.random.RandomState,
) -> tuple[Array, Array]:
    """`split` with as large a share of each kind in both parts as in the whole; `kinds` has one for each example.

    Raises ArgumentError where a kind, or a part, is too small for that. Source: scikit-learn,
    `model_selection.StratifiedShuffleSplit`.
    """
    trained, tested = _sizes(count, test_size, train_size)
    if kinds.shape != (count,) or not count:
        raise ArgumentError(f"stratify= has one kind for each of the {count} examples")
    names, places, counts = np.unique(kinds, return_inverse=True, return_counts=True)
    if counts.min() < 2:
        raise ArgumentError(f"of the kind {names[counts.argmin()]} there is 1 example, and each part needs one")
    if min(trained, tested) < len(names):
        raise ArgumentError(f"each part needs one of all {len(names)} kinds: they have {trained} and {tested} examples")
    members = np.split(np.argsort(places, kind="stable"), np.cumsum(counts)[:-1])
    for_training = _shares(counts, trained, random)
    for_test = _shares(counts - for_training, tested, random)
    train: list[int] = []
    test: list[int] = []
    for own, first, second in zip(members, for_training, for_test, strict=True):
        mixed = own[random.permutation(len(own))]
        train.extend(mixed[:first])
        test.extend(mixed[first : first + second])
    return random.permutation(train), random.permutation(test)


def _shares(counts: Array, draws: int, random: np.random.RandomState) -> Array:
    """How many of each kind are drawn: its share, rounded down, and one more of those whose rest is greatest."""
    exact = counts / counts.sum() * draws
    shares = np.floor(exact)
    missing = int(draws - shares.sum())
    rests = exact - shares
    for rest in np.sort(np.unique(rests))[::-1] if missing > 0 else ():
        (equal,) = np.where(rests == rest)
        more = min(len(equal), missing)
        shares[random.choice(equal, size=more, replace=False)] += 1
        missing -= more
        if missing == 0:
            break
    return shares.astype(int)


def _sizes(count: int, test_size: float | int | None, train_size: float | int | None) -> tuple[int, int]:
    """How many examples are for training and for the test."""
    if test_size is None and train_size is None:
        test_size = 0.25
    tested = None if test_size is None else ceil(_part(count, test_size, "test_size"))
    trained = None if train_size is None else floor(_part(count, train_size, "train_size"))
    tested = count - (trained or 0) if tested is None else tested
    trained = count - tested if trained is None else trained
    if trained < 1 or tested < 0 or trained + tested > count:
        raise ArgumentError(f"of {count} examples, {trained} for training and {tested} for the test are not to be had")
    return trained, tested


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
