"""Layers that bring numbers to mean 0 and spread 1: over a batch, over a layer, over groups of channels."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.errors import ArgumentError, ShapeError
from engine.functions import FUNCTIONS
from engine.mode import no_grad
from engine.nn.layers import weights
from engine.nn.layers.module import Module
from engine.operation import shape_text
from engine.tensors import Tensor


class _Running(Module):
    """What batch and instance norm hold: weight and bias a channel, and running statistics that training moves."""

    tensors = 1
    # With how many dims the input comes.
    dims: ClassVar[tuple[int, ...]] = ()

    def _begin(
        self, num_features: int, eps: float, momentum: float | None, affine: bool, track: bool, bias: bool, dtype: Any
    ) -> None:
        super().__init__()
        weights.require_sizes(self.kind, num_features=num_features)
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track
        shape = (num_features,)
        self.register_parameter("weight", weights.filled(shape, 1.0, dtype) if affine else None)
        self.register_parameter("bias", weights.filled(shape, 0.0, dtype) if affine and bias else None)
        self.register_buffer("running_mean", weights.buffer(shape, 0.0, dtype) if track else None)
        self.register_buffer("running_var", weights.buffer(shape, 1.0, dtype) if track else None)
        self.register_buffer("num_batches_tracked", weights.count() if track else None)

    def require_input(self, input: Tensor) -> None:
        """Raises ShapeError."""
        if input.ndim not in self.dims:
            wanted = " or ".join(map(str, self.dims))
            raise ShapeError(
                f"{self.kind} takes an input of {wanted} dims, this one has shape {shape_text(input.shape)}"
            )

    def require_channels(self, input: Tensor, axis: int) -> None:
        if input.shape[axis] != self.num_features:
            raise ShapeError(
                f"{self.kind}({self.num_features}) takes {self.num_features} channels in dim {axis}, "
                f"the input has shape {shape_text(input.shape)}"
            )

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )


class _BatchNorm(_Running):
    """y = (x - mean) / √(var + eps) · weight + bias a channel. In training over the batch, whose mean and variance move
    the running ones by `momentum` (with None by all batches alike); in evaluation over the running ones.

    Source: Ioffe and Szegedy 2015.
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        self._begin(num_features, eps, momentum, affine, track_running_stats, bias, dtype)

    def forward(self, input: Tensor) -> Tensor:
        self.require_input(input)
        self.require_channels(input, 1)
        moves = self.training and self.track_running_stats
        momentum = self.momentum
        if moves and self.num_batches_tracked is not None:
            with no_grad():
                self.num_batches_tracked.data = self.num_batches_tracked._seen() + 1
            if momentum is None:
                momentum = 1.0 / self.num_batches_tracked.item()
        kept = not self.training or self.track_running_stats
        made: Tensor = FUNCTIONS["functional.batch_norm"](
            input,
            self.running_mean if kept else None,
            self.running_var if kept else None,
            self.weight,
            self.bias,
            self.training or self.running_mean is None,
            0.0 if momentum is None else momentum,
            self.eps,
        )
        return made


class BatchNorm1d(_BatchNorm):
    dims = (2, 3)


class BatchNorm2d(_BatchNorm):
    dims = (4,)


class BatchNorm3d(_BatchNorm):
    dims = (5,)


class _InstanceNorm(_Running):
    """Each channel of each example by itself. Source: Ulyanov et al. 2016."""

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        self._begin(num_features, eps, momentum, affine, track_running_stats, bias, dtype)

    def forward(self, input: Tensor) -> Tensor:
        self.require_input(input)
        alone = input.ndim == min(self.dims)
        if self.affine or self.track_running_stats:
            self.require_channels(input, 0 if alone else 1)
        own = self.training or not self.track_running_stats
        given = FUNCTIONS["torch.unsqueeze"](input, 0) if alone else input
        made: Tensor = FUNCTIONS["functional.instance_norm"](
            given, self.running_mean, self.running_var, self.weight, self.bias, own, self.momentum or 0.0, self.eps
        )
        return made[0] if alone else made


class InstanceNorm1d(_InstanceNorm):
    dims = (2, 3)


class InstanceNorm2d(_InstanceNorm):
    dims = (3, 4)


class InstanceNorm3d(_InstanceNorm):
    dims = (4, 5)


def _shape_of(kind: str, shape: Any) -> tuple[int, ...]:
    listed = tuple(shape) if isinstance(shape, (tuple, list)) else (shape,)
    weights.require_sizes(kind, **{f"normalized_shape[{place}]": size for place, size in enumerate(listed)})
    if not listed:
        raise ArgumentError(f"normalized_shape of {kind} is one size or several")
    return listed


class LayerNorm(Module):
    """Over the last dims, those of `normalized_shape`. Source: Ba et al. 2016."""

    tensors = 1

    def __init__(
        self,
        normalized_shape: Any,
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        shape = _shape_of(self.kind, normalized_shape)
        self.normalized_shape, self.eps, self.elementwise_affine = shape, eps, elementwise_affine
        self.register_parameter("weight", weights.filled(shape, 1.0, dtype) if elementwise_affine else None)
        self.register_parameter("bias", weights.filled(shape, 0.0, dtype) if elementwise_affine and bias else None)

    def forward(self, input: Tensor) -> Tensor:
        held = [parameter for _, parameter in self.own_parameters()]
        made: Tensor = FUNCTIONS["functional.layer_norm"](input, self.normalized_shape, *held, eps=self.eps)
        return made

    def extra_repr(self) -> str:
        told = f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"
        return f"{told}, bias={self.bias is not None}"


class RMSNorm(Module):
    """x / √(mean of x² + eps) · weight over the last dims. Source: Zhang and Sennrich 2019."""

    tensors = 1

    def __init__(
        self,
        normalized_shape: Any,
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        shape = _shape_of(self.kind, normalized_shape)
        self.normalized_shape, self.eps, self.elementwise_affine = shape, eps, elementwise_affine
        self.register_parameter("weight", weights.filled(shape, 1.0, dtype) if elementwise_affine else None)

    def forward(self, input: Tensor) -> Tensor:
        held = [parameter for _, parameter in self.own_parameters()]
        named = {} if self.eps is None else {"eps": self.eps}
        made: Tensor = FUNCTIONS["functional.rms_norm"](input, self.normalized_shape, *held, **named)
        return made

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class GroupNorm(Module):
    """Over the channels of a group. Source: Wu and He 2018."""

    tensors = 1

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        weights.require_sizes(self.kind, num_groups=num_groups, num_channels=num_channels)
        if num_channels % num_groups:
            raise ArgumentError(f"{num_channels} channels do not part into {num_groups} groups")
        self.num_groups, self.num_channels, self.eps, self.affine = num_groups, num_channels, eps, affine
        shape = (num_channels,)
        self.register_parameter("weight", weights.filled(shape, 1.0, dtype) if affine else None)
        self.register_parameter("bias", weights.filled(shape, 0.0, dtype) if affine and bias else None)

    def forward(self, input: Tensor) -> Tensor:
        held = [parameter for _, parameter in self.own_parameters()]
        made: Tensor = FUNCTIONS["functional.group_norm"](input, self.num_groups, *held, eps=self.eps)
        return made

    def extra_repr(self) -> str:
        told = f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}"
        return f"{told}, bias={self.bias is not None}"
