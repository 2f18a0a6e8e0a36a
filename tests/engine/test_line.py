"""Lines explained at once: every formula is evaluated, and equals the numbers of the run."""

import ast
import itertools

import numpy as np
import pytest

from engine.errors import ArgumentError
from engine.explain import explain_line
from engine.language import run
from engine.lessons import lesson, lessons
from engine.operation import unbroadcast
from tests.engine.evaluation import evaluate
from tests.engine.line_cases import LINES, program

HEAD = "import torch\n"
X = "x = torch.tensor([1.0, 2.0], requires_grad=True)\n"
SOURCES = {found.id: lesson(found.id).source for found in lessons()} | {
    name: program(*parts) for name, parts in LINES.items()
}


def lines_of(made):
    """The steps from, and up to, of each line: forward and in reverse."""

    def key(step):
        line = made.graph.nodes[step.node].line
        return step.phase, step.pass_index, step.kind if step.kind not in ("leaf", "compute", "contribute") else line

    for _, group in itertools.groupby(made.steps, key):
        steps = list(group)
        if {step.kind for step in steps} & {"compute", "contribute"}:
            yield steps[0].index, steps[-1].index + 1


def values_of(made):
    return {f"n{node.index}": node.value for node in made.graph.nodes}


def upstream_of(made, explained, node):
    return next(step.upstream for step in made.steps[explained.first : explained.to] if step.node == node)


def worked_out(made, explained, found):
    """What the formula of an input comes to."""
    names = values_of(made) | {"g": upstream_of(made, explained, found.result)}
    value = np.asarray(evaluate(ast.unparse(found.expression), names))
    if found.summed:
        copies = np.broadcast_shapes(value.shape, np.shape(names["g"]))
        return unbroadcast(np.broadcast_to(value, copies), np.shape(found.contribution))
    return np.broadcast_to(value, np.shape(found.contribution))


def multiplied(product):
    """The factors from left to right; ⊙ and · bind before @ and ⊗."""
    parts = [product.factors[0].value]
    signs = []
    for sign, factor in zip(product.signs, product.factors[1:], strict=True):
        if sign in "⊙·":
            parts[-1] = parts[-1] * factor.value
        else:
            signs.append(sign)
            parts.append(factor.value)
    value = parts[0]
    for sign, part in zip(signs, parts[1:], strict=True):
        value = np.multiply.outer(value, part) if sign == "⊗" else np.matmul(value, part)
    return value


@pytest.mark.parametrize("name", SOURCES)
def test_what_a_line_hands_on_is_what_its_formula_and_its_factors_come_to(name):
    """The contribution to an input is the sum of what arrives there over the edges that leave the line."""
    made = run(SOURCES[name])
    for first, to in lines_of(made):
        explained = explain_line(made, first, to)
        window = made.steps[first:to]
        senders = {step.node for step in window}
        outside = {step.to for step in window if step.kind == "contribute"} - senders
        assert {found.node for found in explained.inputs} == outside
        for found in explained.inputs:
            arrived = sum(
                np.asarray(step.contribution) for step in window if step.kind == "contribute" and step.to == found.node
            )
            np.testing.assert_allclose(found.contribution, arrived, rtol=1e-12)
            if found.products:
                shape = np.shape(arrived)
                with np.errstate(all="ignore"):
                    sums = [unbroadcast(multiplied(p), shape) if p.summed else multiplied(p) for p in found.products]
                np.testing.assert_allclose(sum(sums), arrived, rtol=1e-9, atol=1e-12)
            if found.formula is not None:
                with np.errstate(all="ignore"):
                    value = worked_out(made, explained, found)
                np.testing.assert_allclose(value, arrived, rtol=1e-9, atol=1e-12)
            assert found.products or found.chain


@pytest.mark.parametrize("name", SOURCES)
def test_the_formula_of_a_line_comes_to_its_value(name):
    made = run(SOURCES[name])
    for first, to in lines_of(made):
        for result in explain_line(made, first, to).results:
            if result.expression is not None:
                with np.errstate(all="ignore"):
                    value = evaluate(ast.unparse(result.expression), values_of(made))
                np.testing.assert_allclose(value, made.graph.nodes[result.node].value, rtol=1e-9)


