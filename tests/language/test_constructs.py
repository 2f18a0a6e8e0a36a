"""Each construct of the language does what Python does: what a program prints here is what Python prints."""

import pytest

from engine.language import ProgramError, run


def printed(source: str) -> str:
    return run(source).printed


PYTHON = {
    "chained assignment": """\
a = b = 3
print(a, b)
""",
    "tuple targets": """\
a, (b, *c) = 1, [2, 3, 4]
print(a, b, c)
""",
    "augmented assignment": """\
a = 7
a += 1
a -= 2
a *= 3
a //= 4
a %= 3
a **= 2
print(a)
""",
    "augmented entry": """\
a = [1, 2]
a[0] += 5
d = {'k': 1}
d['k'] *= 4
print(a, d)
""",
    "a list grows in place": """\
a = [1]
b = a
a += [2]
print(b)
""",
    "a list that grows while a loop goes through it": """\
tasks = [1]
for task in tasks:
    if task < 5:
        tasks.append(task + 1)
print(tasks)
""",
    "a list that shrinks while a loop goes through it": """\
tasks = [1, 2, 3, 4, 5]
for task in tasks:
    tasks.pop()
    print(task)
""",
    "a list that grows while a comprehension and an iterator go through it": """\
tasks = [1, 2]
print([task for task in tasks if len(tasks) > 4 or tasks.append(task * 2) is None])
rest = iter(tasks)
tasks.extend(tasks)
print(list(rest), tasks)
""",
    "a dict or a set that grows while a loop goes through it": """\
count = {1: 2}
try:
    for each in count:
        count[each + 1] = 0
except RuntimeError:
    print(len(count))
seen = {1}
try:
    for each in seen:
        seen.add(each + 1)
except RuntimeError:
    print(len(seen))
for each in count:
    count[each] = 5
print(count)
""",
    "an object that has every attribute but one": """\
class Numbered:
    def __getattr__(self, name):
        if name == "z":
            raise AttributeError(name)
        return len(name)
print(hasattr(Numbered(), "z"), getattr(Numbered(), "z", 5), hasattr(Numbered(), "yy"), Numbered().yy)
""",
    "annotations": """\
def f(x: int, y: float = 2) -> float:
    z: float = x * y
    return z
print(f(3))
""",
    "default, keyword and star arguments": """\
def f(a, /, b=2, *rest, c, d=4, **named):
    return [a, b, rest, c, d, named]
print(f(1, c=3), f(1, 2, 5, 6, c=7, e=8), f(*[1, 2], **{'c': 3}))
""",
    "closures": """\
def outer(n):
    def inner(m):
        return n * m
    return inner
print(outer(3)(4))
""",
    "lambda": """\
f = lambda x, y=2: x ** y
print(f(3), f(2, 5))
""",
    "early return": """\
def f(x):
    for i in range(9):
        if i * i > x:
            return i
print(f(10), f(100))
""",
    "recursion": """\
def fact(n):
    return 1 if n <= 1 else n * fact(n - 1)
print(fact(15))
""",
    "recursion 38 deep": """\
def down(n):
    if n == 0:
        return 0
    return 1 + down(n - 1)
print(down(38))
""",
    "for over everything": """\
for x in [1, (2, 3), 'ab']:
    print(x)
for k in {'a': 1}:
    print(k)
for c in 'xy':
    print(c)
for i, (a, b) in enumerate(zip([1, 2], [3, 4]), start=5):
    print(i, a, b)
for i in reversed(range(3)):
    print(i)
""",
    "break, continue and else": """\
for i in range(5):
    if i == 1:
        continue
    if i == 3:
        break
    print(i)
else:
    print('no')
i = 0
while i < 3:
    i += 1
else:
    print('done', i)
""",
    "a list read by a loop may grow": """\
a = [1, 2]
for x in tuple(a):
    a.append(x)
print(a)
""",
    "comparisons in a chain": """\
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 != 2, 3 in [1, 2], 'a' not in 'abc')
""",
    "and, or, not": """\
print(0 or 'x', 1 and 2, not [], None is None, [] is not None)
""",
    "conditional expression": """\
print('yes' if 3 > 2 else 'no')
""",
    "comprehensions": """\
print([x * y for x in range(3) for y in range(3) if x != y])
print({k: v for k, v in zip('ab', [1, 2])}, sum(x for x in range(4)), list(x for x in 'ab'))
""",
    "a comprehension has its own names": """\
x = 5
y = [x for x in range(3)]
print(x, y)
""",
    "slices": """\
a = [0, 1, 2, 3, 4]
print(a[1:3], a[::-1], a[-2:], a[:], (1, 2, 3)[1:], 'hello'[1:3], list(range(9)[2:8:3]))
""",
    "displays with stars": """\
a = [1, 2]
print([0, *a, 3], (*a, *a))
""",
    "dicts": """\
d = {'a': 1}
d['b'] = 2
print(d, d.keys() == ['a'], len(d), 'a' in d, d.get('z', 0), list(d.items()))
""",
    "strings": """\
print('a' + 'b', 'ab' * 2, ', '.join(['x', 'y']), len('abc'), str(1.5), repr('q'))
""",
    "f-strings": """\
x = 3.14159
s = 'hi'
print(f'{x:.2f}|{x:8.3f}|{s:>5s}|{s!r}|{7:03d}|{0.5:.1%}|{x:.{2}e}|{{}}')
""",
    "percent formatting": """\
print('%d %5.2f %s %r %% %e' % (3, 2.5, 'a', 'b', 1e-5), '%s' % 4)
""",
    "format": """\
print('{} {:.1f} {name:>4} {{}}'.format(1, 2.0, name='x'))
""",
    "number functions": """\
print(abs(-3), round(2.567, 1), round(2.5), max(1, 5, 3), min([4, 2]), pow(2, 5), divmod(7, 3))
print(int(3.9), float('1.5'), bool([]), sorted([3, 1, 2], key=lambda v: -v), any([0, 1]), all([]))
""",
    "whole numbers": """\
print(7 // 2, -7 // 2, 7 % -3, 2 ** 62, 2 ** -1, 6 & 3, 6 | 3, 6 ^ 3, ~5, True + 1, -3 ** 2)
""",
    "print": """\
print(1, 'a', None, sep='-', end='!\\n')
print()
print([1.0, 'x', (2,), {'k': [None]}], True, 1e20, 1e-7, ())
""",
    "list methods": """\
a = [3, 1]
a.append(2)
a.extend([5])
a.insert(0, 9)
print(a, a.pop(), a.pop(0), a.index(1), a.count(3))
a.reverse()
print(a, a.copy())
""",
    "map, filter, tuple, dict": """\
print(list(map(lambda a, b: a + b, [1, 2], [3, 4])), list(filter(None, [0, 1])))
print(tuple([1]), dict(a=1), dict([('b', 2)]))
""",
    "math": """\
import math
from math import pi as p
print(math.exp(1), math.sqrt(2.0), math.floor(2.7), p, math.inf, math.log(8, 2))
""",
    "main": """\
if __name__ == '__main__':
    print('run')
""",
    "assert": """\
assert 1 + 1 == 2, 'sum'
print('ok')
""",
    "scopes": """\
x = 1
def f():
    return x
x = 2
print(f())
""",
}


