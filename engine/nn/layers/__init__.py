"""The layers of torch.nn: objects that hold parameters and are called with tensors, here and in programs alike.

In come sizes and options, in PyTorch's order and with its names; out come layers, whose first numbers are those that
PyTorch draws from the same seed. `LAYERS` has each by its name. Begin with `module.py`; `elementary.py` is the table of
those that are one function.
"""

from collections.abc import Mapping

from engine.nn.layers import (
    arranging,
    attention,
    cells,
    container,
    convolution,
    embedding,
    linear,
    normalization,
    recurrent,
    slope,
    transformer,
)
from engine.nn.layers.container import ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential
from engine.nn.layers.elementary import ELEMENTARY
from engine.nn.layers.lazy import LAZY, Lazy
from engine.nn.layers.linear import Identity, Linear
from engine.nn.layers.module import Module, Parameter, as_parameter, is_parameter

_ROOMS = (
    *(arranging, attention, cells, container, convolution, embedding, linear, normalization, recurrent),
    *(slope, transformer),
)
LAYERS: Mapping[str, type[Module]] = {
    **{
        name: made
        for room in _ROOMS
        for name, made in vars(room).items()
        if isinstance(made, type)
        and issubclass(made, Module)
        and made.__module__ == room.__name__
        and not name.startswith("_")
        and made not in (attention.OutProjection, convolution.Convolution, recurrent.Recurrent, cells.Cell)
    },
    **ELEMENTARY,
    **LAZY,
}

__all__ = [
    "LAYERS",
    "Identity",
    "Lazy",
    "Linear",
    "Module",
    "ModuleDict",
    "ModuleList",
    "Parameter",
    "ParameterDict",
    "ParameterList",
    "Sequential",
    "as_parameter",
    "is_parameter",
]
