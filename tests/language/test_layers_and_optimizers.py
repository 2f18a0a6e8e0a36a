"""Layers and optimizers against PyTorch 2.13 in float64: the same programs printed these numbers there."""

import pytest

from engine.language import ProgramError, run

XOR = """\
import torch
import torch.nn as nn
import torch.optim as optim
X = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), nn.Sigmoid())
with torch.no_grad():
    model[0].weight.copy_(torch.tensor([[0.1, 0.2], [-0.3, 0.4], [0.5, -0.6]]))
    model[0].bias.copy_(torch.tensor([0.01, 0.02, 0.03]))
    model[2].weight.copy_(torch.tensor([[0.7, -0.8, 0.9]]))
    model[2].bias.zero_()
loss_fn = nn.MSELoss()
opt = OPTIMIZER
for epoch in range(5):
    opt.zero_grad()
    loss = loss_fn(model(X), Y)
    loss.backward()
    opt.step()
    print(f"{loss.item():.12f}")
"""
PRINTED = {
    "optim.SGD(model.parameters(), lr=0.5, momentum=0.9, weight_decay=0.01, nesterov=True)": [
        0.262700149003,
        0.258229730343,
        0.255166424167,
        0.253485668880,
        0.252219501545,
    ],
    "optim.SGD(model.parameters(), lr=0.5)": [
        0.262700149003,
        0.260306959084,
        0.258616697421,
        0.257387018073,
        0.256453010072,
    ],
    "optim.SGD(model.parameters(), lr=0.2, momentum=0.9, dampening=0.5)": [
        0.262700149003,
        0.261691318229,
        0.260422023560,
        0.259056737667,
        0.257740565814,
    ],
    "optim.SGD(model.parameters(), lr=0.2, maximize=True)": [
        0.262700149003,
        0.263776488944,
        0.264996436324,
        0.266379228984,
        0.267945340575,
    ],
    "optim.Adam(model.parameters(), lr=0.05)": [
        0.262700149003,
        0.256289093049,
        0.254019935252,
        0.251425192341,
        0.248364582165,
    ],
    "optim.AdamW(model.parameters(), lr=0.05, weight_decay=0.3)": [
        0.262700149003,
        0.256005607113,
        0.253711118973,
        0.251209034605,
        0.248535109542,
    ],
}


@pytest.mark.parametrize("optimizer", PRINTED)
def test_a_network_trains_as_in_pytorch(optimizer: str):
    printed = [float(line) for line in run(XOR.replace("OPTIMIZER", optimizer)).printed.split()]
    assert printed == pytest.approx(PRINTED[optimizer], abs=1e-12)


def test_layers_whose_data_is_replaced_train_with_adam_as_in_pytorch():
    source = """\
import torch
from torch import nn
X = torch.tensor([[0.5, -1.0, 2.0], [1.5, 0.3, -0.7]])
y = torch.tensor([2, 0])
fc = nn.Linear(3, 4)
out = nn.Linear(4, 3)
fc.weight.data = torch.tensor([[0.1, 0.2, 0.3], [-0.3, 0.4, 0.1], [0.5, -0.6, 0.2], [0.0, 0.1, -0.1]])
fc.bias.data = torch.zeros(4)
out.weight.data = torch.arange(12.0).reshape(3, 4) / 10
out.bias.data.fill_(0.1)
criterion = nn.CrossEntropyLoss()
parameters = [fc.weight, fc.bias, out.weight, out.bias]
optimizer = torch.optim.Adam(parameters, lr=0.05, betas=(0.8, 0.99), eps=1e-8, weight_decay=0.1)
for i in range(4):
    loss = criterion(out(torch.relu(fc(X))), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("%d %.12f" % (i, loss))
print(["%.10f" % v for v in out.weight[0]])
"""
    assert run(source).printed == (
        "0 0.946356159677\n1 0.809116632855\n2 0.698151667501\n3 0.607095434151\n"
        "['-0.1979975744', '-0.0467965237', '0.1916878105', '0.2321254511']\n"
    )


def test_parameters_of_layers_are_named_after_the_variable_and_grouped_by_the_call():
    result = run("import torch.nn as nn\nfc = nn.Linear(2, 3)\ny = fc(torch.ones(1, 2)).sum()\ny.backward()")
    nodes = {node.label: node for node in result.graph.nodes}
    assert nodes["fc.weight"].role == nodes["fc.bias"].role == "parameter"
    assert [node.namespace for node in result.graph.nodes if node.op == "linear"] == ["fc"]
    assert result.gradients[nodes["fc.weight"].index].tolist() == [[1, 1]] * 3


