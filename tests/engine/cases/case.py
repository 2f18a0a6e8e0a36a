"""What a case is, and the numbers it is made of.

The numbers are drawn by a generator that is seeded by the operation's name, so that a case is the same everywhere. They
stay away from kinks and ties, where a derivative is a choice; those have tests of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np

from engine import Tensor
from engine.tensors import split_index

Draw = Callable[[np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class Case:
    """`prepare` makes the operation's inputs out of the free numbers, where not any numbers will do."""

    op: str
    number: int
    inputs: tuple[np.ndarray, ...]
    attributes: dict[str, Any]
    prepare: Callable[..., tuple[Tensor, ...]] | None = None

    @property
    def name(self) -> str:
        return f"{self.op}-{self.number}"


CASES: list[Case] = []


def real(*shape: int) -> Draw:
    """Between -2 and 2, not next to 0."""
    return lambda rng: rng.uniform(0.1, 2.0, shape) * rng.choice([-1.0, 1.0], shape)


def between(low: float, high: float, *shape: int) -> Draw:
    return lambda rng: rng.uniform(low, high, shape)


def positive(*shape: int) -> Draw:
    return between(0.2, 2.5, *shape)


def share(*shape: int) -> Draw:
    return between(0.05, 0.95, *shape)


def below(n: int, *shape: int) -> Draw:
    """Whole numbers from 0 to n - 1."""
    return lambda rng: rng.integers(0, n, shape)


def distinct(n: int, *shape: int) -> Draw:
    """Whole numbers from 0 to n - 1, no two the same along the last axis."""
    return lambda rng: rng.permuted(np.broadcast_to(np.arange(n), (*shape[:-1], n)), axis=-1)[..., : shape[-1]]


def sign(*shape: int) -> Draw:
    return lambda rng: rng.choice([-1.0, 1.0], shape)


def truth(*shape: int) -> Draw:
    return lambda rng: rng.permutation(np.arange(int(np.prod(shape))) % 2 == 0).reshape(shape)


def fixed(values: Any) -> Draw:
    return lambda rng: np.array(values)


def case(op: str, *draws: Draw, prepare: Callable[..., tuple[Tensor, ...]] | None = None, **attributes: Any) -> None:
    number = sum(known.op == op for known in CASES)
    rng = np.random.default_rng(crc32(f"{op}-{number}".encode()))
    CASES.append(Case(op, number, tuple(np.asarray(draw(rng)) for draw in draws), attributes, prepare))


def indexed(op: str, index: Any, *draws: Draw) -> None:
    """A case of an operation that takes an index as a program writes it."""
    template, tensors = split_index(index)
    case(op, *draws, *(fixed(tensor._data) for tensor in tensors), index=template)
