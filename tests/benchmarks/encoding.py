"""How long the document of a run takes to write: python -m tests.benchmarks.encoding

The floor is what cannot be left out: one look at every number of every array, and orjson writing the finished
structure, where each array's document is bytes already. Both are measured in turn, in one process.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import orjson

from engine.language import CLASS, run
from engine.lessons import lesson
from engine.recording import Run, quantities
from server.documents.arrays import encode_arrays
from server.documents.encode import encode_run, encode_steps, run_document
from tests.benchmarks.timing import HEADINGS, Ratio, measured

ROOMY = replace(CLASS, elements=10**9, cost=10**12)
FORWARD = """\
import torch
torch.manual_seed(0)
x = torch.randn(64, 64)
w = torch.randn(64, 64)
for i in range(199):
    x = torch.tanh(x @ w) * 0.5 + w
"""
BACKWARD = FORWARD.replace("(64, 64)", "(64, 64, requires_grad=True)") + "x.sum().backward()\n"
SCALARS = """\
import torch
x = torch.tensor(0.5, requires_grad=True)
for i in range(1600):
    x = x * 0.999 + x
x.backward()
"""


def document(name: str, source: str, bar: float) -> Ratio:
    made = run(source, limits=ROOMY)
    arrays = list({id(array): np.asarray(array) for array in arrays_of(made)}.values())
    finished = run_document(made, "")

    def floor() -> None:
        for array in arrays:
            array.sum()
        orjson.dumps(finished)

    return measured(f"{name}: {len(made.graph.nodes):,} nodes", lambda: encode_run(made, ""), floor, bar, 20)


def arrays_of(made: Run) -> list[np.ndarray]:
    carried = [array for step in made.steps for array in quantities(step).values()]
    found = [node.value for node in made.graph.nodes] + list(made.gradients.values()) + carried
    return [array for array in found if array is not None]


def page_of_steps() -> Ratio:
    """200 backward steps of a long trace, against 200 of one a tenth as long."""
    long, short = (run(source, limits=ROOMY) for source in (SCALARS, SCALARS.replace("1600", "160")))
    (first, end), (start, stop) = ((len(made.steps) - 300, len(made.steps) - 100) for made in (long, short))
    return measured(
        f"200 of {len(long.steps):,} steps",
        lambda: encode_steps(long, "", first, end),
        lambda: encode_steps(short, "", start, stop),
        1.3,
        200,
    )


def binary() -> Ratio:
    """All values of the run above as one frame, against a copy of them."""
    made = run(FORWARD, limits=ROOMY)
    values = [node.value for node in made.graph.nodes]
    return measured(
        f"frame of {len(values):,} arrays",
        lambda: encode_arrays(made, "", 10**9, "of=value"),
        lambda: b"".join(value.tobytes() for value in values),
        3.0,
        20,
    )


def main() -> None:
    print(HEADINGS)
    for result in (
        document("64 × 64, forward", FORWARD, 6.0),
        document("64 × 64, forward and backward", BACKWARD, 6.0),
        document("numbers", SCALARS, 6.0),
        document("two layers", lesson("25_two_layer_bce").source, 10.0),
        page_of_steps(),
        binary(),
    ):
        print(result.line(), flush=True)


if __name__ == "__main__":
    main()
