"""What the names of a program stand for, at its end and after each of its steps."""

import numpy as np
import pytest

from engine.language import SHOWN, ProgramError, run, variables_at
from engine.lessons import lessons
from engine.recording import Held, HeldText, Listing, Object, Other, Pairs, Variable

TORCH = "import torch\nfrom torch import nn\n"
# w = 2, y = w² = 4, dy/dw = 4; the step leads to 2 - 0.25 · 4 = 1.
LOOP = TORCH + (
    "lr = 0.25\nw = torch.tensor(2.0, requires_grad=True)\nseen = []\nfor i in range(2):\n    y = w * w\n"
    "    y.backward()\n    with torch.no_grad():\n        w -= lr * w.grad\n    seen.append(y.item())\n"
    "    w.grad = None\n"
)


def plain(value: Held) -> object:
    """Tensors as (value, gradient), all else as what Python has."""
    match value:
        case Variable(_, held, gradient):
            return held.tolist(), None if gradient is None else gradient.tolist()
        case HeldText(text, _):
            return text
        case Listing(_, entries, _):
            return [plain(entry) for entry in entries]
        case Pairs(pairs, _):
            return {plain(key): plain(entry) for key, entry in pairs}
        case Other(kind):
            return f"<{kind}>"
    return value


def told(source: str) -> dict[str, object]:
    return {name: plain(value) for name, value in run(source).variables.items()}


def test_numbers_texts_and_containers_are_told_as_they_are():
    source = TORCH + (
        "n, x, flag, nothing = 3, 0.5, True, None\ntext = 'abc'\npair = (1, [2, 'three'])\n"
        "table = {'a': torch.tensor(1.5), 2: {}}\nmany = {3, 1}\n"
    )
    assert told(source) == {
        **{"n": 3, "x": 0.5, "flag": True, "nothing": None, "text": "abc", "pair": [1, [2, "three"]]},
        "table": {"a": (1.5, None), 2: {}},
        "many": [1, 3],
    }


def test_what_a_program_defines_or_keeps_to_itself_is_left_out():
    source = (
        TORCH
        + "import math\ndef f():\n    pass\nclass A:\n    pass\n_hidden = 1\ng = f\nh = torch.exp\nx = torch.ones(())\n"
    )
    assert told(source) == {"x": (1.0, None)}


def test_parameters_are_told_by_their_paths_and_objects_by_their_fields():
    source = TORCH + (
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.fc = nn.Linear(2, 1)\n"
        "        self.width = 2\n        self.register_buffer('mean', torch.zeros(1))\n"
        "    def forward(self, x):\n        return self.fc(x)\n"
        "class Point:\n    def __init__(self):\n        self.x, self.name = 1.5, 'p'\n    def f(self):\n        pass\n"
        "net, p = Net(), Point()\nopt = torch.optim.SGD(net.parameters(), lr=0.5)\n"
        "net(torch.ones(1, 2)).sum().backward()\n"
    )
    made = run(source).variables
    net, point, opt = made["net"], made["p"], made["opt"]
    assert isinstance(net, Object)
    assert isinstance(point, Object)
    assert isinstance(opt, Object)
    assert [path for path, _ in net.parameters] == ["fc.weight", "fc.bias", "mean"]
    # d/dW of the sum of W x + b is x.
    assert net.parameters[0][1].grad.tolist() == [[1.0, 1.0]]
    assert (net.kind, net.fields, net.length) == ("Net", (("width", 2),), 4)
    assert (point.kind, point.fields) == ("Point", (("x", 1.5), ("name", HeldText("p", 1))))
    assert dict(opt.fields)["lr"] == 0.5


def test_depth_and_size_end_where_they_are_published_to():
    entries, characters = SHOWN["entries"], SHOWN["text"]
    source = f"import torch\nlong = [0] * {entries + 5}\ntext = 'a' * {characters + 7}\ndeep = [[[[[1]]]]]\n"
    source += "x = torch.ones(1)\nown = []\nown.append(own)\n" + "".join(f"n{i} = 0\n" for i in range(300))
    made = run(source).variables
    assert len(made) == SHOWN["names"]
    assert (len(made["long"].entries), made["long"].length) == (entries, entries + 5)
    assert (len(made["text"].text), made["text"].length) == (characters, characters + 7)
    assert plain(made["deep"]) == [[["<list>"]]]
    assert plain(made["own"]) == [[["<list>"]]]


