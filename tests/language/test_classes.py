"""Classes of a program. What plain Python can run is compared with what Python itself prints."""

import contextlib
import io

import pytest

from engine.language import CLASS, ProgramError, run
from engine.recording.run import Run

TORCH = "import torch\nimport torch.nn as nn\n"

PYTHON = {
    "attributes and methods": """
class Counter:
    step = 2
    def __init__(self, start=0):
        self.n = start
    def up(self, times=1):
        self.n += self.step * times
        return self
c = Counter(3)
print(c.up().up(times=2).n, Counter.step, c.step)
c.step = 10
print(c.up().n, Counter.step, c.__dict__, vars(c))
""",
    "inheritance in Python's order of lookup": """
class A:
    def who(self): return "A"
    def all(self): return [self.who()]
class B(A):
    def who(self): return "B" + super().who()
class C(A):
    def who(self): return "C" + super(C, self).who()
class D(B, C):
    def all(self): return super().all() + ["D"]
print(D().all(), isinstance(D(), A), isinstance(D(), (int, C)), issubclass(D, B), issubclass(A, D), type(D()).__name__)
""",
    "arithmetic and its reflected forms": """
class V:
    def __init__(self, x): self.x = x
    def __add__(self, other): return V(self.x + (other.x if isinstance(other, V) else other))
    def __radd__(self, other): return V(("r", other, self.x))
    def __sub__(self, other): return NotImplemented
    def __rsub__(self, other): return V(other - self.x)
    def __mul__(self, other): return V(self.x * other)
    def __iadd__(self, other):
        self.x += other
        return self
    def __neg__(self): return V(-self.x)
    def __pow__(self, k): return V(self.x ** k)
    def __matmul__(self, other): return "@"
    def __abs__(self): return 7
    def __float__(self): return 2.5
    def __int__(self): return 3
    def __repr__(self): return f"V({self.x})"
v = V(3)
w = v
w += 4
print(v + V(1), v + 1, 1 + v, 10 - v, v * 2, -v, v ** 2, v @ v, abs(v), float(v), int(v), v is w)
try:
    v - 1
except TypeError:
    print("declined")
""",
    "the subclass's reflected form goes first": """
class A:
    def __add__(self, other): return "A+"
    def __radd__(self, other): return "+A"
class B(A):
    def __radd__(self, other): return "+B"
print(A() + B(), B() + A(), A() + A(), 1 + A())
""",
    "comparison, truth and length": """
class P:
    def __init__(self, n): self.n = n
    def __eq__(self, other): return isinstance(other, P) and self.n == other.n
    def __lt__(self, other): return self.n < other.n
    def __len__(self): return self.n
    def __repr__(self): return str(self.n)
a, b, zero = P(1), P(2), P(0)
print(a == P(1), a != b, a < b, b > a, a == 1, sorted([b, zero, a]))
print(max([a, b]), bool(zero), len(b), not zero, b in [P(2)])
class Q:
    def __bool__(self): return False
print("yes" if Q() else "no", Q() == Q())
""",
    "containers": """
class Row:
    def __init__(self, *v): self.v = list(v)
    def __getitem__(self, i): return self.v[i]
    def __setitem__(self, i, x): self.v[i] = x
    def __delitem__(self, i): del self.v[i]
    def __len__(self): return len(self.v)
    def __contains__(self, x): return x == "yes"
    def __iter__(self): return iter(self.v)
r = Row(1, 2, 3)
r[0] = 9
del r[1]
print(r[0], r[-1], len(r), list(r), "yes" in r, 3 in r, [x * 2 for x in r], sum(r))
class Squares:
    def __len__(self): return 4
    def __getitem__(self, i):
        if i >= 4: raise IndexError
        return i * i
print(list(Squares()), 9 in Squares())
""",
    "properties, static methods and class methods": """
class Disc:
    made = 0
    def __init__(self, r):
        self._r = r
        Disc.made += 1
    @property
    def area(self): return 3 * self._r ** 2
    @area.setter
    def area(self, a): self._r = (a / 3) ** 0.5
    @staticmethod
    def double(x): return 2 * x
    @classmethod
    def unit(cls): return cls(1)
d = Disc.unit()
d.area = 12
print(d._r, d.area, Disc.double(4), d.double(5), Disc.made, type(Disc.unit()).__name__)
try:
    d.made_up
except AttributeError:
    print("none")
""",
    "texts": """
class A:
    def __str__(self): return "str"
    def __repr__(self): return "repr"
class B:
    def __repr__(self): return "b"
print(A(), [A()], f"{A()} {A()!r}", "%s %r" % (A(), A()), "{}".format(B()), str(B()), repr(A()), {1: B()}, (B(),))
""",
    "calls and closures kept in attributes": """
class Node:
    def __init__(self, v, parents=()):
        self.v, self.g = v, 0.0
        self._parents = set(parents)
        self._back = lambda: None
    def __call__(self, k, scale=1): return self.v * k * scale
    def times(self, other):
        out = Node(self.v * other.v, (self, other))
        def back():
            self.g += other.v * out.g
            other.g += self.v * out.g
        out._back = back
        return out
a, b = Node(2.0), Node(-3.0)
c = a.times(b).times(a)
def order(n, seen, made):
    if n not in seen:
        seen.add(n)
        for p in n._parents: order(p, seen, made)
        made.append(n)
    return made
c.g = 1.0
for n in reversed(order(c, set(), [])): n._back()
print(a.g, b.g, a(3), a(3, scale=2))
""",
    "names of attributes as text": """
class A:
    x = 1
    def __getattr__(self, name): return name.upper()
    def __setattr__(self, name, value): self.__dict__[name] = value
a = A()
print(hasattr(a, "x"), getattr(a, "x"), getattr(a, "other", 3), a.anything)
class B: pass
b = B()
setattr(b, "y", 2)
print(hasattr(b, "z"), getattr(b, "z", None), b.y, callable(b), callable(B), callable(len))
delattr(b, "y")
del B
print(hasattr(b, "y"))
""",
    "with": """
class Room:
    def __init__(self, swallow): self.swallow = swallow
    def __enter__(self):
        print("in")
        return self
    def __exit__(self, kind, error, trace):
        print("out", kind is None, isinstance(error, ValueError))
        return self.swallow
with Room(False) as r:
    print(r.swallow)
with Room(True):
    raise ValueError("gone")
try:
    with Room(False), Room(False):
        raise ValueError("kept")
except ValueError as e:
    print(e)
""",
    "decorators": """
def twice(f):
    def inner(*args, **kwargs): return f(*args, **kwargs) * 2
    return inner
def named(name):
    def decorate(f): return lambda *a: (name, f(*a))
    return decorate
@twice
def add(a, b=1): return a + b
@named("n")
@twice
def one(): return 1
print(add(2), add(2, b=5), one())
""",
    "a class inside of a function, and its scope": """
def make(k):
    class Inner:
        scale = k
        doubled = scale * 2
        def get(self): return k
    return Inner
print(make(3)().get(), make(4).doubled)
x = "outside"
class C:
    x = "inside"
    def see(self): return x
print(C().see(), C.x)
""",
    "exceptions": """
class Mine(ValueError):
    def __init__(self, n):
        super().__init__(f"mine {n}")
        self.n = n
def f(k):
    try:
        if k == 0: raise Mine(7)
        if k == 1: return [1, 2][5]
        if k == 2: return {"a": 1}["b"]
        if k == 3: return 1 / 0
        if k == 4: return "x" + 1
        if k == 5: assert False, "claim"
        if k == 6: raise RuntimeError
        return "fine"
    except Mine as e:
        return ("mine", e.n, str(e))
    except (IndexError, KeyError):
        return "lookup"
    except ArithmeticError as e:
        return type(e).__name__
    except TypeError:
        return "type"
    else:
        return "never"
    finally:
        print("finally", k)
for k in range(8):
    try:
        print(f(k))
    except Exception as e:
        print("outer", type(e).__name__, e, repr(e))
def g():
    for i in range(5):
        try:
            if i == 1: continue
            if i == 3: break
        finally:
            print("turn", i)
    try:
        return "first"
    finally:
        print("then")
print(g())
try:
    try:
        raise ValueError("a")
    except ValueError:
        raise
except ValueError as e:
    print("again", e)
""",
    "global and nonlocal": """
n = 0
def up():
    global n, m
    n += 1
    m = n * 10
def outer():
    k = 0
    def inner():
        nonlocal k
        k += 1
        return k
    return inner() + inner()
up(); up()
print(n, m, outer())
""",
    "sets": """
a, b = {3, 1, 2}, set([2, 5])
print(a, b, a | b, a & b, a - b, a ^ b, len(a), 3 in a, sorted(a), set(), frozenset([1]), {x % 3 for x in range(9)})
a.add(9); a.discard(1); a.update([7, 7]); a.remove(3)
print(a, a <= {2, 7, 9, 10}, a == {9, 2, 7}, a.isdisjoint({1}), a.union([1]), a.issuperset({2}))
print(list({100, 5, 33, 17, 64}))
print(sorted(set("hello")), len(set("hello")), {(1, 2), (0, 1)}, {True, 1, 1.0}, bool(set()))
d = {(1, "a"): 2}
d[(0, "b")] = 3
del d[(1, "a")]
print(d, (0, "b") in d, {**d, "k": 1})
""",
    "walrus": """
if (n := 10) > 5: print(n)
print([y for x in range(4) if (y := x * x) > 1], y)
""",
}


