"""A layer called with other numbers than its own, which it keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from engine.errors import ArgumentError
from engine.nn.layers import Module
from engine.tensors import Tensor


@contextmanager
def holding(module: Module, tensors: Mapping[str, Tensor]) -> Iterator[None]:
    """The layer holds these in place of its parameters and buffers of the same paths, until the block ends.

    Raises ArgumentError for a path that there is not, and for what is no tensor.
    """
    if not isinstance(tensors, Mapping) or not all(isinstance(one, Tensor) for one in tensors.values()):
        raise ArgumentError("a layer is called with a dict of tensors by their paths: dict(model.named_parameters())")
    places: dict[str, tuple[dict[str, Any], str]] = {}
    for path, layer in module.named_modules():
        for table in (layer._parameters, layer._buffers):
            places.update({f"{path}.{name}" if path else name: (table, name) for name in table})
    unknown = [path for path in tensors if path not in places]
    if unknown:
        raise ArgumentError(f"{module.kind} has no {', '.join(map(str, unknown))}")
    kept = [(*places[path], places[path][0][places[path][1]]) for path in tensors]
    try:
        for path, tensor in tensors.items():
            table, name = places[path]
            table[name] = tensor
        yield
    finally:
        for table, name, own in kept:
            table[name] = own


def functional_call(module: Module, tensors: Mapping[str, Tensor], *inputs: Any, **named: Any) -> Any:
    """What the layer computes with these in place of its own. Source: torch.func.functional_call."""
    with holding(module, tensors):
        return module(*inputs, **named)
