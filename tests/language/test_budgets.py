"""Every program ends: what would take too long, too much memory or a way out of the language is refused by counting."""

import sys

import pytest

from engine.language import CLASS, LOCAL, BudgetError, ProgramError, run

T = "import torch\n"

# Each text and the verdict it must get.
HOSTILE = {
    "powers of powers": ("9**9**9**9", "math"),
    "a power just too large": ("x = 3 ** 40", "math"),
    "squaring for ever": ("x = 3\nwhile True:\n    x = x * x", "math"),
    "squaring floats for ever": ("x = 1.5\nwhile x > 0:\n    x = x * 1.0", "budget/steps"),
    "a number of 4,301 digits": ("x = " + "9" * 4301, "syntax"),
    "a string that doubles": ("s = 'a'\nwhile True:\n    s = s + s", "budget/string"),
    "a string repeated": ("s = 'a' * 10 ** 12", "budget/string"),
    "a list that doubles": ("l = [1]\nwhile True:\n    l = [*l, *l]", "budget/steps"),
    "a list repeated": ("l = [0] * 10 ** 12", "budget/cells"),
    "a wide f-string": ("f'{1:1000000000d}'", "format"),
    "a precise f-string": ("f'{1.0:.1000000000f}'", "format"),
    "a wide percent format": ("'%1000000000d' % 1", "format"),
    "a width from a value": ("n = 10 ** 9\nf'{1:{n}d}'", "format"),
    "a long join": ("','.join([str(i) for i in range(3000)])", "budget/string"),
    "shared lists compared": ("a = [1]\nb = [1]\nfor i in range(40):\n    a = [a, a]\n    b = [b, b]\na == b", "type"),
    "shared lists made a tensor": (T + "a = [1.0]\nfor i in range(40):\n    a = [a, a]\ntorch.tensor(a)", "argument"),
    "a list that holds itself made a tensor": (T + "a = [1.0]\na.append(a)\ntorch.tensor(a)", "argument"),
    "many brackets": ("x = " + "(" * 150 + "1" + ")" * 150, "budget/brackets"),
    "many minus signs": ("x = " + "-" * 5_000 + "1", "budget/nesting"),
    "very many minus signs": ("x = " + "-" * 60_000 + "1", "budget/nesting"),
    "a long sum": ("x = " + " + ".join("1" * 10_000), "budget/nesting"),
    "a sum of 130 terms": ("x = " + " + ".join("1" * 130), "budget/nesting"),
    "much text": ("x = 1\n" * 30_000, "budget/source"),
    "much text in few characters": ("é" * 40_000, "budget/source"),
    "many small statements": ("x=1;" * 16_000, "budget/syntax"),
    "an endless loop": ("while True:\n    pass", "budget/steps"),
    "a long range": ("for i in range(10 ** 18):\n    pass", "budget/steps"),
    "a long sum of a range": ("sum(range(10 ** 12))", "budget/steps"),
    "a long all": ("all(range(1, 10 ** 12))", "budget/steps"),
    "a long max": ("max(range(10 ** 12))", "budget/steps"),
    "a long sort": ("sorted(range(10 ** 12))", "budget/steps"),
    "a long filter": ("list(filter(lambda x: False, range(10 ** 12)))", "budget/steps"),
    "a long zip": ("list(zip(range(10 ** 12), range(10 ** 12)))", "budget/steps"),
    "a long unpacking": ("a, *b = range(10 ** 12)", "budget/steps"),
    "a long star argument": ("print(*range(10 ** 12))", "budget/steps"),
    "a comprehension that keeps nothing": ("[i for i in range(10 ** 12) if False]", "budget/steps"),
    "a range made a tensor": (T + "torch.tensor(range(10 ** 12))", "budget/cells"),
    "a function that calls itself": ("def f(n):\n    return f(n + 1)\nf(0)", "budget/frames"),
    "a lambda that calls itself": ("f = lambda n: f(n + 1)\nf(0)", "budget/frames"),
    "calls through map": ("def f(n):\n    return list(map(f, [n]))\nf(0)", "budget/frames"),
    "deep calls of deep functions": (
        "def f(n):\n    return " + "(1 + " * 60 + "f(n)" + ")" * 60 + "\nf(0)",
        "budget/levels",
    ),
    "layers inside layers": (
        T + "m = torch.nn.ReLU()\nfor i in range(99):\n    m = torch.nn.Sequential(m)",
        "budget/frames",
    ),
    "a place that is infinite": ("x = 1e999\na = [1]\nb = a[x]", "type"),
    "much print": ("for i in range(5000):\n    print('0123456789')", "budget/output"),
    "a huge tensor": (T + "torch.zeros((100000, 100000))", "budget/tensor"),
    "a tensor of 2^124": (T + "torch.zeros(2 ** 62, 2 ** 62)", "budget/tensor"),
    "a negative size": (T + "torch.zeros(-1)", "argument"),
    "too many dimensions": (T + "torch.zeros(1, 1, 1, 1, 1, 1, 1)", "budget/rank"),
    "a broadcast that explodes": (T + "torch.ones(60000, 1) * torch.ones(1, 60000)", "budget/tensor"),
    "an outer product that explodes": (T + "torch.outer(torch.ones(60000), torch.ones(60000))", "budget/tensor"),
    "an expand that explodes": (T + "torch.ones(1).expand(100000, 100000)", "budget/tensor"),
    "an index that explodes": (
        T + "x = torch.ones(600)\ni = torch.zeros(600, 600, dtype=torch.long)\nx[i]",
        "budget/tensor",
    ),
    "an endless arange": (T + "torch.arange(0, 1, 1e-300)", "budget/tensor"),
    "an infinite arange": (T + "torch.arange(float('inf'))", "argument"),
    "a huge eye": (T + "torch.eye(10 ** 6)", "budget/tensor"),
    "a huge layer": (T + "torch.nn.Linear(10 ** 6, 10 ** 6)", "budget/tensor"),
    "a huge element type": (T + "torch.zeros(2, dtype='V1000000000')", "argument"),
    "an object array": ("import numpy as np\nnp.array([1], dtype='O')", "argument"),
    "many tensors": (T + "for i in range(300):\n    torch.zeros(500, 500)", "budget/elements"),
    "many nodes": (T + "x = torch.ones(1)\nfor i in range(5000):\n    x = x + x", "budget/nodes"),
    "many gradients": (
        T + "x = torch.ones(1, requires_grad=True)\ny = x\nfor i in range(900):\n    y = y * x\n"
        "for i in range(20):\n    y.sum().backward()",
        "budget/events",
    ),
    "much arithmetic": (T + "a = torch.ones(500, 500)\nfor i in range(1000):\n    a = a @ a * 0.0", "budget/cost"),
    "a private name": ("().__class__.__bases__", "unsupported"),
    "a private name in another alphabet": ("().__𝒸lass__", "unsupported"),
    "a private name in a format": ("'{0.__class__}'.format(1)", "format"),
    "a private name in a percent format": ("'%(__class__)s' % {}", "format"),
    "a private keyword": ("dict(__class__=1)", None),
    "exec": ("exec('1')", "unsupported"),
    "getattr": ("getattr(1, 'real')", "unsupported"),
    "an import": ("from os import system", "import"),
    "an import of a private name": ("import __future__", "unsupported"),
    "a file through numpy": ("import numpy as np\nnp.ones(2).tofile('x')", "attribute"),
    "a loader of numpy": ("import numpy as np\nnp.load('x')", "attribute"),
}


