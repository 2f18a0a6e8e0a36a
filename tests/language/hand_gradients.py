"""Programs that compute their gradients by hand, all of them right, and the slips that each is then given.

The formulas are those of the presets' headers and of the papers that each names; `tests/torch` runs those in torch.
"""

from typing import NamedTuple

TWO_LAYER_BCE = """import numpy as np
A0 = np.array([[1.0, 0.0, -1.0], [0.5, 2.0, 1.0]])
Y = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
W1 = np.array([[0.5, -0.5, 0.25], [1.0, 0.0, -1.0]])
b1 = np.array([0.0, 0.5])
W2 = np.array([[1.0, -1.0], [0.5, 0.5], [-0.5, 2.0]])
b2 = np.array([0.0, -0.5, 0.25])
sigmoid = lambda z: 1 / (1 + np.exp(-z))
Z1 = A0 @ W1.T + b1
A1 = sigmoid(Z1)
Z2 = A1 @ W2.T + b2
A2 = sigmoid(Z2)
loss = -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)).sum(1).mean()
N = len(A0)
dZ2 = (A2 - Y) / N
dW2 = dZ2.T @ A1
db2 = dZ2.sum(axis=0)
dA1 = dZ2 @ W2
dZ1 = dA1 * A1 * (1 - A1)
dW1 = dZ1.T @ A0
db1 = dZ1.sum(axis=0)
print(loss)
"""

ONE_OPERATION_A_LINE = """import torch
A0 = torch.tensor([[1.0, -1.0], [0.5, 2.0]])
Y = torch.tensor([[1.0], [0.0]])
W1 = torch.tensor([[0.5, -0.5], [1.0, 0.25]])
b1 = torch.tensor([0.1, -0.1])
temp1 = A0 @ W1.T
Z1 = temp1 + b1
A1 = torch.sigmoid(Z1)
W2 = torch.tensor([[1.0, -2.0]])
b2 = torch.tensor([0.5])
temp2 = A1 @ W2.T
Z2 = temp2 + b2
A2 = torch.sigmoid(Z2)
temp3 = A2 - Y
temp4 = temp3 ** 2
loss = temp4.mean()
dtemp4 = torch.ones_like(temp4) / temp4.numel()
dtemp3 = dtemp4 * 2 * temp3
dA2 = dtemp3
dZ2 = dA2 * A2 * (1 - A2)
db2 = dZ2.sum(0)
dtemp2 = dZ2
dW2 = dtemp2.T @ A1
dA1 = dtemp2 @ W2
dZ1 = dA1 * A1 * (1 - A1)
db1 = dZ1.sum(0)
dtemp1 = dZ1
dW1 = dtemp1.T @ A0
print(loss.item())
"""

ONE_OR_SEVEN = """import numpy as np
one_a = [0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1]
one_b = [0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0]
seven_a = [1, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0]
seven_b = [1, 1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0]
X = np.array([one_a, one_b, seven_a, seven_b]) * 1.0
y = np.array([[0.0], [0.0], [1.0], [1.0]])
W1 = (np.arange(30).reshape(2, 15) % 7 - 3.0) / 10
b1, W2, b2 = np.zeros(2), np.array([[1.0, -1.0]]), np.zeros(1)

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

for epoch in range(5):
    Z1 = X @ W1.T + b1
    A1 = sigmoid(Z1)
    Z2 = A1 @ W2.T + b2
    A2 = sigmoid(Z2)
    loss = -(y * np.log(A2) + (1 - y) * np.log(1 - A2)).mean()
    grad_Z2 = (A2 - y) / y.shape[0]
    grad_W2 = grad_Z2.T @ A1
    grad_b2 = grad_Z2.sum(0)
    grad_A1 = grad_Z2 @ W2
    grad_Z1 = grad_A1 * A1 * (1 - A1)
    grad_W1 = grad_Z1.T @ X
    grad_b1 = grad_Z1.sum(0)
    W1 -= 0.5 * grad_W1
    b1 -= 0.5 * grad_b1
    W2 -= 0.5 * grad_W2
    b2 -= 0.5 * grad_b2
print(loss)
"""