def printed_by_python(program: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(program, "program", "exec"), {"__name__": "__main__"})
    return out.getvalue()


@pytest.mark.parametrize("name", PYTHON)
def test_plain_python_prints_what_python_prints(name: str):
    assert run(PYTHON[name]).printed == printed_by_python(PYTHON[name])


NET = (
    TORCH
    + """
class Block(nn.Module):
    def __init__(self, n):
        super(Block, self).__init__()
        self.fc = nn.Linear(n, n)
        self.scale = nn.Parameter(torch.ones(1))
        self.register_buffer("shift", torch.zeros(n))
    def forward(self, x):
        return torch.tanh(self.fc(x)) * self.scale + self.shift
class Net(nn.Module):
    def __init__(self, n=2):
        super().__init__()
        self.blocks = nn.ModuleList([Block(n), Block(n)])
        self.head = nn.Sequential(nn.Linear(n, 3), nn.ReLU())
        self.note = "no layer"
    def forward(self, x, times=1):
        for block in self.blocks:
            x = block(x)
        return self.head(x) * times
torch.manual_seed(0)
net = Net()
"""
)


def printed(program: str) -> list[str]:
    return run(NET + program).printed.splitlines()


def test_a_module_lists_what_it_holds_in_pytorchs_order():
    """The order of torch 2.13: a module's own parameters before those of the layers in it."""
    assert printed("for n, p in net.named_parameters(): print(n, tuple(p.shape))") == [
        "blocks.0.scale (1,)",
        "blocks.0.fc.weight (2, 2)",
        "blocks.0.fc.bias (2,)",
        "blocks.1.scale (1,)",
        "blocks.1.fc.weight (2, 2)",
        "blocks.1.fc.bias (2,)",
        "head.0.weight (3, 2)",
        "head.0.bias (3,)",
    ]
    assert printed("print([n for n, _ in net.named_modules()])") == [
        "['', 'blocks', 'blocks.0', 'blocks.0.fc', 'blocks.1', 'blocks.1.fc', 'head', 'head.0', 'head.1']"
    ]
    assert printed("print([n for n, _ in net.named_children()], list(net.state_dict())[:4])") == [
        "['blocks', 'head'] ['blocks.0.scale', 'blocks.0.shift', 'blocks.0.fc.weight', 'blocks.0.fc.bias']"
    ]


