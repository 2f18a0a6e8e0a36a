"""The table as plain data."""

import json

import pytest

from engine.functions.catalogue import catalogue
from engine.operation.record import OPS


@pytest.fixture(scope="module")
def entries():
    return {entry["name"]: entry for entry in catalogue()}


def test_every_operation_has_one_entry_of_plain_data(entries):
    """What comes back from JSON is what went in, but for tuples, which come back as lists."""
    assert sorted(OPS) == list(entries)
    for name, entry in entries.items():
        attributes = [
            {**each, "default": list(each["default"]) if isinstance(each["default"], tuple) else each["default"]}
            for each in entry["attributes"]
        ]
        assert json.loads(json.dumps(entry)) == {**entry, "attributes": attributes}, name


@pytest.mark.parametrize(
    ("name", "signature"),
    [
        ("exp", "exp(x)"),
        ("softmax", "softmax(x, dim)"),
        ("gather", "gather(input, dim, index)"),
        ("reshape", "reshape(x, *shape)"),
        ("linear", "linear(input, weight, bias=None)"),
        ("cat", "cat(tensors, dim=0)"),
        ("std", "std(x, dim=None, correction=1, keepdim=False)"),
    ],
)
def test_a_signature_is_read_as_pytorch_calls_it(entries, name, signature):
    assert entries[name]["signature"] == signature


def test_an_entry_says_how_its_derivative_can_be_taken(entries):
    assert entries["matmul"]["modes"] == ["reverse", "forward"]
    assert entries["argmax"]["modes"] == []


def test_functions_are_named_as_programs_import_them(entries):
    assert "torch.nn.functional.relu" in entries["relu"]["functions"]
    assert "relu" in entries["relu"]["methods"]
    assert {"mm", "bmm", "dot"} <= set(entries["matmul"]["aliases"])


def test_only_what_is_made_of_other_operations_is_composite(entries):
    assert entries["softmax"]["composite"]
    assert not entries["add"]["composite"]


def test_a_composite_names_what_it_unfolds_into_in_order(entries):
    """softmax(x) is exp(x - max(x)) over its sum; the gradient passes by the maximum."""
    assert entries["softmax"]["unfolds_into"] == ["amax", "detach", "sub", "exp", "sum", "div"]
    assert entries["linear"]["unfolds_into"] == ["t", "matmul"]
    for name, entry in entries.items():
        assert bool(entry["unfolds_into"]) == entry["composite"], name
        assert set(entry["unfolds_into"]) <= set(OPS) - {name}
