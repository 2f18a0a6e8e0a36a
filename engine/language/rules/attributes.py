"""What stands behind a dot: a table keyed by kind of value and name. Nothing is ever looked up on the value itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from engine.functions import FUNCTIONS
from engine.language.equivalents import OTHER_WAYS
from engine.language.errors import Instead, ProgramError
from engine.language.machine import Machine, claims
from engine.language.methods import backward_node, class_of_layer, method_of_type, names_of_type, next_functions
from engine.language.program import documentation
from engine.language.rules import classes
from engine.language.semantics import OF_ARRAYS, beyond
from engine.language.spelling import closest, meant
from engine.language.values import (
    BUILTINS,
    METHODS,
    NUMBERS,
    Builtin,
    Class,
    Function,
    Instance,
    Layer,
    Method,
    Module,
    Operation,
    Property,
    Record,
    Scheduler,
    Size,
    Skipped,
    Super,
    Value,
    describe,
)
from engine.operation import size
from engine.tensors import Tensor

# What PyTorch's tensors tell of themselves, and is not offered here.
READ_ONLY = frozenset(
    ("H", "is_cuda", "is_sparse", "itemsize", "layout", "mH", "name", "nbytes", "output_nr", "retains_grad")
)


def _part(part: Tensor | None, owner: Tensor, word: str) -> Tensor | None:
    """Should an operation use it, it joins the graph under the name the program gives it."""
    if part is not None and part.name is None and owner.name is not None:
        part.name = f"{owner.name}.{word}"
    return part


PROPERTIES: dict[tuple[str, str], Callable[[Machine, Value], Value]] = {
    ("tensor", "shape"): lambda machine, tensor: Size(tensor.shape),
    ("array", "dtype"): lambda machine, array: OF_ARRAYS[array.dtype.name],
    ("array", "shape"): lambda machine, array: tuple(array.shape),
    ("array", "size"): lambda machine, array: size(array.shape),
    ("array", "itemsize"): lambda machine, array: array.dtype.itemsize,
    ("array", "nbytes"): lambda machine, array: size(array.shape) * array.dtype.itemsize,
    ("tensor", "ndim"): lambda machine, tensor: tensor.ndim,
    ("tensor", "dtype"): lambda machine, tensor: tensor.dtype,
    ("tensor", "device"): lambda machine, tensor: "cpu",
    ("tensor", "requires_grad"): lambda machine, tensor: tensor.requires_grad,
    ("tensor", "is_leaf"): lambda machine, tensor: tensor.is_leaf,
    ("tensor", "grad_fn"): lambda machine, tensor: backward_node(tensor),
    ("backward node", "next_functions"): lambda machine, node: next_functions(node),
    ("backward node", "variable"): lambda machine, node: node.tensor if node.tensor._op is None else None,
    ("tensor", "data"): lambda machine, tensor: _part(tensor.data, tensor, "data"),
    ("tensor", "grad"): lambda machine, tensor: _part(tensor.grad, tensor, "grad"),
    ("tensor", "T"): lambda machine, tensor: tensor.T,
    ("tensor", "mT"): lambda machine, tensor: tensor.mT,
    ("dtype", "name"): lambda machine, dtype: dtype.name,
    ("dtype", "itemsize"): lambda machine, dtype: dtype.itemsize,
    ("dtype", "kind"): lambda machine, dtype: dtype.kind,
    ("dtype", "__name__"): lambda machine, dtype: dtype.name,
    ("layer", "training"): lambda machine, layer: layer.training,
    ("tensor", "label"): lambda machine, tensor: tensor.name or "",
    ("optimizer", "param_groups"): lambda machine, optimizer: optimizer.param_groups,
    ("optimizer", "defaults"): lambda machine, optimizer: dict(optimizer.defaults),
    ("optimizer", "state"): lambda machine, optimizer: optimizer.state,
    ("file", "name"): lambda machine, file: file.path,
    ("file", "closed"): lambda machine, file: file.closed,
    ("table", "fieldnames"): lambda machine, table: table.names,
    ("deque", "maxlen"): lambda machine, deque: deque.most,
    ("scalar", "data"): lambda machine, scalar: scalar.item(),
    ("scalar", "grad"): lambda machine, scalar: scalar.grad.item() if scalar.grad is not None else 0.0,
}


def attribute(machine: Machine, owner: Value, name: str) -> Value:
    """`owner.name`. Raises ProgramError (attribute)."""
    if isinstance(owner, Module):
        if name in owner.members:
            return owner.members[name]
        if (left_out := beyond(owner, name)) is not None:
            return left_out
        raise machine.not_in(owner, name)
    if isinstance(owner, Skipped):
        return Skipped(f"{owner.path}.{name}")
    if isinstance(owner, (Class, Super, Instance, Record)):
        found = classes.read(machine, owner, name)
        if found is not None:
            return found[0]
        if (left_out := beyond(owner, name)) is not None:
            return left_out
        owner = owner.receiver if isinstance(owner, Super) else owner
    for word in machine.kinds(owner):
        if (word, name) in PROPERTIES:
            if name == "label":
                machine.portability.depart("a tensor of PyTorch's has no label")
            return PROPERTIES[word, name](machine, owner)
        if (word, name) in METHODS:
            return Method(owner, METHODS[word, name])
    if name == "__class__":
        return machine.invoke(BUILTINS["type"], [owner])
    if isinstance(owner, Builtin) and (of_type := method_of_type(owner, name)) is not None:
        return of_type
    members = _members(owner) if type(owner) is not Tensor else machine.tensor_fields.get(owner, {})
    if name in members:
        return members[name]
    raise missing(machine, owner, name)


def _members(owner: Value) -> dict[str, Value]:
    """What a value holds under names of its own: the parts of a layer, the fields of a named tuple."""
    if isinstance(owner, (Layer, Scheduler)):
        return owner.members()
    if isinstance(owner, (Function, Builtin, Operation)):
        held = owner.fields if isinstance(owner, Function) else owner.members
        base = class_of_layer(owner)
        told: dict[str, Value] = {"__name__": owner.name.rpartition(".")[2]}
        if isinstance(owner, Function):
            told["__doc__"] = documentation(owner.node)
        return {**told, **held, **({} if base is None else base.members)}
    if isinstance(owner, Property):
        return {"setter": Builtin("setter", lambda machine, function: Property(owner.getter, function))}
    if isinstance(owner, (Class, Instance)):
        return {**(owner.members if isinstance(owner, Class) else {**owner.cls.members, **owner.fields})}
    if isinstance(owner, Record):
        return {**owner.cls.members, **owner.fields}
    if isinstance(owner, tuple) and type(owner) not in (tuple, Size):
        return dict(zip(owner._fields, owner, strict=True))  # type: ignore[attr-defined]
    return {}


def set_attribute(machine: Machine, owner: Value, name: str, value: Value) -> None:
    """`owner.name = value`. Raises ProgramError (attribute, type)."""
    if isinstance(owner, Skipped):
        return
    if isinstance(owner, (Class, Instance)):
        classes.write(machine, owner, name, value)
        if isinstance(owner, Instance):
            claims.field(machine, owner, name, value)
        return
    if isinstance(owner, Function):
        machine.budget.spend("cells", 1)
        owner.fields[name] = value
        return
    if type(owner) is not Tensor:
        if isinstance(owner, Layer) and name in _members(owner):
            owner.assign(name, value)
            return
        if isinstance(owner, Layer) and isinstance(value, Layer) and not hasattr(type(owner), name):
            machine.budget.spend("cells", 1)
            owner.register_module(name, value)
            return
        raise ProgramError("attribute", f"{describe(owner)} has no attribute {name} that can be set")
    if name == "label" and isinstance(value, str):
        machine.portability.depart("a tensor of PyTorch's has no label")
        machine.labelled(owner, value)
    elif name == "requires_grad" and isinstance(value, bool):
        owner.requires_grad_(value)
    elif name == "grad":
        claims.assigned(machine, owner, name, value)
        owner.grad = gradient = _gradient(machine, owner, value)
        machine.target.by_hand |= gradient is not None and bool(np.any(gradient._data))
    elif name == "data":
        counts = machine.rebinds(owner) and isinstance(value, NUMBERS)
        if type(value) is not Tensor and not counts:
            raise ProgramError(
                "type",
                f"the data of {describe(owner)} cannot be {describe(value)}",
                hint="Write torch.tensor(…) around the numbers, or x.data.fill_(…).",
            )
        owner.data = value
    elif any((word, name) in table for word in ("tensor", "scalar", "array") for table in (PROPERTIES, METHODS)):
        raise ProgramError("attribute", f".{name} of {describe(owner)} cannot be set")
    elif name.startswith("__") or (machine.promotes and owner.ndim == 0):
        raise missing(machine, owner, name)
    else:
        # PyTorch's tensors keep whatever a program hangs on them, but under names of their own.
        if name in READ_ONLY:
            machine.portability.depart(f"PyTorch lets no program set .{name} of a tensor")
        machine.budget.spend("cells", 1)
        machine.tensor_fields.setdefault(owner, {})[name] = value
        if name == "g":
            claims.assigned(machine, owner, name, value)


def delete_attribute(machine: Machine, owner: Value, name: str) -> None:
    """`del owner.name`. Raises ProgramError (attribute)."""
    if isinstance(owner, (Class, Instance)) and classes.delete(machine, owner, name):
        return
    if type(owner) is Tensor and name == "grad":
        set_attribute(machine, owner, name, None)
        return
    raise ProgramError("attribute", f"{describe(owner)} has no attribute {name} that can be deleted")


def _gradient(machine: Machine, owner: Tensor, value: Value) -> Tensor | None:
    """In micrograd's programs a gradient of 0 is how a gradient is forgotten."""
    if value is None or (isinstance(value, NUMBERS) and value == 0 and owner in machine.scalars):
        return None
    if value is owner:
        raise ProgramError("value", "a tensor cannot be its own gradient", hint="Write x.detach().clone().")
    if isinstance(value, NUMBERS) and machine.rebinds(owner):
        return Tensor(np.full(owner.shape, float(value))[()])
    if type(value) is Tensor:
        return value
    raise ProgramError("type", f"a gradient is a tensor or None, not {describe(value)}")


