"""What the language tells the graph about each node: its names, its place in the text, its group."""

import pytest

from engine.explain import explain
from engine.explain.wording import prose, term
from engine.language import ProgramError, run
from engine.lessons import Lesson, lessons
from engine.recording.graph import Node
from engine.recording.labels import isolated


def nodes_by_label(source: str) -> dict[str, Node]:
    return {node.label: node for node in run(source).graph.nodes}


def text_at(source: str, node: Node) -> str:
    assert node.span is not None
    assert node.span.line == node.span.end_line
    return source.splitlines()[node.span.line - 1][node.span.column - 1 : node.span.end_column - 1]


def test_a_node_knows_the_expression_it_comes_from():
    source = "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x * x + torch.exp(x)\nz = (y -  1) ** 2\n"
    nodes = nodes_by_label(source)
    assert text_at(source, nodes["x"]) == "torch.tensor(2.0, requires_grad=True)"
    assert text_at(source, nodes["x²"] if "x²" in nodes else nodes["x · x"]) == "x * x"
    assert text_at(source, nodes["exp(x)"]) == "torch.exp(x)"
    assert text_at(source, nodes["y"]) == "x * x + torch.exp(x)"
    assert text_at(source, nodes["z"]) == "(y -  1) ** 2"


def test_places_count_characters_where_names_are_greek():
    source = "import torch\nθ = torch.tensor(2.0, requires_grad=True); σ = θ * θ\n"
    node = nodes_by_label(source)["σ"]
    assert node.span is not None
    assert (node.span.line, node.span.column, node.span.end_column) == (2, 48, 53)


def test_places_are_those_of_the_text_as_pasted_with_its_prompts():
    source = ">>> import torch\n>>> x = torch.ones(2)\n>>> y = x + x\n"
    assert text_at(source, nodes_by_label(source)["y"]) == "x + x"


def test_an_indented_paste_keeps_its_places():
    source = "    import torch\n    x = torch.ones(2)\n    y = x + x\n"
    assert text_at(source, nodes_by_label(source)["y"]) == "x + x"


def test_a_value_with_two_names_is_one_node_and_a_name_bound_again_is_another():
    nodes = nodes_by_label("import torch\nh = torch.ones(2)\ng = h\nh = h + 1\nh = h + 1")
    assert nodes["h"].names == ("h", "g")
    assert nodes["h.2"].inputs[0] == nodes["h"].index
    assert nodes["h.3"].inputs[0] == nodes["h.2"].index


PLACES = """\
import torch
W = [torch.tensor(1.0, requires_grad=True), torch.tensor(49.0, requires_grad=True)]
rows = [[0.5, 1.5], [2.5, 3.5]]
W1 = [[torch.tensor(entry, requires_grad=True) for entry in row] for row in rows]
cell = {"h": torch.tensor(0.25, requires_grad=True), 2: torch.tensor(4.0, requires_grad=True)}
for w in W:
    w * 2
for row in W1:
    for w in row:
        w * 2
"""


def test_entries_of_a_list_are_called_by_their_places_and_keep_that_name():
    leaves = [node for node in run(PLACES).graph.nodes if node.role == "parameter"]
    assert [(node.label, float(node.value)) for node in leaves] == [
        ("W[0]", 1),
        ("W[1]", 49),
        ("W1[0][0]", 0.5),
        ("W1[0][1]", 1.5),
        ("W1[1][0]", 2.5),
        ("W1[1][1]", 3.5),
        ('cell["h"]', 0.25),
        ("cell[2]", 4),
    ]
    assert leaves[3].names == ("W1[0][1]", "w")


def test_a_label_of_the_program_comes_before_a_place_in_a_list():
    source = "import torch\nxs = [torch.ones(2)]\nxs[0].label = 'pixel'\n"
    (node,) = run(source).graph.nodes
    assert (node.label, node.names) == ("pixel", ("pixel", "xs[0]"))


def test_layers_in_a_list_are_called_by_their_places():
    source = (
        "import torch\nlayers = [torch.nn.Linear(2, 1), torch.nn.Linear(1, 1)]\ny = layers[1](layers[0](torch.ones(2)))"
    )
    labels = [node.label for node in run(source).graph.nodes if node.role == "parameter"]
    assert labels == ["layers[0].weight", "layers[0].bias", "layers[1].weight", "layers[1].bias"]


