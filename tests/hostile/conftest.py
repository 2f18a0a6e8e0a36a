from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving import serving


@pytest.fixture(scope="package")
def class_server() -> Iterator[str]:
    """The address of a server with the limits for many people, one worker and one in reserve."""
    with serving("--profile", "class", "--workers", "1") as address:
        yield address
