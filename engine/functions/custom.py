"""Operations of one's own, in the table beside the others: recorded, traced, explained and differentiated as they are.

A program of the language never finds them: it calls operations by names of PyTorch and numpy, and these have none.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields as fields_of
from functools import wraps
from typing import Any

import numpy as np

from engine.differentiate import gradcheck, vjp_through
from engine.errors import ArgumentError, DtypeError, EngineError, GradientError, ShapeError
from engine.functions.binding import bind
from engine.functions.element_types import taking
from engine.functions.table import caller
from engine.notation import render
from engine.operation import OPS, Array, Op, Rule, Shape, register, shape_text, unbroadcast
from engine.ops.elementwise import elementwise
from engine.tensors import Tensor, apply

Rules = Sequence[Rule | None]

# The fields of a record that follow from the rule, or that `op` names itself.
_NAMED = (
    *("name", "forward", "inputs", "optional", "variadic", "attributes", "vjps", "jvps", "partials"),
    *("formula", "local", "downstream", "words", "choice", "names", "in_place"),
)
FURTHER = {each.name for each in fields_of(Op) if each.init} - set(_NAMED)

_custom: set[str] = set()


def op(
    *,
    formula: str,
    words: str,
    partials: Rules | None = None,
    vjps: Rules | None = None,
    jvps: Rules | None = None,
    local: Sequence[str] | None = None,
    downstream: Sequence[str] | None = None,
    choice: str | None = None,
    check: Any = None,
    replace: bool = False,
    **fields: Any,
) -> Callable[[Rule], Callable[..., Tensor]]:
    """Registers the decorated forward rule as an operation, and gives the function that applies it.

    The rule is numpy code: its parameters before a slash are tensors, those after it attributes. Its derivative is
    either `partials`, for an operation on each entry alone, or `vjps`: one rule an input, None where no gradient
    passes. `engine.operation.Op` says what rules receive and how the texts are written. Forward mode follows from both;
    `jvps` may give a shorter way. Rules made of operators and of numpy functions that tensors have can be
    differentiated again.

    `check` holds the arguments of a sample call, one or a tuple of them, at which the derivatives are compared with
    central differences. `replace` takes the place of an earlier registration of the same name. `fields` are further
    fields of the record, of which `engine.operation.Op` says what they are: cost, symbol, takes, several_dims, whole,
    samples, needs, where, refusal and fixed are some.

    Raises ArgumentError where the parts do not fit together or the name is taken, GradientError where a derivative is
    wrong; nothing is registered then.
    """

    def decorate(forward: Rule) -> Callable[..., Tensor]:
        name, inputs = forward.__name__, _inputs(forward)
        _check_rules(name, inputs, partials, vjps, jvps)
        _check_fields(name, fields)
        slopes = [f"∂{name}/∂{x}" for x in inputs] if local is None else list(local)
        checked = _checked_forward(name, forward)
        with _room(name, replace):
            if partials is not None:
                op = elementwise(
                    name,
                    checked,
                    partials,
                    formula=formula,
                    local=slopes,
                    words=words,
                    choice=choice,
                    names="",
                    **fields,
                )
            else:
                assert vjps is not None
                pulls = [
                    _checked_vjp(name, slot, x, rule) for slot, (x, rule) in enumerate(zip(inputs, vjps, strict=True))
                ]
                op = register(
                    name,
                    checked,
                    vjps=pulls,
                    jvps=[
                        (jvps and jvps[slot]) or _transposed(name, slot, x, pulls[slot])
                        for slot, x in enumerate(inputs)
                    ],
                    formula=formula,
                    local=slopes,
                    downstream=["vjp(g)"] * len(inputs) if downstream is None else downstream,
                    words=words,
                    choice=choice,
                    names="",
                    **{"family": "custom", "shape": _shape_by_forward(name, checked), **fields},
                )
            _check_texts(op)
            if check is not None:
                _check_derivatives(op, check if isinstance(check, tuple) else (check,))
        _custom.add(name)
        function = taking(op.takes, name, caller(op))
        function.__doc__ = forward.__doc__ or function.__doc__
        function.__signature__ = inspect.signature(forward)  # type: ignore[attr-defined]
        return function

    return decorate


def unregister(name: str) -> None:
    """Takes a custom operation out of the table. Tensors it made keep their gradients, traces of it lose their words.

    Raises ArgumentError for a name that is no custom operation's.
    """
    if name not in _custom:
        raise ArgumentError(f"{name} is no custom operation; there are {', '.join(sorted(_custom)) or 'none'}")
    _custom.remove(name)
    del OPS[name]


@contextmanager
def _room(name: str, replace: bool) -> Iterator[None]:
    """A free place in the table; what stood there comes back unless the new operation is registered to the end."""
    if name in _custom and not replace:
        raise ArgumentError(
            f"the operation {name} is registered already: replace=True takes its place, "
            f"engine.unregister({name!r}) removes it"
        )
    if name in OPS and name not in _custom:
        raise ArgumentError(f"{name} is an operation of the engine: give yours another name")
    earlier = OPS.pop(name, None)
    registered = False
    try:
        yield
        registered = True
    finally:
        if not registered:
            OPS.pop(name, None)
            if earlier is not None:
                OPS[name] = earlier


def _inputs(forward: Rule) -> list[str]:
    parameters = inspect.signature(forward).parameters.values()
    inputs = [parameter.name for parameter in parameters if parameter.kind is parameter.POSITIONAL_ONLY]
    if not forward.__name__.isidentifier():
        raise ArgumentError("a custom operation has the name of its function: write it with def")
    if not inputs:
        raise ArgumentError(
            f"{forward.__name__} takes no tensor: the parameters before a slash are, "
            f"as in def {forward.__name__}(x, /, scale=1.0)"
        )
    return inputs


def _check_rules(name: str, inputs: list[str], partials: Rules | None, vjps: Rules | None, jvps: Rules | None) -> None:
    if (partials is None) == (vjps is None):
        raise ArgumentError(
            f"{name} needs one kind of derivative: partials=[...] where each entry moves alone, else vjps=[...]"
        )
    if partials is not None and jvps is not None:
        raise ArgumentError(f"forward mode of {name} follows from its partials: leave jvps out")
    for kind, rules in (("partials", partials), ("vjps", vjps), ("jvps", jvps)):
        if rules is not None and len(rules) != len(inputs):
            raise ArgumentError(
                f"{name} has {len(rules)} {kind} for its inputs {', '.join(inputs)}: "
                "give one rule for each, None where no gradient passes"
            )


def _check_fields(name: str, given: Iterable[str]) -> None:
    unknown = set(given) - FURTHER
    if unknown:
        raise ArgumentError(
            f"the record of {name} has no field {min(unknown)} to be given here; it has {', '.join(sorted(FURTHER))}"
        )


def _check_texts(op: Op) -> None:
    for text in _texts(op):
        try:
            render(text, {})
        except ValueError as reason:
            raise ArgumentError(f"the text {text!r} of {op.name} cannot be set as a formula: {reason}") from None


def _texts(op: Op) -> list[str]:
    return [text for text in (op.formula, *op.local, *op.downstream) if isinstance(text, str)]


def _checked_forward(name: str, forward: Rule) -> Rule:
    @wraps(forward)
    def checked(*inputs: Array, **attributes: Any) -> Array:
        y = np.asarray(forward(*inputs, **attributes))
        if y.dtype.kind not in "fiub":
            raise DtypeError(f"{name} gives {y.dtype}: an operation gives an array of real numbers or booleans")
        return y

    return checked


def _checked_vjp(name: str, slot: int, x: str, rule: Rule | None) -> Rule | None:
    if rule is None:
        return None

    def checked(g: Array, y: Array, *inputs: Array, **attributes: Any) -> Array:
        made = rule(g, y, *inputs, **attributes)
        if not isinstance(made, Tensor):
            made = np.asarray(made)
        shape = inputs[slot].shape
        try:
            fits = np.broadcast_shapes(made.shape, shape) == made.shape
        except ValueError:
            fits = False
        if not fits:
            raise GradientError(
                f"the vjp of {name} in {x} gives shape {shape_text(made.shape)}: "
                f"a gradient has the shape of its input, {shape_text(shape)}"
            )
        return made

    return checked


def _transposed(name: str, slot: int, x: str, pull: Rule | None) -> Rule | None:
    """The jvp that a vjp implies: g ↦ g J is linear in g, and differentiating it along t gives J t."""
    if pull is None:
        return None

    def push(t: Array, y: Array, *inputs: Array, **attributes: Any) -> Array:
        def downstream(g: Tensor) -> Tensor:
            return unbroadcast(pull(g, y, *inputs, **attributes), inputs[slot].shape)  # type: ignore[no-any-return]

        try:
            return vjp_through(downstream, 0, t, [np.zeros(y.shape, y.dtype)], {})
        except EngineError as reason:
            raise GradientError(
                f"{name} has no jvp in {x}, and its vjp gives none ({reason}): pass jvps=[...]"
            ) from reason

    return push


def _shape_by_forward(name: str, forward: Rule) -> Callable[..., Shape]:
    def shape(*shapes: Shape, **attributes: Any) -> Shape:
        try:
            return tuple(np.shape(forward(*(np.ones(each)[()] for each in shapes), **attributes)))
        except (ValueError, IndexError) as reason:
            given = ", ".join(map(shape_text, shapes))
            raise ShapeError(f"{name} does not take inputs of shape {given}: {reason}") from None

    return shape


def _check_derivatives(op: Op, arguments: tuple[Any, ...]) -> None:
    """Compares the derivatives in all inputs that have one with central differences, in both modes."""
    inputs, attributes = bind(op, arguments, {})
    values = [np.asarray(x._current() if isinstance(x, Tensor) else x) for x in inputs]
    slots = [slot for slot in range(len(values)) if op.vjp(slot) is not None]

    def moved(*points: Tensor) -> Tensor:
        given: list[Any] = list(values)
        for slot, point in zip(slots, points, strict=True):
            given[slot] = point
        return apply(op, *given, **attributes)

    parameters = [inspect.Parameter(op.inputs[slot], inspect.Parameter.POSITIONAL_ONLY) for slot in slots]
    moved.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    try:
        gradcheck(moved, tuple(values[slot] for slot in slots), check_forward_ad=True)
    except GradientError as reason:
        raise GradientError(f"{op.name} is not registered: {reason}") from None
