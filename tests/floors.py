"""Whether the oldest dependencies that pyproject.toml allows do: a server of them starts and runs a program.

    python -m tests.floors

Everything is put into a temporary environment. It is part of CI, and needs a package index.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from http.client import HTTPResponse
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 300
FLOOR = re.compile(r"([A-Za-z0-9_-]+)>=([0-9.]+)")


def floors() -> list[str]:
    """ "numpy>=2" as "numpy==2"."""
    declared = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    return [f"{found[1]}=={found[2]}" for found in map(FLOOR.match, declared) if found is not None]


def main() -> None:
    """Raises AssertionError when a wrong gradient comes back, and CalledProcessError when the oldest do not fit."""
    with tempfile.TemporaryDirectory(prefix="gradwalk-floors-") as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = Path(folder, "Scripts" if sys.platform == "win32" else "bin", "python")
        pip: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *floors()], check=True, timeout=SECONDS)
        command: list[str | Path] = [
            python,
            "-m",
            "server",
            "serve",
            "--port",
            "0",
            "--no-browser",
            "--metrics",
            "--workers",
            "1",
        ]
        told = ["--database", f"{folder}/links.sqlite"]
        with subprocess.Popen([*command, *told], cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            try:
                address = server.stdout.readline().split()[-1]
                check(address)
            finally:
                server.terminate()
    print("the oldest dependencies allowed do:", *floors())


def check(address: str) -> None:
    """d(x · x)/dx at 3 is 6; the page, its reference, a link and the document of the service are there."""
    program = {"source": "x = 3.0\ny = x * x\n"}
    run = json.load(post(f"{address}/api/v1/runs", program))
    assert run["nodes"][0]["gradient"]["data"] == 6.0, run
    link = json.load(post(f"{address}/api/v1/links", program))
    export = f"/api/v1/runs/{run['id']}/export?format=csv"
    for path in ("/", "/reference", "/openapi.json", "/metrics", link["path"], export):
        with urlopen(address + path, timeout=60) as answer:
            assert answer.read(), path


def post(address: str, document: dict[str, str]) -> HTTPResponse:
    body = json.dumps(document).encode()
    answer: HTTPResponse = urlopen(Request(address, body, {"Content-Type": "application/json"}), timeout=60)
    return answer


if __name__ == "__main__":
    main()
