"""The loss of connectionist temporal classification: a text whose letters have no places of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.operation import FRACTIONS, OPS, Array, Named, Rule, Shape, Text, compute, number, shape_text, size
from engine.ops.axes import values_of
from engine.ops.composed import composed
from engine.ops.loss import checked

# Stands for log(0): two of them added are one of them, with a finite gradient.
NEVER = -1e30


def _lengths(given: Any, count: int) -> list[int]:
    return [int(n) for n in (given if isinstance(given, Sequence) else [given] * count)]


def _letters(targets: Array, lengths: list[int], blank: int) -> np.ndarray[Any, Any]:
    """The letters of each text with a blank before, between and behind them, (n, 2 s + 1)."""
    labels = values_of(targets)
    longest = max(lengths, default=0)
    out = np.full((len(lengths), 2 * longest + 1), blank)
    start = 0
    for row, length in enumerate(lengths):
        text = labels[row, :length] if labels.ndim == 2 else labels[start : start + length]
        out[row, 1 : 2 * length : 2] = text
        start += length
    return out


def _check(log_probs: Shape, targets: Array, inputs: list[int], lengths: list[int], blank: int) -> None:
    steps, _, classes = log_probs
    labels = values_of(targets)
    available = labels.shape[1] * len(lengths) if labels.ndim == 2 else labels.size
    if len(inputs) != log_probs[1] or len(lengths) != log_probs[1]:
        raise ArgumentError(f"ctc_loss needs a length of input and of target for each of {log_probs[1]} examples")
    if any(not 0 <= n <= steps for n in inputs) or min(lengths, default=0) < 0:
        raise ArgumentError(f"ctc_loss: the lengths {inputs} and {lengths} do not fit {steps} steps")
    if sum(lengths) > available or (labels.ndim == 2 and max(lengths, default=0) > labels.shape[1]):
        raise ArgumentError(f"ctc_loss: target lengths {lengths} are too long for targets {shape_text(labels.shape)}")
    if labels.dtype.kind not in "iu" or not 0 <= blank < classes or (labels.size and labels.max() >= classes):
        raise ArgumentError(f"ctc_loss needs class numbers below {classes} as its targets and as its blank")


def _surplus(scores: Array, inputs: list[int]) -> Array:
    """0 for each example, with exp(scores) as its gradient: what PyTorch adds, and a log_softmax takes away again."""
    reached = np.arange(scores.shape[0])[:, None] < np.array(inputs)
    total = (np.exp(scores) * np.expand_dims(reached, -1)).sum((0, 2))
    return total - compute("detach", total)


def _ctc(
    log_probs: Array,
    targets: Array,
    /,
    input_lengths: Any,
    target_lengths: Any,
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Array:
    """Source: Graves and others 2006, the forward variables of section 4.1, in logarithms."""
    checked(reduction)
    single = len(log_probs.shape) == 2
    scores = np.expand_dims(log_probs, 1) if single else log_probs
    examples = scores.shape[1]
    inputs, lengths = _lengths(input_lengths, examples), _lengths(target_lengths, examples)
    if single and len(values_of(targets).shape) == 1:
        targets = values_of(targets).reshape((1, -1))
    _check(tuple(scores.shape), targets, inputs, lengths, blank)
    letters = _letters(targets, lengths, blank)
    rows = np.arange(examples)
    spread = scores[(slice(None), rows[:, None], letters)]
    # A letter may follow the letter before it without a blank, unless the two are the same.
    skips = np.zeros(letters.shape, np.bool_)
    skips[:, 2:] = (letters[:, 2:] != blank) & (letters[:, 2:] != letters[:, :-2])
    started = np.arange(letters.shape[1]) < 2
    none = np.full((examples, 2), NEVER, scores.dtype)
    ways = np.where(started, spread[0], NEVER)
    for step in range(1, scores.shape[0]):
        stay_or_move = np.logaddexp(ways, np.concatenate([none[:, :1], ways[:, :-1]], axis=1))
        jump = np.concatenate([none, ways[:, :-2]], axis=1) if letters.shape[1] > 2 else none[:, :1] + 0 * ways
        moved = np.logaddexp(stay_or_move, np.where(skips, jump, NEVER)) + spread[step]
        going = np.array([step < n for n in inputs]).reshape((-1, 1))
        ways = np.where(going, moved, ways)
    ends = np.array([2 * n for n in lengths])
    last, before = ways[(rows, ends)], ways[(rows, np.maximum(ends - 1, 0))]
    found = np.logaddexp(last, np.where(ends > 0, before, NEVER))
    each = np.where(values_of(found) < NEVER / 2, 0.0 if zero_infinity else np.inf, _surplus(scores, inputs) - found)
    if single and reduction == "none":
        return each.reshape(())
    if reduction == "mean":
        return (each / np.maximum(np.array(lengths, each.dtype), 1)).sum() / examples
    return each.sum() if reduction == "sum" else each


def _ctc_shape(log_probs: Shape, targets: Shape, reduction: str = "mean", **attributes: Any) -> Shape:
    if len(log_probs) not in (2, 3) or size(log_probs) == 0 or len(targets) not in (1, 2):
        raise ShapeError(
            "ctc_loss needs log-probabilities (steps, examples, classes) and targets (examples, letters), "
            f"got {shape_text(log_probs)} and {shape_text(targets)}"
        )
    return (log_probs[1],) if checked(reduction) == "none" and len(log_probs) == 3 else ()


def _ctc_cost(shape: Shape, log_probs: Shape, targets: Shape, **attributes: Any) -> float:
    return 60.0 * log_probs[0] * (2 * size(targets) + 3) + size(log_probs)


def _log_likelihood(*inputs: Array, **attributes: Any) -> Array:
    return -np.asarray(_ctc(*inputs, **{**attributes, "reduction": "none"}))


def _pull(name: str) -> Rule:
    """The gradient of the sum of a loss over all examples."""

    def rule(*inputs: Array, **attributes: Any) -> Array:
        y = np.zeros((), inputs[0].dtype)
        vjp = OPS[name].vjp(0)
        assert vjp is not None
        return vjp(np.ones_like(y), y, *inputs, **{**attributes, "reduction": "sum"})

    return rule


_ctc_pull = _pull("ctc_loss")


def _ctc_text(*inputs: Array, reduction: str = "mean", **attributes: Any) -> str:
    each = "log_likelihood(log_probs, targets)"
    return {"mean": f"-mean({each} / lengths)", "sum": f"-sum({each})", "none": f"-{each}"}[reduction]


def _ctc_slope_text(g: str) -> Text:
    def text(log_probs: Array, targets: Array, reduction: str = "mean", **attributes: Any) -> str:
        whole = "(exp(log_probs) - share(log_probs, targets))"
        examples = len(log_probs.shape) > 2
        if g:
            whole = f"{'spread(g, dim=(0, 2))' if reduction == 'none' and examples else 'g'} * {whole}"
        if reduction != "mean":
            return whole
        return f"{whole} / (n * spread(lengths, dim=(0, 2)))" if examples else f"{whole} / lengths"

    return text


composed(
    "ctc_loss",
    _ctc,
    family="loss",
    shape=_ctc_shape,
    cost=_ctc_cost,
    symbol="CTC",
    formula=_ctc_text,
    local=[_ctc_slope_text("")],
    downstream=[_ctc_slope_text("g")],
    where={
        "log_likelihood": Named(
            "the logarithm of the probability of each text, over all ways to spread its letters over the steps",
            _log_likelihood,
        ),
        "share": Named(
            "the probability that a letter is written at a step, given that the text comes out",
            lambda *inputs, **attributes: np.exp(inputs[0]) - _ctc_pull(*inputs, **attributes),
        ),
        "lengths": Named(
            "the number of letters of each text", lambda *_, target_lengths, **__: np.maximum(target_lengths, 1)
        ),
        "n": number("how many texts are averaged", lambda log_probs, *_, **__: log_probs.shape[1]),
    },
    words="every letter is pushed at every step by the share of all ways to write the text that pass there",
    choice="The gradient holds exp(log_probs) as in PyTorch; behind a log_softmax it makes no difference.",
    names="functional.ctc_loss torch.ctc_loss",
    takes=FRACTIONS,
    needs="01y",
)


def _multilabel_margin(input: Array, target: Array, /, reduction: str = "mean") -> Array:
    rows = input if len(input.shape) > 1 else input.reshape((1, -1))
    labels = values_of(target).reshape(rows.shape)
    examples, classes = rows.shape
    # What stands behind the first -1 does not count.
    counted = np.cumsum(labels < 0, axis=1) == 0
    if labels.dtype.kind not in "iu" or (labels.size and labels.max() >= classes):
        raise ArgumentError(f"multilabel_margin_loss takes classes below {classes} as its targets, and -1 behind them")
    wanted = np.zeros(rows.shape, np.bool_)
    wanted[np.nonzero(counted)[0], labels[counted]] = True
    chosen = rows[(np.arange(examples)[:, None], np.where(counted, labels, 0))]
    gaps = compute("relu", 1 - np.expand_dims(chosen, 2) + np.expand_dims(rows, 1))
    pairs = counted[:, :, None] & np.logical_not(wanted)[:, None, :]
    each = np.where(pairs, gaps, 0.0).sum((1, 2)) / classes
    if checked(reduction) == "none":
        return each if len(input.shape) > 1 else each.reshape(())
    return each.sum() if reduction == "sum" else each.sum() / examples


def _multilabel_margin_shape(input: Shape, target: Shape, reduction: str = "mean") -> Shape:
    if input != target or len(input) not in (1, 2):
        raise ShapeError(
            "multilabel_margin_loss needs scores and targets of one shape (examples, classes), "
            f"got {shape_text(input)} and {shape_text(target)}"
        )
    return input[:-1] if checked(reduction) == "none" else ()


composed(
    "multilabel_margin_loss",
    _multilabel_margin,
    family="loss",
    shape=_multilabel_margin_shape,
    cost=lambda shape, input, target, **attributes: 5.0 * size(input) * input[-1] + 1,
    symbol="margin",
    formula=lambda input, target, reduction="mean": (
        "hinges(input, target) / n" if reduction == "none" else "sum(hinges(input, target)) / n"
    ),
    local=["push(input, target) / n"],
    downstream=[
        lambda input, target, reduction="mean": (
            f"{'spread(g, dim=-1)' if reduction == 'none' else 'g'} * push(input, target) / n"
        )
    ],
    where={
        "hinges": Named(
            "for each example max(1 - a + b, 0), added up over the scores a of classes that apply and b of those that "
            "do not",
            lambda input, target, **_: input.shape[-1] * _multilabel_margin(input, target, "none"),
        ),
        "push": Named(
            "for a class that applies, minus the number of others that come closer than 1; for another, the number of "
            "those it comes closer to",
            lambda input, target, **_: input.shape[-1] * _pull("multilabel_margin_loss")(input, target),
        ),
        "n": number(
            "how many scores are averaged: the classes of one example, or of all",
            lambda input, *_, reduction="mean": input.size if reduction == "mean" else input.shape[-1],
        ),
    },
    words="every pair of a class that applies and one that does not is pushed apart until 1 lies between them",
    choice="On the margin itself the gradient is taken as 0, as in PyTorch.",
    names="functional.multilabel_margin_loss",
    takes=FRACTIONS,
    needs="01",
)
