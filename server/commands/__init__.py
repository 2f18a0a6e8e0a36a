"""The `gradwalk` command.

In come words of a command line and variables of the environment; out goes a server, a document on standard output, or
a message. Begin with `cli.py`; each command has a file of its name.
"""

from server.commands.cli import main

__all__ = [
    "main",
]
