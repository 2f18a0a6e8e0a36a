"""Programs that draw without an end, or very much."""

P = "import torch\nimport numpy as np\nimport matplotlib.pyplot as plt\n"

PROGRAMS = {
    "lines without an end": (P + "while True:\n    plt.plot([1, 2])", "budget/steps"),
    "figures without an end": (P + "while True:\n    plt.figure()\n    plt.plot([1])", "budget/steps"),
    "axes without an end": (P + "while True:\n    plt.subplots(10, 10)", "budget/steps"),
    "a series of a hundred thousand numbers": (P + "plt.plot(torch.zeros(100_000))", "ok"),
    "a list drawn again and again": (P + "a = [1.0] * 50_000\nwhile True:\n    plt.plot(a)", "budget/steps"),
    "an array drawn again and again": (P + "a = np.zeros(700_000)\nwhile True:\n    plt.plot(a)", "budget/steps"),
    "images drawn and wiped out": (
        P + "a = np.zeros((200, 200))\nwhile True:\n    plt.imshow(a)\n    plt.clf()",
        "budget/document",
    ),
    "a grid of very many axes": (P + "plt.subplots(10 ** 6, 10 ** 6)", "value"),
    "a drawn histogram of very many bins": (P + "plt.hist([1, 2], bins=10 ** 12)", "value"),
    "a histogram of narrow bins": (P + "plt.hist([0, 1e300, 1e-300], bins='fd')", "ok"),
    "a histogram of what is not finite": (P + "plt.hist([float('nan'), float('inf')])", "value"),
    "ticks without an end": (P + "while True:\n    plt.xticks(range(1000))", "budget/steps"),
    "very long titles": (P + "for i in range(1000):\n    plt.title('x' * 1999)\nplt.plot([1])", "budget/cells"),
    "lines as wide as a matrix": (P + "plt.plot(np.zeros((2, 50_000)))", "ok"),
    "lists that hold themselves": (P + "a = []\na.append(a)\nplt.plot(a)", "type"),
    "a loop over what is passed over": (P + "x = plt.foo\nfor i in range(5000):\n    x = x.bar\nx()", "ok"),
    "names that are no pyplot's": (P + "plt.__class__.__bases__", "unsupported"),
    "markup in a title": (
        P + "plt.plot([1], label='<img src=x onerror=alert(1)>')\nplt.title('<b>')\nplt.legend()",
        "ok",
    ),
    "a colour that is a style": (P + "plt.plot([1], label='a', color='red;background:url(//x)')\nplt.legend()", "ok"),
}
