"""A recorded function run again gives the numbers of a fresh run, or says why it cannot."""

import warnings

import numpy as np
import pytest

from engine import ArgumentError, EngineError, GradientError, ShapeError, Tensor, manual_seed, no_grad, replay, tensor
from engine.functions import FUNCTIONS
from engine.nn import functional as F
from tests.engine.cases import CASES, Case
from tests.engine.derivatives import function_of, leaves_of, moving, upstream_for
from tests.engine.forms import FORMS


def fresh(f, *values):
    leaves = [Tensor(np.array(value), requires_grad=True) for value in values]
    y = f(*leaves)
    y.backward()
    return y, [leaf.grad for leaf in leaves]


def elsewhere(leaf: Tensor) -> Tensor:
    """Other values, inside the domain of every case."""
    return Tensor(leaf._data * 0.97, requires_grad=True) if leaf.requires_grad else leaf


@pytest.mark.parametrize("case", [case for case in CASES if moving(case)], ids=lambda case: case.name)
def test_every_operation_replays_at_other_values_as_it_runs_there(case: Case):
    f, leaves = function_of(case), leaves_of(case)
    upstream = upstream_for(f(*leaves).shape)
    recorded = replay(f, *[elsewhere(leaf) for leaf in leaves])
    y, gradients = recorded.gradients(*leaves, upstream=upstream)
    expected = f(*leaves)
    expected.backward(upstream)
    assert y.tolist() == expected.tolist()
    for leaf, gradient in zip(leaves, gradients, strict=True):
        assert gradient is not None or leaf.grad is None
        if gradient is not None:
            assert gradient.tolist() == leaf.grad.tolist()


def weighed(result):
    """All entries of a result, each times its place, in one number."""
    if isinstance(result, Tensor):
        return (result.double().reshape(-1) * tensor(np.arange(1.0, result.numel() + 1))).sum()
    if not isinstance(result, (tuple, list)) or not result:
        raise TypeError("nothing to weigh")
    return sum(weighed(part) * place for place, part in enumerate(result, 1))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_function_replays_as_it_runs_or_is_not_recorded(form):
    """Those that choose by the numbers, such as unique or nonzero, would choose differently at other numbers."""
    there, here = [-1.5, 2.0, 0.5, 3.0], [0.7, -0.2, 2.5, -1.0]
    deviations = []
    for name, function in FUNCTIONS.items():

        def f(x, function=function):
            manual_seed(0)
            return weighed(form(function, x))

        with warnings.catch_warnings(action="ignore"):
            try:
                f(tensor(there))
                expected = f(tensor(here))
            except Exception:
                # The function has no such form.
                continue
            try:
                replayed = replay(f, tensor(there))(here)
            except EngineError:
                continue
        if not np.array_equal(replayed._data, expected._data, equal_nan=True):
            deviations.append(f"{name}: {replayed.item()}, {expected.item()} fresh")
    assert deviations == []


@pytest.mark.parametrize(
    "f",
    [
        lambda x: (x.argmax() * x).sum(),
        lambda x: x.masked_select(x > 0).sum(),
        lambda x: x.sort().values[0] * x[x > 0].prod(),
        lambda x: F.one_hot((x > 0).long(), 2).double().sum(0)[0] * x.sum(),
        lambda x: x * tensor([2.0]).item() + tensor(tensor([1.0])),
    ],
    ids=["argmax", "masked_select", "sort", "one_hot", "numbers of no leaf"],
)
def test_choices_that_are_operations_are_made_anew(f):
    there, here = tensor([-1.5, 2.0, 0.5, 3.0]), tensor([0.7, -0.2, 2.5, -1.0])
    assert replay(f, there)(here).tolist() == f(here).tolist()


def changing_in_place(w, b):
    y = w * 2
    y += b
    y[0] = y[1].clone() * w[0]
    return (y * (y > 0)).tanh().sum() * b


