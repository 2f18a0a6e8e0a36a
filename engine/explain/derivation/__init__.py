"""The gradients of a whole backward pass on paper: δ for what several share, a line for each leaf, all checked.

In comes a run; out go its lines as trees, and as TeX and plain text with the shape of every factor. Begin with
`lines.py`.
"""

from engine.explain.derivation.lines import MOST_STEPS, Paper, PaperLine, derive
from engine.explain.derivation.writing import PaperFactor, Writing, WrittenLine

__all__ = ["MOST_STEPS", "Paper", "PaperFactor", "PaperLine", "Writing", "WrittenLine", "derive"]
