"""Tensors: numbers with a place in the graph, their views, their changes in place, their text.

In come numbers, or operations to apply to tensors; out come tensors that know what they were made of. Begin with
`tensor.py`.
"""

from engine.tensors.hooks import Handle
from engine.tensors.indexing import TensorIndex, index_text
from engine.tensors.promotion import widest
from engine.tensors.saved import FREED, as_read, require_saved, values_now
from engine.tensors.state import NO_ATTRIBUTES
from engine.tensors.tensor import (
    NUMPY_ERRORS,
    Tensor,
    apply,
    constant,
    in_default,
    make,
    method,
    read_backwards,
    refusal,
    split_index,
)
from engine.tensors.text import USUAL, PrintOptions, numbers_shown
from engine.tensors.tracking import refuse_gradient
from engine.tensors.update import State, Update, UpdateLine, names_of, worked_out, writes
from engine.tensors.versions import LATEST, new_version, version_read
from engine.tensors.views import in_other_order, part_from_base, renew

__all__ = [
    "FREED",
    "Handle",
    "LATEST",
    "UpdateLine",
    "NO_ATTRIBUTES",
    "NUMPY_ERRORS",
    "PrintOptions",
    "State",
    "Tensor",
    "TensorIndex",
    "USUAL",
    "Update",
    "apply",
    "as_read",
    "constant",
    "new_version",
    "in_default",
    "in_other_order",
    "index_text",
    "make",
    "part_from_base",
    "method",
    "names_of",
    "numbers_shown",
    "read_backwards",
    "refuse_gradient",
    "refusal",
    "renew",
    "require_saved",
    "split_index",
    "values_now",
    "version_read",
    "widest",
    "worked_out",
    "writes",
]
