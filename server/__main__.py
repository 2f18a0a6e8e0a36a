"""`gradwalk`, and `python -m server`: a run printed by the command has the bytes of one that a worker makes."""

from __future__ import annotations

import os

from server.one_thread import ONE_THREAD


def main() -> None:
    os.environ.update(ONE_THREAD)
    from server.commands import main

    main()


if __name__ == "__main__":
    main()
