"""An autodiff engine on numpy with PyTorch's vocabulary.

from engine import tensor
x = tensor(3.0, requires_grad=True)
(x * x).backward()
x.grad                       # tensor(6.0)
"""

import warnings
from typing import Any

import engine.alike  # noqa: F401 (enters its functions into the table)
from engine import nn
from engine.autodiff import grad
from engine.creation import manual_seed, tensor
from engine.custom import op, unregister
from engine.dtypes import DTYPES
from engine.errors import ArgumentError, DtypeError, EngineError, GradientError, ShapeError
from engine.functions import FUNCTIONS
from engine.gradcheck import gradcheck, gradgradcheck
from engine.local_jacobian import local_jacobian
from engine.mode import enable_grad, is_grad_enabled, no_grad
from engine.op import OPS
from engine.replay import replay
from engine.signatures import called_as_in_pytorch
from engine.structures import LocalJacobian
from engine.tensor import Tensor
from engine.transforms import hessian, hvp, jacobian, jvp, vjp
from engine.unfolding import unfolding

# Infinity and NaN are values here, as in PyTorch, and not worth a warning of numpy's. What other code does keeps its
# warnings; entering np.errstate in every operation would cost more than many of them take.
warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"engine\.")

__version__ = "0.1.0"

__all__ = [
    "OPS",
    "ArgumentError",
    "DtypeError",
    "EngineError",
    "GradientError",
    "LocalJacobian",
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
    "local_jacobian",
    "manual_seed",
    "nn",
    "no_grad",
    "op",
    "replay",
    "tensor",
    "unfolding",
    "unregister",
    "vjp",
]


def __getattr__(name: str) -> Any:
    """The functions of the operation table, `engine.exp`, `engine.matmul`, …, and its element types."""
    if name in DTYPES:
        return DTYPES[name]
    found = FUNCTIONS.get(f"torch.{name}")
    if found is None:
        raise AttributeError(f"module 'engine' has no attribute {name!r}")
    return called_as_in_pytorch(f"torch.{name}", found)
