"""numpy's functions in programs, against numpy itself: each expression prints what Python prints of it."""

import contextlib
import io

import numpy as np
import pytest

from engine import gradcheck, tensor
from engine.functions import FUNCTIONS
from engine.language import ProgramError, run

BEGIN = """
import numpy as np
a = np.array([3.0, 1.0, 4.0, 2.0])
m = np.arange(6.0).reshape(2, 3)
k = np.array([2, 0, 1, 2])
"""
EXPRESSIONS = """
np.take(a, [0, 2])
np.take(m, [[2, 0]], axis=1)
np.take(m, 4)
np.take(m, [-1, 0], axis=-1)
np.compress([1, 0, 1], a)
np.compress([False, True], m, axis=0)
np.split(a, 2)
np.split(m, [1], axis=1)
np.array_split(a, 3)
np.delete(a, 1)
np.delete(a, [0, -1])
np.delete(m, 1, axis=1)
np.delete(m, 1)
np.delete(a, slice(0, 2))
np.insert(a, 1, 5.0)
np.insert(a, -1, [7, 8])
np.insert(m, 1, 9.0, axis=1)
np.insert(m, 0, [7.0, 8.0, 9.0], axis=0)
np.insert(m, 3, [7.0, 8.0], axis=1)
np.insert(k, 0, 1.9)
np.block([[m, m], [m, m]])
np.block([a, 5.0])
np.block([[np.eye(2), np.zeros((2, 1))], [np.ones((1, 3))]])
np.select([a > 3, a > 1], [a, -a], 0.5)
np.select([a > 3, a > 1], [10, 20])
np.rollaxis(np.zeros((2, 3, 4)), 2).shape
np.rollaxis(np.zeros((2, 3, 4)), 0, 2).shape
np.diagflat([1, 2])
np.diagflat([1.0], 1)
np.ediff1d(m)
np.resize(a, (2, 3))
np.resize(m, 3)
np.partition(a, 2)
np.lib.stride_tricks.sliding_window_view(a, 2)
np.lib.stride_tricks.sliding_window_view(m, (2, 2))
np.lib.stride_tricks.sliding_window_view(m, 2, axis=1)
np.lib.stride_tricks.sliding_window_view([1.0, 2.0, 3.0], 2)
np.nanmax(np.array([1.0, np.nan, 3.0]))
np.nanmin(np.array([[1.0, np.nan], [np.nan, 0.5]]), axis=0)
np.ldexp(a, 3)
np.cbrt(np.array([8.0, -27.0, 0.0]))
np.rint(np.array([0.5, 1.5, -2.5]))
np.around(a / 3, 2)
np.digitize(a, [1.0, 2.0, 3.5])
np.digitize(a, [1.0, 2.0, 3.5], right=True)
np.correlate(a, [1.0, 2.0])
np.correlate(a, [1.0, 2.0], mode="same")
np.roots([1, -3, 2])
np.unwrap(np.array([0.0, 3.0, 6.5, -0.1]))
np.triu_indices(3, 1)
np.tril_indices(3)
m[np.triu_indices(2)]
np.diag_indices(2)
np.indices((2, 2))
np.unravel_index(4, (2, 3))
np.ravel_multi_index((1, 2), (2, 3))
np.lexsort((a, np.array([1, 0, 1, 0])))
np.argpartition(a, 1)[:1]
np.ix_([0, 1], [0, 2])
m[np.ix_([0, 1], [0, 2])]
np.intersect1d(k, [1, 2, 5])
np.union1d(k, [7])
np.setdiff1d(k, [2])
np.setxor1d(k, [2, 9])
np.mgrid[0:2, 0:3]
np.mgrid[0:1:0.25]
np.mgrid[1:6:2]
np.ogrid[0:2, 0:3]
np.geomspace(1, 8, 4)
np.tri(3)
np.tri(2, 3, -1)
np.add.reduce(m)
np.add.reduce(m, axis=1)
np.multiply.reduce(a)
np.maximum.reduce(m, axis=1, keepdims=True)
np.logical_and.reduce(m > -1)
np.add.accumulate(a)
np.multiply.accumulate(m, axis=1)
np.multiply.outer(a, [1.0, 2.0])
np.subtract.outer([1.0, 2.0], a)
""".strip().splitlines()


