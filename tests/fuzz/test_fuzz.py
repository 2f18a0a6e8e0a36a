"""Whatever a program says, it comes to an end, as a run or as a mistake with its place."""

from __future__ import annotations

import pytest

from tests.fuzz import grammar
from tests.fuzz.check import Finding, verdict
from tests.fuzz.vocabulary import CALLABLES, REQUIRED, Called

# One thing of each kind that a program can hand over.
ODD = (
    *("None", "True", "-1", "2 ** 40", "1.5", "float('nan')", "'mean'", "'odd'", "...", "slice(1)", "range(2)"),
    *("[]", "[[1], [1, 2]]", "(0, 0)", "{}", "print", "torch", "torch.float32", "torch.nn.ReLU()", "torch.no_grad()"),
    *("torch.tensor(1)", "torch.tensor(0.5)", "torch.tensor([0, 1])", "torch.ones(0)", "torch.ones(2, 1, 3) > 0"),
)
MODULES = ("torch", "nn", "optim", "numpy", "math", "random", "micrograd")


def test_20_000_random_programs_cause_nothing_that_no_program_may_cause():
    assert grammar.fuzz(seed=1, count=20_000, jobs=2).findings == []


def _calls(called: Called) -> list[str]:
    """The function called with each odd thing in place of each of its arguments."""
    required = [parameter for parameter in called.parameters if parameter.default is REQUIRED or parameter.many]
    fitting = ["torch.ones(2, 3)" if parameter.tensor or parameter.many else "1" for parameter in required]
    calls = [f"{called.path}({', '.join(fitting)})", f"{called.path}()"]
    for odd in ODD:
        calls += [f"{called.path}({', '.join([*fitting[:n], odd, *fitting[n + 1 :]])})" for n in range(len(fitting))]
        calls += [
            f"{called.path}({', '.join([*fitting, f'{parameter.name}={odd}'])})"
            for parameter in called.parameters
            if parameter not in required
        ]
    return calls


@pytest.mark.parametrize("module", MODULES)
def test_every_function_takes_every_odd_argument_without_falling_over(module: str):
    findings = []
    for called in CALLABLES:
        if called.path.partition(".")[0] != module:
            continue
        for call in _calls(called):
            try:
                verdict(f"import torch\n{call}\n")
            except Finding as finding:
                findings.append(f"{call}: {finding.__cause__!r}")
    assert "\n".join(findings) == ""
