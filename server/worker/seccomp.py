"""Seccomp: a Linux process gives up all system calls but those that computing and answering take, for good.

Numbers and structures: linux/seccomp.h, linux/filter.h, and the tables of system calls of the two architectures.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from typing import NamedTuple

# All that a worker was seen to use while it ran every lesson under strace, and what the allocator, a signal, and the
# end of a process may take besides. The numbers are those of x86_64 and of aarch64.
ALLOWED = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "pread64": (17, 67),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "setitimer": (38, 103),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettid": (186, 178),
    "futex": (202, 98),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
}
# Memory, as long as it does not hold code.
ALLOWED_WITHOUT_CODE = {"mmap": (9, 222), "mprotect": (10, 226)}
EXECUTABLE = 0x4
# Column of the tables, and how the kernel names the architecture to a filter.
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

LOAD, JUMP_IF_EQUAL, JUMP_IF_ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
# Where a filter finds the number of the call, the architecture, and the lower half of its third argument.
NUMBER, ARCHITECTURE, THIRD_ARGUMENT = 0, 4, 32

ALLOW = 0x7FFF0000
KILL = 0x80000000
# Not death: a call that nobody foresaw is then an error at its place, with a traceback in the log.
REFUSE = 0x00050000 | errno.EPERM

NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2


class _Instruction(NamedTuple):
    """Of the kernel's packet filter. A jump skips so many instructions when its condition holds, or does not."""

    code: int
    if_true: int
    if_false: int
    operand: int


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def close_system() -> str | None:
    """Gives the name of the wall, or None where the system does not have it or does not let it be built."""
    if platform.machine() not in ARCHITECTURES:
        return None
    packed = b"".join(struct.pack("HBBI", *instruction) for instruction in _filter(*ARCHITECTURES[platform.machine()]))
    program = _Program(len(packed) // 8, packed)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(NO_NEW_PRIVILEGES, *map(ctypes.c_ulong, (1, 0, 0, 0))) != 0:
        return None
    built = libc.prctl(SECCOMP, ctypes.c_ulong(FILTER), ctypes.byref(program), ctypes.c_ulong(0), ctypes.c_ulong(0))
    return "seccomp" if built == 0 else None


def _filter(column: int, architecture: int) -> list[_Instruction]:
    program = [
        _Instruction(LOAD, 0, 0, ARCHITECTURE),
        _Instruction(JUMP_IF_EQUAL, 1, 0, architecture),
        _Instruction(RETURN, 0, 0, KILL),
        _Instruction(LOAD, 0, 0, NUMBER),
    ]
    for numbers in ALLOWED.values():
        program += [_Instruction(JUMP_IF_EQUAL, 0, 1, numbers[column]), _Instruction(RETURN, 0, 0, ALLOW)]
    for numbers in ALLOWED_WITHOUT_CODE.values():
        program += [
            _Instruction(JUMP_IF_EQUAL, 0, 4, numbers[column]),
            _Instruction(LOAD, 0, 0, THIRD_ARGUMENT),
            _Instruction(JUMP_IF_ANY_BIT, 0, 1, EXECUTABLE),
            _Instruction(RETURN, 0, 0, REFUSE),
            _Instruction(RETURN, 0, 0, ALLOW),
        ]
    return [*program, _Instruction(RETURN, 0, 0, REFUSE)]
