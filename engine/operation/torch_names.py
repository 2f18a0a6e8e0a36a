"""What PyTorch calls the step back through an operation: `MulBackward0`, as it stands in the text of a tensor.

The table is made with PyTorch itself. Where one operation here is several there, the name goes by the attributes that
are not at their default, or by how many dims the inputs have.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.operation.record import Op

# For each operation how its names are told apart, and the names by that.
NAMES: Mapping[str, tuple[str, Mapping[str, str]]] = json.loads(
    Path(__file__).with_name("torch_backward_names.json").read_bytes()
)


def backward_name(op: Op, dims: Sequence[str], attributes: Mapping[str, Any]) -> str:
    """`dims` says of each input how many dims it has; "number" of a plain number."""
    if op.torch_backward is not None and (own := op.torch_backward(dims, attributes)) is not None:
        return own
    if op.name not in NAMES:
        return f"{op.name}Backward"
    by, names = NAMES[op.name]
    if by == "dims":
        of_number = " ".join("number" if each == "number" else "x" for each in dims)
        listed = " ".join(dims).replace("number", "0")
        return names.get(of_number) or names.get(listed) or next(iter(names.values()))
    given = set(told(op, attributes))
    fitting = [known for known in names if set(known.split()) <= given]
    return names[max(fitting, key=len)] if fitting else next(iter(names.values()))


def told(op: Op, attributes: Mapping[str, Any]) -> list[str]:
    """The attributes that are not at their default, in their order; words and truths with their value."""
    found = []
    for name, value in attributes.items():
        if value != op.attributes.get(name):
            found.append(f"{name}={value}" if isinstance(value, (str, bool)) and " " not in str(value) else name)
    return found
