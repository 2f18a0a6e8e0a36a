"""Layers of a transformer, and stacks of them. Source: Vaswani et al. 2017."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.errors import ArgumentError
from engine.functions import FUNCTIONS
from engine.nn.layers import weights
from engine.nn.layers.attention import MultiheadAttention
from engine.nn.layers.container import ModuleList
from engine.nn.layers.elementary import ELEMENTARY
from engine.nn.layers.linear import Linear
from engine.nn.layers.module import Module
from engine.nn.layers.normalization import LayerNorm
from engine.tensors import Tensor


def _activation(given: Any) -> Callable[[Tensor], Tensor]:
    """None is relu, PyTorch's default. Raises ArgumentError."""
    if given is None or given in ("relu", "gelu"):
        function: Callable[[Tensor], Tensor] = FUNCTIONS[f"functional.{given or 'relu'}"]
        return function
    if not callable(given):
        raise ArgumentError(f"activation is 'relu', 'gelu' or a function, not {given!r}")
    called: Callable[[Tensor], Tensor] = given
    return called


class _Block(Module):
    """Attention and two matrices, each added to what goes past it and normalized after it, or before it where
    `norm_first`.
    """

    tensors = 1

    def _begin(
        self,
        attentions: tuple[str, ...],
        d_model: int,
        nhead: int,
        dim_feedforward: int,
        dropout: float,
        activation: Any,
        layer_norm_eps: float,
        batch_first: bool,
        norm_first: bool,
        bias: bool,
        dtype: Any,
    ) -> None:
        super().__init__()
        self._activation = _activation(activation)
        for name in attentions:
            made = MultiheadAttention(d_model, nhead, dropout, bias, batch_first=batch_first, dtype=dtype)
            self.register_module(name, made)
        self.register_module("linear1", Linear(d_model, dim_feedforward, bias, dtype=dtype))
        self.register_module("dropout", ELEMENTARY["Dropout"](dropout))
        self.register_module("linear2", Linear(dim_feedforward, d_model, bias, dtype=dtype))
        self.norm_first = bool(norm_first)
        count = len(attentions) + 1
        for place in range(1, count + 1):
            self.register_module(f"norm{place}", LayerNorm(d_model, layer_norm_eps, bias=bias, dtype=dtype))
        for place in range(1, count + 1):
            self.register_module(f"dropout{place}", ELEMENTARY["Dropout"](dropout))

    def _added(self, x: Tensor, place: int, compute: Callable[[Tensor], Tensor]) -> Tensor:
        """x with what is computed of it, and the norm of this place before or after."""
        given = self.inner(f"norm{place}", x) if self.norm_first else x
        both = x + self.inner(f"dropout{place}", compute(given))
        made: Tensor = both if self.norm_first else self.inner(f"norm{place}", both)
        return made

    def _fed_forward(self, x: Tensor) -> Tensor:
        hidden = self._activation(self.inner("linear1", x))
        made: Tensor = self.inner("linear2", self.inner("dropout", hidden))
        return made


class TransformerEncoderLayer(_Block):
    inputs = ("src",)

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Any = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        options = (d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias)
        self._begin(("self_attn",), *options, dtype)

    def forward(
        self,
        src: Tensor,
        src_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool = False,
    ) -> Tensor:
        def attended(x: Tensor) -> Tensor:
            masks = {"attn_mask": src_mask, "key_padding_mask": src_key_padding_mask, "is_causal": is_causal}
            made: Tensor = self.inner("self_attn", x, x, x, need_weights=False, **masks)[0]
            return made

        return self._added(self._added(src, 1, attended), 2, self._fed_forward)


class TransformerDecoderLayer(_Block):
    tensors = 2
    inputs = ("tgt", "memory")

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Any = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        options = (d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias)
        self._begin(("self_attn", "multihead_attn"), *options, dtype)

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Tensor:
        def to_itself(x: Tensor) -> Tensor:
            masks = {"attn_mask": tgt_mask, "key_padding_mask": tgt_key_padding_mask, "is_causal": tgt_is_causal}
            made: Tensor = self.inner("self_attn", x, x, x, need_weights=False, **masks)[0]
            return made

        def to_memory(x: Tensor) -> Tensor:
            masks = {"attn_mask": memory_mask, "key_padding_mask": memory_key_padding_mask}
            named = {**masks, "is_causal": memory_is_causal, "need_weights": False}
            made: Tensor = self.inner("multihead_attn", x, memory, memory, **named)[0]
            return made

        return self._added(self._added(self._added(tgt, 1, to_itself), 2, to_memory), 3, self._fed_forward)


class _Stack(Module):
    """Copies of one layer, one after the other, and a norm behind them."""

    tensors = 1

    def _begin(self, layer: Any, num_layers: int, norm: Any) -> None:
        super().__init__()
        weights.require_sizes(self.kind, num_layers=num_layers)
        if not isinstance(layer, Module) or not (norm is None or isinstance(norm, Module)):
            raise ArgumentError(f"{self.kind} is made of a layer, and its norm is one")
        copies = ModuleList()
        for _ in range(num_layers):
            copies.append(layer.copied())
        self.register_module("layers", copies)
        self.num_layers = num_layers
        self.register_module("norm", norm)

    def _through(self, x: Tensor, *inputs: Any, **named: Any) -> Tensor:
        for place in range(self.num_layers):
            x = self.inner(f"layers.{place}", x, *inputs, **named)
        return x if self.norm is None else self.inner("norm", x)


class TransformerEncoder(_Stack):
    inputs = ("src",)

    def __init__(
        self,
        encoder_layer: Module,
        num_layers: int,
        norm: Module | None = None,
        enable_nested_tensor: bool = True,
        mask_check: bool = True,
    ) -> None:
        self._begin(encoder_layer, num_layers, norm)

    def forward(
        self,
        src: Tensor,
        mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool | None = None,
    ) -> Tensor:
        return self._through(src, src_mask=mask, src_key_padding_mask=src_key_padding_mask)


class TransformerDecoder(_Stack):
    tensors = 2
    inputs = ("tgt", "memory")

    def __init__(self, decoder_layer: Module, num_layers: int, norm: Module | None = None) -> None:
        self._begin(decoder_layer, num_layers, norm)

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        return self._through(
            tgt,
            memory,
            tgt_mask=tgt_mask,
            memory_mask=memory_mask,
            tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask,
        )
