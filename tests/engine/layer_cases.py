"""Layers with inputs, for the engine and for PyTorch alike: `tests/torch/write_layers.py` writes what PyTorch makes of
them into torch_layers.json.

An input is a shape, of numbers that require a gradient; or a word with what belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

# Layers that PyTorch drops by numbers of a library that the engine does not have: compared in evaluation alone.
DROPPING = ("Dropout", "dropout=0.", "RReLU")

Input = Any

_VECTOR, _IMAGE = (4, 6), (2, 4, 6, 5)
_POOLED = (("1d", (2, 3, 9), (3, 7)), ("2d", (2, 3, 8, 7), (3, 5, 6)), ("3d", (1, 2, 6, 5, 4), (2, 5, 4, 4)))

CASES: list[tuple[str, tuple[Input, ...]]] = [
    ("nn.Identity(3, a=2)", (_VECTOR,)),
    ("nn.Linear(6, 3)", (_VECTOR,)),
    ("nn.Linear(1, 5, False)", ((1,),)),
    ("nn.Linear(6, 3, bias=False)", ((2, 3, 6),)),
    ("nn.Bilinear(6, 2, 3)", (_VECTOR, (4, 2))),
    ("nn.Bilinear(1, 2, 3, False)", ((5, 1), (5, 2))),
    ("nn.Flatten()", (_IMAGE,)),
    ("nn.Flatten(0, 2)", (_IMAGE,)),
    ("nn.Unflatten(1, (2, 3))", (_VECTOR,)),
    ("nn.Unflatten(-1, [3, -1])", (_VECTOR,)),
    ("nn.PReLU()", (_VECTOR,)),
    ("nn.PReLU(4, init=0.1)", (_IMAGE,)),
    ("nn.Sequential(nn.Linear(6, 3), nn.Tanh(), nn.Linear(3, 2))", (_VECTOR,)),
    # Activations.
    *(
        (f"nn.{name}({options})", (_VECTOR,))
        for name, options in (
            *(("ReLU", ""), ("ReLU6", ""), ("Sigmoid", ""), ("Tanh", ""), ("LeakyReLU", "0.2"), ("ELU", "alpha=0.7")),
            *(("SELU", ""), ("CELU", "0.5"), ("GELU", ""), ("GELU", "approximate='tanh'"), ("SiLU", ""), ("Mish", "")),
            *(("GLU", ""), ("GLU", "0"), ("Softplus", "2, 1.0"), ("Softmax", "1"), ("Softmin", "dim=0")),
            *(("LogSoftmax", "-1"), ("LogSigmoid", ""), ("Softsign", ""), ("Softshrink", "0.3"), ("Hardshrink", "")),
            *(("Tanhshrink", ""), ("Threshold", "0.1, 20"), ("Hardtanh", "-0.5, max_val=0.8"), ("Hardsigmoid", "")),
            *(("Hardswish", ""), ("RReLU", "0.1, 0.3"), ("Dropout", "0.3"), ("AlphaDropout", ""), ("ELU", "")),
        )
    ),
    ("nn.Softmax2d()", (_IMAGE,)),
    *((f"nn.Dropout{n}d()", (shape,)) for n, shape, _ in ((1, (2, 3, 9), 0), (2, _IMAGE, 0), (3, (1, 2, 3, 4, 5), 0))),
    # Convolutions.
    ("nn.Conv1d(3, 4, 3)", ((2, 3, 9),)),
    ("nn.Conv1d(4, 6, (2,), stride=2, padding=1, dilation=3, groups=2, bias=False)", ((4, 11),)),
    ("nn.Conv1d(3, 3, 4, padding='same', padding_mode='circular')", ((2, 3, 9),)),
    ("nn.Conv2d(4, 3, 3, padding=1)", (_IMAGE,)),
    ("nn.Conv2d(4, 2, (2, 3), (2, 1), (1, 0), (1, 2), 2, False)", (_IMAGE,)),
    ("nn.Conv2d(4, 4, 3, padding='same', padding_mode='reflect', groups=4)", (_IMAGE,)),
    ("nn.Conv2d(4, 2, 2, padding='valid')", ((4, 6, 5),)),
    ("nn.Conv2d(4, 2, 3, padding=(1, 2), padding_mode='replicate')", (_IMAGE,)),
    ("nn.Conv3d(2, 3, 2)", ((1, 2, 4, 3, 5),)),
    ("nn.Conv3d(2, 2, (1, 2, 3), padding=(0, 1, 2), stride=(1, 2, 1))", ((2, 3, 4, 5),)),
    ("nn.ConvTranspose1d(3, 2, 3)", ((2, 3, 5),)),
    ("nn.ConvTranspose1d(4, 6, 3, 2, 1, 1, 2, False, 2)", ((4, 5),)),
    ("nn.ConvTranspose2d(4, 3, (2, 3), stride=2, padding=1, output_padding=1)", (_IMAGE,)),
    ("nn.ConvTranspose3d(2, 2, 2)", ((1, 2, 3, 2, 4),)),
    # Pooling.
    *(
        (f"nn.{name}{n}({options})", (shape,))
        for n, batched, alone in _POOLED
        for name, options, shape in (
            *(("MaxPool", "2", batched), ("MaxPool", "3, stride=1, padding=1, dilation=1, ceil_mode=True", batched)),
            *(("AvgPool", "2", batched), ("AvgPool", "3, 2, 1, True, False", batched), ("MaxPool", "2, 1", alone)),
            *(("AdaptiveAvgPool", "2", batched), ("AdaptiveAvgPool", "3", alone), ("AdaptiveMaxPool", "2", batched)),
            *(("LPPool", "2, 2", batched),),
        )
    ),
    ("nn.AvgPool2d((2, 1), divisor_override=3)", (_IMAGE,)),
    ("nn.MaxPool2d((2, 3), return_indices=True)", (_IMAGE,)),
    ("nn.AdaptiveAvgPool2d((None, 2))", (_IMAGE,)),
    ("nn.AdaptiveMaxPool2d((3, 2), return_indices=True)", (_IMAGE,)),
    # Normalization.
    ("nn.BatchNorm1d(6)", (_VECTOR,)),
    ("nn.BatchNorm1d(3, momentum=None)", ((2, 3, 5),)),
    ("nn.BatchNorm1d(6, affine=False, track_running_stats=False)", (_VECTOR,)),
    ("nn.BatchNorm2d(4, eps=1e-3, momentum=0.3)", (_IMAGE,)),
    ("nn.BatchNorm2d(4, bias=False)", (_IMAGE,)),
    ("nn.BatchNorm3d(2)", ((3, 2, 2, 3, 2),)),
    ("nn.InstanceNorm1d(3)", ((2, 3, 5),)),
    ("nn.InstanceNorm1d(3, affine=True)", ((3, 5),)),
    ("nn.InstanceNorm2d(4, affine=True, track_running_stats=True)", (_IMAGE,)),
    ("nn.InstanceNorm3d(2, momentum=0.3)", ((1, 2, 2, 3, 2),)),
    ("nn.LayerNorm(6)", (_VECTOR,)),
    ("nn.LayerNorm((6, 5), bias=False)", (_IMAGE,)),
    ("nn.LayerNorm([5], 1e-2, False)", (_IMAGE,)),
    ("nn.RMSNorm(6)", (_VECTOR,)),
    ("nn.RMSNorm((6, 5), eps=1e-3, elementwise_affine=False)", (_IMAGE,)),
    ("nn.GroupNorm(2, 4)", (_IMAGE,)),
    ("nn.GroupNorm(4, 4, affine=False)", ((3, 4, 7),)),
    ("nn.LocalResponseNorm(3, k=2.0)", (_IMAGE,)),
    # Tables.
    ("nn.Embedding(7, 3)", (("classes", (2, 4), 7),)),
    ("nn.Embedding(7, 3, padding_idx=-2)", (("classes", (5,), 7),)),
    ("nn.Embedding(7, 20, max_norm=2.0)", (("classes", (2, 3, 2), 4),)),
    ("nn.EmbeddingBag(7, 3)", (("classes", (2, 4), 7),)),
    ("nn.EmbeddingBag(7, 3, mode='sum', padding_idx=1)", (("classes", (2, 4), 7),)),
    ("nn.EmbeddingBag(7, 3, mode='max')", (("classes", (2, 4), 7),)),
    # Padding and resizing.
    *((f"nn.{word}Pad1d({size})", ((2, 3, 5),)) for word, size in (("Zero", 1), ("Reflection", "(2, 1)"))),
    *((f"nn.{word}Pad1d({size})", ((2, 3, 5),)) for word, size in (("Replication", 2), ("Circular", "(0, 2)"))),
    ("nn.ConstantPad1d((1, 2), 0.5)", ((3, 5),)),
    ("nn.ZeroPad2d((1, 0, 2, 1))", (_IMAGE,)),
    ("nn.ReflectionPad2d(1)", (_IMAGE,)),
    ("nn.ReplicationPad2d((1, 2, 0, 1))", (_IMAGE,)),
    ("nn.CircularPad2d(2)", (_IMAGE,)),
    ("nn.ConstantPad2d(1, -1.5)", (_IMAGE,)),
    ("nn.ReplicationPad3d(1)", ((1, 2, 3, 2, 4),)),
    ("nn.ConstantPad3d(1, 3.5)", ((1, 2, 3, 2, 4),)),
    ("nn.PixelShuffle(2)", (_IMAGE,)),
    ("nn.PixelUnshuffle(2)", ((1, 2, 4, 6),)),
    ("nn.ChannelShuffle(2)", (_IMAGE,)),
    ("nn.Upsample(scale_factor=2)", (_IMAGE,)),
    ("nn.Upsample((7, 4), mode='bilinear', align_corners=True)", (_IMAGE,)),
    ("nn.Upsample(9, mode='linear')", ((2, 3, 5),)),
    ("nn.UpsamplingNearest2d(scale_factor=2)", (_IMAGE,)),
    ("nn.UpsamplingBilinear2d(3)", (_IMAGE,)),
    ("nn.Fold((4, 5), (2, 3))", ((2, 12, 9),)),
    ("nn.Unfold((2, 3), stride=2)", (_IMAGE,)),
    ("nn.CosineSimilarity()", (_VECTOR, _VECTOR)),
    ("nn.PairwiseDistance(3, keepdim=True)", (_VECTOR, _VECTOR)),
    # Losses.
    *((f"nn.{name}({options})", (_VECTOR, _VECTOR)) for name, options in (("MSELoss", ""), ("L1Loss", ""))),
    ("nn.MSELoss(reduction='sum')", (_VECTOR, _VECTOR)),
    ("nn.L1Loss(None, None, 'none')", (_VECTOR, _VECTOR)),
    ("nn.SmoothL1Loss(beta=0.5)", (_VECTOR, _VECTOR)),
    ("nn.HuberLoss('sum', 0.3)", (_VECTOR, _VECTOR)),
    ("nn.BCELoss()", (("shares", _VECTOR), ("shares", _VECTOR))),
    ("nn.BCEWithLogitsLoss()", (_VECTOR, ("shares", _VECTOR))),
    ("nn.BCEWithLogitsLoss(pos_weight=tensor([1.0, 2.0, 3.0, 0.5, 1.0, 4.0]))", (_VECTOR, ("shares", _VECTOR))),
    ("nn.CrossEntropyLoss()", (_VECTOR, ("classes", (4,), 6))),
    ("nn.CrossEntropyLoss(tensor([1.0, 2.0, 3.0, 0.5, 1.0, 4.0]), ignore_index=2)", (_VECTOR, ("classes", (4,), 6))),
    ("nn.CrossEntropyLoss(label_smoothing=0.2, reduction='sum')", ((2, 4, 3), ("classes", (2, 3), 4))),
    ("nn.NLLLoss()", (_VECTOR, ("classes", (4,), 6))),
    ("nn.KLDivLoss(reduction='batchmean')", (_VECTOR, ("shares", _VECTOR))),
    ("nn.KLDivLoss(reduction='sum', log_target=True)", (_VECTOR, _VECTOR)),
    ("nn.PoissonNLLLoss()", (_VECTOR, ("shares", _VECTOR))),
    ("nn.HingeEmbeddingLoss(0.5)", (_VECTOR, ("signs", _VECTOR))),
    ("nn.SoftMarginLoss()", (_VECTOR, ("signs", _VECTOR))),
    ("nn.MultiMarginLoss(margin=0.7)", (_VECTOR, ("classes", (4,), 6))),
    ("nn.MultiLabelMarginLoss()", (_VECTOR, ("labels", _VECTOR))),
    ("nn.MultiLabelSoftMarginLoss()", (_VECTOR, ("shares", _VECTOR))),
    ("nn.GaussianNLLLoss(full=True)", (_VECTOR, _VECTOR, ("shares", _VECTOR))),
    ("nn.CosineEmbeddingLoss(0.2)", (_VECTOR, _VECTOR, ("signs", (4,)))),
    ("nn.MarginRankingLoss(0.3)", ((4,), (4,), ("signs", (4,)))),
    ("nn.TripletMarginLoss(margin=1.5, swap=True)", (_VECTOR, _VECTOR, _VECTOR)),
    # Sequences.
    ("nn.RNN(3, 4)", ((5, 2, 3),)),
    ("nn.RNN(3, 2, 2, 'relu', False, True)", ((2, 4, 3), (2, 2, 2))),
    ("nn.RNN(3, 2, bidirectional=True)", ((4, 3),)),
    ("nn.LSTM(3, 4)", ((5, 2, 3),)),
    ("nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True, proj_size=2)", ((2, 3, 3),)),
    ("nn.LSTM(3, 2, bias=False)", ((4, 1, 3), ("pair", (1, 1, 2)))),
    ("nn.LSTM(3, 2, num_layers=2, dropout=0.5)", ((4, 3),)),
    ("nn.GRU(3, 4)", ((5, 2, 3),)),
    ("nn.GRU(3, 2, 2, True, True, 0.0, True)", ((2, 3, 3), (4, 2, 2))),
    ("nn.RNNCell(3, 4)", ((2, 3),)),
    ("nn.RNNCell(3, 4, False, 'relu')", ((3,), (4,))),
    ("nn.LSTMCell(3, 4)", ((2, 3),)),
    ("nn.LSTMCell(3, 2, bias=False)", ((2, 3), ("pair", (2, 2)))),
    ("nn.GRUCell(3, 4)", ((2, 3), (2, 4))),
    ("nn.MultiheadAttention(4, 2)", ((3, 2, 4), (5, 2, 4), (5, 2, 4))),
    ("nn.MultiheadAttention(6, 3, bias=False, batch_first=True, kdim=2, vdim=3)", ((2, 3, 6), (2, 5, 2), (2, 5, 3))),
    ("nn.MultiheadAttention(4, 1, add_bias_kv=True, add_zero_attn=True)", ((3, 4), (5, 4), (5, 4))),
    ("nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0)", ((3, 2, 4),)),
    ("nn.TransformerEncoderLayer(4, 1, 6, 0.0, 'gelu', 1e-3, True, True, False)", ((2, 3, 4),)),
    ("nn.TransformerDecoderLayer(4, 2, 8, dropout=0.0)", ((3, 2, 4), (5, 2, 4))),
    ("nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0), 2, nn.LayerNorm(4))", ((3, 2, 4),)),
    ("nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 8, dropout=0.0), 2)", ((3, 2, 4), (5, 2, 4))),
    # Layers that learn their size.
    ("nn.LazyLinear(3)", (_VECTOR,)),
    ("nn.LazyConv1d(2, 3, bias=False)", ((2, 3, 9),)),
    ("nn.LazyConv2d(3, 2, padding=1)", (_IMAGE,)),
    ("nn.LazyConv2d(3, 2)", ((4, 6, 5),)),
    ("nn.LazyConvTranspose2d(3, 2, stride=2)", (_IMAGE,)),
    ("nn.LazyBatchNorm1d()", (_VECTOR,)),
    ("nn.LazyBatchNorm2d(momentum=0.2)", (_IMAGE,)),
    ("nn.LazyInstanceNorm2d(affine=False)", (_IMAGE,)),
]


def numbers(shape: tuple[int, ...], seed: int) -> np.ndarray:
    return np.sin(1.7 * np.arange(np.prod(shape, dtype=int)) ** 1.1 + seed).reshape(shape) * 1.3


def arrays(given: Input, seed: int) -> list[np.ndarray]:
    """The numbers of an input; two of them where it is a pair."""
    match given:
        case ("classes", shape, count):
            return [(7 * np.arange(np.prod(shape)) + 3).reshape(shape) % count]
        case ("shares", shape):
            return [np.abs(numbers(shape, seed)) / 1.4 + 0.02]
        case ("signs", shape):
            return [np.sign(numbers(shape, seed))]
        case ("labels", shape):
            rows = np.full(shape, -1)
            rows[:, :2] = (np.arange(2 * shape[0]) % shape[1]).reshape(-1, 2)
            return [rows]
        case ("pair", shape):
            return [numbers(shape, seed), numbers(shape, seed + 50)]
    return [numbers(given, seed)]


def differentiable(given: Input) -> bool:
    return isinstance(given[0], int) or given[0] == "pair"


def flat(result: Any) -> Iterator[Any]:
    """The tensors of what a layer answers."""
    if isinstance(result, (tuple, list)):
        for part in result:
            yield from flat(part)
    elif result is not None:
        yield result


def sums(values: Any) -> list[float]:
    """Two numbers that stand for all: the sum, and one in which each entry has a weight of its own."""
    array = np.asarray(values, dtype=np.float64).reshape(-1)
    return [float(array.sum()), float((array * np.cos(np.arange(len(array)) + 0.5)).sum())]


def modes(expression: str) -> list[str]:
    return (
        ["eval"]
        if any(word in expression for word in DROPPING) and "dropout=0.0" not in expression
        else [
            "train",
            "eval",
        ]
    )
