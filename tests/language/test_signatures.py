"""Functions, layers and optimizers are called by PyTorch's whole signatures, by position and by name."""

import pytest

from engine.language import ProgramError, run

HEAD = (
    "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n"
    "v = torch.tensor([1.0, 2.0])\nt = torch.tensor([3.0, 7.0])\nm = torch.tensor([[1.0, 2.0], [3.0, 5.0]])\n"
)


def printed(expression: str) -> str:
    return run(f"{HEAD}print({expression})").printed.strip()


# (1 - 3)² + (2 - 7)² = 29; the standard deviations of [1, 3] are √2 and 1.
@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("F.mse_loss(v, t, None, None, 'sum')", "tensor(29.)"),
        ("F.mse_loss(v, t, False)", "tensor(29.)"),
        ("F.mse_loss(v, t, reduce=False)", "tensor([ 4., 25.])"),
        ("F.mse_loss(v, t, size_average=True, reduction='sum')", "tensor(14.5000)"),
        ("F.mse_loss(v, t, weight=None)", "tensor(14.5000)"),
        ("nn.MSELoss(None, None, 'sum')(v, t)", "tensor(29.)"),
        ("F.pad(v, (1, 1), 'constant', None)", "tensor([0., 1., 2., 0.])"),
        ("F.cross_entropy(m, torch.tensor([0, 1]), None, None, -100, None, 'mean', 0.0)", "tensor(0.7201)"),
        ("nn.Flatten(0, 1)(m)", "tensor([1., 2., 3., 5.])"),
        ("F.relu(v - 1.5, True)", "tensor([0.0000, 0.5000])"),
        ("F.dropout(v, 0.5, False)", "tensor([1., 2.])"),
        (
            "F.softmax(m * 0, 1, 3, torch.float32)",
            "tensor([[0.5000, 0.5000],\n        [0.5000, 0.5000]])",
        ),
        ("m.sum(0, True)", "tensor([[4., 7.]])"),
        ("torch.std(m, 0, True)", "tensor([1.4142, 2.1213])"),
        ("torch.std(m, 0, False)", "tensor([1.0000, 1.5000])"),
        ("torch.arange(end=2)", "tensor([0, 1])"),
        ("torch.zeros(size=(1, 2), dtype=None, device='cpu')", "tensor([[0., 0.]])"),
        ("torch.max(m, 0).values", "tensor([3., 5.])"),
        ("nn.MSELoss()(target=t, input=v)", "tensor(14.5000)"),
        ("nn.ReLU()(input=v)", "tensor([1., 2.])"),
        ("nn.GELU('tanh')", "GELU(approximate='tanh')"),
        ("nn.Linear(2, 3, False)", "Linear(in_features=2, out_features=3, bias=False)"),
        ("nn.Linear(2, 1, True, 'cpu', torch.float32).weight.dtype", "torch.float32"),
        ("nn.ReLU(True)", "ReLU(inplace=True)"),
        ("nn.LeakyReLU()", "LeakyReLU(negative_slope=0.01)"),
    ],
)
def test_a_call_by_pytorchs_signature(expression: str, text: str):
    assert printed(expression) == text


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("nn.MSELoss(v, t)", "write nn.MSELoss()(input, target)"),
        ("nn.BCELoss(v, t)", "where BCELoss takes size_average"),
        ("nn.CrossEntropyLoss(m, v)", "write nn.CrossEntropyLoss()(input, target)"),
        ("F.mse_loss(v, t, v)", "write reduction='sum', 'mean' or 'none'"),
        ("F.mse_loss(v, t, reduce=v)", "where mse_loss takes reduce"),
    ],
)
def test_a_loss_is_made_without_tensors(expression: str, says: str):
    """PyTorch 2.13 refuses each: the truth of a tensor of several numbers is ambiguous."""
    with pytest.raises(ProgramError) as refused:
        printed(expression)
    assert says in str(refused.value)


def test_the_arguments_of_an_optimizer_stand_in_pytorchs_order():
    """lr 0.1 and momentum 0.9: 1 - 0.1·2 = 0.8, then 0.8 - 0.1·(0.9·2 + 1.6) = 0.46."""
    source = "w = torch.tensor([1.0], requires_grad=True)\nopt = torch.optim.SGD([w], 0.1, 0.9)\n"
    step = "opt.zero_grad()\n(w ** 2).sum().backward()\nopt.step()\n"
    assert run(HEAD + source + step * 2 + "print(w)").printed == "tensor([0.4600], requires_grad=True)\n"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("torch.optim.Adam([v], 0.1, differentiable=True)", "Adam does not offer the argument differentiable"),
        ("torch.optim.SGD([v], 0.1, differentiable=True)", "SGD does not offer the argument differentiable"),
        ("torch.linalg.svdvals(m, driver='gesvd')", "svdvals does not offer the argument driver"),
    ],
)
def test_what_pytorch_takes_and_is_not_offered_is_refused_by_its_name(expression: str, message: str):
    with pytest.raises(ProgramError, match=message):
        printed(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "nn.ReLU(True, 1)",
        "nn.Linear(2, 3, True, 'cpu', None, 1)",
        "nn.MSELoss(mean=1)",
        "nn.ReLU()(v, input=v)",
        "nn.ReLU()(x=v)",
    ],
)
def test_what_pytorchs_signature_does_not_take_is_refused(expression: str):
    with pytest.raises(ProgramError):
        printed(expression)
