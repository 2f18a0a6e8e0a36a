"""Every sentence that the engine can say, made by a smallest program, with the words as the mathematics has them."""

import re

import pytest

from engine.explain.step import explain
from engine.language import run

ZEROS = {
    "a shut gate": (
        "x = [-1.0, 2.0]; r = relu(x); y = (r * [1.0, 0.0]).sum()",
        "The gate is shut: where the upstream gradient is not 0, x is not positive.",
    ),
    "a shut gate for every entry": (
        "x = [-1.0, -2.0]; r = relu(x); y = r.sum()",
        "The gate is shut: no entry of x is positive.",
    ),
    "a shut gate for a number": ("x = -1.0; r = relu(x); y = r * 3", "The gate is shut: x is not positive."),
    "a clamp": (
        "x = [0.5, 3.0]; r = x.clamp(0, 1); y = (r * [0.0, 1.0]).sum()",
        "Where the upstream gradient is not 0, x lies outside the bounds of the clamp, where it is flat.",
    ),
    "a clamp of every entry": (
        "x = [-1.0, 3.0]; r = x.clamp(0, 1); y = r.sum()",
        "Every entry of x lies outside the bounds of the clamp, where it is flat.",
    ),
    "a clamp with one bound": (
        "x = -3.0; r = x.clamp(min=0); y = r * 2",
        "x lies outside the bounds of the clamp, where it is flat.",
    ),
    "a lost max": (
        "x = [2.0, 1.0]; b = constant([1.0, 3.0]); r = torch.maximum(x, b); y = (r * [0.0, 1.0]).sum()",
        "Where the upstream gradient is not 0, x lost the max to b: the whole gradient goes to the winner.",
    ),
    "a lost min": (
        "x = 2.0; b = constant(1.0); r = torch.minimum(x, b); y = r * 2",
        "x lost the min to b: the whole gradient goes to the winner.",
    ),
    "a switch": (
        "x = [2.0, 1.0]; c = constant([False, True]); r = torch.where(c, x, 0.0); y = (r * [1.0, 0.0]).sum()",
        "The switch stands on the other side: where the upstream gradient is not 0, x was not taken.",
    ),
    "a factor of 0": ("x = 2.0; b = constant(0.0); r = x * b; y = r * 3", "The other factor, b, is 0."),
    "some factors of 0": (
        "x = [2.0, 1.0]; b = constant([0.0, 4.0]); r = x * b; y = (r * [1.0, 0.0]).sum()",
        "The other factor, b, is 0 where the upstream gradient is not.",
    ),
    "a matrix of 0": (
        "x = [[1.0, 2.0]]; b = constant([[0.0], [0.0]]); r = x @ b; y = r.sum()",
        "The other input, b, is 0 wherever it meets an upstream gradient that is not.",
    ),
    "a saturated sigmoid": (
        "x = 800.0; r = torch.sigmoid(x); y = r * 2",
        "Sigmoid is saturated: x lies so far out that the slope rounds to 0.",
    ),
    "a saturated tanh": (
        "x = [40.0, 0.0]; r = torch.tanh(x); y = (r * [1.0, 0.0]).sum()",
        "Tanh is saturated: where the upstream gradient is not 0, x lies so far out that the slope rounds to 0.",
    ),
    "a side that is not taken": (
        "x = [2.0, 1.0]; c = constant([False, False]); r = torch.where(c, x, 0.0); y = r.sum()",
        "The switch stands on the other side: no entry of x was taken.",
    ),
    "a flat power": ("x = 0.0; r = x ** 3; y = r * 2", "x is 0, where this power is flat."),
    "an absolute value": ("x = 0.0; r = x.abs(); y = r * 2", "x is 0, where the derivative of |x| is taken as 0."),
    "a power of 0": (
        "x = 2.0; r = x ** 0; y = r * 2",
        "The local derivative of pow is 0 wherever the upstream gradient is not.",
    ),
    "a step": (
        "x = 2.5; r = x.floor(); y = r * 2",
        "The local derivative of floor is 0 wherever the upstream gradient is not.",
    ),
    "copies that cancel": (
        "x = 2.0; b = constant([1.0, 1.0]); r = x * b; y = (r * [1.0, -1.0]).sum()",
        "The gradients of the copies of x cancel: they are not 0, their sum is.",
    ),
    "sums that cancel": (
        "x = [1.0, 2.0]; r = torch.softmax(x, 0); y = r.sum()",
        "Each entry is a sum of upstream gradients times local derivatives of softmax, and they cancel: the sum is 0.",
    ),
    "products that cancel": (
        "x = [[1.0]]; b = constant([[1.0, 1.0]]); r = x @ b; y = (r * [[1.0, -1.0]]).sum()",
        "Each entry is a sum of upstream gradients times local derivatives of matmul, and they cancel: the sum is 0.",
    ),
    "a product that rounding makes 0 of": (
        "x = -460.0, dtype=torch.float64; r = torch.sigmoid(x); y = r * 1e-200",
        "Upstream gradient and local derivative of sigmoid are so small that rounding makes 0 of their product.",
    ),
    "products that rounding makes 0 of": (
        "x = [[1.0]], dtype=torch.float64; b = constant([[1e-200]], dtype=torch.float64); r = x @ b; "
        "u = r * 1e-200; y = u.sum()",
        "Upstream gradient and local derivative of matmul are so small that rounding makes 0 of their product.",
    ),
    "nothing left": (
        "x = 2.0; r = x * 1.0; u = r * 0.0; y = u + 1",
        "The upstream gradient of r is already 0, so nothing is left to hand on.",
    ),
    "no entries": (
        "x = [1.0, 2.0]; r = x[0:0]; u = r * 2.0; y = u.sum()",
        "r has no entries, so nothing is handed on.",
    ),
    "contributions that cancel": (
        "x = 2.0; r = x * 3; u = x * -3; y = r + u",
        "The contributions to x cancel: they are not 0, their sum is.",
    ),
    "contributions that rounding makes 0 of": (
        "x = 2.0; a = x * 1; b = x * -1; c = x * 1e-18; d = a + b; y = d + c",
        "The contributions to x add up to 1e−18, so little beside them that rounding makes 0 of it.",
    ),
}


