"""Functions with a backward of the program's own, written to harm."""

T = "import torch\nfrom torch.autograd import Function\n"


def own(forward: str, backward: str, then: str = "F.apply(x).sum().backward()") -> str:
    """A function of one input, and what is done with it."""
    return (
        f"{T}class F(Function):\n    @staticmethod\n    def forward(ctx, x):\n        {forward}\n"
        f"    @staticmethod\n    def backward(ctx, g):\n        {backward}\n"
        f"x = torch.ones(3, requires_grad=True)\n{then}"
    )


PROGRAMS = {
    "a backward of nothing": (own("return x * 2", "return None"), "ok"),
    "a backward of a text": (own("return x * 2", "return 'a'"), "shape"),
    "a backward of another shape": (own("return x * 2", "return g.sum()"), "shape"),
    "a backward of too many": (own("return x * 2", "return g, g"), "argument"),
    "a backward of itself": (own("return x * 2", "return F.backward(ctx, g)"), "budget/frames"),
    "a backward that starts a pass": (own("return x * 2", "x.sum().backward()\n        return g"), "gradient"),
    "a backward without end": (own("return x * 2", "while True:\n            g = g + 1"), "budget/steps"),
    "a backward that prints for ever": (own("return x", "print('a' * 900)\n        return g"), "ok"),
    "a forward of a text": (own("return 'a'", "return g"), "type"),
    "a forward of itself": (own("return F.apply(x)", "return g"), "budget/frames"),
    "a forward that gives its input": (own("return x", "return g"), "ok"),
    "a forward that changes its input": (own("x.add_(1)\n        return x", "return g"), "ok"),
    "a forward that is no function": (T + "class F(Function):\n    forward = 3\nF.apply(torch.ones(1))", "type"),
    "a function without its parts": (T + "class F(Function):\n    pass\nF.apply(torch.ones(1))", "type"),
    "a function of no tensor": (own("return torch.ones(1)", "return g", "F.apply(3)"), "argument"),
    "a function of nothing": (own("return torch.ones(1)", "return g", "F.apply()"), "argument"),
    "the class of functions itself": (T + "Function.apply(torch.ones(1))", "type"),
    "what is saved is a text": (own("ctx.save_for_backward('a')\n        return x", "return g"), "type"),
    "the context of another": (
        own("ctx.ctx = ctx\n        return x * 2", "ctx.saved_tensors = 3\n        return g"),
        "ok",
    ),
    "very many functions": (
        own("return x * 2", "return g * 2", "while True:\n    x = F.apply(x)"),
        "budget/steps",
    ),
    "very many functions compared": (
        own("return x * 2", "return g", "")
        + "for i in range(3000):\n    class G(F):\n        pass\n    G.apply(x).sum().backward()",
        "ok",
    ),
    "a huge function": (
        own("return x * 2", "return g * 2", "F.apply(torch.ones(500, 500, requires_grad=True)).sum().backward()"),
        "ok",
    ),
    "a function that raises while it is compared": (
        own("assert float(x.sum()) == 3.0\n        return x * 2", "return g * 2"),
        "ok",
    ),
    "a function with the name of an operation": (
        T + "class exp(Function):\n    @staticmethod\n    def forward(ctx, x):\n        return x * 2\n"
        "    @staticmethod\n    def backward(ctx, g):\n        return g * 2\n"
        "exp.apply(torch.ones(1, requires_grad=True)).sum().backward()",
        "ok",
    ),
    "the steps back of very many": (
        T + "x = torch.ones(1, requires_grad=True)\nfor i in range(500):\n    x = x + x\ndef walk(f):\n"
        "    for g, _ in f.next_functions:\n        walk(g)\nwalk(x.grad_fn)",
        "budget/frames",
    ),
    "a step back called": (T + "(torch.ones(1, requires_grad=True) * 2).grad_fn(3)", "type"),
    "a step back changed": (T + "y = torch.ones(1, requires_grad=True) * 2\ny.grad_fn.next_functions = 3", "attribute"),
    "differentiation switched for ever": (T + "while True:\n    torch.set_grad_enabled(False)", "budget/steps"),
    "differentiation switched by a text": (T + "torch.set_grad_enabled('a')\nprint(torch.is_grad_enabled())", "ok"),
    "a gradient by a list of itself": (
        "from autograd import grad\np = [1.0]\np.append(p)\ngrad(lambda p: p[0])(p)",
        "value",
        4,
    ),
    "gradients of gradients without an end": (
        "from jax import grad\nf = lambda x: x * x\nwhile True:\n    f = grad(f)\n    f(1.0)",
        "budget/frames",
    ),
    "a check of gradients of what never ends": (
        "import torch\ndef f(x):\n    while True:\n        x = x * 1\n"
        "torch.autograd.gradcheck(f, (torch.ones(1, requires_grad=True),))",
        "budget/nodes",
    ),
    "a check of gradients of many numbers": (
        "import torch\nf = lambda x: [print('a' * 99), x * 2][1]\n"
        "torch.autograd.gradcheck(f, (torch.ones(9000, requires_grad=True),))",
        "budget/elements",
    ),
    "an array of an array of itself": (
        "import torch\nimport numpy as np\nx = torch.ones(1, requires_grad=True)\np = [x]\np.append(p)\nnp.array(p)",
        "argument",
    ),
}
