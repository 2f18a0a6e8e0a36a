"""What is said of a program's running unchanged in PyTorch."""

import pytest

from engine.functions.signatures import SIGNATURES
from engine.language import ProgramError, run
from engine.language.library.modules import PATHS
from engine.lessons import Lesson, lessons
from tests.language.portable_programs import NOT_PORTABLE, PORTABLE

WITH_DATA = ("54_moons", "55_digits")


@pytest.mark.parametrize("source", PORTABLE)
def test_a_program_that_pytorch_takes_as_it_is(source: str):
    assert run(source).portable == (True, None)


@pytest.mark.parametrize(("source", "reason"), NOT_PORTABLE)
def test_a_program_that_pytorch_would_not_take(source: str, reason: str):
    portable = run(source).portable
    assert not portable.torch
    assert portable.reason is not None
    assert reason in portable.reason


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_every_lesson_runs_unchanged_in_pytorch(lesson: Lesson):
    """Two of them take their data from scikit-learn, and need it beside PyTorch."""
    portable = run(lesson.source).portable
    if lesson.id in WITH_DATA:
        assert portable.reason is not None
        assert portable.reason.startswith("it imports sklearn")
    else:
        assert portable == (True, None)


def test_values_and_targets_that_are_given_are_not_the_programs_own():
    source = "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x * x\nz = y * 3\nz.backward()"
    assert run(source, leaves={"x": 3.0}).portable.reason == "values were put in place of the program's own"
    assert run(source, target="y").portable.reason == "the backward pass starts at y, as was asked for"


def test_an_error_is_not_what_runs_unchanged():
    with pytest.raises(ProgramError) as caught:
        run("import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x * x\ny.nothing()")
    assert caught.value.partial is not None
    assert caught.value.partial.portable == (False, "the program ends in an error (line 4)")


def test_every_name_in_torch_has_its_signature():
    assert sorted(set(PATHS.values()) - set(SIGNATURES)) == []
