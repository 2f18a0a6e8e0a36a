"""Scalar engines that programs bring along: their objects are the nodes, and their gradients are graded."""

import pytest

from engine.language import ProgramError, run
from tests.language.own_engines import ENGINES, HEAD, SHARED, SORTED, Engine


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())
def test_of_a_right_engine_all_gradients_are_right(engine: Engine):
    checks = run(engine.program).checks
    assert {check.verdict for check in checks} == {"right"}


@pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())
def test_a_slip_in_an_engine_is_named(engine: Engine):
    assert engine.right in engine.program
    checks = run(engine.program.replace(engine.right, engine.wrong)).checks
    slips = {check.name.partition(".")[0]: check.slip for check in checks if check.verdict == "differs"}
    assert slips[engine.name] == engine.slip


def test_a_gradient_that_is_replaced_is_told_with_its_line_and_what_it_misses():
    """a = 5, b = -3, c = ab, e = (c + b) a: ∂e/∂a = 2ab + b = -33, of which the product alone gives -18."""
    source = (HEAD + SORTED + SHARED).replace("self.grad += other.data", "self.grad = other.data")
    (check,) = [check for check in run(source).checks if check.verdict == "differs"]
    assert (check.name, check.line, check.true) == ("a.grad", 24, -33.0)
    assert check.message == "it is -15, the gradient of e is -33: `=` instead of `+=` in line 24: a misses -18"


def test_objects_are_the_nodes_and_what_goes_back_is_none():
    made = run(HEAD + SORTED + SHARED)
    assert [(node.label, node.op) for node in made.graph.nodes] == [
        ("a", None), ("b", None), ("c", "mul"), ("d", "add"), ("e", "mul"),
    ]  # fmt: skip
    assert made.target == 4
    assert made.notes[0].startswith("Value is an engine of the program's own")


def test_numbers_print_as_the_program_has_them():
    assert run(HEAD + SORTED + SHARED + "print(a, a.grad)\n").printed == "Value(data=5.0) -33.0\n"


def test_a_class_that_is_no_engine_is_left_alone():
    source = "class Counter:\n    def __init__(self, count):\n        self.count = count\n        self.seen = 0\n"
    assert (
        run(source + "import torch\nc = Counter(3)\nc.seen += 1\nx = torch.tensor(1.0)\n").graph.nodes[0].label == "x"
    )


def test_an_engine_that_is_unfolded_is_a_plain_class():
    source = HEAD + SORTED + SHARED + "print(a, a.grad)\n"
    assert [engine.name for engine in run(source).engines] == ["Value"]
    plain = run(source, unfold=["Value"])
    assert (plain.unfold, plain.engines, plain.checks, plain.graph.nodes) == (("Value",), (), (), ())
    assert plain.printed == "Value(data=5.0) -33.0\n"


def test_what_is_neither_an_operation_nor_an_engine_cannot_be_unfolded():
    with pytest.raises(ProgramError, match="there is no operation Counter to unfold"):
        run("class Counter:\n    pass\n", unfold=["Counter"])
