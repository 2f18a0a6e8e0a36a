"""Layers that are one function of torch.nn.functional with its options fixed beforehand: activations, pooling, padding,
losses and the like. One row of ROWS is one layer; its arguments are PyTorch's, by `torch_signatures.json`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from inspect import Signature, signature
from typing import Any, ClassVar, NamedTuple

from engine.errors import ArgumentError
from engine.functions import FUNCTIONS
from engine.functions.signatures import SIGNATURES, bound, handed_on, in_python
from engine.nn.layers.module import Module
from engine.tensors import Tensor

# What an option of a layer can be: plain data, and a row of numbers for sizes.
PLAIN = (type(None), bool, int, float, str, Tensor)
Options = dict[str, Any]
Change = Callable[[Options], None]


class Row(NamedTuple):
    """The function, and what the text of the layer says of its options: "alpha" for alpha=…, "=alpha" for the number
    alone. `tensors` go in; a `trained` layer hands on whether it is in training. `change` completes the options as
    PyTorch does when the layer is made, `fixed` stands for what the layer does not let one choose, and `called` has
    what the function calls an option.
    """

    function: str
    told: str = ""
    tensors: int = 1
    trained: bool = False
    change: Change | None = None
    fixed: Mapping[str, Any] = {}
    inputs: tuple[str, ...] = ("input",)
    called: Mapping[str, str] = {}


class Elementary(Module):
    """A layer of one row."""

    row: ClassVar[Row]
    taken: ClassVar[Signature]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()
        try:
            given = self.taken.bind(*args, **kwargs)
        except TypeError as reason:
            raise ArgumentError(f"{self.kind}: {reason}") from None
        given.apply_defaults()
        self._options: Options = dict(given.arguments)
        for loose in ("args", "kwargs"):
            self._options.pop(loose, None)
        for name, value in self._options.items():
            _require_plain(self.kind, name, value)
        if self.row.change is not None:
            self.row.change(self._options)
        for name, value in self._options.items():
            self.hold(name, value)

    def hold(self, name: str, value: Any) -> None:
        """An option that is a tensor is a buffer, as the weights of classes are."""
        if isinstance(value, Tensor):
            self.register_buffer(name, value)
        elif name != "inplace" or value:
            setattr(self, name, value)

    def options(self) -> Options:
        """As they are now: a program may have changed one."""
        held = self.members()
        return {name: held.get(name, value) for name, value in self._options.items()}

    def forward(self, *inputs: Any, **named: Any) -> Any:
        path = f"torch.nn.functional.{self.row.function}"
        function = FUNCTIONS[f"functional.{self.row.function}"]
        options = {self.row.called.get(name, name): value for name, value in self.options().items()}
        options = {**options, **self.row.fixed, **named}
        if self.row.trained:
            options["training"] = self.training
        taken = bound(path, inputs, options)
        if taken is None:
            raise ArgumentError(f"{self.kind} is not made like this: it is {self}")
        positional, by_name = handed_on(path, taken, signature(function))
        return function(*positional, **by_name)

    def extra_repr(self) -> str:
        options = {**self.options(), **self.row.fixed}
        parts = []
        for word in self.row.told.split():
            name = word.lstrip("=")
            value = options.get(name)
            if name == "inplace" and word != "=inplace":
                parts += ["inplace=True"] if value else []
            elif name in ("size", "scale_factor") and value is None:
                continue
            elif word.startswith("=") and name != "inplace":
                parts.append(f"{value}")
            else:
                parts.append(f"{name}={value!r}" if name not in ("padding_mode",) else f"{name}={value}")
        return ", ".join(parts)


def _require_plain(kind: str, name: str, value: Any) -> None:
    listed = list(value) if isinstance(value, (list, tuple)) else [value]
    if not all(isinstance(one, PLAIN) for one in listed):
        raise ArgumentError(f"{name} of {kind} is a number or a word, not {type(value).__name__}")


def _stride_of_the_kernel(options: Options) -> None:
    if options["stride"] is None:
        options["stride"] = options["kernel_size"]


def _single(names: str) -> Change:
    """PyTorch keeps these as one number a spatial dim."""

    def change(options: Options) -> None:
        _stride_of_the_kernel(options)
        for name in names.split():
            options[name] = _several(options[name], 1)

    return change


def _several(value: Any, count: int) -> Any:
    return tuple(value) if isinstance(value, (list, tuple)) else (value,) * count


def _unpooling(ndim: int) -> Change:
    def change(options: Options) -> None:
        _stride_of_the_kernel(options)
        for name in ("kernel_size", "stride", "padding"):
            options[name] = _several(options[name], ndim)

    return change


def _padding(ndim: int) -> Change:
    def change(options: Options) -> None:
        options["padding"] = _several(options["padding"], 2 * ndim)

    return change


def _scale(options: Options) -> None:
    factor = options["scale_factor"]
    if factor is not None:
        options["scale_factor"] = tuple(map(float, factor)) if isinstance(factor, (list, tuple)) else float(factor)


def _min_and_max(options: Options) -> None:
    """The older words for the bounds."""
    for word, name in (("min_value", "min_val"), ("max_value", "max_val")):
        value = options.pop(word, None)
        if value is not None:
            options[name] = value
    if not options["max_val"] > options["min_val"]:
        raise ArgumentError("max_val of Hardtanh is larger than its min_val")


def _chance(options: Options) -> None:
    p = options["p"]
    if not isinstance(p, (int, float)) or not 0 <= p <= 1:
        raise ArgumentError(f"p of dropout is a probability from 0 to 1, not {p!r}")


_INPUT_AND_TARGET = ("input", "target")
_loss = partial(Row, tensors=2, inputs=_INPUT_AND_TARGET)
_PADDED = {"padding": "pad"}
_pool = "kernel_size stride padding"

ROWS: dict[str, Row] = {
    "ReLU": Row("relu", "inplace"),
    "ReLU6": Row("relu6", "inplace"),
    "Sigmoid": Row("sigmoid"),
    "Tanh": Row("tanh"),
    "LeakyReLU": Row("leaky_relu", "negative_slope inplace"),
    "ELU": Row("elu", "alpha inplace"),
    "SELU": Row("selu", "inplace"),
    "CELU": Row("celu", "alpha inplace"),
    "GELU": Row("gelu", "approximate"),
    "SiLU": Row("silu", "inplace"),
    "Mish": Row("mish", "inplace"),
    "GLU": Row("glu", "dim"),
    "Softplus": Row("softplus", "beta threshold"),
    "Softmax": Row("softmax", "dim"),
    "Softmin": Row("softmin", "dim"),
    "LogSoftmax": Row("log_softmax", "dim"),
    "Softmax2d": Row("softmax", fixed={"dim": -3}),
    "LogSigmoid": Row("logsigmoid"),
    "Softsign": Row("softsign"),
    "Softshrink": Row("softshrink", "=lambd"),
    "Hardshrink": Row("hardshrink", "=lambd"),
    "Tanhshrink": Row("tanhshrink"),
    "Threshold": Row("threshold", "threshold value inplace"),
    "Hardtanh": Row("hardtanh", "min_val max_val inplace", change=_min_and_max),
    "Hardsigmoid": Row("hardsigmoid"),
    "Hardswish": Row("hardswish"),
    "RReLU": Row("rrelu", "lower upper inplace", trained=True),
    "Dropout": Row("dropout", "p =inplace", trained=True, change=_chance),
    "Dropout1d": Row("dropout1d", "p =inplace", trained=True, change=_chance),
    "Dropout2d": Row("dropout2d", "p =inplace", trained=True, change=_chance),
    "Dropout3d": Row("dropout3d", "p =inplace", trained=True, change=_chance),
    "AlphaDropout": Row("alpha_dropout", "p =inplace", trained=True, change=_chance),
    "FeatureAlphaDropout": Row("feature_alpha_dropout", "p =inplace", trained=True, change=_chance),
    "AvgPool1d": Row("avg_pool1d", _pool, change=_single(_pool)),
    "AvgPool2d": Row("avg_pool2d", _pool, change=_stride_of_the_kernel),
    "AvgPool3d": Row("avg_pool3d", _pool, change=_stride_of_the_kernel),
    **{
        f"MaxPool{n}d": Row(f"max_pool{n}d", f"{_pool} dilation ceil_mode", change=_stride_of_the_kernel)
        for n in (1, 2, 3)
    },
    **{
        f"MaxUnpool{n}d": Row(f"max_unpool{n}d", _pool, tensors=2, change=_unpooling(n), inputs=("input", "indices"))
        for n in (1, 2, 3)
    },
    **{f"LPPool{n}d": Row(f"lp_pool{n}d", "norm_type kernel_size stride ceil_mode") for n in (1, 2, 3)},
    **{f"AdaptiveAvgPool{n}d": Row(f"adaptive_avg_pool{n}d", "output_size") for n in (1, 2, 3)},
    **{f"AdaptiveMaxPool{n}d": Row(f"adaptive_max_pool{n}d", "output_size") for n in (1, 2, 3)},
    **{
        f"{word}Pad{n}d": Row("pad", "=padding", change=_padding(n), fixed={"mode": mode, **fixed}, called=_PADDED)
        for word, mode, fixed in (
            ("Zero", "constant", {"value": 0.0}),
            ("Reflection", "reflect", {}),
            ("Replication", "replicate", {}),
            ("Circular", "circular", {}),
        )
        for n in (1, 2, 3)
    },
    **{f"ConstantPad{n}d": Row("pad", "padding value", change=_padding(n), called=_PADDED) for n in (1, 2, 3)},
    "LocalResponseNorm": Row("local_response_norm", "=size alpha beta k"),
    "PixelShuffle": Row("pixel_shuffle", "upscale_factor"),
    "PixelUnshuffle": Row("pixel_unshuffle", "downscale_factor"),
    "ChannelShuffle": Row("channel_shuffle", "groups"),
    "Upsample": Row("interpolate", "size scale_factor mode", change=_scale),
    "UpsamplingNearest2d": Row("interpolate", "size scale_factor mode", change=_scale, fixed={"mode": "nearest"}),
    "UpsamplingBilinear2d": Row(
        "interpolate", "size scale_factor mode", change=_scale, fixed={"mode": "bilinear", "align_corners": True}
    ),
    "Fold": Row("fold", "output_size kernel_size dilation padding stride"),
    "Unfold": Row("unfold", "kernel_size dilation padding stride"),
    "CosineSimilarity": Row("cosine_similarity", tensors=2, inputs=("x1", "x2")),
    "PairwiseDistance": Row("pairwise_distance", tensors=2, inputs=("x1", "x2")),
    "MSELoss": _loss("mse_loss"),
    "L1Loss": _loss("l1_loss"),
    "SmoothL1Loss": _loss("smooth_l1_loss"),
    "HuberLoss": _loss("huber_loss"),
    "BCELoss": _loss("binary_cross_entropy"),
    "BCEWithLogitsLoss": _loss("binary_cross_entropy_with_logits"),
    "CrossEntropyLoss": _loss("cross_entropy"),
    "NLLLoss": _loss("nll_loss"),
    "KLDivLoss": _loss("kl_div"),
    "PoissonNLLLoss": _loss("poisson_nll_loss"),
    "HingeEmbeddingLoss": _loss("hinge_embedding_loss"),
    "SoftMarginLoss": _loss("soft_margin_loss"),
    "MultiMarginLoss": _loss("multi_margin_loss"),
    "MultiLabelMarginLoss": _loss("multilabel_margin_loss"),
    "MultiLabelSoftMarginLoss": _loss("multilabel_soft_margin_loss"),
    "GaussianNLLLoss": Row("gaussian_nll_loss", tensors=3, inputs=("input", "target", "var")),
    "CosineEmbeddingLoss": Row("cosine_embedding_loss", tensors=3, inputs=("input1", "input2", "target")),
    "MarginRankingLoss": Row("margin_ranking_loss", tensors=3, inputs=("input1", "input2", "target")),
    "TripletMarginLoss": Row("triplet_margin_loss", tensors=3, inputs=("anchor", "positive", "negative")),
    "CTCLoss": Row("ctc_loss", tensors=2, inputs=("log_probs", "targets", "input_lengths", "target_lengths")),
}


def _layer(kind: str, row: Row) -> type[Elementary]:
    (written,) = SIGNATURES[f"torch.nn.{kind}"]
    # The layers behind a function that PyTorch parses by kind are still called by name.
    members = {"row": row, "taken": in_python(written), "tensors": row.tensors, "inputs": row.inputs}
    made = type(kind, (Elementary,), {**members, "__module__": __name__, "__doc__": f"{row.function} as a layer."})
    made.__signature__ = members["taken"]  # type: ignore[attr-defined]
    return made


ELEMENTARY: Mapping[str, type[Elementary]] = {kind: _layer(kind, row) for kind, row in ROWS.items()}
__all__: Sequence[str] = ["ELEMENTARY", "Elementary"]
