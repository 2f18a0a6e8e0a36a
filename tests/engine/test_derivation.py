"""The gradients of a run on paper: every line is worked out by itself, from the numbers of the run alone."""

import ast
import random
from collections import Counter

import numpy as np
import pytest

from engine.errors import ArgumentError
from engine.explain.derivation import Writing, derive
from engine.explain.derivative import local_map
from engine.language import run
from engine.lessons import lesson, lessons
from engine.operation import unbroadcast
from tests.engine.evaluation import evaluate
from tests.engine.line_cases import LINES, program

SOURCES = {found.id: found.source for found in lessons()} | {name: program(*parts) for name, parts in LINES.items()}
HEAD = "import torch\n"


def gradients_of(made, pass_index):
    """The gradient of each node in a pass: the sum of what its steps bring."""
    found = {}
    for step in made.steps:
        if step.phase == "backward" and step.pass_index == pass_index:
            if step.kind == "contribute":
                found[step.to] = found.get(step.to, 0) + np.asarray(step.contribution)
            else:
                found[step.node] = np.asarray(step.contribution if step.kind == "hook" else step.upstream)
    return found


def meanings(made, pass_index, count, scale):
    """What the names of a tree stand for."""
    names = {f"n{node.index}": node.value for node in made.graph.nodes}
    names |= {f"d{node}": value * scale for node, value in gradients_of(made, pass_index).items()}
    seed = next(step for step in made.steps if step.kind == "seed" and step.pass_index == pass_index)
    for node in made.graph.nodes:
        for slot in range(len(node.inputs) if node.operation.vjps else 0) if node.operation else ():

            def pulled(g, node=node, slot=slot):
                found = local_map(made, node, slot)
                return found.pull(np.broadcast_to(np.asarray(g, found.y.dtype), found.rows))

            names[f"j{node.index}_{slot}"] = pulled
    hooks = {f"h{s.index}": lambda g, s=s: s.contribution for s in made.steps if s.kind == "hook"}
    return names | hooks | {
        "g": seed.upstream,
        "N": count,
        "copies": lambda x, like: unbroadcast(np.asarray(x), np.shape(like)),
        "ones": lambda x, like: np.broadcast_to(x, np.shape(like)),
    }  # fmt: skip


@pytest.mark.parametrize("outside", [False, True])
@pytest.mark.parametrize("name", SOURCES)
def test_every_line_and_every_form_on_the_way_to_it_comes_to_the_gradient_of_the_run(name, outside):
    made = run(SOURCES[name])
    for pass_index in range(made.passes):
        paper = derive(made, pass_index, outside)
        count = paper.gradients.count
        true = gradients_of(made, pass_index)
        assert {line.node for line in paper.lines if line.parameter} == true.keys() - {
            step.node for step in made.steps if step.kind == "contribute" and step.pass_index == pass_index
        }
        for line in paper.lines:
            scale = count if line.times_count else 1
            np.testing.assert_allclose(line.value, true[line.node] * scale, rtol=1e-12)
            assert line.checked
            names = meanings(made, pass_index, count, count if paper.outside else 1)
            for tree in (line.tree, *line.stages):
                with np.errstate(all="ignore"):
                    found = np.broadcast_to(evaluate(ast.unparse(tree), names), np.shape(line.value))
                sizes = np.abs(line.value)
                most = float(np.max(sizes[np.isfinite(sizes)], initial=0))
                np.testing.assert_allclose(found, line.value, rtol=1e-9, atol=1e-9 * most)
            for tree in line.ones:
                np.testing.assert_allclose(evaluate(ast.unparse(tree), names), 1, rtol=1e-12)


@pytest.mark.parametrize("name", SOURCES)
def test_a_gradient_has_a_name_exactly_when_several_take_it_up(name):
    made = run(SOURCES[name])
    if not made.passes:
        return
    lines = derive(made, made.passes - 1).lines
    uses = Counter(each.id for line in lines for each in ast.walk(line.tree) if isinstance(each, ast.Name))
    for line in lines:
        assert (line.parameter is None) == (line.uses > 0)
        assert line.uses == uses[f"d{line.node}"] if line.parameter is None else True
        if line.reason == "shared":
            assert line.uses >= 2
    named = {f"d{line.node}" for line in lines if line.parameter is None}
    assert {each for each in uses if each[0] == "d" and each[1:].isdigit()} == named


