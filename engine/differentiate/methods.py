"""What tensors and the table of operations get from differentiation: `backward`, and derivatives of formulas."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.differentiate.reverse import backward as backward_from
from engine.differentiate.reverse import vjp_through
from engine.differentiate.transforms import jvp
from engine.operation import FORMULAS, Array
from engine.tensors import Tensor, method


@method
def backward(
    self: Tensor,
    gradient: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Adds the gradient of this tensor with respect to every leaf, or to `inputs`, to `.grad` there.

    `gradient` is the seed and has this tensor's shape; a scalar is seeded with 1. What operations have saved is
    freed, unless `retain_graph`, or by default `create_graph`, keeps it for another pass. Raises GradientError.
    """
    backward_from(self, gradient, create_graph, retain_graph, inputs)


def jvp_through(
    f: Callable[..., Tensor], slot: int, tangent: Array, inputs: Sequence[Array], attributes: Mapping[str, Any]
) -> Array:
    """The change of a function made of operations when one of its inputs moves along the tangent."""
    fixed = [Tensor(value) for value in inputs]

    def moving(x: Tensor) -> Tensor:
        return f(*fixed[:slot], x, *fixed[slot + 1 :], **attributes)

    return jvp(moving, Tensor(inputs[slot]), Tensor(tangent))[1]._data


FORMULAS.vjp = vjp_through
FORMULAS.jvp = jvp_through
