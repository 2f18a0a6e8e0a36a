"""Every formula with numbers, read as it is printed, comes to the number beside it: all operations, forward, backward.

What is read is the text alone; it is evaluated by Python with functions of numpy and scipy.
"""

import re
from zlib import crc32

import numpy as np
import pytest
import scipy.special

from engine import Tensor
from engine.explain.step import explain
from engine.mode import recording
from engine.notation.term import number_text
from engine.operation.record import OPS
from engine.recording.recorder import TraceRecorder
from engine.recording.run import Run
from engine.tensors.tensor import apply
from tests.engine.cases import CASES, Case

FUNCTIONS = {
    **{name: getattr(np, name) for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sqrt", "abs")},
    **{f"a{name}": getattr(np, f"arc{name}") for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{name: getattr(np, name) for name in ("floor", "trunc", "sign", "round", "isfinite", "isnan", "isinf")},
    **{name: lambda x, *_: x for name in ("sum", "mean", "prod")},
    **{name: getattr(scipy.special, name) for name in ("erf", "erfc", "erfinv", "digamma", "polygamma")},
    "And": np.logical_and,
    "Or": np.logical_or,
    "Not": np.logical_not,
    "Xor": np.logical_xor,
    "max": lambda *x: np.maximum(*x) if len(x) == 2 else x[0],
    "min": lambda *x: np.minimum(*x) if len(x) == 2 else x[0],
    "ceiling": np.ceil,
    "atan2": np.arctan2,
    "loggamma": scipy.special.gammaln,
    "besseli": scipy.special.iv,
    "sigmoid": scipy.special.expit,
    "clip": np.clip,
    "inf": np.inf,
    "π": np.pi,
    "NaN": np.nan,
    "true": True,
    "false": False,
}
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
PYTHON = {"−": "-", "·": "*", "⊙": "*", "^": "**", "≤": "<=", "≥": ">=", "≠": "!=", "∞": "inf", "[": "(", "]": ")"}


def evaluated(text: str) -> float:
    """A formula of plain text, by its own digits."""
    text = re.sub(r" \(\d+ more terms\)", "", text)
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda found: f"**{found[0].translate(RAISED)}", text)
    text = "".join(PYTHON.get(sign, sign) for sign in text).replace(" = ", " == ")
    text = re.sub(r"√([\d.]+(?:e-?\d+)?|π)", r"sqrt(\1)", text).replace("√", "sqrt")
    while re.search(r"[|‖]", text):
        text = re.sub(r"\|([^|]*)\||‖([^‖]*)‖", r"abs(\1\2)", text, count=1)
    # Whole numbers are floats here, of which a power may be negative.
    text = re.sub(r"(?<![\w.])\d[\d.]*(?:e-?\d+)?", lambda found: repr(float(found[0])), text)
    with np.errstate(all="ignore"):
        return float(eval(text, {"__builtins__": {}}, {**FUNCTIONS}))


def pieces(text: str) -> list[str]:
    """What stands between the signs = and ≈ (and += and +≈), and those signs, outside of brackets."""
    found, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(sign, 0)
        relation = re.match(r" (\+?[=≈]|→) ", text[at:])
        if depth == 0 and relation:
            found += [text[start:at], relation[1]]
            start = at + len(relation[0])
    return [*found, text[start:]]


def check(text: str, expected: float) -> None:
    """Neighbours that are numbers are equal as printed, or to the digits shown; the step's number is among them."""
    parts = pieces(text)
    shown = number_text(expected)
    assert shown in parts, (text, shown)
    numbers = [
        (k, evaluated(part)) for k, part in enumerate(parts) if k % 2 == 0 and not re.search(r"[yt]\b|[∂#]", part)
    ]
    for (k, one), (j, other) in zip(numbers, numbers[1:], strict=False):
        if j != k + 2 or parts[k + 1] == "→":
            continue
        if parts[k + 1] == "=":
            assert one == pytest.approx(other, rel=1e-12, abs=1e-15, nan_ok=True), text
            continue
        longer, short = (one, parts[j]) if parts[j] == shown else (other, parts[k])
        assert number_text(longer) == short, text


def traced(case: Case, scalar: bool) -> Run:
    """The case under the names x0, x1 … and y, and its backward pass from an upstream gradient of many digits."""
    given = [x.reshape(-1)[0] for x in case.inputs] if scalar else case.inputs
    rng = np.random.default_rng(crc32(case.name.encode()))
    recorder = TraceRecorder()
    with recording(recorder):
        op, plain = OPS[case.op], [np.asarray(x) for x in given]
        leaves = [
            Tensor(x, requires_grad=plain[slot].dtype.kind == "f" and not op.fixes(slot, plain, case.attributes))
            for slot, x in enumerate(given)
        ]
        inputs = case.prepare(*leaves) if case.prepare else leaves
        result = apply(OPS[case.op], *inputs, **case.attributes)
        for slot, x in enumerate(leaves):
            recorder.named(x, f"t{slot}t")
        recorder.named(result, "y")
        if result.requires_grad and not result._op.refusal:
            result.backward(Tensor(rng.uniform(-2, 2, result.shape)))
    return recorder.finish("", "", {})


def looked_at(run: Run) -> int:
    """Checks every formula with numbers of a run, and says how many there were."""
    count = 0
    for step in run.steps:
        if step.kind not in ("compute", "contribute"):
            continue
        explained = explain(run, step.index)
        result = run.graph.nodes[step.node].value if step.kind == "compute" else step.contribution
        result = np.asarray(result)
        if not result.size:
            assert explained.numbers is explained.entry is None
            continue
        place = np.unravel_index(np.argmax(np.nan_to_num(np.abs(result.astype(float)), nan=np.inf)), result.shape)
        for formula in (explained.numbers, explained.entry):
            if formula is not None:
                check(formula.text, result[place].item())
                count += 1
    return count


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_entry_written_out_comes_to_the_entry(case: Case):
    run = traced(case, scalar=False)
    assert looked_at(run) >= (OPS[case.op].elementwise and "decimals" not in case.attributes)


SINGLE = [case for case in CASES if OPS[case.op].elementwise and not case.prepare]


@pytest.mark.parametrize("case", SINGLE, ids=lambda case: case.name)
def test_every_scalar_step_comes_to_its_number(case: Case):
    assert looked_at(traced(case, scalar=True)) >= ("decimals" not in case.attributes)
