"""Updates of leaves: their rule in formulas, with numbers worked out by hand from the documentation of torch.optim."""

import unicodedata

import numpy as np
import pytest

from engine.explain.explanation import Explanation
from engine.explain.step import explain
from engine.explain.update import NO_FLOW, SYMBOLS
from engine.language import run
from engine.recording import Run, Step

W = "import torch\nw = torch.tensor(3.0, requires_grad=True)\n"


def updates(result: Run) -> list[Step]:
    return [step for step in result.steps if step.kind == "update"]


def explained(source: str) -> list[Explanation]:
    result = run(source)
    return [explain(result, step.index) for step in updates(result)]


def lines(explanation: Explanation) -> list[tuple[str, str]]:
    return [(each.formula.text, each.numbers.text) for each in explanation.equations]


def trained(optimizer: str, steps: int = 1) -> list[Explanation]:
    """w = 3 and the loss w², with gradient 2 w = 6."""
    return explained(f"""{W}opt = torch.optim.{optimizer}
for _ in range({steps}):
    opt.zero_grad()
    (w * w).backward()
    opt.step()
""")


ADAM = (
    "{} moves w by η = 0.1 times m̂ / √v̂: m and v are running means of the gradient and of its square, and the hats "
    "make up for their start at 0. This is step t = {}."
)
RMSPROP = "RMSprop moves w by η = 0.1 times its gradient, divided by the root of v, a running mean of its square."


@pytest.mark.parametrize(
    ("optimizer", "steps", "sentence"),
    [
        ("SGD([w], lr=0.1)", 1, "SGD moves w against its gradient, by η = 0.1 times w.grad."),
        ("SGD([w], lr=0.1, maximize=True)", 1, "SGD moves w along its gradient, by η = 0.1 times w.grad."),
        (
            "SGD([w], lr=0.1, weight_decay=0.5)",
            1,
            "SGD moves w against its gradient, by η = 0.1 times w.grad. Weight decay adds λ = 0.5 times w itself to "
            "the gradient.",
        ),
        (
            "SGD([w], lr=0.1, momentum=0.9)",
            1,
            "SGD with momentum moves w against v, by η = 0.1 times: in the first step v is the gradient alone.",
        ),
        (
            "SGD([w], lr=0.1, momentum=0.9, nesterov=True)",
            2,
            "SGD with momentum moves w against v, by η = 0.1 times: v is μ = 0.9 times the v before, plus the new "
            "gradient. Nesterov looks ahead: the step adds μ times v to the gradient.",
        ),
        # v ← μ v + (1 − τ) g: of the new gradient only a part is added.
        (
            "SGD([w], lr=0.1, momentum=0.9, dampening=0.25)",
            2,
            "SGD with momentum moves w against v, by η = 0.1 times: v is μ = 0.9 times the v before, plus 1 − τ = 0.75 "
            "of the new gradient.",
        ),
        # w ← w − η v climbs, as v is made of −∂w.
        (
            "SGD([w], lr=0.1, momentum=0.9, weight_decay=0.5, maximize=True)",
            1,
            "SGD with momentum moves w against v, by η = 0.1 times: in the first step v is the gradient alone. "
            "Maximize turns the gradient round before that. Weight decay adds λ = 0.5 times w itself to the gradient "
            "turned round.",
        ),
        ("Adam([w], lr=0.1)", 2, ADAM.format("Adam", 2)),
        (
            "Adam([w], lr=0.1, amsgrad=True, maximize=True)",
            1,
            ADAM.format("Adam", 1) + " Maximize turns the gradient round before that. With amsgrad v̂ is made of the "
            "largest v so far, vₘₐₓ.",
        ),
        (
            "AdamW([w], lr=0.1, weight_decay=0.2)",
            1,
            ADAM.format("AdamW", 1) + " Weight decay, λ = 0.2, takes η · λ times w away beside that.",
        ),
        (
            "RMSprop([w], lr=0.1, weight_decay=0.2)",
            1,
            RMSPROP + " Weight decay adds λ = 0.2 times w itself to the gradient.",
        ),
        (
            "RMSprop([w], lr=0.1, centered=True, momentum=0.9)",
            1,
            RMSPROP + " Centered takes the square of a, a running mean of the gradient, away from v under the root. "
            "With momentum the step is η times b: μ = 0.9 times the b before, plus that.",
        ),
        (
            "Adagrad([w], lr=0.1, lr_decay=0.5)",
            2,
            "Adagrad moves w by η = 0.1 times its gradient, divided by the root of s, to which each step adds its "
            "square. η falls from step to step: in step t = 2 it is divided by 1 + (t − 1) · κ.",
        ),
    ],
)
def test_the_words_of_a_rule_say_what_its_options_make_of_it(optimizer: str, steps: int, sentence: str):
    assert trained(optimizer, steps)[-1].sentence == f"{sentence} {NO_FLOW}"


