"""Which element types PyTorch's functions take, what they give, and which change a tensor in place: its own answers."""

import json
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import engine
from engine import EngineError, tensor
from engine.functions import FUNCTIONS
from engine.mode import defaults
from tests.engine.element_type_calls import answer

TABLE: dict[str, Any] = json.loads(Path(__file__).with_name("torch_element_types.json").read_bytes())
IN_PLACE: list[str] = TABLE.pop("in place")
REFUSALS = (EngineError, TypeError, ValueError, AttributeError)

TRUTHS = "truths have no matrix power here"
DIM_GUESSED = "the dim must be given here: PyTorch guesses it, and warns of that"
NO_CHANNELS = "the input has channels here; where one number is asked for, PyTorch takes any input"
# "function: element types" or "function", with the reason for another answer.
DIFFERENT = {
    **dict.fromkeys(("Tensor.matrix_power", "torch.matrix_power", "torch.linalg.matrix_power"), TRUTHS),
    **dict.fromkeys(("functional.softmax", "functional.log_softmax", "functional.softmin"), DIM_GUESSED),
    **dict.fromkeys(("functional.adaptive_avg_pool2d", "functional.adaptive_avg_pool3d"), NO_CHANNELS),
    "functional.binary_cross_entropy_with_logits": "two element types are refused here: PyTorch gives the narrower one",
    "functional.unfold": "windows of whole numbers are taken here, as windows of booleans are",
    "Tensor.float_power_": "a power in place keeps the element type here; PyTorch refuses float32",
}
DIVIDED = "whole numbers beside float32 become float32 before PyTorch would refuse them"
DIFFERENT_IN_FLOAT32 = {
    **dict.fromkeys(("Tensor.addcdiv", "Tensor.addcdiv_", "torch.addcdiv", "functional.kl_div"), DIVIDED),
    "Tensor.to": "PyTorch takes a number for a tensor of float64",
}
# In-place names of PyTorch's beside a function that is here, which are not here themselves.
NOT_HERE: dict[str, str] = {}


def given(name: str, asked: Iterable[str]) -> dict[str, str]:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        places = TABLE[name]["places"]
        return {dtypes: answer(FUNCTIONS[name], places, dtypes.split(), tensor, REFUSALS) for dtypes in asked}


@pytest.mark.parametrize("name", sorted(TABLE.keys() - DIFFERENT.keys()))
def test_a_function_takes_the_element_types_that_pytorch_takes_and_gives_the_one_it_gives(name: str):
    answers = TABLE[name]["answers"]
    assert given(name, answers) == answers


@pytest.mark.parametrize("name", sorted(TABLE.keys() - DIFFERENT.keys() - DIFFERENT_IN_FLOAT32.keys()))
def test_it_does_so_too_where_the_default_is_float32(name: str):
    """Fractions made of whole numbers, and what plain numbers become beside them, are float32 then."""
    answers = TABLE[name]["answers in float32"]
    with defaults():
        engine.set_default_dtype(engine.float32)
        assert given(name, answers) == answers


def test_what_changes_a_tensor_in_place_in_pytorch_does_so_here():
    here = {name.removeprefix("Tensor.") for name in FUNCTIONS if name.startswith("Tensor.")}
    missing = {name for name in IN_PLACE if name[:-1] in here and name not in here}
    assert missing == NOT_HERE.keys()


def test_nothing_changes_a_tensor_in_place_that_does_not_in_pytorch():
    here = {name.removeprefix("Tensor.") for name in FUNCTIONS if name.startswith("Tensor.") and name.endswith("_")}
    assert sorted(here - set(IN_PLACE)) == []


def test_the_element_types_have_pytorchs_names():
    """As in PyTorch, float and int have 32 bits."""
    assert [engine.float64, engine.double, engine.float32, engine.float] == ["float64", "float64", "float32", "float32"]
    assert [engine.int64, engine.long, engine.int, engine.bool] == ["int64", "int64", "int32", "bool"]
    assert engine.tensor([1.5], dtype=engine.float32).dtype == engine.float32
