"""The TeX of the service is plain: every reader of TeX's mathematics sets it, and what to colour stands beside it."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from engine.language import LOCAL, run
from engine.lessons import lessons
from server.documents.encode import encode_explanations

FRONTEND = Path(__file__).parent.parent / "frontend"
# Commands of TeX, LaTeX and amsmath that MathJax and KaTeX know without an extension.
PLAIN = re.compile(
    r"\\(?:frac|sqrt|partial|left|right|lVert|rVert|cdot|odot|sum|prod|leftarrow|hat|textstyle|text|mathrm|operatorname|mathrel|top|"
    r"infty|ldots|underbrace|approx|to|le|ge|ne|begin\{cases\}|end\{cases\}|exp|log|sin|cos|tan|sinh|cosh|tanh|det|max|min|"
    r"alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega|"
    r"textbackslash|textasciitilde|textasciicircum|[,; \\_{}$%#&])"
)


@pytest.fixture(scope="module")
def formulas():
    """Every formula of every lesson, as the service gives it."""
    found = {}
    for each in lessons():
        walk = run(each.source, limits=LOCAL)
        for explained in json.loads(encode_explanations(walk, "", 0, len(walk.steps)))["explanations"]:
            for key in ("formula", "numbers", "entry", "local"):
                if explained[key] is not None:
                    found[explained[key]["tex"]] = explained[key]
    return found


def test_katex_sets_every_formula_of_the_lessons_and_trusts_nothing(formulas):
    command = ["node", "--import", "./libraries.mjs", "set-formulas.mjs"]
    told = subprocess.run(
        command, cwd=FRONTEND, input=json.dumps(sorted(formulas)), capture_output=True, text=True, check=True
    )
    assert len(formulas) > 1_000
    assert json.loads(told.stdout) == []


def test_a_formula_holds_no_command_that_mathjax_and_katex_have_not_both(formulas):
    for tex in formulas:
        for command in re.findall(r"\\(?:begin|end)\{\w+\}|\\[A-Za-z]+|\\.", tex):
            assert PLAIN.fullmatch(command), (command, tex)


def test_what_has_a_role_is_a_whole_expression(formulas):
    for tex, formula in formulas.items():
        at = 0
        for role in formula.get("roles", []):
            assert at <= role["start"] < role["end"] <= len(tex)
            at = role["end"]
            inside = re.sub(r"\\.", "", tex[role["start"] : role["end"]])
            assert inside.count("{") == inside.count("}")
            assert tex[role["start"] : at].count(r"\left") == tex[role["start"] : at].count(r"\right")


def test_a_number_of_a_formula_has_the_role_of_what_it_is():
    """q receives 1 · (−4) of f = q z: the gradient 1, the local derivative −4, and a gradient again."""
    walk = run("x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n")
    explained = json.loads(encode_explanations(walk, "", 0, len(walk.steps)))["explanations"]
    (numbers,) = [each["numbers"] for each in explained if each["title"] == "q receives its gradient"]
    assert numbers["tex"] == r"1 \cdot \left(-4\right) = -4"
    worn = [(role["role"], numbers["tex"][role["start"] : role["end"]]) for role in numbers["roles"]]
    assert worn == [("gradient", "1"), ("local", "-4"), ("gradient", "-4")]


def test_the_service_tells_why_a_gradient_is_zero():
    walk = run("import torch\nx = torch.tensor(-1.0, requires_grad=True)\ny = torch.relu(x)\ny.backward()\n")
    explained = json.loads(encode_explanations(walk, "", 0, len(walk.steps)))["explanations"]
    assert explained[-1]["zero"] == "The gate is shut: x is not positive."
    assert [each["zero"] for each in explained[:-1]] == [None] * (len(explained) - 1)
