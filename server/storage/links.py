"""Programs and views kept under short addresses, which stay for ever."""

from __future__ import annotations

import asyncio
import logging
import math
import re
import time
from base64 import b32encode
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from typing import TypeVar

from sqlalchemy import URL, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from server.documents import Problem
from server.fairness import Allowance, Caller
from server.storage.database import CONNECTIONS, LEDGER, LINKS, SchemaError, open_database, prepare

# Of the documents of all links: a million programs of a page each.
CAPACITY = 1024**3
# From here on whoever looks after the server is told that new links are soon refused.
NEARLY_FULL = 0.8
# A class of 300 may share one address.
A_MINUTE_FOR_A_CLIENT = 30
A_MINUTE_FOR_AN_ADDRESS = 600
# One address takes two months to use up the whole capacity.
BYTES_AN_HOUR_FOR_A_CLIENT = 1024**2
BYTES_A_DAY_FOR_AN_ADDRESS = 16 * 1024**2
# For one request, waiting for a thread included.
SECONDS = 5.0
# SQLite has one writer at a time, and readers that wait for none.
WRITERS = 1
READERS = CONNECTIONS - WRITERS
# Questions for each thread that wait for it: the database answers so many well within SECONDS.
WAITING = 100
# An address has as many letters of its document's digest as tell it from the others. Twelve are 60 bits: two of a
# million links meet with a chance of one in two million.
LENGTHS = (12, 24, 52)
ID = re.compile(r"[a-z2-7]{12,52}")
LONG_WAY = "The address of the page itself, with what stands after its #, leads to the same program and view."

T = TypeVar("T")
logger = logging.getLogger("gradwalk")


class _FullError(Exception):
    pass


class _Lane:
    """Threads that put questions of one kind to the database, and whether it answers those.

    A database may be locked or read-only: questions that then have to wait hold up none of another kind.
    """

    def __init__(self, engine: Engine, kind: str, threads: int) -> None:
        self._engine = engine
        self._kind = kind
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=kind)
        self._most = WAITING * threads
        self._asked = 0
        self._away = False

    async def ask(self, question: Callable[[Engine], T]) -> T:
        """Raises Problem (503) when the database does not answer, or too many wait for it."""
        if self._asked >= self._most:
            raise _no_answer()
        self._asked += 1
        try:
            async with asyncio.timeout(SECONDS):
                answer = await asyncio.get_running_loop().run_in_executor(self._threads, self._answer, question)
        except (SQLAlchemyError, SchemaError, OSError) as error:
            if not self._away:
                place = self._engine.url.render_as_string(hide_password=True)
                # TimeoutError is an OSError, and has no words of its own.
                reason = str(error) or f"no answer within {SECONDS:g} seconds"
                logger.error("links are not %s for now: %s: %s", self._kind, place, reason)
            self._away = True
            raise _no_answer() from None
        finally:
            self._asked -= 1
        if self._away:
            logger.warning("links are %s again", self._kind)
        self._away = False
        return answer

    def _answer(self, question: Callable[[Engine], T]) -> T:
        # The file may have been removed or replaced since the last question.
        prepare(self._engine)
        return question(self._engine)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _no_answer() -> Problem:
    detail = f"The database of links does not answer. {LONG_WAY}"
    return Problem(503, "link/database", detail, headers={"Retry-After": "10"})


