"""The module torch, with nn, optim and what else stands in it."""

from __future__ import annotations

import math

from engine.functions import FUNCTIONS, drawing
from engine.functions.streams import GENERATOR_SEED, MAIN, Stream
from engine.functions.table import OP_OF
from engine.language.errors import ProgramError
from engine.language.library import default_type
from engine.language.library.autograd import AUTOGRAD
from engine.language.library.data import UTILS as DATA_UTILS
from engine.language.library.distributions import TORCH_DISTRIBUTIONS
from engine.language.library.layers import MAKERS
from engine.language.library.neural import INIT, UTILS
from engine.language.library.number_limits import limits_of
from engine.language.library.optimizers import OPTIM
from engine.language.library.print_options import set_print_options
from engine.language.library.python_random import CELLS
from engine.language.library.random_states import TORCH_STATES
from engine.language.library.saved_values import loaded, saved
from engine.language.library.torch_func import FUNC
from engine.language.machine import Machine
from engine.language.semantics import (
    bounded,
    named,
    whole,
)
from engine.language.values import (
    MODULE,
    Block,
    Builtin,
    Generator,
    Module,
    Operation,
    Size,
    Skipped,
    Value,
    describe,
)
from engine.mode import is_grad_enabled, set_grad_enabled
from engine.nn import Parameter
from engine.operation import DTYPES
from engine.tensors import Tensor

CONSTANTS: dict[str, Value] = {"pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan}


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


def _set_grad_enabled(machine: Machine, mode: Value) -> Block:
    """Holds at once; as a block it ends with that."""
    before, wanted = is_grad_enabled(), machine.truth(mode)
    set_grad_enabled(wanted)
    return Block(wanted, before)


def _inference_mode(machine: Machine, mode: Value = True) -> Block:
    return Block(grad_enabled=not machine.truth(mode))


def _is_grad_enabled(machine: Machine) -> bool:
    return is_grad_enabled()


def _parameter(machine: Machine, data: Value = None, requires_grad: Value = True) -> Tensor:
    if type(data) is not Tensor:
        raise ProgramError("type", f"a parameter is made of a tensor, not of {describe(data)}")
    return Parameter(data, machine.truth(requires_grad))


def nothing(machine: Machine, *arguments: Value, **named: Value) -> None:
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


def _size(machine: Machine, sizes: Value = ()) -> Size:
    return Size(whole(size, "a size") for size in machine.items(sizes))


def _device(machine: Machine, name: Value = "cpu", index: Value = 0) -> str:
    return "cpu"


def _compiled(machine: Machine, model: Value = None, /, **options: Value) -> Value:
    """What PyTorch makes faster computes the same; `@torch.compile(…)` has its function later."""
    return Builtin("compile", lambda machine, model: model) if model is None else model


def _false(machine: Machine) -> bool:
    return False


def _assert_close(
    machine: Machine, actual: Value, expected: Value, *, rtol: Value = None, atol: Value = None, **named: Value
) -> None:
    """Raises ProgramError (assertion). Without tolerances, those that PyTorch has for the element type."""
    near = isinstance(actual, Tensor) and actual.dtype.itemsize == 4
    tolerances = (1.3e-6 if near else 1e-7, 1e-5 if near else 1e-7)
    relative, absolute = (own if given is None else given for given, own in zip((rtol, atol), tolerances, strict=True))
    same = type(actual) is not Tensor or (type(expected) is Tensor and actual.shape == expected.shape)
    if not same or not FUNCTIONS["torch.allclose"](actual, expected, rtol=relative, atol=absolute):
        raise ProgramError("assertion", "the two are not close to each other")


def _functional() -> Module:
    return Module("torch.nn.functional", functions("functional"))


def _nn() -> Module:
    members: dict[str, Value] = {**MAKERS, **named(Parameter=_parameter), "Module": MODULE}
    parts = {"functional": _functional(), "init": INIT, "utils": UTILS}
    return Module(
        "torch.nn", {**members, **parts, "parameter": Module("torch.nn.parameter", named(Parameter=_parameter))}
    )


def make_torch() -> Module:
    members: dict[str, Value] = {**functions("torch"), **CONSTANTS, **DTYPES}
    for part in ("special", "linalg"):
        members[part] = Module(f"torch.{part}", functions(f"torch.{part}"))
    members |= named(
        no_grad=_no_grad,
        set_grad_enabled=_set_grad_enabled,
        inference_mode=_inference_mode,
        is_grad_enabled=_is_grad_enabled,
        enable_grad=_enable_grad,
        device=_device,
        Generator=_generator,
        manual_seed=_manual_seed,
        initial_seed=lambda machine: bounded(MAIN.seed),
        seed=_seed,
    )
    members |= named(
        set_default_dtype=default_type.choose,
        get_default_dtype=default_type.chosen,
        set_default_tensor_type=default_type.choose_class,
        set_printoptions=set_print_options,
        Size=_size,
        set_default_device=nothing,
        use_deterministic_algorithms=nothing,
        set_num_threads=nothing,
        is_storage=lambda machine, obj: False,
    )
    members["cuda"] = Module(
        "torch.cuda",
        named(
            is_available=_false,
            manual_seed=nothing,
            manual_seed_all=nothing,
            device_count=lambda machine: 0,
            empty_cache=nothing,
            synchronize=nothing,
        ),
    )
    members["random"] = Module(
        "torch.random", {name: members[name] for name in ("manual_seed", "seed", "initial_seed")}
    )
    members |= TORCH_STATES
    members["random"] = Module("torch.random", {**members["random"].members, **TORCH_STATES})
    members["autograd"] = AUTOGRAD
    members["backends"] = Module(
        "torch.backends",
        {
            "mps": Module("torch.backends.mps", named(is_available=_false, is_built=_false)),
            "cuda": Module("torch.backends.cuda", {**named(is_built=_false), "matmul": Skipped("torch.backends")}),
            "cudnn": Skipped("torch.backends"),
            "mkldnn": Skipped("torch.backends"),
        },
    )
    members |= named(save=saved, load=loaded, compile=_compiled, set_float32_matmul_precision=nothing)
    members["accelerator"] = Module(
        "torch.accelerator", named(is_available=_false, current_accelerator=nothing, device_count=lambda machine: 0)
    )
    members["testing"] = Module("torch.testing", named(assert_close=_assert_close))
    members["func"] = Module("torch.func", FUNC)
    members["vmap"] = FUNC["vmap"]
    members |= limits_of("torch")
    members["distributions"] = TORCH_DISTRIBUTIONS
    return Module("torch", {**members, "nn": _nn(), "optim": OPTIM, "utils": DATA_UTILS})
