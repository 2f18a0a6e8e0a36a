"""The real server, started as a user starts it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def serving(*options: str) -> Iterator[str]:
    """The address of a server on a free port, "http://127.0.0.1:41234", until the end of the block."""
    command = [sys.executable, "-m", "server", "serve", "--port", "0", "--no-browser", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        # The line is written once the server accepts connections; it is empty when the server could not start.
        announcement = server.stdout.readline()
        assert "http://" in announcement, f"the server did not start: {' '.join(command)}"
        try:
            yield announcement.split()[-1]
        finally:
            server.terminate()
