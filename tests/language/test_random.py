"""Random numbers, compared with what PyTorch, numpy and Python's own library draw from the same seeds."""

from pathlib import Path

import numpy as np
import pytest

from engine.language import ProgramError, run
from tests.language.drawn_programs import CLOSE, EXACT, LARGEST, SEEDS, kept, program
from tests.language.test_classes import printed_by_python

TORCH = "import torch\nimport torch.nn as nn\n"
ANSWERS = np.load(Path(__file__).parent / "answers/draws.npz")


def drawn(draw: str, seed: int) -> np.ndarray:
    made = run(program(draw, seed))
    return made.graph.nodes[made.variables["result"].node].value


@pytest.mark.parametrize("name", [*EXACT, *CLOSE])
def test_a_seeded_program_draws_pytorchs_numbers(name: str):
    """For 20 seeds and every size from 1 to 40, one draw after the other: the last number and the sum of each draw.

    Numbers between 0 and 1 and whole numbers are the same to the last bit; what goes through a logarithm or a cosine
    has PyTorch's number to float32 rounding, a few parts in 10 million.
    """
    exact = name in EXACT
    for seed, answer in zip(SEEDS, ANSWERS[name], strict=True):
        found = kept(drawn((EXACT | CLOSE)[name], seed), ANSWERS[f"lengths of {name}"])
        assert len(found) == LARGEST
        tolerance = 1e-12 if exact or "float64" in name else 1e-5
        np.testing.assert_allclose(found, answer, rtol=tolerance, atol=tolerance, err_msg=f"seed {seed}")


PYTHON = {
    "random": """
import random
random.seed(42)
print(random.random(), random.uniform(-1, 1), random.gauss(0, 1), random.gauss(1.0, 2.0), random.normalvariate(0, 2))
print([random.randint(1, 6) for _ in range(9)], random.randrange(10), random.randrange(5, 50, 5))
print(random.getrandbits(20))
print(random.choice([3, 4, 5]), random.choice("abc"), random.choice(range(7)), random.choices([1, 2, 3], k=5))
print(random.choices("ab", weights=[1, 9], k=6), random.choices([1, 2], cum_weights=[1, 4], k=4))
print(random.sample(range(100), 7), random.sample(["a", "b", "c"], 2), random.sample(range(10**9), 30))
items = list(range(20))
random.shuffle(items)
print(items, random.expovariate(2.0), random.triangular(0, 1, 0.3), random.triangular())
""",
    "random objects": """
import random
r, s = random.Random(1337), random.Random("text")
print(r.random(), s.random(), r.randint(0, 9), s.choice([1, 2]), r.random() == random.Random(1337).random())
random.seed("hello")
print(random.random())
random.seed(0.5)
print(random.random())
for seed in range(20):
    random.seed(seed)
    draws = [random.random() for _ in range(3)] + [random.randint(0, 9), random.gauss(0, 1)]
    for n in range(1, 41):
        order = list(range(n))
        random.shuffle(order)
        draws.append((order[0], random.sample(range(n), 1), random.choice(order), random.uniform(0, n)))
    print(draws)
""",
    "numpy": """
import numpy as np
for seed in (*range(19), 42):
    np.random.seed(seed)
    for n in range(1, 41):
        drawn = (np.random.rand(n), np.random.randn(n), np.random.randint(0, 10, n), np.random.permutation(n),
                 np.random.random(n), np.random.uniform(-1, 1, size=n), np.random.normal(2.0, 3.0, n),
                 np.random.standard_normal((n, 2)), np.random.choice(n, 3), np.random.exponential(size=n))
        print([float(x.sum()) for x in drawn], [float(x.reshape(-1)[-1]) for x in drawn])
""",
    "numpy's other draws": """
import numpy as np
np.random.seed(3)
print(np.random.rand(), np.random.randn(), np.random.randint(5), np.random.uniform(), np.random.normal())
print(np.random.rand(2, 3))
print(np.random.choice([1, 2, 3], (2, 2)))
print(np.random.choice([1.5, 2.5, 3.5], size=4, p=[0.1, 0.2, 0.7]), np.random.choice(5, 3, replace=False))
print(np.random.choice(["a", "b"]) in ("a", "b"), np.random.poisson(3.0, 5), np.random.binomial(10, 0.3, 4))
print(np.random.beta(2.0, 3.0), np.random.gamma(2.0, size=2), np.random.laplace(0, 1, 2))
a = np.arange(10)
np.random.shuffle(a)
print(a)
b = [1, 2, 3, 4, 5]
np.random.shuffle(b)
print(b, np.random.permutation([5, 6, 7]), np.random.permutation(np.arange(6).reshape(3, 2)))
rs = np.random.RandomState(7)
print(rs.rand(2), rs.randint(0, 9, (2, 2)), rs.normal(size=2), rs.permutation(4), rs.random_sample(2), rs.choice(9))
print(np.random.normal(np.array([0.0, 10.0]), 1.0), np.random.uniform(0, np.array([1.0, 2.0])))
""",
    "numpy's generators": """
import numpy as np
for seed in (*range(19), 42):
    rng = np.random.default_rng(seed)
    for n in range(1, 41):
        drawn = (rng.random(n), rng.standard_normal(n), rng.integers(0, 10, n), rng.permutation(n),
                 rng.normal(1.0, 2.0, n), rng.uniform(-1, 1, (n, 2)), rng.choice(n, 4),
                 rng.integers(1, 6, size=n, endpoint=True))
        print([float(x.sum()) for x in drawn], [float(x.reshape(-1)[-1]) for x in drawn])
rng = np.random.default_rng(0)
print(rng.random(), rng.integers(9), rng.normal(), rng.choice([1.0, 2.0], 2), rng.choice(5, 3, replace=False))
a = np.arange(8)
rng.shuffle(a)
print(a, rng.exponential(2.0), rng.poisson(4, 3), rng.permutation([1, 2, 3]))
""",
}