def test_sgd_says_the_leaf_less_the_rate_times_its_gradient():
    (said,) = trained("SGD([w], lr=0.1)")
    assert said.formula.text == "w ← w − η · ∂w"
    assert said.numbers.text == "w ← w − 0.1 · 6 = 2.4"
    assert said.title == "w is updated"
    assert said.sentence.startswith("SGD moves w against its gradient, by η = 0.1 times w.grad.")
    assert said.equations == ()


@pytest.mark.parametrize(
    "statement",
    [
        "with torch.no_grad():\n    w -= 0.1 * w.grad",
        "lr = 0.1\nw.data -= lr * w.grad",
        "w.data = w.data - 0.1 * w.grad",
        "w.data -= 0.1 * w.grad.data",
        "with torch.no_grad():\n    w.sub_(0.1 * w.grad)",
    ],
)
def test_an_update_written_by_hand_says_its_own_formula(statement: str):
    said = explained(f"{W}(w * w).backward()\n{statement}")[-1]
    rate = "lr" if "lr" in statement else "0.1"
    assert (said.formula.text, said.numbers.text) == (f"w ← w − {rate} · ∂w", "w ← w − 0.1 · 6 = 2.4")


def test_an_update_by_hand_may_use_any_operation_that_has_a_formula():
    """Half a step along the sign of the gradient, g / √(g²): from 3 to 2.5."""
    said = explained(f"{W}(w * w).backward()\nwith torch.no_grad():\n    w -= 0.5 * w.grad / w.grad.square().sqrt()")[
        -1
    ]
    assert said.formula.text == "w ← w − 0.5 · ∂w / √(∂w²)"
    assert said.numbers.text == "w ← w − 0.5 · 6 / √(6²) = 2.5"


def test_a_velocity_of_the_program_is_called_by_its_name():
    """v = 0.9 · 1 + 6 = 6.9, w = 3 − 0.1 · 6.9 = 2.31."""
    step = "with torch.no_grad():\n    v = 0.9 * v + w.grad\n    w -= 0.1 * v"
    said = explained(f"{W}v = torch.tensor(1.0)\n(w * w).backward()\n{step}")[-1]
    assert (said.formula.text, said.numbers.text) == ("w ← w − 0.1 · v", "w ← w − 0.1 · 6.9 = 2.31")


@pytest.mark.parametrize(
    "statement", ["w.fill_(2.0)", "w.copy_(torch.tensor(2.0))", "w.clamp_(max=2.0)", "w[...] = 2.0"]
)
def test_an_update_without_a_formula_says_before_and_after(statement: str):
    (said,) = explained(f"{W}with torch.no_grad():\n    {statement}")
    assert (said.formula, said.numbers.text) == (None, "3 → 2")


def test_an_array_or_nothing_that_is_updated_without_a_formula_says_no_numbers():
    (filled,) = explained(
        "import torch\nw = torch.ones(2, requires_grad=True)\nwith torch.no_grad():\n    w.fill_(2.0)"
    )
    assert (filled.formula, filled.numbers) == (None, None)
    start = "import torch\nw = torch.zeros(0, requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.1)\n"
    (empty,) = explained(f"{start}(w * 2).sum().backward()\nopt.step()")
    assert (empty.formula.text, empty.numbers, empty.entry) == ("w ← w − η · ∂w", None, None)


@pytest.mark.parametrize(
    ("step", "formula"),
    [
        ("0.1 * w.grad * 1.0 * 1.0", "w ← w − 0.1 · ∂w · 1 · 1"),
        ("0.1 * w.grad" + " * 1.0" * 12, None),
        ("(0.1 * w.grad).clone()", "w ← w − 0.1 · ∂w"),
        ("torch.sort((0.1 * w.grad).reshape(1)).values[0]", None),
    ],
)
def test_an_update_by_hand_is_traced_back_as_far_as_one_can_read(step: str, formula: str | None):
    said = explained(f"{W}(w * w).backward()\nwith torch.no_grad():\n    w -= {step}")[-1]
    assert (said.formula and said.formula.text) == formula