def known_names(machine: Machine, owner: Value) -> list[str]:
    """What stands behind a dot of the value."""
    if isinstance(owner, Module):
        return list(owner.members)
    words = machine.kinds(owner)
    known = [key for word, key in [*PROPERTIES, *METHODS] if word in words]
    if isinstance(owner, (Class, Instance, Record)):
        order = owner.order if isinstance(owner, Class) else owner.cls.order
        known += [name for one in order for name in one.members]
    elif isinstance(owner, Builtin):
        known += names_of_type(owner)
    return list(dict.fromkeys([*known, *_members(owner)]))


def missing(machine: Machine, owner: Value, name: str) -> ProgramError:
    words = machine.kinds(owner)
    known = known_names(machine, owner)
    if name == "_backward" and owner in machine.scalars:
        return ProgramError(
            "unsupported",
            "_backward is the step of one node: it is what the stepper shows, one edge at a time",
            hint="Call backward() on the result and step through the pass.",
        )
    if name.startswith("_") and not isinstance(owner, (Class, Instance)):
        return ProgramError(
            "unsupported", f".{name} is private: only objects of the program's own have names that begin with _"
        )
    other = next((OTHER_WAYS[path] for path in (f"{word}.{name}" for word in words) if path in OTHER_WAYS), None)
    if other is not None:
        return ProgramError("attribute", f"{describe(owner)} has no {name}", hint=other)
    if owner is None:
        hint = "None usually means that backward() has not run yet, or that a function lacks its return."
        return ProgramError("attribute", f"None has no {name}", hint=hint)
    if isinstance(owner, NUMBERS) and ("tensor", name) in {*PROPERTIES, *METHODS}:
        hint = f"Make it a tensor: torch.tensor({float(owner)}, requires_grad=True)."
        return ProgramError("attribute", f"a plain number has no {name}", hint=hint)
    if f"torch.{name}" in FUNCTIONS and type(owner) is Tensor:
        return ProgramError("attribute", f"a tensor has no method {name}", hint=f"It is a function: torch.{name}(x).")
    return _unknown(f"{describe(owner)} has no {name}", name, known)


def _unknown(message: str, name: str, known: Iterable[str]) -> ProgramError:
    sure = meant(name, known)
    similar = sure or closest(name, known)
    instead = None if sure is None else Instead(name, sure)
    return ProgramError("attribute", message, hint=f"Did you mean {similar}?" if similar else None, instead=instead)