@pytest.mark.parametrize("source", PYTHON.values(), ids=PYTHON)
def test_a_construct_prints_what_python_prints(source: str, capsys: pytest.CaptureFixture[str]):
    exec(compile(source, "construct", "exec"), {"__name__": "__main__"})
    assert printed(source) == capsys.readouterr().out


# Printed by PyTorch 2.13 with float64 as its default element type.
TORCH = {
    "entries": (
        """\
x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
x[0, 1] = 9.0
print(x[x > 2].tolist(), x[1].tolist(), x[:, 0].tolist())
""",
        "[9.0, 3.0, 4.0] [3.0, 4.0] [1.0, 3.0]\n",
    ),
    "extremes": (
        """\
x = torch.tensor([[1.0, 9.0], [3.0, 4.0]])
v, i = x.max(dim=1)
print(x.max().item(), v.tolist(), i.tolist(), x.max(dim=0).values.tolist(), x.argmax().item())
""",
        "9.0 [9.0, 4.0] [1, 1] [3.0, 9.0] 1\n",
    ),
    "shapes": (
        """\
x = torch.zeros(2, 3)
print(x.ndim, x.size(0), x.shape[1], len(x), x.numel(), x.T.shape[0], x.reshape(-1).shape[0])
""",
        "2 2 3 2 6 3 6\n",
    ),
    "element types": (
        """\
print(torch.tensor([1, 2]).dtype, torch.tensor([1.0]).dtype, torch.tensor(True).dtype, torch.ones(2).long().dtype)
""",
        "torch.int64 torch.float64 torch.bool torch.int64\n",
    ),
    "arithmetic": (
        """\
x = torch.tensor([1.0, -2.0])
print((2 * x + 1).tolist(), (x ** 2).tolist(), (1 / x).tolist(), (x @ x).item(), (-x).tolist())
""",
        "[3.0, -3.0] [1.0, 4.0] [1.0, -0.5] 5.0 [-1.0, 2.0]\n",
    ),
    "rows of a loop": (
        """\
for row in torch.tensor([[1.0, 2.0], [3.0, 4.0]]):
    print(row.sum().item())
""",
        "3.0\n7.0\n",
    ),
    "formats of one number": (
        """\
x = torch.tensor(1.23456)
print(f'{x:.2f} {x.item():.3f}', '%.1f' % x)
""",
        "1.23 1.235 1.2\n",
    ),
    "flags": (
        """\
w = torch.ones(2, requires_grad=True)
y = w * 2
print(w.requires_grad, w.is_leaf, y.is_leaf, w.grad, y.detach().requires_grad)
""",
        "True True False None False\n",
    ),
    "no_grad as a decorator": (
        """\
w = torch.ones(2, requires_grad=True)
@torch.no_grad()
def f(x):
    return x * 2
print(f(w).requires_grad)
""",
        "False\n",
    ),
    "in place": (
        """\
x = torch.ones(2)
y = x
x += 1
x.mul_(3).add_(1)
print(y.tolist())
""",
        "[7.0, 7.0]\n",
    ),
    "data": (
        """\
w = torch.ones(2, requires_grad=True)
w.data -= 0.5
w.data = w.data * 4
print(w.tolist(), w.requires_grad)
""",
        "[2.0, 2.0] True\n",
    ),
    "gradients add up": (
        """\
w = torch.tensor(3.0, requires_grad=True)
for i in range(2):
    (w * w).backward()
print(w.grad.item())
w.grad.zero_()
(w * 2).backward()
print(w.grad.item())
w.grad = None
print(w.grad)
""",
        "12.0\n2.0\nNone\n",
    ),
    "numpy's words": (
        """\
import numpy as np
x = np.array([[1.0, 2.0], [3.0, 4.0]])
print(np.sum(x, axis=0).tolist(), x.mean(axis=1, keepdims=True).tolist(), np.maximum(x, 2.5).tolist(), np.exp(0.0))
""",
        "[4.0, 6.0] [[1.5], [3.5]] [[2.5, 2.5], [3.0, 4.0]] 1.0\n",
    ),
}


