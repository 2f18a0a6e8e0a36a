"""The arrays of a run as a binary frame: which are asked for, and what stands before them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from server.payload.document import Document
from server.payload.graph import NodeId


class TensorsQuery(Document):
    """Which arrays of a run, and which of their entries. A vector is one row here, and a scalar one of one column."""

    ids: str | None = Field(None, pattern=r"^n[0-9]{1,9}(,n[0-9]{1,9})*$", max_length=2_000, examples=["n0,n1"])
    """Nodes; without them and without steps, all nodes of the run."""
    steps: str | None = Field(None, pattern=r"^[0-9]{1,9}(,[0-9]{1,9})*$", max_length=2_000, examples=["5,6"])
    """Indices of steps, in place of nodes."""
    of: str | None = Field(None, pattern=r"^[a-z]+(,[a-z]+)*$", max_length=100, examples=["value"])
    """Of nodes: value (unless said otherwise), gradient. Of steps: contribution (unless said otherwise), upstream,
    local, accumulated, earlier, gradient (what an update reads)."""
    rows: str | None = Field(None, pattern=r"^[0-9]{0,9}:[0-9]{0,9}(:[0-9]{1,9})?$", examples=["0:1"])
    """A slice of the last axis but one: first, one past the last, and the distance from one to the next."""
    cols: str | None = Field(None, pattern=r"^[0-9]{0,9}:[0-9]{0,9}(:[0-9]{1,9})?$", examples=["::2"])
    """A slice of the last axis."""
    at: str | None = Field(None, pattern=r"^[0-9]{1,9}(,[0-9]{1,9})*$", max_length=100)
    """One index for each axis before the last two, which then are left out; without it, those axes are whole."""
    dtype: Literal["f32", "f64"] | None = Field(None, examples=["f32"])
    """What floating-point numbers are converted to. Without it they come as they are, as all others do."""
    format: Literal["frame", "npz"] = Field("frame", examples=["npz"])


class TensorHeader(Document):
    node: NodeId | None = None
    step: int | None = None
    """In place of a node."""
    of: Literal["value", "gradient", "upstream", "local", "contribution", "accumulated", "earlier"]
    dtype: str
    shape: list[int]
    """Of the entries given."""
    whole: list[int]
    """The shape of the array they are taken from."""
    offset: int
    """Where the entries begin, in bytes from the end of the header: a multiple of 8."""
    bytes: int


class TensorsHeader(Document):
    """What stands before the entries in a binary frame of arrays."""

    run: str
    tensors: list[TensorHeader]
