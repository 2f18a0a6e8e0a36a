"""Mistakes are teaching material: each has a code, its place, what happened, and mostly a way out."""

import pytest

from engine.language import CLASS, ProgramError, run

T = "import torch\n"


def mistake(source: str) -> ProgramError:
    with pytest.raises(ProgramError) as caught:
        run(source, limits=CLASS)
    return caught.value


# The program, the code, the text the error points at, what the message and the hint say.
MISTAKES = [
    ("print('\\ud800')", "source-encoding", "'\\ud800'", "half of a surrogate pair", "the character itself"),
    (T + "y = tensr([1.0])", "name", "tensr", "tensr has no value here", "Give it a value"),
    (T + "loss = 1\ny = los + 1", "name", "los", "los has no value here", "Did you mean loss?"),
    ("h = W1 * 2", "name", "W1", "W1 has no value", "W1 = torch.randn(4, 3, requires_grad=True)"),
    ("plt.plot([1])", "name", "plt", "plt has no value", "import matplotlib.pyplot as plt"),
    ("def f():\n    a = a + 1\nf()", "name", "a", "a is used before it is given a value", "its own variable"),
    (T + "x = torch.ones(2).sigmoidd()", "attribute", "torch.ones(2).sigmoidd", "has no sigmoidd", "mean sigmoid?"),
    (T + "x = torch.sigmiod(torch.ones(2))", "attribute", "torch.sigmiod", "torch has no sigmiod", "mean sigmoid?"),
    ("x = 3\nx.backwards()", "attribute", "x.backwards", "has no backwards", "Did you mean backward?"),
    (T + "x = torch.ones(2)\nx.vander()", "attribute", "x.vander", "no method vander", "torch.vander(x)"),
    (
        T + "x = torch.ones(2, requires_grad=True)\ny = x.grad.sum()",
        "attribute",
        "x.grad.sum",
        "None has no sum",
        "backward() has not run yet",
    ),
    (T + "torch.ones(2).T = 3", "attribute", "torch.ones(2).T", "cannot be set", None),
    (T + "a = torch.ones(2, 3) @ torch.ones(2, 4)", "shape", "torch.ones(2, 3) @ torch.ones(2, 4)", "(2, 3)", None),
    (T + "a = torch.ones(2, 3) + torch.ones(4)", "shape", "torch.ones(2, 3) + torch.ones(4)", "do not broadcast", None),
    (T + "a = torch.ones(6).reshape(4, 2)", "shape", "torch.ones(6).reshape(4, 2)", "(4, 2)", None),
    (T + "a = torch.ones(2)[5]", "shape", "torch.ones(2)[5]", "out of bounds", None),
    (T + "torch.ones(2, requires_grad=True).backward()", "gradient", None, "starts from a single number", None),
    (T + "torch.ones(2).sum().backward()", "gradient", None, "requires a gradient", None),
    (T + "torch.tensor(1, requires_grad=True)", "dtype", None, "decimal point", None),
    (
        T + "if torch.ones(2):\n    pass",
        "argument",
        "torch.ones(2)",
        "truth of a tensor of shape (2,) is ambiguous",
        None,
    ),
    (T + "torch.ones(2).sum(foo=1)", "argument", None, "sum has no argument foo", None),
    (T + "torch.tensor([[1], [1, 2]])", "argument", None, "rows of a tensor must have equal lengths", None),
    (T + "torch.tensor('abc')", "argument", None, "'abc' means nothing here", "Tensors hold numbers."),
    (T + "torch.column_stack([1.0])", "argument", None, "column_stack takes a list of tensors", None),
    ("def f(a, b):\n    return a\nf(1)", "argument", "f(1)", "f needs a value for b", "defined as f(a, b)"),
    ("def f(a):\n    return a\nf(1, 2)", "argument", "f(1, 2)", "f takes 1 values, 2 are given", "f(a)"),
    ("def f(a):\n    return a\nf(1, a=2)", "argument", "f(1, a=2)", "f is given a twice", None),
    ("def f(a):\n    return a\nf(b=2)", "argument", "f(b=2)", "f has no parameter b", None),
    ("print(len())", "argument", "len()", "missing a required argument", "len(value)"),
    ("len(3)", "type", "len(3)", "an int has no length", None),
    ("x = 'a' + 1", "type", "'a' + 1", "+ does not apply to a str and an int", None),
    ("x = [1] < 2", "type", "[1] < 2", "< does not apply to a list of 1 and an int", "make a tensor"),
    ("3(4)", "type", "3(4)", "an int cannot be called", "multiply only with a *"),
    ("x = 3\nx·4", "name", "x·4", "the sign · is not Python's product", "Write *."),
    (
        "import torch\ntorch.ones(2, 3).T()",
        "type",
        "torch.ones(2, 3).T()",
        "cannot be called",
        "leave the brackets out",
    ),
    ("import torch\ntorch.ones(2, 3).len()", "attribute", None, "has no len", "len(x)"),
    ("[1].push(2)", "attribute", None, "has no push", ".append("),
    ("for i in 5:\n    pass", "type", "5", "an int cannot be gone through", "range(n)"),
    ("x = {[1]: 2}", "type", "[1]", "a key is a number, a string", None),
    ("x = {'a': 1}['b']", "key", "{'a': 1}['b']", "no key 'b'", "Its keys are 'a'."),
    ("x = [1, 2][2]", "index", "[1, 2][2]", "index 2 is outside a list of 2", "from 0 to 1"),
    ("x = [1][0.0]", "type", "[1][0.0]", "not the float 0.0", "int(0.0)"),
    ("a, b = [1, 2, 3]", "value", "a, b", "3 values do not fit 2 names", None),
    ("x = 1 / 0", "math", "1 / 0", "division by zero", "tensors follow IEEE arithmetic"),
    ("x = 2.0 ** 5000", "math", "2.0 ** 5000", "larger than the largest float", "inf"),
    ("x = (-8) ** 0.5", "math", "(-8) ** 0.5", "complex", None),
    ("import math\nmath.exp(1000)", "math", "math.exp(1000)", "range error", "inf"),
    ("import math\nmath.log(-1)", "math", "math.log(-1)", "domain error", "nan"),
    ("import math\nmath.log(2, 1)", "math", "math.log(2, 1)", "division by zero", "inf"),
    ("x = int(float('nan'))", "math", "int(float('nan'))", "not a whole number", None),
    ("print(f'{2.5:d}')", "format", None, "does not fit a float", None),
    ("print(f'{1:99999d}')", "format", None, "'99999d' is not offered", ".4f"),
    (T + "print(f'{torch.ones(2, 2):.2f}')", "format", None, "needs one number", "x[0].item()"),
    ("print('%d %d' % (1,))", "format", "'%d %d' % (1,)", "more % places", None),
    ("print('%d' % (1, 2))", "format", "'%d' % (1, 2)", "more values than % places", None),
    (
        "import socket",
        "import",
        "import socket",
        "the module socket is not offered",
        "There are abc, argparse, autograd",
    ),
    ("from torch import tensorr", "import", "from torch import tensorr", "no tensorr", "Did you mean tensor?"),
    ("with 3:\n    pass", "type", "3", "with does not take an int", "torch.no_grad()"),
    ("class A(nn.LazyLinear):\n    pass", "type", "nn.LazyLinear", "a class is made of classes", "nn.Module"),
    ("raise ValueError('no')", "raised", None, "ValueError: no", "nothing around it"),
    ("x = {[1], 2}", "type", None, "a set holds numbers", "tuple"),
    (
        "def f():\n    a = 1 < (yield 1) < 2",
        "unsupported",
        "yield 1",
        "yield stands where it cannot pause",
        "sent = yield",
    ),
    ("open('x')", "file", "open('x')", "no file 'x' is attached to this program; attached: none", "Attach a text"),
    ("x = 1 << 99", "math", None, "must fit in 64 bits", "2.0 ** 100"),
    ("x = 1 << -1", "value", None, "not shifted by -1 bits", None),
    ("x = 3j", "unsupported", "3j", "complex numbers", None),
    ("x = (1)._bases", "unsupported", "(1)._bases", "private", None),
    ("from micrograd.engine import Value\nValue(1)._backward()", "unsupported", None, "the step of one node", "step"),
    ("return 1", "syntax", "return 1", "outside a function", None),
    ("if 1:\n    break", "syntax", "break", "outside a loop", None),
    ("def f(a, a):\n    pass", "syntax", None, "the parameter a stands there twice", None),
    ("f(a=1, a=2)", "syntax", None, "the argument a is given twice", None),
    ("*a, *b = [1]", "syntax", "*b", "only one of the names may have a star", None),
    ("print 'hello'", "syntax", None, "print is a function", "Python 2"),
    ("x = “a”", "syntax", None, "typographic quote", "Replace"),
    ("if 1:\nx = 2", "syntax", None, "expected an indented block", "four spaces"),
    ("x = (1 + 2", "syntax", "(", "'(' was never closed", "Write ) where it ends."),
    ("x = 0x" + "f" * 20, "math", "0x" + "f" * 20, "must fit in 64 bits", "1e30"),
    ("x = 1 # \u202e", "source-encoding", "\u202e", "U+202E", "Delete the character"),
    ("x = 1\0", "source-encoding", "\0", "U+0000", None),
    ("x = '\ud800'", "source-encoding", "\ud800", "half of a character", None),
]


