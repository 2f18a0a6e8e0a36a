"""Files of at most so many bytes."""

from __future__ import annotations

from collections.abc import Iterable

from server.documents import Problem


def joined(parts: Iterable[str], most: int) -> bytes:
    """The parts one after the other. Raises Problem (422) as soon as they are too many bytes."""
    made = []
    size = 0
    for part in parts:
        made.append(part.encode())
        size += len(made[-1])
        check_size(size, most)
    return b"".join(made)


def check_size(size: int, most: int) -> None:
    """Raises Problem (422)."""
    if size > most:
        raise Problem(
            422,
            "export/size",
            f"The file takes more than the {most:,} bytes that one may have.",
            hint="Ask for some of the steps (from=0&to=100, or --steps 0:100), trace fewer iterations or use smaller "
            "sizes. The JSON of the steps comes in pieces (/runs/{id}/steps), as do the arrays (/runs/{id}/tensors).",
            limit=most,
            used=size,
            unit="bytes",
        )
