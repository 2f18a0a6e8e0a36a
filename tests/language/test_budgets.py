"""Every program ends: what would take too long, too much memory or a way out of the language is refused by counting."""

import ast
import inspect
import sys
from pathlib import Path

import pytest

from engine.language import CLASS, LOCAL, BudgetError, run
from engine.language.values.functions import Builtin
from engine.language.values.registry import BUILTINS, METHODS

T = "import torch\n"


def test_a_refusal_says_how_much_was_used_and_how_much_there_is():
    with pytest.raises(BudgetError) as caught:
        run("x = [0] * 300000", limits=CLASS)
    error = caught.value
    assert (error.limit, error.used, error.unit) == (200_000, 300_001, "entries in lists and strings")
    assert error.message == "the program needs 300,001 entries in lists and strings; 200,000 are allowed"
    assert (error.line, error.column) == (1, 5)


def test_what_classrooms_run_fits_the_class():
    """400 passes of a polynomial of the third degree, fitted to 2,000 points of a sine by hand, as PyTorch teaches."""
    source = (
        "import math, torch\nx = torch.linspace(-math.pi, math.pi, 2000)\ny = torch.sin(x)\n"
        + "".join(f"{name} = torch.randn((), requires_grad=True)\n" for name in "abcd")
        + "for t in range(400):\n    y_pred = a + b * x + c * x ** 2 + d * x ** 3\n"
        "    loss = (y_pred - y).pow(2).sum()\n    if t % 100 == 99:\n        print(t, loss.item())\n"
        "    loss.backward()\n    with torch.no_grad():\n"
        + "".join(f"        {name} -= 1e-6 * {name}.grad\n" for name in "abcd")
        + "".join(f"        {name}.grad = None\n" for name in "abcd")
    )
    assert run(source, limits=CLASS).printed.startswith("99 ")


def test_usage_is_counted_and_not_timed():
    """y = x * x: two nodes, of one number each; the pass has the seed and two contributions."""
    source = "import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = x * x\ny.backward()\nprint('ab')"
    usage = run(source, limits=CLASS).usage
    assert (usage["nodes"].used, usage["events"].used, usage["output"].used) == (2, 3, 3)
    assert (usage["nodes"].limit, usage["steps"].limit) == (10_000, 75_000)
    assert usage["source"].used == len(source)


def test_ones_own_machine_allows_many_times_as_much_work_but_no_deeper_nesting():
    assert (LOCAL.steps, LOCAL.nodes, LOCAL.cost) == (16 * CLASS.steps, 20 * CLASS.nodes, 20 * CLASS.cost)
    assert (LOCAL.frames, LOCAL.nesting, LOCAL.levels) == (CLASS.frames, CLASS.nesting, CLASS.levels)


@pytest.mark.parametrize(
    "cut",
    ["'%.0s' % a", "'%.0r' % [a][0]", "f'{a!s:.0s}'", "f'{a!r:.0s}'", "'{:.0s}'.format(f'{a!s:.0s}')"],
)
def test_text_that_is_cut_off_at_once_costs_what_was_written(cut):
    """`[1.5, … 1.5]` of 3,000 numbers has 15,000 characters: of 200,000 13 fit, beside the list."""
    source = "a = [1.5] * 3000\nfor i in range(TURNS):\n    " + cut
    assert run(source.replace("TURNS", "13"), limits=CLASS).printed == ""
    with pytest.raises(BudgetError, match="entries in lists and strings"):
        run(source.replace("TURNS", "14"), limits=CLASS)


def test_a_number_of_a_tensor_that_is_written_is_a_step():
    """1,000 numbers are written in full; of 30 × 1,000, 6 × 6 are."""
    written = {}
    for shape in ("1000", "30, 1000"):
        steps = [
            run(f"{T}x = torch.ones({shape})\ny = {y}", limits=CLASS).usage["steps"].used
            for y in ("'%.0s' % x", "'%.0s' % 1")
        ]
        written[shape] = steps[0] - steps[1]
    assert written == {"1000": 1_000, "30, 1000": 36}


@pytest.mark.parametrize("look", ["a.count(1)", "a.count(2)", "2 in a", "a.index(2)", "operator.countOf(a, 1)"])
def test_every_entry_that_is_looked_at_is_a_step(look):
    """Also where it is the same object."""
    source = f"import operator\na = [1] * 30000 + [2]\n{look}\n"
    assert run(source, limits=CLASS).usage["steps"].used > 30_000


@pytest.mark.parametrize(
    ("call", "size"),
    [
        ("torch.linalg.matrix_rank(x)", "200, 200"),
        ("torch.histc(x)", "20_000"),
        ("x.unique(return_counts=True)", "9000"),
    ],
)
def test_what_is_computed_outside_of_the_graph_is_paid_for_too(call, size):
    """Singular values of n × n numbers take more than n³ additions, putting n numbers in order more than n."""
    once = run(f"{T}x = torch.rand({size})\n{call}", limits=CLASS).usage["cost"].used
    twice = run(f"{T}x = torch.rand({size})\n{call}\n{call}", limits=CLASS).usage["cost"].used
    n = int(size.partition(",")[0])
    assert twice - once > (n**3 if "," in size else 2 * n)