# A net with a softmax and a penalty on its weights, in a class that returns its gradients in a dict.
SOFTMAX_CLASS = """import numpy as np
class TwoLayerNet:
    def __init__(self, inputs, hidden, classes):
        self.params = {}
        self.params['W1'] = 0.3 * np.random.randn(inputs, hidden)
        self.params['b1'] = np.zeros(hidden)
        self.params['W2'] = 0.3 * np.random.randn(hidden, classes)
        self.params['b2'] = np.zeros(classes)

    def loss(self, X, y, reg=0.0):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        N, D = X.shape
        h1 = np.maximum(0, X.dot(W1) + b1)
        scores = h1.dot(W2) + b2
        shifted = scores - np.max(scores, axis=1, keepdims=True)
        probs = np.exp(shifted) / np.sum(np.exp(shifted), axis=1, keepdims=True)
        loss = -np.sum(np.log(probs[np.arange(N), y])) / N
        loss += reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
        grads = {}
        dscores = probs.copy()
        dscores[np.arange(N), y] -= 1
        dscores /= N
        grads['W2'] = h1.T.dot(dscores) + 2 * reg * W2
        grads['b2'] = np.sum(dscores, axis=0)
        dh1 = dscores.dot(W2.T)
        dh1[h1 <= 0] = 0
        grads['W1'] = X.T.dot(dh1) + 2 * reg * W1
        grads['b1'] = np.sum(dh1, axis=0)
        return loss, grads

np.random.seed(1)
net = TwoLayerNet(4, 6, 3)
X = np.random.randn(5, 4)
y = np.array([0, 1, 2, 2, 1])
loss, grads = net.loss(X, y, reg=0.05)
for name in net.params:
    net.params[name] -= 0.1 * grads[name]
print(loss)
"""

# Every step of a character model's loss by hand, in single precision, as in the lectures on makemore.
NINJA = """import torch
import torch.nn.functional as F
g = torch.Generator().manual_seed(2147483647)
n, vocab, n_embd, block, n_hidden = 6, 7, 3, 2, 5
C = torch.randn((vocab, n_embd), generator=g)
W1 = torch.randn((n_embd * block, n_hidden), generator=g)
b1 = torch.randn(n_hidden, generator=g) * 0.1
W2 = torch.randn((n_hidden, vocab), generator=g) * 0.1
b2 = torch.randn(vocab, generator=g) * 0.1
bngain = torch.randn((1, n_hidden), generator=g) * 0.1 + 1.0
bnbias = torch.randn((1, n_hidden), generator=g) * 0.1
parameters = [C, W1, b1, W2, b2, bngain, bnbias]
for p in parameters:
    p.requires_grad = True
Xb = torch.randint(0, vocab, (n, block), generator=g)
Yb = torch.randint(0, vocab, (n,), generator=g)
emb = C[Xb]
embcat = emb.view(emb.shape[0], -1)
hprebn = embcat @ W1 + b1
bnmeani = 1/n*hprebn.sum(0, keepdim=True)
bndiff = hprebn - bnmeani
bndiff2 = bndiff**2
bnvar = 1/(n-1)*(bndiff2).sum(0, keepdim=True)
bnvar_inv = (bnvar + 1e-5)**-0.5
bnraw = bndiff * bnvar_inv
hpreact = bngain * bnraw + bnbias
h = torch.tanh(hpreact)
logits = h @ W2 + b2
logit_maxes = logits.max(1, keepdim=True).values
norm_logits = logits - logit_maxes
counts = norm_logits.exp()
counts_sum = counts.sum(1, keepdims=True)
counts_sum_inv = counts_sum**-1
probs = counts * counts_sum_inv
logprobs = probs.log()
loss = -logprobs[range(n), Yb].mean()
for p in parameters:
    p.grad = None
loss.backward()
dlogprobs = torch.zeros_like(logprobs)
dlogprobs[range(n), Yb] = -1.0/n
dprobs = (1.0 / probs) * dlogprobs
dcounts_sum_inv = (counts * dprobs).sum(1, keepdim=True)
dcounts = counts_sum_inv * dprobs
dcounts_sum = (-counts_sum**-2) * dcounts_sum_inv
dcounts += torch.ones_like(counts) * dcounts_sum
dnorm_logits = counts * dcounts
dlogits = dnorm_logits.clone()
dlogit_maxes = (-dnorm_logits).sum(1, keepdim=True)
dlogits += F.one_hot(logits.max(1).indices, num_classes=logits.shape[1]) * dlogit_maxes
dh = dlogits @ W2.T
dW2 = h.T @ dlogits
db2 = dlogits.sum(0)
dhpreact = (1.0 - h**2) * dh
dbngain = (bnraw * dhpreact).sum(0, keepdim=True)
dbnraw = bngain * dhpreact
dbnbias = dhpreact.sum(0, keepdim=True)
dbndiff = bnvar_inv * dbnraw
dbnvar_inv = (bndiff * dbnraw).sum(0, keepdim=True)
dbnvar = (-0.5*(bnvar + 1e-5)**-1.5) * dbnvar_inv
dbndiff2 = (1.0/(n-1))*torch.ones_like(bndiff2) * dbnvar
dbndiff += (2*bndiff) * dbndiff2
dhprebn = dbndiff.clone()
dbnmeani = (-dbndiff).sum(0)
dhprebn += 1.0/n * (torch.ones_like(hprebn) * dbnmeani)
dembcat = dhprebn @ W1.T
dW1 = embcat.T @ dhprebn
db1 = dhprebn.sum(0)
demb = dembcat.view(emb.shape)
dC = torch.zeros_like(C)
for k in range(Xb.shape[0]):
    for j in range(Xb.shape[1]):
        ix = Xb[k,j]
        dC[ix] += demb[k,j]
"""