def program(text: str) -> str:
    """The lines of a row; x is a leaf, what is called constant needs no gradient."""
    lines = ["import torch", "from torch import relu"]
    for statement in text.split("; "):
        name, _, value = statement.partition(" = ")
        if name == "x":
            value = f"torch.tensor({value}, requires_grad=True)"
        value = value.replace("constant(", "torch.tensor(")
        value = value if "torch.tensor(" in value else value.replace("* [", "* torch.tensor([").replace("])", "]))")
        lines.append(f"{name} = {value}")
    return "\n".join([*lines, "y.backward()"])


@pytest.mark.parametrize("name", ZEROS)
def test_a_zero_is_explained_by_the_entries_that_matter(name):
    text, expected = ZEROS[name]
    made = run(program(text))
    reasons = [explain(made, step.index).zero for step in made.steps if step.kind == "contribute"]
    to_x = [
        explain(made, step.index).zero
        for step in made.steps
        if step.kind == "contribute" and made.graph.nodes[step.to].label == "x"
    ]
    assert to_x[-1] == expected, reasons


HEAD = "import torch\n"
LEAF = "torch.tensor({}, requires_grad=True)"

# (program, title of the step, its sentence)
SENTENCES = {
    "a number": (
        "x = torch.tensor(2.0, requires_grad=True)\ny = x * 3\ny.backward()",
        "x is a parameter",
        "x is a single number, given by the program. It requires a gradient: the backward pass will find how y changes "
        "with it.",
    ),
    "a vector": (
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x.sum()\ny.backward()",
        "x is a parameter",
        "x is a vector with 2 entries, given by the program. It requires a gradient: the backward pass will find "
        "how y changes with each of its entries.",
    ),
    "an input": (
        "x = torch.tensor([[1.0, 2.0]])\ny = x * 2",
        "x is an input",
        "x is a matrix of 1×2, given by the program. It does not require a gradient.",
    ),
    "a vector of one": (
        "x = torch.tensor([2.0])\ny = x * 2",
        "x is an input",
        "x is a vector with 1 entry, given by the program. It does not require a gradient.",
    ),
    "an array": (
        "x = torch.ones(1, 2, 3)\ny = x * 2",
        "x is an input",
        "x is an array of 1×2×3, given by the program. It does not require a gradient.",
    ),
    "a constant": (
        "x = torch.tensor(2.0)\ny = x * 3",
        "3 is a constant",
        "3 is a plain number in the program. Nothing can change it, so it has no gradient.",
    ),
    "a parameter of the second pass": (
        "x = torch.tensor(2.0, requires_grad=True)\nz = torch.tensor(3.0, requires_grad=True)\ny = x * 2\nu = z * 2\n"
        "y.backward()\nu.backward()",
        "z is a parameter",
        "z is a single number, given by the program. It requires a gradient: the backward pass will find how u changes "
        "with it.",
    ),
    "a parameter that no pass reaches": (
        "x = torch.tensor(2.0, requires_grad=True)\nz = torch.tensor(3.0, requires_grad=True)\ny = x * 2\nu = z * 2\n"
        "y.backward()",
        "z is a parameter",
        "z is a single number, given by the program. It requires a gradient, but no backward pass starts from anything "
        "that depends on it.",
    ),
    "a number that is rounded": (
        "x = torch.tensor(10.0)\ny = torch.sigmoid(x)",
        "y is computed",
        "Sigmoid takes x and gives about 1.",
    ),
    "a comparison": (
        "x = torch.tensor([1.0, 2.0])\ny = x > 1",
        "y is computed",
        "The comparison acts entry by entry: each entry of the result comes from x at the same place and from 1.",
    ),
    "what takes an array": (
        "x = torch.tensor([1.0, 2.0])\ny = torch.softmax(x, 0)",
        "y is computed",
        "Softmax takes x and gives a result of shape 2.",
    ),
    "a product of vectors": (
        "a = torch.ones(3)\nb = torch.ones(3)\ny = a @ b",
        "y is computed",
        "The entries of a and b are multiplied place by place and added up: the result is a single number.",
    ),
    "a matrix times a vector": (
        "a = torch.ones(2, 3)\nb = torch.ones(3)\ny = a @ b",
        "y is computed",
        "Each entry is a row of a times b, place by place, added up: the result has shape 2.",
    ),
    "a vector times a matrix": (
        "a = torch.ones(3)\nb = torch.ones(3, 2)\ny = a @ b",
        "y is computed",
        "Each entry is a times a column of b, place by place, added up: the result has shape 2.",
    ),
    "a sum of one entry": (
        "x = torch.tensor([2.0])\ny = x.sum()",
        "y is computed",
        "Sum combines the only entry of x into a single number.",
    ),
    "a second pass that adds": (
        "w = torch.tensor(2.0, requires_grad=True)\n(w / 3).backward()\ny = w * 2\ny.backward()",
        "w receives its gradient",
        "The upstream gradient of y, times the local derivative of mul, goes to w. Earlier passes left "
        "0.3333 in w.grad: "
        "it is now 2.333 ≈ 0.3333 + 2.",
    ),
    "a second pass that adds whole numbers": (
        "w = torch.tensor(2.0, requires_grad=True)\n(w * -3).backward()\ny = w * -2\ny.backward()",
        "w receives its gradient",
        "The upstream gradient of y, times the local derivative of mul, goes to w. Earlier passes left −3 in "
        "w.grad: it "
        "is now −5 = −3 + (−2).",
    ),
    "a change in place": (
        "w = torch.tensor(2.0, requires_grad=True)\n(w * 3).backward()\nwith torch.no_grad():\n    w -= 0.1 * w.grad",
        "w is updated",
        "The program changes w in place, outside the graph: from now on it reads the new values. No gradient "
        "flows through "
        "an update.",
    ),
    "a gradient that is cleared": (
        "w = torch.tensor(2.0, requires_grad=True)\n(w * 3).backward()\nw.grad = None",
        "w.grad is cleared",
        "The gradient 3 that the passes so far have added up in w.grad is forgotten: the next backward pass "
        "starts from "
        "nothing.",
    ),
    "a gradient that is set to 0": (
        "w = torch.tensor(2.0, requires_grad=True)\n(w * 3).backward()\nw.grad.zero_()",
        "w.grad is cleared",
        "The gradient 3 that the passes so far have added up in w.grad is forgotten: it is 0 from now on, and the next "
        "backward pass adds to that.",
    ),
    "a gradient that is set": (
        "w = torch.tensor(2.0, requires_grad=True)\n(w * 3).backward()\nw.grad = torch.tensor(7.0)",
        "w.grad is set",
        "The program itself gives w.grad new numbers instead of 3, outside of a backward pass: what reads it "
        "next, such "
        "as an optimizer, finds these.",
    ),
    "a hook": (
        "w = torch.tensor(2.0, requires_grad=True)\nw.register_hook(lambda g: g * 2)\ny = w * 3\ny.backward()",
        "A hook is called with the gradient of w",
        "The gradient of w is complete: 3. The hook that the program has set on w makes 6 of it, which goes on.",
    ),
    "a second pass over a vector": (
        "w = torch.ones(2, requires_grad=True)\n(w * 3).sum().backward()\n(w * 2).sum().backward()",
        "w receives its gradient",
        "The upstream gradient of w · 2, times the local derivative of mul, goes to w. Earlier passes left a "
        "gradient in w.grad, and this pass adds to it.",
    ),
    "a second pass over two uses": (
        "w = torch.tensor(2.0, requires_grad=True)\n(w * 3).backward()\ny = w * w\ny.backward()",
        "w receives contribution 2 of 2",
        "The upstream gradient of y, times the local derivative of mul, goes to w. It was the last of 2 uses: the "
        "gradient of w is complete. Earlier passes and this one left 5 in w.grad: it is now 7 = 5 + 2.",
    ),
    "a hook that looks on": (
        "w = torch.tensor(2.0, requires_grad=True)\nw.register_hook(lambda g: None)\ny = w * 3\ny.backward()",
        "A hook is called with the gradient of w",
        "The gradient of w is complete: 3. The hook that the program has set on w is called with it and leaves it as "
        "it is.",
    ),
    "a hook over a vector": (
        "w = torch.ones(2, requires_grad=True)\nw.register_hook(lambda g: g * 2)\n(w * 3).sum().backward()",
        "A hook is called with the gradient of w",
        "The gradient of w is complete. The hook that the program has set on w gives other numbers, and these go on.",
    ),
    "a gradient of a vector that is cleared": (
        "w = torch.ones(2, requires_grad=True)\n(w * 3).sum().backward()\nw.grad = None",
        "w.grad is cleared",
        "The gradient that the passes so far have added up in w.grad is forgotten: the next backward pass starts from "
        "nothing.",
    ),
    "a gradient that is set before any pass": (
        "w = torch.tensor(2.0, requires_grad=True)\nw.grad = torch.tensor(7.0)\ny = w * 2",
        "w.grad is set",
        "The program itself gives w.grad new numbers, outside of a backward pass: what reads it next, such as an "
        "optimizer, finds these.",
    ),
    "a name in a rule": (
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x[1]\ny.backward()",
        "x receives its gradient",
        "The upstream gradient of y, times the local derivative of index, goes to x.",
    ),
    "a scalar step": ("x = torch.tensor(2.0)\ny = x * 3", "y is computed", "Mul takes x and 3 and gives 6."),
    "entry by entry": (
        "x = torch.tensor([1.0, 2.0])\ny = torch.exp(x)",
        "y is computed",
        "Exp acts entry by entry: each entry of the result comes from x at the same place.",
    ),
    "a whole sum": (
        "x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])\ny = x.sum()",
        "y is computed",
        "Sum combines the 6 entries of x into a single number.",
    ),
    "a sum along an axis": (
        "x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])\ny = x.sum(1)",
        "y is computed",
        "Sum combines the entries of x, 3 for each entry of the result: it has shape 2.",
    ),
    "a matrix product": (
        "a = torch.ones(2, 3)\nb = torch.ones(3, 4)\ny = a @ b",
        "y is computed",
        "Each entry is a row of a times a column of b, place by place, added up: the result has shape 2×4.",
    ),
    "a new shape": (
        "x = torch.ones(2, 3)\ny = x.reshape(6)",
        "y is computed",
        "Reshape arranges the entries of x in shape 6; no number changes.",
    ),
    "a loss": (
        "x = torch.ones(2)\nt = torch.zeros(2)\ny = torch.nn.functional.mse_loss(x, t)",
        "y is computed",
        "Mse_loss compares x and t and gives a single number: the smaller, the better.",
    ),
    "a stretched input": (
        "x = torch.ones(2, 3)\nb = torch.ones(3)\ny = x + b",
        "y is computed",
        "Add acts entry by entry: each entry of the result comes from x and b at the same place. b has shape 3 and is "
        "copied to 2×3 to match.",
    ),
    "the first infinity": (
        "x = torch.tensor(0.0)\ny = torch.log(x)",
        "y is computed",
        "Log takes x and gives −∞. This is where the first infinity is made: all of its inputs are finite.",
    ),
    "the first NaN": (
        "x = torch.tensor(0.0)\ny = x / x",
        "y is computed",
        "Div takes x and x and gives NaN. This is where the first NaN is made: none of its inputs has one.",
    ),
    "the seed": (
        "x = torch.tensor(2.0, requires_grad=True)\ny = x * 3\ny.backward()",
        "The backward pass starts at y",
        "A change of y changes y by just as much, so its gradient is 1.",
    ),
    "the seed of a vector with one entry": (
        "x = torch.tensor([2.0], requires_grad=True)\ny = x * 3\ny.backward()",
        "The backward pass starts at y",
        "A change of y changes y by just as much, so its gradient is 1.",
    ),
    "a given seed": (
        "x = torch.tensor([2.0, 1.0], requires_grad=True)\ny = x * 3\ny.backward(torch.tensor([1.0, 5]))",
        "The backward pass starts at y",
        "The backward pass starts at y with the gradient the program hands to backward().",
    ),
    "the only use": (
        "x = torch.tensor(2.0, requires_grad=True)\ny = x * 3\ny.backward()",
        "x receives its gradient",
        "The upstream gradient of y, times the local derivative of mul, goes to x.",
    ),
    "the first of two uses": (
        "x = torch.tensor(2.0, requires_grad=True)\ny = x * x\ny.backward()",
        "x receives contribution 1 of 2",
        "The upstream gradient of y, times the local derivative of mul, goes to x. x is used 2 times: 1 contribution "
        "still to come.",
    ),
    "the last of two uses": (
        "x = torch.tensor(2.0, requires_grad=True)\ny = x * x\ny.backward()",
        "x receives contribution 2 of 2",
        "The upstream gradient of y, times the local derivative of mul, goes to x. It was the last of 2 uses: the "
        "gradient of x is complete.",
    ),
    "copies add up": (
        "x = torch.tensor(2.0, requires_grad=True)\ns = x * torch.tensor([1.0, 2.0])\ny = s.sum()\ny.backward()",
        "x receives its gradient",
        "The upstream gradient of s, times the local derivative of mul, goes to x. x was copied in the forward pass, "
        "so the gradients of its copies are added up.",
    ),
    "no longer finite": (
        "x = torch.tensor(0.0, requires_grad=True)\ny = torch.sqrt(x)\ny.backward()",
        "x receives its gradient",
        "The upstream gradient of y, times the local derivative of sqrt, goes to x. Here the gradient stops being "
        "finite.",
    ),
    "exactly 0": (
        "x = torch.tensor(0.0, requires_grad=True)\ny = x ** 3\ny.backward()",
        "x receives its gradient",
        "The upstream gradient of y, times the local derivative of pow, goes to x. What arrives is exactly 0.",
    ),
}


