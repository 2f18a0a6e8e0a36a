"""torch.distributions as programs use it: the distributions of the engine, with the program's values let in."""

from __future__ import annotations

from collections.abc import Callable

from engine.distributions import DISTRIBUTIONS, METHODS, READS, Distribution, kl_divergence
from engine.language.errors import ProgramError
from engine.language.library.held_objects import brought_class
from engine.language.machine import Machine
from engine.language.semantics import engine_argument, named
from engine.language.values import Class, Instance, Module, Size, Value, describe


def _class(kind: str, make: type[Distribution]) -> Class:
    def begin(machine: Machine, /, *arguments: Value, validate_args: Value = None, **given: Value) -> Distribution:
        return make(
            *(engine_argument(machine, value) for value in arguments),
            **{name: engine_argument(machine, value) for name, value in given.items()},
        )

    def method(word: str) -> Callable[..., Value]:
        def call(machine: Machine, held: Distribution, /, *arguments: Value, **given: Value) -> Value:
            options = {name: engine_argument(machine, value) for name, value in given.items()}
            return held.answer(word, *(engine_argument(machine, value) for value in arguments), **options)

        return call

    def read(word: str) -> Callable[..., Value]:
        return lambda machine, held: held.read(word)

    methods = {word: method(word) for word in METHODS if hasattr(make, word)}
    methods["__repr__"] = lambda machine, held: machine.text(repr(held))
    made_of = make.told if isinstance(make.told, tuple) else ()
    reads = {word: read(word) for word in READS if hasattr(make, word) or word in made_of}
    reads["batch_shape"] = lambda machine, held: Size(held.batch_shape)
    return brought_class(f"torch.distributions.{kind.lower()}.{kind}", begin, methods, reads)


def _divergence(machine: Machine, p: Value, q: Value) -> Value:
    for value in (p, q):
        if not isinstance(value, Instance) or not isinstance(value.held, Distribution):
            raise ProgramError("type", f"kl_divergence takes two distributions, not {describe(value)}")
    return kl_divergence(p.held, q.held)


CLASSES = {kind: _class(kind, make) for kind, make in DISTRIBUTIONS.items()}
_KL = named(kl_divergence=_divergence)
TORCH_DISTRIBUTIONS = Module(
    "torch.distributions",
    {
        **CLASSES,
        **_KL,
        "kl": Module("torch.distributions.kl", _KL),
        **{kind.lower(): Module(f"torch.distributions.{kind.lower()}", {kind: cls}) for kind, cls in CLASSES.items()},
    },
)