def test_copies_of_a_number_in_an_update_by_hand_are_the_number():
    """The gradient of w₀ + 2 w₁ is (1, 2); the step of each entry is a tenth of the first."""
    said = explained("""import torch
w = torch.tensor([5.0, 7.0], requires_grad=True)
(w * torch.tensor([1.0, 2.0])).sum().backward()
with torch.no_grad():
    w -= torch.tensor(0.5).expand(2) * w.grad
""")[-1]
    assert (said.formula.text, said.entry.text) == ("w ← w − 0.5 · ∂w", "w[1] ← w[1] − 0.5 · 2 = 6")


def test_momentum_shows_its_velocity():
    """v = 6, w = 2.4; then g = 4.8, v = 0.9 · 6 + 4.8 = 10.2, w = 2.4 − 1.02 = 1.38."""
    first, second = trained("SGD([w], lr=0.1, momentum=0.9)", 2)
    assert lines(first) == [("v ← ∂w", "v ← 6"), ("w ← w − η · v", "w ← w − 0.1 · 6 = 2.4")]
    assert lines(second) == [
        ("v ← μ · v + ∂w", "v ← 0.9 · 6 + 4.8 = 10.2"),
        ("w ← w − η · v", "w ← w − 0.1 · 10.2 = 1.38"),
    ]


def test_every_option_of_sgd_that_is_given_stands_in_its_rule_and_no_other():
    """g = 6 + 0.5 · 3 = 7.5; the second step has w = 2.25: g = 4.5 + 1.125, v = 0.9 · 7.5 + 0.5 · 5.625."""
    _, second = trained("SGD([w], lr=0.1, momentum=0.9, dampening=0.5, weight_decay=0.5)", 2)
    assert lines(second) == [
        ("g ← ∂w + λ · w", "g ← 4.5 + 0.5 · 2.25 = 5.625"),
        ("v ← μ · v + (1 − τ) · g", "v ← 0.9 · 7.5 + (1 − 0.5) · 5.625 ≈ 9.562"),
        ("w ← w − η · v", "w ← w − 0.1 · 9.562 ≈ 1.294"),
    ]
    (nesterov,) = trained("SGD([w], lr=0.1, momentum=0.9, nesterov=True)")
    assert lines(nesterov)[-1] == ("w ← w − η · (∂w + μ · v)", "w ← w − 0.1 · (6 + 0.9 · 6) = 1.86")
    (ascent,) = trained("SGD([w], lr=0.1, maximize=True)")
    assert lines(ascent) == [("g ← −∂w", "g ← −6"), ("w ← w − η · g", "w ← w − 0.1 · (−6) = 3.6")]


def test_adam_shows_both_means_and_their_corrections():
    """Kingma and Ba 2015, algorithm 1, for g = 6: m = 0.6, v = 0.036, corrected to 6 and 36, a step of 0.1."""
    (said,) = trained("Adam([w], lr=0.1)")
    assert lines(said) == [
        ("m ← β₁ · m + (1 − β₁) · ∂w", "m ← 0.9 · 0 + (1 − 0.9) · 6 = 0.6"),
        ("v ← β₂ · v + (1 − β₂) · ∂w²", "v ← 0.999 · 0 + (1 − 0.999) · 6² = 0.036"),
        ("m̂ ← m / (1 − β₁^t)", "m̂ ← 0.6 / (1 − 0.9¹) = 6"),
        ("v̂ ← v / (1 − β₂^t)", "v̂ ← 0.036 / (1 − 0.999¹) = 36"),
        ("w ← w − η · m̂ / (√v̂ + ε)", "w ← w − 0.1 · 6 / (√36 + 1e−8) ≈ 2.9"),
    ]


def in_tex(explanation: Explanation) -> list[str]:
    return [each.formula.tex for each in explanation.equations]


