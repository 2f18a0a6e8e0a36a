"""Asks PyTorch what the programs of tests/language/answers/prints.py print, and writes that down for the suite.

Run by hand from the top folder, with torch installed:

    python -m tests.torch.write_prints
"""

import contextlib
import io
import json
import warnings
from pathlib import Path

import torch

from tests.language.answers.prints import HEAD, PRINTS
from tests.torch.default_type import choose_for

FILE = Path(__file__).parent.parent / "language" / "answers" / "prints.json"


def printed(source: str) -> str:
    torch.set_printoptions(profile="default")
    choose_for(source)
    written = io.StringIO()
    with contextlib.redirect_stdout(written):
        exec(compile(source, "<program>", "exec"), {"__name__": "__main__"})
    return written.getvalue()


def main() -> None:
    warnings.simplefilter("ignore")
    FILE.write_text(json.dumps({name: printed(HEAD + source) for name, source in PRINTS.items()}, indent=0) + "\n")
    print(f"{len(PRINTS)} programs")


if __name__ == "__main__":
    main()
