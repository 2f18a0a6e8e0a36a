"""A composite operation has the same numbers whether it is one node or those of the operations it is made of."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

import engine
from engine import ArgumentError, ShapeError, Tensor, jvp, tensor, unfolding
from engine.differentiate.reverse import grad
from engine.jacobians.taking_apart import COMPOSITES
from engine.mode import recording
from engine.nn import functional
from engine.operation.record import OPS
from engine.recording.graph import Node
from engine.recording.recorder import TraceRecorder
from engine.tensors.tensor import apply
from tests.engine.cases import CASES, Case
from tests.engine.derivatives import function_of, leaves_of, moving, upstream_for

UNFOLDED = [case for case in CASES if case.op in COMPOSITES]
FLOWING = [case for case in UNFOLDED if moving(case)]
# Both sides of every bend and the bends themselves; where exp overflows; where softplus turns into a line.
BENDS = np.array([-1000, -800, -40, -6, -3, -1, -0.5, -1e-9, 0, 1e-9, 0.5, 1, 3, 6, 20, 21, 40, 800, 1000.0])


def each(cases: list[Case]):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.name)


@contextmanager
def recorded() -> Iterator[list[Node]]:
    """The operations recorded inside, once it is over."""
    recorder = TraceRecorder()
    nodes: list[Node] = []
    with recording(recorder):
        yield nodes
    nodes += [node for node in recorder.finish("", "", {}).graph.nodes if node.op]


def names_of(nodes: list[Node]) -> list[str | None]:
    return [node.op for node in nodes]


def differentiated(op: str, inputs: list[Tensor], attributes: Mapping[str, Any]) -> list[np.ndarray]:
    """The value of an operation, and the gradient of each input that asks for one."""
    y = apply(OPS[op], *inputs, **attributes)
    asked = [x for x in inputs if x.requires_grad]
    found = grad(y, asked, upstream_for(y.shape), allow_unused=True) if asked else ()
    gradients = [np.zeros(x.shape) if g is None else g._data for x, g in zip(asked, found, strict=True)]
    return [np.asarray(y._data), *gradients]


def assert_same(found: list[np.ndarray], expected: list[np.ndarray], **tolerance: float):
    assert len(found) == len(expected)
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.shape == theirs.shape
        assert ours.dtype == theirs.dtype
        np.testing.assert_allclose(ours, theirs, **tolerance)


@each(UNFOLDED)
@pytest.mark.parametrize("deep", [False, True], ids=["one level", "to the primitives"])
def test_value_and_gradients_are_those_of_the_one_operation(case: Case, deep: bool):
    """Only the rounding of a few operations more may differ: 1e-12 of the largest number."""

    def results(*names: str, unfolded: bool) -> list[np.ndarray]:
        leaves = leaves_of(case)
        made = [Tensor(x._data, x.requires_grad) for x in (case.prepare(*leaves) if case.prepare else leaves)]
        if not unfolded:
            return differentiated(case.op, made, case.attributes)
        with unfolding(*names):
            return differentiated(case.op, made, case.attributes)

    folded = results(unfolded=False)
    apart = results(*(() if deep else (case.op,)), unfolded=True)
    largest = max(np.max(np.abs(numbers), initial=0) for numbers in folded)
    assert_same(apart, folded, rtol=1e-12, atol=1e-12 * largest)


@each(FLOWING)
def test_forward_mode_is_that_of_the_one_operation(case: Case):
    slots = moving(case)
    points = tuple(Tensor(case.inputs[slot]) for slot in slots)
    tangents = tuple(upstream_for(case.inputs[slot].shape) + 0.1 * slot for slot in slots)

    def moved(*free: Tensor) -> Tensor:
        given = [Tensor(x) for x in case.inputs]
        for slot, point in zip(slots, free, strict=True):
            given[slot] = point
        return function_of(case)(*given)

    def moved_apart(*free: Tensor) -> Tensor:
        with unfolding(case.op):
            return moved(*free)

    folded = [np.asarray(part._data) for part in jvp(moved, points, tangents)]
    apart = [np.asarray(part._data) for part in jvp(moved_apart, points, tangents)]
    largest = max(np.max(np.abs(numbers), initial=0) for numbers in folded)
    assert_same(apart, folded, rtol=1e-12, atol=1e-12 * largest)


@pytest.mark.parametrize("name", COMPOSITES)
def test_a_composite_is_made_of_two_other_operations_or_more(name: str):
    used = set()
    for case in UNFOLDED:
        if case.op == name:
            leaves = leaves_of(case)
            made = case.prepare(*leaves) if case.prepare else leaves
            with recorded() as nodes, unfolding(name):
                apply(OPS[name], *made, **case.attributes)
            used.update(names_of(nodes))
    assert name not in used
    assert len(used) >= 2


@each(UNFOLDED)
def test_without_names_only_primitives_are_left(case: Case):
    leaves = leaves_of(case)
    with recorded() as nodes, unfolding():
        function_of(case)(*leaves)
    assert nodes
    assert not set(names_of(nodes)) & set(COMPOSITES)


@pytest.mark.parametrize(
    "name",
    [name for name in COMPOSITES if OPS[name].elementwise and len(OPS[name].inputs) == 1 and name != "threshold"],
)
def test_bends_and_far_ends_are_those_of_the_one_operation(name: str):
    """What is taken where there is no derivative is the operation's choice, also when it is taken apart."""
    with np.errstate(all="ignore"):
        folded = differentiated(name, [tensor(BENDS, requires_grad=True)], {})
        with unfolding():
            apart = differentiated(name, [tensor(BENDS, requires_grad=True)], {})
    assert_same(apart, folded, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("p", [0, 1, 2, 3, np.inf])
def test_a_vector_of_zeros_has_a_norm_with_slope_0(p: float):
    x = tensor([[0.0, 0.0, 0.0], [1.0, -2.0, 0.0]], requires_grad=True)
    with unfolding():
        _, gradient = differentiated("norm", [x], {"p": p, "dim": 1})
    np.testing.assert_array_equal(gradient[0], 0)
    assert np.all(np.isfinite(gradient))


@pytest.mark.parametrize("name", ["softmax", "log_softmax", "softmin", "logsumexp"])
def test_large_scores_do_not_overflow(name: str):
    """exp(1000) is no float64: the largest score is taken away first."""
    with np.errstate(all="ignore"), unfolding():
        value, gradient = differentiated(name, [tensor([[1000.0, -1000.0, 999.0]], requires_grad=True)], {"dim": 1})
    assert np.all(np.isfinite(value))
    assert np.all(np.isfinite(gradient))


def test_the_sigmoid_neuron_of_the_lecture_has_the_same_gradients():
    """w · x at w = (2, -3, -3), x = (-1, -2, 1): a = 0.7310586, dw = (-0.1966119, -0.3932239, 0.1966119)."""

    def neuron() -> tuple[Tensor, Tensor]:
        w = tensor([2.0, -3.0, -3.0], requires_grad=True)
        a = engine.sigmoid(w @ tensor([-1.0, -2.0, 1.0]))
        a.backward()
        return a, w.grad

    with recorded() as folded:
        neuron()
    with recorded() as apart, unfolding("sigmoid"):
        a, gradient = neuron()
    assert names_of(folded) == ["matmul", "sigmoid"]
    assert names_of(apart) == ["matmul", "neg", "exp", "add", "div"]
    assert a.item() == pytest.approx(0.7310585786, rel=1e-10)
    assert gradient.tolist() == pytest.approx([-0.1966119332, -0.3932238665, 0.1966119332], rel=1e-9)


def test_only_the_operations_named_are_taken_apart():
    x = tensor([[1.0, 2.0]], requires_grad=True)
    with recorded() as nodes, unfolding("softmin", "mean"):
        engine.mean(functional.softmin(engine.sigmoid(x), 1))
    assert names_of(nodes) == ["sigmoid", "neg", "softmax", "sum", "div"]


def test_each_use_is_a_namespace_of_its_own_inside_the_one_around_it():
    x = tensor([[1.0, 2.0]], requires_grad=True)
    with recorded() as nodes, unfolding():
        engine.log(functional.glu(x.sigmoid()))
    spaces = [node.namespace for node in nodes]
    assert spaces[:4] == ["sigmoid"] * 4
    assert "glu" in spaces
    assert "glu/sigmoid.2" in spaces
    assert spaces[-1] == ""


def test_afterwards_operations_are_whole_again():
    x = tensor(1.0, requires_grad=True)
    with recorded() as nodes:
        with unfolding("tanh"):
            x.tanh()
        x.tanh()
    assert names_of(nodes) == ["mul", "exp", "add", "div", "sub", "tanh"]


def test_a_change_in_place_takes_the_last_of_the_parts():
    """y = sigmoid(x) written into a copy of x: dy/dx = y (1 - y) = 0.25 at 0."""
    x = tensor([0.0], requires_grad=True)
    y = x.clone()
    with unfolding("sigmoid"):
        y.sigmoid_()
    y.sum().backward()
    assert y.tolist() == [0.5]
    assert x.grad.tolist() == [0.25]


def test_what_comes_out_as_it_went_in_is_still_a_tensor_of_its_own():
    """The first power of a matrix is the matrix: a change of the one does not change the other."""
    a = tensor([[1.0, 2.0], [3.0, 4.0]])
    with unfolding("matrix_power"):
        b = engine.matrix_power(a, 1)
    b.fill_(0.0)
    assert a.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_an_input_without_a_gradient_gets_none_from_the_parts():
    """The target of hinge_embedding_loss only says which side to take: it is sent nothing, as in PyTorch."""
    scores = tensor([[1.0, 2.0], [0.0, 1.0]], requires_grad=True)
    target = tensor([[1.0, -1.0], [1.0, -1.0]], requires_grad=True)
    with unfolding():
        loss = apply(OPS["hinge_embedding_loss"], scores, target)
    loss.backward()
    assert scores.grad is not None
    assert target.grad is None


def test_a_second_derivative_is_that_of_the_one_operation():
    """σ'' = σ (1 - σ) (1 - 2σ) = -0.0908577 at 1."""
    x = tensor(1.0, requires_grad=True)
    with unfolding():
        slope = grad(x.sigmoid(), x, create_graph=True)
    assert grad(slope, x).item() == pytest.approx(-0.09085774767, rel=1e-9)


def test_inputs_that_do_not_fit_are_refused_in_the_words_of_the_operation():
    with unfolding(), pytest.raises(ShapeError, match=r"^linear needs an input"):
        apply(OPS["linear"], tensor(np.ones((2, 3))), tensor(np.ones((4, 5))))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("softmx", "there is no operation softmx to unfold"),
        ("exp", "exp cannot be unfolded: it is not made of other operations"),
    ],
)
def test_only_a_composite_can_be_unfolded(name: str, said: str):
    with pytest.raises(ArgumentError, match=said), unfolding("softmax", name):
        pass
