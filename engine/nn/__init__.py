"""Neural-network functions under PyTorch's module names."""

from engine.nn import functional

__all__ = ["functional"]
