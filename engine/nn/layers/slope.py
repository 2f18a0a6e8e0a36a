"""An activation that learns."""

from __future__ import annotations

from typing import Any

from engine.functions import FUNCTIONS
from engine.nn.layers import weights
from engine.nn.layers.module import Module
from engine.tensors import Tensor


class PReLU(Module):
    """x above 0, and a · x below, with one learned slope a or one for each channel. Source: He et al. 2015."""

    tensors = 1

    def __init__(self, num_parameters: int = 1, init: float = 0.25, device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        weights.require_sizes(self.kind, num_parameters=num_parameters)
        self.num_parameters, self.init = num_parameters, init
        self.register_parameter("weight", weights.filled((num_parameters,), init, dtype))

    def forward(self, input: Tensor) -> Tensor:
        made: Tensor = FUNCTIONS["functional.prelu"](input, self.weight)
        return made

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"
