"""Derivatives of functions: forward mode, vector-Jacobian products, Jacobians and Hessians."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from engine.differentiate.reverse import grad
from engine.differentiate.tape import Tape
from engine.errors import ArgumentError, GradientError
from engine.mode import recording
from engine.operation import OPS, Array, Op, shape_text
from engine.tensors import Tensor, make


def leaves_at(values: Any) -> tuple[Tensor, ...]:
    """Fresh leaves with the given values, so that a function can be differentiated at them."""
    listed = values if isinstance(values, (tuple, list)) else (values,)
    fresh = []
    for value in listed:
        data = value._current() if isinstance(value, Tensor) else np.asarray(value)
        fresh.append(Tensor(data if data.dtype.kind == "f" else data.astype(np.float64), requires_grad=True))
    return tuple(fresh)


def tangent(
    op: Op,
    slots: Mapping[int, Array],
    y: Array,
    inputs: Sequence[Array],
    attributes: Mapping[str, Any],
) -> Array | None:
    """The change of y when the inputs in `slots` move by the tangents given; None where no tangent passes.

    Raises GradientError where the operation refuses them.
    """
    if op.refusal and slots:
        raise GradientError(f"{op.name} refuses a tangent, as in PyTorch: {op.refusal}; call .detach() on its input")
    total = None
    for slot, t in slots.items():
        rule = op.jvp(slot)
        if rule is None:
            continue
        extra = {"slot": slot} if op.variadic else {}
        part = rule(t, y, *inputs, **extra, **attributes)
        if part.shape != y.shape:
            part = np.broadcast_to(part, y.shape)
        total = part if total is None else total + part
    return total


def jvp(f: Callable[..., Any], primals: Any, tangents: Any) -> tuple[Any, Any]:
    """(f(primals), directional derivative of f along tangents), in one forward sweep.

    `primals` and `tangents` are one tensor or a tuple of tensors of equal shapes; of a function that returns several
    tensors, or tensors in tuples and lists, both results are of that form.
    """
    points = leaves_at(primals)
    directions = tangents if isinstance(tangents, (tuple, list)) else (tangents,)
    moving: dict[Tensor, Tensor] = {}
    for point, direction in zip(points, directions, strict=True):
        made = direction if isinstance(direction, Tensor) else Tensor(np.asarray(direction, dtype=point.dtype))
        if made.shape != point.shape:
            raise GradientError(
                f"a tangent has its primal's shape {shape_text(point.shape)}, got {shape_text(made.shape)}"
            )
        moving[point] = made
    tape = Tape()
    with np.errstate(all="ignore"):
        with recording(tape):
            y = f(*points)
        for tensor, op, inputs, attributes in tape.entries:
            slots = {slot: moving[x]._data for slot, x in enumerate(inputs) if x in moving}
            moved = tangent(op, slots, tensor._data, [x._data for x in inputs], attributes) if slots else None
            if moved is not None:
                moving[tensor] = Tensor(moved)

    def change(part: Tensor) -> Tensor:
        moved = moving.get(part)
        return Tensor(np.zeros(part.shape, part.dtype)) if moved is None else moved

    return _mapped(Tensor.detach, y), _mapped(change, y)


def _mapped(change: Callable[[Tensor], Tensor], value: Any) -> Any:
    """Raises ArgumentError where something else than tensors is returned."""
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, (tuple, list)):
        parts = [_mapped(change, part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    raise ArgumentError(f"forward mode needs a function that returns tensors, not {type(value).__name__}")


def vjp(f: Callable[..., Tensor], *primals: Tensor) -> tuple[Tensor, Callable[[Any], tuple[Tensor, ...]]]:
    """(f(primals), pull): `pull(upstream)` gives the downstream gradient of each primal."""
    points = leaves_at(primals)
    y = f(*points)

    def pull(upstream: Any = None) -> tuple[Tensor, ...]:
        found = grad(y, points, upstream, allow_unused=True, retain_graph=True)
        return tuple(Tensor(np.zeros(p.shape, p.dtype)) if g is None else g for p, g in zip(points, found, strict=True))

    return y.detach(), pull


def units(shape: tuple[int, ...], dtype: Any) -> Iterator[np.ndarray[Any, Any]]:
    for position in range(int(np.prod(shape, dtype=int))):
        unit = np.zeros(shape, dtype)
        unit.reshape(-1)[position] = 1
        yield unit


def _stacked(rows: list[Tensor], shape: tuple[int, ...]) -> Tensor:
    return make(OPS["reshape"], (make(OPS["stack"], tuple(rows), {"dim": 0}),), {"shape": shape})


def jacobian(f: Callable[..., Tensor], inputs: Any, mode: str = "auto", create_graph: bool = False) -> Any:
    """J[i…, j…] = ∂ f(x)[i…] / ∂ x[j…], of shape f(x).shape + x.shape; a tuple of them for a tuple of inputs.

    `mode` "reverse" sweeps once an output entry, "forward" once an input entry; "auto" takes the fewer.
    """
    many = isinstance(inputs, (tuple, list))
    points = tuple(inputs) if create_graph and many else (inputs,) if create_graph else leaves_at(inputs)
    y = f(*points)
    entries = sum(point._data.size for point in points)
    if mode == "auto":
        mode = "reverse" if create_graph or y._data.size <= entries else "forward"
    if mode == "reverse":
        columns: list[list[Any]] = [[] for _ in points]
        for unit in units(y.shape, y.dtype):
            found = grad(y, points, unit, create_graph, True, retain_graph=True) if y.requires_grad else ()
            for k, point in enumerate(points):
                g = found[k] if found else None
                columns[k].append(g if g is not None else Tensor(np.zeros(point.shape, point.dtype)))
        result = tuple(_stacked(rows, (*y.shape, *point.shape)) for rows, point in zip(columns, points, strict=True))
    else:
        blocks = []
        for k, point in enumerate(points):
            block = []
            for unit in units(point.shape, point.dtype):
                directions = tuple(unit if j == k else np.zeros(p.shape, p.dtype) for j, p in enumerate(points))
                block.append(np.asarray(jvp(f, points, directions)[1]._data))
            stacked = np.stack(block, axis=-1) if block else np.zeros((*y.shape, 0), y.dtype)
            blocks.append(Tensor(stacked.reshape((*y.shape, *point.shape))))
        result = tuple(blocks)
    return result if many else result[0]


def hessian(f: Callable[..., Tensor], x: Any) -> Tensor:
    """H[i…, j…] = ∂² f(x) / ∂ x[i…] ∂ x[j…] of a function with one number as its result."""
    (point,) = leaves_at((x,))
    y = f(point)
    slope = grad(y, point, create_graph=True)
    rows = []
    for unit in units(slope.shape, slope.dtype):
        row = grad(slope, point, unit, allow_unused=True, retain_graph=True) if slope.requires_grad else None
        rows.append(np.zeros(point.shape, point.dtype) if row is None else row._data)
    return Tensor(np.stack(rows).reshape((*point.shape, *point.shape)))


def hvp(f: Callable[..., Tensor], x: Any, v: Any) -> Tensor:
    """The Hessian of f at x times v, by differentiating the directional derivative: no Hessian is formed."""
    (point,) = leaves_at((x,))
    slope = grad(f(point), point, create_graph=True)
    if not slope.requires_grad:
        return Tensor(np.zeros(point.shape, point.dtype))
    product = grad(slope, point, v, allow_unused=True)
    return product if product is not None else Tensor(np.zeros(point.shape, point.dtype))
