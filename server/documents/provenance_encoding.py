"""Where entries come from and go to → the ProvenanceDocument, as bytes."""

from __future__ import annotations

import orjson

from engine.explain import Provenance, Reached, entries_at_once, last_pass, provenance
from engine.operation import size
from engine.recording import Run
from server.documents.encode import formula_json, known
from server.documents.problems import Problem
from server.documents.tensors import Json, attribute_json

# Places in one list: more of them nobody looks at one by one.
MOST_PLACES = 1_024


def encode_provenance(run: Run, identifier: str, index: int, first: int, to: int, pass_index: int | None) -> bytes:
    """The ProvenanceDocument. Raises Problem (404) where there is no such node, entry or pass."""
    node = known(run, index)
    total = size(node.shape)
    if first >= total:
        raise Problem(404, "provenance/no-entry", f"n{index} has {total} entries, counted from 0.")
    if pass_index is not None and pass_index >= run.passes:
        raise Problem(404, "provenance/no-pass", f"This run has {run.passes} backward passes, counted from 0.")
    shown = last_pass(run, node) if pass_index is None else pass_index
    to = min(to, total, first + entries_at_once(run, node, to - first))
    return orjson.dumps(
        {
            "run": identifier,
            "node": f"n{index}",
            "pass": shown,
            "from": first,
            "to": to,
            "total": total,
            "next": to if to < total else None,
            "entries": [_entry(each) for each in provenance(run, node, range(first, to), shown)],
        }
    )


def _entry(found: Provenance) -> dict[str, Json]:
    return {
        "entry": found.entry,
        "index": found.index,
        "name": found.name,
        "formula": formula_json(found.value),
        "comes": [_reached(each, each.edge.source) for each in found.comes],
        "goes": [_reached(each, each.edge.target) for each in found.goes],
        "arrivals": [
            {"step": each.step.index, "edge": f"e{each.step.edge}", "formula": formula_json(each.formula)}
            for each in found.arrivals
        ],
    }


def _reached(reached: Reached, other: int) -> dict[str, Json]:
    places, slopes = reached.entries
    return {
        "edge": f"e{reached.edge.index}",
        "node": f"n{other}",
        "count": places.size,
        "places": places[:MOST_PLACES].tolist(),
        "slopes": None if slopes is None else attribute_json(slopes[:MOST_PLACES]),
    }
