"""What the names of a program stand for at some moment, as data: to a depth and a size that are published."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from engine.operation import Array


class Variable(NamedTuple):
    """A tensor: its node, if it is in the graph, its value, and what its `.grad` holds, if anything."""

    node: int | None
    value: Array
    grad: Array


class HeldText(NamedTuple):
    """The beginning of a text of `length` characters."""

    text: str
    length: int


class Listing(NamedTuple):
    """The first entries of a list, a tuple or a set, which has `length`."""

    kind: str
    entries: tuple[Held, ...]
    length: int


class Pairs(NamedTuple):
    """The first keys of a dict with their values; it has `length`."""

    entries: tuple[tuple[Held, Held], ...]
    length: int


class Object(NamedTuple):
    """What an object holds by name; of a module its parameters and buffers by their paths, and what else it was given.

    It has `length` of them.
    """

    kind: str
    parameters: tuple[tuple[str, Variable], ...]
    fields: tuple[tuple[str, Held], ...]
    length: int


class Other(NamedTuple):
    """A value of which only its kind is told, or one that lies too deep."""

    kind: str


Held: TypeAlias = "bool | int | float | None | Variable | HeldText | Listing | Pairs | Object | Other"
