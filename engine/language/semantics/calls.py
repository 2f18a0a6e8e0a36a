"""Calling what can be called, and matching arguments with the parameters of a function the program defines."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from contextlib import nullcontext

import numpy as np

from engine.functions.binding import bind
from engine.functions.signatures import keeps_beside_dim
from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.semantics import left_out
from engine.language.semantics.arguments import engine_argument
from engine.language.semantics.listed_arrays import listed_as_arrays
from engine.language.semantics.numpy_types import is_numpys, made_of
from engine.language.semantics.scalar_math import PLAIN_MATH
from engine.language.values import (
    NAMED_TUPLE,
    NUMBERS,
    Builtin,
    Class,
    Function,
    Instance,
    Layer,
    Method,
    Operation,
    Scope,
    Skipped,
    Value,
    describe,
    return_type,
)
from engine.mode import no_grad
from engine.operation import Op
from engine.tensors import Tensor, apply

MAKING_ARRAYS = ("numpy.array", "numpy.asarray", "numpy.copy")
MAKING_TENSORS = ("torch.from_numpy", "torch.as_tensor")


def call(machine: Machine, node: ast.Call) -> Value:
    function = machine.evaluate(node.func)
    arguments: list[Value] = []
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            values = machine.evaluate(argument.value)
            machine.at(argument)
            arguments.extend(machine.items(values))
        else:
            arguments.append(machine.evaluate(argument))
    named: dict[str, Value] = {}
    for keyword in node.keywords:
        value = machine.evaluate(keyword.value)
        machine.at(node)
        _add_named(named, keyword.arg, value)
    if machine.dropped:
        machine.close_dropped()
    machine.at(node)
    return invoke(machine, function, arguments, named)


def _add_named(named: dict[str, Value], name: str | None, value: Value) -> None:
    if name is not None:
        pairs = {name: value}
    elif isinstance(value, dict) and all(isinstance(key, str) for key in value):
        pairs = value
    else:
        raise ProgramError("type", f"** needs a dict of names, not {describe(value)}")
    for key, entry in pairs.items():
        if key in named:
            raise ProgramError("argument", f"the argument {key} is given twice")
        named[key] = entry


def invoke(machine: Machine, function: Value, arguments: list[Value], named: Mapping[str, Value]) -> Value:
    """Raises ProgramError (type, argument) or what the function called raises."""
    arguments, named = machine.portability.called(function, arguments, named)
    if isinstance(function, Function):
        return _call_function(machine, function, arguments, named)
    if isinstance(function, Builtin):
        return _call_builtin(machine, function, arguments, named)
    if isinstance(function, Operation):
        if type(named.get("out")) is Tensor and "out" not in function.signature.parameters:
            return _written_to(machine, function, arguments, dict(named))
        return _call_operation(machine, function, arguments, named)
    if isinstance(function, Method):
        return invoke(machine, function.function, [function.receiver, *arguments], named)
    if isinstance(function, Skipped):
        return left_out.call(machine, function, arguments)
    if isinstance(function, np.dtype) and is_numpys(function) and len(arguments) == 1 and not named:
        return made_of(machine, function, engine_argument(machine, arguments[0]))
    if function is NAMED_TUPLE:
        return invoke(machine, NAMED_TUPLE.members["__call__"], arguments, named)
    if isinstance(function, Class):
        return machine.construct(function, arguments, dict(named))
    if isinstance(function, Instance) and function.cls.member("__call__") is not None:
        return invoke(machine, Method(function, function.cls.member("__call__")), arguments, named)
    if isinstance(function, Layer):
        machine.budget.spend("steps", function.extent)
        machine.budget.check("frames", function.depth)
        with machine.namespace(function.name or function.kind):
            return call_layer(machine, function, arguments, named)
    hint = "Two values side by side multiply only with a *." if isinstance(function, (Tensor, *NUMBERS)) else None
    if isinstance(machine.here, ast.Call) and isinstance(machine.here.func, ast.Attribute) and not arguments:
        hint = f"{ast.unparse(machine.here.func)} is no method: leave the brackets out."
    raise ProgramError("type", f"{describe(function)} cannot be called", hint=hint)


def _written_to(machine: Machine, function: Operation, arguments: list[Value], named: dict[str, Value]) -> Value:
    """`out=`: the result is written into a tensor that there is, which is the answer. Raises ProgramError (shape)."""
    target = named.pop("out")
    result = _call_operation(machine, function, arguments, named)
    if type(result) is not Tensor or result.shape != target.shape:
        raise ProgramError("shape", f"out is {describe(target)}, and the result has another shape")
    return machine.call_method(target, "copy_", result)


def _call_builtin(machine: Machine, function: Builtin, arguments: list[Value], named: Mapping[str, Value]) -> Value:
    if named or len(arguments) not in function.positional:
        try:
            function.signature.bind(*arguments, **({} if function.takes_any_name else named))
        except TypeError as reason:
            raise ProgramError(
                "argument", f"{function.name}: {reason}", hint=f"It takes {function.name}{_signature_text(function)}."
            ) from None
    try:
        return function.call(machine, *arguments, **named)
    except (TypeError, ValueError, ArithmeticError) as reason:
        given = ", ".join(describe(argument) for argument in [*arguments, *named.values()]) or "nothing"
        raise ProgramError("type", f"{function.name} does not take {given}: {reason}") from None


def _signature_text(function: Builtin) -> str:
    parameters = [parameter.replace(annotation=parameter.empty) for parameter in function.signature.parameters.values()]
    if parameters and parameters[0].name == "owner":
        # A program writes it before the dot.
        parameters = parameters[1:]
    return str(function.signature.replace(parameters=parameters, return_annotation=function.signature.empty))


def _call_operation(
    machine: Machine, operation: Operation, arguments: list[Value], named: Mapping[str, Value]
) -> Value:
    """Of plain numbers alone an operation of numpy's makes a plain number, and no node."""
    given = [engine_argument(machine, value) for value in arguments]
    options = {name: engine_argument(machine, value) for name, value in named.items()}
    if not isinstance(options.get("dtype"), np.dtype | None):
        raise ProgramError("argument", f"{describe(named['dtype'])} is no element type", hint="Write torch.float64.")
    if operation.name.startswith("numpy."):
        given = listed_as_arrays(machine, operation, given)
    owner, _, short = operation.name.rpartition(".")
    if "keepdim" in named and not {"dim", "axis"} & {*named} and len(given) == 1 and keeps_beside_dim(f"torch.{short}"):
        hint = f"Write {short}(dim=…, keepdim=True)."
        raise ProgramError("argument", f"{operation.name} takes keepdim only with a dim", hint=hint)
    if isinstance(named.get("dtype"), str) and not operation.name.startswith("numpy."):
        raise ProgramError("argument", "an element type is no text", hint=f"Write torch.{named['dtype']}.")
    if (
        owner.startswith(("torch", "functional"))
        and operation.op is not None
        and _number_for_tensor(operation.op, given)
    ):
        hint = f"torch.tensor({given[0]}) makes a tensor of it."
        if short in PLAIN_MATH:
            hint = f"math.{short}({given[0]}) is for plain numbers; {hint}"
        raise ProgramError("argument", f"{operation.name} needs a tensor, not a plain number", hint=hint)
    if operation.op is None:
        numbers = operation.whole_numbers & options.keys()
        options |= {name: _attribute_value(operation.name, name, options[name]) for name in numbers}
    for place in operation.tensor_places:
        if place < len(given) and type(given[place]) is not Tensor:
            raise ProgramError("argument", f"{operation.name} needs a tensor, not {describe(given[place])}")
    try:
        if operation.op is not None:
            result = _call_op(operation.name, operation.op, given, options)
        elif operation.name.endswith("_") and owner != "numpy":
            return machine.change(given[0], lambda: operation.call(*given, **options))
        else:
            result = operation.call(*given, **options)
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as reason:
        listed = ", ".join(describe(argument) for argument in [*arguments, *named.values()]) or "nothing"
        # A number, or a list of them, where the function reads the shape of a tensor.
        detail = "it needs tensors" if isinstance(reason, AttributeError) else reason
        raise ProgramError("argument", f"{operation.name} does not take {listed}: {detail}") from None
    if isinstance(result, tuple) and hasattr(result, "_fields") and not operation.name.startswith("numpy."):
        result = return_type(operation.name.removeprefix("torch.").replace(".", "_"), type(result))(*result)
    of_arrays = all(value in machine.arrays for value in given if type(value) is Tensor)
    # An array made of a tensor is one: what is differentiated stays what it is.
    of_arrays |= operation.name in MAKING_ARRAYS and type(result) is Tensor and not result.requires_grad
    if operation.name.startswith("numpy.") and of_arrays:
        parts = result if isinstance(result, tuple) else (result,)
        for part in parts:
            if type(part) is Tensor:
                machine.arrays.add(part)
    elif operation.name in MAKING_TENSORS and all(result is not value for value in given):
        machine.arrays.discard(result)
    return result


