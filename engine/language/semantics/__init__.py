"""What is done with values, whatever construct asks for it: operators, calls, brackets, and texts.

Values come in, a value or a located mistake goes out. `operators.py` is the file to read first.
"""

from engine.language.semantics.arguments import engine_argument
from engine.language.semantics.calls import call, invoke
from engine.language.semantics.differentiation import (
    Points,
    at_points,
    called_with,
    change_along,
    jacobian_of,
    named,
    released,
    results_of,
    scalar_of,
    shaped_like,
    slopes_of,
    sweep_options,
    tensor_of,
    tensors_of,
)
from engine.language.semantics.formatting import braces, formatted, represented, text
from engine.language.semantics.left_out import beyond, pass_over, passed_over, skipped
from engine.language.semantics.numpy_types import NUMPY_TYPES, OF_ARRAYS
from engine.language.semantics.operators import (
    Operator,
    binary,
    bounded,
    compare,
    contains,
    equal,
    joined,
    ordered,
    require_tensor_operand,
    unary,
    whole,
)
from engine.language.semantics.places import name_by_place, placed_name
from engine.language.semantics.scalar_math import OF_SEQUENCES, PLAIN_MATH, plain_math
from engine.language.semantics.set_entries import display, entry, made_of
from engine.language.semantics.subscripts import delete_item, item, key, plain_slice, position, set_item
from engine.language.semantics.trees import each, entries, filled

__all__ = [
    "NUMPY_TYPES",
    "OF_ARRAYS",
    "OF_SEQUENCES",
    "PLAIN_MATH",
    "Operator",
    "Points",
    "at_points",
    "beyond",
    "binary",
    "bounded",
    "braces",
    "call",
    "called_with",
    "change_along",
    "compare",
    "contains",
    "delete_item",
    "display",
    "each",
    "engine_argument",
    "entries",
    "entry",
    "placed_name",
    "equal",
    "filled",
    "formatted",
    "invoke",
    "item",
    "jacobian_of",
    "joined",
    "key",
    "made_of",
    "name_by_place",
    "named",
    "ordered",
    "pass_over",
    "passed_over",
    "plain_slice",
    "plain_math",
    "plain_slice",
    "position",
    "released",
    "represented",
    "require_tensor_operand",
    "results_of",
    "scalar_of",
    "set_item",
    "shaped_like",
    "skipped",
    "slopes_of",
    "sweep_options",
    "tensor_of",
    "tensors_of",
    "text",
    "unary",
    "whole",
]
