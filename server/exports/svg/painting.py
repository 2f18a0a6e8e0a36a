"""Cards and wires as elements, in the colours of the page by day. Every style is an attribute: no program needs a style
sheet to show them.
"""

from __future__ import annotations

from html import escape

import numpy as np

from engine.operation import Array
from engine.recording import visible
from server.exports.svg.cards import CELL, CELL_TEXT, GATE, NUMBER_TEXT, RANGE, RIDER, Block, Card, entry_text, rows_of
from server.exports.svg.known import Known
from server.exports.svg.lettering import MONO, SERIF, mono_width, sans_width
from server.exports.svg.raster import NEGATIVE, POSITIVE, largest_of, picture, strengths
from server.exports.svg.wires import Point

GROUND, SURFACE, SUNKEN = "#f5f6f9", "#ffffff", "#eef0f5"
INK = {"ink": "#161d2b", "muted": "#5a6478", "line": "#dde1ea", "strong": "#b9c0cf"}
VALUE, GRADIENT, LOCAL = "#006b4e", "#a84400", "#6434cf"
CELL_VALUE, CELL_GRADIENT = "#004d38", "#762f00"
# Of what has flowed, and is not at work: the colour mixed with the ground.
FLOWED = {"forward": "#739f91", "backward": "#c58a63"}
WARNING, WARNING_SOFT = "#7a5600", "#fff5d9"
FAINTEST, STRENGTH = 0.05, 0.46
CORNER = 8
Box = tuple[float, float, float, float]
# Of an arrow.
HEAD = "M0 0.8L7 4L0 7.2L1.6 4Z"


def text(words: str, x: float, y: float, size: float, /, **style: str) -> str:
    attributes = "".join(f' {name.replace("_", "-")}="{escape(value)}"' for name, value in style.items())
    return f'<text x="{_short(x)}" y="{_short(y)}" font-size="{size}"{attributes}>{escape(visible(words))}</text>\n'


def arrowheads() -> str:
    colours = {"idle": INK["strong"], "forward": FLOWED["forward"], "backward": FLOWED["backward"]}
    colours |= {"forward-now": VALUE, "backward-now": GRADIENT}
    heads = [
        f'<marker id="arrow-{name}" viewBox="0 0 8 8" refX="6.6" refY="4" markerWidth="8" markerHeight="8" '
        f'orient="auto-start-reverse" markerUnits="userSpaceOnUse"><path d="{HEAD}" fill="{colour}"/></marker>'
        for name, colour in colours.items()
    ]
    return f"<defs>{''.join(heads)}</defs>\n"


def wire_markup(points: list[Point], edge: int | None, known: Known) -> str:
    """`edge` None: it leads from a value to the one that replaces it."""
    path = f'<path d="{_path(points)}" fill="none"'
    if edge is None:
        line = f'stroke="{INK["strong"]}" stroke-width="1.6" stroke-dasharray="2 5"'
        return f'{path} {line} marker-end="url(#arrow-idle)"/>\n'
    state = "backward" if edge in known.backward else "forward" if edge in known.forward else "idle"
    now = edge in known.wires and state != "idle"
    colour = INK["strong"] if state == "idle" else FLOWED[state]
    if now:
        colour = VALUE if state == "forward" else GRADIENT
    width = 2.8 if now else 2 if state == "backward" else 1.6
    dash = ' stroke-dasharray="7 5"' if now and state == "backward" else ""
    end = "start" if state == "backward" else "end"
    head = f"arrow-{state}{'-now' if now else ''}"
    return f'{path} data-edge="e{edge}" stroke="{colour}" stroke-width="{width}"{dash} marker-{end}="url(#{head})"/>\n'