# What mathematics, another language or a hurried hand would write: the text, its place, what it is called, the way out.
SLIPS = [
    ("y = 2x", "2x", "do not multiply", "Write 2 * x."),
    ("y = 0.5 w1", "0.5 w1", "do not multiply", "Write 0.5 * w1."),
    ("y = 1/2x", "2x", "do not multiply", "Write (2 * x)."),
    ("y = 3 ** 2x", "2x", "do not multiply", "Write (2 * x)."),
    ("y = 2sin(1)", "2sin", "do not multiply", "Write 2 * sin(...)."),
    ("y = (3 + 4)5", ")", "do not multiply", "Write * between"),
    ("y = 2π", "2π", "do not multiply", "Write 2 * π."),
    ("y = |x|", "|x|", "a function", "abs(x)"),
    ("y = 7 mod 2", "mod", "a sign of its own", "Write %."),
    ("if 1 && 0:\n    pass", "&&", "and", "Write and"),
    ("if 1 || 0:\n    pass", "||", "or", "Write or"),
    ("y = !x", "!", "not", "Write not"),
    ("y = 1 === 2", "===", "not Python's", "Write ==."),
    ("y = 1 !== 2", "!==", "not Python's", "Write !=."),
    ("y = 1 <> 2", "<>", "not Python's", "Write !=."),
    ("x = 3\nx++", "x++", "++ or --", "Write x += 1."),
    ("x = 3\nx--", "x--", "++ or --", "Write x -= 1."),
    ("if 1:\n    pass\nelse if 2:\n    pass", "else if", "one word", "Write elif."),
    ("let x = 3", "let x =", "needs no word", "Write x = ..."),
    ("function f(x)", "function f", "begins with def", "def f"),
    ("x = 3 // the start", "// the start", "begins with #", "#"),
    ("y := 4", "y :=", ":=", "Write y = ..."),
    ("y = 1 ? 2 : 3", "? 2 :", "in the middle", "if x > 0 else"),
    ("lambda = 3", "lambda =", "Python has for itself", "lambda_"),
    ("f(requires_grad True)", "requires_grad True", "= is missing", "requires_grad=True"),
    ("y = W'", "'", "no end", "x.T"),
    ("y = 3 +", "+", "still to come", None),
    ("y = x.", ".", "after a dot", None),
    ("y = 'abc", "'", "no end", "the quote it begins with"),
    ("y = 3 − 2", "−", "minus", "Write -."),
    ("y = 3 × 2", "×", "product", "Write *."),
    ("y = 3·2", "·", "product", "Write *."),
    ("y = 6 ÷ 2", "÷", "quotient", "Write /."),
    ("y = x²", "²", "power", "Write ** 2."),
    ("y = √x", "√", "root", "torch.sqrt(x)"),
    ("y = x ≤ 2", "≤", "not Python's", "Write <=."),
    ("y = “a”", "“", "typographic quote", "Replace"),
    ("if x = 3:\n    pass", "x = 3", "does not compare", "Write == to compare"),
    ("for i in range(3)\n    pass", " ", "a colon is missing", "end with :"),
    ("for i in range(3) print(i)", "print", "a colon is missing", "end with :"),
    ("x = 3\nif x > 1 print(x)", "print", "a colon is missing", "end with :"),
    ("def f(x) return x", "return", "a colon is missing", "end with :"),
    ("class = 3", "class =", "Python has for itself", "class_"),
    ("def f(x)\n    return x", " ", "a colon is missing", "end with :"),
    ("y = 1 + 2)", ")", "unmatched ')'", "open a bracket before it"),
    ("y = [1, 2)", ")", "does not match", "Brackets close"),
    ("y = [1 2 3]", "1 2", "comma is missing", "commas"),
    ("if 1:\n\tx = 1\n        y = 2", None, "tabs", "Use spaces only."),
    ("3 = x", "3", "cannot be given to a number", "on the left"),
    ("f(x) = 2", "f(x)", "cannot be given to a call", "def f(x):"),
]


