"""In which element type a program computes that names none for its fractions."""

import numpy as np
import pytest

from engine.language import ProgramError, run

TORCH = "import torch\nimport numpy as np\nfrom torch import nn\n"
X = "x = torch.tensor([1.0, 2.0])\n"
NAMING = {
    "torch.float32": "y = x.to(torch.float32)",
    "torch.float": "y = x.to(torch.float)",
    "a method": "y = (x > 1).float()",
    "a module's method": "y = nn.Linear(2, 1).float()",
    "a class of tensors": "y = torch.FloatTensor([1, 2])",
    "a class of tensors as a text": "y = x.type('torch.FloatTensor')",
    "numpy's": "y = np.ones(2, dtype=np.float32)",
    "a text": "y = np.ones(2).astype('float32')",
    "the default": "torch.set_default_dtype(torch.float32)",
    "an imported name": "from torch import float32",
    "a line that is never reached": "if False:\n    x.float()",
}
NOT_NAMING = {
    "Python's float": "y = float(x[0])",
    "Python's float as a type": "y = torch.ones(2, dtype=float)",
    "a text that is printed": "print('float32')",
    "a comment": "y = x  # torch.float32",
    "a docstring": "def f():\n    'Takes float32.'\n    return 1",
    "double": "y = x.double()",
    "a name of one's own": "float32 = 3",
}


@pytest.mark.parametrize("name", NAMING)
def test_a_program_that_names_float32_computes_in_it_from_its_first_line(name: str):
    made = run(TORCH + X + NAMING[name])
    assert made.graph.nodes[made.variables["x"].node].value.dtype == np.float32
    assert made.default_type.dtype == np.float32


@pytest.mark.parametrize("name", NOT_NAMING)
def test_every_other_program_computes_in_float64(name: str):
    made = run(TORCH + X + NOT_NAMING[name])
    assert made.graph.nodes[made.variables["x"].node].value.dtype == np.float64
    assert made.default_type == (np.float64, None)


def test_the_place_that_names_it_is_told():
    """The first one, x.float without its brackets: columns 5 to 12 of line 5."""
    span = run(TORCH + X + "y = x.float()\nz = x.to(torch.float32)").default_type.span
    assert (span.line, span.column, span.end_line, span.end_column) == (5, 5, 5, 12)


def test_a_run_in_float32_leaves_the_next_one_alone():
    run("import torch\nx = torch.ones(2).float()")
    made = run("import torch\nx = torch.ones(2)")
    assert made.graph.nodes[0].value.dtype == np.float64


def test_the_default_may_be_chosen_and_asked_for():
    """torch 2.13 prints the same."""
    program = (
        "import torch\nprint(torch.get_default_dtype())\ntorch.set_default_dtype(torch.float64)\n"
        "print(torch.get_default_dtype(), torch.ones(1), torch.ones(1).float())\n"
        "torch.set_default_dtype(torch.float32)\nprint(torch.ones(1), torch.ones(1).double())"
    )
    made = run(program)
    assert made.printed == (
        "torch.float32\ntorch.float64 tensor([1.]) tensor([1.], dtype=torch.float32)\n"
        "tensor([1.]) tensor([1.], dtype=torch.float64)\n"
    )
    assert made.default_type.span.line == 5


@pytest.mark.parametrize(
    "given", ["torch.int64", "3", "'something'", "'float64'", "float", "torch.bool", "None", "torch.LongTensor"]
)
def test_a_default_is_a_type_of_floating_point_numbers(given: str):
    """PyTorch 2.13 takes neither Python's float nor the name of a type."""
    with pytest.raises(ProgramError) as refused:
        run(f"import torch\ntorch.set_default_dtype({given})")
    assert (refused.value.line, refused.value.code) == (2, "type") or refused.value.code == "argument"
    assert refused.value.hint


def test_an_array_of_float64_stays_one_beside_float32():
    """And mixing it promotes: the gradient of the float32 leaf stays float32."""
    made = run(
        TORCH
        + "w = torch.ones(2, dtype=torch.float32, requires_grad=True)\na = torch.from_numpy(np.array([1.5, 2.5]))\n"
        "y = (w * a).sum()\ny.backward()\nprint(a.dtype, y.dtype, w.grad)"
    )
    assert made.printed == "torch.float64 torch.float64 tensor([1.5000, 2.5000])\n"


def test_numpy_mixes_whole_numbers_and_fractions_as_numpy_does():
    """What numpy 2.4 prints, although float32 is named."""
    made = run(
        "import numpy as np\nk = np.array([1, 2])\nf = np.array([0.5, 1.5], dtype=np.float32)\n"
        "made = (k * 0.5, k / 2, k + f, f * 2, f * 2.0, f @ f, k @ f, f / k, f + np.array(1.0), np.exp(k), k.mean())\n"
        "for y in made:\n"
        "    print(y.dtype, y)"
    )
    assert made.printed.splitlines() == [
        *("float64 [0.5 1. ]", "float64 [0.5 1. ]", "float64 [1.5 3.5]", "float32 [1. 3.]", "float32 [1. 3.]"),
        *("float32 2.5", "float64 3.5", "float64 [0.5  0.75]", "float64 [1.5 2.5]", "float64 [2.71828183 7.3890561 ]"),
        "float64 1.5",
    ]


def test_values_of_micrograd_are_numbers_of_python_whatever_is_named():
    made = run(
        "from micrograd.engine import Value\nimport torch\nv = Value(0.1)\nt = torch.ones(1).float()\nprint(v.data)"
    )
    assert made.printed == "0.1\n"


LAYERS = (
    "nn.Linear(2, 3)",
    "nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))",
    *("nn.Conv2d(1, 2, 3)", "nn.ConvTranspose1d(1, 2, 3)", "nn.LayerNorm(3)", "nn.GroupNorm(1, 3)", "nn.RMSNorm(3)"),
    *("nn.Embedding(4, 2)", "nn.RNN(2, 3)", "nn.LSTM(2, 3)", "nn.GRUCell(2, 3)", "nn.MultiheadAttention(4, 2)"),
    *("nn.PReLU()", "nn.Bilinear(2, 2, 1)", "nn.BatchNorm1d(3)"),
)


@pytest.mark.parametrize("layer", LAYERS)
def test_parameters_have_the_default_type(layer: str):
    printed = run(
        TORCH + f"torch.set_default_dtype(torch.float32)\nm = {layer}\nprint({{p.dtype for p in m.parameters()}})\n"
        "m = m.double()\nprint({p.dtype for p in m.parameters()})"
    ).printed
    assert printed == "{torch.float32}\n{torch.float64}\n"