def card_markup(card: Card, at: Point, known: Known, is_target: bool) -> str:
    node = card.node
    index = node.index
    active = index in (known.worker, known.receiver)
    accent = GRADIENT if known.is_backward else VALUE
    label = escape(visible(node.called), quote=True)
    place = f"translate({_short(at[0])} {_short(at[1])})"
    parts = [f'<g data-node="n{index}" role="img" aria-label="{label}" transform="{place}">\n']
    if card.label != node.called:
        parts.append(f"<title>{label}</title>")
    parts.append(_box(card, known, active, accent, is_target))
    if card.level == "dot":
        fill = SURFACE if active else INK["ink" if index in known.values else "muted"]
        parts.append(text(card.label, card.size.width / 2, 14, 11, font_weight="600", text_anchor="middle", fill=fill))
        return "".join([*parts, "</g>\n"])
    parts.append(_riders(card))
    is_known = index in known.values
    size = 13 if card.level == "full" else 12
    baseline = card.head + (21 if card.level == "full" else 19)
    parts.append(
        text(card.label, card.left, baseline, size, font_weight="600", fill=INK["ink" if is_known else "muted"])
    )
    right = card.size.width - (12 if card.level == "full" else 9)
    if card.shape:
        style = {"font_family": MONO} if node.shape else {}
        parts.append(text(card.shape, right, baseline, 11, text_anchor="end", fill=INK["muted"], **style))
    if card.value is not None:
        parts.append(_block(card.value, node.value if is_known else None, CELL_VALUE))
    if card.gradient is not None:
        parts.append(_gradient(card, card.gradient, known, right))
    if card.sign:
        parts.append(_gate(card, index == known.worker, active, accent, known.is_backward))
    return "".join([*parts, "</g>\n"])


def _box(card: Card, known: Known, active: bool, accent: str, is_target: bool) -> str:
    index, role = card.node.index, card.node.role
    stroke, width, fill, dash = INK["strong"], 1.2, SURFACE, ""
    if role == "parameter":
        stroke, width = INK["ink"], 2.4
    elif role == "constant":
        fill, dash = SUNKEN, ' stroke-dasharray="4 3"'
    if is_target:
        stroke = INK["ink"]
    if card.level == "dot" and index in known.values:
        fill = "#dcebe7"
    if card.level == "dot" and index in known.gradients:
        fill, stroke = "#f0dccc", GRADIENT
    if active:
        stroke, width, dash = accent, 2.4, ""
        if card.level == "dot":
            fill = accent
        elif index == known.receiver:
            fill = "#fbf4f0" if known.is_backward else "#f3f8f7"
    radius = (
        {"full": 14, "compact": 11, "dot": 10}[card.level] if role == "operation" else {"dot": 4}.get(card.level, 5)
    )
    y, across, tall = card.head, card.size.width, card.size.height - card.head
    outline = f'stroke="{stroke}"'
    box = _rect((0, y, across, tall), radius, f'fill="{fill}" {outline} stroke-width="{width}"{dash}')
    if is_target:
        inset = 3 if card.level == "full" else 2.5
        inside = (inset, y + inset, across - 2 * inset, tall - 2 * inset)
        box += _rect(inside, radius - inset, f'fill="none" {outline} stroke-width="1.2"')
    return box


def _riders(card: Card) -> str:
    parts, x = [], -9.0
    for node in card.riders:
        words = node.called
        width = mono_width(words, 11) + 10
        style = f'fill="{SUNKEN}" stroke="{INK["strong"]}" stroke-dasharray="3 2"'
        parts.append(f'<g data-node="n{node.index}">')
        parts.append(_rect((x, card.head - 13, width, RIDER), 4, style))
        parts.append(text(words, x + width / 2, card.head, 11, font_family=MONO, text_anchor="middle", fill=INK["ink"]))
        parts.append("</g>\n")
        x += width + 4
    return "".join(parts)


def _gate(card: Card, works: bool, active: bool, accent: str, backward: bool) -> str:
    width = max(GATE, sans_width(card.sign, 11) + 10)
    fill = (LOCAL if backward else VALUE) if works else SURFACE
    stroke = accent if active else INK["strong"]
    size = 13 if len(card.sign) == 1 else 11
    style = f'fill="{fill}" stroke="{stroke}" stroke-width="{2 if active else 1.2}"'
    box = _rect((-width / 2, card.size.port - GATE / 2, width, GATE), 10, style)
    ink = SURFACE if works else LOCAL
    return box + text(card.sign, 0, card.size.port + 4, size, font_weight="600", text_anchor="middle", fill=ink)


def _gradient(card: Card, block: Block, known: Known, right: float) -> str:
    gradient = known.gradients.get(card.node.index)
    full = card.level == "full"
    x, y = (card.left, block.y - 5.5) if full else (block.x - 12, card.head + 42)
    parts = [text("∂", x, y, 13, font_family=SERIF, font_style="italic", fill=GRADIENT)]
    if full and gradient is not None and gradient.expected > 1 and gradient.received < gradient.expected:
        count = f"{gradient.received} of {gradient.expected}"
        parts.append(text(count, right, y, 11, font_weight="600", text_anchor="end", fill=GRADIENT))
    parts.append(_block(block, None if gradient is None else gradient.array, CELL_GRADIENT, italic=True))
    if gradient is not None and gradient.past:
        return f'<g opacity="0.55">{"".join(parts)}</g>\n'
    return "".join(parts)