def explained_input(source, name):
    """The last line in reverse that hands something on to the variable."""
    made = run(HEAD + source)
    for first, to in reversed(list(lines_of(made))):
        for found in explain_line(made, first, to).inputs:
            if made.graph.nodes[found.node].name == name:
                return found
    raise AssertionError(f"nothing goes to {name}")


MATRICES = """
x = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], requires_grad=True)
w = torch.tensor([[1.0, -1.0], [2.0, 0.5]], requires_grad=True)
b = torch.tensor([0.5, 1.0], requires_grad=True)
z = x @ w.T + b
z.backward(torch.tensor([[1.0, 2.0], [0.0, 1.0], [1.0, 0.0]]))
"""


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("x", "∂z/∂z w", [[5, 0], [2, 0.5], [1, -1]]),
        ("w", "(∂z/∂z)ᵀ x", [[6, 8], [5, 8]]),
        ("b", "Σ ∂z/∂z", [2, 3]),
    ],
)
def test_of_a_layer_the_matrices_stand_in_their_order_and_turned_as_the_shapes_ask(name, text, value):
    """z = x wᵀ + b with upstream g: g w, gᵀ x and the sum of the rows of g, worked out by hand."""
    found = explained_input(MATRICES, name)
    assert found.formula.text == f"∂z/∂{name} = {text}"
    np.testing.assert_array_equal(found.contribution, value)


@pytest.mark.parametrize(
    ("line", "leaf", "text", "signs"),
    [
        ("a layer", "x", "∂y/∂y w", ["@"]),
        ("a layer", "w", "(∂y/∂y)ᵀ x", ["@"]),
        ("a layer", "b", "Σ ∂y/∂y", [""]),
        ("a layer of one row", "w", "outer(∂y/∂y, x)", []),
        ("a layer of one row", "b", "∂y/∂y", [""]),
        ("a layer that ends in a number", "w", "∂y/∂y · (1 / 12 · 2 · linear(x, w, b))ᵀ x", ["·"]),
        # The upstream gradient is a single number, which only becomes a matrix where something copies it.
        ("the sum of a product", "x", None, ["·"]),
        ("the sum of a product that a row scales", "x", None, ["·"]),
        ("the sums of the rows of a product", "x", None, []),
        ("a matrix turned", "x", None, ["·"]),
        ("a product added to copies", "b", None, []),
        ("a product added to copies", "x", "∂y/∂y wᵀ", []),
        ("two matrices, turned and scaled", "x", "wᵀ w ((∂y/∂y)ᵀ · 2)", ["@@·"]),
        (
            "two matrices, turned and scaled",
            "w",
            "(w x) (∂y/∂y · 2) + w ((∂y/∂y)ᵀ · 2) xᵀ",
            ["@·", "@·@"],
        ),
        ("a gate before a matrix", "x", "wᵀ ∂y/∂y ⊙ [x > 0]", []),
        ("a gate before a matrix", "w", "outer(∂y/∂y, relu(x))", ["⊗"]),
        ("a gate after a matrix", "x", "wᵀ (∂y/∂y ⊙ [w x > 0])", ["@⊙"]),
        ("a gate after a matrix", "w", "outer(∂y/∂y ⊙ [w x > 0], x)", ["⊙⊗"]),
        ("a matrix after a matrix and a vector", "x", "wᵀ vᵀ ∂y/∂y", ["@@"]),
        ("a matrix after a matrix and a vector", "w", "outer(vᵀ ∂y/∂y, x)", []),
        ("a vector before a matrix", "x", "∂y/∂y wᵀ", ["@"]),
        ("a vector before a matrix", "w", "outer(x, ∂y/∂y)", []),
        ("a vector on both sides", "x", "∂y/∂y · (x w + w x)", ["·"]),
        ("twice a product of vectors", "u", "∂y/∂y · 2 · x", ["·⊙"]),
        ("the sum of copies squared", "x", "∂y/∂y · 2 · x · w · w", ["·"]),
        ("the sum of copies squared", "w", None, ["·"]),
        ("two results", "x", None, ["·", "·"]),
        ("two results that are arrays", "x", None, ["⊙", "⊙"]),
        ("a sum", "x", "∂y/∂y", [""]),
        ("a product and a bias", "w", "outer(∂y/∂y, x)", ["⊗"]),
        ("a sum before a matrix", "x", "wᵀ ∂y/∂y", ["@"]),
        ("a matrix whose dims change places", "x", "w (∂y/∂y)ᵀ", ["@"]),
        ("as many ways as one can look at", "x", " + ".join(["wᵀ ∂y/∂y"] * 8), ["@"] * 8),
        ("one way more", "x", " + ".join(["wᵀ ∂y/∂y"] * 9), []),
        ("more ways than one can look at", "x", " + ".join(["wᵀ ∂y/∂y"] * 10), []),
        ("a sum too long to be read", "x", None, []),
        ("a formula too long to be read", "x", None, ["⊙"]),
        ("a constant of mathematics", "x", "∂y/∂y ⊙ (2 · exp(−(2 · x)²) / √π · 2)", ["⊙"]),
        ("words", "x", None, []),
    ],
)
def test_a_line_is_written_with_the_signs_and_brackets_that_make_it_true(line, leaf, text, signs):
    made = run(SOURCES[line])
    [found] = [
        found
        for first, to in lines_of(made)
        for found in explain_line(made, first, to).inputs
        if made.graph.nodes[found.node].name == leaf
    ]
    assert (found.formula and found.formula.text) == (text and f"∂y/∂{leaf} = {text}")
    assert ["".join(product.signs) for product in found.products] == signs


