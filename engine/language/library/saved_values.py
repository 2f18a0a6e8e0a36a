"""`torch.save` and `torch.load`: a run writes no file, and has what it saved for as long as it lasts."""

from __future__ import annotations

from engine.language.errors import ProgramError
from engine.language.library.copying import deep
from engine.language.machine import Machine
from engine.language.values import Skipped, Value, describe


def _path(file: Value, word: str) -> str:
    if isinstance(file, Skipped):
        return file.path
    if not isinstance(file, str):
        raise ProgramError("type", f"{word} takes the name of a file, not {describe(file)}")
    return file


def saved(machine: Machine, obj: Value, f: Value, /, **options: Value) -> None:
    """Keeps a copy under the name. Raises ProgramError (type)."""
    machine.saved[_path(f, "torch.save")] = deep(machine, obj)
    machine.notes.setdefault(
        "torch.save", "torch.save writes no file here: torch.load finds what the same run has saved."
    )


def loaded(machine: Machine, f: Value, map_location: Value = None, /, **options: Value) -> Value:
    """A copy of what the same run has saved. Raises ProgramError (file)."""
    path = _path(f, "torch.load")
    if path in machine.saved:
        return deep(machine, machine.saved[path])
    known = ", ".join(machine.saved)
    raise ProgramError(
        "file",
        f"nothing was saved as {path[:60]} in this run",
        hint=f"There is {known[:200]}." if known else "A run sees no files: torch.save it in the same program, above.",
    )
