"""Generators. What plain Python can run is compared with what Python itself prints."""

import pytest

from engine.language import CLASS, ProgramError, run
from engine.mode import is_grad_enabled
from tests.language.test_classes import printed_by_python

PYTHON = {
    "next, send and what a generator returns": """
def count(n):
    i = 0
    while i < n:
        got = yield i
        if got: i = got
        i += 1
    return "done"
def outer():
    result = yield from count(2)
    print(result)
    yield from "ab"
g = count(5)
print(next(g), next(g), g.send(3), list(g), next(g, "end"), type(g).__name__, list(outer()))
g = count(1)
try:
    next(g), next(g)
except StopIteration as end:
    print(end.value)
""",
    "an inner generator takes what is thrown": """
def inner():
    try:
        yield 1
    except ValueError:
        return 5
def stubborn():
    while True:
        try:
            yield "a"
        except ValueError as error:
            yield f"b {error}"
def outer(g):
    result = yield from g
    yield result
g = outer(inner())
print(next(g), g.throw(ValueError("x")), list(g))
g = outer(stubborn())
print(next(g), g.throw(ValueError("one")), next(g), g.throw(ValueError("two")))
try:
    g.throw(ValueError("three"))
except ValueError as error:
    print("out", error, list(g))
class Twice:
    def __iter__(self): return self
    n = 0
    def __next__(self):
        self.n += 1
        if self.n > 2: raise StopIteration
        return self.n
print(list(outer(Twice())), list(outer(map(str, [1]))))
""",
    "a generator runs when it is asked": """
def log(x):
    print("log", x)
    return x
def f():
    for i in range(3):
        print("before", i)
        yield log(i)
        print("after", i)
for x in f():
    print("got", x)
late = (log(i) for i in range(3))
print("made")
print(next(late), any(log(i) > 0 for i in range(5)), all(log(i) < 1 for i in range(5)))
for place, x in enumerate(map(log, f())):
    if place: break
print(next(zip(f(), f())), next(filter(log, f())))
""",
    "handlers and with around a yield": """
class Door:
    def __enter__(self): print("in")
    def __exit__(self, *error): print("out", error[1])
def f():
    try:
        with Door():
            yield 1
        yield 2
    except ValueError as error:
        print("caught", error)
        yield 3
    else:
        yield 4
    finally:
        print("finally")
print(list(f()))
g = f()
next(g)
print(g.throw(ValueError("v")))
g.close()
print(next(g, "closed"))
def stops():
    yield 1
    raise StopIteration
try:
    list(stops())
except RuntimeError as error:
    print(error)
try:
    1 / 0
except ZeroDivisionError:
    print(list(f()))
""",
    "generators that never end, and such as call themselves": """
import itertools
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
class Tree:
    def __init__(self, v, l=None, r=None): self.v, self.l, self.r = v, l, r
    def __iter__(self):
        if self.l: yield from self.l
        yield self.v
        if self.r: yield from self.r
def primes():
    found = []
    for n in itertools.count(2):
        if all(n % p for p in found):
            found.append(n)
            yield n
def batches(items, size):
    for start in range(0, len(items), size):
        yield items[start:start + size]
def flat(x):
    if isinstance(x, list):
        for each in x:
            yield from flat(each)
    else:
        yield x
print(list(itertools.islice(fib(), 10)), list(Tree(2, Tree(1), Tree(3))), *Tree(5), list(zip(primes(), range(5))))
print(list(batches([1, 2, 3, 4, 5], 2)), list(flat([1, [2, [3, []]]])), max(fib() if False else flat([4, 9])))
a, *b = flat([1, [2, 3]])
print(a, b, dict((k, v) for k, v in zip("ab", fib())), 3 in fib(), ",".join(str(i) for i in flat([1, [2]])))
""",
    "yields inside of expressions": """
def echo(log):
    while True:
        log.append((yield) * 2)
        total = 1 + (yield "sum", len(log))
        total += yield total
        print(f"{(yield total):>5}", [(yield "a"), *(yield "b")], (yield "c") if total > 3 else (yield "d"))
        print((yield 1) and (yield 2) or (yield 3), {1: 2}[(yield 4)], max((yield 5), key=(yield 6)), -(yield 7))
        return (yield (yield 8)).upper() + (yield from "ab" if total else "c" * (yield 9))
log = []
g = echo(log)
print(next(g), *[g.send(x) for x in (3, 1, 2, 7, 8, [9], 0, 0, 5, 1, [4, -6], abs, 1, 5, "x")], log)
print(next(g, "end"))
""",
    "generators that nothing has any more": """
def f(name):
    try:
        yield 1
        yield 2
    finally:
        print("closed", name)
for x in f("loop"):
    break
print("after the loop")
g = f("deleted")
next(g)
del g
print("after del")
g = f("replaced")
next(g)
g = f("never begun")
print(next(f("handed over")))
def first():
    for x in f("left by return"):
        return x
print(first())
k = f("whole")
list(k)
class Holder:
    pass
h = Holder()
h.g = f("in an object")
next(h.g)
h = None
print("the end")
""",
    "names of a generator": """
total = 0
def f(n):
    global total
    for i in range(n):
        total += i
        yield total
    i = 10
    yield lambda: i
i = 5
print([x for x in f(3) if not callable(x)], total, i, [(lambda: i)() for i in range(2)])
*_, last = f(1)
print(last(), sum(i * j for i in range(3) for j in range(i)), i)
""",
}


