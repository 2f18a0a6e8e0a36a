"""What the language brings along: functions by name, and the methods of each kind of value by kind and name.

Whatever file defines one enters it here, in any order: what engine.functions gives a tensor is there from the start,
and gives way to what the language says of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.functions import FUNCTIONS
from engine.functions.table import OP_OF
from engine.language.values.functions import Builtin, Operation
from engine.language.values.plain import Value

BUILTINS: dict[str, Value] = {"__name__": "__main__"}
METHODS: dict[tuple[str, str], Builtin | Operation] = {}

for _name, _call in FUNCTIONS.items():
    if _name.startswith("Tensor."):
        _short = _name.removeprefix("Tensor.")
        METHODS["tensor", _short] = Operation(_short, _call, OP_OF.get(_name))
# Where numpy's arrays take more than tensors do, or answer in another way.
for _short in (
    *("argmax", "argmin", "cumprod", "cumsum", "dot", "max", "mean", "min", "nonzero", "prod", "repeat", "std"),
    *("trace", "transpose", "var"),
):
    METHODS["array", _short] = Operation(f"numpy.{_short}", FUNCTIONS[f"numpy.{_short}"], OP_OF.get(f"numpy.{_short}"))


def builtin(name: str) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Enters `call(machine, *arguments)`."""

    def register(call: Callable[..., Value]) -> Callable[..., Value]:
        BUILTINS[name] = Builtin(name, call)
        return call

    return register


def method(*owners: str, name: str = "") -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Enters `call(machine, owner, *arguments)` under its own name, or the one given."""

    def register(call: Callable[..., Value]) -> Callable[..., Value]:
        public = name or call.__name__.strip("_")
        for owner in owners:
            METHODS[owner, public] = Builtin(public, call)
        return call

    return register
