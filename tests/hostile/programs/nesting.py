"""Texts and calls that are deep."""

T = "import torch\n"

PROGRAMS = {
    "many brackets": ("x = " + "(" * 150 + "1" + ")" * 150, "budget/brackets"),
    "brackets never closed": ("(" * 60_000, "budget/brackets"),
    "brackets of all kinds": ("x = " + "([{" * 5_000, "budget/brackets"),
    "many lists in lists": ("x = " + "[" * 99 + "]" * 99, "ok"),
    "brackets in an f-string": ("x = f'{" + "(" * 90 + "1" + ")" * 90 + "}'", "ok"),
    "many minus signs": ("x = " + "-" * 5_000 + "1", "budget/nesting"),
    "very many minus signs": ("x = " + "-" * 60_000 + "1", "budget/nesting"),
    "many nots": ("x = " + "not " * 10_000 + "1", "budget/nesting"),
    "many lambdas": ("x = " + "lambda: " * 8_000 + "1", "budget/nesting"),
    "many conditions": ("x = " + "1 if 1 else " * 5_000 + "1", "budget/nesting"),
    "many attributes": ("x" + ".T" * 10_000, "budget/nesting"),
    "many calls": ("x" + "()" * 10_000, "budget/nesting"),
    "many subscripts": ("x" + "[0]" * 10_000, "budget/nesting"),
    "many comparisons": ("x = " + "1 < " * 9_000 + "1", "ok"),
    "many ands": ("x = " + "1 and " * 9_000 + "1", "ok"),
    "many chained targets": ("a = " * 9_000 + "1", "ok"),
    "a long sum": ("x = " + " + ".join("1" * 10_000), "budget/nesting"),
    "a sum of 130 terms": ("x = " + " + ".join("1" * 130), "budget/nesting"),
    "a long power": ("x = " + " ** ".join("1" * 3_000), "budget/nesting"),
    "many blocks": ("\n".join(" " * i + "if 1:" for i in range(90)) + "\n" + " " * 90 + "pass", "ok"),
    "too many blocks": ("\n".join(" " * i + "if 1:" for i in range(120)) + "\n" + " " * 120 + "pass", "syntax"),
    "many elifs": ("if 0:\n    pass\n" + "elif 0:\n    pass\n" * 1_000, "budget/nesting"),
    "loops inside loops": (
        "\n".join(" " * i + f"for a{i} in range(9):" for i in range(19)) + "\n" + " " * 19 + "pass",
        "budget/steps",
    ),
    "functions inside functions": (
        "\n".join(" " * i + f"def f{i}():" for i in range(90)) + "\n" + " " * 90 + "pass\n",
        "ok",
    ),
    "a function that calls itself": ("def f(n):\n    return f(n + 1)\nf(0)", "budget/frames", 2),
    "two functions that call one another": ("def f():\n    g()\ndef g():\n    f()\nf()", "budget/frames"),
    "a lambda that calls itself": ("f = lambda n: f(n + 1)\nf(0)", "budget/frames", 1),
    "a function that doubles its calls": (
        "def f(n):\n    if n > 0:\n        f(n - 1)\n        f(n - 1)\nf(30)",
        "budget/steps",
    ),
    "a function of itself": ("f = lambda g: g(g)\nf(f)", "budget/frames"),
    "calls through map": ("def f(n):\n    return list(map(f, [n]))\nf(0)", "budget/frames"),
    "calls through sorted": ("def f(n):\n    return sorted([1, 2], key=f)\nf(0)", "budget/frames"),
    "calls through a default": ("def f(n, g=lambda: 0):\n    return f(n, f)\nf(0)", "budget/frames"),
    "deep calls of deep functions": (
        "def f(n):\n    return " + "(1 + " * 60 + "f(n)" + ")" * 60 + "\nf(0)",
        "budget/levels",
        2,
    ),
    "gradients of gradients": (
        "import autograd.numpy as np\nfrom autograd import grad\ng = np.tanh\n"
        "for i in range(60):\n    g = grad(g)\ng(1.0)",
        "budget/frames",
    ),
    "gradients of gradients of many nodes": (
        "import autograd.numpy as np\nfrom autograd import grad\ng = lambda x: np.tanh(np.sin(x) * x) / x\n"
        "for i in range(12):\n    g = grad(g)\ng(1.0)",
        "budget/nodes",
    ),
    "a hook that calls its own backward pass": (
        T
        + "x = torch.tensor(1.0, requires_grad=True)\ny = x * x\ny.register_hook(lambda g: y.backward())\ny.backward()",
        "budget/frames",
    ),
    "a shared result under 60 divisions": (
        T + "x = torch.ones(1, requires_grad=True)\ny = x\nfor i in range(60):\n    y = y / y\ny.sum().backward()",
        "ok",
    ),
}
