"""Local Jacobians in full, and operations written out in simpler ones.

In comes an operation with its inputs; out comes which entry depends on which, and by how much. Begin with `local.py`.
"""

from engine.jacobians.curves import Curve, Point, curve
from engine.jacobians.dependence import LocalMap
from engine.jacobians.entries import Entries, EntryMap
from engine.jacobians.local import local_jacobian, structured
from engine.jacobians.structures import LocalJacobian
from engine.jacobians.taking_apart import COMPOSITES, composites, parts, unfolding

__all__ = [
    "COMPOSITES",
    "Curve",
    "Entries",
    "EntryMap",
    "LocalJacobian",
    "LocalMap",
    "Point",
    "composites",
    "curve",
    "local_jacobian",
    "parts",
    "structured",
    "unfolding",
]
