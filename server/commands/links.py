"""`gradwalk links`: how much the links take, and removing old ones, which only an operator does."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from server.commands.serve import read_settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

AGE = re.compile(r"([0-9]{1,6})d?")
SIZE = re.compile(r"([0-9]{1,15})(\.[0-9]{1,3})?\s*([kMGT]?)i?B?", re.IGNORECASE)
UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3, "T": 1024**4}


def show_links(command: argparse.Namespace) -> None:
    from server.storage import CAPACITY, usage

    with database(command) as engine:
        found = usage(engine)
        print(f"{place(engine)}: {links(found.count, found.bytes)}, {found.bytes / CAPACITY:.1%} of what fits")
        if found.oldest is not None:
            print(f"the oldest was made on {found.oldest:%Y-%m-%d}")


def prune_links(command: argparse.Namespace) -> None:
    from server.storage import prune, usage

    if command.older_than is None and command.down_to is None:
        raise SystemExit("gradwalk: say which links to remove: --older-than DAYS, --down-to SIZE, or both")
    before = None if command.older_than is None else datetime.now(UTC) - timedelta(days=command.older_than)
    with database(command) as engine:
        removed = prune(engine, before, command.down_to, only_look=command.dry_run)
        stay = usage(engine)
        if command.dry_run:
            print(f"would remove {links(removed.count, removed.bytes)}{until(removed.latest)}; nothing is removed")
            print(f"{links(stay.count - removed.count, stay.bytes - removed.bytes)} would stay")
        else:
            print(f"removed {links(removed.count, removed.bytes)}{until(removed.latest)}; their addresses lead nowhere")
            print(f"{links(stay.count, stay.bytes)} stay")


def age(text: str) -> int:
    """ "365" or "365d": days."""
    found = AGE.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError("an age is a number of days, such as 365")
    return int(found[1])


def size(text: str) -> int:
    """ "500M": bytes, in units of 1,024."""
    found = SIZE.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError("a size is a number of bytes, such as 500M or 0")
    return int(float(found[1] + (found[2] or "")) * UNITS[found[3].upper()])


def links(count: int, size: int) -> str:
    return f"{count:,} {'link' if count == 1 else 'links'} ({readable(size)})"


def readable(size: int) -> str:
    if size < 1024:
        return f"{size} bytes"
    exponent = min(3, (size.bit_length() - 1) // 10)
    return f"{size / 1024**exponent:,.1f} {' KMG'[exponent]}iB"


def until(latest: datetime | None) -> str:
    return "" if latest is None else f" made up to {latest:%Y-%m-%d}"


def place(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


@contextmanager
def database(command: argparse.Namespace) -> Iterator[Engine]:
    """The database of links. Raises SystemExit where there is none, or it does not answer."""
    from sqlalchemy.exc import SQLAlchemyError

    from server.storage import SchemaError, open_database, prepare

    url = read_settings(command).database_url
    if url is None:
        raise SystemExit("gradwalk: this server keeps no links (--database none)")
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).is_file():
        raise SystemExit(f"gradwalk: there is no database at {shown}: name it with --database")
    engine = open_database(url)
    try:
        prepare(engine)
        yield engine
    except (SQLAlchemyError, SchemaError, OSError) as error:
        raise SystemExit(f"gradwalk: {shown}: {error}") from error
    finally:
        engine.dispose()