def step_of(source: str, title: str):
    made = run(HEAD + source)
    explained = [explain(made, step.index) for step in made.steps]
    found = [each for each in explained if each.title == title]
    assert found, [each.title for each in explained]
    return found[-1]


@pytest.mark.parametrize("name", SENTENCES)
def test_a_step_says_what_happens(name):
    source, title, sentence = SENTENCES[name]
    assert step_of(source, title).sentence == sentence


@pytest.mark.parametrize(
    ("source", "title", "shapes"),
    [
        # A product of (2×3) and (3×4): dA = G Bᵀ, dB = Aᵀ G.
        ("a = {}(2, 3)\nb = torch.ones(3, 4)\ny = (a @ b).sum()", "a receives its gradient", "(2×3) = (2×4) (4×3)"),
        ("b = torch.ones(2, 3)\na = {}(3, 4)\ny = (b @ a).sum()", "a receives its gradient", "(3×4) = (3×2) (2×4)"),
        # A vector times a matrix, a matrix times a vector, two vectors, a layer, and a batch, which no equation says.
        ("a = {}(3)\nb = torch.ones(3, 2)\ny = (a @ b).sum()", "a receives its gradient", "(3) = (2) (2×3)"),
        ("a = {}(3, 2)\nb = torch.ones(3)\ny = (b @ a).sum()", "a receives its gradient", None),
        ("a = {}(3)\nb = torch.ones(2, 3)\ny = (b @ a).sum()", "a receives its gradient", "(3) = (3×2) (2)"),
        ("a = {}(3)\nb = torch.ones(3)\ny = a @ b", "a receives its gradient", "(3) = () · (3)"),
        (
            "a = {}(2, 3)\nb = torch.ones(4, 3)\ny = torch.nn.functional.linear(a, b).sum()",
            "a receives its gradient",
            "(2×3) = (2×4) (4×3)",
        ),
        ("a = {}(5, 2, 3)\nb = torch.ones(5, 3, 4)\ny = (a @ b).sum()", "a receives its gradient", None),
        # A matrix times a vector: the matrix receives the outer product of upstream and vector.
        ("a = {}(2, 3)\nb = torch.ones(3)\ny = (a @ b).sum()", "a receives its gradient", "(2×3) = (2) ⊗ (3)"),
        ("a = {}(3)\nb = torch.ones(2, 3)\ny = (a * b).sum()", "a receives its gradient", "(2×3) summed to (3)"),
    ],
)
def test_a_product_shows_the_shapes_that_fit(source, title, shapes):
    made = source.format("torch.ones").replace("a = torch.ones(", "a = torch.ones(requires_grad=True, size=(")
    made = re.sub(r"(size=\([\d, ]+)\)", r"\1,))", made)
    assert step_of(made + "\ny.backward()", title).shapes == shapes