def texts(source, outside=False, letter="L", **switches):
    made = run(source)
    return [each.formula.text for each in Writing(derive(made, made.passes - 1, outside, **switches), letter).lines()]


def test_the_two_layer_network_gets_the_lines_of_its_lecture():
    """Worked out by hand: δ2 = (A − Y)/N, δ1 = δ2 W2 ⊙ A1 (1 − A1), and four parameters of a line each."""
    source = lesson("25_two_layer_bce").source
    assert texts(source) == [
        "δ_Z2 := ∂L/∂Z2 = 1 / N · (A2 − Y)",
        "∂L/∂W2 = δ_Z2ᵀ A1",
        "∂L/∂b2 = Σ_rows δ_Z2",
        "δ_Z1 := ∂L/∂Z1 = δ_Z2 W2 ⊙ A1 ⊙ (1 − A1)",
        "∂L/∂W1 = δ_Z1ᵀ A0",
        "∂L/∂b1 = Σ_rows δ_Z1",
    ]
    assert texts(source, outside=True, letter="ℒ") == [
        "δ_Z2 := N · ∂ℒ/∂Z2 = A2 − Y",
        "∂ℒ/∂W2 = 1 / N · δ_Z2ᵀ A1",
        "∂ℒ/∂b2 = 1 / N · Σ_rows δ_Z2",
        "δ_Z1 := N · ∂ℒ/∂Z1 = δ_Z2 W2 ⊙ A1 ⊙ (1 − A1)",
        "∂ℒ/∂W1 = 1 / N · δ_Z1ᵀ A0",
        "∂ℒ/∂b1 = 1 / N · Σ_rows δ_Z1",
    ]
    made = run(source)
    written = list(Writing(derive(made, 0)).lines())
    assert [each.line.parameter for each in written] == [None, 3, 4, None, 1, 2]
    assert [each.shapes for each in written] == [
        "2×3",
        "3×2 = (3×2)(2×2)",
        "3 = Σ_rows 2×3",
        "2×2 = (2×3)(3×2) ⊙ 2×2 ⊙ 2×2",
        "2×3 = (2×2)(2×3)",
        "2 = Σ_rows 2×2",
    ]
    assert [each.line.uses for each in written] == [3, 0, 0, 2, 0, 0]
    assert [stage.text.partition("∂L/∂Z2 = ")[2] for stage in written[0].stages] == [
        "(1 / N · (1 − Y) / (1 − A2) − 1 / N · Y / A2) ⊙ A2 ⊙ (1 − A2)",
        "1 / N · (A2 ⊙ (1 − Y) − Y ⊙ (1 − A2))",
    ]
    assert written[0].definition.text == "Z2 = A1 W2ᵀ + b2"


def test_the_same_lines_with_examples_as_columns_in_the_names_of_the_layers():
    """Each line is the transposed of the one above: (A B)ᵀ = Bᵀ Aᵀ, and a bias is a column."""
    made = run(lesson("25_two_layer_bce").source)
    paper = derive(made, 0, outside=True, columns=True, layers=True)
    assert (paper.turnable, paper.layered) == (True, True)
    written = list(Writing(paper, "ℒ").lines())
    assert [each.formula.text for each in written] == [
        "δ_Z^[2] := N · ∂ℒ/∂Z^[2] = A^[2] − Y",
        "∂ℒ/∂W^[2] = 1 / N · δ_Z^[2] A^[1]ᵀ",
        "∂ℒ/∂b^[2] = 1 / N · Σ_columns δ_Z^[2]",
        "δ_Z^[1] := N · ∂ℒ/∂Z^[1] = W^[2]ᵀ δ_Z^[2] ⊙ A^[1] ⊙ (1 − A^[1])",
        "∂ℒ/∂W^[1] = 1 / N · δ_Z^[1] A^[0]ᵀ",
        "∂ℒ/∂b^[1] = 1 / N · Σ_columns δ_Z^[1]",
    ]
    assert [each.definition.text for each in written if each.definition] == [
        "Z^[2] = W^[2] A^[1] + b^[2]",
        "Z^[1] = W^[1] A^[0] + b^[1]",
    ]
    assert [each.shapes for each in written] == [
        "3×2",
        "3×2 = (3×2)(2×2)",
        "3×1 = Σ_columns 3×2",
        "2×2 = (2×3)(3×2) ⊙ 2×2 ⊙ 2×2",
        "2×3 = (2×2)(2×3)",
        "2×1 = Σ_columns 2×2",
    ]
    assert all(each.line.checked for each in written)
    np.testing.assert_array_equal(written[0].line.value, derive(made, 0, outside=True).lines[0].value.T)


