"""Sums of products named by letters, and contractions of whole axes."""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.operation import Array, Named, Shape, Takes, compute, register, shape_text, size
from engine.ops.axes import axes_of
from engine.ops.composed import composed
from engine.ops.quiet import quiet


def terms_of(equation: str, shapes: Sequence[Shape]) -> tuple[list[str], str]:
    """The letters of each operand and of the output, "..." and a left-out output spelled out. Raises ArgumentError."""
    text = equation.replace(" ", "")
    left, arrow, right = text.partition("->")
    terms = left.split(",")
    if not set(text) <= set(string.ascii_letters + ",.->") or len(terms) != len(shapes):
        raise ArgumentError(f"einsum cannot read {equation!r} for {len(shapes)} tensors: write it like 'ij,jk->ik'")
    free = [letter for letter in string.ascii_uppercase + string.ascii_lowercase if letter not in text]
    widths = [
        len(shape) - len(term.replace("...", "")) if "..." in term else 0
        for term, shape in zip(terms, shapes, strict=True)
    ]
    ellipsis = "".join(free[: max(widths, default=0)])
    spelled = []
    for term, width, shape in zip(terms, widths, shapes, strict=True):
        full = term.replace("...", ellipsis[len(ellipsis) - width :] if width > 0 else "")
        if len(full) != len(shape) or width < 0:
            raise ShapeError(f"einsum: {term!r} does not name the axes of a tensor of shape {shape_text(shape)}")
        spelled.append(full)
    if arrow:
        out = right.replace("...", ellipsis)
    else:
        joined = "".join(terms).replace("...", "")
        out = ellipsis + "".join(sorted(letter for letter in set(joined) if joined.count(letter) == 1))
    if not set(out) <= set("".join(spelled)) or len(set(out)) != len(out):
        raise ArgumentError(f"einsum: the output {right!r} must name letters of the inputs, each once")
    return spelled, out


def sizes_of(terms: Sequence[str], shapes: Sequence[Shape]) -> dict[str, int]:
    """How long each letter's axis is; axes of size 1 stretch. Raises ShapeError."""
    sizes: dict[str, int] = {}
    for term, shape in zip(terms, shapes, strict=True):
        for letter, n in zip(term, shape, strict=True):
            known = sizes.setdefault(letter, n)
            if n not in (known, 1) and known != 1:
                raise ShapeError(f"einsum: the letter {letter} stands for axes of size {known} and {n}")
            sizes[letter] = max(known, n) if n != 0 else 0
    return sizes


def einsum_shape(*shapes: Shape, equation: str) -> Shape:
    terms, out = terms_of(equation, shapes)
    sizes = sizes_of(terms, shapes)
    return tuple(sizes[letter] for letter in out)


def _einsum_cost(shape: Shape, *shapes: Shape, equation: str) -> float:
    terms, _ = terms_of(equation, shapes)
    return max(1.0, 0.5 * len(shapes) * size(tuple(sizes_of(terms, shapes).values())))


def _einsum(*tensors: Array, equation: str) -> Array:
    terms, out = terms_of(equation, [tensor.shape for tensor in tensors])
    # What is shorter than a double is added up in doubles, as `summed` does.
    found = np.result_type(*tensors)
    wide = [tensor.astype(np.float64) for tensor in tensors] if found.char in "ef" else tensors
    return np.asarray(np.einsum(f"{','.join(terms)}->{out}", *wide, optimize=len(tensors) > 1), found)


def _einsum_vjp(g: Array, y: Array, *tensors: Array, equation: str, slot: int) -> Array:
    """The same sum with the output in the place of one input.

    Axes that only this input has are filled up with ones, and a letter it names twice is spread over the diagonal.
    """
    shapes = [tuple(tensor.shape) for tensor in tensors]
    terms, out = terms_of(equation, shapes)
    sizes = sizes_of(terms, shapes)
    factors = [(out, g), *((terms[k], tensor) for k, tensor in enumerate(tensors) if k != slot)]
    used = set("".join(terms) + out)
    fresh = iter(letter for letter in string.ascii_letters if letter not in used)
    target = ""
    for place, letter in enumerate(terms[slot]):
        if letter in terms[slot][:place]:
            other = next(fresh)
            factors.append((letter + other, np.eye(sizes[letter], dtype=g.dtype)))
            letter = other
        elif not any(letter in term for term, _ in factors):
            factors.append((letter, np.ones(sizes[letter], g.dtype)))
        target += letter
    return compute("einsum", *(x for _, x in factors), equation=f"{','.join(t for t, _ in factors)}->{target}")


