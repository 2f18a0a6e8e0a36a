"""The picture as one of the files that a run leaves as."""

from __future__ import annotations

from engine.recording import Run
from server.exports.formats import Format, text
from server.exports.svg.picture import write


def _encode(run: Run, identifier: str, most: int, steps: range) -> bytes:
    return text(lambda each, _, some: write(each, some.stop - 1), explains=False)(run, identifier, most, steps)


FORMAT = Format("svg", "SVG", "The picture of the whole graph at a step", "image/svg+xml", _encode, one_step=True)