class Links:
    """The links of a database; without one, each question raises Problem (503).

    A link's address comes from its document, so that the same program and view get the same one from every server. The
    service removes no link: one who wrote an address down finds there what was there. When the documents of all links
    have `capacity` bytes, new ones are refused instead, until an operator removes old ones (`gradwalk links prune`).

    The database is asked in threads of its own: one that hangs holds up nothing else. Whatever happened to it, the next
    question finds it as it then is.
    """

    def __init__(
        self, database: URL | None, capacity: int = CAPACITY, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.capacity = capacity
        self.size = math.nan
        """Bytes of the documents of all links, as far as this server has seen; NaN before that."""
        self.counts = Counter({"made": 0, "known": 0, "opened": 0, "unknown": 0, "failed": 0})
        self._allowances = _Allowances(clock)
        self._engine: Engine | None = None if database is None else open_database(database)
        self._reading = None if self._engine is None else _Lane(self._engine, "read", READERS)
        self._writing = None if self._engine is None else _Lane(self._engine, "kept", WRITERS)

    def check(self, caller: Caller) -> None:
        """Raises Problem (429) when the caller has made all the links it may for now."""
        self._allowances.check(caller)

    async def keep(self, document: bytes, caller: Caller) -> tuple[str, bool]:
        """The id of a document, and whether it is new. Raises Problem (503) when it cannot be kept."""
        known = await self._ask(self._reading, lambda engine: _known(engine, document))
        if known is not None:
            self.counts["known"] += 1
            return known, False
        try:
            id, new, size = await self._ask(self._writing, lambda engine: _keep(engine, document, self.capacity))
        except _FullError:
            self._note_size(self.capacity)
            detail = f"The {self.capacity:,} bytes for short links are used up. {LONG_WAY}"
            raise Problem(503, "link/full", detail) from None
        self.counts["made" if new else "known"] += 1
        if new:
            self._note_size(size)
            self._allowances.charge(caller, len(document))
        return id, new

    async def find(self, id: str) -> bytes | None:
        """The document kept under an id. Raises Problem (503) when the database does not answer."""
        document = await self._ask(self._reading, lambda engine: _find(engine, id)) if ID.fullmatch(id) else None
        self.counts["unknown" if document is None else "opened"] += 1
        return document

    async def warm(self) -> None:
        """Makes the tables where there are none. A database that is away is tried again with each question."""
        await self.measure()

    async def measure(self) -> None:
        """Looks how many bytes the links have. A database that does not answer leaves `size` as it was."""
        if self._reading is not None:
            # The log has the reason.
            with suppress(Problem):
                self._note_size(await self._reading.ask(_size))

    def close(self) -> None:
        for lane in (self._reading, self._writing):
            if lane is not None:
                lane.close()
        if self._engine is not None:
            self._engine.dispose()

    async def _ask(self, lane: _Lane | None, question: Callable[[Engine], T]) -> T:
        if lane is None:
            raise Problem(503, "link/off", f"This server keeps no links. {LONG_WAY}")
        try:
            return await lane.ask(question)
        except Problem:
            self.counts["failed"] += 1
            raise

    def _note_size(self, size: int) -> None:
        bound = NEARLY_FULL * self.capacity
        if size >= bound and not self.size >= bound:
            logger.warning(
                "the links have %s of at most %s bytes; at the most, new ones are refused: "
                "`gradwalk links prune --help` tells how to remove old ones",
                f"{size:,}",
                f"{self.capacity:,}",
            )
        self.size = size


class _Allowances:
    """What one client and one address may add: so many links, and so many bytes."""

    def __init__(self, clock: Callable[[], float]) -> None:
        def allowance(most: int, seconds: float, spent: str) -> Allowance:
            return Allowance(most, clock, seconds=seconds, code="link/allowance", spent=spent)

        client, address = "This page has made the", "The pages at this address have made the"
        self._links = (
            allowance(A_MINUTE_FOR_A_CLIENT, 60, f"{client} links it may in a minute"),
            allowance(A_MINUTE_FOR_AN_ADDRESS, 60, f"{address} links they may in a minute"),
        )
        self._bytes = (
            allowance(BYTES_AN_HOUR_FOR_A_CLIENT, 3_600, f"{client} bytes of links it may in an hour"),
            allowance(BYTES_A_DAY_FOR_AN_ADDRESS, 86_400, f"{address} bytes of links they may in a day"),
        )

    def check(self, caller: Caller) -> None:
        for by_client, by_address in (self._links, self._bytes):
            by_client.check(caller.client)
            by_address.check(caller.address)

    def charge(self, caller: Caller, size: int) -> None:
        for (by_client, by_address), amount in ((self._links, 1), (self._bytes, size)):
            by_client.charge(caller.client, amount)
            by_address.charge(caller.address, amount)


def _find(engine: Engine, id: str) -> bytes | None:
    with engine.connect() as connection:
        return connection.scalar(select(LINKS.c.document).where(LINKS.c.id == id))


def _size(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(select(LEDGER.c.bytes)) or 0)


def _ids(document: bytes) -> list[str]:
    """Where a document may be, the shortest first."""
    letters = b32encode(sha256(document).digest()).decode().lower().rstrip("=")
    return [letters[:length] for length in LENGTHS]


def _known(engine: Engine, document: bytes) -> str | None:
    """The id under which the document is kept already."""
    for id in _ids(document):
        found = _find(engine, id)
        if found is None or found == document:
            return None if found is None else id
    return None


def _keep(engine: Engine, document: bytes, capacity: int) -> tuple[str, bool, int]:
    """The id of a document, whether it is new, and the bytes of all links."""
    for id in _ids(document):
        made = _insert(engine, id, document, capacity)
        if made or _find(engine, id) == document:
            return id, made, _size(engine)
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
