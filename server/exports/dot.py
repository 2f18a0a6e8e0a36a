"""The graph for Graphviz: a box for each leaf, an ellipse for each operation, a cluster for each namespace.

Values and gradients are rounded as on the page. All text stands in labels, whose rules are those of Graphviz's type
escString: a backslash and a quotation mark are escaped by a backslash, and what HTML calls special is an entity.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.explain import shape_words
from engine.recording import Node, Run, visible
from server.exports.figures import figure
from server.exports.formats import Format, check_whole, text

# Rows and columns of a matrix that a node shows.
MOST = 3

OUTLINES = {"operation": "ellipse", "parameter": "box", "input": "box", "constant": "plaintext"}
ESCAPED = str.maketrans({"\\": r"\\", '"': r"\"", "&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass
class _Cluster:
    """A namespace: its own nodes, and the namespaces inside it by name."""

    nodes: list[Node] = field(default_factory=list)
    inside: dict[str, _Cluster] = field(default_factory=dict)


def write(run: Run) -> Iterator[str]:
    yield "digraph gradwalk {\n  rankdir=LR;\n"
    counter = iter(range(len(run.graph.nodes)))
    yield from _cluster(run, _clusters(run), counter, "  ")
    for edge in run.graph.edges:
        yield f'  "n{edge.source}" -> "n{edge.target}" [headlabel="{edge.slot}"];\n'
    for node in run.graph.nodes:
        if node.previous is not None:
            yield f'  "n{node.previous}" -> "n{node.index}" [style=dashed, label="update"];\n'
    yield "}\n"


def _clusters(run: Run) -> _Cluster:
    top = _Cluster()
    for node in run.graph.nodes:
        cluster = top
        for name in filter(None, node.namespace.split("/")):
            cluster = cluster.inside.setdefault(name, _Cluster())
        cluster.nodes.append(node)
    return top


def _cluster(run: Run, cluster: _Cluster, counter: Iterator[int], indent: str) -> Iterator[str]:
    for node in cluster.nodes:
        yield f'{indent}"n{node.index}" [shape={OUTLINES[node.role]}, label="{_label(run, node)}"];\n'
    for name, inside in cluster.inside.items():
        yield f'{indent}subgraph "cluster_{next(counter)}" {{\n{indent}  label="{_escaped(visible(name))}";\n'
        yield from _cluster(run, inside, counter, indent + "  ")
        yield f"{indent}}}\n"


def _label(run: Run, node: Node) -> str:
    lines = [node.called, node.op or node.role]
    if node.shape:
        lines.append(shape_words(node.shape))
    value = figure(node.value, MOST).text
    # The label of a constant is its value.
    if value != node.called and not value.startswith("shape "):
        lines += _rows(f"value {value}")
    gradient = run.gradients.get(node.index)
    if gradient is not None:
        lines += _rows(f"gradient {figure(gradient, MOST).text}")
    return r"\n".join(map(_escaped, lines))


def _rows(text: str) -> list[str]:
    """A matrix with a line for each row."""
    return text.replace("], [", "],\n[").split("\n")


def _escaped(text: str) -> str:
    return text.translate(ESCAPED)


def _whole(run: Run, _: str, steps: range) -> Iterator[str]:
    check_whole(run, steps, FORMAT.name)
    return write(run)


FORMAT = Format("dot", "DOT", "The graph, for Graphviz", "text/vnd.graphviz", text(_whole, explains=False))