def test_the_entry_that_is_no_number_is_the_one_written_out():
    """log(−1) is NaN, whatever the others are; entries count from 0."""
    found = step_of("x = torch.tensor([5.0, -1.0, 2.0])\ny = torch.log(x)", "y is computed")
    assert found.entry.text == "y[1] = log(−1) = NaN"


@pytest.mark.parametrize(
    ("statement", "number", "array"),
    [
        ("w.grad = None", "w.grad ← None", "w.grad ← None"),
        ("w.grad.zero_()", "w.grad ← 0", "w.grad ← 0"),
        ("w.grad = 2 * w.grad", "w.grad ← 6", None),
    ],
)
def test_what_the_program_does_to_a_gradient_is_written_with_an_arrow(statement, number, array):
    source = "w = {}\n(w * 3).sum().backward()\n" + statement
    title = "w.grad is set" if "2" in statement else "w.grad is cleared"
    for leaf, expected in ((LEAF.format(2.0), number), ("torch.ones(2, requires_grad=True)", array)):
        found = step_of(source.format(leaf), title).formula
        assert (found and found.text) == expected


def test_a_hook_shows_the_number_before_and_after():
    source = "w = {}\nw.register_hook(lambda g: g * 2)\n(w * 3).sum().backward()"
    title = "A hook is called with the gradient of w"
    assert step_of(source.format(LEAF.format(2.0)), title).numbers.text == "3 → 6"
    assert step_of(source.format(LEAF.format([2.0, 1.0])), title).numbers is None


