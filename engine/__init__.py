"""An autodiff engine on numpy with PyTorch's vocabulary.

from engine import tensor
x = tensor(3.0, requires_grad=True)
(x * x).backward()
x.grad                       # tensor(6.0)
"""

import warnings
from typing import Any

import engine.functions.like  # noqa: F401 (enters its functions into the table)
from engine import linalg, nn, optim, special, utils
from engine.differentiate import grad, gradcheck, gradgradcheck, hessian, hvp, jacobian, jvp, replay, vjp
from engine.errors import ArgumentError, DtypeError, EngineError, GradientError, ShapeError
from engine.functions.creation import tensor
from engine.functions.custom import op, unregister
from engine.functions.drawing import manual_seed
from engine.functions.namespace import namespace
from engine.jacobians import LocalJacobian, local_jacobian, unfolding
from engine.mode import enable_grad, get_default_dtype, is_grad_enabled, no_grad, set_default_dtype
from engine.operation import DTYPES, OPS
from engine.tensors import Tensor

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
    "get_default_dtype",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "hessian",
    "hvp",
    "is_grad_enabled",
    "jacobian",
    "jvp",
    "linalg",
    "local_jacobian",
    "manual_seed",
    "nn",
    "no_grad",
    "op",
    "optim",
    "replay",
    "set_default_dtype",
    "special",
    "tensor",
    "unfolding",
    "unregister",
    "utils",
    "vjp",
]


_function, _functions = namespace("engine", "torch", "torch")


def __getattr__(name: str) -> Any:
    """The functions of the operation table, `engine.exp`, `engine.matmul`, …, and its element types."""
    return DTYPES[name] if name in DTYPES else _function(name)


def __dir__() -> list[str]:
    return sorted({*globals(), *DTYPES, *_functions()})
