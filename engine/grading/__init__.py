"""Gradients that a program computes by hand, compared with the true ones, and the usual slip where one explains all.

In comes a run with what its program claims; out come verdicts. Begin with `verdicts.py`.
"""

from engine.grading.claim import Claim, Evidence, Meaning, meanings
from engine.grading.verdicts import grade

__all__ = ["Claim", "Evidence", "Meaning", "grade", "meanings"]
