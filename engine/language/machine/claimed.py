"""What a program says of gradients, as it is noted down while it runs."""

from __future__ import annotations

from engine.grading import Claim
from engine.language.values import Value
from engine.tensors import Tensor

# So many claims are kept of a program, and of one line the first ones and the last.
NOTED, OF_A_LINE = 600, 12


class Claimed:
    """Claims in the order of the program, and the numbers that it prints or returns: one of them may be its loss."""

    def __init__(self) -> None:
        self.claims: list[Claim] = []
        self.shown: dict[Tensor, None] = {}
        # Where an engine of the program's own begins to go back.
        self.roots: dict[Tensor, None] = {}
        self._places: dict[tuple[str, int], list[int]] = {}

    @property
    def full(self) -> bool:
        return len(self.claims) >= NOTED

    def keep(self, claim: Claim) -> None:
        """Of a loop of many turns, its beginning and its end."""
        places = self._places.setdefault((claim.name, claim.line), [])
        if len(places) > OF_A_LINE:
            self.claims[places[-1]] = claim
        else:
            places.append(len(self.claims))
            self.claims.append(claim)

    def show(self, value: Value) -> None:
        """A number that is printed or returned."""
        if type(value) is Tensor and value.ndim == 0 and len(self.shown) < NOTED:
            self.shown[value] = None
