"""Tensors: numbers with a place in the graph, their views, their changes in place, their text.

In come numbers, or operations to apply to tensors; out come tensors that know what they were made of. Begin with
`tensor.py`.
"""

from engine.tensors.hooks import Handle, Hooked, through_hooks
from engine.tensors.indexing import TensorIndex, index_text, read_backwards, split_index
from engine.tensors.state import NO_ATTRIBUTES
from engine.tensors.tensor import NUMPY_ERRORS, Tensor, apply, constant, in_double, make, refusal
from engine.tensors.text import USUAL, PrintOptions, numbers_shown
from engine.tensors.tracking import refuse_gradient
from engine.tensors.update import Line, State, Update, names_of, worked_out
from engine.tensors.versions import FREED, LATEST, as_read, hold, require_saved, values_now, version_read
from engine.tensors.views import in_other_order, renew

__all__ = [
    "FREED",
    "Handle",
    "Hooked",
    "LATEST",
    "Line",
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
    "hold",
    "in_double",
    "in_other_order",
    "index_text",
    "make",
    "names_of",
    "numbers_shown",
    "read_backwards",
    "refuse_gradient",
    "refusal",
    "renew",
    "require_saved",
    "split_index",
    "through_hooks",
    "values_now",
    "version_read",
    "worked_out",
]