# Columns are examples, and dZ is that of the sum: the 1/m comes in with the weights.
COLUMNS = """import numpy as np
np.random.seed(2)
X = np.random.randn(2, 5)
Y = (X[0:1] * X[1:2] > 0) * 1.0
W1 = np.random.randn(4, 2) * 0.5
b1 = np.zeros((4, 1))
W2 = np.random.randn(1, 4) * 0.5
b2 = np.zeros((1, 1))
m = X.shape[1]
for i in range(4):
    Z1 = np.dot(W1, X) + b1
    A1 = np.tanh(Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = 1 / (1 + np.exp(-Z2))
    cost = -1 / m * np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))
    dZ2 = A2 - Y
    dW2 = 1 / m * np.dot(dZ2, A1.T)
    db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))
    dW1 = 1 / m * np.dot(dZ1, X.T)
    db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)
    W1 = W1 - 1.2 * dW1
    b1 = b1 - 1.2 * db1
    W2 = W2 - 1.2 * dW2
    b2 = b2 - 1.2 * db2
print(cost)
"""

# Nothing is named loss: f is, by the names of the gradients.
GATES = """x = -2; y = 5; z = -4
q = x + y
f = q * z
dfdz = q
dfdq = z
dfdx = 1.0 * dfdq
dfdy = 1.0 * dfdq
"""

NEURON = """import math
w = [2, -3, -3]
x = [-1, -2]
dot = w[0]*x[0] + w[1]*x[1] + w[2]
f = 1.0 / (1 + math.exp(-dot))
ddot = (1 - f) * f
dx = [w[0] * ddot, w[1] * ddot]
dw = [x[0] * ddot, x[1] * ddot, 1.0 * ddot]
"""

# Uses of x and y add up.
STAGED = """import math
x = 3
y = -4
sigy = 1.0 / (1 + math.exp(-y))
num = x + sigy
sigx = 1.0 / (1 + math.exp(-x))
xpy = x + y
xpysqr = xpy**2
den = sigx + xpysqr
invden = 1.0 / den
f = num * invden
dnum = invden
dinvden = num
dden = (-1.0 / (den**2)) * dinvden
dsigx = (1) * dden
dxpysqr = (1) * dden
dxpy = (2 * xpy) * dxpysqr
dx = (1) * dxpy
dy = (1) * dxpy
dx += ((1 - sigx) * sigx) * dsigx
dx += (1) * dnum
dsigy = (1) * dnum
dy += ((1 - sigy) * sigy) * dsigy
"""

