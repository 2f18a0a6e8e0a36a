"""Every way to send gradients backward, through the language: its steps are right by plain arithmetic."""

import numpy as np
import orjson
import pytest

from engine.explain.step import explain
from engine.language import CLASS, run
from engine.lessons import Lesson, lessons
from engine.recording.run import Run, Step
from engine.recording.variables import Variable
from server.documents.encode import run_document
from tests.hostile.programs import PROGRAMS as PROGRAMS_THAT_ATTACK

X = "import torch\nx = torch.tensor(2.0, requires_grad=True)\n"
SLOPE = "y = x ** 3\ng, = torch.autograd.grad(y, x, create_graph=True)\n"
CLAMPED = "x.register_hook(lambda g: g.clamp(max=1.0))\n"
SQUARE = "y = x * x\ny.backward()\n"


def labels(result: Run, indices: tuple[int, ...]) -> list[str]:
    return [result.graph.nodes[index].label for index in indices]


def leaf_of(result: Run, index: int) -> int:
    """The first version of a leaf that was changed outside the graph: all have one `.grad`."""
    previous = result.graph.nodes[index].previous
    return index if previous is None or result.graph.nodes[index].op is not None else leaf_of(result, previous)


def check_walk(result: Run) -> None:
    """Walks all steps: what is held is the sum of what came, and the count of what came is that of what was expected.

    A leaf holds what its `.grad` holds; a pass of autograd.grad starts at nothing and leaves no trace in it.
    """
    grads: dict[int, np.ndarray | None] = {}
    totals: dict[int, np.ndarray | None] = {}
    earlier: dict[int, np.ndarray | None] = {}
    held: dict[int, np.ndarray] = {}
    paid: dict[int, int] = {}
    for step in result.steps:
        if step.phase == "gradient":
            assert np.array_equal(step.earlier, grads[leaf_of(result, step.node)])
            grads[leaf_of(result, step.node)] = step.accumulated
        if step.phase != "backward":
            continue
        receiver = step.receiver
        if step.kind == "seed":
            held, paid, earlier = {}, {}, {}
            totals = {} if result.calls[step.pass_index] == "grad" else grads
            assert result.targets[step.pass_index] == step.node
        leaf = leaf_of(result, receiver) if result.graph.nodes[receiver].op is None else None
        if result.shown is not None and leaf is not None and totals is grads:
            # What passes left that are not kept is told by the steps alone.
            grads.setdefault(leaf, step.earlier)
        before = earlier.setdefault(receiver, totals.get(leaf))
        if step.kind == "hook":
            held[receiver] = np.asarray(step.contribution)
        else:
            came = step.upstream if step.kind == "seed" else step.contribution
            held[receiver] = held.get(receiver, 0) + np.asarray(came)
        if step.kind == "contribute":
            paid[receiver] = paid.get(receiver, 0) + 1
            assert step.received == paid[receiver] <= step.expected
            edge = result.graph.edges[step.edge]
            assert (edge.target, edge.source) == (step.node, step.to)
        total = held[receiver] if before is None else held[receiver] + before
        assert np.allclose(step.accumulated, total, rtol=1e-12, atol=0, equal_nan=True)
        if leaf is not None:
            totals[leaf] = np.asarray(step.accumulated)
    for step in result.steps:
        if step.kind == "contribute" and finishes(result, step, step.to):
            assert step.received == step.expected
    for variable in result.variables.values():
        kept = isinstance(variable, Variable) and variable.grad is not None
        if kept and result.graph.nodes[variable.node].op is None:
            assert np.array_equal(variable.grad, grads[leaf_of(result, variable.node)], equal_nan=True)


def finishes(result: Run, step: Step, receiver: int) -> bool:
    """Whether nothing else reaches the receiver in this pass."""
    later = (s for s in result.steps[step.index + 1 :] if s.pass_index == step.pass_index and s.phase == "backward")
    return all(receiver != s.receiver for s in later)