def test_a_module_prints_as_the_tree_of_its_layers():
    assert printed("print(net)") == [
        "Net(",
        "  (blocks): ModuleList(",
        "    (0-1): 2 x Block(",
        "      (fc): Linear(in_features=2, out_features=2, bias=True)",
        "    )",
        "  )",
        "  (head): Sequential(",
        "    (0): Linear(in_features=2, out_features=3, bias=True)",
        "    (1): ReLU()",
        "  )",
        ")",
    ]


def test_a_call_of_a_module_is_its_forward_with_the_same_numbers():
    """forward written out by hand over the same parameters gives the same loss and gradients."""
    by_hand = """
x = torch.tensor([[1.0, -2.0]])
net(x, times=2).sum().backward()
found = [p.grad.clone() for p in net.parameters()]
net.zero_grad()
h = x
for b in net.blocks: h = torch.tanh(h @ b.fc.weight.T + b.fc.bias) * b.scale + b.shift
(torch.relu(h @ net.head[0].weight.T + net.head[0].bias) * 2).sum().backward()
print(all(torch.allclose(p.grad, g) for p, g in zip(net.parameters(), found)), len(found))
"""
    assert printed(by_hand) == ["True 8"]


def nodes(made: Run) -> dict[str, str]:
    return {node.label: node.namespace for node in made.graph.nodes}


