"""The table of functions, filled with one entry for every name of every operation."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import numpy as np
import scipy.special

from engine.errors import ArgumentError, EngineError
from engine.functions.binding import bind, signature
from engine.functions.element_types import as_pytorch_takes_them
from engine.mode import mode
from engine.operation import OPS, REQUIRED, Op, Shape, samples
from engine.tensors import Tensor, apply, make

Function = TypeVar("Function", bound=Callable[..., Any])

FUNCTIONS: dict[str, Callable[..., Any]] = {}
# The names under which a call is a call of one operation, with the arguments that the operation has.
OP_OF: dict[str, Op] = {}


# How many tensors alone, with every attribute at its default, are a call of an operation: it needs no sorting out.
_BOUND = {
    op: range(len(op.inputs) - op.optional, len(op.inputs) + 1)
    for op in OPS.values()
    if not op.variadic and not op.order and not op.collects and REQUIRED not in op.attributes.values()
}


def call(op: Op, *args: Any, **kwargs: Any) -> Tensor:
    """Calls an operation with a program's arguments, positional or named as PyTorch or numpy names them."""
    if not kwargs and op in _BOUND and len(args) in _BOUND[op] and {type(value) for value in args} == {Tensor}:
        return make(op, args, dict(op.attributes))
    inputs, attributes = bind(op, args, kwargs)
    return apply(op, *inputs, **attributes)


def caller(op: Op) -> Callable[..., Tensor]:
    """The public function of an operation."""
    if len(op.inputs) == 1 and not op.attributes and not op.variadic:

        def unary(*args: Any, **kwargs: Any) -> Tensor:
            if len(args) == 1 and not kwargs and type(args[0]) is Tensor:
                return make(op, args)
            return call(op, *args, **kwargs)

        function: Callable[..., Tensor] = unary
    else:

        def general(*args: Any, **kwargs: Any) -> Tensor:
            return call(op, *args, **kwargs)

        function = general
    function.__name__ = op.name
    function.__qualname__ = op.name
    function.__signature__ = signature(op)  # type: ignore[attr-defined]
    function.__doc__ = f"{samples.general(op).formula}. {op.words[:1].upper()}{op.words[1:]}."
    return function


def publish(name: str, called: Callable[..., Any]) -> None:
    """Enters a function under a name, in the place of what had it; "Tensor.exp" becomes a method as well.

    Under a name of PyTorch's it takes what PyTorch takes.
    """
    owner, _, method = name.partition(".")
    called = as_pytorch_takes_them(name, called)
    if owner == "Tensor" and (name in FUNCTIONS or not hasattr(Tensor, method)):
        setattr(Tensor, method, called)
    FUNCTIONS[name] = called
    OP_OF.pop(name, None)


def function(names: str) -> Callable[[Function], Function]:
    """Registers a function that is not one operation under the names given."""

    def register(called: Function) -> Function:
        for name in names.split():
            publish(name, called)
        return called

    return register


def _with_one_tuple(op: Op, name: str) -> Callable[..., Tensor]:
    """The function of torch beside a method that takes several whole numbers: here they are one tuple."""

    def function(*args: Any, **kwargs: Any) -> Tensor:
        if args and not isinstance(args[0], Tensor):
            raise ArgumentError(f"{name} needs a tensor: write torch.tensor(…) around plain numbers")
        loose = args[len(op.inputs) :]
        if loose and (len(loose) > 1 or not isinstance(loose[0], (tuple, list))):
            short = name.rpartition(".")[2]
            raise ArgumentError(f"{name} takes its {op.collects} as one tuple: write {name}(x, (…)) or x.{short}(…)")
        return call(op, *args, **kwargs)

    function.__signature__ = signature(op, one_tuple=True)  # type: ignore[attr-defined]
    return function


for _op in OPS.values():
    _function = caller(_op)
    for _name in _op.names:
        publish(_name, _with_one_tuple(_op, _name) if _op.collects and _name.startswith("torch.") else _function)
        if FUNCTIONS[_name] is _function:
            OP_OF[_name] = _op


def allocate(shape: Shape) -> None:
    """Asks the recorder before something is made whose size a program gives as a number."""
    recorder = mode().recorder
    if recorder is not None:
        recorder.admit(OPS["expand"], (Tensor(np.float64(0)),), {"shape": shape})


@cache
def _numpy_functions() -> dict[Any, Callable[..., Any]]:
    """The functions of numpy and scipy themselves, each with its counterpart on tensors."""
    table: dict[Any, Callable[..., Any]] = {}
    for name, called in FUNCTIONS.items():
        owner, _, path = name.partition(".")
        if owner in ("numpy", "scipy"):
            found: Any = np if owner == "numpy" else scipy
            for part in path.split("."):
                found = getattr(found, part, None)
            if found is not None:
                table[found] = called
    return table


def from_numpy(function: Any) -> Callable[..., Any]:
    """What a numpy function does on tensors. Raises EngineError where the table has nothing for it."""
    found = _numpy_functions().get(function)
    if found is None:
        raise EngineError(f"numpy's {function.__name__} has no counterpart on tensors: detach().numpy() gives an array")
    return found