@pytest.mark.parametrize(("entries", "written"), [(4096, True), (4097, False)])
def test_an_entry_is_written_out_as_long_as_its_sum_is_quickly_made(entries, written):
    """The first number of a running sum is in all of its sums."""
    source = f"x = torch.ones({entries}, requires_grad=True)\ny = torch.cumsum(x, 0)\ny.backward(torch.ones({entries}))"
    found = step_of(source, "x receives its gradient").entry
    expected = "∂y/∂x[0] = 1 + 1 + 1 + 1 + 4092 (4092 more terms) = 4096" if written else None
    assert (found and found.text) == expected


@pytest.mark.parametrize("leaf", ["0.1", "[0.1]"])
def test_of_what_is_rounding_alone_no_equation_is_written(leaf):
    """0.1 + 0.2 − 0.3 is 5.6e−17 among floats, which 0.3 − 0.3 is not."""
    source = f"s = torch.tensor({leaf}, dtype=torch.float64) + 0.2\ny = s - 0.3"
    found = step_of(source, "y is computed")
    assert (found.formula.text, found.numbers, found.entry) == ("y = s − 0.3", None, None)


def test_of_a_product_of_many_matrices_no_entry_is_written():
    source = "x = torch.ones(2, 3, 4)\ny = x @ torch.ones(4)"
    assert step_of(source, "y is computed").entry is None


