"""Small inputs and attributes that an operation takes, found by its own shape rule, and its texts for these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import Any

import numpy as np

from engine.errors import ArgumentError, EngineError
from engine.operation.record import REQUIRED, Op
from engine.operation.shapes import Array
from engine.operation.written import Written

# Values for attributes that have no default, with which an operation takes small samples of its inputs.
ATTRIBUTES: Mapping[str, Any] = MappingProxyType(
    {
        **dict.fromkeys(("kernel_size", "num_groups", "size", "upscale_factor", "downscale_factor", "dim"), 1),
        **dict.fromkeys(("output_size", "k", "step", "length", "minlength", "shifts", "dim1"), 1),
        **dict.fromkeys(("start", "dimension", "source", "destination", "dim0", "index"), 0),
        **dict.fromkeys(("p", "norm_type", "maxnorm", "threshold", "value", "q"), 0.5),
        **dict.fromkeys(("input_lengths", "target_lengths"), (2, 2)),
        **dict.fromkeys(("normalized_shape", "shape", "repeats"), (2,)),
        "dims": (0,),
        "sizes": (2, 1),
        "pad": (1, 1),
        "exponent": 2,
        "num_classes": 2,
        "n": -2,
        "upper": True,
        "dtype": np.float64,
        "equation": "ij,jk->ik",
        "reduce": "sum",
    }
)
MOST_AXES = 5


def attributes_of(op: Op) -> dict[str, Any]:
    given = {**ATTRIBUTES, **op.samples}
    return {key: given[key] for key, default in op.attributes.items() if default is REQUIRED}


def inputs_of(op: Op, count: int) -> Iterator[list[Array]]:
    """Inputs of 2 entries along each axis that may fit, or of 3; the last one of whole numbers at times."""
    alike = [(axes,) * count for axes in (2, 1, *range(3, MOST_AXES + 1))]
    for side, axes in product((2, 3), (*alike, *product((1, 2, 3), repeat=count))):
        inputs = [np.linspace(0.1, 0.8, side**n).reshape((side,) * n) for n in axes]
        for last in (inputs[-1], np.ones((side,) * axes[-1], np.int64)):
            given = [*inputs[:-1], last]
            try:
                op.shape(*[x.shape for x in given], **attributes_of(op))
            except EngineError:
                continue
            yield given


@cache
def general(op: Op) -> Written:
    """The texts of an operation with its defaults, and with all the inputs that it may have.

    Raises ArgumentError where no sample is known and a text depends on what is given.
    """
    if not any(map(callable, (op.formula, *op.local, *op.downstream))):
        local, downstream = (
            [*map(str, each), *[""] * (len(op.inputs) - len(each))] for each in (op.local, op.downstream)
        )
        return Written(str(op.formula), tuple(local), tuple(downstream), {}, {})
    counts = (2,) if op.variadic else range(len(op.inputs), len(op.inputs) - op.optional - 1, -1)
    for count in counts:
        for inputs in inputs_of(op, count):
            return op.written(inputs, attributes_of(op))
    raise ArgumentError(f"no sample of the inputs of {op.name} is known, and so not how it is written")