@pytest.mark.parametrize("name", SOURCES)
def test_with_examples_as_columns_every_line_comes_to_the_transposed_numbers(name):
    made = run(SOURCES[name])
    for pass_index in range(made.passes):
        paper, turned = (derive(made, pass_index, columns=columns) for columns in (False, True))
        assert (turned.columns is not None) == paper.turnable == turned.turnable
        for one, other in zip(paper.lines, turned.lines, strict=True):
            assert other.checked
            flat = np.sort(np.reshape(one.value, -1))
            np.testing.assert_array_equal(np.sort(np.reshape(other.value, -1)), flat)


LAYERS = """
import torch.nn as nn
import torch.nn.functional as F
X = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
y = torch.tensor([0, 1])
model = nn.Sequential(nn.Linear(2, 3), nn.Sigmoid(), nn.Linear(3, 2))
loss = F.cross_entropy(model(X), y)
loss.backward()
"""


def test_layers_without_names_of_their_own_get_those_of_the_lecture():
    assert texts(HEAD + LAYERS, layers=True) == [
        "δ_Z^[2] := ∂L/∂Z^[2] = (softmax(Z^[2], dim=1) − onehot(y)) / N",
        "∂L/∂W^[2] = δ_Z^[2]ᵀ A^[1]",
        "∂L/∂b^[2] = sum(δ_Z^[2], dim=0)",
        "δ_Z^[1] := ∂L/∂Z^[1] = δ_Z^[2] W^[2] ⊙ A^[1] ⊙ (1 − A^[1])",
        "∂L/∂W^[1] = δ_Z^[1]ᵀ A^[0]",
        "∂L/∂b^[1] = sum(δ_Z^[1], dim=0)",
    ]
    columns = texts(HEAD + LAYERS, layers=True, columns=True)
    assert columns[0] == "δ_Z^[2] := ∂L/∂Z^[2] = (softmax(Z^[2], dim=0) − onehot(y)ᵀ) / N"
    assert columns[2] == "∂L/∂b^[2] = Σ_columns δ_Z^[2]"


def test_a_program_without_layers_keeps_its_lines_whatever_is_asked():
    source = lesson("06_three_gates").source
    assert texts(source, columns=True, layers=True) == texts(source)


def test_with_a_squared_error_only_the_first_line_is_another():
    assert texts(lesson("26_two_layer_one_op").source) == [
        "δ_Z2 := ∂L/∂Z2 = 2 / N · temp3 ⊙ A2 ⊙ (1 − A2)",
        "∂L/∂W2 = δ_Z2ᵀ A1",
        "∂L/∂b2 = Σ_rows δ_Z2",
        "δ_Z1 := ∂L/∂Z1 = δ_Z2 W2 ⊙ A1 ⊙ (1 − A1)",
        "∂L/∂W1 = δ_Z1ᵀ A0",
        "∂L/∂b1 = Σ_rows δ_Z1",
    ]


