"""What a worker process gives up before it sees the first program, as far as the system lets it.

These are the last walls: programs are interpreted, and what they may use is counted (engine.language.limits).
"""

from __future__ import annotations

import sys
from pathlib import Path

# Standard input, output and error, the copy of the output, and some to read code for a traceback.
OPEN_FILES = 16
STATUS = Path("/proc/self/statm")


def confine(memory: int) -> None:
    """No writing of files, no core dumps, no new processes, few open files, and `memory` bytes more than now.

    Memory is bounded on Linux only; the bound on processes does not hold root.
    """
    if sys.platform == "win32":
        return
    import resource

    bounds = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_NPROC: 0,
    }
    if sys.platform == "linux":
        bounds[resource.RLIMIT_AS] = _pages(0) * resource.getpagesize() + memory
    for bound, most in bounds.items():
        resource.setrlimit(bound, (most, most))


def resident() -> int:
    """Bytes of memory that the process holds; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0
    import resource

    return _pages(1) * resource.getpagesize()


def _pages(column: int) -> int:
    return int(STATUS.read_bytes().split()[column])
