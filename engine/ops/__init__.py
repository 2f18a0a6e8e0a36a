"""The table of operations, a family a file; importing this package fills `engine.op.OPS`."""

from engine.ops import elementwise, index, linalg, loss, nn, reduction, shape

__all__ = ["elementwise", "index", "linalg", "loss", "nn", "reduction", "shape"]
