"""Which element types PyTorch's functions take, what they give, and which change a tensor in place: its own answers."""

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import engine
from engine import EngineError, tensor
from engine.functions import FUNCTIONS
from tests.engine.element_type_calls import answer

TABLE: dict[str, Any] = json.loads(Path(__file__).with_name("torch_element_types.json").read_bytes())
IN_PLACE: list[str] = TABLE.pop("in place")
REFUSALS = (EngineError, TypeError, ValueError, AttributeError)

ZEROTH = "the zeroth power is made of fractions here"
SQUARES = "truths have no square here but themselves"
DIM_GUESSED = "the dim must be given here: PyTorch guesses it, and warns of that"
UNBATCHED = "the input has a batch and channels here"
WHOLE_TARGETS = "whole numbers are taken on one side here"
# "function: element types" or "function", with the reason for another answer.
DIFFERENT = {
    **dict.fromkeys(("Tensor.addcdiv", "Tensor.addcdiv_", "torch.addcdiv"), WHOLE_TARGETS),
    **dict.fromkeys(("Tensor.matrix_power", "torch.matrix_power", "torch.linalg.matrix_power"), ZEROTH),
    **dict.fromkeys(("Tensor.square", "Tensor.square_", "torch.square", "torch.square_"), SQUARES),
    **dict.fromkeys(("functional.softmax", "functional.log_softmax", "functional.softmin"), DIM_GUESSED),
    **dict.fromkeys(
        ("functional.adaptive_avg_pool2d", "functional.adaptive_avg_pool3d", "functional.unfold"), UNBATCHED
    ),
    **dict.fromkeys(
        (
            *("functional.cross_entropy", "functional.hinge_embedding_loss", "functional.huber_loss"),
            *("functional.l1_loss", "functional.multilabel_soft_margin_loss", "functional.soft_margin_loss"),
            *("functional.grid_sample", "functional.scaled_dot_product_attention", "Tensor.float_power_"),
            *("torch.bucketize", "torch.searchsorted"),
        ),
        WHOLE_TARGETS,
    ),
    "functional.binary_cross_entropy_with_logits": "two element types are refused here",
    "functional.kl_div": "two element types are refused here",
    "torch.pairwise_distance": "whole numbers are refused here",
    "torch.normal": "draws are in float64 here",
    "torch.where": "a condition is made of truths here, as PyTorch's words on it say",
}
# In-place names of PyTorch's beside a function that is here, which are not here themselves.
NOT_HERE: dict[str, str] = {}


@pytest.mark.parametrize("name", sorted(TABLE.keys() - DIFFERENT.keys()))
def test_a_function_takes_the_element_types_that_pytorch_takes_and_gives_the_one_it_gives(name: str):
    told = TABLE[name]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        given = {
            dtypes: answer(FUNCTIONS[name], told["places"], dtypes.split(), tensor, REFUSALS)
            for dtypes in told["answers"]
        }
    assert given == told["answers"]


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
