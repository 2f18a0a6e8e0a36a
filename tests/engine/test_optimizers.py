"""Optimizers and schedules of engine.optim, without a program around them, with PyTorch 2.13's numbers in float64."""

import numpy as np
import pytest

import engine
from engine import ArgumentError, optim

# w and b after ten steps on the loss of `loss_of`, as PyTorch has them.
AFTER_TEN = {
    "SGD(p, 0.01)": [0.512704252651, -1.06679829205, 0.240712424025, 0.295835798519],
    "Adam(p, 0.1, (0.8, 0.9), 1e-3, 0.1, True)": [0.261203833635, -1.19382263014, -0.162780061851, 0.463324843071],
    "AdamW(p, 0.1, weight_decay=0.3, maximize=True)": [1.62170841189, -2.36543511932, 1.25405671432, -0.600539461865],
    "NAdam(p, 0.1)": [0.457582708709, -1.40088350451, 0.0219823782135, 0.342355567079],
    "RMSprop(p, 0.02, 0.9, 1e-4, 0.1, 0.8, True)": [0.153377714638, -1.04865925683, -0.2596696889, 0.52797391528],
    "Adagrad(p, 0.3, 0.1, 0.2, 0.5)": [0.396920156491, -1.28765652469, 0.0051942949516, 0.288972664046],
    "Adadelta(p)": [0.967289394059, -1.96698295368, 0.467412611127, 0.329659151666],
}


def loss_of(w: engine.Tensor, b: engine.Tensor) -> engine.Tensor:
    return ((w**2).sum() - 1) ** 2 + (b - w[0]) ** 4 + engine.sin(w[2] * b)


def parameters() -> list[engine.Tensor]:
    return [engine.tensor([1.0, -2.0, 0.5], requires_grad=True), engine.tensor(0.3, requires_grad=True)]


@pytest.mark.parametrize("made", AFTER_TEN)
def test_ten_steps_are_those_of_pytorch(made: str):
    p = parameters()
    optimizer = eval(f"optim.{made}", {"optim": optim, "p": p})
    for _ in range(10):
        optimizer.zero_grad()
        loss_of(*p).backward()
        optimizer.step()
    assert [*p[0].tolist(), p[1].item()] == pytest.approx(AFTER_TEN[made], rel=1e-9)


def test_lbfgs_asks_its_closure_until_the_gradient_is_gone():
    """The least of (w - 3)² is at 3."""
    w = engine.tensor(0.0, requires_grad=True)
    optimizer = optim.LBFGS([w], line_search_fn="strong_wolfe")

    def closure() -> engine.Tensor:
        optimizer.zero_grad()
        loss = (w - 3) ** 2
        loss.backward()
        return loss

    optimizer.step(closure)
    assert w.item() == pytest.approx(3, abs=1e-9)


def test_a_rate_that_is_written_into_a_group_counts_at_once():
    w = engine.tensor(1.0, requires_grad=True)
    optimizer = optim.SGD([w], lr=0.1)
    optimizer.param_groups[0]["lr"] = 0.5
    (2 * w).backward()
    optimizer.step()
    assert w.item() == 1 - 0.5 * 2


def test_a_state_that_is_loaded_goes_on_as_the_one_it_was_taken_from():
    p, q = parameters(), parameters()
    one, other = optim.Adam(p, 0.1), optim.Adam(q, 0.2)
    for steps in (3, 2):
        for _ in range(steps):
            one.zero_grad()
            loss_of(*p).backward()
            one.step()
        if steps == 3:
            for mine, theirs in zip(q, p, strict=True):
                mine.data = theirs.detach().clone()
            other.load_state_dict(one.state_dict())
    for _ in range(2):
        other.zero_grad()
        loss_of(*q).backward()
        other.step()
    assert q[0].tolist() == p[0].tolist()


def test_schedules_change_the_rates():
    """Halved every second epoch."""
    optimizer = optim.SGD(parameters(), lr=1.0)
    schedule = optim.lr_scheduler.StepLR(optimizer, 2, 0.5)
    rates = []
    for _ in range(5):
        rates.append(schedule.get_last_lr()[0])
        schedule.step()
    assert rates == [1, 1, 0.5, 0.5, 0.25]


@pytest.mark.parametrize(
    "made",
    [
        "SGD([], 0.1)",
        "SGD(p, -1)",
        "Adam(p, betas=(0.9, 1.0))",
        "SGD([p[0] * 2])",
        "SGD([{'params': p}, {'params': p}])",
    ],
)
def test_what_no_optimizer_is_made_of_is_refused(made: str):
    with pytest.raises(ArgumentError):
        eval(f"optim.{made}", {"optim": optim, "p": parameters()})


def test_weights_are_as_long_as_before_once_their_gradients_are_cut():
    """Gradients (3, 4) have the norm 5; cut to 1 they are (0.6, 0.8), but for PyTorch's 1e-6."""
    w = engine.tensor([0.0, 0.0], requires_grad=True)
    (w * engine.tensor([3.0, 4.0])).sum().backward()
    assert engine.nn.utils.clip_grad_norm_([w], 1.0).item() == 5
    assert np.allclose(w.grad.numpy(), [0.6, 0.8], atol=1e-6)


@pytest.mark.parametrize(
    "call", ["clip_grad_norm_([w], None)", "clip_grad_norm_([w], 'x')", "clip_grad_value_([w], None)"]
)
def test_gradients_are_cut_to_a_number_alone(call):
    w = engine.tensor([3.0, 4.0], requires_grad=True)
    w.sum().backward()
    with pytest.raises(engine.EngineError, match="is one number, not a"):
        eval(call, vars(engine.nn.utils), {"w": w})
    with pytest.raises(engine.EngineError, match="total_norm is a tensor"):
        engine.nn.utils.clip_grads_with_norm_([w], 1.0, 5.0)
    assert w.grad.tolist() == [1, 1]
