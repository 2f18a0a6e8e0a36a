"""The methods of tensors, and of what belongs to them: shapes, handles of hooks, generators of random numbers."""

from __future__ import annotations

import numpy as np

from engine.functions.streams import GENERATOR_SEED
from engine.language.errors import ProgramError
from engine.language.machine import Machine, passes
from engine.language.semantics import (
    bounded,
    engine_argument,
    invoke,
    position,
    sweep_options,
    tensors_of,
    whole,
)
from engine.language.values import METHODS, Generator, Method, Size, Value, describe, method
from engine.operation import shape_text, size
from engine.tensors import Handle, Tensor, in_other_order


@method("tensor")
def backward(
    machine: Machine,
    tensor: Tensor,
    gradient: Value = None,
    retain_graph: Value = None,
    create_graph: Value = False,
    inputs: Value = None,
) -> None:
    passes.start(
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
    """An array that shares the tensor's numbers, as in PyTorch. Raises GradientError where it requires a gradient."""
    if tensor in machine.arrays:
        return tensor
    if tensor.requires_grad:
        tensor.numpy()
    made = tensor.detach()
    machine.arrays.add(made)
    return made


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
    def called(leaf: Tensor) -> Value:
        place = machine.here
        returned = invoke(machine, hook, [leaf], {})
        # What is wrong with its result is refused where the pass was started.
        machine.here = place
        return returned

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


@method("array")
def copy(machine: Machine, owner: Tensor, order: Value = "C") -> Value:
    return invoke(machine, METHODS["tensor", "clone"], [owner], {})
