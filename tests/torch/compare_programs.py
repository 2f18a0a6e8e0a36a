"""Runs random programs here and under PyTorch in the same element type, and compares all that comes of them.

Run by hand from the top folder, with torch installed:

    python -m tests.torch.compare_programs --count 20000 --seed 1
    python -m tests.torch.compare_programs --show 1:1234      one program of an earlier run, and what differs

Programs grow as in tests/fuzz, of the words that PyTorch has too. What runs here must run there, print the same text,
and leave the same values, shapes, element types and gradients under every name. Prints the differences by their cause,
and exits 1 if one has no reason in EXPECTED. Told beside it is what PyTorch runs and the language refuses.
"""

import argparse
import builtins
import contextlib
import importlib
import io
import math
import re
import signal
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import numpy as np
import torch

from engine.language import CLASS, BudgetError, ProgramError, run
from engine.language.interpreter import Interpreter
from engine.language.values.brought import Layer
from engine.language.values.plain import NUMBERS
from engine.tensors.tensor import Tensor
from engine.tensors.views import renew
from tests.fuzz.program import Writer
from tests.fuzz.vocabulary import LANGUAGE, Vocabulary
from tests.torch.default_type import choose_for

# So many statements are put below one another.
FAMILY = 20
SHARE = 10 * FAMILY
SECONDS = 5
TOLERANCE = {np.dtype(np.float64): 1e-9, np.dtype(np.float32): 1e-5}
OPENING = ["import math", "import torch", "from torch import nn", "import torch.nn.functional as F"]
EXAMPLES = 3
DEEPEST = 20

RANDOM = frozenset(
    (
        *("rand", "randn", "rand_like", "randn_like", "randint", "randperm", "bernoulli", "empty", "empty_like"),
        *("dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout", "rrelu"),
        *("gumbel_softmax", "random", "seed", "uniform", "gauss", "choice", "uniform_", "normal_", "bernoulli_"),
    )
)
# What these change is not part of the language: how tensors are printed, and what holds for the rest of the process.
SWITCHES = frozenset(("set_printoptions", "set_default_dtype", "set_default_tensor_type"))
# Cause of a difference → why it is meant.
EXPECTED: dict[str, str] = {
    "^private text": "functions and optimizers show where they lie in memory, or their settings",
    r"keyword argument": "a parameter of Python's own may be named here",
    "a second time": "a graph is never used up here",
    "modified by an inplace operation": "an operation keeps the version it read",
    "accelerator device": "every device is the processor here",
    "returns multiple views": "each of several views can be changed here",
}
# Codes of refusals that say nothing about PyTorch.
BOUNDS = ("unsupported", "math")


class TooLong(Exception):
    pass


class Differs(Exception):
    """`cause` groups the differences; the message holds the numbers."""

    def __init__(self, cause: str, message: str) -> None:
        super().__init__(message)
        self.cause = cause


@dataclass
class Report:
    programs: int = 0
    compared: int = 0
    differences: dict[str, list[str]] = field(default_factory=dict)
    refusals: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Report") -> None:
        self.programs += other.programs
        self.compared += other.compared
        for cause, found in other.differences.items():
            self.differences.setdefault(cause, []).extend(found)
        self.refusals += other.refusals


def _in_torch(path: str) -> bool:
    first, *rest = path.split(".")
    found: Any = {"torch": torch, "nn": torch.nn, "math": math}.get(first, getattr(builtins, first, None))
    for part in rest:
        found = getattr(found, part, None)
    return found is not None and path.rpartition(".")[2] not in RANDOM | SWITCHES


OWNERS: dict[str, type] = {
    "tensor": torch.Tensor,
    "layer": torch.nn.Module,
    "optimizer": torch.optim.Optimizer,
    "generator": torch.Generator,
    **{kind.__name__: kind for kind in (list, tuple, dict, str)},
}


def _attribute_in_torch(owner: str, name: str) -> bool:
    return owner in OWNERS and hasattr(OWNERS[owner], name) and name not in RANDOM


def vocabulary() -> Vocabulary:
    known = LANGUAGE.only(_in_torch, _attribute_in_torch)
    return Vocabulary(
        callables=known.callables,
        methods={owner: methods for owner, methods in known.methods.items() if methods},
        properties=known.properties,
        makers=("tensor", "tensor", "ones", "zeros"),
        tensors=("torch.linspace(0, 1, 3)",),
        layers=("nn.ReLU()", "nn.Softmax(dim=-1)", "nn.Flatten()", "nn.MSELoss()", "nn.Sequential(nn.Tanh())"),
    )


TORCH = vocabulary()


class KeptMachine(Interpreter):
    """The machine that ran last, for a look at what the names stand for."""

    latest: "KeptMachine"

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        KeptMachine.latest = self


@dataclass
class Held:
    """A number, or what a tensor holds."""

    value: Any
    requires_grad: bool = False
    gradient: Any = None


@dataclass
class Result:
    printed: str
    names: dict[str, Any]
    # The variable from which the pass starts that a program without one gets; "" where it has no name.
    implied: str | None = None


