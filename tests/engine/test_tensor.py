"""Tensor: numbers in and out, numpy's protocols, element types, empty and zero-dimensional tensors."""

import json

import numpy as np
import pytest

import engine
from engine import ArgumentError, DtypeError, EngineError, GradientError, ShapeError, Tensor, tensor
from engine.operation.record import OPS
from engine.tensors.tensor import apply
from tests.plan import ROOT

SIGNATURES = ROOT / "engine/functions/torch_signatures.json"
# Those of PyTorch's that are called by no signature.
PROPERTIES = {"grad", "is_leaf", "name", "requires_grad"}


def leaf(value: object) -> Tensor:
    return tensor(value, requires_grad=True)


def test_a_tensor_has_the_names_of_pytorch_and_numpy_alone():
    """What else the engine keeps in one begins with an underscore."""
    of_torch = {name.partition(".")[2] for name in json.loads(SIGNATURES.read_text()) if name.startswith("Tensor.")}
    public = {name for name in dir(tensor([1.0], requires_grad=True) * 2) if not name.startswith("_")}
    assert public <= of_torch | PROPERTIES | set(dir(np.ndarray))


@pytest.mark.parametrize(
    ("data", "dtype"), [(1.5, "float64"), (2, "int64"), (True, "bool"), ([1, 2.5], "float64"), ([], "float64")]
)
def test_numbers_choose_their_element_type(data: object, dtype: str):
    assert tensor(data).dtype == np.dtype(dtype)


def test_a_tensor_owns_its_numbers():
    numbers = np.array([1.0, 2.0])
    x = tensor(numbers)
    numbers[0] = 9.0
    assert x.tolist() == [1.0, 2.0]


def test_rows_of_unequal_length_are_refused():
    with pytest.raises(ArgumentError, match="equal lengths"):
        tensor([[1.0, 2.0], [3.0]])


def test_a_whole_number_beyond_64_bits_is_refused():
    with pytest.raises(ArgumentError, match="64 bits"):
        tensor(2**70)


def test_only_floating_point_numbers_can_learn():
    with pytest.raises(DtypeError, match="decimal point"):
        tensor([1, 2], requires_grad=True)


def test_a_plain_number_never_changes_the_precision():
    x = Tensor(np.float32([1.0, 2.0]))
    for y in (x * 2.5, 2.5 - x, x / 3, x**0.5, engine.where(tensor([True, False]), x, 0.0)):
        assert y.dtype == np.float32


def test_numpy_functions_on_tensors_are_operations():
    x = leaf([1.0, 4.0])
    y = np.sum(np.sqrt(x) * np.array([2.0, 3.0]))
    assert isinstance(y, Tensor)
    y.backward()
    # 2 / (2·1) and 3 / (2·2).
    assert x.grad.tolist() == [1.0, 0.75]


def test_arrays_and_tensors_mix_from_either_side():
    a, t = np.array([1.0, 2.0]), leaf([3.0, 5.0])
    for made in (a * t, t * a, a @ t, np.add(a, t), a - t, 1.0 - t, a / t, 2.0**t):
        assert isinstance(made, Tensor)
        assert made.requires_grad


def test_a_numpy_function_without_counterpart_says_so():
    with pytest.raises(EngineError, match="unwrap"):
        np.unwrap(leaf([1.0, 2.0]))


def test_a_tensor_that_learns_does_not_silently_become_an_array():
    with pytest.raises(GradientError, match="detach"):
        np.asarray(leaf([1.0, 2.0]))


def test_zero_dimensional_tensors_are_numbers_with_a_gradient():
    x = leaf(2.0)
    y = x.sum() * x.reshape((1,))[0] + x.mean() + x.max()
    y.backward()
    # x² + 2x: 2x + 2 = 6.
    assert x.grad.item() == 6.0
    assert y.shape == ()
    assert float(y) == 8.0


@pytest.mark.parametrize("name", ["sum", "mean", "prod", "cumsum", "exp", "softmax", "sort", "relu"])
def test_an_empty_tensor_has_an_empty_gradient(name: str):
    x = leaf(np.zeros((0, 3)))
    attributes = {"dim": 1} if "dim" in OPS[name].attributes else {}
    y = apply(OPS[name], x, **attributes)
    y.sum().backward()
    assert x.grad.shape == (0, 3)


def test_the_mean_of_nothing_is_not_a_number():
    with np.errstate(all="ignore"):
        assert np.isnan(tensor([]).mean().item())


def test_the_largest_of_nothing_is_refused():
    with pytest.raises(EngineError):
        tensor([]).max()
    with pytest.raises(ShapeError, match="empty"):
        OPS["argmax"].shape((0,))


def test_shapes_that_do_not_fit_name_both_and_the_way_out():
    with pytest.raises(ShapeError, match=r"\(2, 3\) @ \(2, 3\).*transpose the second\?"):
        tensor(np.ones((2, 3))) @ tensor(np.ones((2, 3)))
    with pytest.raises(ShapeError, match=r"\(2, 3\) and \(2,\)"):
        tensor(np.ones((2, 3))) + tensor(np.ones(2))


def test_the_truth_of_many_is_refused():
    with pytest.raises(ArgumentError, match=r"\.all\(\) or \.any\(\)"):
        bool(tensor([1.0, 0.0]))


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda x: x[1:, ::2], [[3.0, 5.0]]),
        (lambda x: x[..., -1], [2.0, 5.0]),
        (lambda x: x[:, None, 0], [[0.0], [3.0]]),
        (lambda x: x[[1, 0], [0, 2]], [3.0, 2.0]),
        (lambda x: x[x > 2.5], [3.0, 4.0, 5.0]),
        (lambda x: x[tensor([1])], [[3.0, 4.0, 5.0]]),
        (lambda x: x.T[0], [0.0, 3.0]),
    ],
)
def test_an_index_reads_what_numpy_reads_and_writes_the_gradient_back(made, expected):
    x = leaf([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])
    y = made(x)
    assert y.tolist() == expected
    y.sum().backward()
    assert x.grad._data.sum() == np.size(expected)


def test_a_place_read_twice_learns_twice():
    x = leaf([1.0, 2.0])
    x[[0, 0, 1]].sum().backward()
    assert x.grad.tolist() == [2.0, 1.0]


def test_names_of_pytorch_and_numpy_lead_to_one_operation():
    x = leaf([[1.0, 2.0], [3.0, 4.0]])
    assert x.sum(dim=0, keepdim=True).tolist() == np.sum(x, axis=0, keepdims=True).tolist() == [[4.0, 6.0]]
    assert x.std().item() == pytest.approx(np.sqrt(5 / 3))
    assert np.std(x).item() == pytest.approx(np.sqrt(5 / 4))


def test_an_unknown_argument_is_named_with_those_there_are():
    with pytest.raises(ArgumentError, match=r"sum has no argument corner; it has x, dim, keepdim"):
        tensor([1.0]).sum(corner=1)


def test_an_argument_given_twice_is_refused():
    with pytest.raises(ArgumentError, match="dim twice"):
        engine.softmax(tensor([1.0]), 0, dim=0)


def test_a_function_of_booleans_has_the_default_precision():
    assert tensor([True, False]).exp().tolist() == [np.e, 1.0]
    assert tensor(True).sin().item() == np.sin(1.0)
