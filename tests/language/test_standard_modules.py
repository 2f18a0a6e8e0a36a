"""Modules of Python's own library, compared with what Python itself prints; libraries that are passed over."""

import pytest

from engine.language import CLASS, ProgramError, run
from tests.language.test_classes import printed_by_python

PYTHON = {
    "collections": """
from collections import Counter, defaultdict, OrderedDict, deque
import collections
c = Counter("abracadabra")
print(c, c["a"], c["z"], "z" in c, c.most_common(2), c.total(), sorted(c.elements())[:6], len(c), c == dict(c))
c.update("aab")
c.subtract({"a": 1, "q": 2})
print(c, c + Counter(a=2), c - Counter(a=9), c | Counter(q=3), c & Counter(a=1), Counter(), isinstance(c, dict))
print(c.most_common(), dict(c), c.copy(), type(c).__name__, max(c, key=c.get), {k: v for k, v in c.items()})
d = defaultdict(list)
for word in ["one", "two", "three"]: d[len(word)].append(word)
n = defaultdict(int, {"k": 1}, j=2)
n["x"] += 5
t = defaultdict(lambda: defaultdict(float))
t["a"]["b"] += 1.5
print(d, n, t["a"]["b"], d.get(9), 9 in d, d[9], sorted(d), defaultdict(None) == {})
try:
    defaultdict()["k"]
except KeyError:
    print("no factory")
o = OrderedDict([("a", 1), ("b", 2)])
o.move_to_end("a")
o["c"] = 3
print(o, list(o), o.popitem(last=False), o, OrderedDict(), o == {"a": 1, "c": 3})
q = deque([1, 2, 3], maxlen=3)
q.append(4)
q.appendleft(0)
print(q, q[0], len(q), q.pop(), q.popleft(), list(q), 2 in q, q.maxlen, deque([1, 2]) == deque([1, 2]))
q.extend([5, 6])
q.rotate(1)
print(q, deque("ab"), collections.deque(), sum(q), q.count(6), bool(deque()))
try:
    deque().popleft()
except IndexError:
    print("empty")
seen, queue = {0}, deque([0])
while queue:
    for v in (queue[0] * 2 + 1, queue.popleft() + 3):
        if v < 12 and v not in seen:
            seen.add(v)
            queue.append(v)
print(sorted(seen))
""",
    "math and string": """
import math, string
print(math.factorial(20), math.comb(60, 30), math.perm(20, 3), math.gcd(12, 18), math.lcm(4, 6), math.isqrt(99))
print(math.asinh(1.0), math.atanh(0.5), math.acosh(2.0), math.cbrt(27.0), math.exp2(3), math.erfc(0.5), math.gamma(5))
print(math.lgamma(10.5), math.copysign(2, -1), math.fmod(7, 3), math.remainder(7, 4), math.ldexp(1.5, 3))
print(math.trunc(-2.7), math.modf(2.5), math.frexp(8.0), math.ulp(1.0), math.nextafter(1.0, 2.0), math.comb(3, 5))
print(string.ascii_uppercase, string.punctuation, string.hexdigits)
""",
    "math of sequences": """
import math
print(math.fsum([0.1] * 10), math.prod([1, 2, 3]), math.prod([2.5, 2], start=2), math.prod([]))
print(math.dist((1, 2), (4, 6)))
print(math.isclose(1.0, 1.0 + 1e-10), math.isclose(1, 1.1, rel_tol=0.2), math.isclose(0, 1e-12, abs_tol=1e-9))
print(math.isclose(math.nan, math.nan), math.fsum(x / 3 for x in range(5)), math.fsum([]))
try:
    math.dist([1], [1, 2])
except ValueError:
    print("one length")
""",
    "copies of containers": """
import copy
from collections import Counter, OrderedDict, defaultdict, deque
d = defaultdict(list, {"a": [1]})
q = deque([[1], 2], maxlen=3)
for made in (copy.copy(Counter("aab")), copy.deepcopy(Counter("aab")), copy.copy(d), copy.deepcopy(d), copy.copy(q),
             copy.deepcopy(q), copy.copy(OrderedDict(a=1)), copy.deepcopy(OrderedDict(a=[1])), copy.copy({1, 2})):
    print(made)
shallow, deep = copy.copy(d), copy.deepcopy(d)
d["a"].append(2)
deep["new"].append(1)
copy.deepcopy(q)[0].append(5)
print(shallow, deep, q)
""",
    "types": """
import collections
class A: pass
def f(): yield 1
print(int, str, [list, dict], (type(2), type("a"), type(None), type(2.0)), {1: tuple}, f"{float} {str(bool)}", object)
print(type([]), type({1}), frozenset, range, enumerate, zip, map, type, collections.Counter, collections.deque)
print(A, type(A), type(A()), ValueError, type(ValueError()), type(f), type(f()), type(print), print, len)
print(type(type(2)).__name__, type(f) is type(f), type(f) == type(lambda: 1), type(None) is type(None))
print(collections.defaultdict(int, a=1))
""",
    "named tuples": """
from collections import namedtuple
from typing import NamedTuple
import copy
Point = namedtuple("Point", "x y")
P3 = namedtuple("P3", ["x", "y", "z"], defaults=[0, 5])
class Item(NamedTuple):
    name: str
    price: float = 1.5
    def total(self, n=1): return self.price * n
    @property
    def double(self): return self.price * 2
class Sub(Point):
    def norm(self): return (self.x ** 2 + self.y ** 2) ** 0.5
p, q = Point(1, y=2), P3(1)
print(p, q, p.x, p[1], len(p), p == (1, 2), p == Point(1, 2), {p: "a"}[1, 2], p + (3,), p[:1], list(p), 2 in p)
a, b = p
print(a, b, p._asdict(), p._replace(x=9), Point._fields, P3._field_defaults, Point._make([4, 5]), Point(*[7, 8]))
i = Item("pen", price=2.0)
print(i, i.total(3), i.double, Item("x"), Item._fields, isinstance(i, tuple), isinstance(i, Item), isinstance(i, Point))
print(Sub(3, 4).norm(), Sub(3, 4), type(p), type(p).__name__, isinstance(Sub(1, 2), Point), Point)
print(NamedTuple("T", [("u", int), ("v", str)])(1, "a"), sorted([Point(2, 1), Point(1, 3)]))
print(max([p, Point(0, 9)], key=lambda t: t.y))
print([Point(1, [2])], f"{p} {p.x:.2f}", str(p), copy.deepcopy(Point(1, [2])), hash(p) == hash((1, 2)), p > (1, 1))
for wrong in (lambda: Point(1), lambda: Point(1, 2, 3), lambda: Point(1, 2, z=3),
              lambda: namedtuple("A", "x x"), lambda: namedtuple("A", "_x")):
    try: wrong()
    except TypeError: print("TypeError")
    except ValueError: print("ValueError")
try: p.x = 3
except AttributeError: print("AttributeError")
match p:
    case Point(1, y=k): print("matched", k)
""",
    "lists by slices": """
a = [0, 1, 2, 3, 4]
a[1:3] = ["x", "y", "z"]
print(a)
a[::2] = [7, 8, 9]
a[:0] = (5,)
a[2:2] = a
a[4:] = []
print(a)
try:
    a[::2] = [1]
except ValueError:
    print("length")
""",
    "itertools": """
import itertools
from itertools import chain, islice, accumulate
print(list(chain([1], (2, 3))), list(itertools.product("ab", [0, 1])), list(itertools.combinations([1, 2, 3], 2)))
print(list(islice(itertools.count(5, 2), 3)), list(accumulate([1, 2, 3])))
print(list(accumulate([1, 2, 3], lambda a, b: a * b)))
print(list(itertools.permutations([1, 2])), list(islice(itertools.cycle("ab"), 5)), list(itertools.repeat(7, 2)))
print(list(itertools.zip_longest([1, 2], [3])), list(itertools.pairwise([1, 2, 3])))
""",
    "functools and operator": """
import functools, operator
from functools import reduce, partial, wraps
from operator import mul
print(reduce(mul, [1, 2, 3, 4]), reduce(operator.add, [[1], [2]], []), partial(pow, 2)(5))
print(operator.itemgetter(1)([4, 5]), operator.itemgetter(0, "b")({0: 1, "b": 2}))
class P:
    def __init__(self): self.x, self.q = 3, self
    def add(self, n, k=1): return self.x + n * k
print(operator.attrgetter("x")(P()), operator.attrgetter("q.x", "x")(P()), operator.methodcaller("add", 2, k=5)(P()))
a = [1, 2, 1]
operator.setitem(a, 0, 9)
operator.delitem(a, 1)
print(a, operator.getitem(a, 0), operator.iadd(a, [4]), a, operator.contains(a, 4), operator.concat([1], [2]))
print(operator.countOf([1, 2, 1], 1), operator.indexOf([1, 2, 1], 2), operator.not_(0), operator.truth([]))
print(operator.pos(2))
print(operator.invert(5), operator.inv(5), operator.abs(-2), operator.lshift(1, 3), operator.rshift(8, 1))
print(operator.index(3))
print(operator.is_not(1, None), operator.iand(6, 3), operator.ipow(2, 3), operator.imul(3, 4))
print(sorted([[2], [1]], key=operator.itemgetter(0)))
def logged(f):
    @wraps(f)
    def inner(*a): return f(*a) + 1
    return inner
@functools.lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
@logged
def g(x): return x
print(fib(10), g(1), sorted([(2, "a"), (1, "b")], key=operator.itemgetter(0)))
""",
    "copy": """
import copy
class Box:
    def __init__(self): self.items = [1, [2]]
a = Box()
b = copy.copy(a)
c = copy.deepcopy(a)
b.items.append(3)
c.items[1].append(9)
print(a.items, b.items, c.items, a.items is b.items, a.items is c.items)
l = [1]
l.append(l)
m = copy.deepcopy({"k": [l, l]})
print(len(m["k"]), m["k"][0] is m["k"][1], m["k"][0] is l)
""",
    "dataclasses": """
from dataclasses import dataclass, field
@dataclass
class Point:
    x: float
    y: float = 2.0
    tags: list = field(default_factory=list)
    def norm(self): return (self.x ** 2 + self.y ** 2) ** 0.5
@dataclass(repr=True)
class Named(Point):
    name: str = "p"
    def __post_init__(self): print("made", self.name)
p, q = Point(3.0, 4.0), Point(3.0, y=4.0)
p.tags.append(1)
print(p, p == q, q.norm(), Named(1.0, name="n"), Point(1, 2) == Point(1, 2))
""",
    "typing, abc and __future__": """
from __future__ import annotations
from typing import List, Optional, Callable
from abc import ABC, abstractmethod
Vector = List[float]
class Shape(ABC):
    @abstractmethod
    def area(self) -> float: ...
class Square(Shape):
    def __init__(self, s: Optional[float] = None): self.s = s
    def area(self) -> float: return self.s ** 2
def total(shapes: List[Shape], f: Callable[[float], float] = lambda v: v) -> float:
    n: int = 0
    return sum(f(s.area()) for s in shapes)
print(total([Square(2), Square(3)]))
""",
    "strings": """
s = "  Hello, World  "
print(s.strip().lower(), s.split(), "a-b-c".split("-", 1), "x".join(["1", "2"]), s.replace("l", "L"), "abc".upper())
print("hello".startswith("he"), "abc".find("c"), "3".zfill(3), "a".center(5, "*"), "a b".title(), "12".isdigit())
print("one\\ntwo".splitlines(), "k=v".partition("="), "aXbX".count("X"), "abc".endswith(("c", "d")), "Ab".swapcase())
""",
    "lists and dicts": """
l = [3, 1, 2]
l.sort(reverse=True)
l.remove(1)
l.insert(0, 9)
print(l, l.index(2), l.count(9), l[::-1])
l.sort(key=lambda v: -v)
l.clear()
d = {"a": 1}
d.update({"b": 2}, c=3)
print(l, d.pop("a"), d.pop("z", None), d.setdefault("k", []), d, list(d.items()), d.get("q"), d.copy() == d)
print([1, 2] < [1, 3], (1, "b") > (1, "a"), sorted([(1, "b"), (1, "a")]), max("b", "a"), min([3, 1]))
it = iter([1, 2])
print(next(it), next(it), next(it, "end"), any(x > 1 for x in [1, 2]), list(reversed([1, 2])))
""",
}


