"""Lines of programs, each with a way through it of its own."""

import math

# (leaves by their shapes, the line).
LINES = {
    "a layer": ("x 3 2, w 4 2, b 4", "y = F.linear(x, w, b)"),
    "a layer of one row": ("x 2, w 4 2, b 4", "y = F.linear(x, w, b)"),
    "a layer that ends in a number": ("x 3 2, w 4 2, b 4", "y = (F.linear(x, w, b) ** 2).mean()"),
    "the sum of a product": ("x 3 4, w 4 2", "y = (x @ w).sum()"),
    "the mean of a product with a vector": ("x 4, w 2 4", "y = (w @ x).mean()"),
    "the sum of a product that a row scales": ("x 3 4, w 4 2, b 2", "y = ((x @ w) * b).sum()"),
    "the sums of the rows of a product": ("x 3 4, w 4 2", "y = (x @ w).sum(1)"),
    "a product added to copies": ("b 2, x 3 4, w 4 2", "y = torch.addmm(b, x, w)"),
    "the sum of a product added to copies": ("b 2, x 3 4, w 4 2", "y = torch.addmm(b, x, w).sum()"),
    "a matrix turned": ("x 3 4", "y = x.T.sum()"),
    "two matrices, turned and scaled": ("x 2 2, w 2 2", "y = (w @ x).T @ w * 2"),
    "the sum of those": ("x 2 2, w 2 2", "y = ((w @ x).T @ w * 2).sum()"),
    "a gate before a matrix": ("x 2, w 3 2", "y = w @ torch.relu(x)"),
    "a gate after a matrix": ("x 2, w 3 2", "y = torch.relu(w @ x)"),
    "a matrix after a matrix and a vector": ("x 2, w 3 2, v 4 3", "y = v @ (w @ x)"),
    "a vector before a matrix": ("x 2, w 2 3", "y = x @ w"),
    "a vector on both sides": ("x 2, w 2 2", "y = x @ w @ x"),
    "twice a product of vectors": ("x 3, u 3", "y = 2 * (u @ x)"),
    "matrices in a batch": ("x 2 2 3, w 2 3 2", "y = x @ w"),
    "copies before a matrix": ("b 2, w 2 2", "y = (torch.ones(3, 2) + 2 * b) @ w"),
    "the sum of copies squared": ("x 3 2, w 2", "y = ((x * w) ** 2).sum()"),
    "two results": ("x 2", "a, b = (x * x).sum(), (3 * x).sum(); y = a * b"),
    "two results that are arrays": ("x 2", "a, b = x * x, 3 * x; y = a * b"),
    "a sum": ("x 2, u 2", "y = x + u"),
    "a product and a bias": ("x 2, w 3 2, b 3", "y = w @ x + b"),
    "a sum before a matrix": ("x 2, u 2, w 3 2", "y = w @ (x + u)"),
    "a matrix whose dims change places": ("x 3 4, w 3 5", "y = x.transpose(0, 1) @ w"),
    "a matrix whose dims stay": ("x 4 3, w 3 5", "y = x.transpose(1, 1) @ w"),
    "as many ways as one can look at": ("x 2, w 2 2", f"y = {' + '.join(['w @ x'] * 8)}"),
    "one way more": ("x 2, w 2 2", f"y = {' + '.join(['w @ x'] * 9)}"),
    "more ways than one can look at": ("x 2, w 2 2", f"y = {' + '.join(['w @ x'] * 10)}"),
    "a sum too long to be read": ("x 2, w 2 2", f"y = {' + '.join(['w @ x'] * 20)}"),
    "a formula too long to be read": ("x 2", f"y = {'F.silu(' * 9}x{')' * 9}"),
    "a constant of mathematics": ("x 2", "y = torch.erf(2 * x)"),
    "words": ("x 3", "y = torch.sort(2 * x).values * 3"),
    "the sum of what has no text": ("x 3", "y = x.expand(2, 3).sum() + torch.cumsum(x, 0).sum()"),
    "no entries": ("x 0", "y = (2 * x).sum()"),
}


def program(leaves: str, line: str) -> str:
    """Its leaves hold distinct numbers of either sign, and so does the gradient that it starts with."""
    numbers = "torch.sin(3 * torch.arange(1.0, 1.0 + {}).reshape({}))"

    def leaf(text: str) -> str:
        name, *shape = text.split()
        drawn = numbers.format(math.prod(map(int, shape)), ", ".join(shape))
        return f"{name} = {drawn}.requires_grad_()\n"

    made = "".join(map(leaf, leaves.split(", ")))
    given = numbers.format("y.numel()", "y.shape")
    return f"import torch\nimport torch.nn.functional as F\n{made}{line.replace('; ', chr(10))}\ny.backward({given})\n"