def _einsum_jvp(t: Array, y: Array, *tensors: Array, equation: str, slot: int) -> Array:
    return compute("einsum", *tensors[:slot], t, *tensors[slot + 1 :], equation=equation)


def _einsum_text(*tensors: Array, equation: str, slot: int) -> str:
    """The same sum with g in the place of one input, where that is all: no letter twice, none that it alone has."""
    shapes = [tuple(tensor.shape) for tensor in tensors]
    terms, out = terms_of(equation, shapes)
    sizes = sizes_of(terms, shapes)
    own, others = terms[slot], [k for k in range(len(tensors)) if k != slot]
    known = set(out).union(*(terms[k] for k in others))
    stretched = any(
        sizes[letter] != n
        for term, shape in zip(terms, shapes, strict=True)
        for letter, n in zip(term, shape, strict=True)
    )
    if len(set(own)) < len(own) or not set(own) <= known or stretched:
        return f"to_x{slot}(g)"
    listed = ", ".join(("g", *(f"x{k}" for k in others)))
    return f"einsum({listed}, equation='{','.join((out, *(terms[k] for k in others)))}->{own}')"


# A sum of more tensors is not written with a name for each.
MOST_NAMED = 8


def _pull_of(slot: int) -> Named:
    def rule(*tensors: Array, **attributes: Any) -> Callable[[Array], Array]:
        return lambda g: np.asarray(_einsum_vjp(g, g, *tensors, slot=slot, **attributes))

    return Named("the gradient times the other factors, added up over all letters that this one does not have", rule)


register(
    "einsum",
    quiet(_einsum),
    family="linalg",
    vjps=[_einsum_vjp],
    jvps=[_einsum_jvp],
    shape=einsum_shape,
    cost=_einsum_cost,
    local=[lambda *tensors, slot, **_: " * ".join(f"x{k}" for k in range(len(tensors)) if k != slot) or "1"],
    downstream=[_einsum_text],
    where={f"to_x{slot}": _pull_of(slot) for slot in range(MOST_NAMED)},
    words="swap letters: for each input's gradient the output takes that input's place",
    names="",
    needs="others",
)


def _contraction(a: Shape, b: Shape, dims: Any) -> str:
    """The einsum equation of a tensordot. Raises ShapeError."""
    if isinstance(dims, (int, np.integer)):
        if not 0 <= dims <= min(len(a), len(b)):
            raise ShapeError(f"tensordot cannot join {dims} dims of {shape_text(a)} and {shape_text(b)}")
        first: Any = tuple(range(len(a) - int(dims), len(a)))
        second: Any = tuple(range(int(dims)))
    else:
        first, second = dims
    left, right = axes_of(first, len(a)), axes_of(second, len(b))
    letters = string.ascii_letters
    names_a = list(letters[: len(a)])
    names_b = list(letters[len(a) : len(a) + len(b)])
    if len(left) != len(right) or any(a[i] != b[j] for i, j in zip(left, right, strict=True)):
        raise ShapeError(f"tensordot cannot join dims {dims} of {shape_text(a)} and {shape_text(b)}: sizes differ")
    for i, j in zip(left, right, strict=True):
        names_b[j] = names_a[i]
    out = [n for k, n in enumerate(names_a) if k not in left] + [n for k, n in enumerate(names_b) if k not in right]
    return f"{''.join(names_a)},{''.join(names_b)}->{''.join(out)}"


def _letters(a: Array, b: Array, dims: Any) -> list[str]:
    """The letters of a, of b and of the result."""
    return _contraction(tuple(a.shape), tuple(b.shape), dims).replace("->", ",").split(",")


composed(
    "tensordot",
    lambda a, b, /, dims=2: compute("einsum", a, b, equation=_contraction(a.shape, b.shape, dims)),
    slots=(0, 1),
    family="linalg",
    shape=lambda a, b, dims=2: einsum_shape(a, b, equation=_contraction(a, b, dims)),
    cost=lambda shape, a, b, dims=2: _einsum_cost(shape, a, b, equation=_contraction(a, b, dims)),
    local=["b", "a"],
    downstream=[
        lambda a, b, *, dims=2: "einsum(g, b, equation='{2},{1}->{0}')".format(*_letters(a, b, dims)),
        lambda a, b, *, dims=2: "einsum(a, g, equation='{0},{2}->{1}')".format(*_letters(a, b, dims)),
    ],
    words="tensordot switches: each input receives the gradient contracted with the other",
    names="torch.tensordot numpy.tensordot",
    unfolds=False,
    takes=Takes(one_type=True),
    needs="1 0",
)
