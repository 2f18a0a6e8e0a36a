"""A class behind one address: each student runs a lesson every few seconds."""

from __future__ import annotations

import asyncio
import random
import time

from engine.lessons import lessons
from tests.benchmarks.client import Client, Group

EVERY_SECONDS = 10.0


async def measure(url: str, seconds: float, students: int) -> list[Group]:
    """Each run is a changed lesson, so that none is answered from memory; the students do not keep time."""
    group = Group(f"class of {students}")
    sources = [lesson.source for lesson in lessons()]
    until = time.perf_counter() + seconds

    async def study(number: int) -> None:
        chance = random.Random(number)
        client = Client(url, f"student-{number:06}")
        await asyncio.sleep(chance.uniform(0, EVERY_SECONDS))
        while time.perf_counter() < until:
            began = time.perf_counter()
            await client.post(f"# {number} {began}\n{chance.choice(sources)}", group)
            await asyncio.sleep(EVERY_SECONDS + chance.uniform(-1, 1) - (time.perf_counter() - began))
        client.close()

    await asyncio.gather(*(study(number) for number in range(students)))
    return [group]
