"""What random numbers have come to, as a value that a program keeps and gives back: random.getstate(),
numpy.random.get_state() and torch.get_rng_state().
"""

from __future__ import annotations

import random

import numpy as np

from engine.functions import creation
from engine.functions.streams import MAIN
from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.values import Builtin, Value, describe
from engine.tensors import Tensor

STATE_WORDS = 624


def _refused(what: str, value: Value) -> ProgramError:
    return ProgramError("value", f"{what} takes what it gave before, not {describe(value)}")


def python_state(machine: Machine, source: random.Random) -> tuple[Value, ...]:
    machine.budget.spend("cells", STATE_WORDS)
    return source.getstate()


def set_python_state(machine: Machine, source: random.Random, state: Value) -> None:
    machine.budget.spend("cells", STATE_WORDS)
    words = state[1] if isinstance(state, tuple) and len(state) == 3 and state[0] == 3 else None
    if not isinstance(words, tuple) or len(words) != STATE_WORDS + 1 or not all(type(word) is int for word in words):
        raise _refused("random.setstate", state)
    try:
        source.setstate((3, tuple(words), state[2] if isinstance(state[2], float) else None))
    except (ValueError, OverflowError) as reason:
        raise ProgramError("value", f"random.setstate: {reason}") from None


def numpy_state(machine: Machine, source: np.random.RandomState) -> tuple[Value, ...]:
    """With the numbers of the twister as an array of int64, as there is no uint32 here."""
    held = source.get_state(legacy=False)
    words = creation.leaf(np.asarray(held["state"]["key"], np.int64))
    machine.arrays.add(words)
    return ("MT19937", words, int(held["state"]["pos"]), int(held["has_gauss"]), float(held["gauss"]))


def set_numpy_state(machine: Machine, source: np.random.RandomState, state: Value) -> None:
    fits = isinstance(state, tuple) and len(state) == 5 and state[0] == "MT19937" and type(state[1]) is Tensor
    words = np.asarray(state[1]._seen()) if fits else np.zeros(0)
    numbers = fits and isinstance(state[2], int) and isinstance(state[3], int) and isinstance(state[4], float)
    if not numbers or words.shape != (STATE_WORDS,) or words.dtype != np.int64 or not 0 <= state[2] <= STATE_WORDS:
        raise _refused("numpy.random.set_state", state)
    key = (words % 2**32).astype(np.uint32)
    source.set_state(("MT19937", key, state[2], int(bool(state[3])), state[4]))


def torch_state(machine: Machine) -> Tensor:
    return creation.leaf(np.frombuffer(MAIN.state(), np.uint8).copy(), np.uint8)


def set_torch_state(machine: Machine, new_state: Value) -> None:
    if type(new_state) is not Tensor or new_state.dtype != np.uint8:
        raise _refused("torch.set_rng_state", new_state)
    try:
        MAIN.restore(np.asarray(new_state._seen()).tobytes())
    except ValueError:
        raise _refused("torch.set_rng_state", new_state) from None


TORCH_STATES = {
    "get_rng_state": Builtin("get_rng_state", torch_state),
    "set_rng_state": Builtin("set_rng_state", set_torch_state),
}
