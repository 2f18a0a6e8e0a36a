"""Graphs of arrays: small ones, where the engine's own work shows, and a network's step and a convolution."""

from collections.abc import Callable

import numpy as np

from engine import Tensor, replay
from engine.nn import functional as F
from engine.operation import Array
from tests.benchmarks import peers
from tests.benchmarks.timing import Ratio, Work, measured

RNG = np.random.default_rng(0)


def small_arrays() -> Ratio:
    """200 operations on (4, 4): y ← tanh(y @ W) · y + B, fifty times."""
    weight, bias, start = (RNG.standard_normal((4, 4)) * 0.3 for _ in range(3))
    steps = 50

    def engine() -> None:
        w, b, y = (Tensor(value, requires_grad=True) for value in (weight, bias, start))
        for _ in range(steps):
            y = (y @ w).tanh() * y + b
        y.sum().backward()

    def floor() -> None:
        y = start
        kept = []
        for _ in range(steps):
            bent = np.tanh(y @ weight)
            kept.append((y, bent))
            y = bent * y + bias
        y.sum()
        g = np.ones((4, 4))
        dw, db = np.zeros((4, 4)), np.zeros((4, 4))
        for y, bent in reversed(kept):
            db = db + g
            inner = g * y * (1 - bent * bent)
            dw = dw + y.T @ inner
            g = g * bent + inner @ weight.T

    others = peers.small_arrays(weight, bias, start, steps)
    return measured("200 operations on (4, 4)", engine, floor, 2.5, 300, others)


X, LABELS = RNG.standard_normal((64, 784)), RNG.integers(0, 10, 64)
WEIGHTS = [RNG.standard_normal((128, 784)) * 0.03, np.zeros(128), RNG.standard_normal((10, 128)) * 0.1, np.zeros(10)]
RATE = 0.1


def loss(x: Tensor, labels: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor) -> Tensor:
    """The cross-entropy of the network 784-128-10 with relu."""
    return F.cross_entropy(F.linear(F.relu(F.linear(x, w1, b1)), w2, b2), labels)


def stepped_by_hand(x: Array, labels: Array, weights: list[Array]) -> list[Array]:
    """The weights after one step of gradient descent, with derivatives written by hand."""
    w1, b1, w2, b2 = weights
    z1 = x @ w1.T + b1
    hidden = np.maximum(z1, 0)
    scores = hidden @ w2.T + b2
    shifted = scores - scores.max(1, keepdims=True)
    exps = np.exp(shifted)
    total = exps.sum(1, keepdims=True)
    -(shifted[np.arange(len(x)), labels] - np.log(total[:, 0])).mean()
    g = exps / total
    g[np.arange(len(x)), labels] -= 1
    g /= len(x)
    dw2, db2 = g.T @ hidden, g.sum(0)
    dz1 = (g @ w2) * (z1 > 0)
    dw1, db1 = dz1.T @ x, dz1.sum(0)
    slopes = [dw1, db1, dw2, db2]
    return [value - RATE * slope for value, slope in zip(weights, slopes, strict=True)]


def stepped(x: Array, labels: Array, weights: list[Array]) -> list[Array]:
    leaves = [Tensor(value, requires_grad=True) for value in weights]
    loss(Tensor(x), Tensor(labels), *leaves).backward()
    return [leaf._data - RATE * leaf.grad._data for leaf in leaves]


def network_step() -> Ratio:
    """One step of 784-128-10 with relu and cross-entropy on 64 examples."""
    others = peers.network_step(X, LABELS, WEIGHTS, RATE)
    engine, floor = (lambda: stepped(X, LABELS, WEIGHTS)), (lambda: stepped_by_hand(X, LABELS, WEIGHTS))
    return measured("network 784-128-10, 64 examples", engine, floor, 1.6, 200, others)


def network_replay() -> Ratio:
    """The same step from a recording of the network."""
    recorded = replay(loss, Tensor(X), Tensor(LABELS), *[Tensor(value, requires_grad=True) for value in WEIGHTS])

    def engine() -> None:
        _, slopes = recorded.gradients(X, LABELS, *WEIGHTS)
        for value, slope in zip(WEIGHTS, slopes[2:], strict=True):
            value - RATE * slope._data

    floor = lambda: stepped_by_hand(X, LABELS, WEIGHTS)  # noqa: E731
    return measured("… replayed", engine, floor, 1.3, 200)


def network_epoch() -> Ratio:
    """78 steps over 5,000 examples of 784 numbers, each from the weights of the one before."""
    images, digits = RNG.random((5000, 784)), RNG.integers(0, 10, 5000)

    def epoch(step: Callable[[Array, Array, list[Array]], list[Array]]) -> Work:
        def run() -> None:
            weights = WEIGHTS
            for first in range(0, 4992, 64):
                weights = step(images[first : first + 64], digits[first : first + 64], weights)

        return run

    return measured("epoch of 5,000 × 784 in steps of 64", epoch(stepped), epoch(stepped_by_hand), 1.4, 5)


def convolution() -> Ratio:
    """conv2d 3 × 3 from 8 to 16 channels on (8, 8, 28, 28), with all three gradients."""
    x = RNG.standard_normal((8, 8, 28, 28))
    weight, bias = RNG.standard_normal((16, 8, 3, 3)) * 0.1, np.zeros(16)

    def engine() -> None:
        leaves = [Tensor(value, requires_grad=True) for value in (x, weight, bias)]
        F.conv2d(*leaves, padding=1).sum().backward()

    def floor() -> None:
        padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
        columns = windows.transpose(0, 2, 3, 1, 4, 5).reshape(8 * 28 * 28, 72)
        kernels = weight.reshape(16, 72)
        y = (columns @ kernels.T + bias).reshape(8, 28, 28, 16).transpose(0, 3, 1, 2)
        y.sum()
        g = np.ones(y.shape)
        rows = g.transpose(0, 2, 3, 1).reshape(-1, 16)
        rows.T @ columns
        rows.sum(0)
        spread = (rows @ kernels).reshape(8, 28, 28, 8, 3, 3)
        dx = np.zeros(padded.shape)
        for i in range(3):
            for j in range(3):
                dx[:, :, i : i + 28, j : j + 28] += spread[..., i, j].transpose(0, 3, 1, 2)

    return measured("conv2d 3 × 3, (8, 8, 28, 28) to 16", engine, floor, 1.3, 60)
