"""Layers and optimizers of absurd sizes, in absurd places."""

T = "import torch\nfrom torch import nn\n"
W = "import torch\nw = torch.ones(2, requires_grad=True)\n"
M = "from micrograd.nn import MLP, Neuron, Layer\n"

PROGRAMS = {
    "a huge layer": (T + "nn.Linear(10 ** 6, 10 ** 6)", "budget/tensor"),
    "a bar of progress without end": (
        "from tqdm import tqdm\nfrom itertools import count\nfor i in tqdm(count()):\n    pass",
        "budget/steps",
    ),
    "bars of progress inside of one another": (
        "from tqdm import tqdm\nb = [1]\nfor i in range(9000):\n    b = tqdm(b)\nfor i in b:\n    pass",
        "budget/levels",
    ),
    "a layer called with a text for a weight": (
        T + "torch.func.functional_call(nn.Linear(2, 2), {'weight': 'a'}, torch.ones(2))",
        "argument",
        3,
    ),
    "a layer called with a weight that it has not": (
        T + "torch.func.functional_call(nn.Linear(2, 2), {'w': torch.ones(2)}, torch.ones(2))",
        "argument",
        3,
    ),
    "a walk through an array beyond its end": (
        "import numpy as np\ni = np.nditer(np.ones(1))\nwhile True:\n    i.iternext()",
        "budget/steps",
        4,
    ),
    "a walk through an array made for ever": (
        "import numpy as np\na = np.ones(999)\nwhile True:\n    np.nditer(a)",
        "budget/cells",
        4,
    ),
    "the limits of a text": (T + "torch.finfo('a')", "argument", 3),
    "the limits of fractions among whole numbers": (T + "torch.iinfo(torch.float32)", "type", 3),
    "a distribution of a huge sample": (
        T + "torch.distributions.Normal(0.0, 1.0).sample((10 ** 5, 10 ** 5))",
        "budget/tensor",
        3,
    ),
    "a distribution of no spread": (T + "torch.distributions.Normal(0.0, 0.0)", "argument", 3),
    "a distribution of texts": (T + "torch.distributions.Normal('a', [])", "argument", 3),
    "a distribution drawn for ever": (
        T + "d = torch.distributions.Categorical(torch.ones(9))\nwhile True:\n    d.sample()",
        "budget/steps",
        5,
    ),
    "distributions of two kinds compared": (
        T + "d = torch.distributions\nd.kl_divergence(d.Normal(0.0, 1.0), d.Bernoulli(0.5))",
        "argument",
        4,
    ),
    "a backward hook that goes back": (
        T + "m = nn.Linear(2, 2)\nm.register_full_backward_hook(lambda *a: m(torch.ones(2)).sum().backward())\n"
        "m(torch.ones(2)).sum().backward()",
        "gradient",
    ),
    "a backward hook that returns a text": (
        T + "m = nn.ReLU()\nm.register_full_backward_hook(lambda *a: 'a')\n"
        "m(torch.ones(2, requires_grad=True)).sum().backward()",
        "argument",
    ),
    "a schedule of itself": (
        T + "o = torch.optim.SGD([torch.ones(2, requires_grad=True)], lr=1)\n"
        "s = torch.optim.lr_scheduler.ConstantLR(o)\nfor i in range(9):\n"
        "    s = torch.optim.lr_scheduler.ChainedScheduler([s, s])",
        "argument",
    ),
    "an average in a huge pad": ("import numpy as np\nnp.pad(np.ones(2), 10 ** 9)", "budget/tensor", 2),
    "a huge number of places": ("import numpy as np\nnp.ndindex(10 ** 5, 10 ** 5)", "budget/tensor", 2),
    "a huge layer of a class of its own": (
        T + "class A(nn.Linear):\n    pass\nA(10 ** 6, 10 ** 6)",
        "budget/tensor",
        5,
    ),
    "a class of two layers": (
        T + "class A(nn.Linear, nn.Conv2d):\n    def __init__(self):\n        nn.Conv2d.__init__(self, 1, 1, 1)\nA()",
        "type",
    ),
    "a layer of a class of its own begun with no module": (T + "nn.Linear.__init__([], 2, 2)", "type", 3),
    "a layer of a class of its own that was not begun": (
        T + "class A(nn.Linear):\n    def __init__(self):\n        pass\nA()(torch.ones(1))",
        "argument",
    ),
    "a layer that calls itself": (
        T + "class A(nn.ReLU):\n    def forward(self, x):\n        return self(x)\nA()(torch.ones(1))",
        "budget/frames",
    ),
    "a row of layers inside of itself": (
        T + "class A(nn.Sequential):\n    pass\na = A()\na.append(a)\na(torch.ones(1))",
        "budget/steps",
        7,
    ),
    "a layer of no inputs": (T + "nn.Linear(0, 5)", "argument"),
    "a layer of a negative size": (T + "nn.Linear(-2, 5)", "argument"),
    "a layer of half an input": (T + "nn.Linear(2.5, 5)", "argument"),
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
        T + "m = nn.Tanh()\nfor i in range(15):\n    m = nn.Sequential(m, m)\nwith torch.no_grad():\n"
        "    m(torch.ones(1, 1))",
        "budget/cells",
        5,
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
    "a weight of another shape": (T + "m = nn.Linear(2, 2)\nm.weight = torch.ones(3)", "argument", 4),
    "a layer given a new attribute": (T + "m = nn.Linear(2, 2)\nm.forward = print", "attribute", 4),
    "a recurrent layer of very many layers": (T + "nn.LSTM(1, 1, 10 ** 9)", "budget/nodes"),
    "a recurrent layer walked for ever": (
        T + "m = nn.GRU(2, 2)\nx = torch.ones(50, 1, 2)\nwhile True:\n    m(x)",
        "budget/nodes",
    ),
    "a recurrent layer walked for ever without recording": (
        T + "m = nn.LSTM(2, 2, 2)\nx = torch.ones(50, 1, 2)\nwith torch.no_grad():\n    while True:\n        m(x)",
        "budget/steps",
    ),
    "a recurrent layer called with a text for a state": (T + "nn.LSTM(1, 1)(torch.ones(1, 1), 'h')", "argument"),
    "a recurrent layer of no sequence": (T + "nn.RNN(1, 1)(torch.ones(0, 1, 1))", "shape"),
    "copies of a layer without end": (
        T + "nn.TransformerEncoder(nn.TransformerEncoderLayer(1, 1, 1), 10 ** 9)",
        "budget/nodes",
    ),
    "a layer of attention over very many": (
        T + "x = torch.ones(3000, 1)\nwith torch.no_grad():\n    nn.MultiheadAttention(1, 1)(x, x, x)",
        "budget/tensor",
    ),
    "a huge kernel": (T + "nn.Conv3d(10, 10, 10 ** 6)", "budget/tensor"),
    "a kernel of nothing": (T + "nn.Conv1d(1, 1, 0)", "argument"),
    "a kernel of too many sizes": (T + "nn.Conv2d(1, 1, (1,) * 10 ** 4)", "argument"),
    "a lazy layer that becomes huge": (T + "nn.LazyLinear(10 ** 6)(torch.ones(1, 1000))", "budget/tensor"),
    "a lazy layer called with a number": (T + "nn.LazyLinear(2)(1.0)", "argument"),
    "a lazy layer of a text": (T + "nn.LazyConv2d('a', [[1]])(torch.ones(1, 1, 1, 1))", "argument"),
    "very wide borders": (T + "nn.ZeroPad2d(10 ** 9)(torch.ones(1, 1, 1))", "budget/tensor"),
    "very large pictures": (T + "nn.Upsample(scale_factor=1e9)(torch.ones(1, 1, 1))", "budget/tensor"),
    "a chance that is a layer": (T + "nn.Dropout(nn.ReLU())", "argument"),
    "a table of very many rows": (T + "nn.Embedding(10 ** 12, 10 ** 12)", "budget/tensor"),
    "a norm of a text": (T + "nn.LayerNorm('abc')", "argument"),
    "a norm whose momentum is a text": (
        T + "m = nn.BatchNorm1d(2, momentum='a')\nm(torch.ones(2, 2))",
        "argument",
        4,
    ),
    "a list of layers inside of itself": (T + "m = nn.ModuleList()\nm.append(m)\nprint(m)", "budget/output", 5),
    "a copy of layers inside of themselves": (
        T + "import copy\nm = nn.ModuleList()\nm.append(m)\ncopy.deepcopy(m)",
        "budget/cells",
        6,
    ),
    "a state of layers inside of themselves": (
        T + "m = nn.ModuleDict()\nm['a'] = m\nm.state_dict()",
        "budget/cells",
        5,
    ),
    "a list of layers that grows for ever": (
        T + "m = nn.ModuleList()\nwhile True:\n    m.append(nn.ReLU())",
        "budget/steps",
    ),
    "a list of parameters of texts": (T + "nn.ParameterList(['a'])", "argument"),
    "a dict of layers of numbers": (T + "nn.ModuleDict({'a': 1})", "argument"),
    "an activation that is a text": (T + "nn.TransformerEncoderLayer(2, 1, activation='x')", "argument"),
    "an activation that is no function": (
        T + "nn.TransformerEncoderLayer(2, 1, activation=lambda x: 'a')(torch.ones(1, 2))",
        "argument",
    ),
    "a layer given a method of its own": (T + "m = nn.Conv2d(1, 1, 1)\nm.respond = print", "attribute", 4),
    "the inside of a layer": (T + "print(nn.Linear(1, 1)._parameters)", "unsupported"),
    "a beginning of a text": (T + "nn.init.ones_('a')", "type"),
    "a gain of a number": (T + "nn.init.kaiming_normal_(torch.ones(2, 3), nonlinearity=0.5)", "argument"),
    "a beginning without end": (
        T + "w = torch.empty(300, 300)\nwhile True:\n    nn.init.orthogonal_(w)",
        "budget/cost",
    ),
    "gradients cut for ever": (
        T + "w = torch.ones(2, requires_grad=True)\nw.sum().backward()\nwhile True:\n"
        "    nn.utils.clip_grad_norm_([w] * 100, 1.0)",
        "budget/nodes",
    ),
    "a hook that calls its layer": (
        T + "m = nn.ReLU()\nm.register_forward_hook(lambda layer, x, y: layer(y))\nm(torch.ones(1))",
        "budget/frames",
    ),
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
        "budget/nodes",
    ),
    "an optimizer of nothing": (W + "torch.optim.SGD([])", "type"),
    "an optimizer of numbers": (W + "torch.optim.SGD([1.0, 2.0])", "type"),
    "a rate that is a text": (W + "torch.optim.SGD([w], lr='fast')", "argument"),
    "a rate that is nan": (W + "opt = torch.optim.SGD([w], lr=float('nan'))", "argument"),
    "a rate that is infinite": (W + "opt = torch.optim.SGD([w], lr=1e999)\nw.sum().backward()\nopt.step()", "ok"),
    "a momentum that is a text": (
        W + "opt = torch.optim.SGD([w], momentum='a')\nw.sum().backward()\nopt.step()",
        "argument",
    ),
    "betas that are one number": (W + "torch.optim.Adam([w], betas=0.9)", "argument"),
    "betas beyond 1": (W + "torch.optim.Adam([w], betas=(2.0, 3.0))", "argument"),
    "betas that are texts": (W + "torch.optim.Adam([w], betas=('a', 'b'))", "type"),
    "a rate that becomes a text": (
        W + "opt = torch.optim.SGD([w])\nw.sum().backward()\nopt.param_groups[0]['lr'] = 'a'\nopt.step()",
        "argument",
        6,
    ),
    "groups that are numbers": (
        W + "opt = torch.optim.Adam([w])\nopt.param_groups.append(3)\nopt.step()",
        "argument",
        5,
    ),
    "a group without its settings": (
        W + "opt = torch.optim.Adam([w])\nw.sum().backward()\nopt.param_groups[0].pop('eps')\nopt.step()",
        "argument",
    ),
    "a group of texts": (W + "torch.optim.SGD([{'params': ['a']}])", "argument"),
    "a group inside of itself": (
        W + "opt = torch.optim.SGD([w])\nopt.param_groups[0]['a'] = opt.param_groups\nprint(opt)",
        "ok",
    ),
    "a state of nothing": (W + "torch.optim.SGD([w]).load_state_dict({})", "argument"),
    "a state of texts": (
        W + "opt = torch.optim.Adam([w])\ns = opt.state_dict()\ns['state'] = {0: {'exp_avg': 'a', 'step': 'b'}}\n"
        "opt.load_state_dict(s)",
        "argument",
    ),
    "a closure for ever": (
        W + "opt = torch.optim.LBFGS([w], max_iter=10 ** 9, tolerance_change=-1, tolerance_grad=-1)\n"
        "def f():\n    opt.zero_grad()\n    l = (w ** 4).sum()\n    l.backward()\n    return l\nwhile True:\n"
        "    opt.step(f)",
        "budget/steps",
    ),
    "a closure of nothing": (W + "w.sum().backward()\ntorch.optim.LBFGS([w]).step(lambda: None)", "argument"),
    "a closure that steps": (
        W + "opt = torch.optim.SGD([w])\ndef f():\n    return opt.step(f)\nopt.step(f)",
        "budget/frames",
    ),
    "a schedule of nothing": (W + "torch.optim.lr_scheduler.StepLR(1, 2)", "argument"),
    "a schedule by a text": (
        W + "torch.optim.lr_scheduler.LambdaLR(torch.optim.SGD([w]), lambda e: 'a')",
        "argument",
    ),
    "a schedule of very many milestones": (
        W + "torch.optim.lr_scheduler.MultiStepLR(torch.optim.SGD([w]), [1] * 10 ** 6)",
        "budget/cells",
    ),
    "a schedule of half a step": (
        W + "torch.optim.lr_scheduler.CosineAnnealingLR(torch.optim.SGD([w]), 0)",
        "argument",
    ),
    "a schedule that steps for ever": (
        W + "s = torch.optim.lr_scheduler.ExponentialLR(torch.optim.SGD([w]), 0.5)\nwhile True:\n    s.step()",
        "budget/steps",
    ),
    "an epoch beyond all": (
        W + "s = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(torch.optim.SGD([w]), 1, 1)\ns.step(10 ** 18)",
        "ok",
    ),
    "a dataset of nothing": (T + "torch.utils.data.TensorDataset()", "argument"),
    "a dataset of texts": (T + "torch.utils.data.TensorDataset('a', 'b')", "argument"),
    "a dataset without its beginning": (
        T + "class D(torch.utils.data.TensorDataset):\n    def __init__(self):\n        pass\nlen(D())",
        "attribute",
    ),
    "batches of no size": (T + "torch.utils.data.DataLoader([1], batch_size=0)", "argument"),
    "batches of half a size": (T + "torch.utils.data.DataLoader([1], batch_size=1.5)", "argument"),
    "batches whose size becomes a text": (
        T + "d = torch.utils.data.DataLoader([1, 2])\nd.batch_size = 'a'\nlist(d)",
        "argument",
    ),
    "batches of functions": (T + "list(torch.utils.data.DataLoader([print]))", "argument"),
    "batches of batches of themselves": (
        T + "a = []\na.append(a)\nlist(torch.utils.data.DataLoader([a]))",
        "argument",
    ),
    "batches of very many": (
        T + "list(torch.utils.data.DataLoader(range(10 ** 12), batch_size=10 ** 6, shuffle=True))",
        "budget/tensor",
    ),
    "batches in order of very many": (T + "list(torch.utils.data.DataLoader(range(10 ** 12)))", "budget/nodes"),
    "batches shuffled for ever": (
        T + "d = torch.utils.data.DataLoader(torch.ones(10000), 10000, shuffle=True)\nwhile True:\n    next(iter(d))",
        "budget/nodes",
    ),
    "a dataset that loads itself": (
        T + "d = torch.utils.data.Subset([0], [0])\nd.dataset = d\nd[0]",
        "budget/frames",
    ),
    "a dataset whose tensors become texts": (
        T + "d = torch.utils.data.TensorDataset(torch.ones(2))\nd.tensors = ['a', 2]\nd[0]",
        "argument",
    ),
    "datasets that become a number": (
        T + "d = torch.utils.data.ConcatDataset([[1]])\nd.datasets = 3\nlen(d)",
        "type",
    ),
    "parts of very many": (T + "torch.utils.data.random_split(range(10 ** 12), [10 ** 12])", "budget/cells"),
    "parts of texts": (T + "torch.utils.data.random_split([1], ['a'])", "argument"),
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
        "budget/document",
        6,
    ),
    "a parameter set to zero for ever": (
        T + "w = torch.ones(500, 500)\nwhile True:\n    w.zero_()",
        "budget/elements",
        5,
    ),
    "entries set for ever": (T + "w = torch.ones(500, 500)\nwhile True:\n    w[0, 0] = 1.0", "budget/elements", 5),
    "a gradient of another shape": (W + "w.grad = torch.ones(3)", "gradient"),
    "a gradient of ragged lists": (W + "w.grad = [1, ('', 5), 2]", "type"),
    "data of another shape": (W + "w.data = torch.ones(3)\nw.sum().backward()", "ok"),
    "data of another kind": (W + "w.data = [1, 2]", "type"),
    "a schedule with a class for a number": (
        W + "s = torch.optim.lr_scheduler.OneCycleLR\n"
        "s(torch.optim.SGD([w], lr=0.1), 0.1, total_steps=torch.nn.TransformerDecoderLayer)",
        "argument",
    ),
    "a lazy layer with a window of no sizes": (
        "import torch\nprint(torch.nn.LazyConvTranspose1d(3, ()))",
        "argument",
    ),
    "a list before a shape": ("import torch\n[1] + torch.ones(3).shape", "type"),
    "an axis that is a list": ("import numpy as np\nnp.append((3,), (2, 3), axis=[1, 2])", "shape"),
    "gradients cut to a text": (W + "torch.nn.utils.clip_grads_with_norm_([w], 4, 'same')", "argument"),
    "gradients cut to nothing": (W + "w.sum().backward()\ntorch.nn.utils.clip_grad_norm_([w], None)", "argument"),
    "a label that is a number": (W + "w.label = 3", "attribute"),
}
