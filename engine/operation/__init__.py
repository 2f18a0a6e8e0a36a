"""The record of an operation: all that is known about it, written once.

In come the rules of an operation (value, derivatives, shape, cost, texts); out goes an Op, entered in OPS, which the
engine, the language, the budgets, the explanations and the tests all read. Begin with `record.py`.
"""

from engine.operation import samples
from engine.operation.dtypes import DTYPES, boolean, float16, float32, float64, numpy_value, require_fit
from engine.operation.record import (
    OPS,
    REQUIRED,
    Array,
    Fixed,
    Op,
    Rule,
    Shape,
    Unfolded,
    broadcast,
    compute,
    everywhere,
    in_torch,
    linear_in,
    pulled,
    reading,
    register,
    shape_text,
    size,
    summed,
    unbroadcast,
)
from engine.operation.samples import attributes_of, general, inputs_of
from engine.operation.torch_names import backward_name
from engine.operation.written import Named, Text, Written, call, number

__all__ = [
    "Array",
    "DTYPES",
    "Fixed",
    "Named",
    "OPS",
    "Op",
    "REQUIRED",
    "Rule",
    "Shape",
    "Text",
    "Unfolded",
    "Written",
    "attributes_of",
    "backward_name",
    "boolean",
    "broadcast",
    "call",
    "compute",
    "everywhere",
    "float16",
    "float32",
    "float64",
    "general",
    "in_torch",
    "inputs_of",
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
