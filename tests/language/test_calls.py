"""Every function, method, layer and optimizer is called with all arguments that PyTorch's signature lists.

By position with PyTorch's defaults spelled out, by name, and with other values: it answers as PyTorch does, or names
the argument that is not offered. The calls and answers are PyTorch's own, from tests/torch/write_calls.py.
"""

import json
import math
import re
from pathlib import Path

import pytest

from engine.language import ProgramError, run

HEAD = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n"
CALLS = json.loads(Path(__file__).parent.joinpath("answers", "calls.json").read_text("utf-8"))
NUMBER = re.compile(r"-?\b(?:\d+\.?\d*(?:e[-+]?\d+)?|inf|nan)\b")
# What is refused although PyTorch takes it, by a part of the message and the reason.
REFUSED = {
    "does not offer the argument": "named in the message",
    "is missing its argument dim": "PyTorch guesses a dim and warns that it will stop to",
    "needs a tensor, not": "arithmetic of two plain numbers is Python's",
    "needs class numbers": "PyTorch reads targets outside of the classes from elsewhere in memory",
    "looks up whole numbers": "PyTorch's embedding_bag takes its two arguments in either order",
    "is one number here": "PyTorch takes a tensor for a number here and there, and breaks it off",
    "a loss is reduced by": "PyTorch's own numbers for the words mean, sum and none",
    "needs an input (examples": "an input without examples or channels",
    "needs its argument weight": "a bias without a weight",
    "which changes gradients and no value": "named in the message",
    "the truth of a tensor": "a tolerance is one number here",
    "pinv cannot take": "a tolerance is one number here",
    "reshape takes whole numbers": "the memory of a tensor cannot be read as another type",
    "the bias of linear": "a bias is a vector here",
    "takes a condition that is a tensor of booleans": "named in the message",
    "an index lies outside": "PyTorch reads outside of the tensor",
    "one for each spatial dim": "PyTorch ignores the further numbers",
    "needs a list of tensors": "of nothing at all",
    "takes a list of tensors": "of nothing at all",
    "missing 1 required positional argument": "repeats without an input",
}
# What answers otherwise, with the reason.
OTHERWISE = {
    "torch.linalg.lstsq": "PyTorch's drivers read rcond in different ways",
    "Tensor.to": "PyTorch takes a truth for an element type",
}


def same(here: str, there: str) -> bool:
    if NUMBER.sub("#", here) != NUMBER.sub("#", there):
        return False
    # Single precision is rounded in another order.
    tolerance = 1e-6 if "float32" in there else 1e-9
    pairs = zip(NUMBER.findall(here), NUMBER.findall(there), strict=True)
    return all(a == b or math.isclose(float(a), float(b), rel_tol=tolerance, abs_tol=tolerance) for a, b in pairs)


def ending(source: str) -> tuple[str, bool]:
    """(what the program prints or why it is refused, whether it is refused)."""
    try:
        return run(source).printed.strip(), False
    except ProgramError as refusal:
        return refusal.message, True


@pytest.mark.parametrize("path", CALLS)
def test_a_call_with_pytorchs_arguments_answers_as_pytorch_does(path: str):
    for call in CALLS[path]:
        told, refused = ending(HEAD + call["program"])
        if refused:
            right = any(part in told for part in REFUSED)
        else:
            right = not call["printed"] or same(told, call["printed"].strip()) or path in OTHERWISE
        assert right, f"{call['program']}\n{told}\nPyTorch: {call['printed']}"
