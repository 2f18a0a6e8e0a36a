"""The dense layers of a run over HTTP."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.lessons import lesson
from server.payload import NetworkDocument


def _run(client: Any, source: str) -> dict[str, Any]:
    made = client.post("/api/v1/runs", json={"source": source})
    assert made.status_code == 200, made.text
    found: dict[str, Any] = made.json()
    return found


def _network(client: Any, run: dict[str, Any], query: str = "") -> NetworkDocument:
    answer = client.get(f"/api/v1/runs/{run['id']}/network{query}")
    assert answer.status_code == 200, answer.text
    return NetworkDocument.model_validate_json(answer.content)


def _numbers(run: dict[str, Any], numbers: Any, quantity: str = "value") -> Any:
    """The numbers as a reader of the document takes them from the nodes of the run."""
    nodes = {node["id"]: node for node in run["nodes"]}

    def entry(node: str, place: int) -> float:
        return float(np.ravel(nodes[node][quantity]["data"])[place])

    found = np.empty(numbers.shape)
    for at, index in enumerate(np.ndindex(*numbers.shape)):
        if numbers.entries is None:
            place = numbers.offset + sum(one * stride for one, stride in zip(index, numbers.strides, strict=True))
            found[index] = entry(numbers.nodes[0], place)
        else:
            found[index] = entry(numbers.nodes[at], numbers.entries[at])
    return found


def test_the_places_of_the_two_layer_network_lead_to_the_numbers_that_the_lesson_promises(client: Any) -> None:
    source = lesson("25_two_layer_bce")
    run = _run(client, source.source)
    assert run["network"] is True
    found = _network(client, run)
    assert (found.pass_, found.target, found.sentence, found.left_out) == (0, run["target"], "2 dense layers.", 0)
    one, two = found.layers
    assert (two.number, two.after, two.direct, two.inputs, two.neurons, two.examples) == (2, 1, True, 2, 3, 2)
    assert (one.orientation, one.function, one.name) == ("rows", "sigmoid", "W1")
    for layer, k in ((one, 1), (two, 2)):
        for numbers, name in ((layer.weight, "W"), (layer.bias, "b"), (layer.z, "Z"), (layer.activation, "A")):
            np.testing.assert_allclose(_numbers(run, numbers), source.values[f"{name}{k}"], rtol=1e-9)
            np.testing.assert_allclose(_numbers(run, numbers, "gradient"), source.gradients[f"{name}{k}"], rtol=1e-9)
    np.testing.assert_allclose(_numbers(run, one.input), source.values["A0"])


def test_single_numbers_stand_in_a_node_each(client: Any) -> None:
    run = _run(client, lesson("11_tanh_neuron").source)
    [layer] = _network(client, run).layers
    assert layer.weight.entries == [0, 0]
    np.testing.assert_array_equal(_numbers(run, layer.weight), [[-3, 1]])
    np.testing.assert_array_equal(_numbers(run, layer.input), [[2, 0]])
    np.testing.assert_allclose(_numbers(run, layer.activation), [[2**-0.5]])


def test_another_example_is_told_of(client: Any) -> None:
    """0.5·0.5 − 0.5·2 + 0.25·1 = −0.5."""
    run = _run(client, lesson("25_two_layer_bce").source)
    told = _network(client, run, "?example=1").layers[0].told[0]
    assert "z = 0.5 · 0.5 + (−0.5) · 2 + 0.25 · 1 + 0 = −0.5, a = σ(z) = 0.3775." in told.forward
    assert told.back is not None
    assert told.back.startswith("δ = ∂L/∂z = 0.03999.")


def test_a_program_without_a_network_says_so_in_one_sentence(client: Any) -> None:
    run = _run(client, lesson("01_square").source)
    assert run["network"] is False
    found = _network(client, run)
    assert found.layers == []
    assert found.sentence.startswith("This program computes no dense layer")
    assert found.sentence.count(". ") == 0


def test_an_opened_neuron_has_its_products_and_what_goes_to_each_weight(client: Any) -> None:
    """Z1[0, 0] = 0.5·1 − 0.5·0 + 0.25·(−1), and δ = −0.02946 times the same inputs."""
    run = client.post("/api/v1/runs", json={"source": lesson("25_two_layer_bce").source}).json()
    opened = _network(client, run, "?opened=1:0").opened
    assert (opened.layer, opened.neuron) == (1, 0)
    assert [term.product for term in opened.terms] == [0.5, 0, -0.25]
    np.testing.assert_allclose([term.pull for term in opened.terms], [-0.0294603684, 0, 0.0294603684], atol=1e-10)
    other = _network(client, run, "?opened=2:2&example=1").opened
    assert other.terms[1].product == 2 * other.terms[1].x


@pytest.mark.parametrize(
    ("query", "code"),
    [("?pass=1", "network/no-pass"), ("?example=2", "network/no-example"), ("?opened=3:0", "network/no-neuron")],
    ids=["pass", "example", "neuron"],
)
def test_what_there_is_none_of_is_named(client: Any, query: str, code: str) -> None:
    run = _run(client, lesson("25_two_layer_bce").source)
    answer = client.get(f"/api/v1/runs/{run['id']}/network{query}")
    assert answer.status_code == 404
    assert answer.json()["code"] == code


def test_layers_that_reach_no_gradient_are_told_forward_alone(client: Any) -> None:
    source = "import numpy as np\nX = np.array([[1., 2.]])\nW = np.array([[3.], [4.]])\nZ = X @ W\n"
    found = _network(client, _run(client, source))
    assert found.pass_ is None
    [told] = found.layers[0].told
    assert (told.forward, told.back) == ("Neuron 1 of layer 1: z = 3 · 1 + 4 · 2 = 11.", None)


def test_a_partial_run_has_the_layers_that_it_came_to(client: Any) -> None:
    source = lesson("25_two_layer_bce").source.replace("loss.backward()", "loss.backwards()")
    wrong = client.post("/api/v1/runs", json={"source": source})
    assert wrong.status_code == 422
    assert len(_network(client, wrong.json()["partial"]).layers) == 2
