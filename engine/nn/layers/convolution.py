"""Convolutions and transposed ones over one, two or three spatial dims."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from engine.errors import ArgumentError, ShapeError
from engine.functions import FUNCTIONS
from engine.nn import init
from engine.nn.layers import weights
from engine.nn.layers.module import Module
from engine.operation import shape_text
from engine.tensors import Tensor

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


class Convolution(Module):
    """What all of them hold: weight and bias are drawn evenly from ±1/√(in · kernel)."""

    tensors = 1
    ndim: ClassVar[int] = 1
    transposed: ClassVar[bool] = False

    def _begin(
        self,
        channels: tuple[int, int],
        kernel_size: Any,
        stride: Any,
        padding: Any,
        dilation: Any,
        groups: int,
        padding_mode: str,
        output_padding: Any = 0,
    ) -> None:
        """Raises ArgumentError for sizes that make no convolution."""
        super().__init__()
        self.in_channels, self.out_channels = channels
        weights.require_sizes(self.kind, in_channels=self.in_channels, out_channels=self.out_channels, groups=groups)
        if self.in_channels % groups or self.out_channels % groups:
            raise ArgumentError(f"in_channels and out_channels of {self.kind} part evenly into {groups} groups")
        if padding_mode not in PADDING_MODES or (self.transposed and padding_mode != "zeros"):
            known = "'zeros'" if self.transposed else " or ".join(map(repr, PADDING_MODES))
            raise ArgumentError(f"padding_mode of {self.kind} is {known}, not {padding_mode!r}")
        self.kernel_size = weights.each(self.kind, "kernel_size", kernel_size, self.ndim)
        self.stride = weights.each(self.kind, "stride", stride, self.ndim)
        self.dilation = weights.each(self.kind, "dilation", dilation, self.ndim)
        if min(*self.kernel_size, *self.stride, *self.dilation, 1) < 1:
            raise ArgumentError(f"kernel_size, stride and dilation of {self.kind} are 1 or more")
        self.padding = self._padding(padding)
        self.output_padding = weights.each(self.kind, "output_padding", output_padding, self.ndim)
        self.groups, self.padding_mode = groups, padding_mode

    def _padding(self, padding: Any) -> Any:
        if not isinstance(padding, str):
            return weights.each(self.kind, "padding", padding, self.ndim)
        if padding not in ("same", "valid") or self.transposed:
            raise ArgumentError(f"padding of {self.kind} is a number, 'same' or 'valid', not {padding!r}")
        if padding == "same" and any(step != 1 for step in self.stride):
            raise ArgumentError(f"padding='same' of {self.kind} goes with stride 1 alone")
        return padding

    def _draw(self, bias: bool, dtype: Any) -> None:
        rows, columns = self.out_channels, self.in_channels
        if self.transposed:
            rows, columns = columns, rows
        shape = (rows, columns // self.groups, *self.kernel_size)
        self.register_parameter("weight", weights.kaiming(shape, dtype))
        bound = 1 / math.sqrt(init.fans(shape)[0])
        self.register_parameter("bias", weights.uniform((self.out_channels,), bound, dtype) if bias else None)

    def require_channels(self, input: Tensor) -> None:
        axis = input.ndim - self.ndim - 1
        if axis not in (0, 1) or input.shape[axis] != self.in_channels:
            places = ", ".join(("length",) if self.ndim == 1 else ("depth", "height", "width")[-self.ndim :])
            raise ShapeError(
                f"{self.kind} takes (examples, {self.in_channels}, {places}), "
                f"the input has shape {shape_text(input.shape)}"
            )

    def _parameters_given(self) -> list[Tensor]:
        return [held for _, held in self.own_parameters()]

    def extra_repr(self) -> str:
        ones, zeros = (1,) * self.ndim, (0,) * self.ndim
        parts = [f"{self.in_channels}, {self.out_channels}", f"kernel_size={self.kernel_size}, stride={self.stride}"]
        parts += [f"padding={self.padding}"] if self.padding != zeros else []
        parts += [f"dilation={self.dilation}"] if self.dilation != ones else []
        parts += [f"output_padding={self.output_padding}"] if self.output_padding != zeros else []
        parts += [f"groups={self.groups}"] if self.groups != 1 else []
        parts += ["bias=False"] if self.bias is None else []
        parts += [f"padding_mode={self.padding_mode}"] if self.padding_mode != "zeros" else []
        return ", ".join(parts)


class _Forward(Convolution):
    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        channels = (in_channels, out_channels)
        self._begin(channels, kernel_size, stride, padding, dilation, groups, padding_mode)
        self._draw(bias, dtype)

    def forward(self, input: Tensor) -> Tensor:
        self.require_channels(input)
        padding = self.padding
        if self.padding_mode != "zeros":
            input = FUNCTIONS["functional.pad"](input, self._borders(), mode=self.padding_mode)
            padding = 0
        made: Tensor = FUNCTIONS[f"functional.conv{self.ndim}d"](
            input,
            *self._parameters_given(),
            stride=self.stride,
            padding=padding,
            dilation=self.dilation,
            groups=self.groups,
        )
        return made

    def _borders(self) -> tuple[int, ...]:
        """Before and after each spatial dim, the last dim first."""
        borders: list[int] = []
        for place in reversed(range(self.ndim)):
            if self.padding == "same":
                total = self.dilation[place] * (self.kernel_size[place] - 1)
                borders += [total // 2, total - total // 2]
            else:
                borders += [0, 0] if self.padding == "valid" else [self.padding[place]] * 2
        return tuple(borders)


class _Transposed(Convolution):
    transposed = True

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Any = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        channels = (in_channels, out_channels)
        self._begin(channels, kernel_size, stride, padding, dilation, groups, padding_mode, output_padding)
        self._draw(bias, dtype)

    def forward(self, input: Tensor, output_size: Any = None) -> Tensor:
        """`output_size` chooses among the sizes that a stride makes alike."""
        self.require_channels(input)
        extra = self.output_padding if output_size is None else self._extra(input, output_size)
        made: Tensor = FUNCTIONS[f"functional.conv_transpose{self.ndim}d"](
            input,
            *self._parameters_given(),
            stride=self.stride,
            padding=self.padding,
            output_padding=extra,
            groups=self.groups,
            dilation=self.dilation,
        )
        return made

    def _extra(self, input: Tensor, output_size: Any) -> tuple[int, ...]:
        wanted = weights.each(self.kind, "output_size", tuple(output_size)[-self.ndim :], self.ndim)
        extra = []
        for place in range(self.ndim):
            least = (input.shape[place - self.ndim] - 1) * self.stride[place] - 2 * self.padding[place]
            least += self.dilation[place] * (self.kernel_size[place] - 1) + 1
            if not least <= wanted[place] < least + self.stride[place]:
                most = least + self.stride[place] - 1
                raise ArgumentError(f"{self.kind} gives a size from {least} to {most} here, not {wanted[place]}")
            extra.append(wanted[place] - least)
        return tuple(extra)


class Conv1d(_Forward):
    ndim = 1


class Conv2d(_Forward):
    ndim = 2


class Conv3d(_Forward):
    ndim = 3


class ConvTranspose1d(_Transposed):
    ndim = 1


class ConvTranspose2d(_Transposed):
    ndim = 2


class ConvTranspose3d(_Transposed):
    ndim = 3
