"""The way out of each slip that a text can be edited for. Where the text is written in a way that no rule knows, there
is none.
"""

from __future__ import annotations

import ast
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.diagnosis import Finding
from engine.experiments.program_text import RunText, last_name
from engine.language import Fix, ProgramError
from engine.notation import number_text
from engine.recording import Node, Run, Span, training

# Activations that are shut below 0, and what stands for them where they are layers.
OPEN = {"relu": "leaky_relu", "ReLU": "LeakyReLU"}
# Kept away from 0 by so much, a logarithm is at most 28.
SMALLEST = "1e-12"
# The share of a weight with which a chain of products begins anew.
SMALLER = 0.3


class Experiment(NamedTuple):
    """`words` say what is changed, `edits` are in the order of the text, none over another."""

    words: str
    edits: tuple[Fix, ...]


def experiments(run: Run, findings: Sequence[Finding]) -> list[tuple[Experiment, ...]]:
    """By finding; none for one that no rule knows a way out of."""
    try:
        text = RunText(run) if any(each.kind in RULES for each in findings) else None
    except ProgramError:
        text = None
    return [_of(text, each) for each in findings]


def _of(text: RunText | None, finding: Finding) -> tuple[Experiment, ...]:
    rule = RULES.get(finding.kind)
    return () if text is None or rule is None else tuple(rule(text, text.run.graph.nodes[finding.node]))


Rule = Callable[[RunText, Node], Iterator[Experiment]]


def _scores(text: RunText, node: Node) -> Iterator[Experiment]:
    """The scores in place of the probabilities, where these are handed to a loss."""
    source = text.run.graph.nodes[node.inputs[0]]
    made = text.made(node)
    inner = _argument(made)
    scores = source.names[0] if source.names else text.written(inner) if inner is not None else ""
    if not scores:
        return
    edits = []
    for reader in text.run.graph.nodes:
        loss = text.made(reader) if node.index in reader.inputs[:1] and not reader.shape else None
        given = loss.args[0] if isinstance(loss, ast.Call) and loss.args else None
        if given is not None and (given is made or (isinstance(given, ast.Name) and given.id in node.names)):
            edits.append(Fix(text.span(given), scores))
    if edits:
        yield Experiment(f"hand the loss {scores} as it is", tuple(edits[:1]))


def _argument(made: ast.expr | None) -> ast.expr | None:
    """What a function is called with, or the value whose method it is."""
    if not isinstance(made, ast.Call):
        return None
    if made.args and not (isinstance(made.func, ast.Attribute) and _is_tensor_method(made)):
        return made.args[0]
    return made.func.value if isinstance(made.func, ast.Attribute) else None


def _is_tensor_method(call: ast.Call) -> bool:
    """x.softmax(1), and not torch.softmax(x, 1)."""
    return not call.args or all(isinstance(each, (ast.Constant, ast.UnaryOp)) for each in call.args)


def _cleared(text: RunText, node: Node) -> Iterator[Experiment]:
    """Gradients cleared before backward(), by the optimizer where the program has one."""
    backward = next((call for call in text.calls("backward")), None)
    if backward is None:
        return
    line = text.span(backward).line
    here = Span(line, len(text.indent(line)) + 1, line, len(text.indent(line)) + 1)
    step = next((call for call in text.calls("step") if isinstance(call.func, ast.Attribute)), None)
    if step is not None and isinstance(step.func, ast.Attribute):
        change = f"{text.written(step.func.value)}.zero_grad()"
        yield Experiment(f"{change} before backward()", (Fix(here, f"{change}\n{text.indent(line)}"),))
        return
    trained = training(text.run)
    nodes = [text.run.graph.nodes[each] for each in trained.parameters] if trained else [node]
    names = [each.names[0] for each in nodes if each.names and each.names[0].isidentifier()]
    if len(names) == len(nodes):
        lines = "".join(f"{name}.grad = None\n{text.indent(line)}" for name in names)
        told = ", ".join(f"{name}.grad = None" for name in names[:2]) + (", …" if len(names) > 2 else "")
        yield Experiment(f"{told} before backward()", (Fix(here, lines),))


