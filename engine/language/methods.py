"""The methods of each kind of value."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.functions import FUNCTIONS
from engine.functions.streams import GENERATOR_SEED
from engine.functions.table import OP_OF
from engine.language.arguments import engine_argument
from engine.language.calls import invoke
from engine.language.differentiation import sweep_options, tensors_of
from engine.language.errors import ProgramError
from engine.language.formatting import braces
from engine.language.operators import bounded, ordered, whole
from engine.language.subscripts import item as item_of
from engine.language.subscripts import key, position
from engine.language.values import (
    Builtin,
    Generator,
    Iterated,
    Layer,
    Method,
    Operation,
    Optimizer,
    Size,
    Value,
    describe,
)
from engine.operation import shape_text, size
from engine.tensors import Handle, Tensor, in_other_order

if TYPE_CHECKING:
    from engine.language.machine import Machine

# For each number of a parameter, counted in additions: Adam's rule has two means, a root and a division.
ARITHMETIC_OF_A_STEP = 30

METHODS: dict[tuple[str, str], Builtin | Operation] = {}

for _name, _call in FUNCTIONS.items():
    if _name.startswith("Tensor."):
        _short = _name.removeprefix("Tensor.")
        METHODS["tensor", _short] = Operation(_short, _call, OP_OF.get(_name))
# Where numpy's arrays take more than tensors do, or answer in another way.
for _short in ("argmax", "argmin", "dot", "max", "mean", "min", "prod", "repeat", "std", "trace", "transpose", "var"):
    METHODS["array", _short] = Operation(f"numpy.{_short}", FUNCTIONS[f"numpy.{_short}"], OP_OF.get(f"numpy.{_short}"))


def method(*owners: str, name: str = "") -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Registers `call(machine, owner, *arguments)` under its own name, or the one given."""

    def register(call: Callable[..., Value]) -> Callable[..., Value]:
        public = name or call.__name__.strip("_")
        for owner in owners:
            METHODS[owner, public] = Builtin(public, call)
        return call

    return register


@method("tensor")
def backward(
    machine: Machine,
    tensor: Tensor,
    gradient: Value = None,
    retain_graph: Value = None,
    create_graph: Value = False,
    inputs: Value = None,
) -> None:
    machine.target.backward(
        machine,
        tensor,
        engine_argument(machine, gradient),
        **sweep_options(machine, retain_graph, create_graph),
        inputs=None if inputs is None else tensors_of(machine, inputs, "inputs"),
    )


@method("tensor")
def view(machine: Machine, tensor: Tensor, *shape: Value) -> Tensor:
    """Refused where the numbers do not lie in the order in which the new shape would read them."""
    made: Tensor = invoke(machine, Method(tensor, METHODS["tensor", "reshape"]), list(shape), {})
    if made.ndim and tensor.ndim and in_other_order(tensor) and not np.may_share_memory(made._data, tensor._data):
        raise ProgramError(
            "shape",
            f"view cannot read {describe(tensor)} as {shape_text(made.shape)}: its numbers lie in another order",
            hint="Write .reshape(…), or .contiguous().view(…), which copy them.",
        )
    return made


@method("tensor", name="size")
def size_of(machine: Machine, tensor: Tensor, dim: Value = None) -> Value:
    shape = Size(tensor.shape)
    return shape if dim is None else shape[position(machine, shape, dim)]


@method("size")
def numel(machine: Machine, shape: Size) -> int:
    return size(shape)


@method("tensor")
def item(machine: Machine, tensor: Tensor) -> Value:
    return tensor.item()


@method("tensor")
def tolist(machine: Machine, tensor: Tensor) -> Value:
    machine.budget.spend("cells", tensor._data.size)
    return tensor.tolist()


@method("tensor")
def numpy(machine: Machine, tensor: Tensor) -> Value:
    if tensor.requires_grad:
        tensor.numpy()
    # numpy's arrays are tensors without gradient: this one has the same numbers and shares them, as in PyTorch.
    return tensor


@method("tensor", name="requires_grad_")
def requires_grad(machine: Machine, tensor: Tensor, requires_grad: bool = True) -> Tensor:
    return tensor.requires_grad_(bool(requires_grad))


@method("tensor")
def retain_grad(machine: Machine, tensor: Tensor) -> None:
    tensor.retain_grad()


@method("tensor")
def register_hook(machine: Machine, tensor: Tensor, hook: Value) -> Handle:
    return tensor.register_hook(lambda gradient: _hooked(machine, hook, gradient))


