"""Landlock: a Linux process gives up all files and all TCP for good. Open descriptors stay usable.

Numbers and structures: linux/landlock.h, and the kernel's documentation "Landlock: unprivileged access control".
"""

from __future__ import annotations

import ctypes
import os
import struct

# These numbers are the same on all architectures.
CREATE_RULESET, RESTRICT_SELF = 444, 446
ASK_FOR_VERSION = 1
NO_NEW_PRIVILEGES = 38

# Rights to files: how many the first versions know, which are the lowest bits.
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
# To bind and to connect TCP sockets; to reach abstract sockets and to signal processes outside.
TCP_RIGHTS, SCOPES = 0b11, 0b11


def close_files() -> str | None:
    """Gives the name of the wall, or None where the system does not have it or does not let it be built."""
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ASK_FOR_VERSION)
    if version < 1:
        return None
    rights = [2 ** FILE_RIGHTS[min(version, max(FILE_RIGHTS))] - 1]
    if version >= 4:
        rights.append(TCP_RIGHTS)
    if version >= 6:
        rights.append(SCOPES)
    # What is named here is refused wherever no rule allows it, and no rule is added.
    named = struct.pack(f"={len(rights)}Q", *rights)
    ruleset = libc.syscall(CREATE_RULESET, named, ctypes.c_size_t(len(named)), 0)
    if ruleset < 0:
        return None
    try:
        if libc.prctl(NO_NEW_PRIVILEGES, *map(ctypes.c_ulong, (1, 0, 0, 0))) != 0:
            return None
        return f"Landlock {version}" if libc.syscall(RESTRICT_SELF, ruleset, 0) == 0 else None
    finally:
        os.close(ruleset)
