"""Where Python and PyTorch have a manner of their own that changes numbers, a program here follows it."""

import re

import pytest

from engine.language import ProgramError, run

TORCH = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"


def printed(source: str) -> str:
    return run(TORCH + source).printed


@pytest.mark.parametrize(
    "made", ["zip([1, 2], [3, 4])", "map(abs, [1, 2])", "enumerate([1, 2])", "reversed([1, 2])", "(x for x in [1, 2])"]
)
def test_an_iterator_is_gone_through_once(made: str):
    source = f"once = {made}\nfirst = [x for x in once]\nprint(len(first), [x for x in once])"
    assert printed(source) == "2 []\n"


def test_a_second_loop_over_the_same_pairs_does_nothing():
    """One step over each of two pairs, then none: 1 + 2 + 3 + 4, once."""
    source = "pairs = zip([1, 2], [3, 4])\ntotal = 0\nfor epoch in range(5):\n    for x, y in pairs:\n"
    assert printed(source + "        total += x + y\nprint(total)") == "10\n"


def test_a_loop_that_ends_early_leaves_the_rest():
    assert printed("once = map(abs, [1, 2, 3])\nfor x in once:\n    break\nprint(list(once))") == "[2, 3]\n"


def test_an_optimizer_takes_the_parameters_from_their_iterator():
    source = "params = nn.Linear(2, 1).parameters()\ntorch.optim.SGD(params, lr=0.1)\nprint(len(list(params)))"
    assert printed(source) == "0\n"


@pytest.mark.parametrize("change", ["//= 2", "%= 3", "**= 2", "-= 1", "*= torch.tensor([2, 2])"])
def test_augmented_assignment_changes_a_tensor_itself(change: str):
    assert (
        printed(f"a = torch.tensor([5, 7])\nb = a\na {change}\nprint(b is a, (a == b).all().item())") == "True True\n"
    )


def test_a_change_in_place_keeps_the_element_type():
    source = "a = torch.ones(2, dtype=torch.float32)\na *= torch.tensor([0.5, 2.0]).double()\nprint(a.dtype)"
    assert printed(source) == "torch.float32\n"


def test_a_single_number_in_a_text_is_written_as_the_number():
    source = 'x = torch.tensor(0.1, requires_grad=True)\nprint(f"{x} {x * 3:.2f}", "{}".format(x), "%s" % x, f"{x=}")'
    assert printed(source) == "0.1 0.30 0.1 tensor(0.1000, requires_grad=True) x=tensor(0.1000, requires_grad=True)\n"


def test_int_makes_numbers_of_32_bits_that_have_no_gradient():
    source = (
        "x = torch.tensor([1.5], requires_grad=True)\nn = x.int()\nprint(n, n.requires_grad, x.long().requires_grad)"
    )
    assert printed(source) == "tensor([1], dtype=torch.int32) False False\n"


def test_in_looks_among_the_entries_of_a_tensor():
    assert printed("x = torch.tensor([1.0, 2.0])\nprint(2 in x, 3.0 in x, 2 not in x)") == "True False False\n"


REFUSED = {
    "a plain number": ("torch.exp(2.0)", r"torch\.exp needs a tensor", r"math\.exp\(2\.0\) .* torch\.tensor\(2\.0\)"),
    "a number for selu": ("F.selu(1)", "takes one input|needs a tensor", None),
    "the length of an iterator": ("len(nn.Linear(2, 1).parameters())", "an iterator has no length", "list"),
    "an entry of an iterator": ("zip([1], [2])[0]", "an iterator has no entries", "list"),
    "a tensor of an iterator": ("torch.tensor(map(abs, [1]))", "an iterator cannot be used", "list"),
    "a mask taken from 1": ("1 - (torch.ones(2) > 0)", "- does not apply to a tensor of booleans", "~mask"),
    "the absolute value of truths": ("abs(torch.tensor([True]))", "takes numbers", None),
    "an element type as a text": ("torch.ones(2, dtype='float32')", "no text", r"torch\.float32"),
    "to join along a dim that is not there": ("torch.cat([torch.ones(2), torch.ones(2)], dim=5)", "out of range", None),
    "to join single numbers": (
        "torch.cat([torch.tensor(1.0), torch.tensor(1.0)])",
        "cannot join single numbers",
        "stack",
    ),
    "nothing to join": ("torch.cat([])", "needs at least one tensor", None),
    "an optimizer of a result": (
        "torch.optim.SGD([torch.ones(2, requires_grad=True) * 2])",
        "computed from others",
        "detach",
    ),
    "logsumexp over no dim": ("torch.ones(2).logsumexp()", "missing 1 required positional argument: 'dim'", None),
    "a format of a vector": ("f'{torch.ones(1):.2f}'", "needs one number", "item"),
    "a number as gradient": ("torch.ones(1).grad = 0", "a gradient is a tensor or None", None),
    "a number as data": ("torch.tensor(1.0).data = 2", "cannot be an int", r"torch\.tensor"),
}


@pytest.mark.parametrize(("line", "message", "hint"), REFUSED.values(), ids=REFUSED)
def test_what_pytorch_refuses_is_refused_with_a_way_out(line: str, message: str, hint: str | None):
    with pytest.raises(ProgramError, match=message) as caught:
        run(TORCH + line)
    # The engine's own messages hold the way out; others have it beside them.
    assert re.search(hint or "", f"{caught.value} {caught.value.hint or ''}")


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("torch.ones(2, 3).shape", "torch.Size([2, 3])"),
        ("[torch.tensor(1.0).shape]", "[torch.Size([])]"),
        ("f'{torch.ones(4).shape}'", "torch.Size([4])"),
        ("torch.ones(2, 3).shape == (2, 3)", "True"),
        ("torch.ones(2, 3).shape[0]", "2"),
        ("tuple(torch.ones(2, 3).shape)", "(2, 3)"),
        ("sum(torch.tensor([True, True, False]))", "tensor(2)"),
        ("sum([True, True, False])", "2"),
        ("torch.einsum('ii', torch.ones(3, 3))", "tensor(3.)"),
        ("torch.einsum('ii->i', torch.ones(2, 2))", "tensor([1., 1.])"),
    ],
)
def test_a_shape_prints_and_truths_add_up_as_in_pytorch(expression: str, text: str):
    assert run(f"import torch\nprint({expression})").printed == f"{text}\n"
