"""What may happen to the database of links while servers use it: they answer what they can, and need no restart."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import URL, Engine, create_engine, func, select, text, update

from server.documents.problems import Problem
from server.storage.database import LEDGER, LINKS, TABLES, open_database, parse_database, prepare
from server.storage.links import Links
from tests.server.links_database import SOMEBODY, ask_database, with_links
from tests.server.postgres import Cluster

NOBODY = 65_534


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "links.sqlite"


def with_file(file: Path, scenario: Callable[[Links], Awaitable[None]], **options: object) -> None:
    with_links(parse_database(str(file)), scenario, **options)


async def refused(answer: Awaitable[object]) -> None:
    with pytest.raises(Problem) as problem:
        await answer
    assert (problem.value.status, problem.value.code) == (503, "link/database")
    assert "#" in str(problem.value)


async def kept(links: Links, document: bytes) -> str:
    id, _ = await links.keep(document, SOMEBODY)
    return id


def start_together(database: URL, servers: int) -> None:
    engines = [open_database(database) for _ in range(servers)]
    start = Barrier(servers)

    def begin(engine: Engine) -> None:
        start.wait()
        prepare(engine)

    with ThreadPoolExecutor(servers) as threads:
        list(threads.map(begin, engines))
    assert ask_database(database, select(func.count()).select_from(LEDGER)) == 1
    for engine in engines:
        engine.dispose()


def test_servers_that_start_together_on_a_fresh_file_make_the_tables_once(tmp_path):
    """On eighty files, because the race is short."""
    for number in range(80):
        start_together(parse_database(str(tmp_path / f"{number}.sqlite")), 4)


def test_servers_that_start_together_on_an_empty_postgresql_make_the_tables_once(postgres: Cluster):
    for _ in range(5):
        engine = create_engine(postgres.url)
        TABLES.drop_all(engine)
        engine.dispose()
        start_together(postgres.url, 4)


def test_a_server_waits_for_another_that_makes_the_file(file, monkeypatch):
    """The other holds the file until the server has tried once."""
    file.parent.mkdir()
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    waited = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        other.rollback()

    monkeypatch.setattr("server.storage.database.PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr("server.storage.database.time.sleep", sleep)
    engine = open_database(parse_database(str(file)))
    monkeypatch.setattr("server.storage.database.PATIENCE_SECONDS", 60)
    prepare(engine)
    assert len(waited) == 1
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other.close()


def test_a_database_that_is_away_is_told_once_and_used_again_when_it_is_back(tmp_path, caplog):
    """A file stands where the folder of the database should be."""
    obstacle = tmp_path / "data"
    obstacle.write_text("")

    async def scenario(links: Links) -> None:
        for _ in range(3):
            with pytest.raises(Problem) as refused:
                await links.keep(b"link", SOMEBODY)
            assert (refused.value.status, refused.value.code) == (503, "link/database")
            assert "#" in str(refused.value)
        assert [record.levelno for record in caplog.records] == [logging.ERROR]
        assert str(obstacle) in caplog.text
        obstacle.unlink()
        id, _ = await links.keep(b"link", SOMEBODY)
        assert await links.find(id) == b"link"
        assert caplog.records[-1].getMessage() == "links are read again"

    with_links(parse_database(str(obstacle / "links.sqlite")), scenario)


def test_a_file_that_vanishes_is_made_again(file, caplog):
    async def scenario(links: Links) -> None:
        old = await kept(links, b"old")
        for remains in (False, True):
            shutil.rmtree(file.parent)
            if remains:
                file.parent.mkdir()
            assert await links.find(old) is None
            new = await kept(links, b"new")
            assert await links.find(new) == b"new"
        assert caplog.records == []

    with_file(file, scenario)
    assert ask_database(parse_database(str(file)), select(LEDGER.c.bytes)) == len(b"new")


def test_a_file_that_is_replaced_by_an_older_copy_is_read_as_it_is(file):
    async def scenario(links: Links) -> None:
        first = await kept(links, b"first")
        copy = file.with_name("copy.sqlite")
        with closing(sqlite3.connect(copy)) as target, closing(sqlite3.connect(file)) as source:
            source.backup(target)
        second = await kept(links, b"second")
        copy.replace(file)
        assert [await links.find(id) for id in (first, second)] == [b"first", None]
        assert await links.keep(b"second", SOMEBODY) == (second, True)

    with_file(file, scenario)
    assert ask_database(parse_database(str(file)), select(LEDGER.c.bytes)) == len(b"first" + b"second")


def test_a_file_that_is_no_database_is_refused_until_it_is_one_again(file, caplog):
    async def scenario(links: Links) -> None:
        id = await kept(links, b"link")
        whole = file.rename(file.with_suffix(".whole"))
        file.write_bytes(b"zebra" * 1_000)
        for _ in range(2):
            await refused(links.find(id))
            await refused(links.keep(b"another", SOMEBODY))
        assert [record.levelno for record in caplog.records] == [logging.ERROR]
        whole.replace(file)
        assert await links.find(id) == b"link"
        await links.keep(b"another", SOMEBODY)

    with_file(file, scenario)


@pytest.mark.parametrize("lost", TABLES.tables)
def test_a_table_that_is_dropped_is_made_again_and_what_is_left_is_counted(database, lost):
    async def scenario(links: Links) -> None:
        id = await kept(links, b"link")
        ask_database(database, text(f"DROP TABLE {lost}"))
        assert await links.find(id) == (None if lost == "links" else b"link")
        await links.keep(b"another", SOMEBODY)

    with_links(database, scenario)
    size = ask_database(database, select(func.sum(func.length(LINKS.c.document))))
    assert ask_database(database, select(LEDGER.c.bytes)) == size


@contextmanager
def without_privileges() -> Iterator[Path]:
    """A folder of somebody who, unlike root, is bound by who may write where."""
    folder = Path(tempfile.mkdtemp(prefix="gradwalk-"))
    root = os.geteuid() == 0
    try:
        if root:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        yield folder
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)


@pytest.mark.skipif(os.name == "nt", reason="who may write is told otherwise there")
def test_what_can_only_be_read_is_read_and_written_once_it_can_be():
    with without_privileges() as folder:
        file = folder / "links.sqlite"

        async def scenario(links: Links) -> None:
            id = await kept(links, b"link")
            file.chmod(0o400)
            folder.chmod(0o500)
            for _ in range(2):
                assert await links.find(id) == b"link"
                assert await links.keep(b"link", SOMEBODY) == (id, False)
                await refused(links.keep(b"another", SOMEBODY))
            folder.chmod(0o700)
            file.chmod(0o600)
            assert (await links.keep(b"another", SOMEBODY))[1]

        with_file(file, scenario)


def test_posts_that_wait_for_a_locked_file_hold_up_no_reader(file):
    """Another process writes and does not end: 24 wait for it, and what is there is read and told meanwhile."""

    async def scenario(links: Links) -> None:
        id = await kept(links, b"link")
        writer = sqlite3.connect(file, isolation_level=None)
        writer.execute("BEGIN EXCLUSIVE")
        posts = [asyncio.create_task(refused(links.keep(b"link %d" % number, SOMEBODY))) for number in range(24)]
        began = time.monotonic()
        for _ in range(20):
            assert await links.find(id) == b"link"
            assert await links.keep(b"link", SOMEBODY) == (id, False)
        # The first of those who wait gives up after two seconds.
        assert time.monotonic() - began < 2
        assert not any(post.done() for post in posts)
        await asyncio.gather(*posts)
        writer.rollback()
        assert (await links.keep(b"another", SOMEBODY))[1]
        writer.close()

    with_file(file, scenario)


def test_more_posts_than_can_be_answered_in_time_are_refused_at_once(file, monkeypatch):
    monkeypatch.setattr("server.storage.links.WAITING", 3)
    monkeypatch.setattr("server.storage.database.PATIENCE_SECONDS", 60)
    monkeypatch.setattr("server.storage.links.SECONDS", 30)

    async def scenario(links: Links) -> None:
        writer = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        writer.execute("BEGIN IMMEDIATE")
        posts = {asyncio.create_task(links.keep(b"link %d" % number, SOMEBODY)) for number in range(4)}
        done, waiting = await asyncio.wait(posts, return_when=asyncio.FIRST_COMPLETED)
        assert (len(done), len(waiting)) == (1, 3)
        await refused(done.pop())
        writer.rollback()
        assert all(new for _, new in await asyncio.gather(*waiting))
        writer.close()

    with_file(file, scenario)


def test_a_postgresql_that_is_killed_and_started_again_is_used_again(postgres: Cluster, caplog):
    async def scenario(links: Links) -> None:
        id = await kept(links, b"before it was killed")
        postgres.kill()
        try:
            for _ in range(2):
                await refused(links.find(id))
            assert [record.levelno for record in caplog.records] == [logging.ERROR]
        finally:
            postgres.start()
        assert await links.find(id) == b"before it was killed"
        await links.keep(b"after it was killed", SOMEBODY)

    with_links(postgres.url, scenario)


def test_a_postgresql_that_only_reads_is_read(postgres: Cluster):
    async def scenario(links: Links) -> None:
        id = await kept(links, b"link")
        for only_reads in ("on", "off"):
            engine = create_engine(postgres.url, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.exec_driver_sql(f"ALTER SYSTEM SET default_transaction_read_only = {only_reads}")
            engine.dispose()
            postgres.kill()
            postgres.start()
            assert await links.find(id) == b"link"
            if only_reads == "on":
                await refused(links.keep(b"another, of a database that reads", SOMEBODY))
        assert (await links.keep(b"another, of a database that reads", SOMEBODY))[1]

    with_links(postgres.url, scenario)


def test_a_table_locked_in_postgresql_is_waited_for_two_seconds(postgres: Cluster):
    async def scenario(links: Links) -> None:
        id = await kept(links, b"link")
        engine = create_engine(postgres.url)
        with engine.connect() as connection:
            connection.execute(text("LOCK TABLE links IN ACCESS EXCLUSIVE MODE"))
            began = time.monotonic()
            await refused(links.find(id))
            assert 1.9 < time.monotonic() - began < 5
        engine.dispose()
        assert await links.find(id) == b"link"

    with_links(postgres.url, scenario)


def test_tables_of_a_later_version_are_left_alone(database, caplog):
    async def scenario(links: Links) -> None:
        await links.keep(b"link", SOMEBODY)

    with_links(database, scenario)
    ask_database(database, update(LEDGER).values(version=2))

    async def with_later_tables(links: Links) -> None:
        with pytest.raises(Problem):
            await links.keep(b"another", SOMEBODY)

    with_links(database, with_later_tables)
    assert "version 2" in caplog.text
    assert ask_database(database, select(func.count()).select_from(LINKS)) == 1


def test_a_log_that_goes_between_two_looks_costs_no_link(tmp_path, monkeypatch):
    """The last connection to a file takes the log beside it away, which another server may just have seen."""
    engine = open_database(parse_database(str(tmp_path / "links.sqlite")))
    prepare(engine)
    engine.dispose()
    monkeypatch.setattr(Path, "exists", lambda path: True)
    prepare(engine)
    engine.dispose()
