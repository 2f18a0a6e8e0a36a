"""Fonts of the picture, and about how wide a text is in them: the program that shows it may have others."""

from __future__ import annotations

SANS = "Inter, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', sans-serif"
MONO = "'JetBrains Mono', 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace"
SERIF = "'STIX Two Text', Cambria, Georgia, 'Times New Roman', serif"

# Of the size of the font, as in Arial and in wider fonts of its kind.
NARROW, USUAL, CAPITAL, WIDE, WHOLE, MONOSPACED = 0.31, 0.58, 0.71, 0.92, 1.0, 0.602
# From here on letters may be as wide as they are high.
SQUARE_FROM = "\u2e80"


def sans_width(text: str, size: float) -> float:
    return size * sum(map(_share, text))


def mono_width(text: str, size: float) -> float:
    return size * sum(WHOLE if letter >= SQUARE_FROM else MONOSPACED for letter in text)


def _share(letter: str) -> float:
    if letter >= SQUARE_FROM:
        return WHOLE
    if letter in "iljtfr.,:;'|!()[] I":
        return NARROW
    if letter in "mwMW@%…":
        return WIDE
    return CAPITAL if letter.isupper() else USUAL


def cut(text: str, size: float, room: float) -> str:
    """The text, or as much of its beginning as there is room for."""
    if sans_width(text, size) <= room:
        return text
    taken = len(text)
    while taken > 1 and sans_width(text[:taken].rstrip() + "…", size) > room:
        taken -= 1
    return text[:taken].rstrip() + "…"
