"""Programs, and what is said of running them unchanged in PyTorch: None where they do, else a part of the reason.

tests/torch/check_portability.py runs those that do in PyTorch itself.
"""

TORCH = "import torch\n"
F = "import torch.nn.functional as F\n"
NN = "import torch\nfrom torch import nn\n"
X = "x = torch.tensor([[1.0, 2.0], [3.0, 5.0]], requires_grad=True)\n"

PORTABLE = [
    TORCH + X + "y = (x * 2).sum()\ny.backward()\nprint(x.grad, x.shape)",
    TORCH + X + "x.sum(axis=0).sum().backward()",
    TORCH + X + "torch.sum(x, dim=0, keepdims=True).mean().backward()",
    TORCH + X + "x.view(4).reshape(2, 2).permute(1, 0).sum(0, keepdim=True).sum().backward()",
    TORCH + X + "torch.permute(x, (1, 0)).sum().backward()",
    TORCH + X + "torch.max(x, 1).values.sum().backward()",
    TORCH + X + "torch.clamp(x, min=2).sum().backward()",
    TORCH + X + "torch.einsum('ij,jk->ik', x, x).sum().backward()",
    TORCH + X + "y = torch.zeros(2, 3, dtype=torch.float64)\nz = torch.ones((2, 2)) + x + torch.full((2, 2), 3.0)",
    TORCH + F + X + "F.softmax(x, dim=1)[0, 0].backward()",
    TORCH + F + X + "F.cross_entropy(x, torch.tensor([0, 1])).backward()",
    TORCH + F + X + "F.pad(x, (1, 1)).sum().backward()\nF.gelu(x, approximate='tanh')",
    TORCH + F + X + "F.mse_loss(x, torch.zeros(2, 2), reduction='sum').backward()",
    TORCH
    + F
    + "x = torch.ones(1, 1, 4, 4, requires_grad=True)\nF.max_pool2d(x, 2).sum().backward()\nF.avg_pool2d(x, 2, 2)",
    NN + "m = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))\nm(torch.ones(4, 2)).sum().backward()",
    NN + "m = nn.Linear(2, 1, bias=False)\nopt = torch.optim.SGD(m.parameters(), lr=0.1, momentum=0.9)\n"
    "for i in range(3):\n    opt.zero_grad()\n    nn.MSELoss()(m(torch.ones(3, 2)), torch.ones(3, 1)).backward()\n"
    "    opt.step()",
    "import math, random\n"
    + TORCH
    + X
    + "random.seed(1)\nprint(math.sin(1.0), random.random() < 2)\n(x * math.pi).sum().backward()",
    "from torch import tensor\na = tensor(2.0, requires_grad=True)\n(a * a).backward()\nprint(a.grad.item())",
    TORCH
    + "w = torch.randn(3, requires_grad=True)\nwith torch.no_grad():\n    w -= 0.1\nprint(f'{w.sum().item():.3f}')",
    TORCH + "f = lambda x: (x ** 3).sum()\nprint(torch.func.grad(f)(torch.tensor([1.0, 2.0])))",
    TORCH + "x = torch.tensor(2.0, requires_grad=True)\n"
    "(g,) = torch.autograd.grad(x ** 3, x, create_graph=True)\ng.backward()",
    TORCH + "x = torch.arange(6.0).reshape(2, 3).requires_grad_()\n"
    "h = x.register_hook(lambda g: 2 * g)\nx.sum().backward()",
    TORCH + "xs = [torch.tensor(float(i), requires_grad=True) for i in range(3)]\nsum(map(torch.sin, xs)).backward()",
]
PORTABLE.append(
    "import time\nfrom collections import OrderedDict\nfrom dataclasses import dataclass\nfrom typing import List\n"
    + NN
    + "start = time.time()\nm = nn.Sequential(OrderedDict([('a', nn.Linear(2, 1)), ('b', nn.ReLU())]))\n"
    "m(torch.ones(1, 2)).sum().backward()\nprint(time.time() >= start)"
)
PORTABLE.append(TORCH + F + X + "print(F.mse_loss(x, torch.zeros(2, 2), torch.tensor(True)), F.l1_loss(x, x, False))")
PORTABLE.append(
    NN
    + """
class Net(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.first = nn.Linear(2, width)
        self.scale = nn.Parameter(torch.ones(1))
        self.layers = nn.ModuleList([nn.Linear(width, width) for _ in range(2)])

    def body(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return x

    def forward(self, x):
        return self.body(self.first(x)) * self.scale

net = Net()
net.train()
net(torch.ones(3, 2)).sum().backward()
for name, parameter in net.named_parameters():
    print(name, parameter.shape)
net.zero_grad()
"""
)
PORTABLE.append(TORCH + X + "print(x.nonzero(as_tuple=True), torch.nonzero(x, as_tuple=False).shape)")
NOT_PORTABLE = [
    (NN + "m = nn.Sequential({'a': nn.Linear(2, 1)})", "torch.nn.Sequential is not called like this (line 3)"),
    ("import math\n" + TORCH + X + "math.sqrt(x)", "math.sqrt of Python's makes a plain number of a tensor (line 4)"),
    ("import math\n" + TORCH + X + "math.exp(x[0, 0])", "math.exp of Python's makes a plain number of a tensor"),
    (TORCH + X + "x.name = 'x'", "no program set .name of a tensor (line 3)"),
    (TORCH + X + "x.layout = 8", "no program set .layout of a tensor (line 3)"),
    (TORCH + "x = torch.tensor(2.5)\nround(x)", "round a tensor"),
    (TORCH + "x = torch.tensor(2.5)\ndivmod(x, 2)", "no divmod"),
    (TORCH + X + "x.sum().backward(1.0)", ".backward is not called"),
    (TORCH + X + "x.to('float32')", ".to is not called"),
    (TORCH + X + "torch.from_numpy(x)", "torch.from_numpy is not called"),
    ("x = torch.tensor(2.0, requires_grad=True)\n(x * x).backward()", "nothing imports torch (line 1)"),
    ("from torch import tensor\nx = tensor(2.0)\ny = torch.exp(x)", "nothing imports torch (line 3)"),
    (TORCH + X + "F.relu(x).sum().backward()", "nothing imports F (line 3)"),
    (TORCH + "m = nn.Linear(2, 1)\nm(torch.ones(1, 2)).backward()", "nothing imports nn (line 2)"),
    ("x = 3.0\ny = x * x", "plain numbers are leaves"),
    ("import torch\nx = 3.0\ny = x * x", "plain numbers are leaves"),
    ("from micrograd.engine import Value\na = Value(2.0)\n(a * a).backward()", "it imports micrograd (line 1)"),
    ("a = Value(2.0)\n(a * a).backward()", "nothing imports Value (line 1)"),
    ("import numpy as np\n" + TORCH + X + "np.exp(x).sum().backward()", "it imports numpy (line 1)"),
    (
        TORCH + F + X + "F.normalize(x, axis=1).sum().backward()",
        "torch.nn.functional.normalize is not called like this",
    ),
    (TORCH + X + "x.label = 'x'\nx.sum().backward()", "label (line 3)"),
    (TORCH + X + "x.astype(float).sum().backward()", "PyTorch has no .astype (line 3)"),
    (TORCH + X + "y = x.detach().numpy()", "numpy's"),
    (
        NN + "m = nn.Sequential([nn.Linear(2, 1)])\nm(torch.ones(1, 2)).sum().backward()",
        "torch.nn.Sequential is not called like this (line 3)",
    ),
    (">>> import torch\n>>> x = torch.tensor(2.0, requires_grad=True)\n>>> (x * x).backward()", "not Python's"),
    ("from torch import *\nx = tensor(2.0, requires_grad=True)\n(x * x).backward()", "import *"),
]
