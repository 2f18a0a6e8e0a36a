"""Who asks, what they have cost lately, and what they may still use.

In comes a request; out goes a Caller, by whose costs the queue decides who goes next. Begin with `queue.py`.
"""

from server.fairness.allowance import Allowance
from server.fairness.caller import CLIENT_HEADER, Asking, Caller
from server.fairness.costs import Costs
from server.fairness.queue import FairQueue

__all__ = [
    "Allowance",
    "Asking",
    "CLIENT_HEADER",
    "Caller",
    "Costs",
    "FairQueue",
]
