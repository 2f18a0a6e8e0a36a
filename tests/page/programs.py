"""Programs whose runs are large, and the address that opens the page at a program."""

import base64
import zlib

TRAINING = """\
import torch
X, y = torch.randn(8, 4), torch.randn(8, 1)
W1 = torch.randn(4, 5, requires_grad=True)
W2 = torch.randn(5, 1, requires_grad=True)
for epoch in range({turns}):
    loss = ((torch.tanh(X @ W1) @ W2 - y) ** 2).mean()
    W1.grad, W2.grad = None, None
    loss.backward()
    with torch.no_grad():
        W1 -= 0.1 * W1.grad
        W2 -= 0.1 * W2.grad
"""
SCALARS = """\
from micrograd.nn import MLP
model = MLP(3, [8, 8, 1])
xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5]] * {turns}
loss = sum((model(x) - 1.0) ** 2 for x in xs)
loss.backward()
"""
# So many numbers in a row go through a sine, row after row.
WAVES = """\
import torch
xs = [torch.tensor(0.1 * (i + 1), requires_grad=True) for i in range({row})]
for turn in range({turns}):
    xs = [torch.sin(x) for x in xs]
loss = sum(xs)
loss.backward()
"""
# A sine of a sine of a sine.
CHAIN = """\
import torch
x = torch.tensor(0.5, requires_grad=True)
h = x
for turn in range({turns}):
    h = torch.sin(h)
h.backward()
"""


def network(inputs: int, layers: list[int], examples: int) -> str:
    """micrograd's network of single numbers and the sum of its squared errors."""
    xs = [
        [round(((3 * example + 5 * place) % 11) / 5 - 1, 1) for place in range(inputs)] for example in range(examples)
    ]
    ys = [1.0 if example % 2 == 0 else -1.0 for example in range(examples)]
    return f"""\
from micrograd.nn import MLP
model = MLP({inputs}, {layers})
xs = {xs}
ys = {ys}
loss = sum((model(x) - y) ** 2 for x, y in zip(xs, ys))
loss.backward()
"""


def network_of_two(layers: list[int]) -> str:
    """micrograd's network of single numbers with two inputs that are written out."""
    return f"""\
from micrograd.engine import Value
from micrograd.nn import MLP
a = Value(0.5)
b = Value(-0.3)
loss = (MLP(2, {layers})([a, b]) - 1.0) ** 2
loss.backward()
"""


def fragment(program: str) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(program.encode()) + packer.flush()
    return "#program=" + base64.urlsafe_b64encode(packed).decode().rstrip("=")
