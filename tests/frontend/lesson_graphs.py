"""Writes lesson-graphs.json anew, for the tests of the layout: `python -m tests.frontend.lesson_graphs`.

Without the lessons that train: their passes are drawn folded, in cards for many nodes.
"""

import json
from pathlib import Path
from typing import Any

from engine.language import CLASS, run
from engine.lessons import Lesson, lessons

FILE = Path(__file__).with_name("lesson-graphs.json")


DRAWN = [each for each in lessons() if not each.series]


def graph(lesson: Lesson) -> dict[str, Any]:
    """Nodes as [label, line, 1 for a leaf, shape], edges as [from, to, slot]; numbers that are read are no nodes."""
    nodes = run(lesson.source, limits=CLASS).graph.nodes
    read = {index for node in nodes for index in node.inputs}
    kept = [node for node in nodes if node.role != "constant" or node.shape or node.index not in read]
    place = {node.index: at for at, node in enumerate(kept)}
    edges = []
    for node in kept:
        edges += [[place[index], place[node.index], slot] for slot, index in enumerate(node.inputs) if index in place]
        if node.previous is not None:
            edges.append([place[node.previous], place[node.index], 0])
    rows = [[node.label, node.span.line if node.span else None, int(node.op is None), [*node.shape]] for node in kept]
    return {"lesson": lesson.id, "nodes": rows, "edges": edges}


if __name__ == "__main__":
    lines = [json.dumps(graph(lesson), ensure_ascii=False, separators=(",", ":")) for lesson in DRAWN]
    FILE.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
