"""What a worker process gives up before it sees the first program, as far as the system lets it.

These are the last walls: programs are interpreted, and what they may use is counted (engine.language.limits).
"""

from __future__ import annotations

import os
import sys

from server.worker.landlock import close_files
from server.worker.seccomp import close_system

# Standard input, output and error, the copy of the output, the process's own memory figures, and some to spare.
OPEN_FILES = 16

# Opened before the walls stand, and read again and again.
_status = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC) if sys.platform == "linux" else None


def confine(memory: int) -> tuple[str, ...]:
    """No writing of files, no core dumps, no new processes, few open files, and `memory` bytes more than now.

    On Linux also what Landlock and seccomp refuse, where the system has them. Gives the names of the walls that stand.
    Memory is bounded on Linux only; the bound on processes does not hold root.
    """
    if sys.platform == "win32":
        return ()
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
    walls = ["resource limits"]
    if sys.platform == "linux":
        walls += filter(None, (close_files(), close_system()))
    return tuple(walls)


def resident() -> int:
    """Bytes of memory that the process holds; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0
    import resource

    return _pages(1) * resource.getpagesize()


def _pages(column: int) -> int:
    assert _status is not None
    return int(os.pread(_status, 256, 0).split()[column])