def test_a_line_of_several_operations_entry_by_entry_has_one_local_derivative():
    """y = (3 x + 1)² has the slope 2 · (3 x + 1) · 3: 24 and 42 at 1 and 2."""
    found = explained_input(X + "y = (3 * x + 1) ** 2\ny.backward(torch.tensor([1.0, 10.0]))\n", "x")
    [product] = found.products
    assert product.signs == ("⊙",)
    assert [factor.role for factor in product.factors] == ["upstream", "local"]
    np.testing.assert_array_equal(product.factors[1].value, [24, 42])
    np.testing.assert_array_equal(found.contribution, [24, 420])


def test_where_a_line_uses_its_input_several_times_the_ways_add_up():
    """y = x · x + 3 x at 2 has the slope 2 · 2 + 3 = 7."""
    found = explained_input("x = torch.tensor(2.0, requires_grad=True)\ny = x * x + 3 * x\ny.backward()\n", "x")
    assert float(found.products[0].factors[1].value) == 7
    assert found.numbers.text == "∂y/∂x = 1 · (2 + 2 + 3) = 7"


def test_a_sum_of_ways_subtracts_what_is_negative():
    """y = x · x − 3 x at 5 has the slope 2 · 5 − 3 = 7."""
    found = explained_input("x = torch.tensor(5.0, requires_grad=True)\ny = x * x - 3 * x\ny.backward()\n", "x")
    assert found.formula.text == "∂y/∂x = ∂y/∂y · (x + x − 3)"
    assert found.numbers.text == "∂y/∂x = 1 · (5 + 5 − 3) = 7"


def test_what_a_line_adds_to_other_gradients_is_said_to_be_added():
    """h = 6 receives 1 from y = u + h, then 12 from u = h h; a pass adds to what earlier ones left."""
    h = explained_input(
        "x = torch.tensor(2.0, requires_grad=True)\nh = x * 3\nu = h * h\ny = u + h\ny.backward()\n", "h"
    )
    assert (h.formula.text, h.numbers.text) == ("∂y/∂h += ∂y/∂u · (h + h)", "∂y/∂h += 1 · (6 + 6) = 12")
    x = explained_input(
        "x = torch.tensor(1 / 3, requires_grad=True)\n(3 * x).backward()\ny = x * x\ny.backward()\n", "x"
    )
    assert x.numbers.text == "∂y/∂x +≈ 1 · (0.33333 + 0.33333) ≈ 0.6667"


