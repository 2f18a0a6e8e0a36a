import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests import chromium


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **chromium.launch_options()}


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The address of the real server, "http://127.0.0.1:41234": started once, as a user starts it, on a free port."""
    command = [sys.executable, "-m", "server", "serve", "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        # The line is written once the server accepts connections; it is empty when the server could not start.
        announcement = server.stdout.readline()
        assert "http://" in announcement, f"the server did not start: {' '.join(command)}"
        yield announcement.split()[-1]
        server.terminate()


@pytest.fixture(scope="session")
def base_url(server_url: str) -> str:
    """What pytest-playwright opens `page.goto("/")` at."""
    return server_url
