"""All mistakes of a text that are known without running it come at once, and a fix takes its mistake away."""

from __future__ import annotations

import pytest

from engine.language import CLASS, ProgramError, run
from engine.language.program.source import replaced
from tests.language.test_mistakes import SLIPS, mistake

T = "import torch\n"

# Texts with several mistakes: the line and the kind of each, the one that stops the program first.
SEVERAL = [
    ("x = 3\nif x > 1\n    y = 2x\nz = x && y\nprint 'a'\n", [(n, "syntax") for n in (2, 3, 4, 5)]),
    ("async def f():\n    pass\nx = 3j\nprint(nowhere)", [(1, "unsupported"), (3, "unsupported"), (4, "name")]),
    ("y = 2x\nprint(nowhere)", [(1, "syntax"), (2, "name")]),
    (
        T + "x = torch.onse(2)\ny = x.sigmiod()\nfrom torch import nothing\nimport socket\n",
        [(2, "attribute"), (3, "attribute"), (4, "import"), (5, "import")],
    ),
    ("def later():\n    return nowhere\nprint(1 / 0)", [(3, "math"), (2, "name")]),
    ("x = (1 + 2\ny = 3\nz = 2w\n", [(1, "syntax"), (3, "syntax")]),
]


@pytest.mark.parametrize(("source", "expected"), SEVERAL, ids=[one[0][:20] for one in SEVERAL])
def test_all_mistakes_that_are_known_without_running_come_at_once(source: str, expected: list[tuple[int, str]]):
    error = mistake(source)
    assert [(one.line, one.code) for one in (error, *error.others)] == expected


# What Python gives a meaning later, elsewhere, or by text is no mistake of the names.
MEANT = [
    "def f():\n    return g()\ndef g():\n    return 1\nf()",
    "class A:\n    def __init__(self):\n        setattr(self, 'bakward', 2)\na = A()\na.bakward",
    "from collections import namedtuple\nP = namedtuple('P', 'shpe')\nP(2).shpe",
    "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    print(e)",
    "match [1, 2]:\n    case [a, *rest]:\n        print(a, rest)",
    "import matplotlib.pyplot as plt\nplt.anything(1).more",
    "from math import *\nprint(sqrt(2))",
    "[i for i in range(3)]\nf = lambda t, /, *s, u=1, **k: (t, s, u, k)",
]


@pytest.mark.parametrize("source", MEANT)
def test_a_name_that_some_line_gives_a_meaning_is_no_mistake(source: str):
    error = mistake(source + "\n1 / 0")
    assert (error.code, error.others) == ("math", ())


def test_a_part_of_a_program_that_never_runs_may_name_what_there_is_not():
    assert run("if False:\n    nowhere\nprint(1)", limits=CLASS).printed == "1\n"


# Python or PyTorch by its fix: the text, and what it is afterwards.
FIXES = [
    ("y = 2x", "y = 2 * x"),
    ("x = 3\ny = 1/2x", "x = 3\ny = 1/(2 * x)"),
    ("if 1 && 0:\n    pass", "if 1 and 0:\n    pass"),
    ("x = 3\nx++", "x = 3\nx += 1"),
    ("for i in range(3)\n    pass", "for i in range(3):\n    pass"),
    ("if x = 3:\n    pass", "if x == 3:\n    pass"),
    ("print 'hello', 3", "print('hello', 3)"),
    ("y = 3 − 2", "y = 3 - 2"),
    ("x = “a”", 'x = "a"'),
    ("x = 2\ny = x²", "x = 2\ny = x**2"),
    ("let x = 3", "x = 3"),
    ("print(1", "print(1)"),
    ("y = true", "y = True"),
    ("loss = 1\ny = los + 1", "loss = 1\ny = loss + 1"),
    (T + "y = torch.sigmiod(torch.ones(2))", T + "y = torch.sigmoid(torch.ones(2))"),
    (T + "y = torch.ones(2).sigmiod()", T + "y = torch.ones(2).sigmoid()"),
    (T + "y = relu(torch.ones(2))", T + "y = torch.relu(torch.ones(2))"),
    ("d = deque([1])", "from collections import deque\nd = deque([1])"),
    ('"""A file."""\nd = deque([1])', '"""A file."""\nfrom collections import deque\nd = deque([1])'),
    ("from torch import tensorr", "from torch import tensor"),
    ("import nmpy", "import numpy"),
]


@pytest.mark.parametrize(("source", "fixed"), FIXES, ids=[one[0][-20:] for one in FIXES])
def test_a_sure_way_out_is_a_fix(source: str, fixed: str):
    fix = mistake(source).fix
    assert fix is not None
    assert replaced(source, fix.span, fix.text) == fixed