@pytest.mark.parametrize(("source", "place", "message", "hint"), SLIPS, ids=[slip[0][-30:] for slip in SLIPS])
def test_what_python_cannot_read_is_named_with_its_place_and_what_python_writes_instead(
    source: str, place: str | None, message: str, hint: str | None
):
    error = mistake(source)
    assert error.code == "syntax"
    assert message in error.message
    assert (hint is None) == (error.hint is None)
    assert hint is None or hint in (error.hint or "")
    if place is not None:
        line = source.split("\n")[error.line - 1] + " "
        assert line[error.column - 1 : error.end_column - 1] == place


# The names that other languages have for what Python has, and signs that mean something else there.
WORDS = [
    ("y = true", "name", "true", "Did you mean True?"),
    ("y = false", "name", "false", "Did you mean False?"),
    ("y = null", "name", "null", "Did you mean None?"),
    (T + "x = torch.tensor(1.0, requires_grad=true)", "name", "true", "Did you mean True?"),
    ("x == 3", "name", "x", "A single = gives a name its value"),
    ("x = 2.0\ny = x^2", "dtype", "x^2", "Write ** for a power: x ** 2."),
    (T + "x = torch.tensor(2.0)\ny = x ^ 2", "dtype", "x ^ 2", "Write ** for a power: x ** 2."),
    ("y = 2.0 ^ 2", "type", "2.0 ^ 2", "Write ** for a power: x ** 2."),
]