def test_a_slope_of_0_that_no_product_says_shows_before_and_after():
    """A softmax over one number is 1, whatever the number."""
    source = f"x = {LEAF.format(2.0)}\ny = torch.softmax(x, 0)\ny.backward()"
    assert step_of(source, "x receives its gradient").numbers.text == "1 → 0"


@pytest.mark.parametrize("leaf", ["2.0", "[2.0, 1.0]"])
def test_a_pass_may_cancel_what_earlier_passes_left(leaf):
    """3 from the first pass, −3 from the second."""
    found = step_of(
        f"x = {LEAF.format(leaf)}\n(x * 3).sum().backward()\n(x * -3).sum().backward()", "x receives its gradient"
    )
    assert found.zero == (
        "The contributions to x and what earlier passes left there cancel: they are not 0, their sum is."
    )


def test_of_a_long_sum_the_rest_is_told():
    """1 + 2 + 3 + 4 are shown, 5 + … + 12 = 68 are the rest of 78."""
    found = step_of("x = torch.arange(1.0, 13.0)\nw = torch.ones(12)\ny = x @ w", "y is computed")
    assert found.entry.text == "y = 1 · 1 + 2 · 1 + 3 · 1 + 4 · 1 + 68 (8 more terms) = 78"


def test_of_an_array_without_entries_nothing_is_said_to_be_0():
    source = "x = torch.zeros(0, requires_grad=True)\ny = (x * 2).sum()\ny.backward()"
    found = step_of(source, "x receives its gradient")
    assert found.sentence == "The upstream gradient of x · 2, times the local derivative of mul, goes to x."
    assert (found.entry, found.zero) == (None, None)


