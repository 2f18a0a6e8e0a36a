"""Errors as RFC 9457 problem documents: one shape, whatever goes wrong. Nothing a client sent is ever echoed."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson

MISTAKE = "The program has a mistake"
TOO_MUCH = "The program needs more than is allowed"


class Problem(Exception):
    """An error as its client sees it. `code` is a stable slug; `members` are further keys of the document."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        title: str | None = None,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.headers = dict(headers or {})
        self.document: dict[str, Any] = {
            "type": f"urn:gradwalk:problem:{code}",
            "title": title or HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
            "code": code,
            **members,
        }

    def body(self) -> bytes:
        return orjson.dumps(self.document)


# The code of a program that needed more memory than there is: its process is of no more use.
MEMORY = "budget/memory"


def sentence_of(reason: Exception) -> str:
    """What an error of the engine says, as a sentence."""
    said = str(reason)
    return f"{said[:1].upper()}{said[1:]}."


def too_much(code: str, detail: str, **members: Any) -> Problem:
    """A program that had to be stopped from outside."""
    hint = "Use smaller sizes or fewer iterations: the picture tells the same story."
    return Problem(422, code, detail, title=TOO_MUCH, hint=hint, **members)


def stopping() -> Problem:
    detail = "The service is being stopped; try again in a moment."
    return Problem(503, "service/stopping", detail, headers={"Retry-After": "5"})
