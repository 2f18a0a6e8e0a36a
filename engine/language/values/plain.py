"""What every other file needs of values: their type, and which are numbers."""

from __future__ import annotations

from typing import Any

# One of the kinds that kinds.py lists; the set is closed by construction, so a narrower static type would only add
# casts.
Value = Any
NUMBERS = (bool, int, float)
INT_LIMIT = 2**63
