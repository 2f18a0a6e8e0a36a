"""The body of a request, read within bounds of size and time."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request

from server.documents import Problem

BODY_SECONDS = 5.0


async def read_body(request: Request, most: int) -> bytes:
    """The raw body of a JSON request, of at most so many bytes. Raises Problem: 400, 408, 413 or 415."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Problem(415, "request/media-type", "The body must be JSON; send Content-Type: application/json.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "request/content-encoding", "The body must not be compressed; send no Content-Encoding.")
    if int(request.headers.get("content-length", 0)) > most:
        raise _too_large(most)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise _too_large(most)
    except TimeoutError:
        detail = f"The body did not arrive within {BODY_SECONDS:g} seconds."
        raise Problem(408, "request/timeout", detail, headers={"Connection": "close"}) from None
    except ClientDisconnect:
        raise Problem(400, "request/incomplete", "The connection closed before the body was complete.") from None
    return bytes(body)


def _too_large(most: int) -> Problem:
    detail = f"The body is larger than {most:,} bytes."
    return Problem(413, "request/body-size", detail, limit=most, unit="bytes")
