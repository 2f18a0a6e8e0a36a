"""torch.linalg: the matrices: norms, products, decompositions, solvers of the table of functions."""

from engine.functions.namespace import namespace

__getattr__, __dir__ = namespace("engine.linalg", "torch.linalg", "torch.linalg")