def test_what_has_a_name_before_it_is_put_into_a_list_keeps_it():
    source = "import torch\nw = torch.ones(2, requires_grad=True)\nparameters = [w]\nparameters.append(parameters)\n"
    (node,) = run(source + "again = parameters").graph.nodes
    assert (node.label, node.names) == ("w", ("w",))


def test_of_a_very_long_list_the_first_entries_get_names():
    source = "import torch\nxs = [torch.tensor(1.0, requires_grad=True) for _ in range(300)]\n"
    labels = [node.label for node in run(source).graph.nodes]
    assert (labels[255], labels[256]) == ("xs[255]", "tensor in line 2")


def test_a_number_with_a_name_is_called_by_it():
    """3 x is written out, as −rate is; a variable that gets another number counts, as any does."""
    source = """\
import torch
w = torch.tensor(3.0, requires_grad=True)
rate = 0.5
a = w * rate
b = a - rate
b += rate
c = (w > rate) * 0.5 + -rate
rate = 2
d = rate * w + w ** rate
"""
    constants = [node for node in run(source).graph.nodes if node.role == "constant"]
    assert [(node.label, float(node.value)) for node in constants] == [
        ("rate", 0.5),
        ("rate", 0.5),
        ("rate", 0.5),
        ("rate", 0.5),
        ("0.5", 0.5),
        ("−0.5", -0.5),
        ("rate.2", 2),
    ]


def test_a_named_number_is_no_leaf_to_replace():
    source = "import torch\nx = 1.0\nw = torch.tensor(3.0, requires_grad=True)\ny = w * x"
    with pytest.raises(ProgramError, match="x"):
        run(source, leaves={"x": 2.0})


def test_a_node_without_a_name_is_called_by_the_formula_that_made_it_or_by_its_place():
    """The second a · a and what is longer than 16 signs have none: nodes 2 and 4."""
    source = """\
import torch
a = torch.tensor(3.0, requires_grad=True)
y = a * a + a * a + (a * a * a * a * torch.exp(a * a))
"""
    labels = [node.label for node in run(source).graph.nodes]
    assert labels[:4] == ["a", "a · a", "mul in line 3", "add in line 3"]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_one_node_has_one_name_in_words_and_formulas(lesson: Lesson):
    """Two nodes share a name only where both are the same number."""
    result = run(lesson.source)
    nodes = result.graph.nodes
    assert [term(result, node).text for node in nodes] == [node.called for node in nodes]
    assert [prose(node) for node in nodes] == [isolated(node.called) for node in nodes]
    numbers = {node.called: node.value for node in nodes if node.role == "constant"}
    for name in ("called", "label"):
        others = [getattr(node, name) for node in nodes if node.role != "constant"]
        assert len(set(others)) == len(others)
    assert all(node.value == numbers[node.called] for node in nodes if node.role == "constant")


def test_every_use_of_a_value_is_an_edge_with_its_own_slot():
    graph = run("import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = x * x\ny.backward()").graph
    assert [(edge.source, edge.target, edge.slot) for edge in graph.edges] == [(0, 1, 0), (0, 1, 1)]


def test_functions_group_the_nodes_of_each_call():
    source = """\
import torch
def outer(x):
    return inner(x) + 1
def inner(x):
    return x * 2
a = outer(torch.ones(2))
b = outer(a)
"""
    spaces = [(node.op, node.namespace) for node in run(source).graph.nodes if node.op]
    assert spaces == [
        ("mul", "outer/inner"),
        ("add", "outer"),
        ("mul", "outer.2/inner.2"),
        ("add", "outer.2"),
    ]


def test_each_turn_of_a_loop_is_a_group_and_what_it_calls_lies_inside():
    source = """\
import torch
def half(x):
    return x / 2
x = torch.ones(2)
for i in range(2):
    x = half(x) + 1
while x.sum() < 10:
    x = x * 3
"""
    spaces = [(node.op, node.namespace) for node in run(source).graph.nodes if node.op in ("div", "add", "mul")]
    assert spaces == [
        ("div", "iteration/half"),
        ("add", "iteration"),
        ("div", "iteration.2/half.2"),
        ("add", "iteration.2"),
        ("mul", "iteration.3"),
    ]