@pytest.mark.parametrize(("source", "verdict"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_program_gets_its_verdict_and_gets_it_again(source: str, verdict: str | None):
    verdicts = []
    for _ in range(2):
        try:
            run(source, limits=CLASS)
            verdicts.append(None)
        except ProgramError as error:
            verdicts.append(error.code)
    assert verdicts == [verdict, verdict]


FINITE = {
    "2^60 paths": (
        T + "x = torch.ones(1, requires_grad=True)\ny = x\nfor i in range(60):\n    y = y / y\ny.sum().backward()"
    ),
    "a list that grows while it is read": "l = [1]\nfor x in l:\n    l.append(x)\nprint(len(l))",
    "shared lists printed": "a = [1]\nfor i in range(40):\n    a = [a, a]\nprint(a)",
    "a list that holds itself": "a = [1]\na.append(a)\nprint(a)\na == a",
    "a dict that holds itself": "d = {}\nd['a'] = d\nprint(d)\nprint(d == d)",
    "a far range": "print(5 in range(10 ** 12), len(range(10 ** 12)), range(10 ** 12)[7])",
    "any that ends early": "print(any(range(10 ** 12)))",
}


@pytest.mark.parametrize("source", FINITE.values(), ids=FINITE)
def test_what_only_looks_endless_runs(source: str):
    run(source, limits=CLASS)


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
