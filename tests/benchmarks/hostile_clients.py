"""Good clients beside hostile ones that post what costs most, without a pause."""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor

from engine.lessons import lesson
from tests.benchmarks.client import Client, Group, addresses

LESSON = lesson("25_two_layer_bce").source
PAUSE = 0.3
HOSTILE = [
    "while True:\n    pass",
    "x = 1.5\nwhile True:\n    x = x ** 3 * 0.0 + 1.1",
    "import torch\na = torch.ones(512, 512)\nwhile True:\n    a = a @ a * 0.0",
    "def f(n):\n    return f(n + 1) + f(n + 2)\nf(0)",
    "import torch\nx = torch.ones(1, requires_grad=True)\nfor i in range(4990):\n    x = x + 1.0",
    "x = [1]\nwhile True:\n    x = x + x",
    # Text that is written and cut off again.
    "a = [1.5] * 3000\nt = tuple([a] * 400)\nf = '%.0s' * 400\nfor i in range(100):\n    r = f % t",
    "a = [1.5] * 3000\nwhile True:\n    '{:.0s}'.format(f'{a!r:.0s}')",
    "for i in range(10000):\n    print('%.999f' % 1e-300, end='')",
    "a = [1.5] * 3000\nwhile True:\n    print(*a, end='')",
    "a = ['1.5'] * 3000\nwhile True:\n    ','.join(a)[:0]",
    "a = [1.5] * 3000\nt = tuple([a] * 400)\nwhile True:\n    repr(t)[:0]",
    # A document as long as it may be, and one that is longer.
    "import torch\nx = torch.rand(64, requires_grad=True)\ny = x\nfor i in range(2500):\n    y = y * x\n"
    "y.sum().backward()",
    "import torch\nx = torch.rand(64, requires_grad=True)\ny = x\nfor i in range(4900):\n    y = y * x\n"
    "y.sum().backward()",
]
# Beside a server of one's own, hostile clients would not take its time.
NICENESS = 10


async def measure(url: str, seconds: float, good: int, hostile: int) -> list[Group]:
    """Every program is a new one, so that none is answered from memory. The first requests come all at once, of clients
    that nobody knows; they are counted among the others, and once more alone.
    """
    own = addresses()
    alone = Group("good, alone")
    numbers = itertools.count()
    client = Client(url, "alone-00000", next(own))
    for _ in range(100):
        await client.post(f"# {next(numbers)}\n{LESSON}", alone)
    client.close()

    all_good, first = Group("good"), Group("good, first requests")

    async def behave(client: Client, until: float) -> None:
        while time.perf_counter() < until:
            await client.post(f"# {next(numbers)}\n{LESSON}", all_good)
            if client.name not in known:
                known.add(client.name)
                first.times.append(all_good.times[-1])
            await asyncio.sleep(PAUSE)

    known: set[str] = set()
    clients = [Client(url, f"good-{number:08}", next(own)) for number in range(good)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=os.nice, initargs=(NICENESS,)) as other:
        # The process starts before the clock does.
        await asyncio.wrap_future(other.submit(os.getpid))
        attacking = asyncio.wrap_future(other.submit(attack, url, seconds, hostile))
        until = time.perf_counter() + seconds
        await asyncio.gather(*(behave(client, until) for client in clients))
        hostile_group = await attacking
    return [alone, all_good, first, hostile_group]


def attack(url: str, seconds: float, hostile: int) -> Group:
    group = Group("hostile")
    numbers = itertools.count()

    async def misbehave(client: Client, until: float) -> None:
        while time.perf_counter() < until:
            number = next(numbers)
            await client.post(f"# {number}\n{HOSTILE[number % len(HOSTILE)]}", group)

    async def all_of_them() -> None:
        own = itertools.islice(addresses(), 1_000, None)
        until = time.perf_counter() + seconds
        clients = (Client(url, f"hostile-{number:08}", next(own)) for number in range(hostile))
        await asyncio.gather(*(misbehave(client, until) for client in clients))

    asyncio.run(all_of_them())
    return group