@pytest.mark.parametrize(("source", "code", "place", "hint"), WORDS, ids=[word[0][-30:] for word in WORDS])
def test_a_word_of_another_language_leads_to_pythons(source: str, code: str, place: str, hint: str):
    error = mistake(source)
    assert error.code == code
    assert hint in (error.hint or "")
    assert source.split("\n")[error.line - 1][error.column - 1 : error.end_column - 1] == place


# Two shapes that do not fit: which axes differ, counted from 0, and what would fit with the names of the program.
SHAPES = [
    (
        "H = torch.ones(2, 2)\nW = torch.ones(3, 2)\nS = H @ W",
        "Axis 1 of H has 2 entries, axis 0 of W has 3: they are to be equal. H @ W.T would fit: (2, 2) @ (2, 3).",
    ),
    (
        "A = torch.ones(2, 3)\nB = torch.ones(2, 4)\nC = torch.matmul(A, B)",
        "Axis 1 of A has 3 entries, axis 0 of B has 2: they are to be equal. A.T @ B would fit: (3, 2) @ (2, 4).",
    ),
    (
        "A = torch.ones(2, 3)\nB = torch.ones(5, 4)\nC = A @ B",
        "Axis 1 of A has 3 entries, axis 0 of B has 5: they are to be equal. B of shape (3, 4) would fit.",
    ),
    (
        "A = torch.ones(2, 3)\nB = torch.ones(2, 4)\nC = torch.cat([A, B])",
        "Axis 1 of A has 3 entries, axis 1 of B has 4. Joined along dim=1 they would fit: (2, 7).",
    ),
    (
        "A = torch.ones(2, 3)\nB = torch.ones(4, 5)\nC = torch.cat([A, B], 1)",
        "Axis 0 of A has 2 entries, axis 0 of B has 4; only the axis along which they are joined may differ.",
    ),
    (
        "A = torch.ones(2, 3)\nb = torch.ones(3)\nC = torch.cat([A, b])",
        "A has 2 axes, b has 1: they are to be as many.",
    ),
    (
        "x = torch.ones(5, 3)\nW = torch.ones(3, 4)\ny = torch.nn.functional.linear(x, W)",
        "Axis 1 of x has 3 entries, axis 1 of W has 4: they are to be equal. W.T would fit.",
    ),
    ("A = torch.ones(2, 4, 3)\nB = torch.ones(3, 3, 4)\nC = A @ B", "Axis 0 of A has 2 entries, axis 0 of B has 3."),
    ("x = torch.ones(3)\ny = torch.ones(4)\nx @ y", "Axis 0 of x has 3 entries, axis 0 of y has 4"),
    (
        "x = torch.ones(2, 3)\ny = torch.ones(2)\nz = x * y",
        "Axis 1 of x has 3 entries, axis 0 of y has 2. y[:, None] would",
    ),
]