def here(source: str) -> Result:
    """Raises ProgramError."""
    with mock.patch.object(importlib.import_module("engine.language.running"), "Interpreter", KeptMachine):
        finished = run(source, limits=CLASS)
    machine = KeptMachine.latest
    names = machine.top.names
    implied = None
    if not machine.target.started and finished.passes:
        start = machine.recorder.last_result()
        implied = next((name for name, value in names.items() if value is start), "")
    return Result(finished.printed, {name: _held(value) for name, value in names.items()}, implied)


def there(source: str, implied: str | None) -> Result:
    """Raises whatever a program under PyTorch raises."""
    choose_for(source)
    torch.set_grad_enabled(True)
    names: dict[str, Any] = {"__name__": "__main__"}
    output = io.StringIO()
    with contextlib.redirect_stdout(output), warnings.catch_warnings(), _limited():
        warnings.simplefilter("ignore")
        exec(compile(source, "program", "exec"), names)
        if implied:
            names[implied].backward()
        held = {name: _held(value) for name, value in names.items() if not name.startswith("__")}
    return Result(output.getvalue(), held)


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _held(value: Any, depth: int = 0) -> Any:
    """Plain data for numbers, tensors and containers of them; None for all else, and below what no program builds but
    one that puts a list into itself.
    """
    if depth > DEEPEST:
        return None
    if isinstance(value, torch.Tensor):
        gradient = value.grad if value.is_leaf else None
        return Held(_array(value), value.requires_grad, None if gradient is None else _array(gradient))
    if isinstance(value, Tensor):
        # As on its next use.
        renew(value)
        gradient = value.grad if value.is_leaf else None
        return Held(_array(value), value.requires_grad, None if gradient is None else _array(gradient))
    if isinstance(value, (*NUMBERS, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [_held(entry, depth + 1) for entry in value]
    if isinstance(value, torch.device):
        return str(value)
    if isinstance(value, dict):
        return {key: _held(entry, depth + 1) for key, entry in value.items()}
    if isinstance(value, (Layer, torch.nn.Module)):
        return {name: _held(parameter) for name, parameter in value.named_parameters()}
    return None


def _array(tensor: Any) -> np.ndarray:
    return np.array(tensor.detach().numpy() if isinstance(tensor, torch.Tensor) else tensor._data)


def compare(ours: Result, theirs: Result) -> None:
    """Raises Differs."""
    for name, value in ours.names.items():
        _compare(name, value, theirs.names.get(name), ours.implied != "")
    _same_text("prints", ours.printed, theirs.printed)


def _compare(name: str, ours: Any, theirs: Any, with_gradients: bool) -> None:
    if ours is None:
        return
    if isinstance(ours, Held) and isinstance(theirs, Held):
        _same(f"{name}", ours.value, theirs.value, "value")
        if ours.requires_grad != theirs.requires_grad:
            raise Differs("requires_grad", f"{name}: {ours.requires_grad}, there {theirs.requires_grad}")
        if with_gradients and (ours.gradient is None) != (theirs.gradient is None):
            raise Differs("gradient", f"{name}.grad: {ours.gradient}, there {theirs.gradient}")
        if with_gradients and ours.gradient is not None:
            _same(f"{name}.grad", ours.gradient, theirs.gradient, "gradient")
    elif type(ours) is not type(theirs) and not (isinstance(ours, NUMBERS) and isinstance(theirs, NUMBERS)):
        raise Differs("kind", f"{name}: {ours!r}, there {theirs!r}")
    elif isinstance(ours, list):
        if len(ours) != len(theirs):
            raise Differs("length", f"{name}: {len(ours)} entries, there {len(theirs)}")
        for place, pair in enumerate(zip(ours, theirs, strict=True)):
            _compare(f"{name}[{place}]", *pair, with_gradients)
    elif isinstance(ours, dict):
        if list(ours) != list(theirs):
            raise Differs("keys", f"{name}: {list(ours)}, there {list(theirs)}")
        for key, value in ours.items():
            _compare(f"{name}[{key!r}]", value, theirs[key], with_gradients)
    elif isinstance(ours, str):
        _same_text(name, ours, theirs)
    elif type(ours) is not type(theirs):
        raise Differs("kind", f"{name}: {ours!r}, there {theirs!r}")
    else:
        single = isinstance(theirs, float) and float(np.float32(theirs)) == theirs
        # A number of single precision was the entry of such a tensor.
        if not (single and math.isclose(ours, theirs, rel_tol=TOLERANCE[np.dtype(np.float32)])):
            _same(name, np.asarray(ours), np.asarray(theirs), "number")


def _same_text(name: str, ours: str, theirs: str) -> None:
    # PyTorch names the backward function of a result, the language its operation.
    ours, theirs = (re.sub(r",\s+grad_fn=<\w+>", "", each) for each in (ours, theirs))
    for here, there in zip(ours.splitlines(), theirs.splitlines(), strict=False):
        if here != there:
            private = re.search(r" at 0x|<built-in|<class|(SGD|Adam|AdamW) \($", there)
            raise Differs("private text" if private else "text", f"{name}: {here!r}, there {there!r}")
    if len(ours.splitlines()) != len(theirs.splitlines()):
        raise Differs("text", f"{name}: {ours!r}, there {theirs!r}")


def _same(name: str, ours: np.ndarray, theirs: np.ndarray, what: str) -> None:
    if ours.shape != theirs.shape:
        raise Differs(f"shape of a {what}", f"{name}: {ours.shape}, there {theirs.shape}")
    if ours.dtype != theirs.dtype:
        raise Differs(f"dtype of a {what}", f"{name}: {ours.dtype}, there {theirs.dtype}")
    rounding = TOLERANCE.get(ours.dtype, 0.0)
    scale = np.max(np.abs(theirs[np.isfinite(theirs)]), initial=1.0)
    if not np.allclose(ours, theirs, rtol=rounding, atol=rounding * float(scale), equal_nan=True):
        raise Differs(what, f"{name}: {ours.tolist()}, there {theirs.tolist()}")


def verdict(source: str) -> tuple[bool, str | None]:
    """Whether the program runs here, and what PyTorch does if it is refused here. Raises Differs."""
    try:
        ours = here(source)
    except BudgetError:
        return False, None
    except ProgramError as error:
        return False, None if error.code in BOUNDS else _refused(source, error)
    except Exception as reason:
        raise Differs(f"falls over here: {type(reason).__name__}", f"here {type(reason).__name__}: {reason}") from None
    try:
        theirs = there(source, ours.implied)
    except Exception as reason:
        words = str(reason).splitlines()[0] if str(reason) else ""
        raise Differs(f"{type(reason).__name__}: {_grouped(words)}", f"{type(reason).__name__}: {words}") from None
    compare(ours, theirs)
    return True, None


def _refused(source: str, error: ProgramError) -> str | None:
    try:
        there(source, None)
    except Exception:
        return None
    return f"{error.code}: {_grouped(error.message)}"


def _grouped(words: str) -> str:
    """A message without what is particular about one case of it."""
    words = re.sub(r"[\[(][-\d, ]*[\])]|-?\b\d[\d.e+-]*\b", "#", words)
    return re.sub(r"'[^']*'|0x\w+", "…", words)[:140]


def grown(seed: int, first: int) -> Iterator[tuple[int, str, bool, str | None, Differs | None]]:
    writer = Writer(f"{seed}:{first}", TORCH)
    writer.scope["tensor"].append("t0")
    writer.start([*OPENING, f"t0 = {writer.choose(('torch.ones(3', 'torch.tensor(0.5'))}, requires_grad=True)"])
    for number in range(first, first + FAMILY):
        source = writer.longer()
        runs, refused, difference = False, None, None
        try:
            runs, refused = verdict(source)
        except Differs as found:
            difference = found
        if runs:
            writer.keep()
        yield number, source, runs, refused, difference


def _warm_up() -> None:
    """PyTorch loads a good part of itself with the first optimizer."""
    torch.set_num_threads(1)
    torch.optim.SGD([torch.ones(1)]).step()


def check(seed: int, numbers: range) -> Report:
    report = Report()
    for first in numbers[::FAMILY]:
        for number, source, runs, refused, difference in grown(seed, first):
            report.programs += 1
            report.compared += runs or difference is not None
            if refused is not None:
                report.refusals[refused] += 1
            if difference is not None:
                statement = source.rstrip("\n").splitlines()[-1].strip()
                text = f"--show {seed}:{number}: {statement[:200]}: {difference}"[:420]
                report.differences.setdefault(difference.cause, []).append(text)
    return report


def show(seed: int, number: int) -> None:
    for found, source, runs, refused, difference in grown(seed, number - number % FAMILY):
        if found == number:
            print(source)
            print(difference or ("the same" if runs else refused or "refused by both"))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torch.compare_programs", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="processes at work")
    parser.add_argument("--show", metavar="SEED:NUMBER")
    given = parser.parse_args()
    if given.show:
        _warm_up()
        show(*map(int, given.show.split(":")))
        return 0
    total = Report()
    shares = [range(start, min(start + SHARE, given.count)) for start in range(0, given.count, SHARE)]
    with ProcessPoolExecutor(given.jobs, initializer=_warm_up) as pool:
        for report in pool.map(check, [given.seed] * len(shares), shares):
            total.add(report)
    unexpected = 0
    for cause, found in sorted(total.differences.items(), key=lambda item: -len(item[1])):
        reason = next((reason for pattern, reason in EXPECTED.items() if re.search(pattern, cause)), None)
        unexpected += 0 if reason else len(found)
        print(f"{len(found)} × {cause}" + (f" ({reason})" if reason else ""))
        if not reason:
            print(*(f"    {text}" for text in found[:EXAMPLES]), sep="\n")
    print(f"{sum(total.refusals.values())} programs that PyTorch runs are refused here:")
    print(*(f"    {count} × {words}" for words, count in total.refusals.most_common(20)), sep="\n")
    print(f"{total.programs} programs, {total.compared} compared, {unexpected} differ without a reason")
    return 1 if unexpected else 0


if __name__ == "__main__":
    sys.exit(main())