@method("tensor")
def register_post_accumulate_grad_hook(machine: Machine, tensor: Tensor, hook: Value) -> Handle:
    def called(leaf: Tensor) -> None:
        place = machine.here
        invoke(machine, hook, [leaf], {})
        machine.here = place

    return tensor.register_post_accumulate_grad_hook(called)


@method("handle")
def remove(machine: Machine, handle: Handle) -> None:
    handle.remove()


def _hooked(machine: Machine, hook: Value, gradient: Tensor) -> Tensor | None:
    place = machine.here
    replaced = invoke(machine, hook, [gradient], {})
    # What is wrong with its result is refused where the pass was started.
    machine.here = place
    if replaced is not None and type(replaced) is not Tensor:
        raise ProgramError("type", f"a hook returns a tensor or nothing, not {describe(replaced)}")
    if replaced is not None and replaced.shape != gradient.shape:
        raise ProgramError(
            "shape",
            f"the gradient has shape {shape_text(gradient.shape)}, the hook returns {shape_text(replaced.shape)}",
            hint="A hook may change the numbers of a gradient, not its shape.",
        )
    return replaced


@method("generator")
def manual_seed(machine: Machine, generator: Generator, seed: Value) -> Generator:
    generator.stream.start(whole(seed, "a seed"))
    return generator


@method("generator")
def initial_seed(machine: Machine, generator: Generator) -> int:
    return int(bounded(generator.stream.seed))


@method("generator")
def seed(machine: Machine, generator: Generator) -> int:
    """PyTorch takes a seed from the machine here; the same program gives the same numbers, so it is always one."""
    generator.stream.start(GENERATOR_SEED)
    return int(bounded(generator.stream.seed))


@method("list")
def append(machine: Machine, owner: list[Value], value: Value) -> None:
    machine.budget.spend("cells", 1)
    owner.append(value)


@method("list")
def extend(machine: Machine, owner: list[Value], values: Value) -> None:
    for value in tuple(values) if values is owner else machine.items(values):
        append(machine, owner, value)


@method("list")
def insert(machine: Machine, owner: list[Value], index: Value, value: Value) -> None:
    machine.budget.spend("cells", 1)
    owner.insert(whole(index, "an index"), value)


@method("list")
def pop(machine: Machine, owner: list[Value], index: Value = -1) -> Value:
    return owner.pop(position(machine, owner, index))


@method("list", name="reverse")
def reverse(machine: Machine, owner: list[Value]) -> None:
    machine.budget.spend("cells", len(owner))
    owner.reverse()


@method("list", name="copy")
def copied(machine: Machine, owner: list[Value]) -> list[Value]:
    machine.budget.spend("cells", len(owner))
    return list(owner)


@method("list", "tuple", name="index")
def index_of(machine: Machine, owner: list[Value], value: Value) -> int:
    for place, entry in enumerate(owner):
        if machine.equal(entry, value):
            return place
    raise ProgramError("value", f"{machine.show(value)} is not in {describe(owner)}")


@method("list", "tuple")
def count(machine: Machine, owner: list[Value], value: Value) -> int:
    return sum(machine.equal(entry, value) for entry in owner)


@method("list", name="clear")
def emptied(machine: Machine, owner: list[Value]) -> None:
    owner.clear()


@method("list", name="remove")
def removed(machine: Machine, owner: list[Value], value: Value) -> None:
    del owner[index_of(machine, owner, value)]


@method("list", name="sort")
def sort(machine: Machine, owner: list[Value], *, key: Value = None, reverse: Value = False) -> None:
    ranks = list(owner) if key is None else [invoke(machine, key, [value], {}) for value in owner]
    machine.budget.spend("cells", len(ranks))
    owner[:] = [owner[place] for place in ordered(machine, ranks, machine.truth(reverse))]


@method("dict", name="update")
def updated(machine: Machine, owner: dict[Value, Value], pairs: Value = (), /, **named: Value) -> None:
    given = (
        list(pairs.items())
        if isinstance(pairs, dict)
        else [tuple(machine.items(pair)) for pair in machine.items(pairs)]
    )
    machine.budget.spend("cells", len(given) + len(named))
    for pair in given:
        if len(pair) != 2:
            raise ProgramError("type", "a dict is made of pairs")
        owner[key(pair[0])] = pair[1]
    owner.update(named)


@method("dict", name="pop")
def popped(machine: Machine, owner: dict[Value, Value], name: Value, *default: Value) -> Value:
    if key(name) in owner or not default:
        found = item_of(machine, owner, name)
        del owner[name]
        return found
    return default[0]


