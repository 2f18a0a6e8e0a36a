"""How much a program may use. Everything is counted, nothing is timed: the same text always gets the same verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from types import MappingProxyType

from engine.language.errors import BudgetError, ProgramError, UnfinishedError
from engine.operation import Shape, size
from engine.recording import Usage

UNITS = MappingProxyType(
    {
        "source": "bytes of text",
        "leaves": "numbers given for leaves",
        "files": "bytes of attached files",
        "syntax": "syntax elements",
        "nesting": "levels of nesting",
        "brackets": "open brackets",
        "steps": "steps",
        "frames": "calls inside one another",
        "levels": "levels of calls and expressions",
        "cells": "entries in lists and strings",
        "string": "characters in one string",
        "nodes": "nodes",
        "tensor": "numbers in one tensor",
        "rank": "dimensions",
        "elements": "numbers in all tensors together",
        "cost": "units of arithmetic",
        "events": "steps of the backward passes",
        "document": "bytes that describe the run",
        "output": "characters of printed text",
    }
)

HINTS = MappingProxyType(
    {
        "source": "Shorten the program, for example by making data with torch.randn or torch.arange.",
        "steps": "Is there a loop that never ends? Otherwise let it run fewer times.",
        "frames": "Does the function call itself without an end? A loop may do the same.",
        "levels": "Does a function call itself without an end? Shorter expressions in it help too.",
        "nesting": "Give parts of the expression a name on a line of their own.",
        "brackets": "Give parts of the expression a name on a line of their own.",
        "cells": "Make shorter lists and texts, or fewer of them: each text counts that is made, printed or not.",
        "string": "Make shorter texts, or print the parts one after the other.",
        "nodes": "Trace fewer iterations, or work on whole tensors instead of single numbers.",
        "events": "Trace fewer iterations, or work on whole tensors instead of single numbers.",
        "document": "Trace fewer iterations, or use smaller tensors: of each, up to 64 numbers are written out.",
        "files": "Attach shorter texts: a few hundred lines tell the same story.",
        "leaves": "Give fewer numbers, or make them in the program, for example with torch.randn.",
        "tensor": "Use smaller sizes: the picture tells the same story.",
        "elements": "Use smaller sizes or fewer iterations: the picture tells the same story.",
        "cost": "Use smaller sizes or fewer iterations: the picture tells the same story.",
        "output": "Print less often, for example only when i % 100 == 0.",
    }
)

# Why each is what it is, in what classrooms run.
REASONS = MappingProxyType(
    {
        "source": "200 lines of 100 characters are 20 kB.",
        "leaves": "A hundred vectors of 64 numbers, each of which can be edited on the page.",
        "files": "A list of 9,000 names of 6 letters, each in a line of its own.",
        "syntax": "200 lines of 25 elements are 5,000.",
        "nesting": "Deeper than anyone writes; Python's parser must not be led to its end.",
        "brackets": "More than anyone writes; Python's parser needs memory for each.",
        "steps": "400 passes of a polynomial that is fitted by hand take 53,000; all of them take a second.",
        "frames": "A tree of 40 levels can be walked by recursion.",
        "levels": "So many that the interpreter never comes to the end of Python's own stack.",
        "cells": "3,000 names of 7 letters, joined and split into pairs, are 60,000.",
        "string": "A paragraph; what is longer is printed in parts.",
        "nodes": "MLP(3, [4, 4, 1]) of micrograd, trained for 20 steps on 4 examples, makes 7,881.",
        "tensor": "1,000 images of 28 x 28; a layer of 784 x 1,000 weights.",
        "rank": "Batches of images in groups have five.",
        "elements": "400 passes over the 2,000 points of a polynomial need 14.4 million; all are kept.",
        "cost": "A thousand products of matrices of 100 x 100, and their derivatives.",
        "events": "1,000 passes over a graph of 30 edges.",
        "document": "400 passes over the 2,000 points of a polynomial need 42 million.",
        "output": "200 lines of 80 characters.",
    }
)

# What a run reports about itself.
REPORTED = ("source", "steps", "nodes", "elements", "cost", "events", "document", "output")

# What a run is described by, in bytes of JSON: at most so many for a node, for a line, for an edge, for a step, for an
# array, and for each number of it that is written out.
NODE, LINE, EDGE, STEP, ARRAY, NUMBER = 515, 60, 55, 200, 220, 25
WRITTEN_OUT = 64


@dataclass(frozen=True)
class Limits:
    """Upper bounds, one for each key of UNITS. `cost` is counted in additions of two numbers."""

    source: int = 65_536
    leaves: int = 8_192
    files: int = 65_536
    syntax: int = 20_000
    nesting: int = 120
    brackets: int = 100
    steps: int = 75_000
    frames: int = 40
    # The interpreter takes two Python frames a level: so many stay within Python's limit of 1,000 wherever it runs.
    levels: int = 320
    cells: int = 200_000
    string: int = 2_000
    # micrograd's MLP(3, [4, 4, 1]), trained for 20 steps on 4 examples, makes 7,881.
    nodes: int = 10_000
    tensor: int = 784_000
    rank: int = 6
    elements: int = 16_777_216
    cost: int = 500_000_000
    events: int = 30_000
    # Written in one second; the process that writes them needs six times as many.
    document: int = 48_000_000
    output: int = 16_384


# What the run of a loop that is kept whole uses up pass by pass, and of these what is only counted for the passes kept
# of a loop that is not.
WHOLE = ("steps", "nodes", "elements", "cost", "events", "document")
KEPT = ("nodes", "events", "document")
# Bytes that describe a program with a loop: no page draws more of them.
LARGEST_LOOP = 64_000_000
# A loop that is not kept whole may use so many times what other programs may, of all that is not counted for the passes
# kept.
LONGER = 4
# To enter a pass in the series of its loop takes as long as so many steps, and so many more for each parameter.
ENTERED, ENTERED_PARAMETER = 16, 4

CLASS = Limits()
# Memory and patience are one's own on one's own machine; nesting is bounded by the interpreter, not by patience.
LOCAL = replace(
    CLASS,
    source=4 * CLASS.source,
    leaves=4 * CLASS.leaves,
    files=4 * CLASS.files,
    syntax=4 * CLASS.syntax,
    steps=16 * CLASS.steps,
    cells=20 * CLASS.cells,
    nodes=20 * CLASS.nodes,
    tensor=7 * CLASS.tensor,
    elements=10 * CLASS.elements,
    cost=20 * CLASS.cost,
    events=20 * CLASS.events,
    document=8 * CLASS.document,
    output=20 * CLASS.output,
)


def kept_whole(limits: Limits) -> Limits:
    """Those within which all passes of a loop that trains are kept."""
    return replace(limits, document=min(limits.document, LARGEST_LOOP))


def longer(limits: Limits) -> Limits:
    """Those of a loop that trains and is not kept whole."""
    return replace(limits, **{name: LONGER * vars(limits)[name] for name in WHOLE if name not in KEPT})


def _described(shape: Shape) -> int:
    return ARRAY + NUMBER * min(size(shape), WRITTEN_OUT)


class Trial:
    """Narrower limits to try a program with. `end` may be called while it runs, as by the handler of a signal: the
    program is left unfinished at the next thing that is counted.
    """

    def __init__(self, limits: Limits) -> None:
        self.allowed: dict[str, int] = {name: vars(limits)[name] for name in UNITS}

    def end(self) -> None:
        for name in self.allowed:
            self.allowed[name] = -1


class Budget:
    """Counts what one run uses. All methods raise BudgetError when a limit is passed.

    They raise UnfinishedError when a limit of the `trial` is passed, but none of `limits`.
    """

    def __init__(self, limits: Limits, trial: Trial | None = None) -> None:
        self.limits = limits
        self._limit = Trial(limits).allowed if trial is None else trial.allowed
        self._used: dict[str, float] = dict.fromkeys(UNITS, 0)
        self._kept: dict[str, float] = {}
        self._forgotten: dict[str, float] = dict.fromkeys(("steps", *KEPT), 0)

    def spend(self, name: str, amount: float) -> None:
        """Adds to what is used up for good."""
        used = self._used[name] + amount
        # NaN is not within any limit.
        if not used <= self._limit[name]:
            self._refuse(name, used)
        self._used[name] = used

    def used(self, name: str) -> float:
        return self._used[name]

    def check(self, name: str, amount: float) -> None:
        """Looks at one thing alone (a string, a tensor); nothing is used up."""
        if not amount <= self._limit[name]:
            self._refuse(name, amount)

    def keep(self) -> None:
        """What is used from now on of KEPT is `forget`ted again."""
        self._kept = {name: self._used[name] for name in KEPT}

    def forget(self, parameters: int) -> None:
        """What was used of KEPT is given back, though it stays known for `fits`. The series go on, of so many
        `parameters`, for which a loop that is kept whole has no use.
        """
        steps = ENTERED + ENTERED_PARAMETER * parameters
        self.spend("steps", steps)
        self._forgotten["steps"] -= steps
        for name, kept in self._kept.items():
            self._forgotten[name] += self._used[name] - kept
            self._used[name] = kept

    def fits(self, limits: Limits) -> bool:
        """Whether all that was used, forgotten or not, is within the limits."""
        return all(used + self._forgotten.get(name, 0) <= vars(limits)[name] for name, used in self._used.items())

    def allocate(self, shape: Shape) -> None:
        """One tensor of this shape, before it is made. However small it is, making it takes as long as two steps."""
        self.spend("steps", 2)
        self.check("rank", len(shape))
        # An axis without entries does not make the others free: a rule may walk along them.
        elements = math.prod(max(1, length) for length in shape)
        self.check("tensor", elements)
        self.spend("elements", elements)

    def describe_node(self, tensor: Shape, inputs: int, namespace: str, gradient: bool) -> None:
        """What the document of the run says of a node: its value, where it has one its gradient, and its step."""
        arrays = _described(tensor) * (1 + gradient)
        self.spend("document", NODE + STEP + len(namespace) + EDGE * inputs + arrays)

    def describe_line(self, namespace: str) -> None:
        """What the document of the run says of one execution of a line."""
        self.spend("document", LINE + len(namespace))

    def describe_step(self, *arrays: Shape) -> None:
        """What the document of the run says of a step of a backward pass."""
        self.spend("document", STEP + sum(map(_described, arrays)))

    def usage(self) -> dict[str, Usage]:
        limits = vars(self.limits)
        return {name: Usage(int(self._used[name]), limits[name], UNITS[name]) for name in REPORTED}

    def _refuse(self, name: str, used: float) -> None:
        if math.isnan(used):
            raise ProgramError("argument", "nan stands where a size or a count belongs")
        limit = vars(self.limits)[name]
        if used <= limit:
            raise UnfinishedError(name)
        raise BudgetError(name, limit, used, UNITS[name], hint=HINTS.get(name))
