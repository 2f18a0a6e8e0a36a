"""The functions of the table as the names of a module, as PyTorch's modules have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.functions.signatures import called_as_in_pytorch
from engine.functions.table import FUNCTIONS


def namespace(module: str, prefix: str, path: str) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of `module`: what the table has at `prefix`, called as PyTorch calls it at `path`."""

    def find(name: str) -> Any:
        found = FUNCTIONS.get(f"{prefix}.{name}")
        if found is None:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        return called_as_in_pytorch(f"{path}.{name}", found)

    def names() -> list[str]:
        owned = (name.removeprefix(f"{prefix}.") for name in FUNCTIONS if name.startswith(f"{prefix}."))
        return sorted(name for name in owned if "." not in name)

    return find, names
