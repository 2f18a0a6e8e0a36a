"""grad(f) and its kin, against what HIPS autograd 1.9 and JAX 0.10 give, or mathematics by hand."""

from __future__ import annotations

import pytest

from engine.language import ProgramError, run

HIPS = "import autograd.numpy as np\nfrom autograd import grad, jacobian, hessian, value_and_grad\n"
JAX = "import jax\nimport jax.numpy as jnp\n"

PROGRAMS = {
    "the Jacobian of entries put together": (
        HIPS + "print(jacobian(lambda x: np.array([x[0] * x[1], x[0] ** 2]))(np.array([2.0, 3.0])))",
        "[[3. 2.]\n [4. 0.]]\n",
    ),
    "the Hessian of a sum of cubes": (
        HIPS + "print(hessian(lambda x: np.sum(x ** 3))(np.array([1.0, 2.0])))",
        "[[ 6.  0.]\n [ 0. 12.]]\n",
    ),
    "gradients by lists of pairs and by dicts": (
        HIPS + "W, b = np.ones((2, 1)), np.zeros(1)\n"
        "g = grad(lambda p: np.sum(np.dot(np.ones((3, 2)), p[0][0]) + p[0][1]))([(W, b)])\n"
        "print(g, grad(lambda d: np.sum(d['w'] ** 2) + d['b'] * 3)({'w': np.array([1.0, 2.0]), 'b': 4.0}))",
        "[(array([[3.],\n       [3.]]), array([3.]))] {'w': array([2., 4.]), 'b': np.float64(3.0)}\n",
    ),
    "the value beside the gradient": (
        HIPS + "v, g = value_and_grad(lambda w: np.sum(w ** 2))(np.array([1.0, 2.0]))\nprint(v, g, type(g).__name__)",
        "5.0 [2. 4.] ndarray\n",
    ),
    "a check of gradients that agree": (
        HIPS + "from autograd.test_util import check_grads\n"
        "print(check_grads(lambda x: np.sum(np.tanh(x)), modes=['rev'])(np.array([0.3])))",
        "None\n",
    ),
    "gradients of what is compiled": (
        JAX + "f = jax.jit(lambda x: jnp.sum(x ** 2))\n@jax.jit\ndef twice(x):\n    return 2 * f(x)\n"
        "print(jax.grad(twice)(jnp.array([1.0, 2.0])))",
        "[4. 8.]\n",
    ),
    "several arguments, and each row": (
        JAX + "print(jax.grad(lambda x, y: x ** 2 * y, argnums=(0, 1))(3.0, 2.0))\n"
        "print(jax.vmap(lambda w, x: jnp.dot(w, x), in_axes=(None, 0))(jnp.ones(2), jnp.ones((3, 2))))",
        "(np.float64(12.0), np.float64(9.0))\n[2. 2. 2.]\n",
    ),
    "steps over a tree of parameters": (
        JAX + "p = {'w': jnp.ones(2), 'b': 1.0}\ng = jax.grad(lambda p: jnp.sum(p['w'] ** 2) + 3 * p['b'])(p)\n"
        "print(jax.tree_util.tree_map(lambda p, g: p - 0.5 * g, p, g)['w'], jax.jvp(jnp.sin, (0.0,), (1.0,)))",
        "[0. 0.] (np.float64(0.0), np.float64(1.0))\n",
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_derivatives_of_functions_of_arrays_are_the_library_s(name: str):
    source, printed = PROGRAMS[name]
    assert run(source).printed == printed


def test_a_descent_by_grad_grows_by_the_same_nodes_each_step():
    """What grad(f) gives at the top is a plain array: no step stands on the graph of the one before."""
    source = (
        HIPS
        + "w = np.array([1.0, -1.0])\nf = lambda w: np.sum(w ** 4)\nfor i in range({}):\n    w -= grad(f)(w) * 0.01"
    )
    ten, twenty, thirty = (len(run(source.format(steps)).graph.nodes) for steps in (10, 20, 30))
    assert thirty - twenty == twenty - ten


def test_gradcheck_finds_a_wrong_backward_and_prints_nothing_of_it():
    source = (
        "import torch\nclass F(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n"
        "        print('forward')\n        return x * 2\n"
        "    @staticmethod\n    def backward(ctx, g):\n        return g * {}\n"
        "x = torch.ones(2, dtype=torch.double, requires_grad=True)\nprint(torch.autograd.gradcheck(F.apply, (x,)))"
    )
    assert run(source.format(2)).printed == "True\n"
    with pytest.raises(ProgramError, match="the reverse derivative in x0 is wrong"):
        run(source.format(3))


def test_a_variable_is_a_leaf_that_shares_the_numbers_of_its_tensor():
    """PyTorch 2.13."""
    source = (
        "import torch\nfrom torch.autograd import Variable\nt = torch.ones(2)\nv = Variable(t, requires_grad=True)\n"
        "(v * 3).sum().backward()\nt[0] = 7\nprint(v.grad, v.is_leaf, v.data, t.requires_grad)"
    )
    assert run(source).printed == "tensor([3., 3.]) True tensor([7., 1.]) False\n"


def test_the_state_of_a_module_prints_as_an_ordered_dict():
    """PyTorch 2.13."""
    source = "from torch import nn\nl = nn.Linear(1, 1, bias=False)\nl.weight.data.fill_(2)\nprint(l.state_dict())"
    assert run(source).printed == "OrderedDict([('weight', tensor([[2.]]))])\n"


def test_the_type_of_a_step_back_is_named_after_it():
    """PyTorch 2.13."""
    start = "import torch\nz = torch.ones(2, requires_grad=True) * 2 + 1\n"
    source = start + "print(type(z.grad_fn).__name__, type(z.grad_fn))"
    assert run(source).printed == "AddBackward0 <class 'AddBackward0'>\n"
