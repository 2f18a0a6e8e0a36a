"""What a result without a name is called where its label says no more than its operation and its line."""

from collections import Counter

import pytest

from engine.explain import explain
from engine.language import CLASS, run
from engine.lessons import Lesson, lessons
from engine.recording import Run


def made(*lines: str) -> Run:
    return run("\n".join(("import torch", "a = torch.tensor([2., 3.], requires_grad=True)", "b = a + 1", *lines)))


def called(*lines: str) -> dict[str, str]:
    """By label, the nodes that have a short name."""
    return {node.label: node.short for node in made(*lines).graph.nodes if node.short is not None}


def by_line(op: str, line: int = 4, number: str = "") -> str:
    return f"{op}{number} in line {line}"


def test_a_formula_over_the_names_of_the_inputs():
    found = called("y = torch.sum((1 - a) * torch.log(1 - a * b))")
    assert found[by_line("mul")] == "(1 − a) ⊙ log(1 − a ⊙ b)"
    # Too long with its whole input, it would be all dots without it: the place says more.
    long = called("y = torch.sum((1 - a) * torch.log(1 - a * b) + a * torch.log(a * b))")
    assert by_line("sum") not in long
    assert by_line("add") not in long


def test_dots_stand_for_an_input_without_a_name():
    found = called("y = torch.sum(b * torch.log(a) + (1 - b) * torch.log(1 - a))")
    assert found[by_line("mul")] == "(1 − b) ⊙ log(1 − a)"
    assert found[by_line("add")] == "b ⊙ log(a) + …"


@pytest.mark.parametrize(
    ("expression", "label", "short"),
    [
        # 2 − (3 − 1) = 0, 2 − 3 − 1 = −2; 8 / (4 / 2) = 4, 8 / 4 / 2 = 1; 8 / (4 · 2) = 1, 8 / 4 · 2 = 4.
        ("alphas - (alphas - betas)", "sub", "alphas − (alphas − betas)"),
        ("alphas - betas - alphas", "sub", "alphas − betas − alphas"),
        ("alphas / (alphas / betas)", "div", "alphas / (alphas / betas)"),
        ("alphas * betas / alphas", "div", "alphas ⊙ betas / alphas"),
        ("(alphas + betas) ** 2", "pow", "(alphas + betas)²"),
        ("(alphas * betas).sum()", "sum", "Σ(alphas ⊙ betas)"),
    ],
)
def test_brackets_stand_where_leaving_them_out_would_change_the_value(expression: str, label: str, short: str):
    found = called("alphas = a + 0", "betas = b + 0", f"torch.exp({expression}).sum().backward()")
    assert short in [text for name, text in found.items() if name.startswith(label)]


def test_no_two_are_called_the_same_the_second_counts():
    found = called("c = (a * b).sum() + (a * b).sum()", "d = (a * b).sum() / (a * b).mean()")
    assert list(found.values())[:1] == ["(a ⊙ b).2"]
    assert found[by_line("sum")] == "Σ((a ⊙ b).2)"
    assert found["mul.2 in line 5"] == "(a ⊙ b).4"
    assert Counter(found.values()).most_common(1)[0][1] == 1


def test_a_leaf_is_called_as_the_program_makes_it_where_that_is_a_call_on_one_line():
    found = called("c = a + torch.ones(2)", "d = a + torch.tensor([1., 2.])", "e = a + torch.tensor([", "    1., 2.])")
    assert found == {by_line("tensor"): "ones(2)", by_line("tensor", 5): "tensor([1., 2.])"}
    again = called("c = a + torch.ones(2) + torch.ones(2)")
    assert list(again.values()) == ["ones(2)", "a + ones(2)", "ones(2).2"]


def test_columns_count_characters_and_no_text_of_a_string_becomes_a_name():
    assert called("s = '𝛿𝛿'; c = a + torch.ones(2)") == {by_line("tensor"): "ones(2)"}
    assert called("c = a + torch.tensor([float('1'), 2.])") == {}


def test_what_has_a_name_or_a_short_formula_of_its_own_keeps_it():
    nodes = made("y = (a * b).sum()", "y.backward()").graph.nodes
    assert [node.called for node in nodes] == [node.label for node in nodes] == ["a", "1", "b", "a ⊙ b", "y"]


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_in_a_lesson_the_words_of_a_step_call_a_node_as_its_card_does(lesson: Lesson):
    played = run(lesson.source, limits=CLASS)
    for step in played.steps[:400]:
        node = played.graph.nodes[step.receiver]
        if node.short is not None:
            explanation = explain(played, step.index)
            assert node.short in explanation.title
            assert node.label not in f"{explanation.title} {explanation.sentence} {explanation.formula}"
