"""Functions that change a tensor in place and have none beside them that computes the same anew."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.functions.in_place import require_alone
from engine.functions.table import function
from engine.functions.writing import index_put
from engine.operation import OPS, shape_text
from engine.tensors import Tensor, make, new_version


@function("Tensor.detach_ torch.detach_")
def detach_(input: Tensor) -> Tensor:
    """Cuts the tensor off the graph: it is a leaf that requires no gradient."""
    require_alone(input, "detach", "x = x.detach()")
    new_version(input, make(OPS["detach"], (input,)))
    input._view = None
    return input


@function("Tensor.fill_diagonal_")
def fill_diagonal_(input: Tensor, fill_value: float, wrap: bool = False) -> Tensor:
    """One number along the main diagonal; in a tall matrix, with `wrap`, again below a row left out."""
    if input.ndim < 2 or (input.ndim > 2 and len(set(input.shape)) > 1):
        raise ShapeError(
            f"fill_diagonal_ needs a matrix, or more dims that are equally long, not {shape_text(input.shape)}"
        )
    rows, columns = input.shape[0], input.shape[-1]
    if input.ndim > 2:
        places: Any = (np.arange(rows),) * input.ndim
    else:
        end = rows * columns if wrap else min(rows, columns) * columns
        places = np.unravel_index(np.arange(0, end, columns + 1), input.shape)
    return input._assign(index_put(input, places, fill_value))
