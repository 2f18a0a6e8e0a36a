"""Whatever a program says, it comes to an end, as a run or as a mistake with its place."""

from __future__ import annotations

import pytest

from tests.fuzz import grammar
from tests.fuzz.check import BRIEF, Finding, verdict
from tests.fuzz.vocabulary import CALLABLES, Called, fitting, needed, plain_call

# One thing of each kind that a program can hand over.
ODD = (
    *("None", "True", "-1", "2 ** 40", "1.5", "float('nan')", "'mean'", "'odd'", "...", "slice(1)", "range(2)"),
    *("[]", "[[1], [1, 2]]", "(0, 0)", "{}", "print", "torch", "torch.float32", "torch.nn.ReLU()", "torch.no_grad()"),
    *("torch.tensor(1)", "torch.tensor(0.5)", "torch.tensor([0, 1])", "torch.ones(0)", "torch.ones(2, 1, 3) > 0"),
)
# Without --long, one call out of so many.
SAMPLED = 12
MODULES = ("torch", "nn", "optim", "numpy", "math", "random", "micrograd")


def test_20_000_random_programs_cause_nothing_that_no_program_may_cause():
    assert grammar.fuzz(seed=1, count=20_000, jobs=2).findings == []


def _calls(called: Called) -> list[str]:
    """The function called with each odd thing in place of each of its arguments."""
    required = [fitting(parameter) for parameter in needed(called)]
    calls = [plain_call(called), f"{called.path}()"]
    for odd in ODD:
        calls += [f"{called.path}({', '.join([*required[:n], odd, *required[n + 1 :]])})" for n in range(len(required))]
        calls += [
            f"{called.path}({', '.join([*required, f'{parameter.name}={odd}'])})"
            for parameter in called.parameters
            if parameter not in needed(called)
        ]
    return calls


@pytest.mark.parametrize("module", MODULES)
def test_every_function_takes_every_odd_argument_without_falling_over(module: str, request: pytest.FixtureRequest):
    functions = [called for called in CALLABLES if called.path.partition(".")[0] == module]
    calls = [call for called in functions for call in _calls(called)]
    findings = []
    for call in calls if request.config.getoption("--long") else calls[::SAMPLED]:
        try:
            verdict(f"import torch\n{call}\n", BRIEF)
        except Finding as finding:
            findings.append(f"{call}: {finding} {finding.__cause__!r}")
    assert "\n".join(findings) == ""