def turns_of(loops: str) -> list[str]:
    """What the groups are called in which `x = x + 1` is computed."""
    result = run(f"import torch\nx = torch.ones(1)\n{loops}")
    spaces = [node.namespace for node in result.graph.nodes if node.op == "add"]
    return [result.titles[space.split("/")[-1]] for space in spaces]


def test_turns_of_nested_loops_are_called_by_the_variable_of_their_own_loop():
    """The counts of the namespaces run through all loops: here from iteration to iteration.8."""
    loops = "for epoch in range(28, 30):\n    x = x + 1\n    for p in [x, x, x]:\n        p * 2\n"
    assert turns_of(loops) == ["epoch 28", "epoch 29"]


@pytest.mark.parametrize(
    ("loop", "titles"),
    [
        ("for _ in range(3):", ["turn 1", "turn 2", "turn 3"]),
        ("while x < 3:", ["turn 1", "turn 2"]),
        ("for i, (a, b) in enumerate([(5, 6), (7, 8)]):", ["i 0", "i 1"]),
        ("for _, rate in enumerate([0.1, 0.5]):", ["rate 0.1", "rate 0.5"]),
        ("for row in torch.ones(2, 3):", ["turn 1", "turn 2"]),
        ("for name in ['adam']:", ["name adam"]),
        ("for option in [None, [1]]:", ["turn 1", "turn 2"]),
        ("w = torch.ones(1)\nfor p in [w]:", ["p w"]),
    ],
)
def test_a_turn_is_called_by_the_value_of_a_variable_or_else_by_its_count(loop: str, titles: list[str]):
    assert turns_of(f"{loop}\n    x = x + 1") == titles


def test_only_groups_that_hold_a_node_have_titles():
    assert run("import torch\nfor i in range(9):\n    j = i\nx = torch.ones(1)").titles == {}


def test_roles_tell_parameters_inputs_constants_and_operations_apart():
    source = "import torch\nw = torch.ones(2, requires_grad=True)\nx = torch.ones(2)\ny = 3 * w + x\n"
    roles = [node.role for node in run(source).graph.nodes]
    assert roles == ["parameter", "input", "constant", "operation", "operation"]


def test_a_gradient_used_in_a_calculation_joins_under_the_name_the_program_gives_it():
    source = "import torch\nw = torch.tensor(3.0, requires_grad=True)\n(w * w).backward()\nstep = 0.1 * w.grad\n"
    assert nodes_by_label(source)["w.grad"].value == 6


def test_forgetting_a_gradient_makes_no_node():
    source = "import torch\nw = torch.tensor(3.0, requires_grad=True)\ny = w * w\ny.backward()\n"
    assert len(run(source + "w.grad.zero_()\nw.grad = None").graph.nodes) == len(run(source).graph.nodes) == 2


def test_labels_written_for_micrograd_become_names():
    nodes = nodes_by_label(
        "from micrograd.engine import Value\na = Value(2.0, label='first')\nb = a * 3\nb.label = 'L'"
    )
    assert nodes["first"].names == ("first", "a")
    assert nodes["b"].names == ("b", "L")


def test_what_is_computed_under_no_grad_is_not_part_of_the_graph():
    source = (
        "import torch\nw = torch.ones(2, requires_grad=True)\nwith torch.no_grad():\n    v = w * 2\ny = (w + 1).sum()"
    )
    assert [node.op for node in run(source).graph.nodes] == [None, None, "add", "sum"]


def test_a_change_in_place_is_a_new_node_with_the_old_one_as_its_previous():
    source = "import torch\nw = torch.ones(2, requires_grad=True)\nwith torch.no_grad():\n    w -= 0.5\n"
    result = run(source)
    assert [(step.phase, step.node) for step in result.steps] == [("forward", 0), ("update", 1)]
    assert result.graph.nodes[1].previous == 0
    assert result.graph.nodes[1].label == "w.2"
    assert result.graph.nodes[1].value.tolist() == [0.5, 0.5]


def test_two_backward_calls_are_two_passes_in_order():
    source = (
        "import torch\nx = torch.tensor(3.0, requires_grad=True)\na = x * x\nb = 2 * x\na.backward()\nb.backward()\n"
    )
    result = run(source)
    assert [result.graph.nodes[target].label for target in result.targets] == ["a", "b"]
    assert float(result.gradients[0]) == 6 + 2


