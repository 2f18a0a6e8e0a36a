"""The trace of a run: events in order, what each receiver holds, what is final when."""

import numpy as np
import pytest

from engine import Tensor, no_grad, tensor
from engine.mode import recording
from engine.recording.recorder import TraceRecorder
from engine.recording.run import Run


def traced(program) -> Run:
    recorder = TraceRecorder()
    with recording(recorder):
        for name, value in program().items():
            recorder.named(value, name)
    return recorder.finish("", "", {})


def leaf(value: object) -> Tensor:
    return tensor(value, requires_grad=True)


def fork() -> dict[str, Tensor]:
    """a = 2, b = a · 3, c = a · a, d = b + c."""
    a = leaf(2.0)
    b = a * 3.0
    c = a * a
    d = b + c
    d.backward()
    return {"a": a, "b": b, "c": c, "d": d}


def test_forward_steps_come_in_the_order_of_the_program():
    run = traced(fork)
    forward = [(step.kind, run.graph.nodes[step.node].label) for step in run.steps if step.phase == "forward"]
    assert forward == [("leaf", "a"), ("leaf", "3"), ("compute", "b"), ("compute", "c"), ("compute", "d")]


def test_every_node_has_exactly_one_forward_step():
    run = traced(fork)
    made = [step.node for step in run.steps if step.phase == "forward"]
    assert made == list(range(len(run.graph.nodes)))


def test_backward_steps_say_what_flows_and_what_is_held():
    """d sends 1 to b and c; c = a · a pays a twice with 2, b = 3a once with 3: in all 7."""
    run = traced(fork)
    label = {node.index: node.label for node in run.graph.nodes}
    seed, *contributions = [step for step in run.steps if step.phase == "backward"]
    assert (seed.kind, label[seed.node], seed.accumulated) == ("seed", "d", 1.0)
    told = [
        (label[s.node], label[s.to], s.upstream, s.contribution, s.accumulated, s.received, s.expected)
        for s in contributions
    ]
    assert told == [
        ("d", "b", 1.0, 1.0, 1.0, 1, 1),
        ("d", "c", 1.0, 1.0, 1.0, 1, 1),
        ("c", "a", 1.0, 2.0, 2.0, 1, 3),
        ("c", "a", 1.0, 2.0, 4.0, 2, 3),
        ("b", "a", 1.0, 3.0, 7.0, 3, 3),
    ]


def test_two_uses_by_one_operation_are_two_edges():
    run = traced(fork)
    square = next(node for node in run.graph.nodes if node.label == "c")
    edges = [edge for edge in run.graph.edges if edge.target == square.index]
    assert [(edge.source, edge.slot) for edge in edges] == [(0, 0), (0, 1)]
    taken = [step.edge for step in run.steps if step.kind == "contribute" and step.node == square.index]
    assert taken == [edge.index for edge in edges]


def test_a_gradient_is_computed_unreachable_or_not_required():
    def program() -> dict[str, Tensor]:
        x, unused, constant = leaf(2.0), leaf(5.0), tensor(3.0)
        y = x * constant
        y.backward()
        return {"x": x, "unused": unused, "constant": constant, "y": y}

    run = traced(program)
    states = {node.label: run.gradient_states[node.index] for node in run.graph.nodes}
    assert states == {"x": "computed", "unused": "unreachable", "constant": "not_required", "y": "computed"}


def test_a_second_pass_adds_to_leaves_and_starts_results_anew():
    def program() -> dict[str, Tensor]:
        x = leaf(3.0)
        y = x * x
        z = y * 1.0
        z.backward(retain_graph=True)
        z.backward()
        return {"x": x, "y": y, "z": z}

    run = traced(program)
    assert run.passes == 2
    gradients = {run.graph.nodes[index].label: value for index, value in run.gradients.items()}
    assert gradients["x"] == 12.0
    assert gradients["y"] == 1.0
    assert [step.pass_index for step in run.steps if step.kind == "seed"] == [0, 1]


def test_an_update_is_a_step_of_its_own_and_a_new_node():
    def program() -> dict[str, Tensor]:
        w = leaf(5.0)
        loss = w * w
        loss.backward()
        with no_grad():
            w -= 0.1 * w.grad
        return {"w": w}

    run = traced(program)
    update = next(step for step in run.steps if step.phase == "update")
    node = run.graph.nodes[update.node]
    assert node.value == 4.0
    assert run.graph.nodes[node.previous].value == 5.0


def test_an_operation_made_of_others_is_one_node():
    """Its formula is swept through on the way back, and none of that appears in the graph."""

    def program() -> dict[str, Tensor]:
        x = leaf(np.array([[1.0, 2.0, 4.0]]))
        y = x.diff()
        y.sum().backward()
        return {"x": x, "y": y}

    run = traced(program)
    assert [node.op for node in run.graph.nodes] == [None, "diff", "sum"]
    assert run.gradients[0] == pytest.approx(np.array([[-1.0, 0.0, 1.0]]))


def test_a_graph_from_before_the_recording_stands_in_it_without_edges():
    x = tensor(3.0, requires_grad=True)
    y = x * x
    recorder = TraceRecorder()
    with recording(recorder):
        y.backward()
    run = recorder.finish("", "", {})
    assert [step.kind for step in run.steps] == ["leaf", "seed", "leaf", "contribute", "contribute"]
    assert [step.edge for step in run.steps if step.kind == "contribute"] == [None, None]
    assert run.gradients[1] == 6.0


def test_a_chain_of_100_000_nodes_is_traced_and_freed_without_recursion():
    x = tensor(1.0, requires_grad=True)
    recorder = TraceRecorder()
    with recording(recorder):
        y = x
        for _ in range(100_000):
            y = -y
        y.backward()
    run = recorder.finish("", "", {})
    del y, recorder
    assert len(run.graph.nodes) == 100_001
    assert run.graph.nodes[-1].value == 1.0
    assert [step.kind for step in run.steps[100_001:100_003]] == ["seed", "contribute"]
    assert run.gradients[0] == 1.0
    del run
    assert x.grad.item() == 1.0


def pays(run: Run) -> list[tuple[str, int | None, int | None]]:
    return [(run.graph.nodes[s.to].label, s.received, s.expected) for s in run.steps if s.kind == "contribute"]


def test_a_pass_that_fails_midway_still_tells_how_many_contributions_were_to_come():
    """c = a · a pays a twice; b, which would pay the third time, has a hook that fails."""
    recorder = TraceRecorder()
    with recording(recorder):
        a = leaf(2.0)
        b = a * 3.0
        c = a * a
        b.register_hook(lambda g: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            (b + c).backward()
        recorder.named(a, "a")
    assert [pay for pay in pays(recorder.finish("", "", {})) if pay[0] == "a"] == [("a", 1, 3), ("a", 2, 3)]
    assert a.grad is None


def test_a_hook_that_changes_a_tensor_does_not_disturb_the_count():
    """The change has the recorder tell its notes in the midst of the pass."""
    seen = tensor(0.0)

    def program() -> dict[str, Tensor]:
        a = leaf(2.0)
        b = a * 3.0
        b.register_hook(lambda g: seen.add_(1.0) * 0 + g)
        (b + a * a).backward()
        return {"a": a}

    run = traced(program)
    assert [pay for pay in pays(run) if pay[0] == "a"] == [("a", 1, 3), ("a", 2, 3), ("a", 3, 3)]
    assert run.gradients[0] == 7.0
    assert seen.item() == 1.0
