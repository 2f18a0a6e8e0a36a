"""What the names of a program stand for."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypeAliasType

from server.payload.document import Document
from server.payload.graph import NodeId
from server.payload.tensor import NonFinite, Tensor


class Variable(Document):
    """A tensor."""

    node: NodeId | None
    """Its node; null for one outside of the graph."""
    value: Tensor
    grad: Tensor | None
    """What `.grad` holds: all passes since it was last cleared, where the `gradient` of a node is that of its last."""


class TextValue(Document):
    text: str
    """Its first characters, as many as /limits says."""
    length: int
    """The number of all of them."""


class ListValue(Document):
    kind: Literal["list", "tuple", "set", "dict"]
    entries: list[Held] | list[tuple[Held, Held]]
    """The first ones, as many as /limits says; of a dict pairs of key and value."""
    length: int
    """The number of all of them."""


class ObjectValue(Document):
    object: str
    """The name of its class."""
    parameters: dict[str, Variable]
    """Of a module its parameters, then its buffers, by path."""
    fields: dict[str, Held]
    """What else it holds by name."""
    length: int
    """How many parameters and fields there are, shown or not."""


class OtherValue(Document):
    other: str
    """The kind of a value that is not told, or lies deeper than /limits says."""


Held = TypeAliasType(
    "Held", "None | bool | int | float | NonFinite | Variable | TextValue | ListValue | ObjectValue | OtherValue"
)


class VariablesDocument(Document):
    """What the names at the top of a program stand for after a step of its run, or without one at its end."""

    run: str
    step: int | None
    variables: dict[str, Held]
