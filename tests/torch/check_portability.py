"""Runs in PyTorch what is said to run there unchanged, in tests/language/portable_programs.py and in the lessons.

Run by hand from the top folder, with torch installed:

    python -m tests.torch.check_portability

Prints each program that is said to run and does not, and exits 1 if there is one.
"""

import contextlib
import io
import sys

from engine.lessons import lessons
from tests.language.portable_programs import PORTABLE
from tests.torch.default_type import choose_for


def main() -> int:
    failing = 0
    for source in (*PORTABLE, *(lesson.source for lesson in lessons())):
        choose_for(source)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(source, "program", "exec"), {"__name__": "__main__"})
        except Exception as error:
            failing += 1
            print(source, f"{type(error).__name__}: {error}", sep="\n", end="\n\n")
    print(f"{len(PORTABLE)} programs and {len(lessons())} lessons, {failing} do not run")
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
