"""Python's `argparse`: a program here is called with no arguments, so each option has its default."""

from __future__ import annotations

from engine.language.errors import ProgramError
from engine.language.library.held_objects import brought_class, object_of
from engine.language.machine import Machine
from engine.language.semantics import invoke
from engine.language.values import OBJECT, Builtin, Class, Module, Value, describe

Options = dict[str, Value]

NAMESPACE = Class("Namespace", module="argparse")
NAMESPACE.order = (NAMESPACE, OBJECT)


def _begin(machine: Machine, /, *positional: Value, **named: Value) -> Options:
    return {}


def _add(
    machine: Machine,
    held: Options,
    /,
    *flags: Value,
    default: Value = None,
    action: Value = None,
    dest: Value = None,
    required: Value = False,
    type: Value = None,
    **told: Value,
) -> None:
    if not flags or not all(isinstance(flag, str) for flag in flags):
        raise ProgramError("type", "an argument has a name, as in parser.add_argument('--lr', default=0.1)")
    long = next((flag for flag in flags if flag.startswith("--")), flags[0])
    name = dest if isinstance(dest, str) else long.lstrip("-").replace("-", "_")
    if (machine.truth(required) or not long.startswith("-")) and default is None:
        raise ProgramError(
            "argument",
            f"the argument {long} is required, and a program is called with none here",
            hint=f"Give {long} a default.",
        )
    if action in ("store_true", "store_false") and default is None:
        default = action == "store_false"
    machine.budget.spend("cells", 1 + len(name))
    # A default that is a text is read as one that was typed.
    held[name] = invoke(machine, type, [default], {}) if isinstance(default, str) and type is not None else default


def _defaults(machine: Machine, held: Options, /, **named: Value) -> None:
    held.update(named)


def _parsed(machine: Machine, held: Options, args: Value = None, namespace: Value = None) -> Value:
    if args:
        raise ProgramError(
            "unsupported",
            f"arguments are not read here, given is {describe(args)}",
            hint="Write the values as defaults: parser.add_argument('--lr', default=0.1).",
        )
    made = object_of(machine, NAMESPACE, None)
    made.fields.update(held)
    return made


def _known(machine: Machine, held: Options, args: Value = None) -> Value:
    return _parsed(machine, held, args), []


PARSER = brought_class(
    "argparse.ArgumentParser",
    _begin,
    {"add_argument": _add, "set_defaults": _defaults, "parse_args": _parsed, "parse_known_args": _known},
)


def _shown(machine: Machine, owner: Value) -> str:
    fields = (f"{name}={machine.show([value])[1:-1]}" for name, value in owner.fields.items())
    return machine.text(f"Namespace({', '.join(fields)})")


def _namespace(machine: Machine, owner: Value, /, **named: Value) -> None:
    owner.fields.update(named)


NAMESPACE.members.update({"__repr__": Builtin("__repr__", _shown), "__init__": Builtin("__init__", _namespace)})
ARGPARSE = Module("argparse", {"ArgumentParser": PARSER, "Namespace": NAMESPACE})
