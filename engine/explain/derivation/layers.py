"""The names that lecture notes give to what a network computes: W^[l], b^[l], Z^[l] and A^[l] of layer l, A^[0] = X."""

from __future__ import annotations

from collections.abc import Iterator

from engine.networks import DenseLayer, Network, Numbers
from engine.notation import Term
from engine.operation import size
from engine.recording import Run


def layer_terms(run: Run, found: Network) -> dict[int, Term]:
    """By node, for the arrays that are the whole of what a layer has: capitals for matrices, else small letters."""
    terms: dict[int, Term] = {}
    for place, layer in enumerate(found.layers):
        for letter, number, numbers in _parts(layer, place + 1, first=layer.after is None):
            index = numbers.nodes[0]
            if index is None or len(numbers.nodes) > 1 or index in terms:
                continue
            shape = run.graph.nodes[index].shape
            if size(shape) == size(numbers.shape) and len(shape) <= 2:
                terms[index] = _named(letter.upper() if len(shape) == 2 else letter, number, shape)
    return terms


def _parts(layer: DenseLayer, number: int, first: bool) -> Iterator[tuple[str, int, Numbers]]:
    if first:
        yield "a", 0, layer.input
    yield "w", number, layer.weight
    if layer.bias is not None:
        yield "b", number, layer.bias
    yield "z", number, layer.z
    if layer.activation is not None:
        yield "a", number, layer.activation


def _named(letter: str, number: int, shape: tuple[int, ...]) -> Term:
    return Term(f"{letter}^[{number}]", f"{letter}^{{[{number}]}}", shape=shape)
