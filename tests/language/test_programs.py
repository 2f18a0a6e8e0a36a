"""Programs as people write and paste them, with the numbers their authors or PyTorch give."""

import pytest

from engine.language import run
from engine.recording.run import Run


def gradient_of(result: Run, name: str) -> float:
    node = next(node for node in result.graph.nodes if name in node.names)
    return float(result.gradients[node.index])


def value_of(result: Run, name: str) -> float:
    node = [node for node in result.graph.nodes if name in node.names][-1]
    return float(node.value)


MICROGRAD = """\
from micrograd.engine import Value

a = Value(-4.0)
b = Value(2.0)
c = a + b
d = a * b + b**3
c += c + 1
c += 1 + c + (-a)
d += d * 2 + (b + a).relu()
d += 3 * d + (b - a).relu()
e = c - d
f = e**2
g = f / 2.0
g += 10.0 / f
print(f'{g.data:.4f}') # the outcome of this forward pass
g.backward()
print(f'{a.grad:.4f}') # dg/da
print(f'{b.grad:.4f}') # dg/db
"""


def test_the_example_of_micrograds_readme_prints_what_its_readme_says():
    """README of karpathy/micrograd: 24.7041, 138.8338, 645.5773."""
    assert run(MICROGRAD).printed == "24.7041\n138.8338\n645.5773\n"


def test_a_circuit_of_plain_numbers_becomes_leaves_and_gets_its_gradients():
    """CS231n, optimization-2: at (-2, 5, -4) f = -12 and the gradient is (-4, -4, 3)."""
    result = run("# set some inputs\nx = -2; y = 5; z = -4\n\nq = x + y # q becomes 3\nf = q * z # f becomes -12\n")
    assert value_of(result, "f") == -12
    assert [gradient_of(result, name) for name in "xyz"] == [-4, -4, 3]
    assert [node.role for node in result.graph.nodes] == ["parameter"] * 3 + ["operation"] * 2


def test_lists_of_plain_numbers_become_leaves_named_after_their_places():
    """CS231n, optimization-2: the sigmoid neuron has f = 0.73, slope f (1 - f) = 0.1966, dx = (0.39, -0.59)."""
    source = (
        "w = [2,-3,-3] # assume some random weights and data\n"
        "x = [-1, -2]\n"
        "dot = w[0]*x[0] + w[1]*x[1] + w[2]\n"
        "f = 1.0 / (1 + math.exp(-dot)) # sigmoid function\n"
    )
    result = run(source)
    assert value_of(result, "f") == pytest.approx(0.7310585786300049, rel=1e-15)
    assert gradient_of(result, "x[0]") == pytest.approx(0.3932238664829637, rel=1e-12)
    assert gradient_of(result, "x[1]") == pytest.approx(-0.5898357997244456, rel=1e-12)
    assert gradient_of(result, "w[2]") == pytest.approx(0.19661193324148185, rel=1e-12)


def test_the_gates_of_a_staged_computation_of_plain_numbers_are_nodes():
    """max routes: at z = 2, w = -1 its whole gradient goes to z."""
    result = run("x = 3; y = -4; z = 2; w = -1\nf = 2 * (x * y + max(z, w))")
    assert value_of(result, "f") == -20
    assert [gradient_of(result, name) for name in "xyzw"] == [-8, 6, 2, 0]


POLYNOMIAL = """\
import torch
import math

dtype = torch.float64
device = torch.device("cpu")
# device = torch.device("cuda:0")  # Uncomment this to run on GPU

x = torch.linspace(-math.pi, math.pi, 20, device=device, dtype=dtype)
y = torch.sin(x)
a = torch.tensor(0.1, dtype=dtype, requires_grad=True)
b = torch.tensor(0.2, dtype=dtype, requires_grad=True)
c = torch.tensor(-0.3, dtype=dtype, requires_grad=True)
d = torch.tensor(0.4, dtype=dtype, requires_grad=True)

learning_rate = 1e-5
for t in range(10):
    y_pred = a + b * x + c * x ** 2 + d * x ** 3
    loss = (y_pred - y).pow(2).sum()
    if t % 5 == 4:
        print(t, f"{loss.item():.6f}")
    loss.backward()
    with torch.no_grad():
        a -= learning_rate * a.grad
        b -= learning_rate * b.grad
        c -= learning_rate * c.grad
        d -= learning_rate * d.grad
        a.grad = None
        b.grad = None
        c.grad = None
        d.grad = None

print(f'Result: y = {a.item():.8f} + {b.item():.8f} x + {c.item():.8f} x^2 + {d.item():.8f} x^3')
"""


def test_a_pasted_training_loop_with_no_grad_gives_pytorchs_numbers():
    """Printed by PyTorch 2.13 in float64."""
    assert run(POLYNOMIAL).printed == (
        "4 366.510907\n9 187.590510\nResult: y = 0.10378418 + 0.17361033 x + -0.27414003 x^2 + 0.18426706 x^3\n"
    )


def test_a_training_loop_records_a_pass_and_its_updates_in_every_turn():
    result = run(POLYNOMIAL)
    assert result.passes == 10
    updates = [step for step in result.steps if step.phase == "update"]
    assert len(updates) == 10 * 4
    assert all(result.graph.nodes[step.node].previous is not None for step in updates)
    assert [node.label for node in result.graph.nodes if "a" in node.names][:3] == ["a", "a.2", "a.3"]


