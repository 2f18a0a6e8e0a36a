"""Layers that give their input another shape."""

from __future__ import annotations

from typing import Any

from engine.errors import ArgumentError
from engine.functions import FUNCTIONS
from engine.nn.layers import weights
from engine.nn.layers.module import Module
from engine.tensors import Tensor


class Unflatten(Module):
    """One dim parted into several."""

    tensors = 1

    def __init__(self, dim: int, unflattened_size: Any) -> None:
        super().__init__()
        if not isinstance(unflattened_size, (tuple, list)):
            raise ArgumentError("unflattened_size of Unflatten is a tuple of sizes")
        sizes = unflattened_size
        weights.require_sizes(self.kind, -(2**31), dim=dim)
        weights.require_sizes(self.kind, -1, **{f"unflattened_size[{n}]": size for n, size in enumerate(sizes)})
        self.dim, self.unflattened_size = dim, sizes

    def forward(self, input: Tensor) -> Tensor:
        made: Tensor = FUNCTIONS["Tensor.unflatten"](input, self.dim, tuple(self.unflattened_size))
        return made

    def extra_repr(self) -> str:
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


class Flatten(Module):
    """Several dims as one."""

    tensors = 1

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        weights.require_sizes(self.kind, -(2**31), start_dim=start_dim, end_dim=end_dim)
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input: Tensor) -> Tensor:
        made: Tensor = FUNCTIONS["torch.flatten"](input, self.start_dim, self.end_dim)
        return made

    def extra_repr(self) -> str:
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"