@pytest.mark.parametrize("name", PYTHON)
def test_a_generator_gives_what_pythons_gives(name: str):
    assert run(PYTHON[name]).printed == printed_by_python(PYTHON[name])


ENDLESS = {
    "a generator without an end": "def f():\n    while True: yield 1\nfor x in f(): pass",
    "a list of one": "def f():\n    while True: yield 1\nlist(f())",
    "a handler around it": "def f():\n    while True:\n        try: yield 1\n        except: pass\nlist(f())",
    "finally in it": "def f():\n    try:\n        while True: pass\n    finally: yield 1\nnext(f())",
    "one that asks itself for more": "def f():\n    yield from f()\nnext(f())",
    "a long chain": "def f(g):\n    yield from g\ng = f([1])\nfor i in range(10**6): g = f(g)\nnext(g)",
    "a chain of expressions": "g = iter([1])\nfor i in range(10**6): g = (x for x in g)\nnext(g)",
    "a chain of map": "g = iter([1])\nfor i in range(10**6): g = map(abs, g)\nnext(g)",
    "many that pause": "def f():\n    yield 1\nkept = []\nwhile True:\n    kept.append(f())\n    next(kept[-1])",
    "sums in sums": "def f(n): return sum(f(n) for i in range(2))\nf(1)",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_generator_without_an_end_meets_a_budget_that_nothing_catches(name: str):
    with pytest.raises(ProgramError) as caught:
        run(ENDLESS[name], limits=CLASS)
    assert caught.value.code.startswith("budget/")


@pytest.mark.parametrize(
    ("program", "code", "words"),
    [
        ("yield 1", "syntax", "outside a function"),
        ("class A:\n    yield 1", "syntax", "outside a function"),
        ("f = lambda: (yield)", "syntax", "outside a function"),
        ("def f():\n    if (yield 1):\n        pass", "unsupported", "cannot pause"),
        ("def f():\n    return [(yield x) for x in [1]]", "unsupported", "cannot pause"),
        ("def f():\n    g.send(None)\n    yield 1\ng = f()\nnext(g)", "value", "while it makes one"),
        ("def f():\n    yield 1\nf().send(2)", "type", "has not begun"),
        ("def f():\n    yield from 5\nlist(f())", "type", "cannot be gone through"),
        ("def f():\n    yield 1\nlen(f())", "type", "no length"),
        ("def f():\n    yield 1\nf().gi_frame", "attribute", "no gi_frame"),
        (
            "def f():\n    try:\n        yield 1\n    finally:\n        yield 2\ng = f()\nnext(g)\ng.close()",
            "state",
            "ignored",
        ),
    ],
)
def test_a_mistake_in_a_generator_is_named(program: str, code: str, words: str):
    with pytest.raises(ProgramError, match=words) as caught:
        run(program)
    assert caught.value.code == code


def test_a_mistake_in_a_generator_has_its_line():
    with pytest.raises(ProgramError) as caught:
        run("def f():\n    yield 1\n    1 / 0\n\nfor x in f():\n    pass")
    assert (caught.value.code, caught.value.line) == ("math", 3)


PAUSED = """
import torch
w = torch.tensor([2.0], requires_grad=True)
def batches():
    with torch.no_grad():
        for i in range(3):
            yield torch.ones(1) * i, (w * 2).requires_grad
kept = batches()
print(next(kept)[1])
loss = 0
for x, recorded in batches():
    loss = loss + (w * x) ** 2
    print(recorded, loss.requires_grad)
loss.backward()
print(w.grad)
"""


def test_where_a_generator_pauses_without_recording_the_loop_around_it_records():
    """loss = (0·w)² + w² + (2·w)², whose slope at 2 is 2·2·(1 + 4) = 20."""
    made = run(PAUSED)
    assert made.printed == "False\n" + 3 * "False True\n" + "tensor([20.])\n"
    assert is_grad_enabled()


def test_the_nodes_of_a_generator_stand_in_its_group_and_those_of_its_loop_do_not():
    made = run(
        "import torch\nx = torch.tensor(1.0, requires_grad=True)\ndef doubled():\n    y = x * 2\n    yield y\n"
        "    yield y + 1\nfor v in doubled():\n    z = v.exp()"
    )
    assert [(node.op, node.namespace) for node in made.graph.nodes if node.op] == [
        ("mul", "doubled"),
        ("exp", "iteration"),
        ("add", "doubled"),
        ("exp", "iteration.2"),
    ]
