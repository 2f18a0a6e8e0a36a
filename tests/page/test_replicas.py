"""Several servers behind one address: none knows what another has computed, and a reader notices nothing of it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path
from threading import Thread

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import wait_until_ready

HEADERS = ("content-type", "content-encoding", "content-security-policy", "x-gradwalk-client")


class Proxy(ThreadingHTTPServer):
    """Hands each request of the service to the next server in turn, and files of the page to the first.

    There is nothing but what begins with `prefix`, which it takes off.
    """

    def __init__(self, servers: list[str], prefix: str = "") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.first = servers[0]
        self.prefix = prefix
        self.turns = cycle(servers)
        self.client = httpx.Client(timeout=30)
        # What was answered: (server, method, path, status).
        self.answers: list[tuple[str, str, str, int]] = []


class Handler(BaseHTTPRequestHandler):
    server: Proxy

    def do_GET(self) -> None:
        self.hand_on(b"")

    def do_POST(self) -> None:
        self.hand_on(self.rfile.read(int(self.headers["Content-Length"])))

    def hand_on(self, body: bytes) -> None:
        server = next(self.server.turns) if "/runs" in self.path or "/links" in self.path else self.server.first
        if not self.path.startswith(f"{self.server.prefix}/"):
            self.send_error(404)
            return
        path = self.path.removeprefix(self.server.prefix)
        told = {name: self.headers[name] for name in HEADERS if name in self.headers}
        answer = self.server.client.request(self.command, server + path, content=body, headers=told)
        self.server.answers.append((server, self.command, path, answer.status_code))
        self.send_response(answer.status_code)
        for name in HEADERS:
            if name in answer.headers and name != "content-encoding":
                self.send_header(name, answer.headers[name])
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *arguments: object) -> None:
        """Nothing on the terminal of the tests."""


@contextmanager
def replica(database: Path, *options: str) -> Iterator[str]:
    command = [sys.executable, "-m", "server", "serve", "--port", "0", "--no-browser", "--workers", "1"]
    command += ["--database", str(database), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().split()[-1]
        finally:
            server.terminate()


@contextmanager
def proxied(servers: list[str], prefix: str = "") -> Iterator[Proxy]:
    with Proxy(servers, prefix) as proxy:
        Thread(target=proxy.serve_forever, daemon=True).start()
        yield proxy
        proxy.shutdown()
        proxy.client.close()


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    """Before two servers with one database."""
    with ExitStack() as stack:
        servers = [stack.enter_context(replica(tmp_path / "links.sqlite")) for _ in range(2)]
        yield stack.enter_context(proxied(servers))


def test_a_run_that_the_other_server_made_is_posted_again(page: Page, proxy: Proxy) -> None:
    """The run is made by one server, its explanations are asked of the other, which has never heard of it."""
    address = f"http://127.0.0.1:{proxy.server_port}"
    page.goto(f"{address}/#lesson=05_add_mul&step=7")
    wait_until_ready(page)
    expect(page.locator("#inspector")).to_contain_text("upstream")
    runs = [(method, status) for _, method, path, status in proxy.answers if "/runs" in path]
    assert runs[:2] == [("POST", 200), ("GET", 404)]
    # What is asked next may meet either server.
    assert ("GET", 200) in runs[2:]
    # A link that one server keeps is opened by the other.
    made = httpx.post(f"{address}/api/v1/links", json={"source": "x = 2.0\ny = x * x\n", "view": {"step": 3}}).json()
    page.goto(address + made["path"])
    wait_until_ready(page)
    assert page.evaluate("gradwalk.state().step") == 3
    keepers = [server for server, _, path, status in proxy.answers if "/links" in path and status < 300]
    assert len(set(keepers)) == 2