# A recurrent net: the gradients add up over time and are clipped at the end.
RECURRENT = """import numpy as np
np.random.seed(0)
hidden_size, vocab_size = 4, 3
Wxh = np.random.randn(hidden_size, vocab_size) * 0.1
Whh = np.random.randn(hidden_size, hidden_size) * 0.1
Why = np.random.randn(vocab_size, hidden_size) * 0.1
bh = np.zeros((hidden_size, 1))
by = np.zeros((vocab_size, 1))

def lossFun(inputs, targets, hprev):
    xs, hs, ys, ps = {}, {}, {}, {}
    hs[-1] = np.copy(hprev)
    loss = 0
    for t in range(len(inputs)):
        xs[t] = np.zeros((vocab_size, 1))
        xs[t][inputs[t]] = 1
        hs[t] = np.tanh(np.dot(Wxh, xs[t]) + np.dot(Whh, hs[t - 1]) + bh)
        ys[t] = np.dot(Why, hs[t]) + by
        ps[t] = np.exp(ys[t]) / np.sum(np.exp(ys[t]))
        loss += -np.log(ps[t][targets[t], 0])
    dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
    dbh, dby = np.zeros_like(bh), np.zeros_like(by)
    dhnext = np.zeros_like(hs[0])
    for t in reversed(range(len(inputs))):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1
        dWhy += np.dot(dy, hs[t].T)
        dby += dy
        dh = np.dot(Why.T, dy) + dhnext
        dhraw = (1 - hs[t] * hs[t]) * dh
        dbh += dhraw
        dWxh += np.dot(dhraw, xs[t].T)
        dWhh += np.dot(dhraw, hs[t - 1].T)
        dhnext = np.dot(Whh.T, dhraw)
    for dparam in [dWxh, dWhh, dWhy, dbh, dby]:
        np.clip(dparam, -5, 5, out=dparam)
    return loss, dWxh, dWhh, dWhy, dbh, dby

loss, dWxh, dWhh, dWhy, dbh, dby = lossFun([0, 1, 2, 1], [1, 2, 1, 0], np.zeros((hidden_size, 1)))
print(loss)
"""

# torch without its autograd: the polynomial of the tutorials.
POLYNOMIAL = """import torch
import math
x = torch.linspace(-math.pi, math.pi, 40)
y = torch.sin(x)
a, b, c, d = torch.tensor(0.1), torch.tensor(-0.2), torch.tensor(0.3), torch.tensor(0.05)
learning_rate = 1e-6
for t in range(6):
    y_pred = a + b * x + c * x ** 2 + d * x ** 3
    loss = (y_pred - y).pow(2).sum()
    grad_y_pred = 2.0 * (y_pred - y)
    grad_a = grad_y_pred.sum()
    grad_b = (grad_y_pred * x).sum()
    grad_c = (grad_y_pred * x ** 2).sum()
    grad_d = (grad_y_pred * x ** 3).sum()
    a -= learning_rate * grad_a
    b -= learning_rate * grad_b
    c -= learning_rate * grad_c
    d -= learning_rate * grad_d
print(loss)
"""

# Layers as objects, each of which keeps its own gradients.
LAYERS = """import numpy as np
np.random.seed(3)
class Linear:
    def __init__(self, inputs, outputs):
        self.W = np.random.randn(inputs, outputs)
        self.b = np.zeros(outputs)
    def forward(self, x):
        self.x = x
        return x @ self.W + self.b
    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T
class Sigmoid:
    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out
    def backward(self, dout):
        return dout * self.out * (1 - self.out)
first, act, second = Linear(3, 4), Sigmoid(), Linear(4, 2)
X = np.random.randn(5, 3)
T = np.random.randn(5, 2)
out = second.forward(act.forward(first.forward(X)))
loss = ((out - T) ** 2).mean()
dout = 2 * (out - T) / out.size
dX = first.backward(act.backward(second.backward(dout)))
print(loss)
"""