@pytest.mark.parametrize(
    ("source", "target", "note"),
    [
        ("x = torch.tensor(3.0, requires_grad=True)\ny = x * x", "y", "calls no backward()"),
        (
            "x = torch.tensor(3.0, requires_grad=True)\ny = x * x\nright = (y > 1).double()",
            "y",
            "calls no backward()",
        ),
        ("x = torch.ones(2, requires_grad=True)\ny = x * x", None, "shape (2,)"),
        ("x = torch.ones(2)\ny = x * x", None, "Nothing here requires a gradient"),
    ],
)
def test_without_a_call_the_pass_starts_at_the_last_number_that_has_a_gradient(
    source: str, target: str | None, note: str
):
    result = run(f"import torch\n{source}")
    assert (None if result.target is None else result.graph.nodes[result.target].label) == target
    assert note in result.notes[0]


def test_a_pass_that_the_program_does_not_ask_for_sets_no_grad():
    result = run("import torch\nx = torch.tensor(3.0, requires_grad=True)\ny = x * x\n")
    assert float(result.gradients[result.variables["x"].node]) == 6
    assert {name: variable.grad for name, variable in result.variables.items()} == {"x": None, "y": None}


@pytest.mark.parametrize(
    ("source", "gradients"),
    [
        (
            "from micrograd.engine import Value\na = Value(2.0)\nb = Value(3.0)\nc = a * b\n"
            "c.grad = 1.0\na.grad = b.data * c.grad\nb.grad = 7.0\n",
            {"a": 3, "b": 7, "c": 1},
        ),
        ("import torch\nw = torch.tensor(1.0, requires_grad=True)\nw.grad = torch.tensor(5.0)\ny = w * 2", {"w": 5}),
    ],
)
def test_gradients_that_a_program_sets_by_hand_are_those_of_its_nodes(source: str, gradients: dict[str, float]):
    result = run(source)
    nodes = {node.label: node.index for node in result.graph.nodes}
    assert {label: result.gradients[node] for label, node in nodes.items() if node in result.gradients} == gradients
    assert (result.targets, result.notes[0][:35]) == ((), "The program sets its gradients itse")
    for step in result.steps:
        assert explain(result, step.index).sentence


# What a program computes of plain numbers to choose, to sort and to count.
PLAIN = [
    ("x = 3.0\ny = 4.0\nif x < y:\n    z = x * y\nprint(x == 3, x != y)", ["x", "y", "z"]),
    ("W = [3.0, 1.0]\ns = sorted(W, key=lambda t: -t)\nz = s[0] * W[1]", ["W[0]", "W[1]", "z"]),
    ("W = [3.0, 1.0]\nz = max(W, key=lambda t: -t) * W[0]", ["W[0]", "W[1]", "z"]),
    ("n = 0\nx = 3.0\nfor i in range(4):\n    n += 1\n    if i % 2:\n        n = n - 1\ny = x * x", ["x", "y"]),
    ("i = 0\nx = 2.0\nwhile i < 2:\n    i = i + 1\ny = x * x", ["x", "y"]),
]


@pytest.mark.parametrize(("source", "labels"), PLAIN, ids=[one[0][-20:] for one in PLAIN])
def test_comparisons_sort_keys_and_counters_of_plain_numbers_are_no_nodes(source: str, labels: list[str]):
    assert [node.label for node in run(source).graph.nodes] == labels


def test_a_whole_number_that_no_loop_counts_is_a_leaf():
    assert [node.label for node in run("x = -2\ny = 5\nz = x * y\nz += 1").graph.nodes] == ["x", "y", "z", "1", "z.2"]


def test_what_is_put_into_a_list_or_dict_is_called_by_its_place():
    source = (
        "import torch\nW = []\nfor i in range(2):\n    W.append(torch.ones(2, requires_grad=True))\np = {}\n"
        "p['b'] = torch.zeros(2, requires_grad=True)\nW[0] = W[1] + p['b']\n"
    )
    assert [node.label for node in run(source).graph.nodes] == ["W[0]", "W[1]", 'p["b"]', "W[0].2"]


def test_a_program_without_tensors_runs_and_says_that_there_is_no_graph():
    result = run("print('hello')")
    assert (result.printed, result.graph.nodes) == ("hello\n", ())
    assert "makes no tensor" in result.notes[0]
