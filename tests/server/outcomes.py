from __future__ import annotations

import gzip
import json
from typing import Any

from server.worker.jobs import Outcome


def document(outcome: Outcome) -> Any:
    """What an outcome says, compressed or not."""
    return json.loads(gzip.decompress(outcome.body) if outcome.gzipped else outcome.body)
