"""Layers that learn the size of their input from the first call, and are the plain layer from then on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from inspect import Parameter, Signature, signature
from typing import Any, ClassVar

import numpy as np

from engine.errors import ArgumentError
from engine.mode import Recorder, mode, recording
from engine.nn.layers import convolution, normalization, weights
from engine.nn.layers.linear import Linear
from engine.nn.layers.module import Module, as_parameter
from engine.operation import Op
from engine.tensors import Tensor

# The size that the first call gives, as the plain layers call it.
SIZES = ("in_features", "in_channels", "num_features")
# Other defaults than those of the plain layer.
DEFAULTS = {"affine": True, "track_running_stats": True}


class _Paying(Recorder):
    """Asks another recorder for leave, and tells it nothing."""

    def __init__(self, asked: Recorder) -> None:
        self._asked = asked

    def admit(self, op: Op, inputs: tuple[Tensor, ...], attributes: Mapping[str, Any]) -> Tensor | None:
        return self._asked.admit(op, inputs, attributes)


class Lazy(Module):
    """A layer that stands for `plain` until it is called. Its parameters have no numbers until then."""

    tensors = 1
    plain: ClassVar[type[Module]]
    taken: ClassVar[Signature]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()
        try:
            given = self.taken.bind(*args, **kwargs)
        except TypeError as reason:
            raise ArgumentError(f"{self.kind}: {reason}") from None
        given.apply_defaults()
        self._given: dict[str, Any] = dict(given.arguments)
        if issubclass(self.plain, convolution.Convolution):
            for name, value in _windows(self.plain, self._given):
                weights.each(self.kind, name, value, self.plain.ndim)
        for name in self._waiting():
            self.register_parameter(name, as_parameter(Tensor(np.zeros(0), True)))

    def _waiting(self) -> list[str]:
        has = self._given.get("affine", True)
        return [name for name in ("weight", "bias") if has and (name == "weight" or self._given.get("bias", True))]

    def require_tensors(self, inputs: Any, named: Mapping[str, Any]) -> None:
        super().require_tensors(inputs, named)
        self._settle(inputs[0] if inputs else named["input"])

    def _settle(self, input: Tensor) -> None:
        """Becomes the plain layer. Who holds its parameters holds them still."""
        alone = issubclass(self.plain, convolution.Convolution) and input.ndim == self.plain.ndim + 1
        axis = -1 if self.plain is Linear else 0 if alone else 1
        if not -input.ndim <= axis < input.ndim:
            raise ArgumentError(f"{self.kind} cannot tell its size from an input of {input.ndim} dims")
        recorder = mode().recorder
        with recording(None if recorder is None else _Paying(recorder)):
            make: Callable[..., Module] = self.plain
            made = make(input.shape[axis], **self._given)
        for name, drawn in made.own_parameters():
            waiting = self._parameters.get(name)
            if waiting is not None:
                waiting._data = drawn._data
                made._parameters[name] = waiting
        if recorder is not None:
            for _, tensor in [*made.own_parameters(), *made.own_buffers()]:
                recorder.leaf(tensor, constant=False)
        held = {name: value for name, value in vars(made).items() if name not in ("name", "training")}
        for name in ("_hooks", "_pre_hooks", "_given"):
            held.pop(name, None)
        vars(self).update(held)
        self.__class__ = self.plain  # type: ignore[assignment]

    def extra_repr(self) -> str:
        return self.plain.extra_repr(self._shown())

    def _shown(self) -> Any:
        """What the plain layer would hold, with the size 0."""
        return _Shown(self.plain, self._given)


class _Shown:
    """The attributes that the text of a layer is made of."""

    def __init__(self, plain: type[Module], given: Mapping[str, Any]) -> None:
        vars(self).update(given, **dict.fromkeys(SIZES, 0))
        self.bias = (given.get("bias", True) and given.get("affine", True)) or None
        if issubclass(plain, convolution.Convolution):
            self.ndim = plain.ndim
            vars(self).update({"padding": given["padding"], "output_padding": (0,) * plain.ndim})
            for name, value in _windows(plain, given):
                vars(self)[name] = weights.each(plain.__name__, name, value, plain.ndim)


def _windows(plain: type[convolution.Convolution], given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The arguments that are a number for each spatial dim. A padding may be a word."""
    for name in ("kernel_size", "stride", "padding", "dilation", "output_padding"):
        if name in given and not isinstance(given[name], str):
            yield name, given[name]


def _lazy(plain: type[Module]) -> type[Lazy]:
    kind = f"Lazy{plain.__name__}"
    norm = plain.__name__.startswith(("BatchNorm", "InstanceNorm"))
    parameters = [
        each.replace(default=DEFAULTS.get(name, each.default) if norm else each.default)
        for name, each in signature(plain).parameters.items()
        if name not in SIZES
    ]
    taken = Signature([each.replace(annotation=Parameter.empty) for each in parameters])
    doc = f"{plain.__name__} that learns its size from the first call."
    made = type(kind, (Lazy,), {"plain": plain, "taken": taken, "__module__": __name__, "__doc__": doc})
    made.__signature__ = taken  # type: ignore[attr-defined]
    return made


_PLAIN: tuple[type[Module], ...] = (
    Linear,
    *(convolution.Conv1d, convolution.Conv2d, convolution.Conv3d),
    *(convolution.ConvTranspose1d, convolution.ConvTranspose2d, convolution.ConvTranspose3d),
    *(normalization.BatchNorm1d, normalization.BatchNorm2d, normalization.BatchNorm3d),
    *(normalization.InstanceNorm1d, normalization.InstanceNorm2d, normalization.InstanceNorm3d),
)
LAZY: Mapping[str, type[Lazy]] = {f"Lazy{plain.__name__}": _lazy(plain) for plain in _PLAIN}
