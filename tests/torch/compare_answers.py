"""Asks PyTorch what it does with the programs of tests/language/answers, and writes that down for the suite.

Run by hand from the top folder, with torch installed:

    python -m tests.torch.compare_answers
"""

import contextlib
import io
import json
import traceback
import warnings
from pathlib import Path

from tests.language.answers.programs import HEAD, PROGRAMS
from tests.torch.default_type import choose_for

ANSWERS = Path(__file__).parent.parent / "language" / "answers" / "answers.json"


def answer(source: str) -> dict[str, object]:
    """What the program prints, or the line in which PyTorch refuses it with the first words of why."""
    printed = io.StringIO()
    choose_for(source)
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(source, "<program>", "exec"), {})
    except (RuntimeError, TypeError, ValueError, IndexError, AttributeError) as error:
        places = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<program>"]
        return {"line": places[0], "refused": f"{type(error).__name__}: {error}".split("\n")[0][:100]}
    return {"printed": printed.getvalue()}


def main() -> None:
    warnings.simplefilter("ignore")
    answers = {name: answer(HEAD + source) for name, source in PROGRAMS.items()}
    ANSWERS.write_text(json.dumps(answers, indent=0) + "\n", "utf-8")
    print(f"{len(answers)} programs, {sum('refused' in found for found in answers.values())} refused")


if __name__ == "__main__":
    main()
