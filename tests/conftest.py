import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

import pytest
from hypothesis import settings

from tests import chromium
from tests.serving import serving

PAGE = Path(__file__).parent / "page"

# How long an example takes says more about the machine than about the code.
settings.register_profile("gradwalk", deadline=None)
settings.load_profile("gradwalk")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **chromium.launch_options()}


@pytest.fixture(scope="session", autouse=True)
def _links_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Servers that the tests start keep their links here, not where those of whoever runs the tests are."""
    os.environ["GRADWALK_DATABASE_URL"] = str(tmp_path_factory.mktemp("links") / "links.sqlite")


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The address of the real server, "http://127.0.0.1:41234": started once, as a user starts it, on a free port."""
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def base_url(server_url: str) -> str:
    """What pytest-playwright opens `page.goto("/")` at."""
    return server_url


def pytest_configure(config: pytest.Config) -> None:
    """The server sends the page put together: as it is now, and made once for all processes that test."""
    if not hasattr(config, "workerinput"):
        subprocess.run(
            ["node", "bundle.mjs"], cwd=Path(__file__).parent.parent / "frontend", stdout=DEVNULL, check=True
        )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run what takes minutes too: the tests marked `long`")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # A browser on a busy machine may miss a deadline of its own. The report names what has run twice.
    for item in items:
        if PAGE in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))
    if not config.getoption("--long"):
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="takes minutes; --long runs it"))
