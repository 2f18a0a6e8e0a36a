"""Writes tests/engine/torch_element_types.json: which element types PyTorch's functions take, and what they give.

Run by hand from the top folder, with torch installed, when a name of PyTorch's is added:

    python -m tests.torch.write_element_types
"""

import json
import warnings
from collections.abc import Sequence
from inspect import Parameter
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional

from engine.functions import FUNCTIONS
from engine.functions.signatures import SIGNATURES, in_python, native
from tests.engine.element_type_calls import SHAPES, TYPES, answer, combinations

FILE = Path(__file__).parents[1] / "engine/torch_element_types.json"
ERRORS = (RuntimeError, ValueError, IndexError, TypeError, NotImplementedError, AttributeError, AssertionError)
OWNERS = {
    "torch": torch,
    "Tensor": torch.Tensor,
    "torch.linalg": torch.linalg,
    "torch.special": torch.special,
    "functional": torch.nn.functional,
}
# Draws of random numbers, and what has no element type of a tensor's to look at.
LEFT_OUT = (
    "dropout",
    "rand",
    "bernoulli",
    "multinomial",
    "poisson",
    "rrelu",
    "from_numpy",
    "empty",
    "requires_grad",
    "cuda",
)
TENSOR_WORDS = ("input", "target", "weight", "other", "x1", "x2", "anchor", "positive", "negative", "input1", "input2")


def arguments(signature: str, shape: Sequence[int], method: bool) -> list[Any]:
    """What stands at the places that must be given."""
    tensor = {"shape": list(shape)}
    fillers: dict[str, Any] = {"int": 0, "number": 2, "float": 2.0, "bool": False, "int[]": [0]}
    if signature.startswith("def "):
        required = [p for p in in_python(signature).parameters.values() if p.default is Parameter.empty]
        made = [tensor if p.annotation == "Tensor" or p.name in TENSOR_WORDS else 1 for p in required]
    else:
        needed = [p for p in native(signature) if p.required]
        made = [tensor if p.kind == "Tensor" else fillers.get(p.kind.removesuffix("?"), 1) for p in needed]
    return [tensor, *made] if method else made


def main() -> None:
    table: dict[str, Any] = {}
    for name in sorted(FUNCTIONS):
        owner, _, short = name.rpartition(".")
        if owner not in OWNERS or any(word in short for word in LEFT_OUT):
            continue
        called = getattr(OWNERS[owner], short, None)
        path = name.replace("functional.", "torch.nn.functional.")
        found = None
        for signature in SIGNATURES.get(path, ()):
            for shape in SHAPES:
                places = arguments(signature, shape, owner == "Tensor")
                count = sum(isinstance(place, dict) for place in places)
                if found is None and count:
                    made = answer(called, places, ("float64",) * count, torch.tensor, ERRORS)
                    found = (places, count) if made in TYPES else None
        if found is not None:
            places, count = found
            table[name] = {"places": places}
            for default, key in (("float64", "answers"), ("float32", "answers in float32")):
                torch.set_default_dtype(getattr(torch, default))
                table[name][key] = {
                    " ".join(dtypes): answer(called, places, dtypes, torch.tensor, ERRORS)
                    for dtypes in combinations(count, owner == "Tensor", default)
                }
            torch.set_default_dtype(torch.float64)
    in_place = sorted(name for name in dir(torch.Tensor) if name.endswith("_") and not name.startswith("_"))
    lines = [f"{json.dumps(name)}: {json.dumps(told)}" for name, told in table.items()]
    lines.append(f'"in place": {json.dumps(in_place)}')
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(table)} functions")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    torch.set_default_dtype(torch.float64)
    main()