def test_a_plain_number_shows_its_value_where_it_has_a_name():
    source = "x = torch.tensor(2.0)\nk = 3\ny = x * k * 5"
    assert step_of(source, "k is a constant").formula.text == "k = 3"
    assert step_of(source, "5 is a constant").formula is None
    assert step_of("y = torch.tensor(0.5) * 3", "0.5 is an input").formula is None


def test_a_comparison_is_written_between_what_it_compares():
    found = step_of("a = torch.tensor(2.0)\nb = torch.tensor(1.0)\nc = a >= b", "c is computed")
    assert (found.formula.text, found.numbers.text) == ("c = (a ≥ b)", "true = (2 ≥ 1)")
    made = run(HEAD + "a = torch.tensor(2.0)\nb = torch.tensor(1.0)\nc = (a >= b) * 1.0")
    assert "a ≥ b" in [node.label for node in made.graph.nodes]


def test_equal_is_said_of_equal_numbers_alone():
    """2/8 = 0.25 exactly; 1/3 is not 0.3333; 0.51214 · 0.017663 = 0.009045929, of which four digits are 0.009046."""
    divided = "a = torch.tensor({})\nb = torch.tensor({})\ny = a / b"
    assert step_of(divided.format(2.0, 8.0), "y is computed").numbers.text == "0.25 = 2 / 8"
    assert step_of(divided.format(1.0, 3.0), "y is computed").numbers.text == "0.3333 ≈ 1 / 3"
    times = step_of("a = torch.tensor(0.51214)\nb = torch.tensor(0.017663)\ny = a * b", "y is computed").numbers.text
    shown, product = times.split(" ≈ ")
    one, other = map(float, product.split(" · "))
    assert f"{one * other:.4g}" == shown == "0.009046"


