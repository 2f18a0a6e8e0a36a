"""Firefox and WebKitGTK, each driven as its makers offer it: `python -m tests.browsers` installs Debian's packages."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection


PACKAGES = {"firefox-esr": "firefox-esr", "WebKitWebDriver": "webkit2gtk-driver", "Xvfb": "xvfb"}
# Seconds until a browser stands, and until it answers.
START, ANSWER = 60, 60
KEYS = {
    "ArrowLeft": "\ue012",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
    "Backspace": "\ue003",
    "Control": "\ue009",
}
KEYS |= {"End": "\ue010", "Home": "\ue011", "Enter": "\ue007"}


class Driven(Protocol):
    """A browser with one page."""

    def open(self, address: str) -> None: ...

    def reload(self) -> None: ...

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression, as JSON carries it."""
        ...

    def act(self, actions: list[dict[str, Any]]) -> None:
        """W3C's actions of a keyboard or a pointer."""
        ...


def press(browser: Driven, *keys: str) -> None:
    """One key after the other; "Control+End" holds the first."""
    actions: list[dict[str, Any]] = []
    for key in keys:
        names = [KEYS.get(name, name) for name in (key.split("+") if len(key) > 1 else [key])]
        actions += [{"type": "keyDown", "value": name} for name in names]
        actions += [{"type": "keyUp", "value": name} for name in reversed(names)]
    browser.act([{"type": "key", "id": "keyboard", "actions": actions}])


def click(browser: Driven, x: int, y: int) -> None:
    actions = [
        {"type": "pointerMove", "x": x, "y": y, "origin": "viewport"},
        {"type": "pointerDown", "button": 0},
        {"type": "pointerUp", "button": 0},
    ]
    browser.act([{"type": "pointer", "id": "mouse", "actions": actions}])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until_listening(ask: Callable[[], Any]) -> Any:
    """What `ask` answers once somebody listens."""
    end = time.monotonic() + START
    while True:
        try:
            return ask()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


@contextmanager
def started(*command: str, **environment: str) -> Iterator[None]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env={**os.environ, **environment}, **quiet) as process:
        try:
            yield
        finally:
            process.terminate()


class Firefox:
    """Over WebDriver BiDi, which Firefox speaks itself."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._count = 0
        self._send("session.new", capabilities={})
        self._context = self._send("browsingContext.getTree")["contexts"][0]["context"]

    def _send(self, method: str, **params: object) -> Any:
        self._count += 1
        self._connection.send(json.dumps({"id": self._count, "method": method, "params": params}))
        while True:
            answer = json.loads(self._connection.recv(timeout=ANSWER))
            if answer.get("id") != self._count:
                continue
            if answer["type"] == "error":
                raise RuntimeError(f"{method}: {answer['message']}")
            return answer["result"]

    def open(self, address: str) -> None:
        self._send("browsingContext.navigate", context=self._context, url=address, wait="complete")

    def reload(self) -> None:
        self._send("browsingContext.reload", context=self._context, wait="complete")

    def ask(self, expression: str) -> Any:
        target = {"context": self._context}
        said = self._send(
            "script.evaluate", expression=f"JSON.stringify({expression})", target=target, awaitPromise=True
        )
        if said["type"] == "exception":
            raise RuntimeError(said["exceptionDetails"]["text"])
        return json.loads(said["result"]["value"]) if "value" in said["result"] else None

    def act(self, actions: list[dict[str, Any]]) -> None:
        self._send("input.performActions", context=self._context, actions=actions)


@contextmanager
def firefox() -> Iterator[Driven]:
    # What installs the browsers runs where nothing else is installed yet.
    from websockets.sync.client import connect

    port = free_port()
    with ExitStack() as stack:
        profile = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        options = ("--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", str(port))
        stack.enter_context(started("firefox-esr", *options, "about:blank"))
        connection = until_listening(lambda: connect(f"ws://127.0.0.1:{port}/session", max_size=None))
        yield Firefox(stack.enter_context(connection))


class WebKit:
    """Over WebDriver, which WebKitGTK's own driver speaks."""

    def __init__(self, driver: str) -> None:
        self._session = driver
        session = until_listening(lambda: self._send("/session", {"capabilities": {}}))
        self._session = f"{driver}/session/{session['sessionId']}"
        self._send("/window/rect", {"x": 0, "y": 0, "width": 1440, "height": 900})

    def _send(self, path: str, body: dict[str, Any] | None, method: str = "POST") -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._session + path, data, method=method)
        with urllib.request.urlopen(request, timeout=ANSWER) as answer:
            return json.load(answer)["value"]

    def open(self, address: str) -> None:
        self._send("/url", {"url": address})

    def reload(self) -> None:
        self._send("/refresh", {})

    def ask(self, expression: str) -> Any:
        said = self._send("/execute/sync", {"script": f"return JSON.stringify({expression})", "args": []})
        return None if said is None else json.loads(said)

    def act(self, actions: list[dict[str, Any]]) -> None:
        self._send("/actions", {"actions": actions})

    def close(self) -> None:
        self._send("", None, "DELETE")


@contextmanager
def webkit() -> Iterator[Driven]:
    """On a screen of its own: it has no way to do without one."""
    port = free_port()
    with ExitStack() as stack:
        out, into = os.pipe()
        stack.callback(os.close, out)
        screen = ("Xvfb", "-displayfd", str(into), "-screen", "0", "1440x900x24", "-nolisten", "tcp")
        with subprocess.Popen(screen, pass_fds=[into], stderr=subprocess.DEVNULL) as server:
            stack.callback(server.terminate)
            os.close(into)
            number = os.read(out, 16).decode().strip()
            stack.enter_context(started("WebKitWebDriver", f"--port={port}", DISPLAY=f":{number}"))
            browser = WebKit(f"http://127.0.0.1:{port}")
            stack.callback(browser.close)
            yield browser
            stack.close()


BROWSERS = {"firefox": (firefox, ["firefox-esr"]), "webkit": (webkit, ["WebKitWebDriver", "Xvfb"])}


def missing(name: str) -> list[str]:
    """The packages of Debian that a browser still needs."""
    return [PACKAGES[program] for program in BROWSERS[name][1] if shutil.which(program) is None]


if __name__ == "__main__":
    packages = [package for name in BROWSERS for package in missing(name)]
    if packages:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-qq", "--yes", "--no-install-recommends", *packages], check=True)
