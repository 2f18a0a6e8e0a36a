"""Dropout: entries left out at random, the others made larger by as much."""

from __future__ import annotations

from engine.operation import register
from engine.ops.axes import same_shape


def _kept_share(p: float) -> float:
    return 1 / (1 - p) if p < 1 else 0.0


register(
    "dropout",
    lambda input, mask, /, p=0.5: input * mask * _kept_share(p),
    family="nn",
    vjps=[lambda g, y, input, mask, p=0.5: g * mask * _kept_share(p), None],
    jvps=[lambda t, y, input, mask, p=0.5: t * mask * _kept_share(p), None],
    shape=lambda input, mask, p=0.5: same_shape(input),
    cost=2,
    formula=lambda input, mask, p=0.5: "input * mask / (1 - p)" if p < 1 else "0 * input",
    local=[lambda input, mask, p=0.5: "mask / (1 - p)" if p < 1 else "0", ""],
    downstream=[lambda input, mask, p=0.5: "g * mask / (1 - p)" if p < 1 else "0 * g", ""],
    saves="mask",
    words="dropout uses the same mask both ways: what was dropped learns nothing",
    caution="What dropout drops follows from the seed here, too, but on many processors PyTorch draws it by a library "
    "of its maker's, and drops other entries.",
    names="",
    needs="1",
)
