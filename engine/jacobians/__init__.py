"""Local Jacobians in full, and operations written out in simpler ones.

In comes an operation with its inputs; out comes which entry depends on which, and by how much. Begin with `local.py`.
"""

from engine.jacobians.dependence import LocalMap
from engine.jacobians.local import local_jacobian, structured
from engine.jacobians.structures import LocalJacobian
from engine.jacobians.unfolding import COMPOSITES, composites, parts, unfolding

__all__ = [
    "COMPOSITES",
    "LocalJacobian",
    "LocalMap",
    "composites",
    "local_jacobian",
    "parts",
    "structured",
    "unfolding",
]
