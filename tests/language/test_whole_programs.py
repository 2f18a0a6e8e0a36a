"""Programs of a page or less, each with all that it prints under the libraries themselves: PyTorch 2.13, numpy 2.4 and
Python 3.11. A file of answers/whole is a program and, below the line RULE, what it printed there.
"""

import re
from pathlib import Path

import pytest

from engine.language import CLASS, run

FILES = sorted(Path(__file__).parent.joinpath("answers", "whole").glob("*.txt"))
RULE = "# ---- prints ----\n"
NUMBER = re.compile(r"[-+]?(?:\d+\.\d*(?:e[-+]?\d+)?|\.\d+|\d+(?:e[-+]?\d+)?)")


def _as_default_type(text: str) -> str:
    """Where a program names no type, ours computes in float64 what PyTorch computes in float32."""
    return re.sub(r"\s+", " ", text.replace(", dtype=torch.float64", ""))


def _close(ours: str, theirs: str) -> bool:
    """Equal as numbers that float32 rounds, to the digits that are shown."""
    shown = min(len(text.partition("e")[0].partition(".")[2]) for text in (ours, theirs))
    return float(ours) == pytest.approx(float(theirs), rel=3e-4, abs=1.5 * 10.0**-shown if shown else 1e-6)


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_program_prints_what_it_prints_under_the_libraries_themselves(file):
    source, _, expected = file.read_text("utf-8").partition(RULE)
    printed, expected = map(_as_default_type, (run(source, limits=CLASS).printed, expected))
    assert NUMBER.sub("#", printed) == NUMBER.sub("#", expected)
    pairs = zip(NUMBER.findall(printed), NUMBER.findall(expected), strict=True)
    assert [pair for pair in pairs if not _close(*pair)] == []