@pytest.mark.parametrize("name", PYTHON)
def test_each_library_draws_its_own_numbers(name: str):
    """What Python and numpy themselves print, with 20 seeds and every size from 1 to 40."""
    found, answer = run(PYTHON[name]).printed, printed_by_python(PYTHON[name])
    assert found.splitlines() == answer.splitlines()


def test_libraries_do_not_draw_from_one_anothers_streams():
    """PyTorch's numbers stay the same whatever numpy and Python draw in between."""
    alone = "import torch\ntorch.manual_seed(0)\nprint(torch.rand(2), torch.rand(2))"
    between = (
        "import torch, random\nimport numpy as np\ntorch.manual_seed(0)\na = torch.rand(2)\n"
        "np.random.seed(1)\nnp.random.rand(3)\nrandom.random()\ntorch.rand(4, generator=torch.Generator())\n"
        "print(a, torch.rand(2))"
    )
    assert run(between).printed == run(alone).printed


def test_a_generator_has_a_stream_of_its_own():
    """What torch 2.13 prints of makemore's generator, and of a second draw with the same seed."""
    program = (
        TORCH + "g = torch.Generator().manual_seed(2147483647)\np = torch.rand(3, generator=g)\n"
        "print(p / p.sum(), g.initial_seed())\n"
        "h = torch.manual_seed(0)\nprint(torch.rand(1), torch.rand(1, generator=h), torch.initial_seed())\n"
        "print(torch.Generator().initial_seed())\n"
    )
    assert run(program).printed == (
        "tensor([0.6064, 0.3033, 0.0903]) 2147483647\ntensor([0.4963]) tensor([0.7682]) 0\n67280421310721\n"
    )


def test_the_two_numbers_of_a_pair_are_drawn_across_calls():
    """torch 2.13: of five numbers the sixth stays for the next call, unless the seed is set again."""
    program = TORCH + (
        "torch.manual_seed(1)\na, b = torch.randn(5), torch.randn(1)\ntorch.manual_seed(1)\nc = torch.randn(6)\n"
        "print(torch.equal(torch.cat([a, b]), c))\ntorch.manual_seed(1)\nd = torch.randn(1)\ntorch.manual_seed(1)\n"
        "print(torch.equal(torch.randn(1), d))"
    )
    assert run(program).printed == "True\nTrue\n"


@pytest.mark.parametrize(
    ("program", "code", "words"),
    [
        ("import random\nrandom.shuffle((1, 2))", "type", "shuffle changes a list"),
        ("import random\nrandom.choice([])", "value", "from nothing"),
        ("import random\nrandom.choice({1, 2})", "type", "no places"),
        ("import random\nrandom.sample([1, 2], 3)", "value", "3 of 2"),
        ("import random\nrandom.randint(3, 1)", "value", "leaves nothing"),
        ("import numpy as np\nnp.random.seed(-1)", "value", "from 0"),
        ("import numpy as np\nnp.random.normal(0, -1)", "type", "scale < 0"),
        ("import numpy as np\nnp.random.rand(-1)", "argument", "negative"),
        (TORCH + "torch.rand(2, generator=5)", "argument", "torch.Generator"),
        (TORCH + "torch.manual_seed(2**40)\ntorch.empty(3, dtype=torch.int64).uniform_()", "dtype", "double"),
        (TORCH + "torch.bernoulli(torch.tensor([1.5]))", "argument", "from 0 to 1"),
    ],
)
def test_a_mistake_in_a_draw_is_named(program: str, code: str, words: str):
    with pytest.raises(ProgramError, match=words) as caught:
        run(program)
    assert caught.value.code == code


def test_numbers_are_drawn_as_float64_once_that_is_the_default_type():
    """torch 2.13: with set_default_dtype(torch.float64) a draw takes 64 bits of the stream, in this run."""
    program = TORCH + "torch.set_default_dtype(torch.float64)\ntorch.manual_seed(0)\nx = torch.rand(1)\nprint(x.item())"
    assert run(program).printed == "0.9700530018065531\n"
    assert run(TORCH + "torch.manual_seed(0)\nprint(torch.rand(1).item())").printed == "0.49625658988952637\n"