@pytest.mark.parametrize(("source", "expected"), TORCH.values(), ids=TORCH)
def test_tensors_print_what_pytorch_prints(source: str, expected: str):
    assert printed(f"import torch\n{source}") == expected


def test_a_random_program_repeats_and_a_seed_changes_it():
    unseeded = "import torch\nprint(torch.randn(3).tolist())"
    assert printed(unseeded) == printed(unseeded)
    assert printed(unseeded.replace("\n", "\ntorch.manual_seed(1)\n", 1)) != printed(unseeded)


def test_a_generator_is_seeded_like_the_stream_itself():
    drawn = printed("import torch\ntorch.manual_seed(7)\nprint(torch.randn(2).tolist())")
    own = "import torch\ng = torch.Generator().manual_seed(7)\nprint(torch.randn(2, generator=g).tolist())"
    assert printed(own) == drawn


def test_a_hook_may_replace_a_gradient():
    source = """\
import torch
x = torch.ones(2, requires_grad=True)
x.register_hook(lambda g: g * 3)
x.sum().backward()
print(x.grad.tolist())
"""
    assert printed(source) == "[3.0, 3.0]\n"


def test_an_assertion_that_fails_says_where_and_why():
    with pytest.raises(ProgramError, match="the assertion does not hold: too small") as caught:
        run("x = 1\nassert x > 2, 'too small'")
    assert (caught.value.code, caught.value.line, caught.value.column, caught.value.end_column) == (
        "assertion",
        2,
        8,
        13,
    )
