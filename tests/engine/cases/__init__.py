"""Sample inputs for every operation of the table: several shapes, broadcasting, attributes; a family a file."""

from engine.operation.record import OPS
from tests.engine.cases import binary, distance, index, linalg, loss, network, product, reduction, shape, spatial, unary
from tests.engine.cases.case import CASES, Case

__all__ = [
    "CASES",
    "Case",
    "binary",
    "distance",
    "index",
    "linalg",
    "loss",
    "network",
    "product",
    "reduction",
    "shape",
    "spatial",
    "unary",
]

assert {known.op for known in CASES} <= OPS.keys(), "a case is of no operation"
