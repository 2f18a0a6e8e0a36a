"""torch.autograd: backward passes from several results, and gradients that are given back."""

from __future__ import annotations

from engine.differentiate import grad as gradients_of
from engine.language.errors import ProgramError
from engine.language.library.array_gradients import checked
from engine.language.library.autograd_functional import FUNCTIONAL
from engine.language.library.own_functions import FUNCTION, OF_FUNCTION
from engine.language.machine import Machine, passes
from engine.language.semantics import engine_argument, named, sweep_options, tensors_of
from engine.language.values import Module, Value, describe
from engine.tensors import Tensor


def backward(
    machine: Machine,
    tensors: Value,
    grad_tensors: Value = None,
    retain_graph: Value = None,
    create_graph: Value = False,
    grad_variables: Value = None,
    inputs: Value = None,
) -> None:
    """`torch.autograd.backward`"""
    roots = tensors_of(machine, tensors, "what backward starts from")
    passes.start(
        machine,
        roots[0] if len(roots) == 1 else roots,
        engine_argument(machine, grad_tensors),
        **sweep_options(machine, retain_graph, create_graph),
        inputs=None if inputs is None else tensors_of(machine, inputs, "inputs"),
    )


def grad(
    machine: Machine,
    outputs: Value,
    inputs: Value,
    grad_outputs: Value = None,
    retain_graph: Value = None,
    create_graph: Value = False,
    only_inputs: Value = True,
    allow_unused: Value = None,
    is_grads_batched: Value = False,
    materialize_grads: Value = False,
) -> tuple[Value, ...]:
    """`torch.autograd.grad`: always a tuple."""
    if not machine.truth(only_inputs):
        raise ProgramError(
            "unsupported",
            "PyTorch no longer takes only_inputs=False",
            hint="backward() adds to the .grad of leaves that are not among the inputs.",
        )
    if machine.truth(is_grads_batched):
        raise ProgramError(
            "unsupported",
            "several upstream gradients at once are not taken here",
            hint="Call grad(…, retain_graph=True) once for each of them, or use torch.func.jacrev.",
        )
    materialized = machine.truth(materialize_grads)
    if materialized and allow_unused is not None and not machine.truth(allow_unused):
        raise ProgramError(
            "argument",
            "with materialize_grads there are zeros for what is unused",
            hint="Leave allow_unused=False out.",
        )
    roots = tensors_of(machine, outputs, "outputs")
    wanted = tensors_of(machine, inputs, "inputs")
    seed = engine_argument(machine, grad_outputs)
    with passes.asking(machine):
        found: tuple[Value, ...] = gradients_of(
            roots[0] if len(roots) == 1 else roots,
            wanted,
            seed,
            allow_unused=machine.truth(allow_unused),
            materialize_grads=materialized,
            **sweep_options(machine, retain_graph, create_graph),
        )
    return found


def variable(machine: Machine, data: Value, requires_grad: Value = False) -> Tensor:
    """`Variable`, which once was what is a tensor now: a leaf that shares the numbers of a tensor."""
    if type(data) is not Tensor:
        raise ProgramError("type", f"a Variable is made of a tensor, not of {describe(data)}")
    return data.data.requires_grad_(machine.truth(requires_grad))


AUTOGRAD = Module(
    "torch.autograd",
    {
        **named(grad=grad, backward=backward, gradcheck=checked, Variable=variable),
        "Function": FUNCTION,
        "function": Module("torch.autograd.function", OF_FUNCTION),
        "functional": Module("torch.autograd.functional", FUNCTIONAL),
    },
)
