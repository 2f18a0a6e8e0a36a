"""All paths between two nodes: their products add up to the gradient, and their number needs no walk along each."""

import numpy as np
import pytest

from engine.explain.all_paths import MOST_PATHS, sum_over_paths
from engine.language import run
from engine.lessons import lesson, lessons
from tests.engine.test_derivation import HEAD, gradients_of, random_program


def paths(made, first, last):
    names = {name: node.index for node in made.graph.nodes for name in node.names}
    return sum_over_paths(made, names[first], names[last])


def test_three_paths_of_the_staged_function_add_up_to_its_gradient():
    """By hand: x reaches f by way of the numerator and twice by the denominator: 1.583187, 0.512144, −0.035762."""
    made = run(lesson("12_staged").source)
    found = paths(made, "x", "f")
    assert found.count == len(found.listed)
    np.testing.assert_allclose(found.total, 2.059570, atol=1e-6)
    np.testing.assert_allclose(sum(path.brought for path in found.listed), found.total, rtol=1e-12)
    sizes = sorted((float(path.brought) for path in found.listed), reverse=True)
    np.testing.assert_allclose(sizes, [1.583187, 0.512144, -0.035762], atol=1e-6)
    assert found.checked is True
    assert found.sentence.startswith("3 paths lead from x to f.")


def test_a_path_tells_its_factors():
    """c = a + b, d = b + 1, e = c d at a = 2, b = 1: by way of c 2 · 1, by way of d 3 · 1."""
    made = run(lesson("07_fan_out").source)
    found = paths(made, "b", "e")
    assert [path.formula.text for path in found.listed] == ["3 · 1 = 3", "2 · 1 = 2"]
    assert [path.locals for path in found.listed] == [(3.0, 1.0), (2.0, 1.0)]
    assert (found.count, float(found.total)) == (2, 5.0)


@pytest.mark.parametrize("name", [found.id for found in lessons()])
def test_the_sum_over_all_paths_is_the_gradient_of_the_run(name):
    made = run(lesson(name).source)
    for pass_index in range(made.passes):
        true = gradients_of(made, pass_index)
        seed = next(step for step in made.steps if step.kind == "seed" and step.pass_index == pass_index)
        if np.shape(seed.upstream) or seed.upstream != 1:
            continue
        for node in made.graph.nodes:
            if node.index in true and node.index != seed.node:
                found = sum_over_paths(made, node.index, seed.node)
                most = np.max(np.abs(true[node.index][np.isfinite(true[node.index])]), initial=0)
                np.testing.assert_allclose(found.total, true[node.index], rtol=1e-9, atol=1e-12 * most)
                if found.count <= MOST_PATHS:
                    brought = sum(path.brought for path in found.listed)
                    np.testing.assert_allclose(brought, true[node.index], rtol=1e-9, atol=1e-9 * most + 1e-12)


def test_of_random_graphs_the_products_add_up_and_the_paths_are_counted():
    """The count is that of the power of the matrix of edges: (I − A)⁻¹ counts the walks of any length."""
    for seed in range(200):
        made = run(random_program(seed))
        true = gradients_of(made, 0)
        last = made.targets[0]
        tracked = {node.index for node in made.graph.nodes if node.requires_grad}
        steps = np.zeros((len(made.graph.nodes),) * 2)
        for edge in made.graph.edges:
            if {edge.source, edge.target} <= tracked:
                steps[edge.source, edge.target] += 1
        walks = np.linalg.inv(np.eye(len(steps)) - steps)
        for node in true:
            found = sum_over_paths(made, node, last)
            assert found.count == round(walks[node, last])
            np.testing.assert_allclose(found.total, true[node], rtol=1e-9, atol=1e-12)
            if found.count <= MOST_PATHS:
                brought = sum(path.brought for path in found.listed)
                np.testing.assert_allclose(brought, true[node], rtol=1e-9, atol=1e-9)
            else:
                assert len(found.listed) == MOST_PATHS


def test_a_million_billion_paths_are_counted_without_being_walked():
    lines = "x = torch.tensor(0.5, requires_grad=True)\ny = x\n" + "y = (y + y) * 0.5\n" * 60 + "y.backward()\n"
    found = paths(run(HEAD + lines), "x", "y")
    assert found.count == 2**60
    assert len(found.listed) == MOST_PATHS
    assert float(found.total) == 1.0


def test_where_no_gradient_passes_there_is_no_path():
    source = "x = torch.tensor(2.0, requires_grad=True)\nd = x.detach()\ny = d * 3\nz = x * 2\nz.backward()\n"
    found = paths(run(HEAD + source), "x", "y")
    assert (found.count, found.listed) == (0, ())
    assert found.sentence == "No path on which a gradient passes leads from x to y."
