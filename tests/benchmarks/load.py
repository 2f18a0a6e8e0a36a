"""How long good clients wait beside hostile ones: python -m tests.benchmarks.load [--seconds 20] [--hostile 50]

Starts a server of the profile class. Good clients post the two-layer network every 0.3 s, hostile ones post what costs
most, without a pause. Every program is a new one, so that none is answered from memory. On Linux each client has an
address of its own, as on a network.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import numpy as np

from engine.lessons import lesson

GOOD = lesson("25_two_layer_bce").source
PAUSE = 0.3
HOSTILE = [
    "while True:\n    pass",
    "x = 1.5\nwhile True:\n    x = x ** 3 * 0.0 + 1.1",
    "import torch\na = torch.ones(512, 512)\nwhile True:\n    a = a @ a * 0.0",
    "def f(n):\n    return f(n + 1) + f(n + 2)\nf(0)",
    "import torch\nx = torch.ones(1, requires_grad=True)\nfor i in range(4990):\n    x = x + 1.0",
    "x = [1]\nwhile True:\n    x = x + x",
]

CODE = re.compile(rb'"code":"([^"]+)"')


@dataclass
class Group:
    name: str
    seconds: list[float] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)

    async def post(self, client: httpx.AsyncClient, source: str) -> None:
        began = time.perf_counter()
        response = await client.post("/api/v1/runs", json={"source": source})
        self.seconds.append(time.perf_counter() - began)
        # Searched rather than parsed: the documents are large, and the time is taken on the same machine.
        code = CODE.search(response.content, 0, 1_000)
        self.verdicts["ok" if code is None else code[1].decode()] += 1

    def row(self) -> str:
        figures = [1000 * value for value in (*np.percentile(self.seconds, [50, 95, 99]), max(self.seconds))]
        verdicts = ", ".join(f"{name} {count}" for name, count in self.verdicts.most_common())
        return f"{self.name:12}{len(self.seconds):9}" + "".join(f"{each:9.1f}" for each in figures) + f"   {verdicts}"


def addresses() -> Iterator[str]:
    return (f"127.1.{third}.{fourth}" for third, fourth in itertools.product(range(256), range(1, 255)))


async def attack(url: str, good: int, hostile: int, seconds: float) -> list[Group]:
    numbers = itertools.count()
    own = addresses()
    alone, against = Group("good, alone"), Group("hostile")
    # At its first program the service knows nothing of a client, and all come at once.
    first, beside = Group("good, first"), Group("good, later")

    def client(name: str) -> httpx.AsyncClient:
        transport = httpx.AsyncHTTPTransport(local_address=next(own) if sys.platform == "linux" else None)
        headers = {"X-Gradwalk-Client": f"{name}-{next(numbers):08}", "Accept-Encoding": "identity"}
        return httpx.AsyncClient(base_url=url, transport=transport, headers=headers, timeout=120)

    async def behave(end: float) -> None:
        async with client("good") as session:
            await first.post(session, f"# {next(numbers)}\n{GOOD}")
            while time.perf_counter() < end:
                await asyncio.sleep(PAUSE)
                await beside.post(session, f"# {next(numbers)}\n{GOOD}")

    async def misbehave(end: float) -> None:
        async with client("hostile") as session:
            while time.perf_counter() < end:
                number = next(numbers)
                await against.post(session, f"# {number}\n{HOSTILE[number % len(HOSTILE)]}")

    async with client("alone") as session:
        for _ in range(100):
            await alone.post(session, f"# {next(numbers)}\n{GOOD}")
    end = time.perf_counter() + seconds
    await asyncio.gather(*(behave(end) for _ in range(good)), *(misbehave(end) for _ in range(hostile)))
    return [alone, first, beside, against]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--good", type=int, default=10)
    parser.add_argument("--hostile", type=int, default=50)
    options = parser.parse_args()
    command = [sys.executable, "-m", "server", "serve", "--port", "0", "--profile", "class", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().split()[-1]
        groups = asyncio.run(attack(url, options.good, options.hostile, options.seconds))
        server.terminate()
    print(f"{'clients':12}{'requests':>9}{'p50 ms':>9}{'p95':>9}{'p99':>9}{'max':>9}   verdicts")
    for group in groups:
        print(group.row())


if __name__ == "__main__":
    main()
