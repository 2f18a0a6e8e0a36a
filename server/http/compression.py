"""Compressed answers: who takes them, what their headers say, and how one is read for a client that takes none.

The answers about runs come compressed from the workers; this compresses what the server itself makes.
"""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import AsyncIterator

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.portions import PORTION
from server.worker import GZIP_FROM

# Random bits, or compressed already.
DENSE = ("application/octet-stream", "application/zip", "font/woff2", "image/png")
ACCEPTED = re.compile(r"\s*(gzip|x-gzip|\*)\s*(?:;\s*q\s*=\s*(\d*\.?\d*)\s*)?", re.IGNORECASE)
GZIP_WINDOW = 16 + zlib.MAX_WBITS
# What is unpacked at once is copied first, for each reader.
PACKED_PORTION = 8_192


def accepts_gzip(accept_encoding: str) -> bool:
    """What the value of an Accept-Encoding header says of gzip (RFC 9110, 12.5.3)."""
    weights = {
        found[1].lower().removeprefix("x-"): float(found[2] or 1)
        for found in map(ACCEPTED.fullmatch, accept_encoding.split(","))
        if found is not None and found[2] != "."
    }
    return weights.get("gzip", weights.get("*", 0.0)) > 0


async def gunzipped(body: bytes, longest: int) -> AsyncIterator[bytes]:
    """In portions, each made when the one before has left: a reader that stops costs no more than it has read.

    At most `longest` bytes: what was packed small may be large.
    """
    packed = zlib.decompressobj(GZIP_WINDOW)
    for start in range(0, len(body), PACKED_PORTION):
        rest = body[start : start + PACKED_PORTION]
        while rest and longest > 0:
            portion = packed.decompress(rest, min(PORTION, longest))
            longest -= len(portion)
            rest = packed.unconsumed_tail
            yield portion
            # Sending to a client that has left does not wait: without a pause nothing would tell that it has.
            await asyncio.sleep(0)


class Compression:
    """Compresses answers for clients that take it. The entity tag of a compressed answer is a weak one: its bytes are
    others than those that the tag was given to.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = GZipMiddleware(app, minimum_size=GZIP_FROM, compresslevel=1, exclude_content_types=DENSE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = MutableHeaders(raw=list(scope["headers"]))
        # The middleware looks for the word alone, and "gzip;q=0" has it too.
        asked["accept-encoding"] = (
            "gzip" if accepts_gzip(Headers(scope=scope).get("accept-encoding", "")) else "identity"
        )

        async def send_described(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                tag = headers.get("etag", "")
                if headers.get("content-encoding") == "gzip" and tag.startswith('"'):
                    headers["etag"] = f"W/{tag}"
            await send(message)

        await self.app({**scope, "headers": asked.raw}, receive, send_described)