# Gradients hung on the tensors themselves.
HUNG_ON = """import torch
torch.manual_seed(0)
x = torch.randn(4, 3)
w = torch.randn(3, 2)
b = torch.zeros(2)
t = torch.randn(4, 2)
l1 = x @ w + b
out = l1.clamp_min(0.)
diff = out - t
loss = diff.pow(2).mean()
out.g = 2. * diff / diff.numel()
l1.g = (l1 > 0).float() * out.g
w.g = x.t() @ l1.g
b.g = l1.g.sum(0)
x.g = l1.g @ w.t()
"""

MICROGRAD_BY_HAND = """from micrograd.engine import Value
a = Value(2.0); b = Value(-3.0); c = Value(10.0); f = Value(-2.0)
e = a * b
d = e + c
L = d * f
L.grad = 1.0
f.grad = 4.0
d.grad = -2.0
c.grad = -2.0
e.grad = -2.0
a.grad = 6.0
b.grad = -4.0
"""

# What begins with d and is no gradient: steps, differences, slopes, an update, an approximation.
NO_GRADIENTS = """import numpy as np
x = np.linspace(0, 1, 5)
dx = 0.25
t = np.array(0.0)
dt = 0.1
y = x ** 2
dy = y - np.array([0.0, 0.1, 0.2, 0.3, 0.4])
for i in range(3):
    t = t + dt
w = np.array(3.0)
loss = ((w * x - y) ** 2).sum()
h = 1e-3
dw = (((w + h) * x - y) ** 2).sum() / h - loss / h
z = w * 2.0
a = 1 / (1 + np.exp(-z))
da = a * (1 - a)
print(loss)
"""

UPDATES = """import numpy as np
w = np.array([1.0, -2.0])
x = np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 0.5]])
y = np.array([1.0, 2.0, 3.0])
velocity = np.zeros(2)
for i in range(5):
    loss = ((x @ w - y) ** 2).mean()
    gradient = 2 * x.T @ (x @ w - y) / 3
    dw = 0.9 * velocity - 0.1 * gradient
    velocity = dw
    w = w + dw
print(loss)
"""

RIGHT = {
    "two layers, cross-entropy": TWO_LAYER_BCE,
    "one operation a line": ONE_OPERATION_A_LINE,
    "one or seven": ONE_OR_SEVEN,
    "softmax in a class": SOFTMAX_CLASS,
    "every step of a loss": NINJA,
    "examples in columns": COLUMNS,
    "gates": GATES,
    "a neuron": NEURON,
    "staged": STAGED,
    "recurrent": RECURRENT,
    "polynomial": POLYNOMIAL,
    "layers as objects": LAYERS,
    "hung on tensors": HUNG_ON,
    "micrograd by hand": MICROGRAD_BY_HAND,
    "no gradients": NO_GRADIENTS,
    "updates": UPDATES,
}


class Slipped(NamedTuple):
    """A program with one slip: where it stands, what it is, which gradients only follow from it, and which have it too,
    as they are not computed from the first.
    """

    program: str
    right: str
    wrong: str
    name: str
    slip: str
    follow: tuple[str, ...] = ()
    too: tuple[str, ...] = ()


