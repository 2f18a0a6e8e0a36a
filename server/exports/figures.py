"""An array as it stands on paper: rounded, in full while it is small, else by its shape and norm."""

from __future__ import annotations

import numpy as np

from engine.explain import shape_words
from engine.notation import Term, composed, number_term
from engine.operation import Array
from server.documents import summaries


def figure(array: Array, most: int) -> Term:
    """A number, or a vector or matrix of at most `most` rows and columns, with its entries."""
    array = np.asarray(array)
    if array.ndim == 0:
        return number_term(array.item())
    if not fits(array, most):
        return _measured(array)
    rows = [[number_term(entry) for entry in row] for row in np.atleast_2d(array).tolist()]
    texts = [f"[{', '.join(entry.text for entry in row)}]" for row in rows]
    text = texts[0] if array.ndim == 1 else f"[{', '.join(texts)}]"
    pieces = [[piece for entry in row for piece in (" & ", entry)][1:] for row in rows]
    cells = [piece for row in pieces for piece in (r" \\ ", *row)][1:]
    return composed(text, r"\begin{pmatrix} ", *cells, r" \end{pmatrix}", shape=array.shape)


def fits(array: Array, most: int) -> bool:
    """Whether it is shown with its entries."""
    return array.ndim <= 2 and array.size > 0 and all(size <= most for size in array.shape)


def _measured(array: Array) -> Term:
    (summary,) = summaries([array])
    norm = number_term(float(summary["norm"]))
    rest = f" without {summary['nonfinite']:,} that are not finite" if summary["nonfinite"] else ""
    sizes = r" \times ".join(map(str, array.shape))
    return Term(
        f"shape {shape_words(array.shape)}, norm {norm.text}{rest}",
        rf"\text{{shape }}{sizes}\text{{, norm }}{norm.tex}" + (rf"\text{{{rest}}}" if rest else ""),
        shape=array.shape,
    )