@pytest.mark.parametrize("name", PYTHON)
def test_a_module_of_pythons_gives_what_pythons_gives(name: str):
    assert run(PYTHON[name]).printed == printed_by_python(PYTHON[name])


def test_reports_are_passed_over_and_a_note_says_so():
    made = run(
        "import torch\nimport seaborn as sns\n%matplotlib inline\nimport warnings\n"
        "warnings.filterwarnings('ignore')\nx = torch.tensor([1.0, 2.0], requires_grad=True)\n"
        "ax, b = sns.heatmap(x.detach())\nax.rcParams['figure.dpi'] = 90\nwith sns.style.context('dark'):\n"
        "    ax.show()\n(x ** 2).sum().backward()\nprint(x.grad.tolist())"
    )
    assert made.printed == "[2.0, 4.0]\n"
    assert [note.partition(":")[0] for note in made.notes] == [
        "Warnings are left out here",
        "Plots are left out here",
    ]


def test_an_import_that_is_never_used_says_nothing():
    source = "import torch\nimport matplotlib.pyplot as plt\nx = torch.ones((), requires_grad=True)\n(x * 2).backward()"
    assert run(source).notes == ()


def test_progress_is_the_thing_itself():
    assert run(
        "from tqdm import tqdm, trange\nprint([i for i in tqdm(range(3), desc='x')], list(trange(2)))"
    ).printed == ("[0, 1, 2] [0, 1]\n")


