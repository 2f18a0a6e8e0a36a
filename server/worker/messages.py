"""What the server and a worker process say to each other: messages of a JSON head and a body of bytes.

Before the two stand their lengths, 32 bits each, big-endian. JSON rather than pickle, so that a worker that was taken
over by a program can make the server read nothing but data.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

import orjson

from engine.language import Limits
from server.worker.jobs import Job

LENGTHS = struct.Struct(">II")
LONGEST_HEAD = 65_536
LONGEST_BODY = 2**30


class MessageError(ConnectionError):
    """What came over the pipe is no message."""


def pack(head: Mapping[str, Any], body: bytes) -> bytes:
    packed = orjson.dumps(head)
    return LENGTHS.pack(len(packed), len(body)) + packed + body


def pack_job(job: Job, seconds: float) -> bytes:
    """A job and the seconds of computing that it may take."""
    head = {
        "limits": vars(job.limits),
        "version": job.version,
        "part": job.part,
        "arguments": job.arguments,
        "within": None if job.within is None else vars(job.within),
        "within_seconds": job.within_seconds,
        "gzip": job.gzip,
        "long": job.long,
        "seconds": seconds,
    }
    return pack(head, job.body)


def unpack_job(head: dict[str, Any], body: bytes) -> tuple[Job, float]:
    within = head["within"]
    job = Job(
        body,
        Limits(**head["limits"]),
        head["version"],
        head["part"],
        tuple(head["arguments"]),
        None if within is None else Limits(**within),
        head["within_seconds"],
        head["gzip"],
        head["long"],
    )
    return job, head["seconds"]


def read_message(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Waits for a message. None at the end of the stream."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head, body = LENGTHS.unpack(lengths)
    return orjson.loads(stream.read(head)), stream.read(body)


async def receive_message(stream: asyncio.StreamReader) -> tuple[dict[str, Any], bytes]:
    """Raises IncompleteReadError when the stream ends first, and MessageError for what is no message."""
    head_length, body_length = LENGTHS.unpack(await stream.readexactly(LENGTHS.size))
    if head_length > LONGEST_HEAD or body_length > LONGEST_BODY:
        raise MessageError(f"a message of {head_length:,} + {body_length:,} bytes")
    packed = await stream.readexactly(head_length)
    body = await stream.readexactly(body_length)
    try:
        head = orjson.loads(packed)
    except orjson.JSONDecodeError as error:
        raise MessageError("a head that is not JSON") from error
    if not isinstance(head, dict):
        raise MessageError("a head that is no object")
    return head, body