def _number_for_tensor(op: Op, given: list[Value]) -> bool:
    """Does a plain number stand where PyTorch wants the first tensor?"""
    if not given or not isinstance(given[0], NUMBERS):
        return False
    return not op.takes.number_first or not any(type(value) is Tensor for value in given)


def _call_op(name: str, op: Op, arguments: list[Value], named: Mapping[str, Value]) -> Value:
    inputs, attributes = bind(op, arguments, named)
    attributes = {key: _attribute_value(name, key, value) for key, value in attributes.items()}
    if not inputs or not all(isinstance(value, NUMBERS) for value in inputs):
        return apply(op, *inputs, **attributes)
    result = op.forward(*[np.float64(value) for value in inputs], **attributes)
    if np.shape(result) != ():
        raise ProgramError("type", f"{name} needs a tensor, not {describe(inputs[0])}")
    return result.item()


def _attribute_value(name: str, key: str, value: Value) -> Value:
    """An attribute is plain data; a tensor of one number stands for its number."""
    if type(value) is Tensor and value.shape == ():
        return value.item()
    if isinstance(value, (list, tuple)):
        return tuple(_attribute_value(name, key, entry) for entry in value)
    if type(value) is Tensor:
        raise ProgramError("argument", f"{name}: {key} is one number here, not {describe(value)}")
    return value


