"""Operations that are a formula over other operations: their derivatives are those of the formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.operation import FORMULAS, Op, Rule, register


def composed(
    name: str,
    forward: Rule,
    *,
    through: Rule | None = None,
    swept: Rule | None = None,
    slots: Sequence[int] = (0,),
    unfolds: bool = True,
    **fields: Any,
) -> Op:
    """Registers an operation whose inputs at `slots` are differentiated by sweeping through its own formula.

    The formula is `forward`, or `through` where a faster forward gives the same numbers on arrays; `swept` is one that
    gives them, too, and takes fewer operations on the way back. It pays one more
    forward pass for each input, which is why the operations on the hot path have rules of their own. It is also what
    the operation unfolds into, unless it is one other operation in a new dress, or only picks entries (`unfolds`).
    `fields` are those of `register`.
    """
    formula = through or forward
    differentiated = swept or formula

    def vjp_of(slot: int) -> Rule:
        return lambda g, y, *inputs, **attributes: FORMULAS.vjp(differentiated, slot, g, inputs, attributes)

    def jvp_of(slot: int) -> Rule:
        return lambda t, y, *inputs, **attributes: FORMULAS.jvp(differentiated, slot, t, inputs, attributes)

    last = max(slots, default=-1) + 1
    return register(
        name,
        forward,
        vjps=[vjp_of(slot) if slot in slots else None for slot in range(last)],
        jvps=[jvp_of(slot) if slot in slots else None for slot in range(last)],
        unfolded=formula if unfolds else None,
        **fields,
    )
