"""One derivative of a run, taken in several ways."""

from __future__ import annotations

from typing import Literal

from server.payload.document import Document
from server.payload.explanations import Formula
from server.payload.graph import NodeId
from server.payload.tape import TapeSeed
from server.payload.tensor import Entry


class DerivativeWay(Document):
    """A way to the derivative, and what it costs for all parameters of the run."""

    name: Literal["reverse", "forward", "differences", "symbolic"]
    value: Entry | None
    """null where this way has none."""
    equal: bool | None
    """Whether it is what reverse mode says, to the digits that are shown."""
    reason: str
    """Why there is none, or why it is not equal; else ""."""
    forward: int
    """Passes forward, for the derivatives by all parameters."""
    backward: int
    operations: int
    """What these passes compute: an operation, and beside it or on the way back each derivative that is taken. The
    symbolic way takes no pass: these are the operations of the formula by this entry."""


class DifferenceWidth(Document):
    """The difference quotient at one width."""

    h: float
    central: Entry
    """(f(x + h) − f(x − h)) / 2h."""
    right: Entry
    """(f(x + h) − f(x)) / h."""
    left: Entry
    error: Entry
    """How far `central` is from reverse mode."""
    right_error: Entry
    branch: Literal["truncation", "best", "rounding"] | None
    """What most of the error is made of: wider than the best width the bend of the function, narrower the rounding of
    its values. null where no width comes close."""


class DerivativeFormulas(Document):
    """The derivative as a formula. Operations are counted as they would stand on paper, and with equal parts once."""

    result: Formula | None
    """What the derivative is of; null where it is too long to be read, as the other two."""
    raw: Formula | None
    """As the rules give it."""
    simplified: Formula | None
    """With like terms and powers together, and numbers worked out."""
    result_operations: int
    raw_operations: int
    simplified_operations: int
    shared_operations: int
    """Of the simplified one, with equal parts worked out once."""


class DerivativesDocument(Document):
    run: str
    leaf: TapeSeed
    """The entry by which the derivative is taken."""
    roots: list[NodeId]
    """What the last backward pass that reaches the leaf starts from: the derivative is that of their sum, each times
    its upstream gradient."""
    parameters: int
    """The entries of all leaves that the pass reaches."""
    ways: list[DerivativeWay]
    widths: list[DifferenceWidth]
    """From the largest to the smallest; none where the run is too large to be computed again so often."""
    formulas: DerivativeFormulas | None
    """Of the symbolic way; null where it has none, for the reason that it gives."""
