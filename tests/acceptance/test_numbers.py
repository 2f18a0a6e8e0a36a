"""The numbers of the lectures, and those that follow from them by hand, under the number of their row."""

import math
from typing import NamedTuple

import numpy as np
import pytest

from engine.language import run

HEAD = "import torch\n"


class Check(NamedTuple):
    """Of a program the values, by name, and the gradients, by "d" and the name."""

    row: int
    program: str
    numbers: dict[str, object]


def scalar(name: str, value: float) -> str:
    return f"{name} = torch.tensor({value!r}, requires_grad=True)\n"


def vector(name: str, values: object) -> str:
    return f"{name} = torch.tensor({values}, requires_grad=True)\n"


def fit(power: int, scale: float, half: str, reduction: str, rate: float, passes: int) -> str:
    return (
        f"x = torch.tensor([-1.0, 0.0, 1.0])\ny = {scale} * x ** {power}\n"
        f"theta = torch.tensor(0.0, requires_grad=True)\nfor step in range({passes}):\n"
        f"    loss = {half}((theta * x ** {power} - y) ** 2).{reduction}()\n    theta.grad = None\n"
        f"    loss.backward()\n    with torch.no_grad():\n        theta -= {rate} * theta.grad\n"
    )


SQUARES = [
    Check(row, scalar("x", at) + "f = x ** 2\nf.backward()\n", {"f": at**2, "dx": 2 * at})
    for row in (1, 11)
    for at in (-5.0, -2.0, 0.0, 2.0, 5.0)
]
# The four ways of the table: with ½ or without, mean or sum; θ after each pass at a rate of 1.
FITS = {
    ("0.5 * ", "mean"): [2, 2.6667, 2.8889, 2.9630],
    ("", "mean"): [4, 2.6667, 3.1111, 2.9630],
    ("0.5 * ", "sum"): [6, 0, 6, 0],
    ("", "sum"): [12, -24, 84, -240],
}
POINTS = "x = torch.tensor([-1.0, 0.0, 1.0])\n"
ERRORS = POINTS + scalar("theta", 0.0) + "e = theta * x ** 2 - 3 * x ** 2\nf = e.sum()\nf.backward()\n"
THETAS = (
    "x = torch.tensor([-2.0, 0.0, 1.0])\ny = 3 * x + 1\n"
    + vector("theta", [1.0, 1.0, 1.0])
    + "p = theta[0] * x ** 2 + theta[1] * x + theta[2]\nloss = 0.5 * ((p - y) ** 2).mean()\nloss.backward()\n"
)
STEP = scalar("x", 5.0) + "f = x ** 2\nf.backward()\ny = x - 0.1 * x.grad\ng = y ** 2\n"
LINE = scalar("x", 1.0) + scalar("y", -2.0) + "f = 2 * x + 5 * y + 8\nf.backward()\n"
PERCEPTRON = "x = torch.tensor([1.0, 2.0, 3.0])\n" + vector("theta", [1.0, 1.0, 1.0]) + "f = theta @ x\nf.backward()\n"
NEURON = (
    "x = torch.tensor([-1.0, -2.0, 1.0])\n"
    + vector("w", [2.0, -3.0, -3.0])
    + "z = (w * x).sum()\na = torch.sigmoid(z)\na.backward()\n"
)
HIDDEN = (
    "".join(scalar(name, at) for name, at in (("w0", 0.5), ("b0", -1.0), ("w1", 2.0), ("b1", 0.0)))
    + "a0 = torch.sigmoid(w0 * 2.0 + b0)\nz1 = w1 * a0 + b1\nE = 0.5 * (z1 - 0.5) ** 2\nE.backward()\n"
)
ROOT = vector("p", [1.0, 4.0]) + "r = torch.sqrt(((p - 2.0) ** 2).mean())\nr.backward()\n"
# The mean square of 1 and 4 from 2 is 2.5.
RMSE = 2.5**0.5
CIRCUIT = (
    "".join(scalar(name, at) for name, at in (("x", -2.0), ("y", 5.0), ("z", -4.0)))
    + "q = x + y\nf = q * z\nf.backward()\n"
)
GATES = (
    "".join(scalar(name, at) for name, at in (("x", 3.0), ("y", -4.0), ("z", 2.0), ("w", -1.0)))
    + "f = 2 * (x * y + torch.maximum(z, w))\nf.backward()\n"
)
MAZUR = (
    vector("W1", [[0.15, 0.2], [0.25, 0.3]])
    + vector("W2", [[0.4, 0.45], [0.5, 0.55]])
    + "x = torch.tensor([0.05, 0.1])\nh = torch.sigmoid(W1 @ x + 0.35)\no = torch.sigmoid(W2 @ h + 0.6)\n"
    + "E = 0.5 * ((torch.tensor([0.01, 0.99]) - o) ** 2).sum()\nE.backward()\n"
    + "U1 = W1 - 0.5 * W1.grad\nU2 = W2 - 0.5 * W2.grad\n"
)
UPDATED = {
    "E": 0.298371109,
    "U1": [[0.149780716, 0.19956143], [0.24975114, 0.29950229]],
    "U2": [[0.35891648, 0.408666186], [0.511301270, 0.561370121]],
}
SLOPES = {
    "torch.sigmoid(x)": 0.25,
    "torch.tanh(x)": 1.0,
    "torch.nn.functional.hardtanh(x)": 1.0,
    "torch.relu(x)": 0.0,
    "torch.nn.functional.leaky_relu(x, 0.1)": 0.1,
}
# A sigmoid at 10.
SURE = 1 / (1 + math.exp(-10))
SURE_SQUARED = scalar("w", 10.0) + "a = torch.sigmoid(w)\nloss = a ** 2\nloss.backward()\n"
GROWING = scalar("x", 1.0) + scalar("w", 3.0) + "h = x\nfor k in range(6):\n    h = w * h\nh.backward()\n"
SHRINKING = scalar("x", 0.0) + "h = x\nfor k in range(2):\n    h = torch.sigmoid(h)\nh.backward()\n"
COLLAPSED = (
    "x = torch.tensor([1.0, -2.0])\n"
    + vector("V", [[1.0, 2.0], [0.5, -1.0]])
    + vector("W", [[2.0, 0.0], [1.0, 3.0]])
    + "two = V @ (W @ x)\none = (V @ W) @ x\nL = (two - one).sum()\nL.backward()\n"
)

