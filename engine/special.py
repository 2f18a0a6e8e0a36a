"""torch.special: the special functions of the table of functions."""

from engine.functions.namespace import namespace

__getattr__, __dir__ = namespace("engine.special", "torch.special", "torch.special")