def test_the_path_of_a_module_names_its_parameters_and_groups_its_nodes():
    made = run(NET + "y = net(torch.ones(1, 2)).sum()")
    named = nodes(made)
    assert {"net.blocks.0.fc.weight", "net.blocks.1.scale", "net.head.0.bias", "net.blocks.0.shift"} <= named.keys()
    spaces = [node.namespace for node in made.graph.nodes if node.op in ("linear", "tanh")]
    first, second = "net/iteration/blocks.0", "net/iteration.2/blocks.1"
    assert spaces == [f"{first}/fc", first, f"{second}/fc.2", second, "net/head/0"]


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("print(net.training, net.eval().training, net.blocks[0].fc.training)", "True False False"),
        (
            "net.apply(lambda m: print(type(m).__name__))",
            "Linear\nBlock\nLinear\nBlock\nModuleList\nLinear\nReLU\nSequential\nNet",
        ),
        ("net.requires_grad_(False)\nprint(any(p.requires_grad for p in net.parameters()))", "False"),
        (
            "other = Net()\nother.load_state_dict(net.state_dict())\n"
            "print(all((a == b).all() for a, b in zip(net.parameters(), other.parameters())))",
            "True",
        ),
        ("print(net.to('cpu') is net, len(list(net.buffers())), len(net.blocks), net.note)", "True 2 2 no layer"),
        (
            "net.extra = nn.Linear(2, 1)\ndel net.blocks\nprint(len(list(net.parameters())), hasattr(net, 'blocks'))",
            "4 False",
        ),
        ("net.add_module('last', nn.ReLU())\nprint([n for n, _ in net.named_children()][-1])", "last"),
        ("net.blocks[1].fc.weight = net.blocks[0].fc.weight\nprint(len(list(net.parameters())))", "7"),
        (
            "print(isinstance(net, nn.Module), isinstance(net.head[0], nn.Linear), isinstance(net.head, Block))\n"
            "print(isinstance(net.blocks[0].scale, nn.Parameter), isinstance(torch.ones(1), nn.Parameter))",
            "True True False\nTrue False",
        ),
        (
            "h = net.head.register_forward_hook(lambda m, i, o: o * 0)\n"
            "print(net(torch.ones(1, 2)).abs().sum().item())\n"
            "h.remove()\n"
            "print(net(torch.ones(1, 2)).shape[1])",
            "0.0\n3",
        ),
    ],
)
def test_the_methods_of_a_module_do_what_pytorchs_do(program: str, expected: str):
    assert "\n".join(printed(program)) == expected.rstrip("\n")


