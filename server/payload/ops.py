"""The catalogue of operations."""

from __future__ import annotations

from typing import Literal

from pydantic import JsonValue

from server.payload.document import Document


class OpInput(Document):
    name: str
    optional: bool
    differentiable: bool
    local: str | None
    """The local derivative, for elementwise operations."""
    downstream: str | None
    """What flows on to this input, for the upstream gradient g and the output y."""
    fixed: str | None
    """When it may not require a gradient, "always" or in words; null where it may."""


class OpAttribute(Document):
    name: str
    required: bool
    default: JsonValue


class Op(Document):
    """An operation: what programs call it, and its derivative in Python's notation."""

    name: str
    family: str
    symbol: str
    signature: str
    """How it is called: "softmax(input, dim)"."""
    aliases: list[str]
    """Further bare names of the functions and methods below."""
    functions: list[str]
    """Where a program finds it as a function: "torch.exp"."""
    methods: list[str]
    """Its names as a method of a tensor: "exp"."""
    inputs: list[OpInput]
    variadic: bool
    """The one input stands for any number of tensors in a list."""
    attributes: list[OpAttribute]
    elementwise: bool
    modes: list[Literal["reverse", "forward"]]
    """The ways its derivative can be taken; none where it has none."""
    formula: str
    words: str
    choice: str | None
    """What is taken where the derivative does not exist."""
    refusal: str | None
    """Why a gradient that reaches it is refused, as in PyTorch; null where none is."""
    saves: str
    """What its backward rule needs from the forward pass."""
    composite: bool
    """Made of other operations, into which `unfold` of POST /runs takes it apart."""
    unfolds_into: list[str]
    """These operations, with its defaults, in the order of first use; none for one that is not composite."""

    shares: str
    """Which numbers of its input the result shares, as a view: all of them, all unless they must be copied, or some;
    empty for a result of its own."""
    fits: Literal["inner", "rows", "along", "all", ""]
    """Where the shapes of its inputs must agree, as in the problem of one that failed."""


class MadeFunction(Document):
    """A function that is several operations, or none."""

    name: str
    signature: str
    names: list[str]
    """Where a program finds it: "torch.split", "Tensor.split"."""
    words: str
    """What it does, where its name does not say so."""


class OpsDocument(Document):
    ops: list[Op]
    functions: list[MadeFunction]
