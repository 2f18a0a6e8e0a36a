"""Operations that hand values on as they are: cut off, copied, or in another element type."""

from __future__ import annotations

import numpy as np

from engine.operation import compute, register
from engine.ops.shape import copy_cost, no_cost

register(
    "detach",
    lambda x, /: x,
    family="shape",
    vjps=[None],
    jvps=[None],
    shape=lambda x: x,
    cost=no_cost,
    formula="x",
    shares="all",
    words="detach passes the value and stops the gradient",
    saves="nothing",
    names="torch.detach Tensor.detach",
)
register(
    "clone",
    lambda x, /: np.array(x),
    family="shape",
    vjps=[lambda g, y, x: g],
    jvps=[lambda t, y, x: t],
    shape=lambda x: x,
    cost=copy_cost,
    formula="x",
    local=["1"],
    downstream=["g"],
    saves="nothing",
    words="clone hands the gradient on unchanged",
    names="torch.clone Tensor.clone",
)
register(
    "to",
    lambda x, /, dtype: x.astype(dtype),
    family="shape",
    vjps=[lambda g, y, x, dtype: compute("to", g, dtype=x.dtype)],
    jvps=[lambda t, y, x, dtype: compute("to", t, dtype=np.dtype(dtype))],
    shape=lambda x, dtype: x,
    cost=copy_cost,
    formula="x",
    local=["1"],
    downstream=["g"],
    saves="nothing",
    words="a change of element type hands the gradient on",
    names="",
)
