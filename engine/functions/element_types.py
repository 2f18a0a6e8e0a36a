"""Functions under PyTorch's names refuse what PyTorch refuses: element types, mixtures of them, plain numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from engine.errors import ArgumentError, DtypeError
from engine.operation import ANYTHING, OPS, Takes
from engine.tensors import Tensor, make

# What stands under these names is PyTorch's; the others are numpy's, scipy's and Python's own.
PYTORCH = ("torch", "Tensor", "functional")


def taking(takes: Takes, short: str, called: Callable[..., Any]) -> Callable[..., Any]:
    """The function, called `short`, refusing what it does not take: DtypeError or ArgumentError."""
    # A number before a tensor is taken here anyway: what PyTorch says of it, the language refuses.
    if replace(takes, number_first=False) == ANYTHING:
        return called
    kinds, first = takes.kinds, takes.first_alone

    @wraps(called)
    def checked(*args: Any, **kwargs: Any) -> Any:
        given = [value for value in (*args, *kwargs.values()) if isinstance(value, Tensor)]
        types = {tensor._data.dtype for tensor in given}
        asked = [tensor._data.dtype for tensor in given[:1]] if first else types
        if given and kwargs.get("dtype") is None and not any(dtype.kind in kinds for dtype in asked):
            raise _refused(short, kinds, given[0])
        if takes.one_type and len(types) > 1:
            listed = " and ".join(dict.fromkeys(str(tensor.dtype) for tensor in given))
            raise DtypeError(f"{short} takes tensors of one element type, these are {listed}: turn one with .to(…)")
        if (takes.tensors or not given) and any(
            isinstance(value, (bool, int, float)) for value in args[: takes.tensors if given else 1]
        ):
            raise ArgumentError(f"{short} takes tensors: write torch.tensor(…) around the plain number")
        if takes.no_dims_are_all:
            args = tuple(map(_all_for_none, args))
            kwargs = {key: _all_for_none(value) for key, value in kwargs.items()}
        result = called(*args, **kwargs)
        if takes.keeps_type and result.dtype != given[0].dtype:
            return make(OPS["to"], (result,), {"dtype": given[0].dtype})
        return result

    return checked


def _all_for_none(value: Any) -> Any:
    return None if isinstance(value, (tuple, list)) and not value else value


def _refused(short: str, kinds: str, tensor: Tensor) -> DtypeError:
    wanted = "floating point numbers" if kinds == "f" else "numbers"
    return DtypeError(f"{short} takes {wanted}, not {tensor.dtype}: call .double() first, as in x.double().{short}(…)")