def test_control_flow_on_a_tensors_value_takes_pytorchs_branches():
    """d2l, automatic differentiation: f is linear in pieces, so its slope is f(a) / a: 2¹¹, or 100 times 2¹¹."""
    source = """\
import torch
def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    if b.sum() > 0:
        c = b
    else:
        c = 100 * b
    return c
a = torch.tensor({start}, requires_grad=True)
d = f(a)
d.backward()
"""
    assert gradient_of(run(source.format(start=0.7)), "a") == 2048
    assert gradient_of(run(source.format(start=-0.7)), "a") == 204800


def test_four_ways_to_call_backward_follow_the_lesson_of_d2l():
    source = """\
import torch
x = torch.arange(4.0)
x.requires_grad_(True)
y = 2 * torch.dot(x, x)
y.backward()
print(x.grad.tolist())
x.grad.zero_()
y = x.sum()
y.backward()
print(x.grad.tolist())
x.grad.zero_()
y = x * x
y.backward(gradient=torch.ones(len(y)))
print(x.grad.tolist())
x.grad.zero_()
u = y.detach()
z = u * x
z.sum().backward()
print(x.grad.tolist())
"""
    expected = "[0.0, 4.0, 8.0, 12.0]\n[1.0, 1.0, 1.0, 1.0]\n[0.0, 2.0, 4.0, 6.0]\n[0.0, 1.0, 4.0, 9.0]\n"
    assert run(source).printed == expected


def test_a_network_with_a_backward_pass_by_hand_in_numpy_runs_as_it_is():
    """Two turns of CS231n's softmax classifier; the losses are those of numpy running the same text."""
    source = """\
import numpy as np
X = np.array([[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]])
y = np.array([0, 1, 1])
W = np.array([[0.01, -0.02], [0.03, 0.04]])
b = np.zeros((1, 2))
reg = 1e-3
num_examples = X.shape[0]
for i in range(3):
    scores = np.dot(X, W) + b
    exp_scores = np.exp(scores)
    probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
    correct_logprobs = -np.log(probs[range(num_examples), y])
    loss = np.sum(correct_logprobs) / num_examples + 0.5 * reg * np.sum(W * W)
    print("iteration %d: loss %.10f" % (i, loss))
    dscores = probs
    dscores[range(num_examples), y] -= 1
    dscores /= num_examples
    dW = np.dot(X.T, dscores)
    db = np.sum(dscores, axis=0, keepdims=True)
    dW += reg * W
    W += -1.0 * dW
    b += -1.0 * db
"""
    assert run(source).printed == (
        "iteration 0: loss 0.6966591388\niteration 1: loss 0.6330852985\niteration 2: loss 0.6127993177\n"
    )


def test_second_derivatives_come_from_differentiating_a_recorded_gradient():
    """x³ at 2: slope 12, curvature 12."""
    source = """\
import torch
x = torch.tensor(2.0, requires_grad=True)
slope = torch.autograd.grad(x ** 3, x, create_graph=True)[0]
curvature = torch.autograd.grad(slope, x)[0]
print(slope.item(), curvature.item())
"""
    assert run(source).printed == "12.0 12.0\n"


def test_grad_of_a_function_is_a_function_that_can_be_differentiated_again():
    """README of HIPS/autograd: tanh'(1) = 0.41997434161402603; tanh'' = -2 tanh (1 - tanh²), at 1 -0.6397000084."""
    source = """\
>>> import autograd.numpy as np
>>> from autograd import grad
>>> def tanh(x):
...     return (1.0 - np.exp((-2 * x))) / (1.0 + np.exp(-(2 * x)))
...
>>> print(f"{grad(tanh)(1.0):.14f} {grad(grad(tanh))(1.0):.10f}")
"""
    assert run(source).printed == "0.41997434161403 -0.6397000084\n"


def test_numpy_draws_evenly_between_its_bounds():
    source = (
        "import numpy as np\nx = np.random.uniform(-1, 3, size=(200, 100))\nn = np.random.normal(5.0, 2.0, (200, 100))"
    )
    uniform, normal = (node.value for node in run(source).graph.nodes)
    assert uniform.shape == (200, 100)
    assert -1 <= uniform.min() < -0.99 < 2.99 < uniform.max() < 3
    # The mean of 20,000 draws lies within five of its standard deviations, 2 / √20000.
    assert abs(normal.mean() - 5) < 0.07
    assert abs(normal.std() - 2) < 0.07


def test_a_pasted_session_runs_without_its_prompts_and_its_output():
    source = """\
>>> import torch
>>> x = torch.tensor(3.0, requires_grad=True)
>>> y = x * x
>>> y
tensor(9.)
>>> for i in range(2):
...     y = y + x
...
>>> y.backward()
"""
    assert gradient_of(run(source), "x") == 8


def test_orders_to_a_notebook_are_left_out():
    result = run("%matplotlib inline\n!pip install torch\nx = 2\ny = x * x\n")
    assert gradient_of(result, "x") == 4


@pytest.mark.parametrize(
    "source", [MICROGRAD, POLYNOMIAL, "import torch\nx = torch.randn(3, requires_grad=True)\nx.sum()"]
)
def test_the_same_text_gives_the_same_run(source: str):
    first, second = run(source), run(source)
    assert repr(first.graph) == repr(second.graph)
    assert repr(first.steps) == repr(second.steps)
    assert first.usage == second.usage
