"""How functions and operations reach the names that programs call."""

import random
import subprocess
import sys

import pytest

import engine
from engine.functions import FUNCTIONS, publish
from engine.operation import FRACTIONS, OPS
from tests.plan import MODULES, ROOT

# The package's own file imports all others, in one order: an empty one in its place leaves the order to the test.
IN_THIS_ORDER = """
import hashlib, importlib, inspect, sys, types
package = types.ModuleType("engine")
package.__path__ = ["engine"]
sys.modules["engine"] = package
for name in sys.argv[1:]:
    importlib.import_module(name)
from engine.functions import FUNCTIONS
from engine.tensors import Tensor
lines = [
    f"{name} {found.__module__} {found.__qualname__} {inspect.signature(found)} {found.__doc__}"
    for name, found in sorted(FUNCTIONS.items())
]
methods = {name: found for name, found in sorted(vars(Tensor).items()) if callable(found)}
lines += [f"{name} {found.__qualname__}" for name, found in methods.items()]
print(len(FUNCTIONS), hashlib.sha256("\\n".join(lines).encode()).hexdigest())
"""


def test_the_table_is_the_same_whatever_is_imported_first():
    parts = (
        "engine.functions.",
        "engine.nn",
        "engine.differentiate",
        "engine.jacobians",
        "engine.ops.",
        "engine.tensors",
    )
    names = [name for name in MODULES if name.startswith(parts)]
    tables = set()
    for seed in range(4):
        order = random.Random(seed).sample(names, len(names))
        command = [sys.executable, "-c", IN_THIS_ORDER, *order]
        tables.add(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    assert len(tables) == 1
    assert int(next(iter(tables)).split()[0]) == len(FUNCTIONS)


def test_a_name_that_is_taken_is_refused():
    """A function may stand over the operation that has its name, and over nothing else, and once."""
    before = FUNCTIONS["torch.exp"]
    with pytest.raises(ValueError, match=r"torch\.exp is published twice"):
        publish("torch.exp", lambda input: input)
    with pytest.raises(ValueError, match=r"torch\.add is published twice"):
        publish("torch.add", lambda input, other: input, over="add")
    with pytest.raises(ValueError, match=r"torch\.exp is published twice"):
        publish("torch.exp", lambda input: input, over="sin")
    assert FUNCTIONS["torch.exp"] is before


def test_what_an_operation_takes_stands_on_its_record():
    """torch.det takes numbers with a fraction; numpy's sum of booleans counts them."""
    assert OPS["det"].takes == FRACTIONS
    assert OPS["add"].in_place == ("Tensor.add_",)
    assert OPS["exp"].in_place == ("torch.exp_", "Tensor.exp_")


def test_functions_stand_in_the_modules_that_pytorch_has():
    """det [[1, 2], [3, 4]] = -2, and its gradient is the matrix of cofactors."""
    matrix = engine.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    determinant = engine.linalg.det(matrix)
    determinant.backward()
    assert determinant.item() == pytest.approx(-2.0)
    assert matrix.grad.tolist() == [pytest.approx([4.0, -3.0]), pytest.approx([-2.0, 1.0])]
    assert engine.special.expit(engine.tensor(0.0)).item() == 0.5
    with pytest.raises(AttributeError, match=r"module 'engine.linalg' has no attribute 'expit'"):
        engine.linalg.expit  # noqa: B018


def test_modules_list_their_functions():
    assert {"det", "svd", "solve"} <= set(dir(engine.linalg))
    assert {"erfinv", "logit"} <= set(dir(engine.special))
    assert {"relu", "cross_entropy"} <= set(dir(engine.nn.functional))
    assert {"matmul", "float64", "nn", "linalg", "tensor"} <= set(dir(engine))
