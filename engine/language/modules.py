"""The modules a program may import, as tables of what they hold here."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.functions import FUNCTIONS, creation, drawing
from engine.functions.streams import GENERATOR_SEED, MAIN, Stream
from engine.functions.table import OP_OF
from engine.language.arguments import engine_argument
from engine.language.autograd import AUTOGRAD
from engine.language.differentiation import named
from engine.language.errors import ProgramError
from engine.language.exceptions import EXCEPTIONS
from engine.language.layers import ACTIVATIONS, LOSSES, elementary, make_linear, make_sequential
from engine.language.micrograd import make_mlp, make_neuron, make_neuron_layer, make_value
from engine.language.module_object import make_module_dict, make_module_list
from engine.language.numpy_random import NUMPY_RANDOM
from engine.language.objects import MODULE
from engine.language.operators import bounded, whole
from engine.language.optimizers import SGD, Adam, AdamW
from engine.language.plain_math import OF_SEQUENCES, PLAIN_MATH, plain_math
from engine.language.python_random import CELLS, PYTHON_RANDOM
from engine.language.reflection import BUILTINS
from engine.language.standard_modules import STANDARD
from engine.language.torch_func import FUNC, gradient_of
from engine.language.values import (
    NUMBERS,
    Block,
    Builtin,
    Generator,
    Module,
    Operation,
    Optimizer,
    Size,
    Value,
    describe,
    with_machine,
)
from engine.mode import draw_in
from engine.operation import DTYPES
from engine.tensors import PrintOptions, Tensor

if TYPE_CHECKING:
    from engine.language.machine import Machine

CONSTANTS: dict[str, Value] = {"pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan}
DTYPE_NAMES = ("float64", "float32", "int64", "int32")


def functions(owner: str) -> dict[str, Value]:
    """The functions of the engine whose names begin with `owner.`, deeper modules left out."""
    found: dict[str, Value] = {}
    for name, call in FUNCTIONS.items():
        module, _, short = name.rpartition(".")
        if module == owner:
            found[short] = Operation(f"{owner}.{short}", call, OP_OF.get(name))
    return found


def _no_grad(machine: Machine) -> Block:
    return Block(grad_enabled=False)


def _enable_grad(machine: Machine) -> Block:
    return Block(grad_enabled=True)


def _parameter(machine: Machine, data: Value, requires_grad: Value = True) -> Tensor:
    if type(data) is not Tensor:
        raise ProgramError("type", f"a parameter is made of a tensor, not of {describe(data)}")
    made = creation.leaf(data, requires_grad=machine.truth(requires_grad))
    machine.parameters.add(made)
    return made


def _nothing(machine: Machine, *arguments: Value, **named: Value) -> None:
    """For calls that change nothing about what is calculated here, such as pictures."""


def _generator(machine: Machine, device: Value = None) -> Generator:
    machine.budget.spend("cells", CELLS)
    return Generator(Stream(GENERATOR_SEED))


def _manual_seed(machine: Machine, seed: Value) -> Generator:
    drawing.manual_seed(whole(seed, "a seed"))
    return Generator(MAIN)


def _seed(machine: Machine) -> int:
    """PyTorch takes a seed from the machine here; the same program gives the same numbers, so it is always one."""
    drawing.manual_seed(GENERATOR_SEED)
    return GENERATOR_SEED


# The least and the most of what torch.set_printoptions takes: a number has 17 digits, and 0 ends show nothing.
LIMITS_OF_PRINT = {"precision": (0, 17), "threshold": (0, math.inf), "edgeitems": (1, 1000), "linewidth": (10, 1000)}
# What `profile=` of torch.set_printoptions stands for.
PROFILES = {
    "default": PrintOptions(),
    "short": PrintOptions(precision=2, edgeitems=2),
    "full": PrintOptions(threshold=math.inf),
}


def _set_print_options(
    machine: Machine,
    precision: Value = None,
    threshold: Value = None,
    edgeitems: Value = None,
    linewidth: Value = None,
    profile: Value = None,
    sci_mode: Value = None,
) -> None:
    """As in PyTorch, what is left out stays as it is, and sci_mode is chosen anew by every call."""
    if profile is not None and profile not in PROFILES:
        raise ProgramError("value", f"profile is {', '.join(PROFILES)}, not {machine.show(profile)}")
    if sci_mode is not None and not isinstance(sci_mode, bool):
        raise ProgramError("type", f"sci_mode is True, False or None, not {describe(sci_mode)}")
    given = {"precision": precision, "edgeitems": edgeitems, "linewidth": linewidth}
    told: dict[str, Any] = {name: whole(value, name) for name, value in given.items() if value is not None}
    if threshold is not None:
        told["threshold"] = _number(machine, threshold)
    _check_print_options(told)
    options = machine.print_options if profile is None else PROFILES[profile]
    machine.print_options = replace(options, **told, sci_mode=sci_mode)


def _check_print_options(told: Mapping[str, Any]) -> None:
    for name, value in told.items():
        least, most = LIMITS_OF_PRINT[name]
        if not least <= value <= most:
            raise ProgramError("value", f"{name} is a number from {least} to {most} here, not {value}")


def _set_array_options(
    machine: Machine,
    precision: Value = None,
    threshold: Value = None,
    edgeitems: Value = None,
    linewidth: Value = None,
    suppress: Value = None,
) -> None:
    """As in numpy, what is left out stays as it is; `suppress` never writes a power of ten."""
    given = {"precision": precision, "edgeitems": edgeitems, "linewidth": linewidth}
    told: dict[str, Any] = {name: whole(value, name) for name, value in given.items() if value is not None}
    if threshold is not None:
        told["threshold"] = _number(machine, threshold)
    _check_print_options(told)
    if suppress is not None:
        told["suppress"] = machine.truth(suppress)
    machine.array_options = {**machine.array_options, **told}


def _set_default_dtype(machine: Machine, dtype: Value) -> None:
    if engine_argument(machine, dtype) != np.dtype(np.float64):
        raise ProgramError(
            "unsupported", "numbers are float64 here, so that gradients can be checked to the last digit"
        )
    draw_in("float64")


def _size(machine: Machine, sizes: Value = ()) -> Size:
    return Size(whole(size, "a size") for size in machine.items(sizes))


def _device(machine: Machine, name: Value = "cpu", index: Value = 0) -> str:
    return "cpu"


def _ndarray(machine: Machine, /, *arguments: Value, **named: Value) -> Value:
    raise ProgramError("type", "an array is not made of its class", hint="Write np.zeros(shape) or np.array([…]).")


def _false(machine: Machine) -> bool:
    return False


def _number(machine: Machine, value: Value) -> float:
    if not isinstance(value, NUMBERS):
        raise ProgramError("type", f"this takes a number, not {describe(value)}")
    return float(value)


# What PyTorch's optimizers refuse: the options that are not below 0, and those below 1 as well.
NOT_NEGATIVE = ("lr", "momentum", "weight_decay", "eps", "betas", "alpha", "lr_decay")
BELOW_ONE = ("betas",)


def _check_option(option: str, number: Value) -> None:
    if option in NOT_NEGATIVE and not number >= 0:
        raise ProgramError(
            "value", f"{option} of an optimizer is 0 or more, not {number}", hint="A step goes against the gradient."
        )
    if option in BELOW_ONE and not number < 1:
        raise ProgramError("value", f"{option} of an optimizer are below 1, not {number}", hint="Common: (0.9, 0.999).")


def _optimizer(make: type[Optimizer]) -> Callable[..., Value]:
    own = list(inspect.signature(make).parameters.values())[1:]
    signature = inspect.Signature([inspect.Parameter("params", inspect.Parameter.POSITIONAL_OR_KEYWORD), *own])

    def build(machine: Machine, *positional: Value, **named: Value) -> Optimizer:
        options = signature.bind(*positional, **named).arguments
        parameters = list(machine.items(options.pop("params")))
        for option, value in options.items():
            for number in machine.items(value) if isinstance(value, (list, tuple)) else [value]:
                if not isinstance(number, NUMBERS):
                    raise ProgramError("type", f"{option} is a number, not {describe(number)}")
                _check_option(option, number)
        if not parameters or not all(type(parameter) is Tensor for parameter in parameters):
            raise ProgramError(
                "type", "an optimizer takes a list of tensors", hint="Write model.parameters() or [w, b]."
            )
        if any(parameter.op is not None for parameter in parameters):
            raise ProgramError(
                "value",
                "an optimizer changes leaves, and one of these tensors is computed from others",
                hint="Hand over the leaves it is computed from, or write x.detach().requires_grad_().",
            )
        return make(parameters, **options)

    build.__signature__ = with_machine(signature)  # type: ignore[attr-defined]
    return build


def _math() -> Module:
    calls = {name: Builtin(f"math.{name}", plain_math(name, plain)) for name, plain in PLAIN_MATH.items()}
    return Module("math", {**calls, **named(**OF_SEQUENCES), **CONSTANTS, "tau": math.tau})


def _functional() -> Module:
    return Module("torch.nn.functional", functions("functional"))


def _nn() -> Module:
    layers = named(Linear=make_linear, Sequential=make_sequential, Parameter=_parameter)
    layers |= named(ModuleList=make_module_list, ModuleDict=make_module_dict)
    layers["Module"] = MODULE
    for kinds, inputs in ((ACTIVATIONS, 1), (LOSSES, 2)):
        for kind, name in kinds.items():
            if name in FUNCTIONS:
                layers[kind] = Builtin(kind, elementary(kind, name, inputs))
    return Module("torch.nn", {**layers, "functional": _functional()})


def _optim() -> Module:
    makes = {"SGD": SGD, "Adam": Adam, "AdamW": AdamW}
    return Module("torch.optim", {name: Builtin(name, _optimizer(make)) for name, make in makes.items()})


def _torch() -> Module:
    members: dict[str, Value] = {**functions("torch"), **CONSTANTS, **DTYPES}
    for part in ("special", "linalg"):
        members[part] = Module(f"torch.{part}", functions(f"torch.{part}"))
    members |= named(
        no_grad=_no_grad,
        enable_grad=_enable_grad,
        device=_device,
        Generator=_generator,
        manual_seed=_manual_seed,
        initial_seed=lambda machine: bounded(MAIN.seed),
        seed=_seed,
    )
    members |= named(set_default_dtype=_set_default_dtype, set_printoptions=_set_print_options, Size=_size)
    members["cuda"] = Module("torch.cuda", named(is_available=_false, manual_seed=_nothing, manual_seed_all=_nothing))
    members["random"] = Module(
        "torch.random", {name: members[name] for name in ("manual_seed", "seed", "initial_seed")}
    )
    members["autograd"] = AUTOGRAD
    members["func"] = Module("torch.func", FUNC)
    members["vmap"] = FUNC["vmap"]
    return Module("torch", {**members, "nn": _nn(), "optim": _optim()})


def _numpy() -> Module:
    members: dict[str, Value] = {**functions("numpy"), **CONSTANTS, "newaxis": None}
    members |= {name: np.dtype(name) for name in DTYPE_NAMES} | named(set_printoptions=_set_array_options)
    members["ndarray"] = Builtin("numpy.ndarray", _ndarray)
    members["linalg"] = Module("numpy.linalg", functions("numpy.linalg"))
    members["random"] = Module("numpy.random", NUMPY_RANDOM)
    return Module("numpy", members)


def _with_grad(name: str, numpy: Module) -> Module:
    """HIPS autograd and JAX: numpy's words, and grad(f)."""
    return Module(name, {**named(grad=gradient_of), "numpy": numpy})


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
        _torch(),
        _NUMPY,
        _math(),
        Module("random", PYTHON_RANDOM),
        _micrograd(),
        _with_grad("autograd", _NUMPY),
        _with_grad("jax", _NUMPY),
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
        "draw_dot": Builtin("draw_dot", _nothing),
    }


VOCABULARY: Mapping[str, Value] = _vocabulary()
