"""How Python names the types that a program can print: `<class 'int'>`, `<class 'torch.Tensor'>`."""

from __future__ import annotations

from engine.language.objects import Class
from engine.language.values import Builtin, Operation, Value

_BUILTIN = (
    *("bool", "bytearray", "bytes", "dict", "enumerate", "filter", "float", "frozenset", "int", "list", "map"),
    *("property", "range", "reversed", "set", "slice", "staticmethod", "classmethod", "str", "super", "tuple"),
    *("type", "zip"),
)
_ACTIVATIONS = ("ReLU", "Sigmoid", "Tanh", "LeakyReLU", "ELU", "GELU", "SiLU", "Softplus", "Softmax", "LogSoftmax")
_LOSSES = (
    *("MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss", "BCELoss", "BCEWithLogitsLoss", "CrossEntropyLoss"),
    *("NLLLoss",),
)
# Where Python and PyTorch say that a type is from.
_HOMES = {
    **dict.fromkeys(("Counter", "OrderedDict", "defaultdict", "deque"), "collections"),
    **dict.fromkeys(("Size", "Generator"), "torch"),
    **dict.fromkeys(("Sequential", "ModuleList", "ModuleDict"), "torch.nn.modules.container"),
    **dict.fromkeys(_ACTIVATIONS, "torch.nn.modules.activation"),
    **dict.fromkeys(_LOSSES, "torch.nn.modules.loss"),
    "Flatten": "torch.nn.modules.flatten",
    "Linear": "torch.nn.modules.linear",
    "Parameter": "torch.nn.parameter",
    "SGD": "torch.optim.sgd",
    "Adam": "torch.optim.adam",
    "AdamW": "torch.optim.adamw",
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
