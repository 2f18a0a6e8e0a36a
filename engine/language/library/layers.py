"""The layers of torch.nn as a program makes and calls them: those of engine.nn, with the program's values let in."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence

from engine.language.errors import ProgramError
from engine.language.machine import Machine
from engine.language.methods import enter_layer
from engine.language.semantics import engine_argument, invoke
from engine.language.values import Builtin, Function, Iterated, Layer, Method, Operation, Value, describe, with_machine
from engine.nn import LAYERS


def only_input(layer: Layer, inputs: tuple[Value, ...]) -> Value:
    if len(inputs) != 1:
        raise ProgramError("argument", f"{layer.kind} takes one input, given are {len(inputs)}")
    return inputs[0]


def option(machine: Machine, value: Value) -> Value:
    """What the layers of the engine are made with. Raises ProgramError (argument)."""
    if isinstance(value, (str, Layer)):
        return value
    if isinstance(value, Operation):
        return value.call
    if isinstance(value, (Function, Method)):
        return lambda *inputs: invoke(machine, value, list(inputs), {})
    return engine_argument(machine, value)


def _held(machine: Machine, value: Value) -> Value:
    """What a container is made of. Raises ProgramError (type) for what holds nothing."""
    if isinstance(value, Iterated):
        return list(machine.items(value))
    if isinstance(value, dict):
        machine.budget.spend("cells", len(value))
        return {str(name): held for name, held in value.items()}
    return list(machine.items(value)) if isinstance(value, Layer) and value.entries() is not None else value


def _require_layers(kind: str, values: Sequence[Value]) -> None:
    for value in values:
        if not isinstance(value, (Layer, dict, type(None))):
            raise ProgramError(
                "type",
                f"{kind} is made of layers, not of {describe(value)}",
                hint="Write nn.ReLU(), brackets included.",
            )


def admitted(machine: Machine, layer: Layer) -> Layer:
    """Pays for what a layer holds. Raises BudgetError for one whose layers stand too deep inside of one another."""
    machine.budget.spend("cells", layer.extent)
    machine.budget.check("frames", layer.depth)
    return layer


def maker(kind: str, make: Callable[..., Layer]) -> Builtin:
    """The layer of this name, called as PyTorch's."""
    signature = inspect.signature(make)
    holds = LAYERS[kind].holds

    def made(machine: Machine, /, *positional: Value, **named: Value) -> Layer:
        if kind == "Sequential" or not holds:
            given = [value if holds else option(machine, value) for value in positional]
        else:
            given = [_held(machine, value) for value in positional]
        options = {name: _held(machine, value) if holds else option(machine, value) for name, value in named.items()}
        if kind in ("ModuleList", "ParameterList") and given and not isinstance(given[0], (list, tuple, type(None))):
            raise ProgramError("type", f"a {kind} is made of a list, not of {describe(positional[0])}")
        if kind in ("Sequential", "ModuleList"):
            _require_layers(kind, given[0] if len(given) == 1 and isinstance(given[0], (list, tuple)) else given)
        return admitted(machine, make(*given, **options))

    made.__signature__ = with_machine(signature)  # type: ignore[attr-defined]
    return Builtin(kind, made)


def _let_in(kind: str) -> Callable[[Machine, Value], Value]:
    return _held if LAYERS[kind].holds else option


def _layers() -> dict[str, Value]:
    made: dict[str, Builtin] = {kind: maker(kind, layer) for kind, layer in LAYERS.items()}
    from_rows = maker("Embedding", LAYERS["Embedding"].from_pretrained)  # type: ignore[attr-defined]
    made["Embedding"] = Builtin(
        "Embedding", made["Embedding"].call, {"from_pretrained": Builtin("from_pretrained", from_rows.call)}
    )
    for kind, layer in made.items():
        enter_layer(layer, kind, _let_in(kind))
    return made


MAKERS: Mapping[str, Value] = _layers()
