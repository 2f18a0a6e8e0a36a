"""Text to checked tree: what Python's grammar allows and this language refuses is found before anything runs.

A text comes in, a Program goes out: its tree, what each statement costs, and the faults in it. `parsing.py` is the file
to read first.
"""

from engine.language.program.counting import counters
from engine.language.program.grammar import LONGEST_NAME
from engine.language.program.node_checks import name_fault
from engine.language.program.parsing import Program, parse
from engine.language.program.source import replaced
from engine.language.program.statement_text import described, documentation

__all__ = ["LONGEST_NAME", "Program", "counters", "described", "documentation", "name_fault", "parse", "replaced"]
