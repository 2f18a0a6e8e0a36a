"""torch.distributions: what draws random numbers, knows their logarithmic probability, and is differentiated through.

In come parameters as tensors or numbers; draws repeat PyTorch's of the same seed, in its order of drawing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np

from engine.errors import ArgumentError
from engine.functions import FUNCTIONS
from engine.mode import get_default_dtype, no_grad
from engine.operation import Shape, size
from engine.tensors import Tensor

HALF_LOG_TWO_PI = 0.5 * math.log(2 * math.pi)


def _of(name: str, *arguments: Any, **options: Any) -> Any:
    return FUNCTIONS[name](*arguments, **options)


def _tensors(*values: Any) -> list[Tensor]:
    """Of one shape. Raises ArgumentError for what is neither a tensor nor a number."""
    for value in values:
        if not isinstance(value, (Tensor, int, float, np.number)):
            raise ArgumentError(f"a distribution is made of tensors or numbers, not of {type(value).__name__}")
    made = [value if isinstance(value, Tensor) else _of("torch.tensor", float(value)) for value in values]
    shape = np.broadcast_shapes(*(one.shape for one in made)) if _fit(made) else None
    if shape is None:
        raise ArgumentError("the parameters of a distribution have shapes that broadcast")
    return [one if one.shape == shape else _of("Tensor.expand", one, shape) for one in made]


def _fit(tensors: list[Tensor]) -> bool:
    try:
        np.broadcast_shapes(*(one.shape for one in tensors))
    except ValueError:
        return False
    return True


def _shape(sample_shape: Any) -> Shape:
    listed = (sample_shape,) if isinstance(sample_shape, int) else tuple(sample_shape)
    if not all(isinstance(n, int) and n >= 0 for n in listed):
        raise ArgumentError("the shape of a sample is made of whole numbers from 0 on")
    return listed


def _drawn(name: str, shape: Shape, like: Tensor) -> Tensor:
    """Random numbers of the element type of a parameter. The default type is drawn as PyTorch draws its own."""
    named = {} if like.dtype == get_default_dtype() else {"dtype": like.dtype}
    made: Tensor = _of(name, shape, **named)
    return made


# What a program calls, and what it reads without a call.
METHODS = ("sample", "rsample", "log_prob", "entropy", "cdf")
READS = ("loc", "scale", "mean", "stddev", "variance", "low", "high", "probs", "logits")


class Distribution:
    """`told` are the parameters that its text names."""

    told: ClassVar[tuple[str, ...]] = ()
    batch_shape: Shape

    def answer(self, word: str, /, *arguments: Any, **options: Any) -> Any:
        """What one of METHODS gives."""
        if word not in METHODS:
            raise ArgumentError(f"{type(self).__name__} has no {word}")
        return getattr(self, word)(*arguments, **options)

    def read(self, word: str) -> Any:
        """One of READS."""
        return getattr(self, word) if word in READS else None

    def sample(self, sample_shape: Any = ()) -> Tensor:
        with no_grad():
            drawn: Tensor = self.drawn(_shape(sample_shape)).detach()
        return drawn

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        raise ArgumentError(f"{type(self).__name__} has no rsample: what it draws is not differentiable")

    def drawn(self, sample_shape: Shape) -> Tensor:
        raise NotImplementedError

    def log_prob(self, value: Tensor) -> Tensor:
        raise NotImplementedError

    def __repr__(self) -> str:
        named = [(name, getattr(self, name)) for name in self.told]
        shown = (f"{name}: {one if size(one.shape) == 1 else f'torch.Size({list(one.shape)})'}" for name, one in named)
        return f"{type(self).__name__}({', '.join(shown)})"


class Normal(Distribution):
    told = ("loc", "scale")

    def __init__(self, loc: Any, scale: Any) -> None:
        self.loc, self.scale = _tensors(loc, scale)
        self.batch_shape = self.loc.shape
        if not bool(np.all(self.scale._seen() > 0)):
            raise ArgumentError("the scale of Normal is above 0")

    @property
    def mean(self) -> Tensor:
        return self.loc

    @property
    def stddev(self) -> Tensor:
        return self.scale

    @property
    def variance(self) -> Tensor:
        squared: Tensor = self.scale**2
        return squared

    def drawn(self, sample_shape: Shape) -> Tensor:
        shape = (*sample_shape, *self.batch_shape)
        made: Tensor = _of(
            "torch.normal", _of("Tensor.expand", self.loc, shape), _of("Tensor.expand", self.scale, shape)
        )
        return made

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        """The mean plus standard normal numbers times the scale: gradients flow into both."""
        shape = (*_shape(sample_shape), *self.batch_shape)
        eps = _drawn("torch.randn", shape, self.loc)
        made: Tensor = self.loc + eps * self.scale
        return made

    def log_prob(self, value: Tensor) -> Tensor:
        made: Tensor = -((value - self.loc) ** 2) / (2 * self.variance) - _of("torch.log", self.scale) - HALF_LOG_TWO_PI
        return made

    def entropy(self) -> Tensor:
        made: Tensor = 0.5 + HALF_LOG_TWO_PI + _of("torch.log", self.scale)
        return made

    def cdf(self, value: Tensor) -> Tensor:
        made: Tensor = 0.5 * (1 + _of("torch.erf", (value - self.loc) * self.scale**-1 / math.sqrt(2)))
        return made


class Uniform(Distribution):
    told = ("low", "high")

    def __init__(self, low: Any, high: Any) -> None:
        self.low, self.high = _tensors(low, high)
        self.batch_shape = self.low.shape
        if not bool(np.all(self.low._seen() < self.high._seen())):
            raise ArgumentError("low of Uniform is below high")

    @property
    def mean(self) -> Tensor:
        made: Tensor = (self.high + self.low) / 2
        return made

    def rsample(self, sample_shape: Any = ()) -> Tensor:
        drawn = _drawn("torch.rand", (*_shape(sample_shape), *self.batch_shape), self.low)
        made: Tensor = self.low + drawn * (self.high - self.low)
        return made

    def drawn(self, sample_shape: Shape) -> Tensor:
        return self.rsample(sample_shape)

    def log_prob(self, value: Tensor) -> Tensor:
        inside = _of("Tensor.to", (self.low <= value) & (value < self.high), self.low.dtype)
        made: Tensor = _of("torch.log", inside) - _of("torch.log", self.high - self.low)
        return made

    def entropy(self) -> Tensor:
        made: Tensor = _of("torch.log", self.high - self.low)
        return made


class _OfScores(Distribution):
    """Made of probabilities or of logits, whichever was given; the other is worked out where it is asked for."""

    def __init__(self, probs: Any = None, logits: Any = None) -> None:
        if (probs is None) == (logits is None):
            raise ArgumentError(f"{type(self).__name__} takes either probs or logits")
        (given,) = _tensors(logits if probs is None else probs)
        self._known = {"logits" if probs is None else "probs"}
        self._of_probs = probs is not None
        self._given = given
        if self._of_probs:
            numbers = given._seen()
            if not bool(np.all((numbers >= 0) & np.isfinite(numbers))):
                raise ArgumentError(f"the probs of {type(self).__name__} are 0 or more")

    def read(self, word: str) -> Any:
        return self.asked(word) if word in ("probs", "logits") else super().read(word)

    def asked(self, name: str) -> Tensor:
        """`probs` or `logits` as a program reads it."""
        self._known.add(name)
        made: Tensor = getattr(self, name)
        return made

    def _clamped(self) -> Tensor:
        eps = float(np.finfo(np.float32 if self._given.dtype.itemsize == 4 else np.float64).eps)
        made: Tensor = _of("torch.clamp", self.probs, eps, 1 - eps)
        return made

    @property
    def probs(self) -> Tensor:
        raise NotImplementedError

    @property
    def logits(self) -> Tensor:
        raise NotImplementedError

    @property
    def told(self) -> tuple[str, ...]:  # type: ignore[override]
        """What was given, and what was asked for since, as PyTorch keeps it."""
        return tuple(name for name in ("probs", "logits") if name in self._known)


class Bernoulli(_OfScores):
    def __init__(self, probs: Any = None, logits: Any = None) -> None:
        super().__init__(probs, logits)
        self.batch_shape = self._given.shape
        if self._of_probs and not bool(np.all(self._given._seen() <= 1)):
            raise ArgumentError("the probs of Bernoulli are at most 1")

    @property
    def probs(self) -> Tensor:
        made: Tensor = self._given if self._of_probs else _of("torch.sigmoid", self._given)
        return made

    @property
    def logits(self) -> Tensor:
        if not self._of_probs:
            return self._given
        clamped = self._clamped()
        made: Tensor = _of("torch.log", clamped) - _of("torch.log1p", -clamped)
        return made

    @property
    def mean(self) -> Tensor:
        return self.probs

    @property
    def variance(self) -> Tensor:
        made: Tensor = self.probs * (1 - self.probs)
        return made

    def drawn(self, sample_shape: Shape) -> Tensor:
        shape = (*sample_shape, *self.batch_shape)
        made: Tensor = _of("torch.bernoulli", _of("Tensor.expand", self.asked("probs"), shape))
        return made

    def log_prob(self, value: Tensor) -> Tensor:
        (labels,) = _tensors(value)
        shape = np.broadcast_shapes(labels.shape, self.batch_shape)
        scores, labels = (_of("Tensor.expand", one, shape) for one in (self.asked("logits"), labels))
        made: Tensor = -_of("functional.binary_cross_entropy_with_logits", scores, labels, reduction="none")
        return made

    def entropy(self) -> Tensor:
        made: Tensor = _of("functional.binary_cross_entropy_with_logits", self.logits, self.probs, reduction="none")
        return made


class Categorical(_OfScores):
    """One of as many classes as the last dim has entries."""

    def __init__(self, probs: Any = None, logits: Any = None) -> None:
        super().__init__(probs, logits)
        if self._given.ndim < 1:
            raise ArgumentError("Categorical takes at least one row of probs or logits")
        self.batch_shape = self._given.shape[:-1]
        if self._of_probs:
            self._probs = self._given / _of("torch.sum", self._given, dim=-1, keepdim=True)
        else:
            self._logits = self._given - _of("torch.logsumexp", self._given, dim=-1, keepdim=True)

    @property
    def probs(self) -> Tensor:
        made: Tensor = self._probs if self._of_probs else _of("functional.softmax", self._logits, dim=-1)
        return made

    @property
    def logits(self) -> Tensor:
        made: Tensor = _of("torch.log", self._clamped()) if self._of_probs else self._logits
        return made

    def drawn(self, sample_shape: Shape) -> Tensor:
        count = math.prod(sample_shape)
        rows = _of("torch.reshape", self.asked("probs"), (-1, self._given.shape[-1]))
        drawn = _of("torch.multinomial", rows, count, True)
        made: Tensor = _of("torch.reshape", drawn.T, (*sample_shape, *self.batch_shape))
        return made

    def log_prob(self, value: Tensor) -> Tensor:
        (labels,) = _tensors(value)
        column = _of("torch.unsqueeze", _of("Tensor.to", labels, np.dtype(np.int64)), -1)
        scores = self.asked("logits")
        shape = np.broadcast_shapes(column.shape[:-1], scores.shape[:-1])
        column = _of("Tensor.expand", column, (*shape, 1))
        scores = _of("Tensor.expand", scores, (*shape, scores.shape[-1]))
        made: Tensor = _of("torch.squeeze", _of("torch.gather", scores, -1, column), -1)
        return made

    def entropy(self) -> Tensor:
        made: Tensor = -_of("torch.sum", self.asked("logits") * self.asked("probs"), dim=-1)
        return made


def _of_normals(p: Normal, q: Normal) -> Tensor:
    ratio = (p.scale / q.scale) ** 2
    apart = ((p.loc - q.loc) / q.scale) ** 2
    made: Tensor = 0.5 * (ratio + apart - 1 - _of("torch.log", ratio))
    return made


def _of_bernoullis(p: Bernoulli, q: Bernoulli) -> Tensor:
    chance = p.probs
    gained = chance * (_of("functional.softplus", -q.logits) - _of("functional.softplus", -p.logits))
    made: Tensor = gained + (1 - chance) * (_of("functional.softplus", q.logits) - _of("functional.softplus", p.logits))
    return made


def _of_categoricals(p: Categorical, q: Categorical) -> Tensor:
    made: Tensor = _of("torch.sum", p.probs * (p.logits - q.logits), dim=-1)
    return made


_DIVERGENCES: Mapping[type[Distribution], Callable[[Any, Any], Tensor]] = {
    Normal: _of_normals,
    Bernoulli: _of_bernoullis,
    Categorical: _of_categoricals,
}


def kl_divergence(p: Distribution, q: Distribution) -> Tensor:
    """KL(p || q) of two distributions of one kind. Raises ArgumentError for others."""
    found = _DIVERGENCES.get(type(p))
    if found is None or type(q) is not type(p):
        raise ArgumentError(f"kl_divergence knows two of {', '.join(kind.__name__ for kind in _DIVERGENCES)}")
    return found(p, q)


DISTRIBUTIONS: Mapping[str, type[Distribution]] = {
    made.__name__: made for made in (Normal, Uniform, Bernoulli, Categorical)
}
