"""The table of operations as plain data, for whoever wants to list, search or document it."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from functools import cache
from typing import Any, Literal, TypedDict

from engine.functions.table import FUNCTIONS
from engine.jacobians import parts
from engine.operation import OPS, REQUIRED, Fits, Op, Rule, general

Mode = Literal["reverse", "forward"]

METHOD = "Tensor."
# The short names of the table, as programs import them.
PLACES = {"functional.": "torch.nn.functional.", "builtins.": ""}


class Input(TypedDict):
    """`local` and `downstream` are expressions as in `engine.operation.Op`, with defaults; None where none passes.

    `fixed` says when the input may not require a gradient, "always" or in words; None where it may.
    """

    name: str
    optional: bool
    differentiable: bool
    local: str | None
    downstream: str | None
    fixed: str | None


class Attribute(TypedDict):
    """`default` is None where there is none, too: then the attribute is `required`."""

    name: str
    required: bool
    default: Any


class OpEntry(TypedDict):
    """One operation; what is not explained here is in `engine.operation.Op`.

    `signature` is how it is called, `functions` are the names a program finds it by ("torch.exp"), `methods` its names
    as a method of a tensor, and `aliases` what else these call it. `modes` are the ways its derivative can be taken.
    `unfolds_into` are the operations that a `composite` one is made of with its defaults, in the order of first use.
    """

    name: str
    family: str
    symbol: str
    signature: str
    aliases: list[str]
    functions: list[str]
    methods: list[str]
    inputs: list[Input]
    variadic: bool
    attributes: list[Attribute]
    elementwise: bool
    modes: list[Mode]
    composite: bool
    unfolds_into: list[str]
    formula: str
    words: str
    choice: str | None
    refusal: str | None
    saves: str
    shares: str
    fits: Fits


class MadeFunction(TypedDict):
    """A function that is several operations, or none: split, allclose, zeros. `names` is where a program finds it."""

    name: str
    signature: str
    names: list[str]
    words: str


def catalogue() -> list[OpEntry]:
    """Every operation of the table, by name."""
    return [entry(OPS[name]) for name in sorted(OPS)]


def entry(op: Op) -> OpEntry:
    written = general(op)
    names = [*op.names, *(name for name in _names_beside(op.name) if name not in op.names)]
    bare = {name.rpartition(".")[2] for name in op.names if not name.endswith("__")}
    required = len(op.inputs) - op.optional
    attributes: list[Attribute] = [
        {"name": name, "required": default is REQUIRED, "default": None if default is REQUIRED else default}
        for name, default in op.attributes.items()
        if not name.startswith("_")
    ]
    return {
        "name": op.name,
        "family": op.family,
        "symbol": op.symbol,
        "signature": _signature(op, attributes),
        "aliases": sorted(bare - {op.name}),
        "functions": [_imported(name) for name in names if not name.startswith(METHOD)],
        "methods": [name.removeprefix(METHOD) for name in names if name.startswith(METHOD)],
        "inputs": [
            {
                "name": name,
                "optional": slot >= required,
                "differentiable": op.vjp(slot) is not None,
                "local": written.local[slot] or None,
                "downstream": written.downstream[slot] or None,
                "fixed": (op.fixed[name].when or "always") if name in op.fixed else None,
            }
            for slot, name in enumerate(op.inputs)
        ],
        "variadic": op.variadic,
        "attributes": attributes,
        "elementwise": op.elementwise,
        "modes": _modes(op),
        "composite": op.unfolded is not None,
        "unfolds_into": list(parts(op.name)),
        "formula": written.formula,
        "words": op.words,
        "choice": op.choice,
        "refusal": op.refusal or None,
        "saves": op.saves,
        "shares": op.shares,
        "fits": op.fits,
    }


def functions() -> list[MadeFunction]:
    """Every function that is not one operation, by name."""
    return [
        {
            "name": short,
            "signature": _signature_of(short, names[0]),
            "names": [_imported(name) for name in names],
            "words": _words_of(names[0]),
        }
        for short, names in sorted(_named_alike().items(), key=lambda alike: alike[0].lower())
        if short not in OPS
    ]


def _names_beside(op: str) -> list[str]:
    """The names of functions that begin with an operation's: sort, which gives positions too, and sort_ in place."""
    return _named_alike().get(op, [])


@cache
def _named_alike() -> dict[str, list[str]]:
    """The names of functions that are not one operation; those in place stand with those that compute anew."""
    of_ops = {name for op in OPS.values() for name in op.names}
    by_name = {name.partition(".")[2]: op.name for op in OPS.values() for name in op.names}
    alike: dict[str, list[str]] = {}
    for name in FUNCTIONS:
        if name not in of_ops:
            base = name.removesuffix("_") if name.removesuffix("_") in FUNCTIONS else name
            short = base.partition(".")[2]
            alike.setdefault(by_name.get(short, short), []).append(name)
    return alike


def _signature_of(short: str, name: str) -> str:
    shown = []
    for parameter in inspect.signature(inspect.unwrap(FUNCTIONS[name])).parameters.values():
        if parameter.kind is parameter.VAR_KEYWORD:
            continue
        shown.append(str(parameter.replace(annotation=parameter.empty)))
    return f"{short}({', '.join(shown)})"


def _words_of(name: str) -> str:
    """The first paragraph of a function's documentation, on one line."""
    told = inspect.getdoc(inspect.unwrap(FUNCTIONS[name])) or ""
    return " ".join(told.partition("\n\n")[0].replace("`", "").split())


def _modes(op: Op) -> list[Mode]:
    rules: dict[Mode, Sequence[Rule | None]] = {"reverse": op.vjps, "forward": op.jvps}
    return [mode for mode, given in rules.items() if any(rule is not None for rule in given)]


def _signature(op: Op, attributes: list[Attribute]) -> str:
    required = len(op.inputs) - op.optional
    parts = {name: name if slot < required else f"{name}=None" for slot, name in enumerate(op.inputs)}
    for each in attributes:
        name = each["name"]
        parts[name] = name if each["required"] else f"{name}={each['default']!r}"
    if op.collects is not None:
        parts[op.collects] = f"*{op.collects}"
    return f"{op.name}({', '.join(parts[name] for name in op.order or parts)})"


def _imported(name: str) -> str:
    for short, place in PLACES.items():
        if name.startswith(short):
            return place + name.removeprefix(short)
    return name
