"""What a format is: its name, words about it for people, and the function that makes the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.recording import Run
from server.documents import Problem
from server.exports.size import joined

# Explaining so many takes a worker about a second.
EXPLAINED_STEPS = 1_000


@dataclass(frozen=True)
class Format:
    """`encode` makes the file of a run with an address and of some of its steps, in at most so many bytes.

    Requests, the command line and file names say `name`; people read `title`, and `words`: what the file is and whom
    it is for. With `one_step` the steps end with the one that is shown.
    """

    name: str
    title: str
    words: str
    media_type: str
    encode: Callable[[Run, str, int, range], bytes]
    binary: bool = False
    one_step: bool = False


def text(
    write: Callable[[Run, str, range], Iterator[str]], *, explains: bool
) -> Callable[[Run, str, int, range], bytes]:
    """The file of what `write` yields for a run, its address and its steps. One that explains is of EXPLAINED_STEPS at
    most, and raises Problem (422) for more."""

    def encode(run: Run, identifier: str, most: int, steps: range) -> bytes:
        if explains and len(steps) > EXPLAINED_STEPS:
            raise Problem(
                422,
                "export/steps",
                f"{len(steps):,} steps are too many for one file that explains them: it holds {EXPLAINED_STEPS:,}. "
                f"The run has {len(run.steps):,}.",
                hint=f"Ask for some of them: the part from=0&to={EXPLAINED_STEPS} of the address, or --steps "
                f"0:{EXPLAINED_STEPS} on the command line. A csv file holds them all, without words.",
                limit=EXPLAINED_STEPS,
                used=len(steps),
                unit="steps",
            )
        return joined(write(run, identifier, steps), most)

    return encode


def check_whole(run: Run, steps: range, name: str) -> None:
    """Raises Problem (422) when some steps are asked for of a format that is about the whole run."""
    if len(steps) < len(run.steps):
        raise Problem(422, "request/parameter", f"A {name} file is about the whole run: leave the steps out.")
