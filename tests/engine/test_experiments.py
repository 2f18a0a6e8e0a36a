"""Ways out of what a diagnosis finds: the edited program runs, and what was found is gone."""

import pytest

from engine.diagnosis import diagnose
from engine.experiments import experiments
from engine.language import replaced, run
from engine.lessons import lesson

HEAD = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
SCORES = (
    "Z = torch.tensor([[2.0, 1.0, 0.1], [0.5, -1.0, 0.3]], requires_grad=True)\ny = torch.tensor([0, 2])\n{p}"
    "loss = F.cross_entropy({given}, y)\nloss.backward()\n"
)
ALL_WITH_ALL = (
    "x = torch.tensor([[1.0], [2.0], [3.0]])\nw = torch.tensor([[2.0]], requires_grad=True)\n"
    "y = torch.tensor([1.0, 2.0, 3.5])\nloss = ((x @ w - y) ** 2).mean()\nloss.backward()\n"
)
PROGRAMS = {
    "a name": ("softmax twice", HEAD + SCORES.format(p="P = torch.softmax(Z, 1)\n", given="P")),
    "in place": ("softmax twice", HEAD + SCORES.format(p="", given="torch.softmax(Z, 1)")),
    "a method": ("softmax twice", HEAD + SCORES.format(p="P = Z.softmax(1)\n", given="P")),
    "sigmoid": (
        "sigmoid twice",
        HEAD + "Z = torch.tensor([2.0, -9.0], requires_grad=True)\nP = torch.sigmoid(Z)\n"
        "loss = F.binary_cross_entropy_with_logits(P, torch.tensor([1.0, 0.0]))\nloss.backward()\n",
    ),
    "a leaf that is not cleared": ("kept gradient", lesson("48_forgotten_zero_grad").source),
    "an optimizer that does not clear": (
        "kept gradient",
        HEAD + "w = torch.tensor(2.0, requires_grad=True)\nopt = torch.optim.SGD([w], lr=0.1)\n"
        "for k in range(3):\n    loss = w ** 2\n    loss.backward()\n    opt.step()\n",
    ),
    "a rate": ("rate", lesson("47_rate_too_large").source),
    "a dead layer": ("dead", lesson("31_dead_relu").source),
    "a dead module": (
        "dead",
        HEAD + "w = torch.tensor([-1.0], requires_grad=True)\nh = nn.ReLU()(w * 2)\nloss = h.sum()\nloss.backward()\n",
    ),
    "a logarithm": (
        "log of 0",
        HEAD + "p = torch.tensor([0.5, 1.0], requires_grad=True)\nloss = -torch.log(1 - p).sum()\nloss.backward()\n",
    ),
    "all with all": ("all with all", HEAD + ALL_WITH_ALL),
    "a mean": (
        "mean over outputs",
        HEAD + "Z = torch.ones(2, 3, requires_grad=True)\nloss = (Z ** 2).mean()\nloss.backward()\n",
    ),
    "products that grow": ("exploding", lesson("33_exploding_chain").source),
}  # fmt: skip


def changed(source, edits):
    for edit in reversed(edits):
        source = replaced(source, edit.span, edit.text)
    return source


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_way_out_leads_out(name):
    kind, source = PROGRAMS[name]
    made = run(source)
    finding = next(each for each in diagnose(made).findings if each.kind == kind)
    (found,) = experiments(made, [finding])
    assert found
    for each in found:
        after = run(changed(source, each.edits))
        assert kind not in {other.kind for other in diagnose(after).findings}, each.words
        assert len(each.words) > 5


def test_of_what_no_rule_knows_there_is_no_way_out():
    made = run(lesson("29_saturated_sigmoid").source)
    assert not any(experiments(made, [each for each in diagnose(made).findings if each.kind == "saturated"]))
