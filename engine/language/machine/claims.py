"""Gradients that a program computes by hand, noted down as it runs: names such as dW1, and what is put in `.grad`."""

from __future__ import annotations

import numpy as np

from engine.grading import Claim, Evidence, Meaning, grade, meanings
from engine.language.errors import ProgramError
from engine.language.machine.state import Machine
from engine.language.values import NUMBERS, Instance, Value
from engine.mode import is_grad_enabled
from engine.recording import Check, Run
from engine.tensors import Tensor

# So many entries of a list are looked at.
ENTRIES = 64
# Dicts whose keys are the variables.
TABLES = ("grad", "grads", "gradients", "dparams")


def bound(machine: Machine, name: str, value: Value) -> None:
    """A variable was bound to a value."""
    meant = meanings(name)
    if not meant or machine.quiet:
        return
    for meaning in meant:
        variable = _named(machine, meaning.variable)
        over = None if meaning.over is None else _named(machine, meaning.over)
        if meaning.over is not None and type(over) is not Tensor:
            continue
        if variable is None and meaning is not meant[-1]:
            continue
        _note(machine, name, meaning, value, variable, over)
        return


def entry(machine: Machine, table: str, key: Value, value: Value) -> None:
    """`grads["W1"] = value`, or dW1 in any table."""
    if not isinstance(key, str):
        return
    if table.rpartition(".")[2].lower() in TABLES and not meanings(key):
        _note(machine, f'{table}["{key}"]', Meaning(key), value, _named(machine, key), None)
    else:
        for meaning in meanings(key)[:1]:
            _note(machine, f'{table}["{key}"]', meaning, value, _named(machine, meaning.variable), None)


def field(machine: Machine, owner: Instance, name: str, value: Value) -> None:
    """`self.dW = value`, beside `self.W`."""
    for meaning in meanings(name):
        if type(variable := owner.fields.get(meaning.variable)) is Tensor:
            _note(machine, f"{owner.name or 'self'}.{name}", meaning, value, variable, None)
            return


def assigned(machine: Machine, owner: Tensor, name: str, value: Value) -> None:
    """`w.grad = value`, or `w.g = value`, in a program that has started no backward pass."""
    numbers = value._data if type(value) is Tensor else value if isinstance(value, NUMBERS) else 0
    if machine.quiet or machine.target.started or not np.any(numbers):
        return
    of = owner.name or ""
    _note(machine, f"{of}.{name}", Meaning(of), value, owner, None, assigned=True)


def of_object(machine: Machine, owner: str, name: str, data: Tensor, number: float) -> None:
    """An object of an engine of the program's own was given a gradient; 0 is how it is forgotten."""
    if number and not machine.quiet:
        _note(machine, f"{owner}.{name}", Meaning(owner), number, data, None, assigned=True)


def _named(machine: Machine, name: str) -> Value:
    """The tensor that a variable stands for here, also one of an object or a table of that name; None for none."""
    try:
        scope = machine.scope.find(name)
    except ProgramError:
        return None
    if scope is not None:
        held = scope.names[name]
        return held if isinstance(held, (Tensor, list, tuple)) else None
    for held in list(machine.scope.names.values())[:ENTRIES]:
        table = held.fields if isinstance(held, Instance) else held if isinstance(held, dict) else {}
        if type(found := table.get(name)) is Tensor:
            return found
    return None


def _note(
    machine: Machine, name: str, meaning: Meaning, value: Value, variable: Value, over: Value, assigned: bool = False
) -> None:
    if isinstance(value, (list, tuple)):
        places = variable if isinstance(variable, (list, tuple)) and len(variable) == len(value) else ()
        for place, (each, one) in enumerate(zip(value[:ENTRIES], places[:ENTRIES], strict=False)):
            if type(one) is Tensor:
                of = Meaning(f"{meaning.variable}[{place}]", meaning.over)
                _note(machine, f"{name}[{place}]", of, each, one, over, assigned)
        return
    if not isinstance(value, (Tensor, *NUMBERS)) or isinstance(value, bool) or machine.claimed.full:
        return
    tensor = value if type(value) is Tensor else None
    if isinstance(variable, (list, tuple)) or (tensor is not None and variable is not None and tensor is variable.grad):
        return
    recorder = machine.recorder
    data = np.float64(value) if tensor is None else tensor._current()
    if np.asarray(data).dtype.kind not in "fi":
        return
    machine.claimed.keep(
        Claim(
            name,
            meaning.variable,
            data,
            machine.span().line,
            made=len(recorder),
            steps=recorder.steps_so_far - 1,
            node=None if tensor is None else recorder.index_of(tensor),
            variable=None if variable is None else recorder.index_of(variable),
            over=None if over is None else recorder.index_of(over),
            assigned=assigned,
            apart=tensor is not None and not is_grad_enabled(),
        )
    )


def checks(machine: Machine, run: Run) -> tuple[Check, ...]:
    """The verdicts on what the program claims."""
    claimed, target = machine.claimed, machine.target
    if not claimed.claims:
        return ()
    shown = [index for tensor in claimed.shown if (index := machine.recorder.index_of(tensor)) is not None]
    roots = [index for tensor in claimed.roots if (index := machine.recorder.index_of(tensor)) is not None]
    evidence = Evidence((*roots, *(run.targets if target.called else ())), tuple(shown))
    return grade(run, sorted(claimed.claims, key=lambda claim: claim.made), evidence)
