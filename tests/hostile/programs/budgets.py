"""Programs that never end, or that make very much: what stops them is counted, never timed."""

T = "import torch\n"
N = "import numpy as np\n"
X = T + "x = torch.ones(1, requires_grad=True)\n"

PROGRAMS = {
    "rows over again and again": (N + "np.resize([1.0], (10 ** 6, 10 ** 6))", "budget/tensor"),
    "a huge grid in brackets": (N + "np.mgrid[0:10 ** 9, 0:10 ** 9]", "budget/tensor"),
    "a grid without steps": (N + "np.mgrid[0:1:0]", "type"),
    "a grid up to infinity": (N + "np.mgrid[0:float('inf')]", "type"),
    "the places of a huge triangle": (N + "np.triu_indices(10 ** 7)", "budget/tensor"),
    "a diagonal of a huge cube": (N + "np.diag_indices(10 ** 5, 10 ** 6)", "budget/tensor"),
    "a block that holds itself": (N + "b = []\nb.append(b)\nnp.block(b)", "argument"),
    "cuts of an array into very many": (N + "np.split(np.zeros(90_000), 90_000)", "budget/nodes"),
    "additions at one place for ever": (
        N + "a = np.zeros(3)\nk = np.zeros(1000, dtype=int)\nwhile True:\n    np.add.at(a, k, 1.0)",
        "budget/nodes",
    ),
    "windows as large as what they see": (
        N + "np.lib.stride_tricks.sliding_window_view(np.zeros((500, 500)), (250, 250))",
        "budget/tensor",
    ),
    "random numbers without an end": ("import torch\ntorch.rand(10 ** 9)", "budget/tensor"),
    "a permutation without an end": ("import torch\ntorch.randperm(10 ** 12)", "budget/tensor"),
    "a permutation of numpy's without an end": (N + "np.random.permutation(2 ** 40)", "budget/tensor"),
    "generators without an end": ("import torch\ng = [torch.Generator() for _ in range(10 ** 5)]", "budget/cells"),
    "sources of Python's without an end": (
        "import random\ng = []\nwhile 1:\n    g.append(random.Random(1))",
        "budget/cells",
    ),
    "draws of numpy's that spread": (
        "import numpy as np\nnp.random.normal(np.zeros((9000, 1)), np.ones((1, 90000)))",
        "budget/tensor",
    ),
    "choices of Python's without an end": ("import random\nrandom.choices([1], k=10 ** 12)", "budget/cells"),
    "a choice among very many": ("import numpy as np\nnp.random.choice(10 ** 12, 2, replace=False)", "budget/tensor"),
    "draws of great numbers": (
        "import numpy as np\nnp.random.poisson(1e18, 3)\nnp.random.binomial(2 ** 62, 0.5, 3)\nnp.random.gamma(1e300)",
        "ok",
    ),
    "a generator for a number": ("import torch\ntorch.sum(torch.ones(2), dim=torch.Generator())", "argument"),
    "a sum that doubles, read for neurons": (
        T + "s = w = torch.tensor(1.0, requires_grad=True)\nfor _ in range(1000):\n    s = s + s\ns.backward()",
        "ok",
    ),
    "an endless loop": ("while True:\n    pass", "budget/steps"),
    "an endless loop in a function": ("def f():\n    while True:\n        pass\nf()", "budget/steps"),
    "an endless loop in a hook": (
        X + "def f(g):\n    while True:\n        pass\nx.register_hook(f)\nx.sum().backward()",
        "budget/steps",
        5,
    ),
    "an endless loop in a lambda": ("f = lambda: [0 for i in range(10 ** 18)]\nf()", "budget/steps", 1),
    "a long range": ("for i in range(10 ** 18):\n    pass", "budget/steps"),
    "a long countdown": ("n = 2 ** 62\nwhile n:\n    n -= 1", "budget/steps"),
    "a long line in a loop": ("while True:\n    x = " + "1 if 0 else " * 50 + "1", "budget/steps", 2),
    "a loop without any body": ("while 1: ...", "budget/steps"),
    "a loop that only continues": ("while True:\n    continue", "budget/steps"),
    "a condition that loops": ("while [0 for i in range(99)]:\n    pass", "budget/steps"),
    "an assertion in a loop": ("while True:\n    assert True, 'a' * 2000", "budget/steps"),
    "imports in a loop": ("while True:\n    import torch.nn.functional as F", "budget/steps"),
    "blocks in a loop": (T + "while True:\n    with torch.no_grad():\n        pass", "budget/steps"),
    "definitions in a loop": ("while True:\n    f = lambda: f", "budget/steps"),
    "prints of nothing in a loop": ("while True:\n    print(end='')", "budget/steps"),
    "seeds in a loop": (T + "while True:\n    torch.manual_seed(1)", "budget/steps"),
    "random numbers in a loop": ("import random\nwhile True:\n    random.random()", "budget/steps"),
    "tensors of nothing in a loop": (T + "while True:\n    torch.zeros(0)", "budget/steps"),
    "tensors that are not recorded in a loop": (
        T + "with torch.no_grad():\n    while True:\n        torch.zeros(1)",
        "budget/steps",
    ),
    "detached tensors in a loop": (X + "while True:\n    x.detach()", "budget/nodes"),
    "values hung on a tensor": (X + "i = 0\nwhile True:\n    i += 1\n    setattr(x, 'g', [i] * 999)", "budget/cells"),
    "values hung on a function": ("def f():\n    return 1\nwhile True:\n    f.g = 1", "budget/steps"),
    "results written elsewhere": (
        X + "o = torch.ones(())\nwhile True:\n    with torch.no_grad():\n        torch.mul(x.sum(), 2, out=o)",
        "budget/steps",
    ),
    "gradients forgotten in a loop": (X + "while True:\n    x.grad = None", "budget/steps"),
    "gradients set in a loop": (X + "while True:\n    x.grad = torch.ones(1)", "budget/steps"),
    "hooks in a loop": (X + "while True:\n    x.register_hook(lambda g: g)", "budget/steps"),
    "labels in a loop": (X + "i = 0\nwhile True:\n    i += 1\n    x.label = f'{i}'", "budget/steps"),
    "entries read in a loop": (
        T + "with torch.no_grad():\n    x = torch.ones(500, 500)\n    while True:\n        x[0]",
        "budget/steps",
    ),
    "numbers read in a loop": (T + "x = torch.ones(500, 500)\nwhile True:\n    x.tolist()", "budget/cells"),
    "texts of a tensor in a loop": (T + "x = torch.ones(3)\nwhile True:\n    str(x)", "budget/cells"),
    "truths of a tensor in a loop": (T + "x = torch.ones(1)\nwhile x:\n    pass", "budget/steps"),
    "many tensors": (T + "for i in range(300):\n    torch.zeros(500, 500)", "budget/elements"),
    "many tensors that are not recorded": (
        T + "with torch.no_grad():\n    for i in range(300):\n        torch.zeros(500, 500)",
        "budget/elements",
    ),
    "many tensors that are kept": (T + "l = []\nwhile True:\n    l.append(torch.rand(500, 500))", "budget/elements"),
    "many nodes": (T + "for i in range(5000):\n    torch.ones(99).unbind()", "budget/nodes", 3),
    "many gradients": (
        X + "y = x\nfor i in range(900):\n    y = y * x\nfor i in range(20):\n    y.sum().backward(retain_graph=True)",
        "ok",
    ),
    "a gradient for ever": (X + "while True:\n    x.sum().backward()", "budget/steps"),
    "passes that keep their graphs": (
        X + "kept = []\nfor i in range(10**9):\n    kept.append(x.sum())\n    kept[-1].backward()",
        "budget/steps",
    ),
    "passes over a table of parameters": (
        T + "p = [torch.ones(1, requires_grad=True) for i in range(300)]\nfor i in range(10**6):\n"
        "    sum(p).sum().backward()",
        "budget/steps",
    ),
    "passes behind many nodes": (
        T + "a = torch.ones(99).unbind()\nb = [i + j for i in a for j in a[:90]]\n"
        "x = torch.ones(1, requires_grad=True)\nwhile True:\n    x.sum().backward()",
        "budget/steps",
    ),
    "large gradients for ever": (
        T + "x = torch.ones(500, 500, requires_grad=True)\ny = x.sum()\nwhile True:\n    y.backward()",
        "budget/elements",
        5,
    ),
    "gradients that are recorded": (
        X + "y = x.exp()\nfor i in range(40):\n    y = torch.autograd.grad(y.sum() ** 3, x, create_graph=True)[0]",
        "budget/nodes",
        5,
    ),
    "a fan of uses": (X + "y = sum([x] * 3000)\ny.sum().backward()", "ok"),
    "a fan of one operation": (X + "y = torch.cat([x] * 4000)\ny.sum().backward()", "budget/cost"),
    "a document of many wide steps": (
        T + "x = torch.rand(64, requires_grad=True)\ny = x\nfor i in range(4900):\n    y = y * x\ny.sum().backward()",
        "budget/document",
        6,
    ),
    "a document of many large steps": (
        T + "x = torch.rand(65, requires_grad=True)\ny = x\nfor i in range(4900):\n    y = y * x\ny.sum().backward()",
        "budget/document",
        6,
    ),
    "a document of many passes": (
        T + "x = torch.rand(64, requires_grad=True)\ny = (x * x * x * x).sum()\nwhile True:\n"
        "    y.backward(retain_graph=True)",
        "budget/steps",
    ),
    "a chain of matrices": (
        T + "x = torch.rand(64, 64, requires_grad=True)\ny = x\nfor i in range(4900):\n    y = y * x",
        "budget/elements",
        5,
    ),
    "a wide document": (
        T + "x = torch.rand(64, requires_grad=True)\ny = x\nfor i in range(2000):\n    y = y * 1.0\ny.sum().backward()",
        "ok",
    ),
    "a wide document of nothing finite": (
        T + "x = torch.full((64,), float('nan'), requires_grad=True)\ny = x\nfor i in range(2000):\n    y = y * 1.0\n"
        "y.sum().backward()",
        "ok",
    ),
    "many names for one value": (X + "\n".join(f"a{i} = x" for i in range(5000)), "ok"),
    "many labels for one value": (X + "for i in range(5000):\n    x.label = 'a' * 30 + str(i)", "budget/cells"),
    "leaves from many plain numbers": ("x = [" + "1.0, " * 6_000 + "]\ny = x[0] * 2", "ok", None),
    "loops that read one long line": (
        T + "x = torch.ones(1)\nfor i in range(4000): x = x + 1; y = '" + "é" * 1_900 + "'",
        "budget/cells",
        3,
    ),
}
