"""What each construct of the grammar does: one function for an expression, a statement or a part of one.

A node of the tree comes in with the machine, a value or a jump goes out. `statements.py` is the file to read first: its
tables name every rule.
"""

from engine.language.rules.assignment import changed
from engine.language.rules.attributes import PROPERTIES
from engine.language.rules.classes import ABSTRACT, construct
from engine.language.rules.enumerations import ENUMERATIONS
from engine.language.rules.exceptions import EXCEPTIONS, Raised, is_raised, is_stop, located, raised, said_of, stop
from engine.language.rules.expressions import EVALUATE
from engine.language.rules.generators import Resumable, close_dropped
from engine.language.rules.records import make_namedtuple
from engine.language.rules.reflection import STANDING_FOR, get_attribute, is_instance
from engine.language.rules.settling import pausing
from engine.language.rules.statements import EXECUTE, WALK

__all__ = [
    "ABSTRACT",
    "ENUMERATIONS",
    "EVALUATE",
    "EXCEPTIONS",
    "EXECUTE",
    "PROPERTIES",
    "STANDING_FOR",
    "WALK",
    "Raised",
    "Resumable",
    "changed",
    "close_dropped",
    "construct",
    "get_attribute",
    "is_instance",
    "is_raised",
    "is_stop",
    "located",
    "make_namedtuple",
    "pausing",
    "raised",
    "said_of",
    "stop",
]
