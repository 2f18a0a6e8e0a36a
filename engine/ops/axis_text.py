"""How operations along axes are written: with the dims they were given, and with what was reduced copied back."""

from __future__ import annotations

import re
from typing import Any

from engine.operation import Array, Text, number
from engine.ops.axes import Dim, count

ENTRIES = {"n": number("how many entries go into one of the result", lambda x, *_, dim=None, **__: count(x, dim))}


def named(dim: Dim) -> bool:
    """Whether a reduction goes along some axes only: () stands for all of them, as None does."""
    return dim is not None and dim != () and dim != []


def reducing(template: str) -> Text:
    """The text of a reduction with the attributes dim and keepdim.

    In the template "{dim}" stands for the dims that were given, "{options}" for them and keepdim, "{lost}" for the dims
    that the result has lost. "{inner}" is for a reduction inside, whose result meets the entries again; "{: g}" is g
    copied back along what was reduced.
    """

    def text(x: Array, *, dim: Dim = None, keepdim: bool = False, **attributes: Any) -> str:
        dims = ", dim=dim" if named(dim) else ""
        parts = {
            "dim": dims,
            "options": dims + (", keepdim=keepdim" if keepdim else ""),
            "lost": "" if keepdim else dims,
            "inner": dims and f"{dims}, keepdim=True",
        }

        def filled(found: re.Match[str]) -> str:
            inside = found.group(1)
            if not inside.startswith(": "):
                return parts[inside]
            reduced = inside.removeprefix(": ")
            if not dims and not keepdim:
                return reduced if re.fullmatch(r"\w+", reduced) else f"({reduced})"
            return f"spread({reduced})" if keepdim else f"spread({reduced}{dims})"

        return re.sub(r"\{([^{}]*)\}", filled, template)

    return text