def test_the_clock_of_a_program_is_the_same_in_every_run_and_moves_on():
    program = (
        "import time\nstart = time.time()\nfor i in range(100): pass\nprint(time.time() > start, time.perf_counter())"
    )
    assert run(program).printed == run(program).printed
    assert run(program).printed.startswith("True ")


def test_a_copied_parameter_is_a_parameter_with_numbers_of_its_own():
    program = (
        "import torch, copy\nw = torch.tensor([1.0], requires_grad=True)\nv = copy.deepcopy(w)\n"
        "(v * 3).sum().backward()\nprint(v.grad.tolist(), w.grad, v.is_leaf)"
    )
    assert run(program).printed == "[3.0] None True\n"


@pytest.mark.parametrize(
    "program",
    [
        "import itertools\nlist(itertools.count())",
        "import itertools\nfor x in itertools.cycle([1]): pass",
        "import itertools\nlist(itertools.product(range(100), repeat=10**9))",
        "import itertools\nlist(itertools.permutations(range(50)))",
        "import itertools\nsum(1 for _ in itertools.repeat(1))",
        "import itertools\nit = iter([1])\nfor i in range(10**6): it = itertools.chain(it)\nnext(it)",
        "import copy\na = []\nfor i in range(10**6): a = [a, a]\ncopy.deepcopy(a)",
        "'a'.center(10**9)",
        "from collections import deque\nq = deque()\nwhile True: q.appendleft(0)",
        "from collections import deque\nq = deque([1], maxlen=2)\nwhile True: q.extend(q)",
        "from collections import Counter\nCounter(range(10**9))",
        "from collections import Counter\nlist(Counter(a=2**62).elements())",
        "from collections import Counter\nc = Counter(range(9999))\nwhile True: c = c + c",
        "from collections import defaultdict\nd = defaultdict(lambda: d[len(d)])\nd[0]",
        "from collections import defaultdict\nd = defaultdict(int)\nwhile True: d[len(d)]",
        "('ab' * 900).replace('', 'x' * 900)",
        "from functools import partial\nf = print\nfor i in range(10**6): f = partial(f)\nf()",
    ],
)
def test_what_has_no_end_is_counted(program: str):
    with pytest.raises(ProgramError) as caught:
        run(program, limits=CLASS)
    assert caught.value.code.startswith("budget/") or "levels deep" in caught.value.message


def test_an_iterator_that_asks_itself_is_a_mistake_of_the_program():
    program = (
        "import itertools\ndef f(a, b):\n    for x in it: return x\n"
        "it = itertools.accumulate([1, 2, 3], f)\nfor x in it: pass"
    )
    with pytest.raises(ProgramError, match="cannot be gone through"):
        run(program)
