"""The modules a program may import, as tables of what they hold here."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

from engine.functions import FUNCTIONS
from engine.language.errors import ProgramError
from engine.language.library import array_gradients
from engine.language.library.array_tests import TESTING
from engine.language.library.array_texts import ARRAY_TEXTS
from engine.language.library.array_walks import NDITER
from engine.language.library.context_managers import no_warnings
from engine.language.library.keras_models import KERAS, TENSORFLOW
from engine.language.library.micrograd import make_mlp, make_neuron, make_neuron_layer, make_value
from engine.language.library.number_limits import limits_of
from engine.language.library.numpy_random import NUMPY_RANDOM
from engine.language.library.print_options import ARRAY_OPTIONS, set_array_options
from engine.language.library.python_random import PYTHON_RANDOM
from engine.language.library.scikit_learn import SKLEARN
from engine.language.library.standard_modules import STANDARD
from engine.language.library.torch_module import CONSTANTS, functions, make_torch, nothing
from engine.language.library.torch_vision import TORCHVISION
from engine.language.library.universal_functions import universal
from engine.language.machine import Machine
from engine.language.methods import genfromtxt, loadtxt
from engine.language.rules import EXCEPTIONS
from engine.language.semantics import (
    NUMPY_TYPES,
    OF_SEQUENCES,
    PLAIN_MATH,
    engine_argument,
    named,
    plain_math,
)
from engine.language.values import (
    BUILTINS,
    Bracketed,
    Builtin,
    Module,
    Operation,
    Value,
)


def _ndarray(machine: Machine, /, *arguments: Value, **named: Value) -> Value:
    raise ProgramError("type", "an array is not made of its class", hint="Write np.zeros(shape) or np.array([…]).")


def _math() -> Module:
    calls = {name: Builtin(f"math.{name}", plain_math(name, plain)) for name, plain in PLAIN_MATH.items()}
    return Module("math", {**calls, **named(**OF_SEQUENCES), **CONSTANTS, "tau": math.tau})


def in_brackets(name: str) -> Callable[..., Value]:
    def call(machine: Machine, *parts: Value) -> Value:
        made = FUNCTIONS[name](*(engine_argument(machine, part) for part in parts))
        for part in made if isinstance(made, tuple) else (made,):
            machine.arrays.add(part)
        return made

    return call


WINDOWS = Module("numpy.lib.stride_tricks", functions("numpy.lib.stride_tricks"))


def _numpy() -> Module:
    members: dict[str, Value] = {**functions("numpy"), **CONSTANTS, "newaxis": None}
    members |= {**NUMPY_TYPES, "bool_": NUMPY_TYPES["bool"]} | named(set_printoptions=set_array_options)
    members |= {
        name: Bracketed(f"numpy.{name}", in_brackets(f"numpy.{name}")) for name in ("c_", "r_", "mgrid", "ogrid")
    }
    members |= universal({name: member for name, member in members.items() if isinstance(member, Operation)})
    members |= named(errstate=no_warnings, seterr=nothing)
    members["lib"] = Module("numpy.lib", {"stride_tricks": WINDOWS})
    members |= limits_of("numpy")
    members |= {"printoptions": ARRAY_OPTIONS, "testing": TESTING}
    members |= ARRAY_TEXTS
    members["nditer"] = NDITER
    members["ndarray"] = Builtin("numpy.ndarray", _ndarray)
    members |= named(loadtxt=loadtxt, genfromtxt=genfromtxt)
    members["linalg"] = Module("numpy.linalg", functions("numpy.linalg"))
    members["random"] = Module("numpy.random", NUMPY_RANDOM)
    return Module("numpy", members)


def _micrograd() -> Module:
    parts = {
        "engine": Module("micrograd.engine", named(Value=make_value)),
        "nn": Module("micrograd.nn", named(Neuron=make_neuron, Layer=make_neuron_layer, MLP=make_mlp)),
    }
    return Module("micrograd", parts)


_NUMPY = _numpy()
MODULES: Mapping[str, Module] = {
    module.name: module
    for module in (
        make_torch(),
        _NUMPY,
        _math(),
        Module("random", PYTHON_RANDOM),
        _micrograd(),
        array_gradients.autograd(_NUMPY),
        array_gradients.jax(_NUMPY),
        SKLEARN,
        KERAS,
        TENSORFLOW,
        TORCHVISION,
        Module("builtins", BUILTINS),
        *STANDARD.values(),
    )
}


def find_module(path: str) -> Module | None:
    """The module of a dotted path."""
    first, *rest = path.split(".")
    found: Value = MODULES.get(first)
    for part in rest:
        found = found.members.get(part) if isinstance(found, Module) else None
    return found if isinstance(found, Module) else None


def _vocabulary() -> dict[str, Value]:
    """Pasted fragments often begin below their imports, so the usual names are there from the start."""
    torch = MODULES["torch"]
    return {
        **BUILTINS,
        **EXCEPTIONS,
        **{name: module for name, module in MODULES.items() if name not in STANDARD},
        "np": MODULES["numpy"],
        "nn": torch.members["nn"],
        "optim": torch.members["optim"],
        "F": torch.members["nn"].members["functional"],
        "Value": MODULES["micrograd"].members["engine"].members["Value"],
        "draw_dot": Builtin("draw_dot", nothing),
    }


VOCABULARY: Mapping[str, Value] = _vocabulary()


def _paths(module: Module) -> Iterator[tuple[Value, str]]:
    for name, member in module.members.items():
        if isinstance(member, Module):
            yield from _paths(member)
        elif isinstance(member, (Operation, Builtin)):
            yield member, f"{module.name}.{name}"


# Where each function stands in PyTorch.
PATHS: Mapping[Value, str] = dict(_paths(MODULES["torch"]))
