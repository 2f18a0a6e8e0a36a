"""The layers of engine.nn against PyTorch 2.13 in float64: what they begin with, print, compute and send back."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

import engine
from engine import nn
from engine.mode import defaults, set_default_dtype
from engine.nn import LAYERS
from tests.engine.layer_cases import CASES, arrays, differentiable, flat, modes, sums

ANSWERS = json.loads(Path(__file__).with_name("torch_layers.json").read_text("utf-8"))
# What only holds other layers or parameters is tested where it is used.
# PyTorch takes its sixth in single precision, also of numbers in double.
ROUGH = ("Hardsigmoid",)
CONTAINERS = {"ModuleList", "ModuleDict", "ParameterList", "ParameterDict"}


@pytest.mark.parametrize(
    ("expression", "inputs", "mode"), [(e, inputs, mode) for e, inputs in CASES for mode in modes(e)]
)
def test_a_layer_does_what_pytorchs_does(expression: str, inputs: tuple, mode: str):
    expected = ANSWERS[f"{expression} {mode}"]
    with defaults():
        set_default_dtype("float64")
        engine.manual_seed(3)
        layer = eval(expression, {"nn": nn, "tensor": engine.tensor})
        assert repr(layer) == expected["text"]
        layer.train(mode == "train")
        begun = {} if "Lazy" in expression else {name: sums(p.numpy()) for name, p in layer.state_dict().items()}
        assert begun == {name: pytest.approx(value, rel=1e-9, abs=1e-12) for name, value in expected["begun"].items()}
        given, leaves = [], []
        for place, each in enumerate(inputs):
            made = [engine.tensor(array, requires_grad=differentiable(each)) for array in arrays(each, place)]
            leaves += made if differentiable(each) else []
            given.append(tuple(made) if each[0] == "pair" else made[0])
        results = list(flat(layer(*given)))
        assert [[list(r.shape), *sums(r.detach().numpy())] for r in results] == [
            [shape, *(pytest.approx(number, rel=1e-9, abs=1e-9) for number in numbers)]
            for shape, *numbers in expected["results"]
        ]
        weights = [engine.tensor(np.cos(np.arange(r._data.size) + 0.5).reshape(r.shape)) for r in results]
        parts = [(r * w).sum() for r, w in zip(results, weights, strict=True) if r.requires_grad]
        if parts:
            sum(parts[1:], parts[0]).backward()
    gradients = {name: sums(p.grad.numpy()) for name, p in layer.named_parameters() if p.grad is not None}
    close = {name: pytest.approx(value, rel=1e-9, abs=1e-9) for name, value in expected["gradients"].items()}
    assert gradients == close
    sent = [sums(leaf.grad.numpy()) for leaf in leaves if leaf.grad is not None]
    within = 1e-6 if any(word in expression for word in ROUGH) else 1e-9
    assert sent == [pytest.approx(value, rel=within, abs=within) for value in expected["inputs"]]
    held = {name: sums(buffer.numpy()) for name, buffer in layer.named_buffers()}
    assert held == {name: pytest.approx(value, rel=1e-9, abs=1e-12) for name, value in expected["buffers"].items()}


def test_every_layer_is_compared_with_pytorchs():
    named = set(re.findall(r"nn\.(\w+)", " ".join(expression for expression, _ in CASES)))
    without = {name for name in LAYERS if re.sub(r"\dd$", "", name) not in {re.sub(r"\dd$", "", n) for n in named}}
    assert without == CONTAINERS | {"CTCLoss", "MaxUnpool1d", "MaxUnpool2d", "MaxUnpool3d", "FeatureAlphaDropout"}
