"""What is there without being defined: Python's own functions, and the modules that an import binds.

`modules.py` puts the modules together and is the file to read first.
"""

from engine.language.library import builtins, changing_bytes, number_builtins
from engine.language.library.modules import MODULES, PATHS, VOCABULARY, find_module

__all__ = ["MODULES", "PATHS", "VOCABULARY", "builtins", "changing_bytes", "find_module", "number_builtins"]
