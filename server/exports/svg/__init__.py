"""The whole graph at a step as a picture, in the page's look, made without a browser.

`picture.py` puts it together: `known.py` says what there is to see at the step, `cards.py` how large each card is and
what stands on it, `columns.py`, `rows.py` and `wires.py` where everything stands.
"""

from server.exports.svg.format import FORMAT

__all__ = ["FORMAT"]
