"""What an operation is told to cost beforehand, held against the arithmetic that it takes: budgets count in it."""

import math

import pytest

from engine.language import run
from engine.operation import OPS, size
from tests.engine.cases import CASES, Case

N = 200
# (operation, shapes of its inputs, attributes, additions and multiplications counted by hand from its definition).
# For factorizations the count is the textbook's leading term (Golub and Van Loan, Matrix Computations).
COUNTED = [
    ("add", [(N, N), (N,)], {}, N**2),
    ("mul", [(N, N), ()], {}, N**2),
    ("relu", [(N, N)], {}, N**2),
    ("exp", [(N, N)], {}, 4 * N**2),
    ("sum", [(N, N)], {}, N**2),
    ("sum", [(N, N)], {"dim": 0}, N**2),
    ("mean", [(N, N)], {}, N**2),
    ("amax", [(N, N)], {"dim": 1}, N**2),
    ("prod", [(N, N)], {}, N**2),
    ("norm", [(N, N)], {}, 2 * N**2),
    ("var", [(N, N)], {}, 3 * N**2),
    ("cumsum", [(N, N)], {"dim": 0}, N**2),
    ("logsumexp", [(N, N)], {"dim": 1}, 8 * N**2),
    ("softmax", [(N, N)], {"dim": 1}, 8 * N**2),
    ("layer_norm", [(N, N)], {"normalized_shape": (N,)}, 8 * N**2),
    ("cross_entropy", [(N, N), (N,)], {}, 8 * N**2),
    ("mse_loss", [(N, N), (N, N)], {}, 3 * N**2),
    ("sort", [(N, N)], {}, N**2 * math.log2(N)),
    ("topk", [(N, N)], {"k": 5}, N**2 * math.log2(N)),
    ("gather", [(N, N), (N, N)], {"dim": 1}, N**2),
    ("embedding", [(N,), (1000, 64)], {}, N * 64),
    ("matmul", [(N, 300), (300, 400)], {}, N * 300 * 400),
    ("matmul", [(8, N, 30), (8, 30, 40)], {}, 8 * N * 30 * 40),
    ("matmul", [(N, 300), (300,)], {}, N * 300),
    ("linear", [(N, 300), (400, 300), (400,)], {}, N * 300 * 400),
    ("inner", [(N, 300), (400, 300)], {}, N * 300 * 400),
    ("dot", [(N, 300), (300, 400)], {}, N * 300 * 400),
    ("outer", [(N,), (N,)], {}, N**2),
    ("addmm", [(N, 400), (N, 300), (300, 400)], {}, N * 300 * 400),
    ("bilinear", [(N, 20), (N, 30), (40, 20, 30)], {}, N * 40 * 20 * 30),
    ("einsum", [(8, N, 30), (8, 30, 40)], {"equation": "bij,bjk->bik"}, 8 * N * 30 * 40),
    ("einsum", [(N, N)], {"equation": "ij->j"}, N**2),
    ("tensordot", [(N, 30, 10), (30, 10, 40)], {"dims": 2}, N * 300 * 40),
    ("cdist", [(N, 30), (400, 30)], {}, 3 * N * 400 * 30),
    ("conv1d", [(8, 3, 100), (16, 3, 5)], {}, 8 * 16 * 96 * 3 * 5),
    ("conv2d", [(8, 3, 32, 32), (16, 3, 3, 3)], {}, 8 * 16 * 30 * 30 * 3 * 9),
    ("conv2d", [(8, 4, 32, 32), (16, 2, 3, 3)], {"groups": 2, "stride": 2}, 8 * 16 * 15 * 15 * 2 * 9),
    ("conv3d", [(2, 3, 10, 10, 10), (4, 3, 3, 3, 3)], {}, 2 * 4 * 8**3 * 3 * 27),
    ("conv_transpose2d", [(8, 16, 30, 30), (16, 3, 3, 3)], {}, 8 * 16 * 30 * 30 * 3 * 9),
    ("max_pool2d", [(8, 3, 32, 32)], {"kernel_size": 2}, 8 * 3 * 32 * 32),
    ("avg_pool2d", [(8, 3, 32, 32)], {"kernel_size": 3, "stride": 1}, 8 * 3 * 30 * 30 * 9),
    ("scaled_dot_product_attention", [(128, 64), (128, 64), (128, 64)], {}, 2 * 128 * 128 * 64 + 10 * 128 * 128),
    ("inv", [(N, N)], {}, 2 * N**3),
    ("det", [(N, N)], {}, 2 / 3 * N**3),
    ("solve", [(N, N), (N, 3)], {}, 2 / 3 * N**3),
    ("cholesky", [(N, N)], {}, N**3 / 3),
    ("qr_q", [(N, N)], {}, 4 / 3 * N**3),
    ("lu_packed", [(N, N)], {}, 2 / 3 * N**3),
    ("eigvalsh", [(N, N)], {}, 4 / 3 * N**3),
    ("eigh_vectors", [(N, N)], {}, 9 * N**3),
    ("svdvals", [(N, N)], {}, 4 * N**3),
    ("matrix_power", [(N, N)], {"n": 8}, 3 * 2 * N**3),
    ("matrix_exp", [(N, N)], {}, 20 * N**3),
]
# Units are what numpy takes for one addition: a product by BLAS is cheaper, a sort or a decomposition dearer.
FACTOR = 8


