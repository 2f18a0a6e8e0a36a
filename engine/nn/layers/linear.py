"""Layers that multiply by a matrix."""

from __future__ import annotations

import math
from typing import Any

from engine.errors import ShapeError
from engine.functions import FUNCTIONS
from engine.nn.layers import weights
from engine.nn.layers.module import Module
from engine.operation import shape_text
from engine.tensors import Tensor


class Identity(Module):
    """Gives what it is given, whatever it was made with."""

    holds = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def forward(self, input: Any) -> Any:
        return input


class Linear(Module):
    """y = x Wᵀ + b with weight (out, in) and bias (out,), both drawn evenly from ±1/√in."""

    tensors = 1

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        weights.require_sizes(self.kind, in_features=in_features, out_features=out_features)
        self.in_features, self.out_features = in_features, out_features
        self.register_parameter("weight", weights.kaiming((out_features, in_features), dtype))
        drawn = weights.uniform((out_features,), 1 / math.sqrt(in_features), dtype) if bias else None
        self.register_parameter("bias", drawn)

    def forward(self, input: Tensor) -> Tensor:
        if input.ndim == 0 or input.shape[-1] != self.in_features:
            raise ShapeError(
                f"{self.kind}({self.in_features}, {self.out_features}) needs rows of {self.in_features} numbers, "
                f"the input has shape {shape_text(input.shape)}"
            )
        made: Tensor = FUNCTIONS["functional.linear"](input, *(held for _, held in self.own_parameters()))
        return made

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class Bilinear(Module):
    """y_k = aᵀ W_k b + c_k for two inputs a and b, all weights drawn evenly from ±1/√in1."""

    tensors = 2
    inputs = ("input1", "input2")

    def __init__(
        self,
        in1_features: int,
        in2_features: int,
        out_features: int,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        weights.require_sizes(
            self.kind, in1_features=in1_features, in2_features=in2_features, out_features=out_features
        )
        self.in1_features, self.in2_features, self.out_features = in1_features, in2_features, out_features
        bound = 1 / math.sqrt(in1_features)
        self.register_parameter("weight", weights.uniform((out_features, in1_features, in2_features), bound, dtype))
        self.register_parameter("bias", weights.uniform((out_features,), bound, dtype) if bias else None)

    def forward(self, input1: Tensor, input2: Tensor) -> Tensor:
        made: Tensor = FUNCTIONS["functional.bilinear"](input1, input2, *(held for _, held in self.own_parameters()))
        return made

    def extra_repr(self) -> str:
        sizes = f"in1_features={self.in1_features}, in2_features={self.in2_features}, out_features={self.out_features}"
        return f"{sizes}, bias={self.bias is not None}"