def test_no_name_that_a_program_gives_an_argument_is_one_of_the_interpreters_own():
    """What takes arguments of any name has no parameter that one of them could mean."""
    builtins = [value for value in (*BUILTINS.values(), *METHODS.values()) if isinstance(value, Builtin)]
    open_ended = [each for each in builtins if each.takes_any_name]
    assert {"dict", "format"} <= {each.name for each in open_ended}
    for each in open_ended:
        own = [p for p in inspect.signature(each.call).parameters.values() if p.kind is not p.VAR_KEYWORD]
        assert all(p.kind in (p.POSITIONAL_ONLY, p.VAR_POSITIONAL) for p in own), each.name
    names = ("machine", "owner", "pairs", "self", "values", "named")
    fields = " ".join(f"{{{name}}}" for name in names)
    given = ", ".join(f"{name}={number}" for number, name in enumerate(names))
    printed = run(f"print('{fields}'.format({given}))\nprint(dict({given}))").printed
    assert printed == f"0 1 2 3 4 5\n{dict(zip(names, range(6), strict=True))}\n"


def test_nothing_catches_errors_of_every_kind_so_no_program_outlives_a_budget():
    """What runs a program, writes it down or exports it handles the errors it names; a budget is none of them."""
    root = Path(__file__).resolve().parents[2]
    wide = []
    for file in (*root.glob("engine/**/*.py"), *root.glob("server/exports/*.py"), root / "server/documents/encode.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            # What is raised again is not caught.
            again = isinstance(node, ast.ExceptHandler) and ast.dump(node.body[-1]) == "Raise()"
            caught = [node.type] if isinstance(node, ast.ExceptHandler) and not again else []
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "suppress":
                caught = node.args
            names = {each.id for kind in caught if kind for each in ast.walk(kind) if isinstance(each, ast.Name)}
            if None in caught or names & {"Exception", "BaseException", "BudgetError", "UnfinishedError"}:
                wide.append((file.name, node.lineno))
    assert not wide


def test_the_deepest_program_allowed_stays_within_pythons_own_limit():
    """Called from deep inside another program: 40 nested calls leave Python's stack a hundred frames of room."""

    def below(depth: int) -> str:
        return (
            below(depth - 1)
            if depth
            else run("def f(n):\n    if n == 0:\n        return 0\n    return 1 + f(n - 1)\nprint(f(39))").printed
        )

    assert sys.getrecursionlimit() == 1000
    assert below(60) == "39\n"


# What Python itself does while a program runs: none of it opens, starts, loads or sends anything.
QUIET = {
    "object.__getattr__",
    "object.__setattr__",
    "compile",
    "sys._getframe",
    "import",
    "marshal.loads",
    "exec",
    "open",
}


def test_a_program_causes_nothing_that_the_interpreter_of_python_would_report():
    """Every file, process, module and socket raises an audit event in Python; a run of everything raises none."""
    source = """\
import torch, math, random
from torch import nn
import numpy as np
model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
opt = torch.optim.Adam(model.parameters(), lr=0.1)
loss = (model(torch.randn(4, 2)) ** 2).mean()
loss.backward()
opt.step()
print(f"{loss.item():.3f}", math.exp(1.0), np.ones(2), random.random(), [x for x in range(3)])
"""
    run(source)
    seen: list[str] = []
    watching = True

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if watching:
            seen.append(event)

    sys.addaudithook(hook)
    run(source)
    watching = False
    assert set(seen) == {"compile", "builtins.id"}


@pytest.mark.parametrize(
    ("passes", "elements"),
    [
        # The seed of y and what it brings x.
        ("y = x.sum()\ny.backward()", 1 + 4),
        # The second pass brings as much, is added up for its step, and in `.grad`.
        ("y = x.sum()\ny.backward()\ny.backward()", (1 + 4) + (1 + 4 + 4 + 4)),
        # Of two uses of x the second is added to the first.
        ("y = (x * x).sum()\ny.backward()", 1 + 4 + 4 + (4 + 4)),
        # What the hook makes, 2 among it, and what goes on.
        ("x.register_hook(lambda g: g * 2)\ny = x.sum()\ny.backward()", 1 + 4 + (4 + 1) + 4),
    ],
)
def test_a_pass_is_charged_for_each_array_that_it_makes(passes, elements):
    made = "import torch\nx = torch.ones(2, 2, requires_grad=True)\n"
    # A program that takes no derivative gets a pass of its own, if it has one to take.
    before = run(f"{made}y = torch.no_grad()").usage["elements"].used
    forward = 4 + 1 if "x * x" in passes else 1
    assert run(made + passes).usage["elements"].used - before == forward + elements
