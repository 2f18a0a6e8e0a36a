"""Which code this is, and the address of a run under it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from engine import __version__
from engine.language import Limits

VERSION = __version__
PACKAGES = ("engine", "server")


@cache
def fingerprint() -> str:
    """A digest of the code that makes the documents, so that what is kept under a run's address never grows stale."""
    root = Path(__file__).resolve().parent.parent
    digest = sha256(VERSION.encode())
    for package in PACKAGES:
        for file in sorted((root / package).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def run_id(
    source: str,
    leaves: Mapping[str, Any] | None,
    target: str | None,
    unfold: Sequence[str],
    limits: Limits,
    version: str | None = None,
    files: Mapping[str, str] | None = None,
    nudges: Mapping[int, Any] | None = None,
    pass_shown: int | None = None,
) -> str:
    """The content address of a run: a digest of all that its document depends on."""
    # What is not asked for leaves no trace, so that a further key changes no address.
    asked = (("files", files or None), ("nudges", nudges or None), ("pass_shown", pass_shown))
    further = {name: given for name, given in asked if given is not None}
    parts = [version or fingerprint(), vars(limits), source, leaves, target, unfold, *([further] if further else [])]
    # Python's writer keeps NaN and the infinities apart.
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]
