"""Matrices as products of simpler ones."""

import numpy as np
import pytest

from engine import ShapeError, tensor
from engine.functions import FUNCTIONS

# By hand: the second row comes first, as 4 is the larger; then row 1 - row 2 / 4, as 1 / 4 of it is taken away.
WIDE = ([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], [[1.0, 0.0], [0.25, 1.0]], [[4.0, 5.0, 6.0], [0.0, 0.75, 1.5]])
TALL = ([[1.0, 2.0], [4.0, 6.0], [2.0, 5.0]], [[1.0, 0.0], [0.5, 1.0], [0.25, 0.25]], [[4.0, 6.0], [0.0, 2.0]])


@pytest.mark.parametrize(("matrix", "lower", "upper"), [WIDE, TALL])
def test_lu_takes_a_matrix_that_is_not_square_apart(matrix, lower, upper):
    exchange, L, U = FUNCTIONS["torch.linalg.lu"](tensor(matrix))
    assert L.tolist() == lower
    assert U.tolist() == upper
    assert (exchange @ L @ U).tolist() == matrix


@pytest.mark.parametrize("matrix", [WIDE[0], TALL[0]])
def test_the_factors_of_a_matrix_that_is_not_square_hold_its_gradient(matrix):
    """P @ L @ U is the matrix itself, whatever it is: its gradient comes back as it was sent, to rounding."""
    x = tensor(matrix, requires_grad=True)
    exchange, L, U = FUNCTIONS["torch.linalg.lu"](x)
    upstream = np.cos(np.arange(6.0)).reshape(x.shape)
    (exchange @ L @ U).backward(tensor(upstream))
    np.testing.assert_allclose(x.grad._data, upstream, rtol=1e-14, atol=1e-14)


def test_lu_of_nothing_is_nothing():
    exchange, L, U = FUNCTIONS["torch.linalg.lu"](tensor(np.zeros((2, 0))))
    assert (exchange.shape, L.shape, U.shape) == ((2, 2), (2, 0), (0, 0))


def test_equations_are_solved_by_the_factors_of_a_square_matrix_only():
    factors, pivots = FUNCTIONS["torch.linalg.lu_factor"](tensor(WIDE[0]))
    with pytest.raises(ShapeError, match="square"):
        FUNCTIONS["torch.linalg.lu_solve"](factors, pivots, tensor([[1.0], [2.0]]))
