"""Neural-network functions under PyTorch's module names."""

from engine.nn import attention, draws, embedding, functional, noise, pooling, resizing, sampling

__all__ = ["attention", "draws", "embedding", "functional", "noise", "pooling", "resizing", "sampling"]
