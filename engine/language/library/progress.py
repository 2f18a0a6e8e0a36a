"""tqdm: bars of progress, which are left out. tqdm(x) goes through x, and what it is told beside changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from engine.language.library.held_objects import brought_class
from engine.language.machine import Machine
from engine.language.semantics import invoke, whole
from engine.language.values import BUILTINS, Builtin, Iterated, Value


def _begin(machine: Machine, iterable: Value = (), /, *options: Value, **named: Value) -> tuple[Value]:
    return (named.get("iterable", iterable),)


def _range(machine: Machine, /, *bounds: Value, **named: Value) -> tuple[Value]:
    return (range(*(whole(bound, "a bound of trange") for bound in bounds)),)


def _nothing(machine: Machine, held: tuple[Value], /, *told: Value, **named: Value) -> None:
    return None


_METHODS: dict[str, Callable[..., Value]] = {
    "__iter__": lambda machine, held: Iterated(machine.items(held[0])),
    "__len__": lambda machine, held: invoke(machine, BUILTINS["len"], [held[0]], {}),
    "__exit__": _nothing,
    **dict.fromkeys(("set_postfix", "set_postfix_str", "set_description", "set_description_str"), _nothing),
    **dict.fromkeys(("update", "close", "refresh", "reset"), _nothing),
}


def _itself(machine: Machine, owner: Value) -> Value:
    return owner


TQDM = brought_class("tqdm.std.tqdm", _begin, _METHODS)
TRANGE = brought_class("tqdm.std.tqdm", _range, _METHODS)
for _cls in (TQDM, TRANGE):
    _cls.members["__enter__"] = Builtin("__enter__", _itself)
