"""The forms in which a run leaves the service."""

from __future__ import annotations

from typing import Literal

ExportFormat = Literal["dot", "csv", "tex", "md", "html", "npz"]
