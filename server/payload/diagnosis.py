"""What of a run deserves a second look, and why one of its numbers is what it is."""

from __future__ import annotations

from typing import Literal

from server.payload.document import Document
from server.payload.graph import NodeId
from server.payload.problem import Fix
from server.payload.tensor import Entry


class DiagnosisThresholds(Document):
    """From where on a number is worth a word."""

    tiny: float
    """A gradient below this size vanishes."""
    huge: float
    """A gradient above this size explodes."""
    saturated: float
    """A sigmoid or tanh with a slope below it is saturated."""


class Experiment(Document):
    """A way out of a finding: the program with some stretches of its text replaced."""

    words: str
    edits: list[Fix]
    """In the order of the text, none over another."""


class Finding(Document):
    """Something that deserves a second look."""

    kind: str
    """"dead", "saturated", "zero", "none", "vanishing", "exploding", "nan", "infinite", "nan gradient",
    "infinite gradient", "untrained" or "unused"; of slips that programs are known for, "softmax twice",
    "sigmoid twice", "log of 0", "all with all", "mean over outputs", "kept gradient" or "rate"; more may be added."""
    node: NodeId
    step: int
    """The step at which it shows first, or at which its cause lies."""
    sentence: str
    entry: int | None
    """The entry to ask about with `node` and `entry`, in row-major order; null where it is not about one."""
    count: int | None
    """How many units or entries are concerned, of how many; null where they are not counted."""
    of: int | None
    warning: bool
    """Whether training suffers from it."""
    experiments: list[Experiment]
    """What to change in the program, to run and to compare; none where no way out is known."""


class GradientSize(Document):
    """The gradient of a parameter, as the last pass left it that reached it."""

    node: NodeId
    name: str
    namespace: str
    norm: Entry
    """Euclidean."""
    largest: Entry
    """The largest size of an entry."""
    zeros: int
    """How many entries are exactly 0."""
    size: int


class CausePlace(Document):
    """One number of the run: an entry of a node's value, in row-major order."""

    node: NodeId
    entry: int
    name: str


class CauseLink(Document):
    """A link of a causal chain: a step to go to, and what happens there."""

    step: int
    at: CausePlace
    kind: str
    """What happens, in one word, such as "shut", "times 0", "passed", "made" or "given"; more may be added."""
    sentence: str
    origin: bool
    """Whether this is a cause that nothing before it explains away."""


class CausalChain(Document):
    """Why a number is what it is, from the number to its origin."""

    at: CausePlace
    of: Literal["gradient", "value"]
    finding: str
    """"zero", "none", "nan", "infinite", "tiny", "huge" or "ordinary"; more may be added."""
    number: Entry | None
    """Null where there is no gradient."""
    sentence: str
    links: list[CauseLink]
    """At most 200: of a longer chain its beginning and its end."""
    causes: list[CausePlace]
    """The numbers that hold it there; none where the structure of the program does."""
    roots: list[CausePlace]
    """What the causes are computed from, as far back as it can be told."""


class DiagnosisDocument(Document):
    """The findings of a run, or the chain of one of its numbers."""

    run: str
    thresholds: DiagnosisThresholds
    findings: list[Finding]
    """Warnings first, by the step at which they show; none where one number is asked about."""
    left: int
    """How many findings are not listed: above 20 of a kind."""
    gradients: list[GradientSize]
    """Of each parameter that a pass reached, in the order in which the program makes them."""
    chain: CausalChain | None
    """Of the number that is asked about; null without `node`."""
