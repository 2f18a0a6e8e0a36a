"""Why a number of a run is what it is, and what of a run deserves a second look.

In comes a run, and where one number is asked about its place; out goes a Chain, from the number link by link to its
origin, or the Diagnosis of all of the run. Begin with `one_number.py`, then `findings.py`.
"""

from engine.diagnosis.chain import FINDINGS, Chain, Link, Place, Thresholds
from engine.diagnosis.findings import Diagnosis, Finding, ParameterGradient, diagnose
from engine.diagnosis.one_number import why

__all__ = [
    "FINDINGS",
    "Chain",
    "Diagnosis",
    "Finding",
    "Link",
    "ParameterGradient",
    "Place",
    "Thresholds",
    "diagnose",
    "why",
]
