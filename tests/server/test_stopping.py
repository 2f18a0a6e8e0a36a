"""The server as the system stops it: what is at work comes to an end, and nothing new begins."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

WAIT = 60
SILENT = (0, "", "")

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="finds the worker processes in /proc")


@contextmanager
def at_work() -> Iterator[tuple[subprocess.Popen[str], str, Future[httpx.Response]]]:
    """A server whose workers stand still, with a program at work; its address, and the answer to come."""
    command = [sys.executable, "-m", "server", "serve", "--port=0", "--no-browser", "--metrics", "--database=none"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server,
        ThreadPoolExecutor(1) as threads,
    ):
        assert server.stdout is not None
        url = server.stdout.readline().split()[-1]
        signal_workers(server, signal.SIGSTOP)
        program = {"source": "x = 3.0\ny = x * x + x"}
        answer = threads.submit(httpx.post, f"{url}/api/v1/runs", json=program, timeout=WAIT)
        while "gradwalk_workers_at_work 1.0" not in httpx.get(f"{url}/metrics").text:
            pass
        yield server, url, answer


def signal_workers(server: subprocess.Popen[str], number: signal.Signals) -> None:
    for pid in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split():
        os.kill(int(pid), number)


def stop(server: subprocess.Popen[str], url: str) -> None:
    """Until it takes no more connections. No worker is asked here, as all of them stand still."""
    server.terminate()
    while True:
        try:
            assert httpx.get(f"{url}/healthz").status_code == 200
        except httpx.HTTPError:
            return


def ended(server: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Exit status, and what it wrote."""
    output, errors = server.communicate(timeout=WAIT)
    return server.returncode, output, errors


@on_linux
def test_a_program_at_work_is_answered_before_the_server_ends():
    """d(x² + x)/dx = 7 at 3."""
    with at_work() as (server, url, answer):
        stop(server, url)
        signal_workers(server, signal.SIGCONT)
        run = answer.result(WAIT)
        assert run.status_code == 200
        assert run.json()["nodes"][0]["gradient"]["data"] == 7
        assert ended(server) == SILENT


@on_linux
def test_a_program_that_does_not_end_is_told_that_the_server_does():
    with at_work() as (server, url, answer):
        stop(server, url)
        refused = answer.result(WAIT)
        assert refused.headers["content-type"] == "application/problem+json"
        assert (refused.status_code, refused.json()["code"]) == (503, "service/stopping")
        assert ended(server) == SILENT


def test_an_interrupt_ends_the_server_without_a_word():
    command = [sys.executable, "-m", "server", "serve", "--port=0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        server.stdout.readline()
        server.send_signal(signal.SIGINT)
        assert ended(server) == SILENT
