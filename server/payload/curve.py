"""An operation as a function of one entry of one input."""

from __future__ import annotations

from server.payload.document import Document
from server.payload.graph import NodeId
from server.payload.tensor import Entry


class CurvePoint(Document):
    """Where an entry of the input stands on the curve."""

    entry: int
    """Its place in row-major order."""
    x: Entry
    y: Entry
    slope: Entry


class CurveDocument(Document):
    """The result, and its slope, over one entry of one input, all else held: of an operation of single entries the
    entry of the result that it makes first, of a loss the loss. From the operation's own rules.
    """

    run: str
    node: NodeId
    slot: int
    entry: int
    x: list[Entry]
    """Ascending: from −4 to 4, or as far as the points stand, with a margin."""
    y: list[Entry]
    """NaN outside of the domain, as `slope`."""
    slope: list[Entry]
    best: float | None
    """The largest |slope|; null where the curve grows steeper up to an end of `x`."""
    points: list[CurvePoint]
    """That of `entry` first; of an operation of single entries then others that stand on the same curve, up to 64."""
