"""How much the links take, and removing the oldest of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, delete, func, select

from server.storage.database import LINKS, alone, count_again

# A statement may name only so many.
AT_ONCE = 500


@dataclass(frozen=True)
class Usage:
    count: int
    bytes: int
    oldest: datetime | None


@dataclass(frozen=True)
class Removed:
    """The links removed: how many, the bytes of their documents, and when the latest of them was made."""

    count: int
    bytes: int
    latest: datetime | None


def usage(engine: Engine) -> Usage:
    size = func.coalesce(func.sum(func.length(LINKS.c.document)), 0)
    with engine.connect() as connection:
        count, total, oldest = connection.execute(select(func.count(), size, func.min(LINKS.c.made))).one()
    return Usage(count, int(total), oldest)


def prune(engine: Engine, before: datetime | None, down_to: int | None, *, only_look: bool = False) -> Removed:
    """Removes the links made before a time, and then the oldest until all have at most `down_to` bytes.

    All of them or, where this raises SQLAlchemyError, none. With `only_look`, tells which these would be.
    """
    with alone(engine) as connection:
        found = _chosen(connection, before, down_to)
        if not only_look:
            for start in range(0, len(found), AT_ONCE):
                ids = [id for id, _, _ in found[start : start + AT_ONCE]]
                connection.execute(delete(LINKS).where(LINKS.c.id.in_(ids)))
            count_again(connection)
    if found and not only_look and engine.url.get_backend_name() == "sqlite":
        # The file keeps the room of what was removed. PostgreSQL gives it back by itself.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
    return Removed(len(found), sum(size for _, size, _ in found), found[-1][2] if found else None)


def _chosen(connection: Connection, before: datetime | None, down_to: int | None) -> list[tuple[str, int, datetime]]:
    """Id, bytes and time of the links to remove, the oldest first."""
    columns = select(LINKS.c.id, func.length(LINKS.c.document), LINKS.c.made).order_by(LINKS.c.made, LINKS.c.id)
    links = [(id, size, _in_utc(made)) for id, size, made in connection.execute(columns)]
    left = sum(size for _, size, _ in links)
    chosen = []
    for id, size, made in links:
        if not ((before is not None and made < before) or (down_to is not None and left > down_to)):
            break
        chosen.append((id, size, made))
        left -= size
    return chosen


def _in_utc(made: datetime) -> datetime:
    """SQLite keeps no time zone: CURRENT_TIMESTAMP is that of Greenwich."""
    return made.replace(tzinfo=UTC) if made.tzinfo is None else made