SLIPS = {
    "the mean's 1/N": Slipped(
        TWO_LAYER_BCE, "(A2 - Y) / N", "(A2 - Y)", "dZ2", "1/N", ("dW2", "db2", "dA1", "dZ1", "dW1", "db1")
    ),
    "the activation's slope": Slipped(TWO_LAYER_BCE, "dA1 * A1 * (1 - A1)", "dA1", "dZ1", "slope", ("dW1", "db1")),
    "the slope at z": Slipped(
        TWO_LAYER_BCE, "dA1 * A1 * (1 - A1)", "dA1 * Z1 * (1 - Z1)", "dZ1", "slope", ("dW1", "db1")
    ),
    "another function's slope": Slipped(
        TWO_LAYER_BCE, "dA1 * A1 * (1 - A1)", "dA1 * (1 - A1 ** 2)", "dZ1", "slope", ("dW1", "db1")
    ),
    "a product turned round": Slipped(TWO_LAYER_BCE, "dZ2.T @ A1", "A1.T @ dZ2", "dW2", "transpose"),
    "a missing transpose": Slipped(
        COLUMNS.replace("randn(4, 2)", "randn(2, 2)")
        .replace("zeros((4", "zeros((2")
        .replace("randn(1, 4)", "randn(2, 2)")
        .replace("zeros((1, 1))", "zeros((2, 1))")
        .replace("X[0:1] * X[1:2]", "X * X[1:2]"),
        "np.dot(W2.T, dZ2) *",
        "np.dot(W2, dZ2) *",
        "dZ1",
        "transpose",
        ("dW1", "db1"),
    ),
    "the other axis": Slipped(
        ONE_OPERATION_A_LINE,
        "db1 = dZ1.sum(0)",
        "db1 = dZ1.sum(1)",
        "db1",
        "axis",
    ),
    "a mean for a sum": Slipped(TWO_LAYER_BCE, "db1 = dZ1.sum(axis=0)", "db1 = dZ1.mean(axis=0)", "db1", "axis"),
    "overwritten": Slipped(STAGED, "dx += ((1", "dx = ((1", "dx", "overwritten"),
    "one use forgotten": Slipped(STAGED, "dy += ((1 - sigy) * sigy) * dsigy\n", "", "dy", "overwritten"),
    "the sign": Slipped(
        TWO_LAYER_BCE, "(A2 - Y) / N", "(Y - A2) / N", "dZ2", "sign", ("dW2", "db2", "dA1", "dZ1", "dW1", "db1")
    ),
    "updated before it is used": Slipped(
        ONE_OR_SEVEN,
        "    grad_A1 =",
        "    W2 -= 0.5 * grad_W2\n    grad_A1 =",
        "grad_A1",
        "update",
        ("grad_Z1", "grad_W1", "grad_b1"),
    ),
    "the penalty": Slipped(
        SOFTMAX_CLASS, "h1.T.dot(dscores) + 2 * reg * W2", "h1.T.dot(dscores)", 'grads["W2"]', "penalty"
    ),
    "half the penalty": Slipped(
        SOFTMAX_CLASS, "X.T.dot(dh1) + 2 * reg * W1", "X.T.dot(dh1) + reg * W1", 'grads["W1"]', "penalty"
    ),
    "relu's mask": Slipped(
        SOFTMAX_CLASS, "        dh1[h1 <= 0] = 0\n", "", 'grads["W1"]', "slope", too=('grads["b1"]',)
    ),
    "the 2 of the square": Slipped(
        POLYNOMIAL,
        "2.0 * (y_pred - y)",
        "(y_pred - y)",
        "grad_y_pred",
        "factor",
        ("grad_a", "grad_b", "grad_c", "grad_d"),
    ),
    # The bias before a batch norm has a gradient of 0 however wrong what comes from above is.
    "tanh's slope": Slipped(
        NINJA,
        "(1.0 - h**2) * dh",
        "dh",
        "dhpreact",
        "slope",
        (
            "dbngain",
            "dbnraw",
            "dbnbias",
            "dbnvar_inv",
            "dbnvar",
            "dbndiff2",
            "dbndiff",
            "dbnmeani",
            "dhprebn",
            "dembcat",
            "dW1",
            "demb",
            "dC",
        ),
    ),
    "a use of the batch mean": Slipped(
        NINJA,
        "dbndiff += (2*bndiff) * dbndiff2\n",
        "",
        "dbndiff",
        "overwritten",
        ("dhprebn", "dembcat", "dW1", "demb", "dC"),
    ),
    "a gate's sign": Slipped(GATES, "dfdy = 1.0", "dfdy = -1.0", "dfdy", "sign"),
    "a layer's transpose": Slipped(
        LAYERS.replace("Linear(3, 4)", "Linear(3, 3)").replace("Linear(4, 2)", "Linear(3, 2)").replace("(5, ", "(3, "),
        "self.x.T @ dout",
        "self.x @ dout",
        "first.dW",
        "transpose",
        too=("second.dW",),
    ),
    "a mask forgotten on tensors": Slipped(
        HUNG_ON, "(l1 > 0).float() * out.g", "out.g", "l1.g", "slope", ("w.g", "b.g", "x.g")
    ),
    "a number by hand": Slipped(MICROGRAD_BY_HAND, "b.grad = -4.0", "b.grad = 4.0", "b.grad", "sign"),
}
