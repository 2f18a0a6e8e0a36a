"""`gradwalk serve`: starts the server on its settings, says where it is, and opens the page."""

from __future__ import annotations

import argparse
import contextlib
import errno
import logging
import os
import signal
import socket
import sys
import threading
import webbrowser
from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from server.commands.settings import Settings

# Answers leave after the last program has ended or was stopped (server.pool.pool.LAST_SECONDS).
STOP_SECONDS = 5


def serve(command: argparse.Namespace) -> None:
    # The other commands start at once because they do without these.
    import uvicorn

    from server.app import create_app
    from server.http import BoundedHttp, room_for_connections

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                announce()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            app.state.service.pool.retire()
            await super().shutdown(sockets)

    def announce() -> None:
        print(f"Gradwalk is at {url}", flush=True)
        if not command.no_browser and os.environ.get("BROWSER") != "none":
            # Some browsers hold the call until they are closed.
            threading.Thread(target=webbrowser.open, args=[url], daemon=True).start()

    settings = read_settings(command)
    # What the system or a container stops ends as what Ctrl+C stops.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt), listen(settings.host, settings.port) as listener:
        url = address(listener)
        profile = settings.chosen_profile(alone=ip_address(listener.getsockname()[0]).is_loopback)
        if profile.log_runs or settings.log_source:
            log_runs()
        app = create_app(
            profile,
            cors_origins=settings.cors_origin,
            frame_ancestors=settings.frame_ancestors,
            root_path=settings.root_path,
            database=settings.database_url,
            metrics=settings.metrics,
            log_source=settings.log_source,
            modules=settings.modules,
        )
        BoundedHttp.most = room_for_connections()
        server = Server(
            uvicorn.Config(app, http=BoundedHttp, log_level="warning", timeout_graceful_shutdown=STOP_SECONDS)
        )
        server.run([listener])


def read_settings(command: argparse.Namespace) -> Settings:
    from pydantic import ValidationError

    from server.commands.settings import Settings, option, variable

    given = {name: value for name, value in vars(command).items() if name in Settings.model_fields}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        said_by = option(name) if name in given else variable(name)
        print(f"gradwalk: {said_by}: {first['msg']}", file=sys.stderr)
        raise SystemExit(2) from error


def log_runs() -> None:
    logger = logging.getLogger("gradwalk")
    logger.addHandler(logging.StreamHandler())
    logger.setLevel(logging.INFO)
    logger.propagate = False


def listen(host: str, port: int) -> socket.socket:
    """Opened here rather than by uvicorn, so that a port in use is a sentence before anything else has started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            reason = f"port {port} is in use: stop what runs there, or choose another with --port"
        else:
            reason = f"cannot listen on {host}, port {port}: {error}"
        raise SystemExit(f"gradwalk: {reason}") from error
    # asyncio sets this only on sockets it made: without it the second part of an answer waits 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def address(listener: socket.socket) -> str:
    """The URL to open on this machine; a server on all addresses ("0.0.0.0", "::") is reached at the loopback one."""
    host, port = listener.getsockname()[:2]
    loopback = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    host = loopback.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
