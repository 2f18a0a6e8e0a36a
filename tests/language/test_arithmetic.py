"""Random arithmetic against Python's own, random polynomials against central differences, random text."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language import ProgramError, run

small = st.integers(-9, 9)
numbers = st.one_of(small.map(str), st.floats(-4, 4).map(lambda x: repr(round(x, 3))))


def combined(operands: st.SearchStrategy[str], operators: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.recursive(
        operands,
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(operators), inner).map(lambda parts: f"({' '.join(parts)})"),
            inner.map(lambda text: f"(-{text})"),
        ),
        max_leaves=12,
    )


@settings(max_examples=150)
@given(combined(numbers, ("+", "-", "*", "/", "//", "%", "<", "==", "and", "or")))
def test_an_expression_of_plain_numbers_is_what_python_says(text: str):
    try:
        expected = f"{eval(text)!r}\n"
    except ZeroDivisionError:
        with pytest.raises(ProgramError, match="division by zero") as caught:
            run(f"print({text})")
        assert caught.value.code == "math"
    else:
        assert run(f"print({text})").printed == expected


@settings(max_examples=100)
@given(combined(st.sampled_from(["x", "y", "2", "0.5", "-3"]), ("+", "-", "*")), st.floats(-2, 2), st.floats(-2, 2))
def test_a_polynomial_of_leaves_has_the_value_of_python_and_the_slope_of_central_differences(
    text: str, x: float, y: float
):
    def value(x: float, y: float) -> float:
        return float(eval(text, {"x": x, "y": y}))

    source = f"import torch\nx = torch.tensor({x!r}, requires_grad=True)\ny = torch.tensor({y!r}, requires_grad=True)\n"
    result = run(f"{source}f = x * 0 + y * 0 + {text}\nf.backward()")
    assert float(result.graph.nodes[result.target].value) == pytest.approx(value(x, y), rel=1e-12, abs=1e-12)  # type: ignore[index]
    h = 1e-5
    slope = (value(x + h, y) - value(x - h, y)) / (2 * h)
    # Central differences of polynomials of this size are good to about 1e-6 of the largest term.
    scale = max(1.0, abs(slope), abs(value(abs(x) + 1, abs(y) + 1)))
    assert math.isclose(float(result.gradients[0]), slope, abs_tol=1e-4 * scale)


@settings(max_examples=200)
@given(st.text(alphabet="xy=+*()[]{}:,.'\"\\ \n0123456789abfordeinlmprtw%@#_!<>é\u202e", max_size=60))
def test_any_text_ends_in_a_run_or_in_an_error_with_a_place(text: str):
    error = mistake_in(text)
    if error is not None:
        assert 1 <= error.line <= len(text.splitlines()) + 1
        assert error.column >= 1
        assert (error.end_line, error.end_column) >= (error.line, error.column)


def mistake_in(text: str) -> ProgramError | None:
    try:
        run(text)
    except ProgramError as error:
        return error
    return None