@method("dict", name="setdefault")
def defaulted(machine: Machine, owner: dict[Value, Value], name: Value, default: Value = None) -> Value:
    machine.budget.spend("cells", 1)
    return owner.setdefault(key(name), default)


@method("dict", name="clear")
def emptied_dict(machine: Machine, owner: dict[Value, Value]) -> None:
    owner.clear()


@method("dict", name="copy")
def copied_dict(machine: Machine, owner: dict[Value, Value]) -> dict[Value, Value]:
    machine.budget.spend("cells", len(owner))
    return dict(owner)


@method("dict")
def keys(machine: Machine, owner: dict[Value, Value]) -> list[Value]:
    machine.budget.spend("cells", len(owner))
    return list(owner)


@method("dict")
def values(machine: Machine, owner: dict[Value, Value]) -> list[Value]:
    machine.budget.spend("cells", len(owner))
    return list(owner.values())


@method("dict")
def items(machine: Machine, owner: dict[Value, Value]) -> list[Value]:
    machine.budget.spend("cells", 2 * len(owner))
    return list(owner.items())


@method("dict")
def get(machine: Machine, owner: dict[Value, Value], name: Value, default: Value = None) -> Value:
    return owner[name] if key(name) in owner else default


@method("str", name="format")
def format_text(machine: Machine, owner: str, /, *values: Value, **named: Value) -> str:
    return machine.text(braces(machine, owner, values, named))


@method("str")
def join(machine: Machine, owner: str, parts: Value) -> str:
    listed = list(machine.items(parts))
    for part in listed:
        if not isinstance(part, str):
            raise ProgramError(
                "type", f"join puts strings together, not {describe(part)}", hint="Write str(...) around it."
            )
    machine.budget.check("string", sum(map(len, listed)) + len(owner) * max(0, len(listed) - 1))
    return machine.text(owner.join(listed))


@method("layer")
def parameters(machine: Machine, layer: Layer, recurse: Value = True) -> Value:
    machine.budget.spend("cells", layer.size)
    listed = [parameter for _, parameter in layer.named_parameters(machine.truth(recurse))]
    return listed if layer.lists_parameters else Iterated(listed)


@method("layer")
def named_parameters(machine: Machine, layer: Layer, prefix: Value = "", recurse: Value = True) -> Iterated:
    machine.budget.spend("cells", layer.size)
    return Iterated(behind(machine, prefix, layer.named_parameters(machine.truth(recurse))))


def behind(machine: Machine, prefix: Value, named: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Paths that go on from a prefix; the empty path of the layer itself is the prefix."""
    if not isinstance(prefix, str):
        raise ProgramError("type", f"a prefix is a text, not {describe(prefix)}")
    if not prefix:
        return named
    return [(machine.text(f"{prefix}.{path}" if path else prefix), held) for path, held in named]


@method("layer", name="zero_grad")
def clear_layer_gradients(machine: Machine, layer: Layer, set_to_none: Value = True) -> None:
    machine.budget.spend("cells", layer.size)
    _clear(machine, [parameter for _, parameter in layer.named_parameters()], machine.truth(set_to_none))


@method("layer", name="double")
def unchanged(machine: Machine, layer: Layer) -> Layer:
    return layer


@method("layer", name="forward")
def forward(machine: Machine, layer: Layer, *inputs: Value) -> Value:
    return invoke(machine, layer, list(inputs), {})


@method("optimizer", name="step")
def step(machine: Machine, optimizer: Optimizer) -> None:
    machine.budget.spend("steps", len(optimizer.parameters))
    for parameter in optimizer.parameters:
        if parameter.grad is not None:
            machine.budget.allocate(parameter.shape)
            machine.budget.spend("cost", ARITHMETIC_OF_A_STEP * size(parameter.shape))
    optimizer.step()


@method("optimizer", name="zero_grad")
def clear_gradients(machine: Machine, optimizer: Optimizer, set_to_none: Value = True) -> None:
    machine.budget.spend("steps", len(optimizer.parameters))
    _clear(machine, optimizer.parameters, machine.truth(set_to_none))


def _clear(machine: Machine, parameters: list[Tensor], to_none: bool) -> None:
    for parameter in parameters:
        gradient = parameter.grad
        if to_none or gradient is None:
            parameter.grad = None
        else:
            zero = FUNCTIONS["Tensor.zero_"]
            machine.change(gradient, partial(zero, gradient))
