"""The table of functions, filled with one entry for every name of every operation."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import numpy as np
import scipy.special

from engine.errors import ArgumentError, EngineError
from engine.functions.binding import bind, signature, with_numbers
from engine.functions.element_types import PYTORCH, taking
from engine.functions.in_place import rearranging, storing
from engine.mode import mode
from engine.operation import ANYTHING, OPS, REQUIRED, Op, Shape, Takes, in_place_names, samples
from engine.tensors import Tensor, apply, make, method

Function = TypeVar("Function", bound=Callable[..., Any])

FUNCTIONS: dict[str, Callable[..., Any]] = {}
# The names under which a call is a call of one operation, with the arguments that the operation has.
OP_OF: dict[str, Op] = {}
# The names that an operation has of itself, which a function may stand over.
_published_by: dict[str, Op] = {}


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


def publish(
    names: str, called: Callable[..., Any], takes: Takes = ANYTHING, in_place: str = "", over: str | None = None
) -> None:
    """Enters a function under the names given; "Tensor.exp" becomes a method as well.

    Under a name of PyTorch's it takes what PyTorch takes. `in_place` says under which names it changes its first
    argument, as for operations. Where it stands `over` an operation, it takes the names that this has already, and both
    of these from its record. Raises ValueError for a name that is taken otherwise.
    """
    listed = names.split()
    op = OPS[over] if over else None
    for name in listed:
        ours = name.partition(".")[0] in PYTORCH
        _enter(name, taking(op.takes if op else takes, name.rpartition(".")[2], called) if ours else called, op)
    changes = dict.fromkeys((*(op.in_place if op else ()), *in_place_names(names, in_place)))
    for name in changes:
        if name[:-1] in listed:
            _enter(name, _changing(name, op), op)


def _enter(name: str, called: Callable[..., Any], over: Op | None) -> None:
    if name in FUNCTIONS and (over is None or _published_by.get(name) is not over):
        raise ValueError(f"the function {name} is published twice")
    owner, _, short = name.partition(".")
    # A method that tensors have of themselves stays.
    if owner == "Tensor" and (name in FUNCTIONS or not hasattr(Tensor, short)):
        setattr(Tensor, short, called)
    FUNCTIONS[name] = called
    _published_by.pop(name, None)
    OP_OF.pop(name, None)


def _changing(name: str, op: Op | None) -> Callable[..., Tensor]:
    """The function of a name in place, made of the function of the name without its underscore."""
    plain = name[:-1]
    change = rearranging if op is not None and op.shares else storing
    return change(plain.rpartition(".")[2], FUNCTIONS[plain])


def function(
    names: str, takes: Takes = ANYTHING, in_place: str = "", over: str | None = None
) -> Callable[[Function], Function]:
    """Publishes a function that is not one operation."""

    def register(called: Function) -> Function:
        owner, *_, short = names.split()[0].split(".")
        publish(names, with_numbers(short, called) if owner in PYTORCH else called, takes, in_place, over)
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


def _publish_operation(op: Op) -> None:
    function = caller(op)
    for name in op.names:
        called = _with_one_tuple(op, name) if op.collects and name.startswith("torch.") else function
        publish(name, called, op.takes)
        if FUNCTIONS[name] is function:
            OP_OF[name] = op
    for name in op.in_place:
        _enter(name, _changing(name, op), None)
    _published_by.update(dict.fromkeys((*op.names, *op.in_place), op))


for _op in OPS.values():
    _publish_operation(_op)


def allocate(shape: Shape) -> None:
    """Asks the recorder before something is made whose size a program gives as a number."""
    admit("expand", Tensor(np.float64(0)), shape=shape)


def admit(op: str, *inputs: Tensor, **attributes: Any) -> None:
    """Asks the recorder before something is computed that costs what this operation does, and is none of the graph."""
    recorder = mode().recorder
    if recorder is not None:
        recorder.admit(OPS[op], inputs, attributes)


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


@method
def __array_ufunc__(self: Tensor, ufunc: Any, how: str, *inputs: Any, **options: Any) -> Any:
    return NotImplemented if how != "__call__" or options else from_numpy(ufunc)(*inputs)


@method
def __array_function__(self: Tensor, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
    return from_numpy(function)(*args, **kwargs)
