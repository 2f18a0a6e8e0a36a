"""Looking words up in a table whose rows may be cut to a length."""

import pytest

from engine import ArgumentError, GradientError, tensor
from engine.mode import recording
from engine.nn import functional as F
from engine.operation.record import OPS
from engine.recording.recorder import TraceRecorder
from engine.tensors.tensor import apply

ROWS = [[3.0, 4.0], [0.3, 0.4], [6.0, 8.0]]


def test_max_norm_cuts_the_rows_that_are_read_and_no_others():
    """(3, 4) has length 5 and becomes (0.6, 0.8); (0.3, 0.4) is short enough, and (6, 8) is not read."""
    table = tensor(ROWS, requires_grad=True)
    y = F.embedding(tensor([0, 1, 0]), table, max_norm=1.0)
    cut = [0.6, 0.8]
    # PyTorch divides by the length and 1e-7.
    assert y.tolist() == [pytest.approx(cut, rel=1e-7), [0.3, 0.4], pytest.approx(cut, rel=1e-7)]
    assert table.tolist() == [pytest.approx(cut, rel=1e-7), *ROWS[1:]]
    y.sum().backward()
    assert table.grad.tolist() == [[2.0, 2.0], [1.0, 1.0], [0.0, 0.0]]


def test_the_length_of_a_row_is_measured_as_norm_type_says():
    """|3| + |4| = 7, of which 3.5 is half."""
    table = tensor(ROWS, requires_grad=True)
    bag = F.embedding_bag(tensor([[0, 0]]), table, max_norm=3.5, norm_type=1.0, mode="sum")
    assert bag.tolist() == [pytest.approx([3.0, 4.0], rel=1e-7)]
    assert table.tolist()[0] == pytest.approx([1.5, 2.0], rel=1e-7)


def test_a_table_that_max_norm_changes_is_updated_in_the_trace_before_it_is_read():
    recorder = TraceRecorder()
    with recording(recorder):
        table = tensor(ROWS, requires_grad=True)
        F.embedding(tensor([0]), table, max_norm=1.0).sum().backward()
        run = recorder.finish("", "", {})
    (update,) = (step for step in run.steps if step.kind == "update")
    before, after = run.graph.nodes[run.graph.nodes[update.node].previous], run.graph.nodes[update.node]
    assert before.value.tolist() == ROWS
    assert after.value.tolist()[0] == pytest.approx([0.6, 0.8], rel=1e-7)
    (lookup,) = (node for node in run.graph.nodes if node.op == "embedding")
    assert lookup.inputs[1] == after.index


def test_a_table_of_short_rows_is_left_as_it_is():
    recorder = TraceRecorder()
    with recording(recorder):
        F.embedding(tensor([1]), tensor(ROWS, requires_grad=True), max_norm=1.0)
        run = recorder.finish("", "", {})
    assert "update" not in {step.kind for step in run.steps}


def test_a_computed_table_cannot_be_cut_in_place():
    table = apply(OPS["mul"], tensor(ROWS, requires_grad=True), 2.0)
    with pytest.raises(GradientError, match="must be a leaf, not the result of mul"):
        F.embedding(tensor([0]), table, max_norm=1.0)


@pytest.mark.parametrize("word", [-1, 3])
def test_a_word_that_has_no_row_is_refused(word: int):
    """Words are counted from 0, and never from the end."""
    table = tensor(ROWS, requires_grad=True)
    for look_up in (F.embedding, F.embedding_bag):
        with pytest.raises(ArgumentError, match=f"words 0 to 2, not {word}"):
            look_up(tensor([[0, word]]), table, max_norm=1.0)
    assert table.tolist() == ROWS
