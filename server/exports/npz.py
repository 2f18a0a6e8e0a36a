"""All values and gradients of a run as one file that numpy.load reads."""

from __future__ import annotations

from engine.recording import Run
from server.documents import encode_arrays
from server.exports.formats import Format, check_whole
from server.exports.size import check_size


def _encode(run: Run, identifier: str, most: int, steps: range) -> bytes:
    check_whole(run, steps, FORMAT.name)
    arrays = [node.value for node in run.graph.nodes] + list(run.gradients.values())
    check_size(sum(array.nbytes for array in arrays), most)
    return encode_arrays(run, identifier, most, "of=value,gradient&format=npz")


FORMAT = Format("npz", "NumPy", "All values and gradients, for numpy.load", "application/zip", _encode, binary=True)
