"""Ten scalar engines as students write them, each right and with one slip."""

from typing import NamedTuple

HEAD = """import math
class Value:
    def __init__(self, data, _children=(), _op='', label=''):
        self.data = data
        self.grad = 0.0
        self._backward = lambda: None
        self._prev = set(_children)
        self._op = _op
        self.label = label
    def __repr__(self):
        return f"Value(data={self.data})"
    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), '+')
        def _backward():
            self.grad += 1.0 * out.grad
            other.grad += 1.0 * out.grad
        out._backward = _backward
        return out
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), '*')
        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._backward = _backward
        return out
    def __pow__(self, other):
        out = Value(self.data**other, (self,), f'**{other}')
        def _backward():
            self.grad += (other * self.data**(other - 1)) * out.grad
        out._backward = _backward
        return out
    def tanh(self):
        x = self.data
        t = (math.exp(2*x) - 1)/(math.exp(2*x) + 1)
        out = Value(t, (self,), 'tanh')
        def _backward():
            self.grad += (1 - t**2) * out.grad
        out._backward = _backward
        return out
    def exp(self):
        out = Value(math.exp(self.data), (self,), 'exp')
        def _backward():
            self.grad += out.data * out.grad
        out._backward = _backward
        return out
    def relu(self):
        out = Value(0 if self.data < 0 else self.data, (self,), 'ReLU')
        def _backward():
            self.grad += (out.data > 0) * out.grad
        out._backward = _backward
        return out
    def __neg__(self):
        return self * -1
    def __sub__(self, other):
        return self + (-other)
    def __rmul__(self, other):
        return self * other
"""

SORTED = """    def backward(self):
        topo = []
        visited = set()
        def build_topo(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build_topo(child)
                topo.append(v)
        build_topo(self)
        self.grad = 1.0
        for node in reversed(topo):
            node._backward()
"""

NEURON = """x1 = Value(2.0, label='x1')
x2 = Value(0.5, label='x2')
w1 = Value(-0.3, label='w1')
w2 = Value(1.0, label='w2')
b = Value(0.6, label='b')
x1w1 = x1 * w1
x2w2 = x2 * w2
s = x1w1 + x2w2
n = s + b
o = n.tanh()
"""

WALK = """o.grad = 1.0
o._backward()
n._backward()
s._backward()
x1w1._backward()
x2w2._backward()
"""

SHARED = "a = Value(5.0)\nb = Value(-3.0)\nc = a * b\nd = c + b\ne = d * a\ne.backward()\n"

# Other words for everything, and gradients that are sent by the class's own walk.
OTHER_NAMES = """class Scalar:
    def __init__(self, value, parents=()):
        self.value = value
        self.derivative = 0.0
        self.parents = parents
        self.push = None
    def plus(self, other):
        result = Scalar(self.value + other.value, (self, other))
        def push():
            self.derivative += result.derivative
            other.derivative += result.derivative
        result.push = push
        return result
    def times(self, other):
        result = Scalar(self.value * other.value, (self, other))
        def push():
            self.derivative += other.value * result.derivative
            other.derivative += self.value * result.derivative
        result.push = push
        return result
    def differentiate(self):
        order = []
        def visit(node):
            if node not in order:
                for parent in node.parents:
                    visit(parent)
                order.append(node)
        visit(self)
        self.derivative = 1.0
        for node in order[::-1]:
            if node.push:
                node.push()
u = Scalar(3.0)
v = Scalar(4.0)
uv = u.times(v)
uu = u.times(u)
y = uv.plus(uu)
y.differentiate()
"""

# Local derivatives are kept beside the parents.
LOCALS = """class Var:
    def __init__(self, val, inputs=()):
        self.val = val
        self.inputs = inputs
        self.adjoint = 0.0
    def __add__(self, other):
        return Var(self.val + other.val, ((self, 1.0), (other, 1.0)))
    def __mul__(self, other):
        return Var(self.val * other.val, ((self, other.val), (other, self.val)))
    def backprop(self):
        order, seen = [], set()
        def visit(v):
            if v in seen:
                return
            seen.add(v)
            for w, _ in v.inputs:
                visit(w)
            order.append(v)
        visit(self)
        self.adjoint = 1.0
        for v in reversed(order):
            for w, local in v.inputs:
                w.adjoint += local * v.adjoint
p = Var(2.0)
q = Var(5.0)
r = p * q
t = r + p
z = t * r
z.backprop()
"""


class Engine(NamedTuple):
    """`name` is the object whose gradient the slip makes wrong first, and `slip` how the verdict calls it."""

    program: str
    right: str
    wrong: str
    name: str
    slip: str


ENGINES = {
    "sorted, = for += in a product": Engine(
        HEAD + SORTED + SHARED,
        "self.grad += other.data * out.grad",
        "self.grad = other.data * out.grad",
        "a",
        "overwritten",
    ),
    "sorted, = for += in a sum": Engine(
        HEAD + SORTED + "a = Value(3.0)\nb = a + a\nb.backward()\n",
        "self.grad += 1.0 * out.grad\n            other.grad += 1.0",
        "self.grad = 1.0 * out.grad\n            other.grad = 1.0",
        "a",
        "overwritten",
    ),
    "walked by hand, tanh without its slope": Engine(
        HEAD + NEURON + WALK, "(1 - t**2) * out.grad", "out.grad", "n", "slope"
    ),
    "walked by hand, a product's own factor": Engine(
        HEAD + NEURON + WALK, "self.grad += other.data * out.grad", "self.grad += out.grad", "x1", "slope"
    ),
    "a power without its exponent": Engine(
        HEAD + SORTED + "a = Value(3.0)\nb = a ** 2\nL = b * 4\nL.backward()\n",
        "(other * self.data**(other - 1))",
        "(self.data**(other - 1))",
        "a",
        "factor",
    ),
    "exp without itself": Engine(
        HEAD + SORTED + "a = Value(0.5)\nb = a.exp()\nc = b * a\nc.backward()\n",
        "out.data * out.grad",
        "out.grad",
        "a",
        "slope",
    ),
    "relu that is never shut": Engine(
        HEAD + SORTED + "a = Value(-2.0)\nb = Value(3.0)\nc = a * b\nd = c.relu()\ne = d + b\ne.backward()\n",
        "(out.data > 0) * out.grad",
        "out.grad",
        "c",
        "shut",
    ),
    "the sign of a sum": Engine(
        HEAD + SORTED + SHARED, "other.grad += 1.0 * out.grad", "other.grad += -1.0 * out.grad", "b", "sign"
    ),
    "other names, = for +=": Engine(
        OTHER_NAMES, "self.derivative += other.value", "self.derivative = other.value", "u", "overwritten"
    ),
    "local derivatives, = for +=": Engine(LOCALS, "w.adjoint += local", "w.adjoint = local", "r", "overwritten"),
}
