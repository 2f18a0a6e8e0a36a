"""Optimizers and schedules of learning rates, with PyTorch's names, groups and update rules.

In come parameters; out come updates, each with its rule as formulas. Begin with `optimizer.py`; `rules.py` has one
class for each rule.
"""

from collections.abc import Mapping

from engine.optim import schedulers as lr_scheduler
from engine.optim.adam_variants import Adamax, RAdam
from engine.optim.averaging import ASGD
from engine.optim.cycles import CyclicLR, PolynomialLR
from engine.optim.joined_schedulers import ChainedScheduler, SequentialLR
from engine.optim.lbfgs import LBFGS
from engine.optim.optimizer import Optimizer
from engine.optim.rules import SGD, Adadelta, Adagrad, Adam, AdamW, NAdam, RMSprop
from engine.optim.scheduler import Scheduler
from engine.optim.schedulers import PLAIN_SCHEDULERS
from engine.optim.sign_variants import Rprop

OPTIMIZERS: Mapping[str, type[Optimizer]] = {
    made.name: made for made in (SGD, Adam, AdamW, Adamax, NAdam, RAdam, RMSprop, Adagrad, Adadelta, Rprop, ASGD, LBFGS)
}

SCHEDULERS: Mapping[str, type[Scheduler]] = {
    **PLAIN_SCHEDULERS,
    **{made.name: made for made in (PolynomialLR, CyclicLR, SequentialLR, ChainedScheduler)},
}

__all__ = [
    "ASGD",
    "LBFGS",
    "OPTIMIZERS",
    "SCHEDULERS",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "NAdam",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "Rprop",
    "Scheduler",
    "lr_scheduler",
]