def test_every_step_of_an_optimizer_is_an_update_of_every_parameter():
    source = XOR.replace("OPTIMIZER", "optim.SGD(model.parameters(), lr=0.1)")
    updates = [step for step in run(source).steps if step.phase == "update"]
    assert len(updates) == 4 + 5 * 4


def test_a_linear_layer_starts_between_plus_and_minus_one_over_the_root_of_its_inputs():
    """PyTorch draws evenly from ±1/√in; with 10,000 entries the largest comes within 1 % of the bound."""
    weight = run("import torch.nn as nn\nfc = nn.Linear(100, 100)").graph.nodes[0].value
    assert abs(weight).max() == pytest.approx(0.1, rel=0.01)
    assert abs(weight).max() <= 0.1


def test_a_layer_says_which_input_it_needs():
    with pytest.raises(
        ProgramError, match=r"Linear\(3, 2\) needs rows of 3 numbers, the input has shape \(1, 4\)"
    ) as caught:
        run("import torch\nfc = torch.nn.Linear(3, 2)\ny = fc(torch.ones(1, 4))")
    assert (caught.value.code, caught.value.line, caught.value.column) == ("shape", 3, 5)


@pytest.mark.parametrize(
    ("call", "shape"),
    [("nn.Flatten()(torch.ones(2, 3, 4))", "[2, 12]"), ("nn.Softmax(dim=1)(torch.ones(2, 5))", "[2, 5]")],
)
def test_layers_without_parameters_keep_pytorchs_shapes(call: str, shape: str):
    assert run(f"import torch\nimport torch.nn as nn\nprint({call}.shape)").printed == f"torch.Size({shape})\n"


@pytest.mark.parametrize(
    ("loss", "value"),
    [
        ("nn.MSELoss()(p, t)", 0.085),
        ("nn.MSELoss(reduction='sum')(p, t)", 0.17),
        ("nn.BCELoss()(p, t)", 0.3080930697),
        ("nn.BCEWithLogitsLoss()(p, t)", 0.6270845636),
        ("nn.L1Loss()(p, t)", 0.25),
    ],
)
def test_losses_give_pytorchs_numbers(loss: str, value: float):
    source = "import torch\nimport torch.nn as nn\np = torch.tensor([0.9, 0.4])\nt = torch.tensor([1.0, 0.0])\n"
    assert float(run(f"{source}print(({loss}).item())").printed) == pytest.approx(value, abs=1e-10)


def test_a_micrograd_network_learns():
    """README of karpathy/micrograd: parameters move against their gradients, so the loss falls."""
    source = """\
from micrograd.nn import MLP
model = MLP(2, [4, 1])
xs = [[2.0, 3.0], [-1.0, 0.5]]
ys = [1.0, -1.0]
for k in range(8):
    ypred = [model(x) for x in xs]
    loss = sum((yout - ygt) ** 2 for ygt, yout in zip(ys, ypred))
    model.zero_grad()
    loss.backward()
    for p in model.parameters():
        p.data += -0.01 * p.grad
    print(loss.data)
print(len(model.parameters()))
"""
    *losses, parameters = run(source).printed.split()
    assert int(parameters) == (2 * 4 + 4) + (4 + 1)
    falling = [float(loss) for loss in losses]
    assert falling == sorted(falling, reverse=True)
    assert falling[-1] < falling[0] / 2


def test_a_run_says_that_dropout_drops_other_entries_than_pytorchs_may():
    source = (
        "import torch\nfrom torch import nn\nx = torch.ones(4, requires_grad=True)\ny = LAYER(x).sum()\ny.backward()"
    )
    assert any("dropout" in note for note in run(source.replace("LAYER", "nn.Dropout(0.5)")).notes)
    assert not any("dropout" in note for note in run(source.replace("LAYER", "nn.Dropout(0.5).eval()")).notes)


def test_dropout_scales_what_it_keeps():
    """With p = 0.75 a kept 1 becomes 1 / (1 - 0.75) = 4, and about a quarter of 10,000 is kept."""
    made = run(
        "import torch\nfrom torch import nn\ny = nn.Dropout(0.75)(torch.ones(10000))\nprint(y.unique(), y.mean())"
    )
    values, mean = made.printed.replace("tensor(", "").replace(")", "").rsplit(" ", 1)
    assert values == "[0., 4.]"
    assert float(mean) == pytest.approx(1, abs=0.05)
