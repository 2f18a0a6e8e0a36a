"""What the libraries give a program besides tensors and functions."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine import nn, optim
from engine.functions.streams import Stream
from engine.language.values.plain import Value
from engine.tensors import Tensor

Layer = nn.Module
Optimizer = optim.Optimizer
Scheduler = optim.Scheduler


class NotImplementedKind:
    """The value NotImplemented, by which a method of an object declines."""


NOT_IMPLEMENTED = NotImplementedKind()


@dataclass(frozen=True, eq=False)
class Module:
    name: str
    members: Mapping[str, Value]


@dataclass(eq=False)
class Block:
    """What `with` takes: switches differentiation on or off until its end.

    `before` is what held when the block was made, where that has switched it already.
    """

    grad_enabled: bool
    before: bool | None = None


@dataclass(frozen=True, eq=False)
class BackwardNode:
    """`tensor.grad_fn`: the step back through the operation that made a tensor, or into the `.grad` of a leaf. `inner`
    is what PyTorch calls an earlier step of an operation that it makes of two.
    """

    tensor: Tensor
    inner: str | None = None

    @property
    def name(self) -> str:
        return self.inner or self.tensor._backward_name or "AccumulateGrad"


@dataclass(frozen=True)
class Skipped:
    """What a library gives whose work is not shown: see left_out.py. `path` begins with the library's name."""

    path: str


@dataclass(frozen=True, eq=False)
class Generator:
    """`torch.Generator()`: a stream of random numbers of its own."""

    stream: Stream


@dataclass(frozen=True, eq=False)
class PythonRandom:
    """`random.Random()` of Python's."""

    source: random.Random


@dataclass(frozen=True, eq=False)
class NumpyRandom:
    """`numpy.random.RandomState()` or `numpy.random.default_rng()`."""

    source: np.random.RandomState | np.random.Generator