@pytest.mark.parametrize(("name", "shapes", "attributes", "count"), COUNTED, ids=lambda value: str(value)[:30])
def test_the_cost_told_beforehand_is_near_the_arithmetic(name, shapes, attributes, count):
    op = OPS[name]
    cost = op.cost(op.shape(*shapes, **attributes), *shapes, **attributes)
    assert count / FACTOR <= cost <= count * FACTOR


@pytest.mark.parametrize("name", ["sort", "argsort", "topk", "quantile", "median_along", "kthvalue"])
def test_what_sorts_costs_the_logarithm_of_its_lines(name: str):
    """An entry of a line of 2²⁰ takes twice the comparisons of one of 2¹⁰, and some more for what is out of the cache:
    by the clock of numpy, between 1.5 and 3 times as long. However its lines lie, only their length counts.
    """
    attributes = {"topk": {"k": 3}, "quantile": {"q": 0.5}, "kthvalue": {"k": 3}}.get(name, {})
    cost = OPS[name].cost
    shapes = [(2**10,), (2**20,)]
    short, long = (cost((), shape, dim=0, **attributes) / shape[0] for shape in shapes)
    assert 1.5 <= long / short <= 3
    assert cost((), (64, 1024), dim=1, **attributes) == cost((), (1024, 64), dim=0, **attributes)


@pytest.mark.parametrize("name", ["cummax", "cummin", "cummax_positions", "cumprod", "logcumsumexp"])
def test_what_goes_along_a_line_step_by_step_pays_for_each_step(name: str):
    """Calls of numpy's take a microsecond each, a thousand additions, however small what they add is."""
    assert OPS[name].cost((5000,), (5000,), dim=0) >= 1000 * 5000
    assert OPS[name].cost((5000, 2), (5000, 2), dim=1) < 1000 * 5000


def test_what_goes_line_by_line_pays_for_each_line():
    assert OPS["mode_along"].cost((5000,), (5000, 2), dim=1) >= 1000 * 5000
    assert OPS["searchsorted"].cost((5000, 2), (5000, 2), (5000, 2)) >= 1000 * 5000
    assert OPS["searchsorted"].cost((5000, 2), (2,), (5000, 2)) < 1000 * 5000


def test_a_random_order_pays_for_every_change():
    """By the clock, 0.2 to 0.7 µs for each of the numbers: 100 to 400 additions."""
    used = run("import torch\ntorch.randperm(1000)").usage["cost"].used
    assert 100_000 <= used <= 400_000 + 1000


def cost_of(case: Case, shapes) -> float:
    op = OPS[case.op]
    return op.cost(op.shape(*shapes, **case.attributes), *shapes, **case.attributes)


@pytest.mark.parametrize("case", [case for case in CASES if OPS[case.op].elementwise], ids=lambda case: case.name)
def test_an_elementwise_operation_costs_its_entries(case: Case):
    """From one operation for an entry to 64, as for lgamma; a thousand times as many entries cost that many times."""
    op = OPS[case.op]
    shapes = [(1000, *x.shape) if x.ndim == max(v.ndim for v in case.inputs) else x.shape for x in case.inputs]
    entries = size(op.shape(*shapes, **case.attributes))
    assert entries <= cost_of(case, shapes) <= 64 * entries


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_result_with_numbers_of_its_own_costs_at_least_a_quarter_of_an_addition_each(case: Case):
    """A product by BLAS takes a quarter of an addition; what only looks at another's numbers is free."""
    op = OPS[case.op]
    shapes = [x.shape for x in case.inputs]
    made = 0 if op.shares else size(op.shape(*shapes, **case.attributes))
    assert max(1, made) / 4 <= cost_of(case, shapes) < 1e5
