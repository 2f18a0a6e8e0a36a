"""torch.nn.utils: what is done with the gradients and the numbers of many parameters at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from engine.errors import ArgumentError, GradientError, ShapeError
from engine.functions import FUNCTIONS, creation
from engine.mode import get_default_dtype, no_grad
from engine.operation import OPS, shape_text, size
from engine.tensors import Tensor, apply

# So much the norm is made larger before it divides, as in PyTorch.
EPSILON = 1e-6


def _listed(parameters: Any) -> list[Tensor]:
    given = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    if not all(isinstance(parameter, Tensor) for parameter in given):
        raise ArgumentError("this takes parameters: write model.parameters() or [w, b]")
    return given


def _number(value: Any, name: str) -> float:
    """Raises ArgumentError for what is not one number."""
    if isinstance(value, Tensor) and value.ndim == 0:
        return float(value._seen())
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ArgumentError(f"{name} is one number, not a {type(value).__name__}") from None


def get_total_norm(tensors: Iterable[Tensor], norm_type: float = 2.0, error_if_nonfinite: bool = False) -> Tensor:
    """The norm of all entries of all tensors, as that of the norms of each."""
    order = _number(norm_type, "norm_type")
    with no_grad():
        each = [np.linalg.norm(tensor._seen().reshape(-1), order) for tensor in _listed(tensors)]
        total = np.linalg.norm(np.array(each or [get_default_dtype().type(0)]), order)
        if error_if_nonfinite and not np.isfinite(total):
            raise GradientError(f"the norm of the gradients is {total}, so they cannot be cut to a length")
        return creation.leaf(total)


def clip_grad_norm_(
    parameters: Any, max_norm: float, norm_type: float = 2.0, error_if_nonfinite: bool = False, foreach: Any = None
) -> Tensor:
    """Shortens all gradients by one factor, so that their common norm is at most `max_norm`; answers the norm before.

    Source: Pascanu et al. 2013.
    """
    gradients = [parameter.grad for parameter in _listed(parameters)]
    given = [gradient for gradient in gradients if gradient is not None]
    total = get_total_norm(given, norm_type, error_if_nonfinite)
    factor = np.float64(_number(max_norm, "max_norm")) / (total._seen() + EPSILON)
    for gradient in given:
        # NaN is neither cut nor hidden.
        _scaled(gradient, factor if not factor > 1 else np.float64(1))
    return total


def clip_grads_with_norm_(parameters: Any, max_norm: float, total_norm: Tensor, foreach: Any = None) -> None:
    """Shortens gradients by the factor that a norm found earlier asks for."""
    if not isinstance(total_norm, Tensor):
        raise ArgumentError("total_norm is a tensor, such as get_total_norm gives")
    longest = np.float64(_number(max_norm, "max_norm"))
    factor = longest / (_number(total_norm, "total_norm") + EPSILON)
    for parameter in _listed(parameters):
        if parameter.grad is not None:
            _scaled(parameter.grad, factor if not factor > 1 else np.float64(1))


def _scaled(gradient: Tensor, factor: Any) -> None:
    with no_grad():
        FUNCTIONS["Tensor.mul_"](gradient, float(factor))


def clip_grad_value_(parameters: Any, clip_value: float, foreach: Any = None) -> None:
    """Moves every entry of every gradient to between ±clip_value."""
    most = _number(clip_value, "clip_value")
    for parameter in _listed(parameters):
        if parameter.grad is not None:
            with no_grad():
                FUNCTIONS["Tensor.clamp_"](parameter.grad, -most, most)


def parameters_to_vector(parameters: Any) -> Tensor:
    """All entries in one row."""
    rows = [apply(OPS["reshape"], parameter, shape=(-1,)) for parameter in _listed(parameters)]
    if not rows:
        raise ArgumentError("a vector is made of at least one parameter")
    made: Tensor = FUNCTIONS["torch.cat"](rows)
    return made


def vector_to_parameters(vec: Tensor, parameters: Any) -> None:
    """The entries of a row back into the parameters."""
    held = _listed(parameters)
    if not isinstance(vec, Tensor) or vec.ndim != 1 or vec.shape[0] < sum(size(p.shape) for p in held):
        raise ShapeError("vector_to_parameters takes a row with a number for each entry of the parameters")
    start = 0
    for parameter in held:
        count = size(parameter.shape)
        values = np.asarray(vec._seen())[start : start + count].reshape(parameter.shape)
        parameter.data = creation.leaf(values, parameter.dtype)
        start += count


def pad_sequence(
    sequences: Sequence[Tensor], batch_first: bool = False, padding_value: float = 0.0, padding_side: str = "right"
) -> Tensor:
    """Sequences of several lengths as one tensor, filled up behind, or before with "left"."""
    rows = _listed(sequences)
    if not rows or padding_side not in ("left", "right"):
        raise ArgumentError("pad_sequence takes at least one sequence, and a side 'left' or 'right'")
    if any(row.ndim == 0 or row.shape[1:] != rows[0].shape[1:] for row in rows):
        shapes = ", ".join(shape_text(row.shape) for row in rows)
        raise ShapeError(f"the sequences differ in their first dim alone; these have the shapes {shapes}")
    longest = max(row.shape[0] for row in rows)
    filled = []
    for row in rows:
        lacking = longest - row.shape[0]
        border = (0, lacking) if padding_side == "right" else (lacking, 0)
        pad = (*(0, 0) * (row.ndim - 1), *border)
        filled.append(FUNCTIONS["functional.pad"](row, pad, value=padding_value) if lacking else row)
    made: Tensor = FUNCTIONS["torch.stack"](filled, dim=0 if batch_first else 1)
    return made


UTILITIES = {
    made.__name__: made
    for made in (
        *(clip_grad_norm_, clip_grad_value_, clip_grads_with_norm_, get_total_norm, parameters_to_vector),
        vector_to_parameters,
    )
}
SEQUENCES = {"pad_sequence": pad_sequence}
