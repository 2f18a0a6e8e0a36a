"""The same tasks in other engines, those of requirements.txt that are installed."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

from tests.benchmarks.timing import Work

INSTALLED = {name for name in ("torch", "mygrad", "autograd", "micrograd") if find_spec(name)}


def scalar_networks(network: Callable[[Callable[[float], Any]], Any]) -> dict[str, Work]:
    """`network(leaf)` differentiated in the engines whose numbers have `+`, `*` and `relu()`."""
    works: dict[str, Work] = {}
    if "torch" in INSTALLED:
        import torch

        def leaf(value: float) -> Any:
            return torch.tensor(value, dtype=torch.float64, requires_grad=True)

        works["torch"] = lambda: network(leaf).backward()
    if "micrograd" in INSTALLED:
        from micrograd.engine import Value

        works["micrograd"] = lambda: network(Value).backward()
    return works


def small_arrays(weight: Any, bias: Any, start: Any, steps: int) -> dict[str, Work]:
    """y ← tanh(y @ W) · y + B, repeated, and the gradients of its sum."""
    works: dict[str, Work] = {}
    if "torch" in INSTALLED:
        import torch

        torch.set_num_threads(1)

        def with_torch() -> None:
            w, b, y = (torch.tensor(value, requires_grad=True) for value in (weight, bias, start))
            for _ in range(steps):
                y = (y @ w).tanh() * y + b
            y.sum().backward()

        works["torch"] = with_torch
    if "mygrad" in INSTALLED:
        import mygrad

        def with_mygrad() -> None:
            w, b, y = (mygrad.tensor(value) for value in (weight, bias, start))
            for _ in range(steps):
                y = mygrad.tanh(y @ w) * y + b
            y.sum().backward()

        works["mygrad"] = with_mygrad
    if "autograd" in INSTALLED:
        import autograd
        import autograd.numpy as anp

        def total(w: Any, b: Any, y: Any) -> Any:
            for _ in range(steps):
                y = anp.tanh(anp.dot(y, w)) * y + b
            return anp.sum(y)

        slopes = autograd.grad(total, (0, 1, 2))
        works["autograd"] = lambda: slopes(weight, bias, start)
    return works


def network_step(x: Any, labels: Any, weights: list[Any], rate: float) -> dict[str, Work]:
    """One step of gradient descent of a network with one hidden layer, relu and cross-entropy."""
    works: dict[str, Work] = {}
    if "torch" in INSTALLED:
        import torch
        from torch.nn import functional as F

        examples, truth = torch.tensor(x), torch.tensor(labels)

        def with_torch() -> None:
            w1, b1, w2, b2 = leaves = [torch.tensor(value, requires_grad=True) for value in weights]
            F.cross_entropy(F.linear(F.relu(F.linear(examples, w1, b1)), w2, b2), truth).backward()
            with torch.no_grad():
                for leaf in leaves:
                    leaf - rate * leaf.grad

        works["torch"] = with_torch
    if "mygrad" in INSTALLED:
        import mygrad
        from mygrad.nnet import relu, softmax_crossentropy

        def with_mygrad() -> None:
            w1, b1, w2, b2 = leaves = [mygrad.tensor(value) for value in weights]
            hidden = relu(x @ w1.T + b1)
            softmax_crossentropy(hidden @ w2.T + b2, labels).backward()
            for leaf in leaves:
                leaf.data - rate * leaf.grad

        works["mygrad"] = with_mygrad
    if "autograd" in INSTALLED:
        import autograd
        import autograd.numpy as anp

        rows = np.arange(len(labels))

        def loss(w1: Any, b1: Any, w2: Any, b2: Any) -> Any:
            scores = anp.dot(anp.maximum(anp.dot(x, w1.T) + b1, 0), w2.T) + b2
            shifted = scores - anp.max(scores, axis=1, keepdims=True)
            return -anp.mean(shifted[rows, labels] - anp.log(anp.sum(anp.exp(shifted), axis=1)))

        slopes = autograd.grad(loss, (0, 1, 2, 3))

        def with_autograd() -> None:
            for value, slope in zip(weights, slopes(*weights), strict=True):
                value - rate * slope

        works["autograd"] = with_autograd
    return works
