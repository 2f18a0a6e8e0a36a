"""An autodiff engine on numpy with PyTorch's vocabulary.

from engine import tensor
x = tensor(3.0, requires_grad=True)
(x * x).backward()
x.grad                       # tensor(6.0)
"""

from typing import Any

from engine import nn
from engine.autodiff import grad
from engine.creation import manual_seed, tensor
from engine.errors import ArgumentError, DtypeError, EngineError, GradientError, ShapeError
from engine.functions import FUNCTIONS
from engine.gradcheck import gradcheck, gradgradcheck
from engine.mode import enable_grad, is_grad_enabled, no_grad
from engine.op import OPS
from engine.tensor import Tensor
from engine.transforms import hessian, hvp, jacobian, jvp, vjp

__version__ = "0.1.0"

__all__ = [
    "OPS",
    "ArgumentError",
    "DtypeError",
    "EngineError",
    "GradientError",
    "ShapeError",
    "Tensor",
    "enable_grad",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "hessian",
    "hvp",
    "is_grad_enabled",
    "jacobian",
    "jvp",
    "manual_seed",
    "nn",
    "no_grad",
    "tensor",
    "vjp",
]


def __getattr__(name: str) -> Any:
    """The functions of the operation table: `engine.exp`, `engine.matmul`, …"""
    found = FUNCTIONS.get(f"torch.{name}")
    if found is None:
        raise AttributeError(f"module 'engine' has no attribute {name!r}")
    return found
