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
    ("plt.plot([1])", "name", "plt", "plt has no value", "Plots and data sets are not part"),
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
    (T + "torch.ones(2).T = 3", "attribute", "torch.ones(2).T", "has no T", None),
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
    ("x = [1] < [2]", "type", "[1] < [2]", "< does not apply to a list of 1 and a list of 1", "make a tensor"),
    ("3(4)", "type", "3(4)", "an int cannot be called", "multiply only with a *"),
    ("for i in 5:\n    pass", "type", "5", "an int cannot be gone through", "range(n)"),
    ("x = {[1]: 2}", "type", "[1]", "a dict key is a number or a string", None),
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
    ("import os", "import", "import os", "the module os is not offered", "There are autograd"),
    ("import matplotlib.pyplot as plt", "import", None, "matplotlib.pyplot is not offered", "Plots and data sets"),
    ("from torch import tensorr", "import", "from torch import tensorr", "no tensorr", "Did you mean tensor?"),
    ("with 3:\n    pass", "type", "3", "with does not take an int", "torch.no_grad()"),
    ("class A:\n    pass", "unsupported", None, "classes are not part", "nn.Sequential"),
    ("try:\n    pass\nexcept ValueError:\n    pass", "unsupported", None, "try is not part", None),
    ("(x := 1)", "unsupported", "x := 1", ":= is not part", "a line of its own"),
    ("x = {1, 2}", "unsupported", "{1, 2}", "sets are not part", "Use a list."),
    ("def f():\n    yield 1", "unsupported", "yield 1", "yield is not part", "list"),
    ("open('x')", "unsupported", "open('x')", "open is not part", "do not touch files"),
    ("x = 1 << 99", "math", None, "must fit in 64 bits", "2.0 ** 100"),
    ("x = 1 << -1", "value", None, "not shifted by -1 bits", None),
    ("x = 3j", "unsupported", "3j", "complex numbers", None),
    ("x = (1).__class__", "unsupported", "(1).__class__", "private", None),
    ("from micrograd.engine import Value\nValue(1)._backward()", "unsupported", None, "the step of one node", "step"),
    ("return 1", "syntax", "return 1", "outside a function", None),
    ("if 1:\n    break", "syntax", "break", "outside a loop", None),
    ("def f(a, a):\n    pass", "syntax", None, "the parameter a stands there twice", None),
    ("f(a=1, a=2)", "syntax", None, "the argument a is given twice", None),
    ("*a, *b = [1]", "syntax", "*b", "only one of the names may have a star", None),
    ("print 'hello'", "syntax", None, "print is a function", "Python 2"),
    ("x = “a”", "syntax", None, "typographic quote", "Replace"),
    ("if 1:\nx = 2", "syntax", None, "expected an indented block", "four spaces"),
    ("x = (1 + 2", "syntax", None, "'(' was never closed", None),
    ("x = 0x" + "f" * 20, "math", "0x" + "f" * 20, "must fit in 64 bits", "1e30"),
    ("x = 1 # \u202e", "source-encoding", "\u202e", "U+202E", "Delete the character"),
    ("x = 1\0", "source-encoding", "\0", "U+0000", None),
    ("x = '\ud800'", "source-encoding", "\ud800", "half of a character", None),
]


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
