"""Neural-network functions under PyTorch's module names."""

from engine.nn import attention, functional, noise, pooling, resizing, sampling

__all__ = ["attention", "functional", "noise", "pooling", "resizing", "sampling"]
