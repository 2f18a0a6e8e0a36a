"""Layers and optimizers of absurd sizes, in absurd places."""

T = "import torch\nfrom torch import nn\n"
W = "import torch\nw = torch.ones(2, requires_grad=True)\n"
M = "from micrograd.nn import MLP, Neuron, Layer\n"

PROGRAMS = {
    "a huge layer": (T + "nn.Linear(10 ** 6, 10 ** 6)", "budget/tensor"),
    "a layer of no inputs": (T + "nn.Linear(0, 5)", "value"),
    "a layer of a negative size": (T + "nn.Linear(-2, 5)", "value"),
    "a layer of half an input": (T + "nn.Linear(2.5, 5)", "type"),
    "very many layers": (T + "while True:\n    nn.Linear(9, 9)", "budget/steps", 4),
    "very many layers that are not recorded": (
        T + "with torch.no_grad():\n    while True:\n        nn.Linear(9, 9)",
        "budget/steps",
        5,
    ),
    "layers inside layers": (T + "m = nn.ReLU()\nfor i in range(99):\n    m = nn.Sequential(m)", "budget/frames", 5),
    "a layer twice in a layer, again and again": (
        T + "m = nn.ReLU()\nfor i in range(38):\n    m = nn.Sequential(m, m)",
        "budget/cells",
        5,
    ),
    "a layer in many places printed": (
        T + "m = nn.Linear(1, 1)\nfor i in range(12):\n    m = nn.Sequential(m, m)\nprint(m)",
        "budget/output",
        6,
    ),
    "a layer in many places called": (
        T + "m = nn.Tanh()\nfor i in range(14):\n    m = nn.Sequential(m, m)\nwith torch.no_grad():\n"
        "    m(torch.ones(1, 1))",
        "budget/steps",
        7,
    ),
    "a layer of many places asked for its parameters": (
        T + "m = nn.Linear(1, 1)\nfor i in range(12):\n    m = nn.Sequential(m, m)\nwhile True:\n    m.parameters()",
        "budget/cells",
        7,
    ),
    "layers of nothing": (
        T + "m = nn.Sequential()\nfor i in range(13):\n    m = nn.Sequential(m, m)\nwhile True:\n    m(torch.ones(1))",
        "budget/steps",
        7,
    ),
    "a layer made of no layer": (T + "nn.Sequential(1, 'a', None)", "type"),
    "a layer that is not called": (T + "nn.Sequential(nn.ReLU)", "type"),
    "a layer of nothing called with nothing": (T + "nn.Sequential()()", "argument"),
    "a layer called with a text": (T + "nn.Linear(1, 1)('a')", "argument"),
    "an option that no layer has": (T + "nn.Softmax(foo=1)(torch.ones(2))", "argument"),
    "an option that is a function": (T + "nn.LeakyReLU(print)(torch.ones(2))", "argument"),
    "an option that is a lambda": (T + "print(nn.Softmax(dim=lambda x: x))", "argument"),
    "an option that is an optimizer": (
        T + "nn.LogSoftmax(torch.optim.SGD([torch.ones(2, requires_grad=True)]))",
        "argument",
    ),
    "an option that is a list": (T + "nn.Softmax(dim=[[0]])(torch.ones(2))", "argument"),
    "an option that is a text": (T + "nn.ELU(alpha='a')(torch.ones(2))", "argument"),
    "an option of a loss that is unknown": (T + "nn.MSELoss(reduction='x')(torch.ones(2), torch.ones(2))", "argument"),
    "a weight of another shape": (T + "m = nn.Linear(2, 2)\nm.weight = torch.ones(3)", "type", 4),
    "a layer given a new attribute": (T + "m = nn.Linear(2, 2)\nm.forward = print", "attribute", 4),
    "the parameters of no layer": (T + "nn.Linear.parameters()", "attribute"),
    "a network of single numbers without end": (M + "MLP(10 ** 12, [1])", "budget/nodes"),
    "a network of very many layers": (M + "MLP(1, [1] * 10 ** 6)", "budget/cells"),
    "a large network that is not recorded": (
        M + "import torch\nwith torch.no_grad():\n    MLP(3000, [3000])",
        "budget/steps",
        4,
    ),
    "a network of nothing": (M + "MLP(0, [0, 0])([])", "ok"),
    "a neuron of a negative size": (M + "Neuron(-5)([])", "ok"),
    "a neuron called with too few": (M + "Neuron(3)([1.0])", "shape"),
    "a neuron called with texts": (M + "Neuron(2)(['a', 'b'])", "type"),
    "a network called with a network": (M + "m = MLP(1, [1])\nm(m)", "type"),
    "a Value of a list": ("from micrograd.engine import Value\nValue([1.0])", "type"),
    "a Value without end": (
        "from micrograd.engine import Value\nv = Value(1.0)\nwhile True:\n    v += v",
        "budget/steps",
    ),
    "an optimizer of nothing": (W + "torch.optim.SGD([])", "type"),
    "an optimizer of numbers": (W + "torch.optim.SGD([1.0, 2.0])", "type"),
    "a rate that is a text": (W + "torch.optim.SGD([w], lr='fast')", "type"),
    "a rate that is nan": (W + "opt = torch.optim.SGD([w], lr=float('nan'))", "value"),
    "a rate that is infinite": (W + "opt = torch.optim.SGD([w], lr=1e999)\nw.sum().backward()\nopt.step()", "ok"),
    "a momentum that is a text": (
        W + "opt = torch.optim.SGD([w], momentum='a')\nw.sum().backward()\nopt.step()",
        "type",
    ),
    "betas that are one number": (W + "torch.optim.Adam([w], betas=0.9)", "type"),
    "betas beyond 1": (W + "torch.optim.Adam([w], betas=(2.0, 3.0))", "value"),
    "betas that are texts": (W + "torch.optim.Adam([w], betas=('a', 'b'))", "type"),
    "an option that no optimizer has": (W + "torch.optim.Adam([w], foo=1)", "argument"),
    "a step for ever": (
        W + "opt = torch.optim.Adam([w])\nw.sum().backward()\nwhile True:\n    opt.step()",
        "budget/steps",
        6,
    ),
    "large steps for ever": (
        T + "w = torch.ones(500, 500, requires_grad=True)\nopt = torch.optim.Adam([w])\nw.sum().backward()\n"
        "while True:\n    opt.step()",
        "budget/elements",
        7,
    ),
    "one parameter very many times": (
        W + "opt = torch.optim.SGD([w] * 20000)\nwhile True:\n    opt.step()",
        "budget/steps",
        5,
    ),
    "one parameter forgotten very many times": (
        W + "opt = torch.optim.SGD([w] * 20000)\nwhile True:\n    opt.zero_grad()",
        "budget/steps",
        5,
    ),
    "a parameter changed for ever": (
        T + "w = torch.ones(500, 500, requires_grad=True)\nv = torch.zeros(500, 500)\nwhile True:\n    w.data = v",
        "budget/steps",
        6,
    ),
    "a parameter set to zero for ever": (
        T + "w = torch.ones(500, 500)\nwhile True:\n    w.zero_()",
        "budget/elements",
        5,
    ),
    "entries set for ever": (T + "w = torch.ones(500, 500)\nwhile True:\n    w[0, 0] = 1.0", "budget/elements", 5),
    "a gradient of another shape": (W + "w.grad = torch.ones(3)", "gradient"),
    "data of another shape": (W + "w.data = torch.ones(3)\nw.sum().backward()", "ok"),
    "data of another kind": (W + "w.data = [1, 2]", "type"),
    "a label that is a number": (W + "w.label = 3", "attribute"),
}