def _slower(text: RunText, node: Node) -> Iterator[Experiment]:
    """A half and a tenth of the only number of the text that is a learning rate."""
    found = []
    for each in ast.walk(text.tree):
        match each:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant() as number) if name in RATES:
                found.append(number)
            case ast.keyword(arg=str(name), value=ast.Constant() as number) if name in RATES:
                found.append(number)
            case ast.BinOp(left=ast.Constant() as number, op=ast.Mult(), right=ast.Attribute(attr="grad")):
                found.append(number)
    if len(found) == 1 and isinstance(found[0].value, (int, float)) and found[0].value > 0:
        for share, words in ((0.5, "half"), (0.1, "a tenth of")):
            value = float(f"{found[0].value * share:.3g}")
            yield Experiment(f"{words} the rate, {number_text(value)}", (Fix(text.span(found[0]), repr(value)),))


RATES = ("lr", "learning_rate", "eta", "alpha", "rate")


def _open(text: RunText, node: Node) -> Iterator[Experiment]:
    """A slope below 0, too, in all places of the activation that shuts."""
    edits = []
    for name, other in OPEN.items():
        for call in text.calls(name):
            if not isinstance(call.func, ast.Attribute) or not (call.args or name == "ReLU"):
                continue
            if name == "relu" and text.written(call.func.value) == "torch":
                edits.append(Fix(text.span(call.func), f"torch.nn.functional.{other}"))
            elif name == "ReLU" and not call.args or text.written(call.func.value) in ("F", "nn.functional"):
                edits.append(Fix(text.end_of_name(call.func), other))
    if edits:
        yield Experiment("a leaky relu in place of relu", tuple(sorted(edits, key=_place)))


def _kept_from_0(text: RunText, node: Node) -> Iterator[Experiment]:
    made = text.made(node)
    inner = _argument(made)
    if inner is not None and text.written(inner):
        changed = f"({text.written(inner)}).clamp(min={SMALLEST})"
        yield Experiment(f"keep it {SMALLEST} away from 0", (Fix(text.span(inner), changed),))


def _of_one_shape(text: RunText, node: Node) -> Iterator[Experiment]:
    made = text.made(node)
    if not isinstance(made, ast.BinOp):
        return
    for operand, index in ((made.left, node.inputs[0]), (made.right, node.inputs[1])):
        if len(text.run.graph.nodes[index].shape) == 2 and text.written(operand):
            inner = text.written(operand)
            inner = inner if isinstance(operand, (ast.Name, ast.Call, ast.Attribute)) else f"({inner})"
            yield Experiment("give both one shape by squeeze(1)", (Fix(text.span(operand), f"{inner}.squeeze(1)"),))


def _summed(text: RunText, node: Node) -> Iterator[Experiment]:
    made = text.made(node)
    plain = isinstance(made, ast.Call) and not made.args and not made.keywords
    if plain and isinstance(made, ast.Call) and last_name(made.func) == "mean":
        edit = Fix(text.end_of_name(made.func), "sum(1).mean")
        yield Experiment("sum over the outputs, mean over the examples", (edit,))


def _smaller(text: RunText, node: Node) -> Iterator[Experiment]:
    """The first weight that is written as a number, larger than 1 and used again and again, begins smaller."""
    nodes = text.run.graph.nodes
    readers = Counter(index for each in nodes for index in set(each.inputs))
    for leaf in nodes:
        if leaf.op is not None or not leaf.requires_grad or leaf.shape or readers[leaf.index] < 2:
            continue
        made = text.made(leaf)
        number = made.args[0] if isinstance(made, ast.Call) and made.args else None
        value = number.value if isinstance(number, ast.Constant) else None
        if number is not None and isinstance(value, (int, float)) and math.isfinite(value) and abs(value) > 1:
            smaller = float(f"{value * SMALLER:.3g}")
            yield Experiment(f"begin {leaf.called} at {number_text(smaller)}", (Fix(text.span(number), repr(smaller)),))
            return


def _place(fix: Fix) -> tuple[int, int]:
    return fix.span.line, fix.span.column


RULES: Mapping[str, Rule] = {
    "softmax twice": _scores,
    "sigmoid twice": _scores,
    "kept gradient": _cleared,
    "rate": _slower,
    "dead": _open,
    "log of 0": _kept_from_0,
    "all with all": _of_one_shape,
    "mean over outputs": _summed,
    "exploding": _smaller,
}
