"""The rules of torch.optim, each as the lines that a step works out. Adding one touches this file alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.operation import Array
from engine.optim.optimizer import Group, Optimizer

Lines = Iterator[tuple[str, str]]


def _gradient(group: Group, decoupled: bool = False) -> Iterator[tuple[str, str]]:
    """The gradient turned round to maximize, and with weight decay λ w added to it."""
    gradient = "grad"
    if group["maximize"]:
        yield "g", "-grad"
        gradient = "g"
    if group["weight_decay"] and not decoupled:
        yield "g", f"{gradient} + weight_decay * w"


def begun(group: Group, decoupled: bool = False) -> tuple[list[tuple[str, str]], str]:
    """Those lines, and what the gradient is called after them."""
    lines = list(_gradient(group, decoupled))
    return lines, "g" if lines else "grad"


class SGD(Optimizer):
    """w ← w - lr · grad; with momentum μ the direction is v ← μ v + (1 - dampening) g, with nesterov g + μ v.

    `weight_decay` λ adds λ w to the gradient. Source: documentation of torch.optim.SGD.
    """

    name = "SGD"
    states = {"v": "momentum_buffer"}

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        settings = {"lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay}
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ArgumentError("nesterov needs a momentum above 0 and no dampening")
        super().__init__(params, {**settings, "nesterov": nesterov, "maximize": maximize})

    def counts_steps(self) -> bool:
        return False

    def rule(self, group: Group, state: Mapping[str, Array]) -> Lines:
        lines, gradient = begun(group)
        yield from lines
        direction = gradient
        if group["momentum"]:
            new = f"(1 - dampening) * {gradient}" if group["dampening"] else gradient
            yield "v", f"momentum * v + {new}" if "v" in state else gradient
            direction = f"({gradient} + momentum * v)" if group["nesterov"] else "v"
        yield "w", f"w - lr * {direction}"


class Adam(Optimizer):
    """w ← w - lr · m̂ / (√v̂ + eps), where m and v are running means of g and g², corrected for their start at 0.

    Source: Kingma and Ba 2015, algorithm 1. `weight_decay` λ adds λ w to the gradient; `decoupled_weight_decay`
    shrinks w by lr · λ instead. `amsgrad` divides by the root of the largest v so far: Reddi et al. 2018, algorithm 2.
    """

    name = "Adam"
    states = {"m": "exp_avg", "v": "exp_avg_sq", "v_max": "max_exp_avg_sq"}
    decoupled = False

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        betas: Any = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        settings = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "amsgrad": amsgrad}
        decoupled = self.decoupled or decoupled_weight_decay
        more = {"maximize": maximize, "capturable": False, "decoupled_weight_decay": decoupled}
        super().__init__(params, {**settings, **more})

    def start(self, group: Group, value: Array) -> Mapping[str, Array]:
        return dict.fromkeys(("m", "v", "v_max") if group["amsgrad"] else ("m", "v"), value * 0.0)

    def rule(self, group: Group, state: Mapping[str, Array]) -> Lines:
        decoupled = group["decoupled_weight_decay"]
        lines, gradient = begun(group, decoupled)
        yield from lines
        yield "m", f"beta1 * m + (1 - beta1) * {gradient}"
        yield "v", f"beta2 * v + (1 - beta2) * {gradient} ** 2"
        if group["amsgrad"]:
            yield "v_max", "Max(v_max, v)"
        yield "m_hat", "m / (1 - beta1 ** t)"
        yield "v_hat", f"{'v_max' if group['amsgrad'] else 'v'} / (1 - beta2 ** t)"
        shrunk = "w - lr * weight_decay * w" if group["weight_decay"] and decoupled else "w"
        yield "w", f"{shrunk} - lr * m_hat / (sqrt(v_hat) + eps)"


class AdamW(Adam):
    """Adam whose `weight_decay` λ shrinks w by lr · λ, and leaves the gradient alone.

    Source: Loshchilov and Hutter 2019, algorithm 2.
    """

    name = "AdamW"
    decoupled = True

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        betas: Any = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, maximize=maximize)


class NAdam(Optimizer):
    """Adam that looks ahead: the momentum of the next step takes part in this one. Source: Dozat 2016."""

    name = "NAdam"
    states = {"mu_product": "mu_product", "m": "exp_avg", "v": "exp_avg_sq"}
    words = (
        "NAdam moves {w} as Adam does, and looks ahead: it adds m by the momentum of the next step, and the gradient "
        "of now by what that of this step leaves, with η = {lr}."
    )

    def __init__(
        self,
        params: Any,
        lr: float = 2e-3,
        betas: Any = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        settings = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        more = {"momentum_decay": momentum_decay, "decoupled_weight_decay": decoupled_weight_decay}
        super().__init__(params, {**settings, **more, "maximize": maximize, "capturable": False})

    def start(self, group: Group, value: Array) -> Mapping[str, Array]:
        return {"mu_product": np.ones((), value.dtype)[()], "m": value * 0.0, "v": value * 0.0}

    def rule(self, group: Group, state: Mapping[str, Array]) -> Lines:
        decoupled = group["decoupled_weight_decay"]
        lines, gradient = begun(group, decoupled)
        yield from lines
        yield "mu", "beta1 * (1 - 0.5 * 0.96 ** (t * momentum_decay))"
        yield "mu_next", "beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * momentum_decay))"
        yield "mu_product", "mu_product * mu"
        yield "m", f"beta1 * m + (1 - beta1) * {gradient}"
        yield "v", f"beta2 * v + (1 - beta2) * {gradient} ** 2"
        yield "v_hat", "v / (1 - beta2 ** t)"
        yield "now", f"(1 - mu) / (1 - mu_product) * {gradient}"
        yield "ahead", "mu_next / (1 - mu_product * mu_next) * m"
        shrunk = "w - lr * weight_decay * w" if group["weight_decay"] and decoupled else "w"
        yield "w", f"{shrunk} - lr * (now + ahead) / (sqrt(v_hat) + eps)"


class RMSprop(Optimizer):
    """w ← w - lr · g / (√v + eps), where v is a running mean of g²; `centered` takes the mean of g away from it.

    Source: Hinton 2012, lecture 6e of "Neural Networks for Machine Learning"; `centered`: Graves 2013.
    """

    name = "RMSprop"
    states = {"v": "square_avg", "a": "grad_avg", "b": "momentum_buffer"}
    words = "RMSprop moves {w} by η = {lr} times its gradient, divided by the root of v, a running mean of its square."

    def __init__(
        self,
        params: Any,
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        settings = {"lr": lr, "momentum": momentum, "alpha": alpha, "eps": eps, "centered": centered}
        super().__init__(params, {**settings, "weight_decay": weight_decay, "capturable": False, "maximize": maximize})

    def start(self, group: Group, value: Array) -> Mapping[str, Array]:
        names = ["v", *(["a"] if group["centered"] else []), *(["b"] if group["momentum"] else [])]
        return dict.fromkeys(names, value * 0.0)

    def rule(self, group: Group, state: Mapping[str, Array]) -> Lines:
        lines, gradient = begun(group)
        yield from lines
        yield "v", f"alpha * v + (1 - alpha) * {gradient} ** 2"
        spread = "v"
        if group["centered"]:
            yield "a", f"alpha * a + (1 - alpha) * {gradient}"
            spread = "v - a ** 2"
        scaled = f"{gradient} / (sqrt({spread}) + eps)"
        if group["momentum"]:
            yield "b", f"momentum * b + {scaled}"
            scaled = "b"
        yield "w", f"w - lr * {scaled}"


class Adagrad(Optimizer):
    """w ← w - lr · g / (√s + eps), where s is the sum of all g² so far. Source: Duchi et al. 2011."""

    name = "Adagrad"
    states = {"s": "sum"}
    words = (
        "Adagrad moves {w} by η = {lr} times its gradient, divided by the root of s, to which each step adds its "
        "square."
    )

    def __init__(
        self,
        params: Any,
        lr: float = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
    ) -> None:
        settings = {"lr": lr, "lr_decay": lr_decay, "eps": eps, "weight_decay": weight_decay}
        more = {"initial_accumulator_value": initial_accumulator_value, "maximize": maximize}
        super().__init__(params, {**settings, **more})

    def start(self, group: Group, value: Array) -> Mapping[str, Array]:
        return {"s": value * 0.0 + group["initial_accumulator_value"]}

    def rule(self, group: Group, state: Mapping[str, Array]) -> Lines:
        lines, gradient = begun(group)
        yield from lines
        yield "s", f"s + {gradient} ** 2"
        rate = "lr / (1 + (t - 1) * lr_decay)" if group["lr_decay"] else "lr"
        yield "w", f"w - {rate} * {gradient} / (sqrt(s) + eps)"


class Adadelta(Optimizer):
    """w ← w - lr · d with d = √(u + eps) / √(v + eps) · g, where v and u are running means of g² and of d².

    Source: Zeiler 2012.
    """

    name = "Adadelta"
    states = {"v": "square_avg", "u": "acc_delta"}
    words = (
        "Adadelta moves {w} by d, its gradient times the root of u over that of v: running means of the squares of its "
        "steps and of its gradients, with η = {lr}."
    )

    def __init__(
        self,
        params: Any,
        lr: float = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        *,
        maximize: bool = False,
    ) -> None:
        settings = {"lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay, "maximize": maximize}
        super().__init__(params, {**settings, "capturable": False})

    def start(self, group: Group, value: Array) -> Mapping[str, Array]:
        return {"v": value * 0.0, "u": value * 0.0}

    def rule(self, group: Group, state: Mapping[str, Array]) -> Lines:
        lines, gradient = begun(group)
        yield from lines
        yield "v", f"rho * v + (1 - rho) * {gradient} ** 2"
        yield "d", f"sqrt(u + eps) / sqrt(v + eps) * {gradient}"
        yield "u", "rho * u + (1 - rho) * d ** 2"
        yield "w", "w - lr * d"