def printed_by_python(program: str) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(program, {})
    return printed.getvalue()


def printed(program: str) -> str:
    return run(program).printed


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_prints_what_numpy_prints(expression: str):
    program = f"{BEGIN}print({expression})\n"
    assert printed(program) == printed_by_python(program)


def test_a_place_that_is_named_twice_is_added_to_twice():
    program = f"""{BEGIN}
np.add.at(a, k, 10.0)
np.subtract.at(m, (np.array([0, 0]), np.array([1, 1])), [1.0, 2.0])
print(a, m)
with np.errstate(divide="ignore"):
    print(np.array([1.0]) / 0.0)
"""
    assert printed(program) == printed_by_python(program)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("take", ([2, 0, 2], 1)),
        ("delete", (1, 1)),
        ("resize", ((3, 5),)),
        ("partition", (1,)),
        ("diagflat", ()),
        ("ediff1d", ()),
        ("rollaxis", (1,)),
        ("cbrt", ()),
        ("nanmax", (0,)),
        ("ldexp", (2,)),
        ("lib.stride_tricks.sliding_window_view", ((2, 2),)),
    ],
)
def test_gradients_pass_as_central_differences_say(name: str, arguments: tuple[object, ...]):
    x = tensor([[0.5, -1.5, 2.5], [3.0, 0.25, -0.75]], requires_grad=True)
    assert gradcheck(lambda x: FUNCTIONS[f"numpy.{name}"](x, *arguments), [x])


def test_what_is_put_together_passes_gradients_to_its_parts():
    x = tensor([[0.5, -1.5], [3.0, 0.25]], requires_grad=True)
    y = tensor([[1.0, 2.0], [-1.0, 4.0]], requires_grad=True)
    assert gradcheck(lambda x, y: FUNCTIONS["numpy.block"]([[x, y], [y, x]]), [x, y])
    assert gradcheck(lambda x: FUNCTIONS["numpy.compress"]([True, False], x, 1), [x])
    assert gradcheck(lambda x, y: FUNCTIONS["numpy.insert"](x, 1, y, 1), [x, y])
    assert gradcheck(lambda x, y: FUNCTIONS["numpy.select"]([x > 1, x > 0], [x * y, y], 0.0), [x, y])
    assert gradcheck(lambda x: sum(part[0, 0] ** 2 for part in FUNCTIONS["numpy.split"](x, 2)), [x])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("np.split(a, 3)", "4 entries do not make 3 equal parts"),
        ("np.take(a, [0.5])", "takes whole numbers as places, not float64"),
        ("np.take(a, 9)", "9"),
        ("np.insert(a, 9, 1.0)", "the place 9 lies beyond the 4 entries of axis 0"),
        ("np.delete(a, 9)", "numpy's delete: index 9 is out of bounds"),
        ("np.roots([1, 0, 1])", "some roots of this polynomial are complex"),
        ("np.select([a > 1], [a, a])", "as many choices as conditions, not 2 for 1"),
        ("np.resize(a, (-1, 2))", "cannot be resized"),
        ("np.lib.stride_tricks.sliding_window_view(a, 9)", "a window of 9 does not fit axis 0"),
        ("np.geomspace(0, 1, 3)", "equal ratios lead from one number to another of its sign"),
        ("np.add.at(a, slice(0, 2), 1.0)", "takes places here, and no slices"),
        ("np.mgrid[3]", "a grid is cut out from starts to stops"),
        ("np.unravel_index(9, (2, 3))", "out of bounds"),
    ],
)
def test_what_numpy_refuses_is_refused_with_the_reason(line: str, told: str):
    with pytest.raises(ProgramError, match=r".*") as refused:
        run(f"{BEGIN}print({line})")
    assert told in str(refused.value)
    assert refused.value.span.line == 6


def test_numbers_alone_have_no_derivative_and_say_so():
    with pytest.raises(Exception, match="numpy's digitize has no derivative here: hand over x.detach()"):
        FUNCTIONS["numpy.digitize"](tensor([1.0], requires_grad=True), np.array([0.5]))