# Shapes that one change alone makes fit: the text, what it is afterwards, and the shape that PyTorch then gives.
MADE_TO_FIT = [
    ("A = torch.ones(5, 3)\nB = torch.ones(4, 3)\nC = A @ B", "A @ B.T", "(5, 4)"),
    ("A = torch.ones(5, 3)\nB = torch.ones(4, 3)\nC = torch.mm(A, B)", "torch.mm(A, B.T)", "(5, 4)"),
    ("A = torch.ones(5, 3)\nC = A - A.mean(1)", "A.mean(1, keepdim=True)", "(5, 3)"),
    ("A = torch.ones(5, 3)\nb = torch.ones(5)\nC = A * b", "A * b[:, None]", "(5, 3)"),
    ("A = torch.ones(2, 3)\nB = torch.ones(2, 4)\nC = torch.cat((A, B), dim=0)", "torch.cat((A, B), dim=1)", "(2, 7)"),
    ("A = torch.ones(2, 3)\nB = torch.ones(2, 4)\nC = torch.cat([A, B])", "torch.cat([A, B], dim=1)", "(2, 7)"),
    ("A = torch.ones(2, 3)\nB = torch.ones(3)\nC = torch.cat([A, B])", "torch.cat([A, B[None]])", "(3, 3)"),
    (
        "import numpy as np\nA = np.ones((2, 3))\nB = np.ones((2, 4))\nC = np.concatenate([A, B])",
        "np.concatenate([A, B], axis=1)",
        "(2, 7)",
    ),
    ("import numpy as np\nA = np.ones((5, 3))\nC = A / A.sum(axis=1)", "A.sum(axis=1, keepdims=True)", "(5, 3)"),
    ("import numpy as np\nA = np.ones((5, 3))\nC = A.dot(np.ones((5, 2))) if 0 else A.dot(A)", None, None),
    ("x = torch.ones(5, 3)\nW = torch.ones(3, 4)\nC = torch.nn.functional.linear(x, W)", "linear(x, W.T)", "(5, 4)"),
    ("A = torch.ones(2, 3)\nC = A @ A", None, None),
    ("A = torch.ones(2, 3)\nB = torch.ones(4, 5)\nC = A @ B", None, None),
    ("x = torch.ones(4, 3)\nt = torch.ones(4)\nC = torch.nn.functional.mse_loss(x, t)", None, None),
]


@pytest.mark.parametrize(("source", "written", "shape"), MADE_TO_FIT, ids=[one[0][-25:] for one in MADE_TO_FIT])
def test_shapes_that_one_change_makes_fit_have_a_fix_and_others_none(
    source: str, written: str | None, shape: str | None
):
    error = mistake(T + source)
    assert error.code == "shape"
    assert (error.fix is None) == (written is None)
    if error.fix is not None and written is not None:
        fixed = replaced(T + source, error.fix.span, error.fix.text)
        assert written in fixed
        assert run(fixed + "\nprint(tuple(C.shape))", limits=CLASS).printed == f"{shape}\n"


# Where there are several ways out, or a name may as well be another one, none is sure.
UNSURE = [
    "y = (3 + 4)5",
    "y = [1 2 3]",
    "x1 = 1\nx2 = 2\ny = x3",
    "w_in = 1\nw_on = 1\nw_an",
    "y = 1 ? 2 : 3",
    "x = (1 + 2",
    "3 = x",
    T + "import numpy as np\ny = exp(1.0)",
    ">>> d = deque()",
]


@pytest.mark.parametrize("source", UNSURE)
def test_where_no_way_out_is_sure_there_is_no_fix(source: str):
    assert mistake(source).fix is None


@pytest.mark.parametrize("source", [slip[0] for slip in SLIPS] + [one[0] for one in SEVERAL + FIXES])
def test_every_fix_takes_its_mistake_away(source: str):
    error = mistake(source)
    for one in (error, *error.others):
        if one.fix is not None:
            after = _mistakes(replaced(source, one.fix.span, one.fix.text))
            moved = one.fix.text.count("\n")
            assert (one.line + moved, one.column, one.message) not in after


def test_a_fix_that_leads_no_further_is_not_offered():
    """`loss` is near, but it is no function; a product whose sizes then do not fit is the next mistake."""
    error = mistake("loss = 1\ny = los(2)")
    assert (error.fix, error.hint) == (None, "Did you mean loss?")
    assert mistake(T + "y = torch.matmull(torch.ones(2), torch.ones(3))").fix is not None


def test_a_fix_counts_its_place_in_characters():
    fix = mistake("é = 'ü'; y = 2x").fix
    assert fix is not None
    assert (fix.span.line, fix.span.column, fix.span.end_column) == (1, 14, 16)


def _mistakes(source: str) -> list[tuple[int, int, str]]:
    try:
        run(source, limits=CLASS)
    except ProgramError as error:
        return [(one.line, one.column, one.message) for one in (error, *error.others)]
    return []


def test_fix_after_fix_a_program_with_five_mistakes_comes_to_run():
    source = T + "x = torch.onse(2)\nprint 'a'\ny = x.sigmiod()\nif y.sum() > 0 && True\n    print(y.shpe)\n"
    for _ in range(6):
        error = mistake(source)
        assert error.fix is not None, error.message
        source = replaced(source, error.fix.span, error.fix.text)
    assert run(source, limits=CLASS).printed == "a\ntorch.Size([2])\n"
