"""Operations that are a formula over other operations: their derivatives are those of the formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from engine.operation import Array, Fixed, Named, Op, Rule, Shape, Text, register


def composed(
    name: str,
    forward: Rule,
    *,
    through: Rule | None = None,
    slots: Sequence[int] = (0,),
    family: str,
    shape: Callable[..., Shape],
    cost: float | Callable[..., float] = 1.0,
    formula: Text | None = None,
    local: Sequence[Text],
    downstream: Sequence[Text],
    where: Mapping[str, Named] = MappingProxyType({}),
    words: str,
    names: str,
    choice: str | None = None,
    symbol: str | None = None,
    saves: str = "inputs",
    order: str = "",
    shares: str = "",
    fixed: Mapping[str, Fixed] = MappingProxyType({}),
    unfolds: bool = True,
) -> Op:
    """Registers an operation whose inputs at `slots` are differentiated by sweeping through its own formula.

    The formula is `forward`, or `through` where a faster forward gives the same numbers on arrays. It pays one more
    forward pass for each input, which is why the operations on the hot path have rules of their own. It is also what
    the operation unfolds into, unless it is one other operation in a new dress, or only picks entries (`unfolds`).
    """
    formula_rule = through or forward

    def vjp_of(slot: int) -> Rule:
        def vjp(g: Array, y: Array, *inputs: Array, **attributes: Any) -> Array:
            from engine.differentiate import vjp_through

            return vjp_through(formula_rule, slot, g, inputs, attributes)

        return vjp

    def jvp_of(slot: int) -> Rule:
        def jvp(t: Array, y: Array, *inputs: Array, **attributes: Any) -> Array:
            from engine.differentiate import jvp as along
            from engine.tensors import Tensor

            fixed = [Tensor(value) for value in inputs]

            def moving(x: Tensor) -> Array:
                return formula_rule(*fixed[:slot], x, *fixed[slot + 1 :], **attributes)

            return along(moving, Tensor(inputs[slot]), Tensor(t))[1]._data

        return jvp

    last = max(slots, default=-1) + 1
    return register(
        name,
        forward,
        family=family,
        vjps=[vjp_of(slot) if slot in slots else None for slot in range(last)],
        jvps=[jvp_of(slot) if slot in slots else None for slot in range(last)],
        shape=shape,
        cost=cost,
        formula=formula,
        local=local,
        downstream=downstream,
        where=where,
        words=words,
        names=names,
        choice=choice,
        symbol=symbol,
        saves=saves,
        order=order,
        shares=shares,
        fixed=fixed,
        unfolded=formula_rule if unfolds else None,
    )