@pytest.mark.parametrize(
    ("program", "code", "words"),
    [
        (
            "class N(nn.Module):\n    def __init__(self):\n        self.f = nn.Linear(1, 1)\nN()",
            "attribute",
            "before nn.Module's own __init__",
        ),
        ("class N(nn.Module):\n    pass\nN()(1)", "type", "N has no forward"),
        ("class N:\n    pass\nN(1)", "argument", "N() takes no arguments"),
        ("class N:\n    def f(self): pass\nN().g", "attribute", "a N has no g"),
        ("class A: pass\nclass B(A): pass\nclass C(A, B): pass", "type", "order of lookup"),
        ("class A(metaclass=int): pass", "unsupported", "metaclasses"),
        ("super().x", "type", "outside of a method"),
        ("m = nn.ModuleList([nn.ReLU()])\nm(1)", "argument", "cannot be called"),
        (
            "class N(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.me = self\nn = N()",
            "budget/cells",
            "inf",
        ),
        ("nn.Linear(1, 1).register_buffer('b', torch.ones(1))", "type", "registers no buffers"),
    ],
)
def test_a_mistake_in_a_class_is_named(program: str, code: str, words: str):
    with pytest.raises(ProgramError) as caught:
        run(TORCH + program)
    assert (caught.value.code, words in caught.value.message) == (code, True), caught.value.message


ENDLESS = {
    "a method that calls itself by an operator": "class A:\n    def __add__(self, o): return self + o\nA() + 1",
    "a text that asks for itself": "class A:\n    def __repr__(self): return repr(self)\nprint(A())",
    "an attribute that asks for itself": "class A:\n    def __getattr__(self, n): return self.x\nA().y",
    "a handler around an endless loop": "while True:\n    try:\n        while True: pass\n    except Exception: pass",
    "a handler of everything around endless calls": "def f():\n    try:\n        f()\n    except:\n        f()\nf()",
    "finally around an endless loop": (
        "def f():\n    try:\n        while True: pass\n    finally:\n        return 1\nf()"
    ),
    "exceptions as control flow": (
        "i = 0\nwhile True:\n    try:\n        raise ValueError(i)\n"
        "    except ValueError as e:\n        i = e.args[0] + 1"
    ),
    "a set that grows": "s = set()\ni = 0\nwhile True:\n    s.add(i)\n    i += 1",
    "a set doubled": "s = {0}\nwhile True:\n    s = s | {x + len(s) for x in s}",
    "objects without end": "class A: pass\na = []\nwhile True: a.append(A())",
    "a chain of classes": "class A: pass\nfor i in range(10**6):\n    class A(A): pass",
    "a length without end": (
        "class A:\n    def __len__(self): return 10**9\n    def __getitem__(self, i): return i\nlist(A())"
    ),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_what_has_no_end_meets_a_budget_that_nothing_catches(name: str):
    with pytest.raises(ProgramError) as caught:
        run(ENDLESS[name], limits=CLASS)
    assert caught.value.code.startswith("budget/")


def test_a_key_is_small_however_often_its_parts_stand_in_it():
    """Six levels of 400 parts would be 4 · 10¹⁵ to hash."""
    with pytest.raises(ProgramError, match="a key is"):
        run("t = (1,) * 400\nfor i in range(5): t = (t,) * 400\n{t: 1}")


@pytest.mark.parametrize(
    ("change", "reads"),
    [
        ("ValueError.x = 7", "print(hasattr(ValueError, 'x'))"),
        ("object.__len__ = lambda o: 7", "class A: pass\nprint(hasattr(A(), '__len__'))"),
        ("import torch.nn as nn\nnn.Module.x = 7", "import torch.nn as nn\nprint(hasattr(nn.Module, 'x'))"),
        ("type(len).x = 7", "print(hasattr(type(len), 'x'))"),
    ],
)
def test_no_program_changes_a_class_that_other_programs_see(change: str, reads: str):
    """Python answers TypeError: cannot set attribute of immutable type."""
    with pytest.raises(ProgramError, match="keeps what it has") as caught:
        run(change)
    assert caught.value.code == "type"
    assert run(reads).printed == "False\n"
