"""The dense layers of a run → the NetworkDocument, as bytes."""

from __future__ import annotations

import orjson

from engine.networks import NO_NETWORK, DenseLayer, Network, Numbers, network, neuron_terms, sentence, told
from engine.recording import Run
from server.documents.problems import Problem
from server.documents.tensors import Json, attribute_json


def encode_network(run: Run, identifier: str, pass_index: int | None, example: int, opened: str | None) -> bytes:
    """The NetworkDocument; `opened` is a neuron as "layer:neuron". Raises Problem (404) where there is no such pass,
    example or neuron.
    """
    if pass_index is not None and pass_index >= run.passes:
        raise Problem(404, "network/no-pass", f"This run has {run.passes} backward passes, counted from 0.")
    shown = run.passes - 1 if pass_index is None and run.passes else pass_index
    found = network(run, shown)
    most = max((layer.count for layer in found.layers), default=1)
    if example >= most:
        raise Problem(404, "network/no-example", f"The layers of this run have {most} examples, counted from 0.")
    return orjson.dumps(
        {
            "run": identifier,
            "pass": shown,
            "target": None if found.target is None else f"n{found.target}",
            "example": example,
            "sentence": _sentence(found),
            "left_out": found.left_out,
            "opened": None if opened is None else _opened(run, found, opened, example, shown),
            "layers": [_layer(run, found, place, example, shown) for place in range(len(found.layers))],
        }
    )


def _opened(run: Run, found: Network, opened: str, example: int, pass_index: int | None) -> dict[str, Json]:
    number, neuron = map(int, opened.split(":"))
    if not 1 <= number <= len(found.layers) or neuron >= found.layers[number - 1].sizes[1]:
        raise Problem(404, "network/no-neuron", f"There is no neuron {opened}: layers count from 1, neurons from 0.")
    terms = neuron_terms(run, found.layers[number - 1], neuron, example, pass_index)
    return {
        "layer": number,
        "neuron": neuron,
        "terms": [{name: attribute_json(each) for name, each in term._asdict().items()} for term in terms],
    }


def _sentence(found: Network) -> str:
    count = len(found.layers)
    if count == 0:
        return NO_NETWORK
    more = f", and {found.left_out} more that are not shown" if found.left_out else ""
    return f"{count} dense layer{'' if count == 1 else 's'}{more}."


def _layer(run: Run, found: Network, place: int, example: int, pass_index: int | None) -> dict[str, Json]:
    layer: DenseLayer = found.layers[place]
    inputs, neurons = layer.sizes
    return {
        "number": place + 1,
        "name": layer.name,
        "inputs": inputs,
        "neurons": neurons,
        "examples": layer.count,
        "orientation": layer.examples,
        "function": layer.function,
        "after": None if layer.after is None else layer.after + 1,
        "direct": layer.direct,
        "weight": _numbers(layer.weight),
        "bias": layer.bias and _numbers(layer.bias),
        "input": _numbers(layer.input),
        "z": _numbers(layer.z),
        "activation": layer.activation and _numbers(layer.activation),
        "nodes": [f"n{node}" for node in layer.nodes],
        "sentence": sentence(found, place),
        "told": [each._asdict() for each in told(run, found, place, example, pass_index)],
    }


def _numbers(numbers: Numbers) -> dict[str, Json]:
    return {
        "nodes": [None if node is None else f"n{node}" for node in numbers.nodes],
        "shape": numbers.shape,
        "offset": numbers.offset,
        "strides": numbers.strides,
        "entries": numbers.entries,
    }