# Program, what starts its passes, the targets, what it prints, by PyTorch 2.13.
PROGRAMS = {
    "two passes": (X + "a = x * 3\na.backward()\nb = x * x\nb.backward()\nprint(x.grad)", "bb", "ab", "7."),
    "through one graph": (
        X + "y = x * x\ny.backward(retain_graph=True)\ny.backward()\nprint(x.grad)",
        "bb",
        "yy",
        "8.",
    ),
    "asked for": (X + "y = x ** 3\nprint(torch.autograd.grad(y, x)[0])", "g", "y", "12."),
    "asked for beside backward": (
        X + SQUARE + "z = x ** 3\nprint(torch.autograd.grad(z, x)[0])\nw = x * 5\nw.backward()\nprint(x.grad)",
        "bgb",
        "yzw",
        "12.,9.",
    ),
    "gradient of a gradient": (
        X + SLOPE + "h, = torch.autograd.grad(g, x)\nprint(g.item(), h)",
        "gg",
        "yg",
        "12.,12.",
    ),
    "backward of a backward": (
        X + "y = x ** 3\ny.backward(create_graph=True)\ng = x.grad\nx.grad = None\ng.backward()\nprint(x.grad)",
        "bb",
        "yg",
        "12.",
    ),
    "penalty": (
        X + SLOPE + "loss = y + g * g\nloss.backward()\nprint(x.grad)",
        "gb",
        "yl",
        "300.",
    ),
    "inputs": (
        X + "w = torch.tensor(5.0, requires_grad=True)\ny = x * w * x\ny.backward(inputs=[x])\nprint(x.grad, w.grad)",
        "b",
        "y",
        "20.,None",
    ),
    "arrays": (
        "import torch\nx = torch.tensor([1.0, 2.0], requires_grad=True)\nr = (x * x).sum()\n"
        "r.backward()\nx.grad.zero_()\n"
        "s = (x ** 3).sum()\ns.backward()\nprint(x.grad)",
        "bb",
        "rs",
        "[3.,12.]",
    ),
    "hook on a leaf": (
        X + CLAMPED + "y = x * 10\ny.backward()\ny = x * 20\ny.backward()\nprint(x.grad)",
        "bb",
        "yy",
        "2.",
    ),
    "hook in between": (
        X + "a = x * x\na.register_hook(lambda g: g * 10)\ny = a * 3 + x\ny.backward()\nprint(x.grad)",
        "b",
        "y",
        "121.",
    ),
    "changed after its use": (
        X + "y = x * 3\nwith torch.no_grad():\n    x -= 1\ny.backward()\nprint(x.grad)",
        "b",
        "y",
        "3.",
    ),
    "changed between its uses": (
        X + "a = x * 3\nwith torch.no_grad():\n    x -= 1\nb = x * 7 + x * 2\nwith torch.no_grad():\n"
        "    x -= 1\nc = a + b + x * 2\nc.backward()\nprint(x.grad)\nx.grad = None\nd = x * 5\nd.backward()\n"
        "print(x.grad)",
        "bb",
        "cd",
        "14.,5.",
    ),
    "changed and asked for": (
        X + "y = x * 3\nwith torch.no_grad():\n    x -= 1\nz = x * 4 + y\nprint(torch.autograd.grad(z, x)[0])",
        "g",
        "z",
        "7.",
    ),
    "training": (
        X + "o = torch.optim.SGD([x], lr=0.25, momentum=0.5)\nfor i in range(3):\n    o.zero_grad()\n    loss = x * x\n"
        "    loss.backward()\n    o.step()\nprint(x)",
        "bbb",
        "lll",
        "-0.5000",
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_steps_of_every_kind_of_pass_add_up(name: str):
    source, calls, targets, printed = PROGRAMS[name]
    result = run(source)
    assert "".join(call[0] for call in result.calls) == calls
    assert "".join(label[0] for label in labels(result, result.targets)) == targets
    of_backward = [target for target, call in zip(targets, calls, strict=True) if call == "b"]
    assert labels(result, (result.target,))[0][0] == (of_backward or targets)[-1]
    for number in printed.strip("[]").split(","):
        assert number in result.printed.replace(" ", "")
    check_walk(result)
    for step in result.steps:
        assert explain(result, step.index).sentence


def test_a_leaf_changed_after_its_use_gets_its_gradient_over_the_edge_that_was_computed():
    """y = 3 x, then x ← 1, z = 4 x: x.grad is 4, over the later version's edge, and then 7 = 4 + 3, as in PyTorch."""
    result = run(X + "y = x * 3\nwith torch.no_grad():\n    x -= 1\nz = x * 4\n(y + z).backward()")
    later, first = [s for s in result.steps if s.kind == "contribute"][-2:]
    assert labels(result, (later.to, first.to)) == ["x.2", "x"]
    assert (later.contribution, later.earlier, later.accumulated) == (4, None, 4)
    assert (first.contribution, first.earlier, first.accumulated) == (3, 4, 7)
    assert explain(result, first.index).sentence.endswith("Later versions of it left 4 in x.grad: it is now 7 = 4 + 3.")
    assert result.gradients[later.to] == result.gradients[first.to] == result.variables["x"].grad == 7


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_the_steps_of_every_lesson_add_up(lesson: Lesson):
    check_walk(run(lesson.source, limits=CLASS))


HOSTILE = {
    hostile.name: hostile.source
    for hostile in PROGRAMS_THAT_ATTACK
    if hostile.code == "ok" and "backward(" in hostile.source
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_steps_of_every_attack_that_is_none_add_up(name: str):
    check_walk(run(HOSTILE[name], limits=CLASS))


def test_gradients_that_are_asked_for_touch_no_grad_and_nothing_of_them_is_kept():
    result = run(PROGRAMS["asked for beside backward"][0])
    (asked,) = [s for s in result.steps if s.kind == "contribute" and result.calls[s.pass_index] == "grad"]
    assert (asked.accumulated, asked.earlier) == (12, None)
    last = [s for s in result.steps if s.kind == "contribute"][-1]
    assert (last.earlier, last.contribution, last.accumulated) == (4, 5, 9)
    assert result.gradients[0] == 9
    assert result.graph.nodes[result.target].label == "w"


def test_a_hook_is_a_step_between_the_last_contribution_and_what_goes_on():
    """a = x², y = 3 a + x: the hook makes 30 of the 3 that a receives, and x receives 1 + 2 · 2 · 30 = 121."""
    result = run(PROGRAMS["hook in between"][0])
    kinds = [(s.kind, result.graph.nodes[s.receiver].label) for s in result.steps]
    place = kinds.index(("hook", "a"))
    hook = result.steps[place]
    assert kinds[place - 1] == ("contribute", "a")
    assert (hook.phase, hook.upstream, hook.contribution, hook.accumulated) == ("backward", 3, 30, 30)
    assert result.gradients[result.steps[0].node] == 121
    assert result.gradients[hook.node] == 30


def test_what_a_hook_computes_is_no_graph_beside_the_program():
    source, *_ = PROGRAMS["hook on a leaf"]
    plain = source.replace(CLAMPED, "")
    assert len(run(source).graph.nodes) == len(run(plain).graph.nodes)


def test_card_words_and_print_agree_on_what_a_hook_makes_of_a_gradient():
    result = run(PROGRAMS["hook on a leaf"][0])
    first, second = [s for s in result.steps if s.kind == "hook"]
    assert (first.upstream, first.contribution, first.accumulated) == (10, 1, 1)
    assert (second.upstream, second.contribution, second.earlier, second.accumulated) == (20, 1, 1, 2)
    assert result.gradients[0] == 2
    said = explain(result, second.index)
    assert said.sentence == (
        "The gradient of x is complete: 20. The hook that the program has set on x makes 1 of it, which goes on. "
        "Earlier passes left 1 in x.grad: it is now 2 = 1 + 1."
    )
    assert said.numbers.text == "20 → 1"


def test_a_hook_that_only_looks_says_that_it_changes_nothing():
    result = run(
        X + "seen = []\nx.register_hook(lambda g: seen.append(g.item()))\ny = x * 10\ny.backward()\nprint(seen)"
    )
    (hook,) = [s for s in result.steps if s.kind == "hook"]
    assert (hook.upstream, hook.contribution) == (10, 10)
    assert explain(result, hook.index).sentence.endswith("is called with it and leaves it as it is.")


def test_derivatives_of_functions_are_no_passes_of_the_program():
    result = run("import torch\nx = torch.tensor(2.0)\nprint(torch.func.grad(lambda t: t ** 3)(x))")
    assert "grad" not in result.calls


def test_variables_tell_what_grad_holds_at_the_end_and_nodes_the_total_of_their_last_pass():
    """3 and 4 add up to 7 in w.grad; u.grad is cleared after its pass, whose total was 5."""
    result = run(
        "import torch\nw = torch.tensor(1.0, requires_grad=True)\nu = torch.tensor(1.0, requires_grad=True)\n"
        "(w * 3 + u * 5).backward()\n(w * 4).backward()\nu.grad = None\n"
    )
    assert {name: each.grad for name, each in result.variables.items()} == {"w": 7, "u": None}
    nodes = {name: each.node for name, each in result.variables.items()}
    assert (result.gradients[nodes["w"]], result.gradients[nodes["u"]]) == (7, 5)


def test_a_variable_stands_for_the_newest_version_of_its_tensor():
    result = run(X + "(x * x).backward()\nwith torch.no_grad():\n    x -= 0.5 * x.grad\n")
    variable = result.variables["x"]
    assert result.graph.nodes[variable.node].value == 0
    assert variable.grad == 4


ASKED = "torch.autograd.grad({}, x, retain_graph=True)\n"


@pytest.mark.parametrize(
    ("passes", "label"),
    [
        ("a.backward()\n" + ASKED.format("b"), "a"),
        (ASKED.format("b") + "a.backward()\n" + ASKED.format("b"), "a"),
        ("a.backward(retain_graph=True)\nb.backward()\n" + ASKED.format("a"), "b"),
        (ASKED.format("a") + ASKED.format("b"), "b"),
    ],
)
def test_a_run_is_about_what_its_last_backward_starts_at_or_else_its_last_pass(passes: str, label: str):
    result = run(X + "a = x * x\nb = x ** 3\n" + passes)
    assert result.target is not None
    assert result.graph.nodes[result.target].label == label


@pytest.mark.parametrize(
    ("given", "steps"),
    [
        # x.grad holds NaN and 2.
        ("torch.tensor([float('nan'), 2.0])", 0),
        ("torch.tensor([float('nan'), 3.0])", 1),
        ("torch.tensor([1.0, 2.0])", 1),
    ],
)
def test_what_leaves_a_gradient_as_it_is_is_no_step(given: str, steps: int):
    result = run(
        "import torch\nx = torch.tensor([0.0, 2.0], requires_grad=True)\n"
        "(x * torch.tensor([float('nan'), 2.0])).sum().backward()\n"
        f"x.grad = {given}\n"
    )
    assert [step.kind for step in result.steps if step.phase == "gradient"] == ["assign"] * steps


def test_a_gradient_that_the_program_goes_on_with_has_a_version_for_every_change_of_it():
    """.grad is 3, read as 3; five times that is read as 15."""
    source = "import torch\nw = torch.tensor(2.0, requires_grad=True)\n(w * 3).backward()\n"
    nodes = run(source + "a = w.grad * 2\nw.grad.mul_(5)\nb = w.grad * 2\n").graph.nodes
    values = {node.label: node.value.item() for node in nodes}
    assert (values["w.grad"], values["w.grad.2"], values["a"], values["b"]) == (3.0, 15.0, 6.0, 30.0)
    [b] = [node for node in nodes if node.label == "b"]
    assert nodes[b.inputs[0]].label == "w.grad.2"


def test_a_leaf_from_outside_of_the_graph_stands_where_the_pass_starts_from_it():
    source = "import torch\nwith torch.no_grad():\n    x = torch.tensor(2.0, requires_grad=True)\n\nx.backward()\n"
    [x] = run(source).graph.nodes
    assert x.span is not None
    assert (x.label, x.span.line) == ("x", 5)


def test_in_a_program_with_single_numbers_of_micrograd_a_result_of_pytorch_keeps_no_gradient():
    """PyTorch: the .grad of a tensor that is not a leaf is None."""
    source = f"{X}from micrograd.engine import Value\nv = Value(2.0) * 3\n"
    assert run(source + "u = x * x\n(u * 1).backward()\nprint(u.grad, x.grad)").printed == "None tensor(4.)\n"


def test_the_document_of_a_run_is_paid_for_line_by_line():
    """The same four nodes, made by one execution of a statement and by two."""

    def paid(statements: str) -> tuple[int, int, int]:
        made = run(X + statements)
        size = len(orjson.dumps(run_document(made, "the run")))
        used = made.usage["document"].used
        assert size <= used
        return used, len(made.graph.nodes), len(made.lines)

    (one, *of_one), (two, *of_two) = paid("(x * 1.5, x * 1.5)"), paid("x * 1.5; x * 1.5")
    assert (of_one, of_two) == ([5, 2], [5, 3])
    # {"statement": 1, "namespace": "", "caller": null} at least.
    assert two - one >= 40
