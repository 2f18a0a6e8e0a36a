"""Operations that a user registers: they do all that the table's own do, and a wrong one is told what is wrong."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
import scipy.linalg

import engine
from engine import ArgumentError, DtypeError, GradientError, ShapeError, Tensor, tensor
from engine.explain.step import explain
from engine.language import ProgramError, run
from engine.mode import recording
from engine.operation import OPS, Shut, Takes
from engine.recording.recorder import TraceRecorder


@pytest.fixture(autouse=True)
def table_as_it_was() -> Iterator[None]:
    before = dict(OPS)
    yield
    for name in OPS.keys() - before.keys():
        engine.unregister(name)
    assert before == OPS


def bump(**changes) -> Callable[..., Tensor]:
    """x·exp(−x²), whose slope is (1 − 2x²)·exp(−x²)."""

    def bump(x, /):
        return x * np.exp(-(x**2))

    given = {
        "formula": "x * exp(-x ** 2)",
        "local": ["(1 - 2 * x ** 2) * exp(-x ** 2)"],
        "words": "bump falls to nothing far from 0",
        "partials": [lambda y, x: (1 - 2 * x**2) * np.exp(-(x**2))],
    }
    return engine.op(**(given | changes))(bump)


def lower_solve(**changes) -> Callable[..., Tensor]:
    """The solution of L y = b by another library; with v = L⁻ᵀ g the gradients are −v yᵀ below the diagonal, and v."""

    def lower_solve(matrix, b, /):
        return scipy.linalg.solve_triangular(matrix, b, lower=True)

    def pulled(g, matrix):
        return scipy.linalg.solve_triangular(matrix.T, g)

    given = {
        "formula": "inv(matrix) @ b",
        "words": "the gradient is solved for with the transpose",
        "vjps": [
            lambda g, y, matrix, b: -np.tril(np.outer(pulled(g, matrix), y)),
            lambda g, y, matrix, b: pulled(g, matrix),
        ],
    }
    return engine.op(**(given | changes))(lower_solve)


def clipped_scale(**changes) -> Callable[..., Tensor]:
    """x·w summed over rows, with an attribute, and a mask through which no gradient passes."""

    def clipped_scale(x, w, mask, /, factor=2.0):
        return (factor * x * w * mask).sum(axis=-1)

    given = {
        "formula": "sum(factor * x * w * mask)",
        "words": "each receives the other, where the mask lets it",
        "vjps": [
            lambda g, y, x, w, mask, factor=2.0: factor * g[..., None] * w * mask,
            lambda g, y, x, w, mask, factor=2.0: factor * g[..., None] * x * mask,
            None,
        ],
    }
    return engine.op(**(given | changes))(clipped_scale)


def test_an_operation_of_one_s_own_has_a_gradient():
    """At x = 1: (1 − 2)/e = −0.36787944117144233."""
    x = tensor(1.0, requires_grad=True)
    bump()(x).backward()
    assert x.grad.item() == pytest.approx(-0.36787944117144233, rel=1e-15)


def test_it_takes_plain_numbers_and_broadcasts():
    f = bump()
    assert f(1.0).item() == pytest.approx(0.36787944117144233, rel=1e-15)
    np.testing.assert_allclose(f(tensor([[0.0], [1.0]])).numpy(), [[0.0], [0.36787944117144233]], rtol=1e-15)


def test_second_derivatives_follow_from_partials():
    """The second derivative is (4x³ − 6x)·exp(−x²): −2/e at 1. Both ways to a Hessian."""
    f = bump()
    assert engine.hessian(f, tensor(1.0)).item() == pytest.approx(-0.7357588823428847, rel=1e-14)
    assert engine.hvp(f, tensor(1.0), 3.0).item() == pytest.approx(-3 * 0.7357588823428847, rel=1e-14)


def test_forward_mode_follows_from_partials():
    assert engine.jvp(bump(), tensor(1.0), 2.0)[1].item() == pytest.approx(-2 * 0.36787944117144233, rel=1e-15)


def test_forward_mode_follows_from_vjps():
    """y = 2·(x₁w₁ + x₂w₂) moves by 2·(1·5 + 10·6) when x moves by (1, 10)."""
    f = clipped_scale()
    x, w, mask = tensor([3.0, 4.0]), tensor([5.0, 6.0]), tensor([1.0, 1.0])
    assert engine.jvp(lambda x: f(x, w, mask), x, tensor([1.0, 10.0]))[1].item() == 130.0
    forward = engine.jacobian(lambda x: f(x, w, mask), x, mode="forward")
    assert forward.tolist() == [10.0, 12.0]


def test_a_vjp_that_tensors_cannot_take_asks_for_a_jvp():
    f = lower_solve()
    matrix, b = tensor([[2.0, 0.0], [1.0, 4.0]]), tensor([2.0, 9.0])
    with pytest.raises(GradientError, match=r"lower_solve has no jvp in b, and its vjp gives none .*: pass jvps="):
        engine.jvp(lambda b: f(matrix, b), b, tensor([1.0, 0.0]))


def test_a_jvp_that_is_given_is_used():
    """L y = b at L = [[2, 0], [1, 4]]: y = (1, 2); moving b by (1, 0) moves y by (1/2, −1/8)."""
    solve = lambda t, y, matrix, b: scipy.linalg.solve_triangular(matrix, t, lower=True)  # noqa: E731
    f = lower_solve(jvps=[lambda t, y, matrix, b: -scipy.linalg.solve_triangular(matrix, t @ y, lower=True), solve])
    matrix, b = tensor([[2.0, 0.0], [1.0, 4.0]]), tensor([2.0, 9.0])
    assert f(matrix, b).tolist() == [1.0, 2.0]
    assert engine.jvp(lambda b: f(matrix, b), b, tensor([1.0, 0.0]))[1].tolist() == [0.5, -0.125]


def test_attributes_are_given_by_name_or_place_and_checked():
    f = clipped_scale()
    x, w, mask = np.array([1.0]), np.array([2.0]), np.array([1.0])
    assert f(x, w, mask, 3.0).item() == f(x, w, mask, factor=3.0).item() == 6.0
    with pytest.raises(ArgumentError, match="clipped_scale has no argument scale; it has x, w, mask, factor"):
        f(x, w, mask, scale=3.0)


def test_an_input_without_a_rule_receives_no_gradient():
    x, w, mask = (tensor([value], requires_grad=True) for value in (2.0, 3.0, 1.0))
    clipped_scale()(x, w, mask).backward()
    assert (x.grad.tolist(), w.grad.tolist(), mask.grad) == ([6.0], [4.0], None)


def test_its_structure_is_found_like_any_other():
    x = tensor([0.0, 1.0], requires_grad=True)
    found = engine.local_jacobian(bump()(x))
    assert found.structure == "diagonal"
    np.testing.assert_allclose(found.values, [1.0, -0.36787944117144233], rtol=1e-15)


def test_it_is_traced_and_explained_with_its_own_words():
    f = bump()
    recorder = TraceRecorder()
    with recording(recorder):
        x = tensor(1.0, requires_grad=True)
        recorder.named(x, "x")
        f(x).backward()
    walk = recorder.finish("", "", {})
    (step,) = [step for step in walk.steps if step.kind == "contribute"]
    told = explain(walk, step.index)
    assert told.rule == "Bump falls to nothing far from 0."
    assert "(1 − 2 · x²) · exp(−x²)" in told.formula.text


def test_without_a_shape_rule_the_shape_is_what_forward_gives():
    clipped_scale()
    assert OPS["clipped_scale"].shape((4, 3), (3,), (4, 3)) == (4,)
    with pytest.raises(ShapeError, match=r"clipped_scale does not take inputs of shape \(2,\), \(3,\), \(3,\)"):
        OPS["clipped_scale"].shape((2,), (3,), (3,))


def test_a_program_does_not_find_it():
    bump()
    for call in ("torch.bump(x)", "x.bump()", "bump(x)"):
        with pytest.raises(ProgramError):
            run(f"import torch\nx = torch.tensor(1.0, requires_grad=True)\ny = {call}")


def test_a_right_gradient_passes_the_check():
    bump(check=[0.3, -1.2, 2.0])
    clipped_scale(replace=True, check=([[1.0, 2.0]], [3.0, 4.0], [1.0, 0.0], 5.0))


def test_a_wrong_gradient_is_refused_with_input_entry_and_both_numbers():
    """At x = 2 the slope is −7/e⁴ = −0.1282094722211391, and the sign is forgotten here; only there is it off most."""
    wrong = [lambda y, x: np.where(x > 1, -1, 1) * (1 - 2 * x**2) * np.exp(-(x**2))]
    with pytest.raises(GradientError) as refused:
        bump(partials=wrong, check=[0.5, 2.0])
    said = str(refused.value)
    assert said.startswith("bump is not registered: the reverse derivative in x is wrong: ∂y[1]/∂x[1] is 0.12820947")
    assert "by the rule and -0.12820947" in said
    assert "bump" not in OPS


def test_a_slope_that_is_no_number_is_refused():
    with pytest.raises(GradientError, match="∂y/∂x is nan by the rule"):
        bump(partials=[lambda y, x: x * np.nan], check=0.5)


def test_a_wrong_jvp_is_refused_though_the_vjp_is_right():
    with pytest.raises(GradientError, match=r"the forward derivative in w is wrong: ∂y/∂w\[0\] is 0.0 by the rule"):
        clipped_scale(
            jvps=[None, lambda t, y, x, w, mask, factor=2.0: 0 * (x * t).sum(axis=-1), None],
            check=([1.0], [2.0], [1.0]),
        )


def test_a_failed_replacement_leaves_the_earlier_registration():
    bump()
    earlier = OPS["bump"]
    with pytest.raises(GradientError):
        bump(partials=[lambda y, x: x], check=1.0, replace=True)
    assert OPS["bump"] is earlier


def test_a_name_is_taken_once():
    bump()
    with pytest.raises(ArgumentError, match=r"bump is registered already: replace=True .* engine.unregister\('bump'\)"):
        bump()
    bump(replace=True, words="again")
    assert OPS["bump"].words == "again"
    engine.unregister("bump")
    with pytest.raises(ArgumentError, match="bump is no custom operation; there are none"):
        engine.unregister("bump")


@pytest.mark.parametrize("replace", [False, True])
def test_the_names_of_the_engine_cannot_be_taken_or_removed(replace):
    def exp(x, /):
        return x

    with pytest.raises(ArgumentError, match="exp is an operation of the engine: give yours another name"):
        engine.op(formula="x", words="no", partials=[lambda y, x: 1.0], replace=replace)(exp)
    with pytest.raises(ArgumentError, match="exp is no custom operation"):
        engine.unregister("exp")


def test_parts_that_do_not_fit_are_refused():
    with pytest.raises(ArgumentError, match="bump needs one kind of derivative"):
        bump(partials=None)
    with pytest.raises(ArgumentError, match="bump needs one kind of derivative"):
        bump(vjps=[lambda g, y, x: g])
    with pytest.raises(ArgumentError, match="clipped_scale has 1 vjps for its inputs x, w, mask"):
        clipped_scale(vjps=[lambda g, y, x: g])
    with pytest.raises(ArgumentError, match="leave jvps out"):
        bump(jvps=[None])
    with pytest.raises(ArgumentError, match=r"the text 'x if x else y' of bump cannot be set as a formula"):
        bump(formula="x if x else y")
    with pytest.raises(ArgumentError, match="plain takes no tensor: the parameters before a slash are"):

        @engine.op(formula="x", words="no", partials=[lambda y, x: 1.0])
        def plain(x):
            return x


def test_a_gradient_of_the_wrong_shape_is_named():
    f = clipped_scale(vjps=[lambda g, y, x, w, mask, factor=2.0: np.ones(5), None, None])
    x = tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(GradientError, match=r"the vjp of clipped_scale in x gives shape \(5,\): .* its input, \(2,\)"):
        f(x, np.ones(2), np.ones(2)).backward()


def test_a_result_that_is_no_array_of_numbers_is_refused():
    @engine.op(formula="x", words="no", partials=[lambda y, x: 1.0])
    def spelled(x, /):
        return str(x)

    with pytest.raises(DtypeError, match="spelled gives <U3: an operation gives an array of real numbers"):
        spelled(1.0)


def test_an_operation_of_ones_own_says_what_it_takes():
    """Element types, one for all, whole numbers and the cost are fields of its record, as of any other."""

    def scaled(a, b, /, n=1):
        return a * b

    fields = {"takes": Takes("f", one_type=True), "cost": 7, "whole": ("n",)}
    partials = [lambda y, a, b, n: b, lambda y, a, b, n: a]
    scaled = engine.op(formula="a * b", words="a product", partials=partials, **fields)(scaled)
    assert OPS["scaled"].cost((2, 3), (2, 3), (2, 3)) == 6 * 7
    ones = tensor([1.0, 2.0])
    assert scaled(ones, ones).tolist() == [1, 4]
    with pytest.raises(DtypeError, match="takes floating point numbers"):
        scaled(tensor([1, 2]), tensor([1, 2]))
    with pytest.raises(DtypeError, match="one element type"):
        scaled(ones, ones.float())
    with pytest.raises(ArgumentError, match="whole numbers as its n"):
        scaled(ones, ones, n=0.5)


def test_an_operation_of_ones_own_says_how_it_is_written_and_why_it_sends_nothing():
    """Its formula stands for it, its word in sentences, and its reason where the gradient is exactly 0."""

    def gate_by(a, b, /):
        return a * b

    gate_by = engine.op(
        formula="a * b",
        words="a gate",
        partials=[lambda y, a, b: b, lambda y, a, b: a],
        infix=True,
        said="gating",
        zero={"a": Shut(lambda a, b: b == 0, "meets a shut gate, {other}")},
    )(gate_by)
    recorder = TraceRecorder()
    with recording(recorder):
        x, y = tensor(2.0, requires_grad=True), tensor(0.0)
        recorder.named(x, "x")
        recorder.named(y, "y")
        gate_by(x, y).backward()
    walk = recorder.finish("", "", {})
    told = [explain(walk, step.index) for step in walk.steps]
    assert [each.formula.text for each in told if each.title.endswith("is computed")] == ["x · y"]
    assert any(each.sentence.startswith("Gating takes x and y and gives 0.") for each in told)
    assert [each.zero for each in told if each.zero] == ["x meets a shut gate, y."]


def test_a_field_that_no_record_has_is_refused():
    with pytest.raises(ArgumentError, match="no field cots"):
        bump(cots=2)