def test_a_rule_in_tex_says_what_its_text_says():
    (said,) = trained("Adam([w], lr=0.1, amsgrad=True)")
    assert in_tex(said) == [
        r"m \leftarrow \beta_1 \cdot m + \left(1 - \beta_1\right) \cdot \partial w",
        r"v \leftarrow \beta_2 \cdot v + \left(1 - \beta_2\right) \cdot {\partial w}^{2}",
        r"v_{\max} \leftarrow \max\left(v_{\max},\ v\right)",
        r"\hat{m} \leftarrow \frac{m}{1 - {\beta_1}^{t}}",
        r"\hat{v} \leftarrow \frac{v_{\max}}{1 - {\beta_2}^{t}}",
        r"w \leftarrow w - \frac{\eta \cdot \hat{m}}{\sqrt{\hat{v}} + \epsilon}",
    ]
    _, said = trained("SGD([w], lr=0.1, momentum=0.9, dampening=0.5, weight_decay=0.5)", 2)
    assert in_tex(said) == [
        r"g \leftarrow \partial w + \lambda \cdot w",
        r"v \leftarrow \mu \cdot v + \left(1 - \tau\right) \cdot g",
        r"w \leftarrow w - \eta \cdot v",
    ]


def test_in_a_rule_gradients_and_what_the_rule_holds_have_roles_of_their_own():
    """In g ← ∂w + λ · w the gradients are g and ∂w, λ is the rule's, and w is the leaf itself."""
    (said,) = trained("SGD([w], lr=0.1, weight_decay=0.5)")
    formula, numbers = said.equations[0].formula, said.equations[0].numbers
    assert [(role, formula.tex[start:end]) for role, start, end in formula.roles] == [
        ("gradient", "g"),
        ("gradient", r"\partial w"),
        ("local", r"\lambda"),
    ]
    assert numbers.text == "g ← 6 + 0.5 · 3 = 7.5"
    assert [(role, numbers.tex[start:end]) for role, start, end in numbers.roles] == [
        ("gradient", "g"),
        ("gradient", "6"),
        ("local", "0.5"),
        ("local", "3"),
        ("value", "7.5"),
    ]


def test_a_rule_with_many_names_of_its_own_writes_each_by_its_sign():
    (said,) = trained("NAdam([w], lr=0.1, decoupled_weight_decay=True, weight_decay=0.5)")
    assert [line.partition(" ←")[0] for line, _ in lines(said)] == ["μ", "μ₊", "Πμ", "m", "v", "v̂", "g₀", "g₊", "w"]
    assert said.equations[0].formula.text == "μ ← β₁ · (1 − 0.5 · 0.96^(t · ψ))"
    assert said.formula.text == "w ← w − η · λ · w − η · (g₀ + g₊) / (√v̂ + ε)"
    (said,) = trained("Adagrad([w], lr=0.1, lr_decay=0.5)")
    assert said.formula.text == "w ← w − η / (1 + (t − 1) · κ) · ∂w / (√s + ε)"


def test_adamw_shrinks_the_leaf_and_leaves_the_gradient_alone():
    """3 − 0.1 · 0.2 · 3 − 0.1 = 2.84."""
    (said,) = trained("AdamW([w], lr=0.1, weight_decay=0.2)")
    assert [line for line, _ in lines(said)][0] == "m ← β₁ · m + (1 − β₁) · ∂w"
    assert said.formula.text == "w ← w − η · λ · w − η · m̂ / (√v̂ + ε)"
    assert said.numbers.text == "w ← w − 0.1 · 0.2 · w − 0.1 · 6 / (√36 + 1e−8) ≈ 2.84"


def test_adam_with_its_decay_decoupled_is_adamw():
    (said,), (adamw,) = (
        trained(f"{kind}([w], lr=0.1, weight_decay=0.2{option})")
        for kind, option in (("Adam", ", decoupled_weight_decay=True"), ("AdamW", ""))
    )
    assert lines(said) == lines(adamw)
    assert said.sentence.removeprefix("Adam ") == adamw.sentence.removeprefix("AdamW ")
    assert said.sentence.endswith("Weight decay, λ = 0.2, takes η · λ times w away beside that. " + NO_FLOW)


