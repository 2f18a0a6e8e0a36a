"""Tensors show themselves as PyTorch 2.13 shows them: the texts are its own."""

import numpy as np
import pytest

from engine import tensor
from engine.tensors.text import tensor_text

inf, nan = float("inf"), float("nan")

TEXTS = [
    (0.5, "tensor(0.5000)"),
    ([1.0, 2.0], "tensor([1., 2.])"),
    ([1.5, -20.25, 1000.0], "tensor([   1.5000,  -20.2500, 1000.0000])"),
    ([0.001, 5000.0], "tensor([1.0000e-03, 5.0000e+03])"),
    ([0.0, nan, inf, -3.0], "tensor([ 0., nan, inf, -3.])"),
    ([1e-5], "tensor([1.0000e-05])"),
    ([1e9, 1.0], "tensor([1.0000e+09, 1.0000e+00])"),
    ([1, -20], "tensor([  1, -20])"),
    ([True, False], "tensor([ True, False])"),
    ([], "tensor([])"),
    ([[0.25], [-0.5]], "tensor([[ 0.2500],\n        [-0.5000]])"),
    ([[[1.0, 2.0]], [[3.0, 4.0]]], "tensor([[[1., 2.]],\n\n        [[3., 4.]]])"),
]


@pytest.mark.parametrize(("data", "text"), TEXTS, ids=[str(data) for data, _ in TEXTS])
def test_numbers_are_written_with_four_decimals_where_they_need_them(data: object, text: str):
    assert repr(tensor(data)) == text


def test_a_long_row_is_broken_at_80_characters():
    assert tensor_text(np.arange(12) / 7, []) == (
        "tensor([0.0000, 0.1429, 0.2857, 0.4286, 0.5714, 0.7143, 0.8571, 1.0000, 1.1429,\n"
        "        1.2857, 1.4286, 1.5714])"
    )


def test_of_more_than_1000_entries_the_first_and_last_three_are_shown():
    assert tensor_text(np.arange(1200.0).reshape(2, 600), []) == (
        "tensor([[0.0000e+00, 1.0000e+00, 2.0000e+00,  ..., 5.9700e+02, 5.9800e+02,\n         5.9900e+02],\n"
        "        [6.0000e+02, 6.0100e+02, 6.0200e+02,  ..., 1.1970e+03, 1.1980e+03,\n         1.1990e+03]])"
    )


def test_what_is_unusual_stands_behind_the_numbers():
    assert tensor_text(np.zeros((2, 0)), []) == "tensor([], size=(2, 0))"
    assert tensor_text(np.array([1.5], np.float32), []) == "tensor([1.5000], dtype=torch.float32)"
    assert tensor_text(np.arange(10) / 8, ["requires_grad=True"]) == (
        "tensor([0.0000, 0.1250, 0.2500, 0.3750, 0.5000, 0.6250, 0.7500, 0.8750, 1.0000,\n"
        "        1.1250], requires_grad=True)"
    )
