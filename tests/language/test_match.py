"""`match`, compared with what Python itself prints."""

import pytest

from engine.language import ProgramError, run
from tests.language.test_classes import printed_by_python

PROGRAM = """
from dataclasses import dataclass
@dataclass
class Point:
    x: int
    y: int = 0
class Named:
    __match_args__ = ("name",)
    def __init__(self, name): self.name = name
class Color:
    RED = "red"
def f(v):
    match v:
        case 0 | 1: return "few"
        case -1.5: return "negative"
        case None: return "none"
        case True: return "true"
        case Color.RED: return "red"
        case "a" | "b" as letter: return letter
        case str(text): return "text " + text
        case int(_, missing=_): return "never"
        case int(n) if n > 100: return ("large", n)
        case int() | float(): return "number"
        case []: return "empty"
        case [x]: return ("one", x)
        case (1, y): return ("one and", y)
        case [first, *rest, [last]]: return (first, rest, last)
        case [a, b, *_]: return ("more", a, b)
        case {"kind": "circle", "r": r, **rest}: return ("circle", r, rest)
        case {}: return "dict"
        case Point(0, 0): return "origin"
        case Point(x=0, y=y): return ("on y", y)
        case Point(x, y) if x == y: return "diagonal"
        case Named(name): return name
        case Named(): return "never"
        case _: return "else"
values = [0, 1, True, -1.5, None, "red", "b", "zz", 500, 7, 2.5, [], [4], (1, 5), [1, 2, 3, [4]], [1, 2, 3],
          range(2), {"kind": "circle", "r": 2, "c": 1}, {"a": 1}, Point(0, 0), Point(0, 3), Point(2, 2), Point(1, 2),
          Named("n"), f]
for value in values: print(f(value))
def g(items):
    for item in items:
        match item:
            case [x, y]: yield x + y
            case "stop": return
            case other: yield other
        if item == 3: continue
print(list(g([[1, 2], 3, "stop", 4])))
match [1, [2, 3]]:
    case [a, [b, c]]: pass
print(a, b, c)
"""


def test_a_match_takes_the_case_that_python_takes():
    assert run(PROGRAM).printed == printed_by_python(PROGRAM)


@pytest.mark.parametrize(
    ("program", "code", "words"),
    [
        ("class A: pass\nmatch A():\n    case A(1): pass", "type", "without a name"),
        ("class A: __match_args__ = ['x']\nmatch A():\n    case A(1): pass", "type", "a tuple of names"),
        (
            "class A:\n    __match_args__ = ('x',)\n    x = 1\nmatch A():\n    case A(1, x=1): pass",
            "type",
            "asks twice",
        ),
        ("both = (int, str)\nmatch 2:\n    case both(): pass", "type", "one class"),
        ("match 1:\n    case x: pass\n    case 2: pass", "syntax", "every value fits"),
        ("match 1:\n    case x | 1: pass", "syntax", "every value fits"),
        ("match 1:\n    case _ | 1: pass", "syntax", "every value fits"),
        ("match 1:\n    case [x, x]: pass", "syntax", "twice"),
        ("match 1:\n    case {'a': x, **x}: pass", "syntax", "twice"),
        ("match 1:\n    case [x] | [1]: pass", "syntax", "same names"),
        ("match 1:\n    case (1 as x) | (2 as y): pass", "syntax", "same names"),
        ("def f():\n    match 2:\n        case 1 as k: pass\n    return k\nf()", "name", "before it is given"),
    ],
)
def test_a_mistake_in_a_match_is_named(program: str, code: str, words: str):
    with pytest.raises(ProgramError, match=words) as caught:
        run(program)
    assert caught.value.code == code
