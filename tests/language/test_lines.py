"""Which line of a program made a node: executions of statements, nested as the program calls."""

from __future__ import annotations

from engine.language import run
from engine.recording import Run

HEAD = "import torch\nx = torch.tensor(2.0, requires_grad=True)\n"


def _lines(made: Run) -> list[tuple[str, str, str, int | None]]:
    """Names, expression, namespace and caller of each line."""
    out = []
    for line in made.lines:
        statement = made.statements[line.statement]
        out.append((", ".join(statement.names), statement.expression, line.namespace, line.caller))
    return out


def _made_in(made: Run) -> list[tuple[str, int | None]]:
    return [(node.label, node.line) for node in made.graph.nodes]


def test_all_that_a_statement_makes_is_of_its_line() -> None:
    made = run(HEAD + "y = x * 3 + x\n")
    assert _lines(made) == [
        ("x", "torch.tensor(2.0, requires_grad=True)", "", None),
        ("y", "x * 3 + x", "", None),
    ]
    assert _made_in(made) == [("x", 0), ("3", 1), ("x · 3", 1), ("y", 1)]


def test_a_called_function_has_lines_of_its_own_and_names_the_line_that_calls() -> None:
    made = run(HEAD + "def f(a):\n    b = a * a\n    return b + 1\ny = f(x) * f(3 * x)\n")
    assert _lines(made)[1:] == [
        ("y", "f(x) * f(3 * x)", "", None),
        ("b", "a * a", "f", 1),
        ("", "b + 1", "f", 1),
        ("b", "a * a", "f.2", 1),
        ("", "b + 1", "f.2", 1),
    ]
    assert made.graph.nodes[-1].line == 1


def test_each_turn_of_a_loop_executes_its_lines_anew_and_the_head_goes_on_after_a_turn() -> None:
    made = run(HEAD + "while x < 5:\n    x = x * 2\n")
    assert [(names, text, place) for names, text, place, _ in _lines(made)] == [
        ("x", "torch.tensor(2.0, requires_grad=True)", ""),
        ("", "x < 5", ""),
        ("x", "x * 2", "iteration"),
        ("", "x < 5", ""),
        ("x", "x * 2", "iteration.2"),
        ("", "x < 5", ""),
    ]


def test_a_generator_goes_on_for_the_line_that_asks() -> None:
    made = run(HEAD + "def g():\n    a = x * 2\n    yield a\n    yield a + 1\ns = 0\nfor v in g():\n    s = s + v\n")
    by_text = {text: caller for _, text, _, caller in _lines(made)}
    asking = [index for index, (_, text, _, _) in enumerate(_lines(made)) if text == "g()"]
    assert len(asking) == 2
    assert by_text["x * 2"] == asking[0]
    assert by_text["yield a + 1"] == asking[1]


def test_a_method_and_a_comprehension_belong_to_the_line_that_calls() -> None:
    made = run(
        HEAD
        + "class Scale:\n    def __init__(self, w):\n        self.w = w\n"
        + "    def by(self, a):\n        return a * self.w\n"
        + "s = Scale(x)\ny = sum([s.by(k * x) for k in range(1, 3)])\n"
    )
    lines = _lines(made)
    assert {text for _, text, _, caller in lines if caller is not None} == {"a * self.w"}
    assert lines[made.graph.nodes[-1].line or 0][0] == "y"


def test_a_statement_of_several_lines_is_one_and_a_block_gives_its_head() -> None:
    made = run(HEAD + "y = (x\n  * 3)  # three\nif y > 1:\n    y = y + 1\n")
    places = {statement.expression: statement.span for statement in made.statements}
    assert (places["x * 3"].line, places["x * 3"].end_line) == (3, 4)
    assert (places["y > 1"].line, places["y > 1"].end_line) == (5, 5)
    assert "y + 1" in places


def test_a_step_of_an_optimizer_updates_in_its_line() -> None:
    made = run(HEAD + "o = torch.optim.SGD([x], lr=0.1)\n(x * x).backward()\no.step()\n")
    updated = next(node for node in made.graph.nodes if node.previous is not None)
    assert _lines(made)[updated.line or 0][1] == "o.step()"