def test_values_inside_others_are_counted_all_together():
    made = run("import torch\na = [[[0] * 40] * 40] * 40\nb = [1, 2]\nt = torch.ones(1)\n").variables
    count = 0
    waiting = [*made.values()]
    while waiting:
        count += 1
        value = waiting.pop()
        waiting += value.entries if isinstance(value, Listing) else ()
    assert count <= SHOWN["values"] + len(made)
    assert (made["b"], plain(made["t"])) == (Listing("list", (), 2), ([1.0], None))


def test_a_gradient_is_what_grad_holds_for_the_program():
    """Two passes add up to 4 + 4; y is no leaf, so its .grad stays None unless it is retained."""
    source = TORCH + "w = torch.tensor(2.0, requires_grad=True)\nfor i in range(2):\n    y = w * w\n    y.backward()\n"
    assert told(source) == {"w": (2.0, 8.0), "i": 1, "y": (4.0, None)}
    assert told(source.replace("    y.back", "    y.retain_grad()\n    y.back"))["y"] == (4.0, 1.0)


def test_a_value_of_micrograd_has_the_gradient_0_from_its_beginning():
    assert told("from micrograd.engine import Value\na = Value(2.0)\nb = Value(3.0)\nc = a * a\nc.backward()\n") == {
        "a": (2.0, 4.0),
        "b": (3.0, 0.0),
        "c": (4.0, 1.0),
    }


def test_after_a_step_names_have_what_the_program_gave_them_before_its_next_step():
    after = [{name: plain(v) for name, v in variables_at(LOOP, step).items()} for step in range(len(run(LOOP).steps))]
    assert after[0] == {"lr": 0.25, "w": (2.0, None), "seen": [], "i": 0}
    assert after[1]["y"] == (4.0, None)
    # The seed, then both uses of w pay 2 each.
    assert [each["w"] for each in after[2:5]] == [(2.0, None), (2.0, 2.0), (2.0, 4.0)]
    # w has become 1, and what comes behind it up to the next step is done as well.
    assert (after[5]["w"], after[5]["seen"], after[5]["i"]) == ((1.0, 4.0), [4.0], 0)
    assert (after[6]["w"], after[6]["i"]) == ((1.0, None), 1)
    assert after[-1] == {"lr": 0.25, "w": (0.5, None), "seen": [4.0, 1.0], "i": 1, "y": (1.0, None)}


def test_a_statement_of_several_steps_gives_its_name_a_value_after_the_last_of_them():
    source = TORCH + "x = torch.tensor(3.0, requires_grad=True)\ny = x * x + x\n"
    assert ["y" in variables_at(source, step) for step in range(3)] == [False, False, True]


def same(one: Held, other: Held) -> bool:
    if isinstance(one, Variable) and isinstance(other, Variable):
        return one.node == other.node and all(
            a is b is None or np.array_equal(a, b, equal_nan=True) for a, b in zip(one[1:], other[1:], strict=True)
        )
    if isinstance(one, tuple) and isinstance(other, tuple):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    return one == other or (one != one and other != other)


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_after_the_last_step_stands_what_stands_at_the_end(lesson):
    made = run(lesson.source)
    after = variables_at(lesson.source, len(made.steps) - 1)
    assert after.keys() == made.variables.keys()
    assert all(same(after[name], held) for name, held in made.variables.items())


def test_of_a_program_with_a_mistake_they_are_told_as_far_as_it_comes():
    source = TORCH + "x = torch.ones(2)\nn = 3\ny = x @ torch.ones(3)\n"
    with pytest.raises(ProgramError) as refused:
        run(source)
    assert refused.value.partial.variables["n"] == 3
    assert plain(variables_at(source, 0)["x"]) == ([1.0, 1.0], None)


def test_no_handler_of_the_program_holds_up_the_look():
    source = TORCH + (
        "n = 0\nwhile n < 3:\n    try:\n        x = torch.ones(1)\n    except Exception:\n        n = 100\n"
        "    finally:\n        n += 1\n"
    )
    assert variables_at(source, 0)["n"] == 1