LONG = "A = torch.ones(2, 3)\nb = torch.ones(3)\n"


@pytest.mark.parametrize(
    ("expression", "hint"),
    [
        (
            "(A * 2 + torch.ones(2, 3)).exp() @ torch.ones(2, 4)",
            "Axis 1 of the first has 3 entries, axis 0 of the second has 2: they are to be equal. "
            "The second of shape (3, 4) would fit.",
        ),
        (
            "torch.cat([(A * 2 + torch.ones(2, 3)).exp(), b])",
            "The first has 2 axes, b has 1: they are to be as many. b[None] would fit.",
        ),
    ],
)
def test_inputs_that_are_too_long_to_name_are_counted_in_whole_sentences(expression: str, hint: str):
    with pytest.raises(ProgramError) as caught:
        run(f"import torch\n{LONG}{expression}\n")
    assert caught.value.hint == hint


@pytest.mark.parametrize(("source", "hint"), SHAPES, ids=[shape[0][-20:] for shape in SHAPES])
def test_shapes_that_do_not_fit_are_told_axis_by_axis_with_both_inputs_in_the_graph(source: str, hint: str):
    error = mistake(T + source)
    assert error.code == "shape"
    assert (error.hint or "").startswith(hint)
    assert error.failed is not None
    assert error.partial is not None
    labels = [error.partial.graph.nodes[node].label for node in error.failed.inputs]
    assert labels == [line[0] for line in source.split("\n")[:2]]


@pytest.mark.parametrize(("source", "written"), [(SHAPES[0][0], "H @ W.T"), ("A = torch.ones(2, 3)\nA @ A", "A @ A.T")])
def test_a_transpose_that_a_hint_offers_makes_the_program_run(source: str, written: str):
    assert written in (mistake(T + source).hint or "")
    run(T + source.replace(written.replace(".T", ""), written), limits=CLASS)


@pytest.mark.parametrize(("source", "code", "place", "message", "hint"), MISTAKES, ids=[m[0][-30:] for m in MISTAKES])
def test_a_mistake_is_named_with_its_place_and_the_way_out(
    source: str, code: str, place: str | None, message: str, hint: str | None
):
    error = mistake(source)
    assert error.code == code
    assert message in error.message
    assert hint is None or hint in (error.hint or "")
    if place is not None:
        assert error.line == error.end_line
        assert source.split("\n")[error.line - 1][error.column - 1 : error.end_column - 1] == place


def test_a_mistake_keeps_the_run_up_to_it():
    error = mistake(T + "x = torch.ones(2, 3)\ny = x * 2\nprint('so far')\nz = y @ y\nw = z + 1")
    assert error.partial is not None
    assert [node.label for node in error.partial.graph.nodes] == ["x", "2", "y"]
    assert error.partial.printed == "so far\n"
    assert (error.line, error.column, error.end_line, error.end_column) == (5, 5, 5, 10)


def test_a_mistake_inside_a_function_is_shown_inside_it():
    error = mistake(T + "def f(x):\n    y = x + 1\n    return y @ torch.ones(3)\nf(torch.ones(2))")
    assert (error.code, error.line, error.column) == ("shape", 4, 12)


def test_the_place_of_a_mistake_counts_characters_not_bytes():
    error = mistake("é = 'ü'; β = α")
    assert (error.line, error.column, error.end_column) == (1, 14, 15)


def test_the_place_of_a_syntax_error_behind_a_prompt_is_that_of_the_paste():
    error = mistake(">>> x = 1\n>>> y = (2")
    assert (error.code, error.line, error.column) == ("syntax", 2, 9)


def test_a_text_that_cannot_be_parsed_has_no_run():
    assert mistake("x = = 1").partial is None
