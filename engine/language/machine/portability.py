"""Whether a program runs unchanged in PyTorch: the first thing it uses that is not PyTorch's.

What a program does is compared with PyTorch's own names and signatures as it runs; what PyTorch refuses besides, the
engine refuses, too. By the same signatures the arguments of a call are sorted for our function.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Mapping

from engine.functions.signatures import LEGACY, SIGNATURES, bound, handed_on
from engine.language.values import Builtin, Method, Operation, Value, kind
from engine.recording import Portable
from engine.tensors import Tensor

PYTHON = frozenset((*dir(builtins), "__name__"))
# Modules beside PyTorch that a program of PyTorch's uses, too.
PLAIN = sys.stdlib_module_names | {"matplotlib"}
# Where the methods of a kind of value stand in PyTorch.
METHODS_OF = {"tensor": "Tensor", "layer": "Module", "optimizer": "Optimizer"}


class Portability:
    """What a running program uses, as far as it is not PyTorch's. `paths` tells where PyTorch has what."""

    def __init__(self, line: Callable[[], int], paths: Mapping[Value, str]) -> None:
        self._line = line
        self._paths = paths
        self._reason: str | None = None
        self._imports_torch = False

    def depart(self, reason: str, *, placed: bool = True) -> None:
        """The program uses what is not PyTorch's, where it is `placed` in it; the first such thing counts."""
        if self._reason is None:
            self._reason = f"{reason} (line {self._line()})" if placed else reason

    def found_unbound(self, name: str) -> None:
        """The program reads a name that it did not bind, and that is there all the same."""
        if name not in PYTHON:
            self.depart(f"nothing imports {name}")

    def imported(self, path: str) -> None:
        first = path.partition(".")[0]
        if first == "torch":
            self._imports_torch = True
        elif first not in PLAIN:
            self.depart(f"it imports {first}")

    def called(
        self, function: Value, arguments: list[Value], named: Mapping[str, Value]
    ) -> tuple[list[Value], Mapping[str, Value]]:
        """The arguments of a call, sorted by PyTorch's signature if it has one that takes them, for our function.

        Raises ArgumentError for what PyTorch takes and our function does not.
        """
        if isinstance(function, Method):
            owner = METHODS_OF.get(kind(function.receiver))
            found = function.function
            if owner is None or not isinstance(found, (Operation, Builtin)) or found.name.startswith("__"):
                return arguments, named
            path, shown = f"{owner}.{found.name}", f".{found.name}"
            ours = found.method_signature
        elif isinstance(function, (Operation, Builtin)) and function in self._paths:
            path = shown = self._paths[function]
            ours = function.signature
        else:
            return arguments, named
        given = bound(path, arguments, named)
        if path not in SIGNATURES:
            self.depart(f"PyTorch has no {shown}")
        elif shown == ".numpy":
            self.depart("an array of numpy's is not a tensor")
        elif given is None:
            self.depart(f"PyTorch's {shown} is not called like this")
        if given is None:
            return arguments, named
        # Tensors alone stand in the same places in both, but where PyTorch has kept options of old before them.
        alone = not named and all(type(value) is Tensor for value in arguments)
        if alone and not any(name in given.defaults for name in LEGACY):
            return arguments, named
        return handed_on(path, given, ours)

    def verdict(self) -> Portable:
        if self._reason is None and not self._imports_torch:
            return Portable(False, "it does not import torch")
        return Portable(self._reason is None, self._reason)
