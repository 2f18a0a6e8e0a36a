"""Tensors, shapes and layers print to the letter what PyTorch 2.13 prints, in float64."""

import json
from pathlib import Path

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