@pytest.mark.parametrize(("w", "b"), [([0.3, -0.4], -0.7), ([1.5, 2.0], 0.1)])
def test_a_replay_follows_changes_in_place_and_masks(w, b):
    recorded = replay(changing_in_place, tensor([1.0, 2.0], requires_grad=True), tensor(0.5, requires_grad=True))
    y, gradients = recorded.gradients(w, b)
    expected, slopes = fresh(changing_in_place, w, b)
    assert y.item() == expected.item()
    assert [g.tolist() for g in gradients] == [g.tolist() for g in slopes]


def test_a_replayed_training_loop_descends_as_a_fresh_one():
    x, labels = np.random.default_rng(0).standard_normal((8, 5)), np.array([0, 1, 2, 0, 1, 2, 0, 1])
    weights = [np.full((3, 5), 0.1), np.zeros(3)]

    def loss(w, b):
        return F.cross_entropy(F.linear(tensor(x), w, b).tanh(), tensor(labels))

    recorded = replay(loss, *[Tensor(value, requires_grad=True) for value in weights])
    replayed = run_fresh = weights
    for _ in range(5):
        _, slopes = recorded.gradients(*replayed)
        replayed = [value - 0.5 * slope._data for value, slope in zip(replayed, slopes, strict=True)]
        _, slopes = fresh(loss, *run_fresh)
        run_fresh = [value - 0.5 * slope._data for value, slope in zip(run_fresh, slopes, strict=True)]
    assert [value.tolist() for value in replayed] == [value.tolist() for value in run_fresh]


def test_what_a_replayed_function_reads_besides_its_leaves_is_read_anew():
    rate = tensor(2.0)
    recorded = replay(lambda x: x * rate, tensor(3.0))
    with no_grad():
        rate.mul_(10)
    assert recorded(3.0).item() == 60.0


def test_what_a_replay_hands_out_is_changed_by_no_later_one():
    recorded = replay(lambda x: x.reshape(2), tensor([[1.0], [2.0]], requires_grad=True))
    values = np.array([[3.0], [4.0]])
    first, (gradient,) = recorded.gradients(values, upstream=[1.0, 5.0])
    values[0] = 9.0
    recorded.gradients([[5.0], [6.0]], upstream=[7.0, 7.0])
    assert first.tolist() == [3.0, 4.0]
    assert gradient.tolist() == [[1.0], [5.0]]


@pytest.mark.parametrize(
    "course",
    [
        lambda x: x * 2 if x.sum() > 0 else x,
        lambda x: x * x.sum().item(),
        lambda x: x * tensor(x.tolist()),
        lambda x: x * tensor(np.asarray(x.detach()).max()),
    ],
    ids=["branch", "item", "tolist", "array"],
)
def test_a_course_that_depends_on_values_is_not_recorded(course):
    with pytest.raises(ArgumentError, match="looks at the numbers"):
        replay(course, tensor([1.0, 2.0], requires_grad=True))


def test_values_that_left_the_graph_are_not_taken_for_constants():
    with pytest.raises(ArgumentError, match="made outside the graph"):
        replay(lambda x: x * x.data, tensor([1.0, 2.0], requires_grad=True))


def test_a_replay_says_which_leaf_does_not_fit():
    w = tensor([1.0, 2.0], requires_grad=True)
    w.name = "w"
    recorded = replay(lambda w: w.exp(), w)
    with pytest.raises(ShapeError, match=r"w was recorded as \(2,\) float64, got \(3,\) float64"):
        recorded([1.0, 2.0, 3.0])
    with pytest.raises(ArgumentError, match="takes 1 values"):
        recorded()
    with pytest.raises(GradientError, match=r"single number.*\(2,\)"):
        recorded.gradients([1.0, 2.0])


def test_numbers_outside_an_operation_s_reach_are_refused_in_its_words():
    recorded = replay(lambda a: a.inverse().sum(), tensor([[2.0, 0.0], [0.0, 1.0]]))
    with pytest.raises(ArgumentError, match="inv"):
        recorded([[1.0, 1.0], [1.0, 1.0]])
