"""An array as it stands in a document."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypeAliasType

from server.payload.document import Document

NonFinite = Literal["NaN", "Infinity", "-Infinity"]
# JSON has no numbers for NaN and the infinities, so they stand as strings in number places.
Entry = TypeAliasType("Entry", int | float | NonFinite)
Numbers = TypeAliasType("Numbers", "Entry | list[Numbers]")
Data = TypeAliasType("Data", "bool | Entry | list[Data]")


class Summary(Document):
    """What a tensor's entries have in common. NaN and infinities are only counted: the other figures leave them out."""

    min: Entry | None
    """null when no entry is finite, as are max and mean."""
    max: Entry | None
    mean: Entry | None
    norm: Entry
    """Euclidean: the square root of the sum of squares of all finite entries."""
    zeros: int
    nonfinite: int


class Tensor(Document):
    """An array with its entries in row-major nested lists, exact to the last bit of float64."""

    shape: list[int]
    dtype: str
    data: Data | None
    """null above 64 entries; GET /runs/{id}/tensors gives all of them."""
    corner: Data | None = None
    """With data null: the first 8 × 8 entries of the last two axes, at index 0 of the axes before them."""
    summary: Summary
