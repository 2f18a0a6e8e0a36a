"""A PostgreSQL of the tests' own: a cluster in a temporary folder, from the programs that are installed here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL

from server.storage.database import parse_database

# Set where the tests must not be left out: PostgreSQL has to be there then.
REQUIRED = "GRADWALK_TEST_POSTGRES"
# Debian keeps the programs of each version to themselves.
PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
# It refuses to run as root.
NOBODY = 65_534


def missing() -> str | None:
    """What the tests lack, in words."""
    if sys.platform == "win32":
        return "the cluster of the tests listens at a Unix socket"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "PostgreSQL's driver is missing: pip install -e '.[test]'"
    return None if _program("initdb") else "PostgreSQL is missing: apt-get install postgresql"


class Cluster:
    """Started, killed and started again, on the same data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._run("initdb", "--pgdata", self._data, "--username", "gradwalk", "--auth", "trust", "--no-sync")

    @property
    def url(self) -> URL:
        return parse_database(f"postgresql://gradwalk@/postgres?host={self._folder}")

    def start(self) -> None:
        """Returns once it accepts connections."""
        options = f"-c listen_addresses='' -c unix_socket_directories='{self._folder}' -c fsync=off"
        log = self._folder / "log"
        self._run("pg_ctl", "start", "--wait", "--pgdata", self._data, "--log", log, "--options", options)

    def kill(self) -> None:
        """Ends it without a farewell to those who are connected."""
        self._run("pg_ctl", "stop", "--wait", "--mode", "immediate", "--pgdata", self._data)

    def _run(self, program: str, *arguments: str | Path) -> None:
        path = _program(program)
        assert path is not None
        account = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        # What is started keeps the outputs open: a pipe would never end.
        with open(self._folder / "said", "w+b") as said:
            made = subprocess.run(
                [path, *arguments], stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=self._folder, **account
            )
            said.seek(0)
            assert made.returncode == 0, said.read().decode()


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running one. Skips where its programs are missing, or fails if REQUIRED is set."""
    reason = missing()
    if reason is not None:
        assert not os.environ.get(REQUIRED), reason
        pytest.skip(reason)
    # The path of a socket may have about 100 characters, fewer than those of pytest's folders.
    folder = Path(tempfile.mkdtemp(prefix="gradwalk-pg-"))
    try:
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        made = Cluster(folder)
        made.start()
        try:
            yield made
        finally:
            made.kill()
    finally:
        shutil.rmtree(folder)


def _program(name: str) -> str | None:
    found = shutil.which(name)
    beside = [place / name for place in PLACES if (place / name).is_file()]
    return found or (str(beside[0]) if beside else None)
