"""What PyTorch 2.13 computes is computed, and what it refuses is refused at the same statement."""

import json
import re
from pathlib import Path

import pytest

from engine.language import ProgramError, run
from tests.language.answers.programs import HEAD, PROGRAMS

ANSWERS = json.loads(Path(__file__).parent.joinpath("answers", "answers.json").read_text("utf-8"))
NUMBER = re.compile(r"-?\d+\.?\d*(?:e[-+]?\d+)?")


def ending(source: str) -> str | ProgramError:
    """What the program prints, or why it is refused."""
    try:
        return run(source).printed
    except ProgramError as error:
        return error


@pytest.mark.parametrize("name", [name for name in PROGRAMS if "refused" in ANSWERS[name]])
def test_what_pytorch_refuses_is_refused_at_the_same_statement(name):
    expected = ANSWERS[name]
    ended = ending(HEAD + PROGRAMS[name])
    assert isinstance(ended, ProgramError), f"PyTorch refuses it: {expected['refused']}"
    assert ended.line == expected["line"], f"PyTorch refuses it in line {expected['line']}: {expected['refused']}"


@pytest.mark.parametrize("name", [name for name in PROGRAMS if "printed" in ANSWERS[name]])
def test_what_pytorch_computes_is_computed(name):
    expected = ANSWERS[name]["printed"]
    printed = ending(HEAD + PROGRAMS[name])
    assert isinstance(printed, str), f"PyTorch takes it: {printed}"
    assert NUMBER.sub("#", printed) == NUMBER.sub("#", expected)
    assert [*map(float, NUMBER.findall(printed))] == pytest.approx([*map(float, NUMBER.findall(expected))], rel=1e-9)


def test_a_change_of_a_saved_value_is_told_with_its_name_its_line_and_the_way_out():
    ended = ending(HEAD + PROGRAMS["exp of a slice changed"])
    assert isinstance(ended, ProgramError)
    assert ended.code == "gradient"
    assert ended.message == (
        "u, the result that exp has saved for its gradient, was changed in place before backward(), in line 6"
    )
    assert ended.hint == "Change a copy, as in x.clone(), or write x = x + y, which makes a new tensor."


def test_a_second_pass_is_refused_with_the_way_out():
    ended = ending(HEAD + "x = torch.tensor(2.0, requires_grad=True)\ny = x * x\ny.backward()\ny.backward()")
    assert isinstance(ended, ProgramError)
    assert (ended.line, ended.column, ended.code) == (6, 1, "gradient")
    assert ended.message.startswith("y, the result of mul, cannot be walked back through again")
    assert ended.hint == "Write retain_graph=True in the earlier call, or compute the result anew."
