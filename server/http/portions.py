"""Large answers go out in portions, each when the one before has left."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PORTION = 65_536


class Portions:
    """However many clients are slow to read an answer, it is in memory once, and a portion of it for each of them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_portions(message: Message) -> None:
            if message["type"] == "http.response.body" and "body" in message:
                rest = memoryview(message["body"])
                while len(rest) > PORTION:
                    await send({"type": message["type"], "body": bytes(rest[:PORTION]), "more_body": True})
                    rest = rest[PORTION:]
                message = {**message, "body": bytes(rest)}
            await send(message)

        await self.app(scope, receive, send_portions)