CHECKS = [
    *SQUARES,
    Check(2, scalar("x", 2.0) + "f = 3 * x ** 4 + 2 * x ** 2\nf.backward()\n", {"f": 56, "dx": 104}),
    Check(3, scalar("x", -7.5) + "f = 8 * x\nf.backward()\n", {"dx": 8}),
    Check(5, LINE, {"f": 0, "dx": 2, "dy": 5}),
    Check(6, scalar("x", 1.0) + "f = (x ** 2 + x) ** 3\nf.backward()\n", {"f": 8, "dx": 36}),
    Check(9, STEP, {"f": 25, "y": 4, "g": 16}),
    Check(12, ERRORS, {"e": [-3, 0, -3]}),
    *(
        Check(row, fit(2, 3.0, half, reduction, 1.0, passes), {"theta": thetas[passes - 1]})
        for (half, reduction), thetas in FITS.items()
        for row, passes in ((14, 1), (17, 2), (17, 3), (17, 4))
        if row == 17 or reduction == "mean"
    ),
    Check(18, fit(3, 5.0, "0.5 * ", "mean", 1.0, 1), {"theta": 10 / 3}),
    Check(18, fit(3, 5.0, "", "mean", 1.0, 1), {"theta": 20 / 3}),
    Check(21, THETAS, {"loss": 65 / 6, "dtheta": [31 / 3, -17 / 3, 7 / 3]}),
    Check(23, PERCEPTRON, {"f": 6, "dtheta": [1, 2, 3]}),
    Check(24, NEURON, {"z": 1, "a": 0.7310585786, "dw": [-0.1966119332, -0.3932238665, 0.1966119332]}),
    Check(29, HIDDEN, {"E": 0.125, "dw1": 0.25, "db1": 0.5, "dw0": 0.5, "db0": 0.25}),
    Check(43, ROOT, {"dp": [-1 / (2 * RMSE), 2 / (2 * RMSE)]}),
    Check(46, CIRCUIT, {"f": -12, "dx": -4, "dy": -4, "dz": 3}),
    *(Check(row, GATES, {"f": -20, "dx": -8, "dy": 6, "dz": 2, "dw": 0}) for row in (51, 52, 53)),
    Check(82, MAZUR, UPDATED),
    *(Check(83, scalar("x", 0.0) + f"f = {text}\nf.backward()\n", {"dx": slope}) for text, slope in SLOPES.items()),
    Check(84, scalar("x", 4.585) + "f = torch.sigmoid(x)\nf.backward()\n", {"dx": 0.01}),
    Check(84, scalar("x", 2.993) + "f = torch.tanh(x)\nf.backward()\n", {"dx": 0.01}),
    Check(87, SURE_SQUARED, {"dw": 2 * SURE**2 * (1 - SURE)}),
    Check(88, GROWING, {"dx": 729, "dw": 1458}),
    Check(89, SHRINKING, {"dx": 0.25 * 0.2350037122}),
    *(Check(row, COLLAPSED, {"two": [-8, 6], "one": [-8, 6], "L": 0, "dV": [[0, 0], [0, 0]]}) for row in (92, 96)),
]


@pytest.mark.parametrize("check", CHECKS, ids=[f"{check.row}-{place}" for place, check in enumerate(CHECKS)])
def test_the_numbers_of_the_lecture(check: Check):
    made = run(HEAD + check.program)
    latest = {name: node for node in made.graph.nodes for name in node.names}
    reached = {name: node for node in made.graph.nodes for name in node.names if node.index in made.gradients}
    for name, expected in check.numbers.items():
        found = latest[name].value if name in latest else made.gradients[reached[name[1:]].index]
        np.testing.assert_allclose(found, expected, rtol=2e-3 if check.row == 84 else 2e-5, atol=1e-12)
