"""Tensors, shapes and layers print to the letter what PyTorch 2.13 prints, in float64."""

import contextlib
import io
import json
from pathlib import Path

import numpy as np
import pytest

from engine.language import ProgramError, run
from tests.language.answers.prints import HEAD, PRINTS

ANSWERS = json.loads(Path(__file__).parent.joinpath("answers", "prints.json").read_text("utf-8"))


@pytest.mark.parametrize("name", PRINTS)
def test_a_program_prints_what_pytorch_prints(name: str):
    assert run(HEAD + PRINTS[name]).printed == ANSWERS[name]


@pytest.mark.parametrize(
    "options",
    ["precision=-1", "precision='a'", "precision=100", "edgeitems=0", "linewidth=0", "profile='tall'", "sci_mode=1"],
)
def test_print_options_that_mean_nothing_are_refused(options: str):
    with pytest.raises(ProgramError):
        run(f"import torch\ntorch.set_printoptions({options})")


def test_print_options_end_with_the_run():
    run("import torch\ntorch.set_printoptions(precision=1)")
    assert run("import torch\nprint(torch.tensor(0.25))").printed == "tensor(0.2500)\n"


ARRAYS = "x = np.array([1 / 3, 1e-9, 123456.789])\nprint(x)\nprint(np.arange(20.0).reshape(4, 5) / 3)\nprint(x * x)\n"


@pytest.mark.parametrize(
    "options",
    [
        "",
        "precision=2, suppress=True",
        "precision=3",
        "suppress=True",
        "threshold=4, edgeitems=1",
        "linewidth=20",
        "precision=2)\nnp.set_printoptions(suppress=True",
    ],
)
def test_arrays_print_as_numpy_prints_them_with_the_options_told(options: str):
    source = f"import numpy as np\nnp.set_printoptions({options})\n{ARRAYS}"
    printed = io.StringIO()
    with np.printoptions(), contextlib.redirect_stdout(printed):
        exec(source, {})
    assert run(source).printed == printed.getvalue()
    # What one program tells holds for none after it.
    assert run("import numpy as np\nprint(np.array([1 / 3]))").printed == "[0.33333333]\n"


@pytest.mark.parametrize("options", ["precision=-1", "precision='a'", "edgeitems=0", "linewidth=0", "unknown=1"])
def test_print_options_of_arrays_that_mean_nothing_are_refused(options: str):
    with pytest.raises(ProgramError):
        run(f"import numpy as np\nnp.set_printoptions({options})")
