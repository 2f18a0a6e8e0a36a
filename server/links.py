"""Programs and views kept under short addresses, which stay for ever."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from base64 import b32encode
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import TypeVar

from sqlalchemy import URL, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from server.allowance import Allowance
from server.caller import Caller
from server.database import CONNECTIONS, LEDGER, LINKS, SchemaError, open_database, prepare
from server.problems import Problem

# Of the documents of all links: a million programs of a page each.
CAPACITY = 1024**3
# A class of 300 may share one address.
A_MINUTE_FOR_A_CLIENT = 30
A_MINUTE_FOR_AN_ADDRESS = 600
# For one request, waiting for a thread included.
SECONDS = 5.0
# An address has as many letters of its document's digest as tell it from the others. Twelve are 60 bits: two of a
# million links meet with a chance of one in two million.
LENGTHS = (12, 24, 52)
ID = re.compile(r"[a-z2-7]{12,52}")
LONG_WAY = "The address of the page itself, with what stands after its #, leads to the same program and view."

Answer = TypeVar("Answer")
logger = logging.getLogger("gradwalk")


class _FullError(Exception):
    pass


class Links:
    """The links of a database; without one, each question raises Problem (503).

    A link's address comes from its document, so that the same program and view get the same one from every server. No
    link is ever removed: one who wrote an address down finds there what was there. When the documents of all links
    have `capacity` bytes, new ones are refused instead.

    The database is asked in threads of its own, as many as there are connections: one that hangs holds up nothing else.
    """

    def __init__(
        self, database: URL | None, capacity: int = CAPACITY, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.capacity = capacity
        self.counts = Counter({"made": 0, "known": 0, "opened": 0, "unknown": 0, "failed": 0})
        self._by_client = Allowance(
            A_MINUTE_FOR_A_CLIENT, clock, code="link/allowance", spent="This page has made the links it may in a minute"
        )
        self._by_address = Allowance(
            A_MINUTE_FOR_AN_ADDRESS,
            clock,
            code="link/allowance",
            spent="The links that one address may make in a minute are made",
        )
        self._engine: Engine | None = None if database is None else open_database(database)
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="links")
        self._prepared = False
        self._away = False

    def check(self, caller: Caller) -> None:
        """Raises Problem (429) when the caller has made all the links it may for now."""
        self._by_client.check(caller.client)
        self._by_address.check(caller.address)

    async def keep(self, document: bytes, caller: Caller) -> tuple[str, bool]:
        """The id of a document, and whether it is new. Raises Problem (503) when it cannot be kept."""
        try:
            id, new = await self._ask(lambda engine: _keep(engine, document, self.capacity))
        except _FullError:
            detail = f"The {self.capacity:,} bytes for short links are used up. {LONG_WAY}"
            raise Problem(503, "link/full", detail) from None
        self.counts["made" if new else "known"] += 1
        if new:
            self._by_client.charge(caller.client, 1)
            self._by_address.charge(caller.address, 1)
        return id, new

    async def find(self, id: str) -> bytes | None:
        """The document kept under an id. Raises Problem (503) when the database does not answer."""
        document = await self._ask(lambda engine: _find(engine, id)) if ID.fullmatch(id) else None
        self.counts["unknown" if document is None else "opened"] += 1
        return document

    async def warm(self) -> None:
        """Makes the tables where there are none. A database that is away is tried again with each question."""
        if self._engine is not None:
            try:
                await self._ask(lambda engine: None)
            except Problem:
                # The log has the reason.
                return

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._engine is not None:
            self._engine.dispose()

    async def _ask(self, question: Callable[[Engine], Answer]) -> Answer:
        if self._engine is None:
            raise Problem(503, "link/off", f"This server keeps no links. {LONG_WAY}")
        try:
            async with asyncio.timeout(SECONDS):
                answer = await asyncio.get_running_loop().run_in_executor(
                    self._threads, self._answer, self._engine, question
                )
        except (SQLAlchemyError, SchemaError, OSError) as error:
            self.counts["failed"] += 1
            # TimeoutError is an OSError, and has no words of its own.
            if not self._away:
                place = self._engine.url.render_as_string(hide_password=True)
                reason = str(error) or f"no answer within {SECONDS:g} seconds"
                logger.error("links are not kept for now: %s: %s", place, reason)
            self._away = True
            headers = {"Retry-After": "10"}
            raise Problem(
                503, "link/database", f"The database of links does not answer. {LONG_WAY}", headers=headers
            ) from None
        if self._away:
            logger.warning("links are kept again")
        self._away = False
        return answer

    def _answer(self, engine: Engine, question: Callable[[Engine], Answer]) -> Answer:
        if not self._prepared:
            prepare(engine)
            self._prepared = True
        return question(engine)


def _find(engine: Engine, id: str) -> bytes | None:
    with engine.connect() as connection:
        return connection.scalar(select(LINKS.c.document).where(LINKS.c.id == id))


def _keep(engine: Engine, document: bytes, capacity: int) -> tuple[str, bool]:
    letters = b32encode(sha256(document).digest()).decode().lower().rstrip("=")
    for length in LENGTHS:
        id = letters[:length]
        made = _insert(engine, id, document, capacity)
        if made or _find(engine, id) == document:
            return id, made
    raise AssertionError("two documents of the same SHA-256")


def _insert(engine: Engine, id: str, document: bytes, capacity: int) -> bool:
    """Whether the id was free."""
    if _find(engine, id) is not None:
        return False
    size = len(document)
    grow = update(LEDGER).where(LEDGER.c.bytes + size <= capacity).values(bytes=LEDGER.c.bytes + size)
    try:
        with engine.begin() as connection:
            if connection.execute(grow).rowcount == 0:
                raise _FullError
            connection.execute(insert(LINKS).values(id=id, document=document))
    except IntegrityError:
        # Another request took the id since we looked; the ledger is as it was.
        return False
    return True
