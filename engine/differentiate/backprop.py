"""Back-propagation in its plainest form. Read this first: `sweep.py` computes the same, faster and step by step.

Each tensor remembers the operation and the inputs it was made of, so that a result is the end of a graph. The chain
rule says how much the result changes with one of its tensors x:

    ∂result/∂x  =  Σ over the uses of x:  upstream · local

`upstream` is ∂result/∂y of the y that used x, and `local` is ∂y/∂x. If every y comes before what it was made of, its
upstream gradient is complete when it is passed on, and each use of each tensor is looked at once (Linnainmaa 1970).
"""

from __future__ import annotations

import numpy as np

from engine.operation import Array, unbroadcast
from engine.tensors import Tensor


def gradients(result: Tensor) -> dict[Tensor, Array]:
    """∂result/∂x, in the shape of x, for every tensor x that requires a gradient and that the result depends on."""
    received: dict[Tensor, Array] = {result: np.ones(result.shape)}
    for y in reversed(in_order(result)):
        if y._op is None or y not in received:
            continue
        upstream = received[y]
        values = [x.detach().numpy() for x in y._inputs]
        for slot, x in enumerate(y._inputs):
            vjp = y._op.vjp(slot)
            if x.requires_grad and vjp is not None:
                place = {"slot": slot} if y._op.variadic else {}
                downstream = vjp(upstream, y.detach().numpy(), *values, **place, **y._attributes)
                received[x] = received.get(x, 0.0) + unbroadcast(downstream, x.shape)
    return received


def in_order(result: Tensor) -> list[Tensor]:
    """All that the result was made of, each tensor after its inputs: a topological sort, the result last."""
    order: dict[Tensor, None] = {}

    def visit(y: Tensor) -> None:
        if y not in order:
            for x in y._inputs:
                visit(x)
            order[y] = None

    visit(result)
    return list(order)
