"""What a program draws → JSON."""

from __future__ import annotations

from collections.abc import Sequence

from engine.recording import Chart, Series, Tick
from server.documents.tensors import Json, spelled


def chart_json(chart: Chart) -> dict[str, Json]:
    return {
        **chart._asdict(),
        "x_bounds": _ends(chart.x_bounds),
        "y_bounds": _ends(chart.y_bounds),
        "x_ticks": _ticks(chart.x_ticks),
        "y_ticks": _ticks(chart.y_ticks),
        "series": [_series(series) for series in chart.series],
    }


def _series(series: Series) -> dict[str, Json]:
    numbers = {name: spelled(getattr(series, name)) for name in ("x", "y", "base", "width", "values")}
    return {**series._asdict(), **numbers}


def _ends(bounds: tuple[float | None, float | None]) -> list[Json]:
    return [None if end is None else spelled(end) for end in bounds]


def _ticks(ticks: Sequence[Tick] | None) -> list[dict[str, Json]] | None:
    return None if ticks is None else [{"at": spelled(at), "text": text} for at, text in ticks]
