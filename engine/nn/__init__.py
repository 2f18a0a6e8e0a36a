"""Neural-network functions and layers under PyTorch's module names: `engine.nn.functional`, `engine.nn.Linear`."""

from typing import Any

from engine.nn import (
    attention,
    draws,
    embedding,
    functional,
    init,
    noise,
    normalization,
    pooling,
    resizing,
    sampling,
    utils,
)
from engine.nn.layers import (
    LAYERS,
    Module,
    ModuleDict,
    ModuleList,
    Parameter,
    ParameterDict,
    ParameterList,
    Sequential,
    as_parameter,
    is_parameter,
)

__all__ = [
    "LAYERS",
    "Module",
    "ModuleDict",
    "ModuleList",
    "Parameter",
    "ParameterDict",
    "ParameterList",
    "Sequential",
    "as_parameter",
    "attention",
    "draws",
    "embedding",
    "functional",
    "init",
    "is_parameter",
    "noise",
    "normalization",
    "pooling",
    "resizing",
    "sampling",
    "stateless",
    "utils",
]


def __getattr__(name: str) -> Any:
    """The layers, `engine.nn.Linear`, `engine.nn.Conv2d`, …"""
    if name not in LAYERS:
        raise AttributeError(f"module 'engine.nn' has no attribute {name!r}")
    return LAYERS[name]