def test_a_line_that_ends_in_a_number_scales_the_gradient_of_that_number():
    """loss = mean((x − 1)²) over two numbers has the gradient x − 1."""
    found = explained_input(
        "x = torch.tensor([3.0, 5.0], requires_grad=True)\nloss = ((x - 1) ** 2).mean()\nloss.backward()\n", "x"
    )
    [product] = found.products
    assert (product.signs, found.formula.text) == (("·",), "∂loss/∂x = ∂loss/∂loss · 1 / 2 · 2 · (x − 1)")
    np.testing.assert_array_equal(product.factors[1].value, [2, 4])


def test_other_lines_are_the_chain_of_their_operations():
    """A softmax mixes the entries of its rows: no product of two arrays says it."""
    found = explained_input(X + "y = torch.softmax(2 * x, 0)\ny.backward(torch.tensor([1.0, 0.0]))\n", "x")
    assert found.products == ()
    assert len(found.chain) == 2


def test_a_gradient_that_a_hook_has_changed_is_no_product_of_the_line():
    source = "x = torch.tensor(2.0, requires_grad=True)\nh = x * 3\nh.register_hook(lambda g: g * 5)\n"
    made = run(HEAD + source + "y = h * h\ny.backward()\n")
    sent = [step.index for step in made.steps if step.phase == "backward" and step.kind != "seed"]
    [found] = explain_line(made, sent[0], sent[-1] + 1).inputs
    # ∂y/∂h = 2 · 6 = 12, times 5 by the hook, times 3.
    assert (found.products, float(found.contribution)) == ((), 180)


def test_what_stands_in_the_numbers_of_a_line_keeps_its_role():
    """Values of nodes and the result are values, the upstream gradient and what is handed on are gradients."""

    def marked(formula):
        return [(role, formula.tex[start:end]) for role, start, end in formula.roles]

    made = run(HEAD + "x = torch.tensor(2.0, requires_grad=True)\ny = x * 3 + x\ny.backward()\n")
    [result] = [found for first, to in lines_of(made) for found in explain_line(made, first, to).results]
    assert result.numbers.text == "y = 2 · 3 + 2 = 8"
    assert marked(result.numbers) == [("value", "2"), ("value", "3"), ("value", "2"), ("value", "8")]
    [found] = [found for first, to in lines_of(made) for found in explain_line(made, first, to).inputs]
    assert found.numbers.text == "∂y/∂x = 1 · (3 + 1) = 4"
    assert [role for role, _ in marked(found.numbers)] == ["gradient", "gradient", "value", "gradient"]
    [product] = found.products
    assert [marked(factor.formula)[0][0] for factor in product.factors] == ["gradient", "local"]


def test_of_a_stretch_that_makes_much_the_last_results_are_told():
    source = "x0 = torch.tensor(1.0)\n" + "".join(f"x{i + 1} = x{i} + 1\n" for i in range(15))
    made = run(HEAD + source)
    computed = [step.index for step in made.steps if step.kind == "compute"]
    told = explain_line(made, computed[0], computed[-1] + 1)
    assert [result.node for result in told.results] == [made.steps[index].node for index in computed[-12:]]
    assert told.sentence.startswith("15 operations: x1, x2, ")
    one = explain_line(made, computed[0], computed[0] + 1)
    assert one.sentence == "1 operation: x1."


def test_of_a_stretch_of_leaves_and_starts_nothing_is_computed():
    made = run(HEAD + X + "y = x.sum()\ny.backward()\n")
    for kind in ("leaf", "seed"):
        [step] = [step.index for step in made.steps if step.kind == kind]
        told = explain_line(made, step, step + 1)
        assert told.sentence == "These steps compute nothing and hand nothing on."
        assert (told.results, told.inputs) == ((), ())


def test_steps_of_two_phases_are_no_line():
    made = run(HEAD + "x = torch.tensor(2.0, requires_grad=True)\ny = x * x\ny.backward()\n")
    with pytest.raises(ArgumentError, match="one phase"):
        explain_line(made, 0, len(made.steps))
    with pytest.raises(ArgumentError, match="none of the run's"):
        explain_line(made, 90, 99)
