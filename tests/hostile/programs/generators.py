"""Generators that never end, that ask themselves for more, or that a handler keeps alive."""

ENDLESS = "def f():\n    while True:\n        yield 1\n"

PROGRAMS = {
    "a generator that never ends": (ENDLESS + "list(f())", "budget/steps"),
    "a loop over a generator that never ends": (ENDLESS + "for x in f():\n    pass", "budget/steps"),
    "a generator that never yields": (
        "def f():\n    while True:\n        pass\n    yield 1\nnext(f())",
        "budget/steps",
        3,
    ),
    "a generator that catches everything": (
        "def f():\n    while True:\n        try:\n            yield 1\n        except:\n            pass\nlist(f())",
        "budget/steps",
    ),
    "a generator that will not be closed": (
        "def f():\n    while True:\n        try:\n            yield 1\n        finally:\n            continue\n"
        "g = f()\nnext(g)\ng.close()",
        "state",
    ),
    "a generator left before its end": (ENDLESS + "for x in f():\n    break", "ok"),
    "a generator of itself": ("def f():\n    yield from f()\nnext(f())", "budget/frames"),
    "a generator that asks itself": ("def f():\n    yield next(g)\ng = f()\nnext(g)", "value", 2),
    "a generator sent its own self": (
        "def f():\n    x = yield\n    x.send(1)\ng = f()\nnext(g)\ng.send(g)",
        "value",
        3,
    ),
    "generators inside one another": (
        "def f(g):\n    yield from g\ng = f([1])\nfor i in range(999):\n    g = f(g)\nnext(g)",
        "budget/frames",
    ),
    "generator expressions inside one another": (
        "g = iter([1])\nfor i in range(2000):\n    g = (x for x in g)\nnext(g)",
        "budget/levels",
    ),
    "maps inside one another": ("g = iter([1])\nfor i in range(2000):\n    g = map(abs, g)\nnext(g)", "budget/levels"),
    "generators kept for ever": (
        "def f():\n    yield 1\nkept = []\nwhile True:\n    kept.append(f())\n    next(kept[-1])",
        "budget/steps",
    ),
    "a generator kept in a cycle": (
        "def f(k):\n    try:\n        yield 1\n    finally:\n        print('late')\nk = []\nk.append(f(k))\nnext(k[0])",
        "ok",
    ),
    "a generator paused where nothing is recorded": (
        "import torch\ndef f():\n    with torch.no_grad():\n        yield 1\nnext(f())\n"
        "x = torch.ones(1, requires_grad=True)\n(x * 2).backward()",
        "ok",
    ),
    "the frame of a generator function": ("def f():\n    yield 1\nf().gi_frame.f_back", "attribute", 3),
    "the code of a generator": ("(x for x in [1]).gi_code", "attribute", 1),
    "a yield in a class": ("class A:\n    yield 1", "syntax", 2),
    "a generator that goes on when nothing has it": (
        "def f():\n    try:\n        yield 1\n    finally:\n        while True:\n            pass\nnext(f())\nx = 1",
        "budget/steps",
    ),
    "generators dropped by generators that are dropped": (
        "def f():\n    try:\n        yield 1\n    finally:\n        next(f())\nnext(f())\nx = 1",
        "budget/steps",
    ),
    "a mistake where nothing sees it": (
        "def f():\n    try:\n        yield 1\n    finally:\n        1 / 0\nfor x in f():\n    break\nprint('on')",
        "ok",
    ),
    "yields inside of yields": ("def f():\n    yield " + "(yield " * 90 + "1" + ")" * 90 + "\nlist(f())", "ok"),
    "a yield that pauses for ever inside of an expression": (
        "def f():\n    while True:\n        x = [(yield 1), (yield 2)]\nlist(f())",
        "budget/steps",
    ),
}
