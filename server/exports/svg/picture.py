"""Puts the picture together: the ground, the wires, then the cards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from engine.explain import explain
from engine.operation import Array
from engine.recording import Node, Run, visible
from server.documents import Problem
from server.exports.svg.cards import LEVELS, Card, card_of, level_of
from server.exports.svg.columns import Sheet, Wire
from server.exports.svg.known import Known, known_at
from server.exports.svg.lettering import SANS
from server.exports.svg.painting import GROUND, INK, arrowheads, card_markup, text, wire_markup
from server.exports.svg.wires import Layout, lay_out

MOST_CARDS = LEVELS[-1][1]
MARGIN, FOOT = 24, 26
# A sheet lying down: its width is this many times its height.
ASPECT, WIDTHS = 1.6, (700, 900, 1_200, 1_600, 2_200, 3_200, 5_000, 8_000)


def write(run: Run, step: int) -> Iterator[str]:
    """The graph after the step with this index. Raises Problem (422) for one of more than MOST_CARDS cards."""
    riders = _riders(run)
    riding = {each.index for list in riders.values() for each in list}
    nodes = [node for node in run.graph.nodes if node.index not in riding]
    level = level_of(len(nodes))
    if level is None:
        raise Problem(
            422,
            "export/size",
            f"{len(nodes):,} cards are too many for one picture: it holds {MOST_CARDS:,}.",
            hint="Trace fewer iterations or use smaller sizes. A dot file holds the whole graph, for Graphviz.",
            limit=MOST_CARDS,
            used=len(nodes),
            unit="cards",
        )
    shown: dict[int, list[Array]] = defaultdict(list)
    for each in run.steps:
        if each.phase in ("backward", "gradient") and each.accumulated is not None:
            shown[each.receiver].append(each.accumulated)
    backward = run.passes > 0
    cards = [
        card_of(run, node, level, shown[node.index], () if level == "dot" else riders.get(node.index, ()), backward)
        for node in nodes
    ]
    sheet, wires = _sheet(run, cards)
    layout = _arranged(sheet)
    known = known_at(run, step)
    yield from _markup(run, step, cards, sheet, wires, layout, known)


def _riders(run: Run) -> dict[int, tuple[Node, ...]]:
    """Plain numbers of the program that a single operation reads, by that operation."""
    uses: dict[int, list[int]] = defaultdict(list)
    for edge in run.graph.edges:
        uses[edge.source].append(edge.target)
    found: dict[int, list[Node]] = defaultdict(list)
    for node in run.graph.nodes:
        if node.role == "constant" and not node.shape and len(uses[node.index]) == 1 and node.previous is None:
            found[uses[node.index][0]].append(node)
    return {target: tuple(each) for target, each in found.items()}


def _sheet(run: Run, cards: list[Card]) -> tuple[Sheet, list[int | None]]:
    """With the cards in their order, and of each wire its edge: a version that replaces another hangs on it by none."""
    place = {card.node.index: index for index, card in enumerate(cards)}
    wires: list[Wire] = []
    edges: list[int | None] = []
    for edge in run.graph.edges:
        if edge.source in place and edge.target in place:
            wires.append(Wire(place[edge.source], place[edge.target], edge.slot))
            edges.append(edge.index)
    for card in cards:
        before = card.node.previous
        if before in place and before not in card.node.inputs:
            wires.append(Wire(place[before], place[card.node.index], len(card.node.inputs)))
            edges.append(None)
    leaves = frozenset(place[card.node.index] for card in cards if not card.node.inputs and card.node.previous is None)
    return Sheet([card.size for card in cards], wires, leaves), edges


def _arranged(sheet: Sheet) -> Layout:
    """The width at which the sheet is most like one that lies down."""
    widest = sum(size.width + 60 for size in sheet.sizes)
    tried = [lay_out(sheet, width) for width in WIDTHS if width == WIDTHS[0] or width / 1.5 < widest]
    return min(tried, key=lambda each: max(each.width / ASPECT, each.height))


def _markup(
    run: Run, step: int, cards: list[Card], sheet: Sheet, edges: list[int | None], layout: Layout, known: Known
) -> Iterator[str]:
    width, height = round(layout.width + 2 * MARGIN), round(layout.height + 2 * MARGIN + FOOT)
    count = len(run.steps)
    words = "Compute graph"
    if count:
        words += f", step {step + 1:,} of {count:,}: {visible(explain(run, step).title)}"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label={quoteattr(words)} font-family={quoteattr(SANS)}>\n<title>{escape(words)}</title>\n'
    )
    yield arrowheads()
    yield f'<rect width="{width}" height="{height}" fill="{GROUND}"/>\n<g transform="translate({MARGIN} {MARGIN})">\n'
    order = sorted(range(len(sheet.wires)), key=lambda index: edges[index] in known.wires)
    for index in order:
        yield wire_markup(layout.wires[index], edges[index], known)
    for index, card in enumerate(cards):
        yield card_markup(card, layout.cards[index], known, card.node.index in run.targets)
    yield "</g>\n"
    yield text(words, MARGIN, height - 16, 11, fill=INK["muted"])
    yield "</svg>\n"
