"""Programs that draw random numbers, for each way of PyTorch's to draw them: seeded once, they draw for n = 1 to 40."""

from collections.abc import Sequence

import numpy as np

SEEDS = (*range(16), 42, 1337, -1, 2147483647)
LARGEST = 40
# What each draws for one n. Those of EXACT have PyTorch's numbers to the last bit of float32, those of CLOSE go through
# logarithms and cosines, of which PyTorch has approximations of its own.
EXACT = {
    "rand": "torch.rand(n)",
    "rand in rows": "torch.rand(n, 2).flatten()",
    "rand of float64": "torch.rand(n, dtype=torch.float64)",
    "rand_like": "torch.rand_like(torch.ones(n))",
    "uniform_": "torch.empty(n).uniform_(-0.3, 0.7)",
    "rand of a generator": "torch.rand(n, generator=g)",
    "randint": "torch.randint(10, (n,))",
    "randint of a wide range": "torch.randint(-5, 2**30, (n,))",
    "random_": "torch.zeros(n).random_(3, 8)",
    "randperm": "torch.randperm(n)",
    "bernoulli": "torch.bernoulli(torch.arange(n) / 40)",
    "bernoulli of one chance": "torch.bernoulli(torch.zeros(n), 0.4)",
    "bernoulli_": "torch.empty(n).bernoulli_(0.3)",
    "multinomial": "torch.multinomial(torch.arange(1, n + 1) / n, (n + 1) // 2)",
    "multinomial of one": "torch.multinomial(torch.arange(1, n + 1) / n, 1)",
    "multinomial with replacement": "torch.multinomial(torch.arange(1, n + 1) / n, 7, replacement=True)",
    "multinomial of rows": "torch.multinomial(torch.arange(2 * n).view(2, n) / n + 1, 3, replacement=True).flatten()",
    "Linear": "(lambda l: torch.cat([l.weight.detach().flatten(), l.bias.detach()]))(nn.Linear(n, 3))",
    "two layers": "nn.Sequential(nn.Linear(3, n), nn.ReLU(), nn.Linear(n, 1))[2].weight.detach().flatten()",
}
CLOSE = {
    "rrelu": "F.rrelu(torch.arange(n) - 9.5, training=True)",
    "dropout": "F.dropout(torch.ones(n), 0.25)",
    "randn": "torch.randn(n)",
    "randn in rows": "torch.randn(n, 3).flatten()",
    "randn of float64": "torch.randn(n, dtype=torch.float64)",
    "randn_like": "torch.randn_like(torch.ones(n))",
    "randn of a generator": "torch.randn(n, generator=g)",
    "normal_": "torch.empty(n).normal_(1.0, 2.0)",
    "normal": "torch.normal(0.5, 2.0, (n,))",
    "normal about tensors": "torch.normal(torch.arange(n) / 10, torch.ones(n) * 3)",
    "normal with one deviation": "torch.normal(torch.arange(n) / 10, 0.5)",
    "exponential_": "torch.empty(n).exponential_(2.0)",
    "gumbel_softmax": "F.gumbel_softmax(torch.arange(n) / 10)",
    "one after the other": "torch.cat([torch.randn(3), torch.rand(2), torch.randn(n)])",
}
HEAD = """import torch
import torch.nn as nn
import torch.nn.functional as F
torch.manual_seed({seed})
g = torch.Generator().manual_seed({seed})
drawn = []
for n in range(1, {largest} + 1):
    drawn.append({draw})
result = torch.cat(drawn)
"""


def program(draw: str, seed: int) -> str:
    return HEAD.format(seed=seed, draw=draw, largest=LARGEST)


def kept(result: np.ndarray, lengths: Sequence[int]) -> np.ndarray:
    """The last number and the sum of each draw, of all that a program drew."""
    parts = np.split(result.astype(np.float64), np.cumsum(lengths)[:-1])
    return np.array([(part[-1], part.sum()) for part in parts])
