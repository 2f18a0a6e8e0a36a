"""The record of an operation: all that is known about it, written once.

In come the rules of an operation (value, derivatives, shape, cost, texts); out goes an Op, entered in OPS, which the
engine, the language, the budgets, the explanations and the tests all read. Begin with `record.py`.
"""

from engine.operation import samples
from engine.operation.dtypes import DTYPES, boolean, float64, int64, numpy_value, require_fit
from engine.operation.record import OPS, REQUIRED, Fits, Fixed, Op, Rule, Shut
from engine.operation.registration import everywhere, in_place_names, in_torch, register
from engine.operation.rules import FORMULAS, Recorded, compute, linear_in, pulled, reading
from engine.operation.samples import attributes_of, general, inputs_of
from engine.operation.shapes import Array, Shape, broadcast, shape_text, size, summed, unbroadcast
from engine.operation.takes import ANYTHING, FRACTIONS, NUMBERS, Takes
from engine.operation.torch_names import backward_name
from engine.operation.written import Named, Text, Written, call, number

__all__ = [
    "ANYTHING",
    "FRACTIONS",
    "NUMBERS",
    "Takes",
    "in_place_names",
    "Array",
    "DTYPES",
    "FORMULAS",
    "Fits",
    "Fixed",
    "Named",
    "OPS",
    "Op",
    "REQUIRED",
    "Recorded",
    "Rule",
    "Shape",
    "Shut",
    "Text",
    "Written",
    "attributes_of",
    "backward_name",
    "boolean",
    "broadcast",
    "call",
    "compute",
    "everywhere",
    "float64",
    "general",
    "in_torch",
    "inputs_of",
    "int64",
    "linear_in",
    "number",
    "numpy_value",
    "pulled",
    "reading",
    "register",
    "require_fit",
    "samples",
    "shape_text",
    "size",
    "summed",
    "unbroadcast",
]
