"""A run at other values: what is asked, and what differs from the run as it was."""

from __future__ import annotations

from server.payload.document import Document
from server.payload.explanations import Explanation
from server.payload.graph import NodeId
from server.payload.run import RunDocument
from server.payload.steps import Step
from server.payload.tensor import Numbers, Tensor


class ChangesRequest(Document):
    leaves: dict[str, Numbers] | None = None
    """Values in place of those that the run has for named leaves, of the same shape."""
    nudges: dict[str, Numbers] | None = None
    """By node, what is added to its value as it is made: a number, or numbers in the shape of the node."""
    explain: tuple[int, int] | None = None
    """Explains the steps from the first of these numbers up to the second, which is left out."""
    steps: int | None = None
    """How many of the first steps to compare, where not all."""


class ChangedNode(Document):
    """A node with another value or another gradient than before; each is there if it is another."""

    id: NodeId
    value: Tensor | None = None
    gradient: Tensor | None = None


class ChangesDocument(Document):
    """What a run becomes at other values. It is not kept: its address is that of the run which POST /runs makes of the
    same program with the same leaves, and that of nothing where there are nudges.
    """

    run: str
    """The run that is compared with."""
    id: str
    """The address that a run at these values has."""
    same_course: bool
    """Whether the program performs the same operations on the same shapes: where not, `document` is the whole run."""
    document: RunDocument | None
    printed: str
    nodes: list[ChangedNode]
    """Those that differ. Of nudged nodes and what follows from them only the values are told."""
    steps: list[Step]
    """The steps whose gradients differ, whole."""
    explanations: list[Explanation]
