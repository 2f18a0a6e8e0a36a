"""The database that outlives the server: SQLite in one file, or PostgreSQL, by the same statements."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from platformdirs import user_data_path
from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    Connection,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    func,
    insert,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgresql+psycopg": "postgresql+psycopg"}
VERSION = 1
# How long a connection waits to be made, or for another process that writes.
PATIENCE_SECONDS = 2
# How long PostgreSQL may take for one statement: a table may be locked, or a disk stand still.
STATEMENT_SECONDS = 4
CONNECTIONS = 4
# PostgreSQL's code for a table that is not there.
UNDEFINED_TABLE = "42P01"
# Between two attempts to make the tables while others do.
PAUSE_SECONDS = 0.02
# Servers that start together make the tables one after the other; the number only has to be the same for all.
ALONE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(20260)"}

TABLES = MetaData()
LINKS = Table(
    "links",
    TABLES,
    Column("id", String(52), primary_key=True),
    Column("document", LargeBinary, nullable=False),
    # For whoever looks after the database; the service does not read it.
    Column("made", DateTime(timezone=True), server_default=func.now(), nullable=False),
)
# One row: the version of these tables, and how many bytes the documents of all links have.
LEDGER = Table(
    "ledger",
    TABLES,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
)


class SchemaError(Exception):
    """The tables of the database are of another version of Gradwalk."""


def default_database() -> URL:
    """A file in the data folder of whoever runs the server."""
    return URL.create("sqlite", database=str(user_data_path("gradwalk", appauthor=False) / "gradwalk.sqlite"))


def parse_database(text: str) -> URL:
    """The URL of a database, or the path of an SQLite file. Raises ValueError with what is wrong."""
    if "://" not in text:
        return URL.create("sqlite", database=text)
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise ValueError("this cannot be read as the URL of a database") from error
    if url.drivername not in DRIVERS:
        raise ValueError("the database is the path of an SQLite file, sqlite:///path, or postgresql://user@host/name")
    if not url.database:
        raise ValueError("the URL names no database: sqlite:///path, or postgresql://user@host/name")
    url = url.set(drivername=DRIVERS[url.drivername])
    try:
        url.get_dialect().import_dbapi()
    except ModuleNotFoundError as error:
        raise ValueError("PostgreSQL needs its driver: pip install 'gradwalk[postgres]'") from error
    return url


def open_database(url: URL) -> Engine:
    """Connects to nothing yet."""
    if url.get_backend_name() == "sqlite":
        # Opening a file takes less than a question, and a connection that nobody keeps is closed by whoever used it.
        # It also finds the file that stands there now, whatever stood there before.
        engine = create_engine(url, connect_args={"timeout": PATIENCE_SECONDS}, poolclass=NullPool)
        event.listen(engine, "do_connect", _only_read)
        return engine
    return create_engine(
        url,
        connect_args={
            "connect_timeout": PATIENCE_SECONDS,
            "tcp_user_timeout": 1000 * PATIENCE_SECONDS,
            "options": f"-c lock_timeout={PATIENCE_SECONDS}s -c statement_timeout={STATEMENT_SECONDS}s",
        },
        pool_size=CONNECTIONS,
        pool_timeout=PATIENCE_SECONDS,
        # A database that was started again has closed the connections of the pool.
        pool_pre_ping=True,
    )


def _only_read(dialect: Any, record: Any, arguments: list[Any], options: dict[str, Any]) -> None:
    """Opens a file in a folder that cannot be written as one that nobody changes.

    Even a reader otherwise writes beside a file that is written ahead.
    Source: SQLite's documentation, "Write-Ahead Logging", section 5.
    """
    path = Path(arguments[0])
    try:
        whole = Path(f"{path}-wal").stat().st_size == 0
    except FileNotFoundError:
        # Whoever closes the last connection takes it away, perhaps just now.
        whole = True
    if (
        path.is_file()
        and whole
        and not os.access(path.parent, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
    ):
        arguments[0] = f"file:{quote(str(path.absolute()))}?immutable=1"
        options["uri"] = True


def prepare(engine: Engine) -> None:
    """Makes the tables where there are none; a quick look where there are. Raises SQLAlchemyError, OSError or
    SchemaError.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            version = _version(engine)
            version = _made(engine) if version is None else version
            break
        except OperationalError as error:
            if not _busy(error) or time.monotonic() > deadline:
                raise
        time.sleep(PAUSE_SECONDS)
    if version != VERSION:
        raise SchemaError(f"the tables are of version {version}, and this Gradwalk knows version {VERSION}: update it")


def _busy(error: OperationalError) -> bool:
    """Of servers that start together on a fresh file, SQLite refuses all but one at once, without waiting."""
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _version(engine: Engine) -> int | None:
    """None where a table is missing."""
    if engine.url.get_backend_name() == "sqlite" and not Path(str(engine.url.database)).exists():
        return None
    # Fails without either table, and finds at most one link.
    both = select(LEDGER.c.version).select_from(LEDGER.outerjoin(LINKS, LINKS.c.id == ""))
    with engine.connect() as connection:
        try:
            return connection.scalar(both)
        except (OperationalError, ProgrammingError) as error:
            if not _lacks_table(error):
                raise
            return None


def _lacks_table(error: DBAPIError) -> bool:
    """Asking for the tables afterwards would not do: another server may just have made them."""
    return getattr(error.orig, "sqlstate", None) == UNDEFINED_TABLE or str(error.orig).startswith("no such table")


def _made(engine: Engine) -> int:
    if engine.url.get_backend_name() == "sqlite":
        Path(str(engine.url.database)).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with engine.connect() as connection:
            # Those who read need not wait for the one who writes. The file remembers it.
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    with alone(engine) as connection:
        TABLES.create_all(connection)
        version = connection.scalar(select(LEDGER.c.version))
        if version is None:
            connection.execute(insert(LEDGER).values(id=1, version=VERSION, bytes=0))
        count_again(connection)
        return VERSION if version is None else int(version)


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """A transaction beside which no other of this kind is under way."""
    with engine.begin() as connection:
        connection.exec_driver_sql(ALONE[engine.url.get_backend_name()])
        yield connection


def count_again(connection: Connection) -> None:
    """Writes into the ledger how many bytes the documents there are have: some may have gone."""
    # Whoever adds a link holds this row until it is there.
    connection.execute(select(LEDGER.c.id).with_for_update())
    size = select(func.coalesce(func.sum(func.length(LINKS.c.document)), 0)).scalar_subquery()
    connection.execute(update(LEDGER).values(bytes=size))
