"""The explanation of a step agrees with the numbers of the step, in every lesson."""

import numpy as np
import pytest

from engine.explain.derivative import entry_terms
from engine.explain.step import explain
from engine.language import run
from engine.lessons import lesson, lessons

IDS = [found.id for found in lessons()]


def explained(source: str):
    made = run(source)
    return made, [explain(made, index) for index in range(len(made.steps))]


@pytest.mark.parametrize("identifier", IDS)
def test_one_entry_written_out_adds_up_to_the_contribution(identifier):
    """contribution[j] = Σₖ upstream[k] · ∂y[k]/∂x[j], at every entry of every edge (the definition of the vjp)."""
    made = run(lesson(identifier).source)
    for step in made.steps:
        if step.kind != "contribute":
            continue
        node = made.graph.nodes[step.node]
        slot = made.graph.edges[step.edge].slot
        for index in np.ndindex(np.shape(step.contribution)):
            terms = entry_terms(made, node, slot, step.upstream, index)
            value = np.asarray(step.contribution)[index]
            if np.isfinite(value):
                assert sum(g * d for g, d in terms) == pytest.approx(value, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("identifier", IDS)
def test_a_reason_is_given_exactly_when_a_gradient_is_zero(identifier):
    made, explanations = explained(lesson(identifier).source)
    for step, explanation in zip(made.steps, explanations, strict=True):
        if step.kind != "contribute":
            continue
        cancelled = step.received == step.expected and not np.any(step.accumulated)
        assert (explanation.zero is not None) == (not np.any(step.contribution) or cancelled)


@pytest.mark.parametrize("identifier", IDS)
def test_every_step_has_a_title_and_a_sentence_that_ends(identifier):
    _, explanations = explained(lesson(identifier).source)
    for explanation in explanations:
        assert explanation.title
        assert explanation.sentence.endswith(".")
        assert "None" not in explanation.sentence


def said(identifier: str, word: str):
    made, explanations = explained(lesson(identifier).source)
    return [e for s, e in zip(made.steps, explanations, strict=True) if s.kind == "contribute" and word in e.title]


def test_a_choice_is_stated_where_the_derivative_does_not_exist_and_nowhere_else():
    """Lesson 8 has a relu at 0, an |x| at 0 and a tie; lesson 31 has relus away from 0."""
    _, explanations = explained(lesson("08_ties_and_kinks").source)
    assert sum(e.note is not None for e in explanations) == 4
    _, explanations = explained(lesson("31_dead_relu").source)
    assert all(e.note is None for e in explanations)


@pytest.mark.parametrize(("x", "slope", "stated"), [(1.0, 1, True), (1.5, 1, False), (2.0, 1, True), (2.5, 0, False)])
def test_a_bend_is_noticed_from_whichever_side_the_slope_changes(x, slope, stated):
    """PyTorch lets the whole gradient pass at either bound of a clamp: at 1 it changes below, at 2 above."""
    made, explanations = explained(
        f"import torch\nx = torch.tensor({x}, requires_grad=True)\ny = torch.clamp(x, 1.0, 2.0)\ny.backward()\n"
    )
    assert made.steps[-1].contribution == slope
    assert (explanations[-1].note is not None) == stated


def test_a_probability_at_the_edge_of_what_is_allowed_is_explained():
    """Nothing lies beyond 1, so no other side is looked at there; the slopes are PyTorch's."""
    found = run(
        "import torch\np = torch.tensor([1.0, 0.5], requires_grad=True)\n"
        "torch.nn.functional.binary_cross_entropy(p, torch.ones(2), reduction='sum').backward()\n"
    )
    assert found.gradients[0].tolist() == [0.0, -2.0]
    assert all(explain(found, step.index).sentence for step in found.steps)


def test_the_multiplication_of_the_lecture_switches():
    """f = q z at q = 3, z = -4 (lecture 002): q receives 1 · (-4), z receives 1 · 3."""
    (for_q,) = said("05_add_mul", "q receives")
    (for_z,) = said("05_add_mul", "z receives")
    assert for_q.numbers.text == "1 · (−4) = −4"
    assert for_z.numbers.text == "1 · 3 = 3"
    assert for_q.formula.text == "∂f/∂q = ∂f/∂f · z"


def test_a_fork_counts_what_has_arrived():
    """b is used twice in e = (a + b)(b + 1), and its gradient is 2 + 3 = 5."""
    first, second = said("07_fan_out", "b receives")
    assert (first.title, second.title) == ("b receives contribution 1 of 2", "b receives contribution 2 of 2")
    assert "1 contribution still to come" in first.sentence
    assert "complete" in second.sentence


def test_a_broadcast_bias_is_explained_as_a_sum_over_copies():
    (step,) = said("20_bias_broadcast", "b receives")
    assert "copied" in step.sentence
    assert step.shapes == "(3×2) summed to (2)"
    assert step.formula.text.startswith("∂L/∂b = Σ")


def test_a_matrix_product_shows_shapes_that_fit():
    """dW = Xᵀ G is the only product that gives 3×2 (lesson 19)."""
    (step,) = said("19_matmul", "W receives")
    assert step.formula.text == "∂L/∂W = Xᵀ ∂L/∂D"
    assert step.shapes == "(3×2) = (3×2) (2×2)"


def test_the_first_nan_is_named_where_it_is_made():
    """log(1 - a) makes the first infinity, (1 - y) · log(1 - a) = 0 · -∞ the first NaN (lesson 35)."""
    made, explanations = explained(lesson("35_nan_bce").source)
    infinity = [s.node for s, e in zip(made.steps, explanations, strict=True) if "first infinity is made" in e.sentence]
    nan = [s.node for s, e in zip(made.steps, explanations, strict=True) if "first NaN is made" in e.sentence]
    assert [made.graph.nodes[i].label for i in infinity] == ["lq"]
    assert [made.graph.nodes[i].op for i in nan] == ["mul"]


def test_a_step_that_does_not_exist_is_refused():
    made = run(lesson("01_square").source)
    with pytest.raises(IndexError, match="steps 0 to 3"):
        explain(made, 4)


def test_a_value_that_is_not_a_number_stays_out_of_the_sums_of_other_entries():
    """√ at [0, −1, 4] has the slopes ∞, NaN and 1/4: entry 0 of its gradient is 0 · ∞ alone, entry 2 is 1 · 0.25."""
    made = run("import torch\nx = torch.tensor([0., -1., 4.], requires_grad=True)\ntorch.sqrt(x).sum().backward()\n")
    node = made.graph.nodes[1]
    upstream = np.array([0.0, 1.0, 1.0])
    assert entry_terms(made, node, 0, upstream, (0,)) == [(0.0, np.inf)]
    assert entry_terms(made, node, 0, upstream, (2,)) == [(1.0, 0.25)]
    [(first, second)] = entry_terms(made, node, 0, upstream, (1,))
    assert first == 1
    assert np.isnan(second)


def test_a_local_derivative_that_is_an_array_says_its_shape():
    """∂(a ⊙ b)/∂a is b, entry by entry: 3 numbers."""
    source = "import torch\na = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)\n"
    _, steps = explained(source + "(a * torch.tensor([4.0, 5.0, 6.0])).backward(torch.ones(3))")
    [product] = [each.local for each in steps if each.local is not None]
    assert (product.shape, product.value.tolist()) == ((3,), [4.0, 5.0, 6.0])
    for lesson_id in ("05_add_mul", "25_two_layer_bce"):
        _, steps = explained(lesson(lesson_id).source)
        for each in steps:
            if each.local is not None:
                assert each.local.shape == (() if each.local.value is None else np.shape(each.local.value))
