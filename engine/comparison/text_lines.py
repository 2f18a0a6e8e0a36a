"""Which line of one text is which of another: patience diff (B. Cohen), with lines of equal places in what remains."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from itertools import pairwise


def lines_alike(a: str, b: str) -> dict[int, int]:
    """The line of `a` for each line of `b` that has one, both counted from 1, in the same order in both.

    Lines that stand once in each text are held on to, in the longest chain that crosses nothing; around them what is
    equal follows. Between two such places lines that differ are each other's where there are as many in both. The time
    grows as n log n.
    """
    first, second = a.splitlines(), b.splitlines()
    anchors = [(-1, -1), *_anchors(first, second), (len(first), len(second))]
    found: dict[int, int] = {}
    for (top, other_top), (bottom, other_bottom) in pairwise(anchors):
        start, other = top + 1, other_top + 1
        end, other_end = bottom, other_bottom
        while start < end and other < other_end and first[start] == second[other]:
            found[other + 1] = start + 1
            start, other = start + 1, other + 1
        while start < end and other < other_end and first[end - 1] == second[other_end - 1]:
            found[other_end] = end
            end, other_end = end - 1, other_end - 1
        if end - start == other_end - other:
            found |= {other + place + 1: start + place + 1 for place in range(end - start)}
        if bottom < len(first):
            found[other_bottom + 1] = bottom + 1
    return found


def _anchors(first: list[str], second: list[str]) -> list[tuple[int, int]]:
    """The longest rising chain of lines that each text has once: patience sorting with pointers back."""
    counts = Counter(first), Counter(second)
    places = {line: place for place, line in enumerate(first) if counts[0][line] == 1 == counts[1][line]}
    pairs = [(places[line], place) for place, line in enumerate(second) if line in places]
    ends: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for index, (place, _) in enumerate(pairs):
        pile = bisect_left(ends, place)
        before.append(tops[pile - 1] if pile else -1)
        ends[pile : pile + 1] = [place]
        tops[pile : pile + 1] = [index]
    chain = []
    index = tops[-1] if tops else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]
