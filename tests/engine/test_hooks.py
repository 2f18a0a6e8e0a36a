"""Hooks, in the order and with the numbers of PyTorch 2.13."""

from collections.abc import Iterator
from typing import Any

import pytest

from engine import ArgumentError, GradientError, ShapeError, Tensor, no_grad, tensor
from engine.differentiate import Hooked, backward, grad
from engine.mode import Recorder, recording
from engine.recording.recorder import TraceRecorder


def leaf(*values: float) -> Tensor:
    return tensor(list(values), requires_grad=True)


def twice(gradient: Tensor) -> None:
    gradient *= 2


class Events(Recorder):
    def __init__(self) -> None:
        self.seen: list[Any] = []

    def swept(self, roots: tuple[Tensor, ...], events: Iterator[Any]) -> None:
        self.seen += events

    def asked(self, roots: tuple[Tensor, ...], wanted: tuple[Tensor, ...], events: Iterator[Any]) -> None:
        self.seen += events


def test_asking_for_a_gradient_runs_the_hooks_on_the_way():
    """2 · 100 · 3."""
    a = leaf(1.0)
    b = a * 3
    b.register_hook(lambda g: g * 100)
    assert grad(b * 2, a).tolist() == [600.0]


def test_a_hook_belongs_to_the_version_it_was_set_on():
    """24207.73 in PyTorch: (e⁶ · 10 · 3 + 1) · 2."""
    x = leaf(1.0)
    y = x * 2
    y.register_hook(lambda g: g + 1)
    y.mul_(3)
    y.register_hook(lambda g: g * 10)
    y.exp_()
    y.sum().backward()
    assert x.grad.tolist() == pytest.approx([24207.727609564106], rel=1e-14)


def test_a_gradient_that_is_kept_is_that_of_the_newest_version():
    w = leaf(1.0)
    y = w * 2
    y.retain_grad()
    y.mul_(3)
    (y * 1).sum().backward()
    assert y.grad.tolist() == [1.0]


@pytest.mark.parametrize("on_leaf", [False, True])
def test_a_hook_that_changes_its_gradient_in_place_changes_what_goes_on(on_leaf):
    x = leaf(1.0, 2.0)
    y = x * 3
    (x if on_leaf else y).register_hook(twice)
    (y * tensor([1.0, 1.0])).sum().backward()
    assert x.grad.tolist() == [6.0, 6.0]


def test_hooks_of_a_leaf_run_as_soon_as_it_has_its_gradient():
    """o = h · w2 with h = 3 · w1: PyTorch calls w2, then h, then w1."""
    order: list[str] = []
    w1, w2 = leaf(1.0), leaf(1.0)
    h = w1 * 3
    o = h * w2
    for name, x in (("h", h), ("w1", w1), ("w2", w2)):
        x.register_hook(lambda g, name=name: order.append(name))
    o.sum().backward()
    assert order == ["w2", "h", "w1"]


def test_hooks_run_in_the_order_in_which_they_were_set_and_then_those_that_wait_for_grad():
    seen: list[Any] = []
    w = leaf(1.0)
    w.register_post_accumulate_grad_hook(lambda p: seen.append(p.grad.tolist()))
    w.register_hook(lambda g: seen.append(1))
    w.register_hook(lambda g: seen.append(2))
    (w * 2).sum().backward()
    assert seen == [1, 2, [2.0]]


def test_hooks_below_what_is_asked_for_do_not_run():
    order: list[str] = []
    w = leaf(1.0)
    w.register_hook(lambda g: order.append("w"))
    w.register_post_accumulate_grad_hook(lambda p: order.append("after"))
    y = w * 2
    y.register_hook(lambda g: g * 100)
    assert grad(y * 3, y).tolist() == [300.0]
    backward((y * 3).sum(), inputs=[y])
    assert y.grad.tolist() == [300.0]
    assert order == []
    assert w.grad is None


def test_a_hook_records_what_it_computes_only_for_gradients_of_gradients():
    recorded: list[bool] = []
    w = leaf(2.0)
    w.register_hook(lambda g: recorded.append((g * 2).requires_grad))
    (w**3).sum().backward(create_graph=True)
    (w**3).sum().backward()
    assert recorded == [True, False]


def test_a_hook_is_an_event_at_its_place_with_the_gradient_before_and_after():
    """y = 3 x, twice in z = y · y: y receives 6 twice, its hook makes 1 of 12, and x gets 3."""
    events = Events()
    with recording(events):
        x = leaf(2.0)
        y = x * 3
        y.register_hook(lambda g: g.clamp(max=1.0))
        x.register_hook(lambda g: g * 10)
        (y * y).sum().backward()
    told = [
        (event.tensor is y, event.before.tolist(), event.after.tolist())
        if isinstance(event, Hooked)
        else event.accumulated.tolist()
        for event in events.seen
    ]
    assert told == [1.0, [1.0], [6.0], [12.0], (True, [12.0], [1.0]), [3.0], (False, [3.0], [30.0])]
    assert x.grad.tolist() == [30.0]


def test_events_are_plain_arrays_also_where_the_sweep_is_recorded():
    events = Events()
    w = leaf(2.0)
    w.register_hook(lambda g: g * 2)
    with recording(events):
        (w**3).sum().backward(create_graph=True)
        grad((w**3).sum(), w, create_graph=True)
    assert not any(isinstance(value, Tensor) for event in events.seen for value in event[-2:])
    assert [event.after.tolist() for event in events.seen if isinstance(event, Hooked)] == [[24.0], [24.0]]


def test_what_a_hook_computes_is_no_part_of_the_graph():
    recorder = TraceRecorder()
    with recording(recorder):
        x = leaf(2.0)
        y = x * 3
        before = len(recorder)
        y.register_hook(lambda g: (g.exp() * 0 + 1).clamp(max=1.0))
        y.sum().backward()
    assert len(recorder) == before + 1


def test_hooks_that_return_something_else_are_refused():
    for made, kind in ((5, ArgumentError), (tensor([1.0, 2.0]), ShapeError)):
        w = leaf(1.0)
        w.register_hook(lambda g, made=made: made)
        with pytest.raises(kind, match="hook"):
            (w * 2).sum().backward()


def test_a_hook_after_accumulation_that_returns_something_is_refused():
    w = leaf(1.0)
    w.register_post_accumulate_grad_hook(lambda p: p.grad * 2)
    with pytest.raises(ArgumentError, match="returns None"):
        (w * 2).sum().backward()


def test_a_hook_on_a_tensor_that_gets_no_gradient_is_refused():
    with pytest.raises(GradientError, match="requires none"):
        tensor([1.0]).register_hook(twice)
    with pytest.raises(GradientError, match="leaf"):
        (leaf(1.0) * 2).register_post_accumulate_grad_hook(twice)


def test_a_hook_after_accumulation_may_take_the_step_of_an_optimizer():
    w = leaf(2.0)

    def step(p: Tensor) -> None:
        with no_grad():
            p -= 0.25 * p.grad
        p.grad = None

    w.register_post_accumulate_grad_hook(step)
    (w * w).sum().backward()
    assert w.tolist() == [1.0]
    assert w.grad is None
