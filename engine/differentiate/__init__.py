"""Derivatives of what was recorded: reverse mode, forward mode, of higher order, and the checks of them.

In come tensors that know what they were made of; out come gradients. Begin with `backprop.py`, back-propagation in
forty lines; `sweep.py` is the walk from a result back to the leaves that programs use.
"""

from engine.differentiate import methods
from engine.differentiate.gradient_check import gradcheck, gradgradcheck
from engine.differentiate.hooks import Hooked
from engine.differentiate.replaying import recompute, replay
from engine.differentiate.reverse import backward, grad, vjp_through
from engine.differentiate.sweep import Event, edges_from, events_from, leading_to, read_by
from engine.differentiate.tape import TapeEntry
from engine.differentiate.transforms import hessian, hvp, jacobian, jvp, tangent, vjp

__all__ = [
    "TapeEntry",
    "Event",
    "Hooked",
    "backward",
    "edges_from",
    "events_from",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "leading_to",
    "methods",
    "read_by",
    "recompute",
    "replay",
    "tangent",
    "vjp",
    "vjp_through",
]
