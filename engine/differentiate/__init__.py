"""Derivatives of what was recorded: reverse mode, forward mode, of higher order, and the checks of them.

In come tensors that know what they were made of; out come gradients. Begin with `backprop.py`, back-propagation in
forty lines; `sweep.py` is the walk from a result back to the leaves that programs use.
"""

from engine.differentiate.gradcheck import gradcheck, gradgradcheck
from engine.differentiate.replay import replay
from engine.differentiate.reverse import backward, grad, vjp_through
from engine.differentiate.sweep import Event, edges_from, leading_to, read_by
from engine.differentiate.transforms import hessian, hvp, jacobian, jvp, tangent, vjp

__all__ = [
    "Event",
    "backward",
    "edges_from",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "leading_to",
    "read_by",
    "replay",
    "tangent",
    "vjp",
    "vjp_through",
]
