"""Requests whose body has two lengths: server and proxy may see different requests in the same bytes."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.documents import Problem
from server.http.handlers import answer


class OneLength:
    """Refuses such requests and closes their connection."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if "content-length" in headers and "transfer-encoding" in headers:
                detail = "Content-Length and Transfer-Encoding contradict each other; send one."
                refused = answer(Problem(400, "request/framing", detail, headers={"Connection": "close"}))
                await refused(scope, receive, send)
                return
        await self.app(scope, receive, send)