def _block(block: Block, array: Array | None, ink: str, italic: bool = False) -> str:
    style = {"font_style": "italic"} if italic else {}
    if block.kind == "empty":
        middle = block.x + block.width / 2
        return text("no entries", middle, block.y + 13, 11, text_anchor="middle", fill=INK["muted"])
    if array is None:
        height = block.height - (RANGE if block.kind == "picture" else 0)
        return _blank(block, height)
    matrix = rows_of(array)
    if block.kind in ("picture", "thumb"):
        height = block.height - (RANGE if block.kind == "picture" else 0)
        frame = _frame((block.x, block.y, block.width, height))
        sharp = 'preserveAspectRatio="none" image-rendering="pixelated"'
        image = f'<image {frame} {sharp} href="{picture(matrix)}"/>\n'
        if block.kind == "thumb":
            return image
        low, high = entry_text(matrix.min().item()), entry_text(matrix.max().item())
        words, middle = f"{low} … {high}", block.x + block.width / 2
        return image + text(
            words, middle, block.y + block.height - 2, 11, font_family=MONO, text_anchor="middle", fill=INK["muted"]
        )
    number = block.kind == "number"
    return _cells(block, matrix, ink, NUMBER_TEXT if number and block.height > 22 else CELL_TEXT, style)


def _blank(block: Block, height: float) -> str:
    boxes = _boxes(block) if block.kind == "cells" else [(block.x, block.y, block.width, height)]
    style = f'fill="none" stroke="{INK["line"]}" stroke-dasharray="2 3"'
    return "".join(_rect(box, 4, style) for box in boxes)


def _boxes(block: Block) -> list[Box]:
    gap = CELL["gap"]
    wide, tall = (block.width + gap) / block.columns, (block.height + gap) / block.rows
    return [
        (block.x + column * wide, block.y + row * tall, wide - gap, tall - gap)
        for row in range(block.rows)
        for column in range(block.columns)
    ]


def _cells(block: Block, matrix: Array, ink: str, size: int, style: dict[str, str]) -> str:
    parts = []
    shares = strengths(matrix, largest_of(matrix)).ravel().tolist()
    # A number by itself is its own scale: its fill says the sign alone.
    shares = [0.4] if block.kind == "number" else shares
    for box, entry, share in zip(_boxes(block), matrix.ravel().tolist(), shares, strict=True):
        x, y, width, height = box
        fill, opacity, stroke = SUNKEN, "", ""
        if not np.isfinite(entry):
            fill, stroke = WARNING_SOFT, f' stroke="{WARNING}"'
        elif entry != 0:
            fill = "#{:02x}{:02x}{:02x}".format(*(NEGATIVE if entry < 0 else POSITIVE))
            opacity = f' fill-opacity="{FAINTEST + (STRENGTH - FAINTEST) * share:.3f}"'
        parts.append(_rect(box, 4, f'fill="{fill}"{opacity}{stroke}'))
        words = entry_text(entry)
        fits = min(size, size * (width - 2) / max(1.0, mono_width(words, size)))
        middle = x + width / 2, y + height / 2 + (4.5 if size == NUMBER_TEXT else 4)
        parts.append(text(words, *middle, round(fits, 1), font_family=MONO, text_anchor="middle", fill=ink, **style))
    return "".join(parts)


def _path(points: list[Point]) -> str:
    """Straight pieces with round corners."""
    parts = [f"M{_pair(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        ins = _towards(corner, before)
        out = _towards(corner, after)
        parts.append(f"L{_pair(ins)}Q{_pair(corner)} {_pair(out)}")
    parts.append(f"L{_pair(points[-1])}")
    return "".join(parts)


def _towards(corner: Point, other: Point) -> Point:
    distance = abs(other[0] - corner[0]) + abs(other[1] - corner[1])
    share = min(CORNER, distance / 2) / distance if distance else 0.0
    return corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share


def _rect(box: Box, radius: float, style: str) -> str:
    return f'<rect {_frame(box)} rx="{_short(radius)}" {style}/>\n'


def _frame(box: Box) -> str:
    x, y, width, height = map(_short, box)
    return f'x="{x}" y="{y}" width="{width}" height="{height}"'


def _pair(point: Point) -> str:
    return f"{_short(point[0])} {_short(point[1])}"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