def call_layer(machine: Machine, layer: Layer, arguments: list[Value], named: Mapping[str, Value]) -> Value:
    """What a layer of the engine or of the program computes, with its hooks. Raises ProgramError (argument)."""
    if isinstance(layer, Instance):
        return layer.respond(*arguments, **named)
    given, options = arguments, named
    if layer.tensors:
        given = [engine_argument(machine, value) for value in arguments]
        options = {name: engine_argument(machine, value) for name, value in named.items()}
    try:
        return layer.respond(*given, **options)
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as reason:
        listed = ", ".join(describe(argument) for argument in [*arguments, *named.values()]) or "nothing"
        raise ProgramError("argument", f"{layer.kind} does not take {listed}: {reason}") from None


def _call_function(machine: Machine, function: Function, arguments: list[Value], named: Mapping[str, Value]) -> Value:
    scope = Scope(function.scope, function.local)
    scope.function = function.node
    scope.names.update(_matched(function, arguments, named))
    if function.owner is not None and arguments:
        scope.called = (function.owner, arguments[0])
    machine.budget.spend("steps", len(scope.names))
    program, node = machine.program, function.node
    if node in program.generators:
        return machine.generator(function, scope, _is_a_group(function))
    with (
        machine.frame(program.depths[node]),
        machine.namespace(function.name) if _is_a_group(function) else nullcontext(),
        nullcontext() if function.records and node not in machine.going_back else no_grad(),
    ):
        outer, machine.scope = machine.scope, scope
        try:
            if isinstance(node, ast.Lambda):
                machine.budget.spend("steps", program.weights[node.body])
                return machine.evaluate(node.body)
            return machine.result_of(node.body)
        finally:
            machine.scope = outer


def _is_a_group(function: Function) -> bool:
    """Whether the nodes of a call stand under the function's name: those of a method stand under its object's."""
    return isinstance(function.node, ast.FunctionDef) and function.owner is None


def _matched(function: Function, arguments: list[Value], named: Mapping[str, Value]) -> dict[str, Value]:
    """The parameters' values, by Python's rules. Raises ProgramError (argument)."""
    parameters = function.node.args
    positional = [parameter.arg for parameter in [*parameters.posonlyargs, *parameters.args]]
    values = dict(zip(positional, arguments, strict=False))
    extra = arguments[len(positional) :]
    if parameters.vararg:
        values[parameters.vararg.arg] = tuple(extra)
    elif extra:
        raise _mismatch(function, f"takes {len(positional)} values, {len(arguments)} are given")
    by_name = {parameter.arg for parameter in [*parameters.args, *parameters.kwonlyargs]}
    rest: dict[str, Value] = {}
    for name, value in named.items():
        if name in by_name and name not in values:
            values[name] = value
        elif name in by_name:
            raise _mismatch(function, f"is given {name} twice")
        elif parameters.kwarg:
            rest[name] = value
        else:
            raise _mismatch(function, f"has no parameter {name}")
    if parameters.kwarg:
        values[parameters.kwarg.arg] = rest
    defaulted = positional[len(positional) - len(function.defaults) :]
    for name, default in [*zip(defaulted, function.defaults, strict=True), *function.keyword_defaults.items()]:
        values.setdefault(name, default)
    required = [*positional, *(parameter.arg for parameter in parameters.kwonlyargs)]
    missing = [name for name in required if name not in values]
    if missing:
        raise _mismatch(function, f"needs a value for {' and '.join(missing)}")
    return values


def _mismatch(function: Function, what: str) -> ProgramError:
    parameters = ", ".join(argument.arg for argument in function.node.args.args)
    return ProgramError("argument", f"{function.name} {what}", hint=f"It is defined as {function.name}({parameters}).")
