"""Every program ends: what would take too long, too much memory or a way out of the language is refused by counting."""

import sys

import pytest

from engine.language import CLASS, LOCAL, BudgetError, run

T = "import torch\n"


def test_a_refusal_says_how_much_was_used_and_how_much_there_is():
    with pytest.raises(BudgetError) as caught:
        run("x = [0] * 300000", limits=CLASS)
    error = caught.value
    assert (error.limit, error.used, error.unit) == (200_000, 300_001, "entries in lists and strings")
    assert error.message == "the program needs 300,001 entries in lists and strings; 200,000 are allowed"
    assert (error.line, error.column) == (1, 5)


def test_usage_is_counted_and_not_timed():
    """y = x * x: two nodes, of one number each; the pass has the seed and two contributions."""
    source = "import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = x * x\ny.backward()\nprint('ab')"
    usage = run(source, limits=CLASS).usage
    assert (usage["nodes"].used, usage["events"].used, usage["output"].used) == (2, 3, 3)
    assert (usage["nodes"].limit, usage["steps"].limit) == (5_000, 50_000)
    assert usage["source"].used == len(source)


def test_ones_own_machine_allows_twenty_times_as_much_work_but_no_deeper_nesting():
    assert (LOCAL.steps, LOCAL.nodes, LOCAL.cost) == (20 * CLASS.steps, 20 * CLASS.nodes, 20 * CLASS.cost)
    assert (LOCAL.frames, LOCAL.nesting, LOCAL.levels) == (CLASS.frames, CLASS.nesting, CLASS.levels)


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
