"""How the service bears many clients: python -m tests.benchmarks.load [--seconds 60] [hostile] [class] [slow]

Starts a server of the profile class and prints a table for each kind of clients. The clients run on the same machine;
hostile ones in a process of their own, which gives way to all others. Where the host gave this machine's time to others
meanwhile, a second row counts the requests that this did not touch. Needs Linux.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks import classroom, hostile_clients, slow_clients
from tests.benchmarks.client import HEADINGS, Group, row
from tests.benchmarks.machine import Watch

COMMAND = [sys.executable, "-m", "server", "serve", "--port", "0", "--profile", "class", "--no-browser"]
# In which what the clients left behind is cleared away.
SETTLING_SECONDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", choices=["hostile", "class", "slow"], default=["hostile", "class", "slow"])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--good", type=int, default=10)
    parser.add_argument("--hostile", type=int, default=50)
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--slow", type=int, default=200)
    options = parser.parse_args()
    kinds: dict[str, Callable[[str], Coroutine[Any, Any, list[Group]]]] = {
        "hostile": lambda url: hostile_clients.measure(url, options.seconds, options.good, options.hostile),
        "class": lambda url: classroom.measure(url, options.seconds, options.students),
        "slow": lambda url: slow_clients.measure(url, min(options.seconds, 10), options.slow),
    }
    for kind in options.kinds:
        with serving() as (pid, url):
            memory, used = [megabytes(pid)], [cpu_seconds(pid)]
            with Watch() as watch:
                groups = asyncio.run(kinds[kind](url))
            time.sleep(SETTLING_SECONDS)
            memory.append(megabytes(pid))
            used.append(cpu_seconds(pid))
        print(HEADINGS)
        for group in groups:
            print(group.row())
            undisturbed = [times for times in group.times if watch.undisturbed(*times)]
            if 0 < len(undisturbed) < len(group.times):
                print(row("    undisturbed", undisturbed))
        own, workers = (after - before for before, after in zip(*used, strict=True))
        print(f"the server: {memory[0]:.0f} MB before, {memory[1]:.0f} MB after, {own:.1f} CPU seconds; ", end="")
        print(f"its workers: {workers:.1f} CPU seconds; other machines took {watch.taken():.0%} of this one's time\n")


@contextlib.contextmanager
def serving() -> Iterator[tuple[int, str]]:
    """The process and the address of a server."""
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.pid, server.stdout.readline().split()[-1]
        finally:
            server.terminate()


def megabytes(pid: int) -> float:
    """Of memory that the process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


def cpu_seconds(pid: int) -> tuple[float, float]:
    """Of the process, and of its children, those that have ended too."""
    fields = {int(path.parent.name): _fields(path) for path in Path("/proc").glob("[0-9]*/stat")}
    own, ended = sum(fields[pid][11:13]), sum(fields[pid][13:15])
    living = sum(sum(child[11:13]) for child in fields.values() if child[1] == pid)
    ticks = os.sysconf("SC_CLK_TCK")
    return own / ticks, (ended + living) / ticks


def _fields(stat: Path) -> list[int]:
    """What stands behind the name and the state of the process (proc_pid_stat(5)); nothing for one that has gone."""
    with contextlib.suppress(OSError):
        return [0, *map(int, stat.read_text().rpartition(")")[2].split()[1:])]
    return [0] * 20


if __name__ == "__main__":
    main()
