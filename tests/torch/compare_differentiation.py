"""Runs one program of torch.func and torch.autograd.functional under PyTorch and here, and compares all it computes.

Run by hand from the top folder, with torch installed:

    python -m tests.torch.compare_differentiation

Prints how many results were compared and the largest difference, and exits 1 if it is beyond rounding.
"""

import contextlib
import io
import json
import sys

import numpy as np

from engine.language import run

ROUNDING = 1e-12
PROGRAM = """\
import torch
from torch.func import grad, vjp, jvp, jacrev, jacfwd, hessian, vmap, grad_and_value
from torch.autograd import functional as AF
torch.set_default_dtype(torch.float64)
W = torch.tensor([[0.3, -0.2], [0.5, 0.1], [1.0, 2.0]])
x = torch.tensor([0.7, -1.2])
z = torch.tensor([1.5, 0.4])
def f(a):
    return (W @ a).sin()
def s(a):
    return ((W @ a).sin() * a.sum()).sum()
def two(a, b):
    return (a * b).sum() + (a ** 3).sum() * b[0]
def pair(a):
    return s(a), a * 2
out = []
out += [grad(s)(x), grad(lambda t: grad(s)(t).sum())(x), *grad(two, argnums=(0, 1))(x, z), grad(two, 1)(x, z)]
out += [*grad_and_value(s)(x), *grad(pair, has_aux=True)(x)]
y, pull = vjp(two, x, z)
out += [y, *pull(torch.tensor(2.0))]
out += [*vjp(f, x)[1](torch.tensor([1.0, 2.0, 3.0]))]
out += [*jvp(f, (x,), (z,)), *jvp(two, (x, z), (z, x))]
out += [jacrev(f)(x), jacfwd(f)(x), *jacrev(two, (0, 1))(x, z), hessian(s)(x)]
hh = hessian(two, (0, 1))(x, z)
out += [hh[0][0], hh[0][1], hh[1][0], hh[1][1]]
rows = torch.stack([x, z])
out += [vmap(f)(rows), vmap(grad(s))(rows), vmap(two, (0, None))(rows, z), vmap(f, out_dims=1)(rows)]
out += [AF.jacobian(f, x), *AF.jacobian(two, (x, z)), AF.hessian(s, x)]
h = AF.hessian(two, (x, z))
out += [h[0][0], h[0][1], h[1][0], h[1][1]]
out += [*AF.vjp(f, x, torch.tensor([1.0, 2.0, 3.0])), *AF.jvp(f, x, z), *AF.vhp(s, x, z), *AF.hvp(s, x, z)]
a, b = AF.vhp(two, (x, z), (z, x))
out += [a, *b]
a, b = AF.hvp(two, (x, z), (z, x))
out += [a, *b]
jp = AF.jacobian(lambda a: (a.sin(), a.prod()), x)
out += [jp[0], jp[1]]
for o in out:
    print(o.tolist())
"""


def printed(text: str) -> list[np.ndarray]:
    return [np.array(json.loads(line)) for line in text.splitlines()]


def main() -> int:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(PROGRAM, {})
    theirs, ours = printed(output.getvalue()), printed(run(PROGRAM).printed)
    shapes = [a.shape for a in theirs] == [b.shape for b in ours]
    largest = max(float(np.max(np.abs(a - b))) for a, b in zip(theirs, ours, strict=True)) if shapes else np.inf
    print(f"{len(theirs)} results compared, the largest difference is {largest:.1e}")
    return 0 if largest <= ROUNDING else 1


if __name__ == "__main__":
    sys.exit(main())
