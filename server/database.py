"""The database that outlives the server: SQLite in one file, or PostgreSQL, by the same statements."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy import (
    URL,
    BigInteger,
    Column,
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
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgresql+psycopg": "postgresql+psycopg"}
VERSION = 1
# How long a connection waits to be made, or for another process that writes.
PATIENCE_SECONDS = 2
CONNECTIONS = 4
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
        engine = create_engine(url, connect_args={"timeout": PATIENCE_SECONDS}, poolclass=NullPool)
        event.listen(engine, "connect", _write_ahead)
        return engine
    return create_engine(
        url,
        connect_args={"connect_timeout": PATIENCE_SECONDS, "tcp_user_timeout": 1000 * PATIENCE_SECONDS},
        pool_size=CONNECTIONS,
        pool_timeout=PATIENCE_SECONDS,
        # A database that was started again has closed the connections of the pool.
        pool_pre_ping=True,
    )


def _write_ahead(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    # Those who read need not wait for the one who writes.
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()


def prepare(engine: Engine) -> None:
    """Makes the tables where there are none. Raises SQLAlchemyError, OSError or SchemaError."""
    if engine.url.get_backend_name() == "sqlite":
        Path(str(engine.url.database)).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    version = _made(engine)
    if version != VERSION:
        raise SchemaError(f"the tables are of version {version}, and this Gradwalk knows version {VERSION}: update it")


def _made(engine: Engine) -> int:
    with engine.begin() as connection:
        connection.exec_driver_sql(ALONE[engine.url.get_backend_name()])
        TABLES.create_all(connection)
        version = connection.scalar(select(LEDGER.c.version))
        if version is None:
            connection.execute(insert(LEDGER).values(id=1, version=VERSION, bytes=0))
            return VERSION
        return int(version)
