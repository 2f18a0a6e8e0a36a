"""How Python names the types that a program can print: `<class 'int'>`, `<class 'torch.Tensor'>`."""

from __future__ import annotations

from engine.language.values.functions import Builtin, Operation
from engine.language.values.objects import Class
from engine.language.values.plain import Value
from engine.nn import LAYERS
from engine.optim import OPTIMIZERS, SCHEDULERS

_BUILTIN = (
    *("bool", "bytearray", "bytes", "dict", "enumerate", "filter", "float", "frozenset", "int", "list", "map"),
    *("property", "range", "reversed", "set", "slice", "staticmethod", "classmethod", "str", "super", "tuple"),
    *("type", "zip"),
)
# Where PyTorch has a layer: by a part of its name, else by the file of ours.
_LAYERS_BY_NAME = (
    *(
        ("Pool", "pooling"),
        ("Unpool", "pooling"),
        ("Pad", "padding"),
        ("Dropout", "dropout"),
        ("Loss", "loss"),
        ("BatchNorm", "batchnorm"),
    ),
    *(("InstanceNorm", "instancenorm"), ("Conv", "conv"), ("Linear", "linear"), ("Embedding", "sparse")),
    *(("latten", "flatten"), ("fold", "fold"), ("Fold", "fold"), ("Pixel", "pixelshuffle"), ("Upsampl", "upsampling")),
    *(("Channel", "channelshuffle"), ("CosineS", "distance"), ("Pairwise", "distance"), ("Response", "normalization")),
)
_LAYERS_BY_FILE = {
    **dict.fromkeys(("elementary", "slope", "attention"), "activation"),
    **dict.fromkeys(("recurrent", "cells"), "rnn"),
}


def _home_of_layer(kind: str, file: str) -> str:
    found = next((home for part, home in _LAYERS_BY_NAME if part in kind), None)
    return f"torch.nn.modules.{found or _LAYERS_BY_FILE.get(file, file)}"


# Where Python and PyTorch say that a type is from.
_HOMES = {
    **dict.fromkeys(("Counter", "OrderedDict", "defaultdict", "deque"), "collections"),
    **dict.fromkeys(("Size", "Generator"), "torch"),
    **{kind: _home_of_layer(kind, layer.__module__.rpartition(".")[2]) for kind, layer in LAYERS.items()},
    "Parameter": "torch.nn.parameter",
    **{name: f"torch.optim.{name.lower()}" for name in OPTIMIZERS},
    **dict.fromkeys(SCHEDULERS, "torch.optim.lr_scheduler"),
}
_PATHS = {
    **{name: name for name in _BUILTIN},
    **{name: f"{home}.{name}" for name, home in _HOMES.items()},
    "torch.Tensor": "torch.Tensor",
    "numpy.ndarray": "numpy.ndarray",
    "Value": "micrograd.engine.Value",
}


def is_type(value: Value) -> bool:
    return isinstance(value, Class) or (isinstance(value, (Builtin, Operation)) and value.name in _PATHS)


def type_text(value: Value) -> str:
    """Only for what is a type."""
    return f"<class '{value.path if isinstance(value, Class) else _PATHS[value.name]}'>"