def test_softmax_and_cross_entropy_come_to_prediction_minus_truth():
    made = run(lesson("24_softmax_ce").source)
    [line] = Writing(derive(made, 0)).lines()
    assert line.formula.text == "∂L/∂z = p − y"
    assert [stage.text for stage in line.stages][-1] == "∂L/∂z = p · Σ y − y"
    assert [each.text for each in line.ones] == ["Σ y = 1"]


def test_where_the_truth_does_not_add_up_to_1_its_sum_stays():
    source = lesson("24_softmax_ce").source.replace("[1.0, 0.0, 0.0]", "[1.0, 0.5, 0.0]")
    [line] = Writing(derive(run(source), 0)).lines()
    assert (line.formula.text, line.ones) == ("∂L/∂z = p · Σ y − y", ())


def test_softmax_of_a_batch_as_one_operation_comes_to_prediction_minus_truth():
    source = """
Z = torch.tensor([[2.0, 1.0, 0.1], [0.5, -1.0, 0.3]], requires_grad=True)
Y = torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
P = torch.softmax(Z, dim=1)
loss = -(Y * torch.log(P)).sum(1).mean()
loss.backward()
"""
    made = run(HEAD + source)
    [line] = Writing(derive(made, 0)).lines()
    assert line.formula.text == "∂L/∂Z = 1 / N · (P − Y)"
    assert len(line.stages) >= 2


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("x = torch.tensor(3.0, requires_grad=True)\ny = x * x\ny.backward()\n", ["∂L/∂x = x + x"]),
        # What a user's hook makes of a gradient is no formula, and what an index took has no sign of its own.
        (
            "x = torch.tensor(3.0, requires_grad=True)\ny = x * x\ny.register_hook(lambda g: g * 2)\n"
            "z = y * 5\nz.backward()\n",
            ["δ_y := ∂L/∂y = hook(5)", "∂L/∂x = δ_y · x + δ_y · x"],
        ),
        (
            "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x[0] * 3\ny.backward()\n",
            ["∂L/∂x = 3 · ∂x[0]/∂x"],
        ),
        (
            "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x * 3\ny.backward(torch.tensor([1.0, 0.5]))\n",
            ["∂L/∂x = g · 3"],
        ),
    ],
)
def test_what_has_no_text_stands_as_what_it_is(source, lines):
    assert texts(HEAD + source) == lines


def test_1_over_n_moves_out_only_where_all_gradients_come_through_one_mean():
    both = """
x = torch.tensor([1.0, 2.0, 4.0], requires_grad=True)
loss = x.mean() + (x ** 2).mean()
loss.backward()
"""
    paper = derive(run(HEAD + both), 0, outside=True)
    assert (paper.movable, paper.outside) == (False, False)
    assert all(line.checked for line in paper.lines)


def test_a_pass_that_is_too_long_is_refused():
    long = "x = torch.tensor(1.0, requires_grad=True)\ny = x\nfor k in range(2100):\n    y = y * 1.0001\ny.backward()\n"
    with pytest.raises(ArgumentError, match="too long to be written down"):
        derive(run(HEAD + long), 0)


STEPS = [
    *("{a} * {b}", "{a} + {b}", "{a} - {b}", "{a} / ({b} * {b} + 1)", "{a} ** 2", "-{a}"),
    *("torch.tanh({a})", "torch.sigmoid({b})", "torch.sin({a})"),
]


def random_program(seed):
    """Three numbers, and up to 14 operations on them and on one another."""
    chance = random.Random(seed)
    names = ["x", "w", "u"]
    lines = [f"{name} = torch.tensor({chance.uniform(-1.5, 1.5)!r}, requires_grad=True)" for name in names]
    for k in range(chance.randint(3, 14)):
        lines.append(f"v{k} = {chance.choice(STEPS).format(a=chance.choice(names), b=chance.choice(names[-4:]))}")
        names.append(f"v{k}")
    return HEAD + "\n".join([*lines, f"{names[-1]}.backward()"])


def test_random_graphs_of_numbers_come_to_their_gradients():
    for seed in range(200):
        lines = derive(run(random_program(seed)), 0).lines
        assert lines
        assert all(line.checked for line in lines), seed