def test_an_entry_is_only_part_of_an_array_whose_factors_have_its_shape():
    """G ⊙ 2 would be a product of a vector and a number entry by entry; 2 · x is the slope of x²."""
    made = step_of(
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\n(x ** 2).backward(torch.ones(2))", "x receives its gradient"
    )
    assert made.formula.text == "∂(x²)/∂x = ∂(x²)/∂(x²) ⊙ (2 · x)"
    halved = step_of(
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x * 0.5\ny.backward(torch.ones(2))",
        "x receives its gradient",
    )
    assert halved.formula.text == "∂y/∂x = ∂y/∂y · 0.5"


def test_a_tie_shares_by_a_formula_that_says_so():
    """At 2 = 2 each takes half; elsewhere nothing is said of ties."""
    source = "a = torch.tensor({}, requires_grad=True)\nb = torch.tensor(2.0)\ny = torch.maximum(a, b)\ny.backward()"
    tie, won = (step_of(source.format(a), "a receives its gradient") for a in ("2.0", "3.0"))
    assert tie.formula.text == "∂y/∂a = ∂y/∂y · ([a > b] + [a = b] / 2)"
    assert won.formula.text == "∂y/∂a = ∂y/∂y · [a > b]"


def test_a_saturated_sigmoid_is_only_about_1():
    """1 / (1 + exp(−40)) = 1 − 4.2e−18; at 0 a sigmoid is exactly 1/2, and 2 is the root of 4."""
    source = "x = torch.tensor({})\ny = {}(x)"
    assert step_of(source.format(40.0, "torch.sigmoid"), "y is computed").numbers.text == "1 ≈ 1 / (1 + exp(−40))"
    assert step_of(source.format(0.0, "torch.sigmoid"), "y is computed").numbers.text == "0.5 = 1 / (1 + exp(−0))"
    assert step_of(source.format(4.0, "torch.sqrt"), "y is computed").numbers.text == "2 = √4"
    assert step_of(source.format(2.0, "torch.sqrt"), "y is computed").numbers.text == "1.414 ≈ √2"
    assert step_of(source.format(0.25, "torch.sqrt"), "y is computed").numbers.text == "0.5 = √0.25"


def test_what_a_name_in_a_rule_stands_for_reads_on_from_there():
    source = "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x[1]\ny.backward()"
    assert step_of(source, "x receives its gradient").rule == (
        "An index sends each gradient back to the place it was read from; what was not read gets 0. Here "
        "scatter stands "
        "for the gradients, each put back at the place that its entry was read from, and those of one place added up."
    )