def test_amsgrad_divides_by_the_root_of_the_largest_mean_so_far():
    """The gradients are 6, then 0: v falls from 0.036 to 0.035964, and the largest stays 0.036."""
    first, second = explained(f"""{W}opt = torch.optim.Adam([w], lr=0.1, amsgrad=True)
for scale in (1, 0):
    opt.zero_grad()
    (scale * w * w).backward()
    opt.step()
""")
    assert lines(first)[2] == ("vₘₐₓ ← max(vₘₐₓ, v)", "vₘₐₓ ← max(0, 0.036) = 0.036")
    assert lines(second)[1:3] == [
        ("v ← β₂ · v + (1 − β₂) · ∂w²", "v ← 0.999 · 0.036 + (1 − 0.999) · 0² ≈ 0.03596"),
        ("vₘₐₓ ← max(vₘₐₓ, v)", "vₘₐₓ ← max(0.036, 0.03596) = 0.036"),
    ]
    assert lines(second)[4][0] == "v̂ ← vₘₐₓ / (1 − β₂^t)"
    assert "With amsgrad v̂ is made of the largest v so far, vₘₐₓ." in second.sentence


def test_of_an_array_the_entry_that_changes_most_is_written_out():
    """The gradient of Σ w² is 2 w, largest for 5: 5 − 0.1 · 10 = 4."""
    source = "import torch\nw = torch.tensor([1.0, 5.0], requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.1)\n"
    result = run(f"{source}(w * w).sum().backward()\nopt.step()")
    (step,) = updates(result)
    said = explain(result, step.index)
    assert said.numbers is None
    assert said.entry.text.endswith("− 0.1 · 10 = 4")
    assert step.update.gradient.tolist() == [2, 10]
    assert result.graph.nodes[step.node].value == pytest.approx(np.array([0.8, 4.0]))


def test_the_state_of_an_optimizer_is_on_record_before_and_after():
    result = run(f"{W}opt = torch.optim.SGD([w], lr=0.1, momentum=0.9)\n" + "(w * w).backward()\nopt.step()\n" * 2)
    states = [step.update.state for step in updates(result)]
    assert [[(state.name, state.before, state.after) for state in held] for held in states] == [
        [("v", None, 6.0)],
        [("v", 6.0, pytest.approx(0.9 * 6 + 6 + 4.8))],
    ]


def test_title_words_and_formula_call_a_parameter_of_a_layer_by_one_name():
    result = run("""import torch
net = torch.nn.Sequential(torch.nn.Linear(1, 1), torch.nn.Linear(1, 1))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(2):
    net(torch.ones(1, 1)).sum().backward()
    opt.step()
""")
    said = explain(result, updates(result)[-1].index)
    assert said.title == "net.1.bias is updated"
    assert "net.1.bias.grad" in said.sentence
    assert said.formula.text == "net.1.bias ← net.1.bias − η · ∂net.1.bias"


def test_a_step_of_an_optimizer_costs_budget_for_every_number_of_its_parameters():
    source = "import torch\nw = torch.ones(1000, requires_grad=True)\nopt = torch.optim.Adam([w])\nw.sum().backward()\n"
    before, after = run(source).usage, run(f"{source}opt.step()").usage
    assert after["cost"].used - before["cost"].used >= 10 * 1000
    # Of each number: its new version, the gradient that it had, and the three means that PyTorch's Adam names.
    assert after["elements"].used - before["elements"].used == 5 * 1000
    assert after["steps"].used > before["steps"].used


SUBSCRIPTS = {"₊": "{+}", "₋": "{-}", "ₘₐₓ": r"{\max}", "ₘᵢₙ": r"{\min}"} | {
    "₀₁₂"[digit]: str(digit) for digit in range(3)
}


def tex_of(sign: str) -> str:
    """A sign as TeX, by the names that Unicode has for its letters."""
    letter, rest = sign[0], sign[1:]
    _, *kind, name = unicodedata.name(letter).split()
    if unicodedata.name(letter).startswith("GREEK"):
        # Unicode has a spelling of its own.
        name = name.replace("LAMDA", "LAMBDA")
        letter = "\\" + (name.title() if "CAPITAL" in kind else name.lower())
    if rest == "\N{COMBINING CIRCUMFLEX ACCENT}":
        return rf"\hat{{{letter}}}"
    return f"{letter}_{SUBSCRIPTS[rest]}" if rest in SUBSCRIPTS else letter + (tex_of(rest) if rest else "")


def test_every_sign_of_a_rule_is_the_same_tex_of():
    for sign, tex in SYMBOLS.values():
        assert unicodedata.normalize("NFD", tex) == tex_of(unicodedata.normalize("NFD", sign))
