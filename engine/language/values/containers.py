"""What holds other values: sets, and the dicts, lists and tuples that are more than Python's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from engine.language.values.objects import Class
from engine.language.values.plain import NUMBERS, Value


class Iterated:
    """What can be gone through once, and has neither length nor places. A generator has its function's `name`, and a
    `number` as objects have one.
    """

    name = ""
    number = 0
    result: Value = None

    def __init__(self, values: Iterable[Value]) -> None:
        self.rest = iter(values)


class SetValue:
    """A set or frozenset. Plain numbers alone are gone through as Python's own set has them, all else by first use."""

    def __init__(self, frozen: bool = False) -> None:
        self.frozen = frozen
        self._entries: dict[Value, None] = {}
        self._numbers: set[Value] | None = set()

    def add(self, value: Value) -> None:
        self._entries[value] = None
        if self._numbers is not None and _is_numbers(value):
            self._numbers.add(value)
        else:
            self._numbers = None

    def joined(self, combine: Callable[[Any, Any], Any], other: SetValue) -> SetValue:
        """`a | b`, `a & b`, `a - b` or `a ^ b`, in Python's order where both hold numbers alone."""
        made = SetValue(self.frozen)
        if self._numbers is not None and other._numbers is not None:
            made._numbers = combine(self._numbers, other._numbers)
            made._entries = dict.fromkeys(made._numbers)
            return made
        wanted = combine(self._entries.keys(), other._entries.keys())
        made._entries = {value: None for value in [*self._entries, *other._entries] if value in wanted}
        made._numbers = None if made._entries else set()
        return made

    @classmethod
    def written_out(cls, values: list[Value]) -> SetValue:
        """A display of three or more constants: Python makes it of a frozenset, which is another order."""
        made = cls()
        for value in values:
            made.add(value)
        if made._numbers is not None:
            made._numbers = set()
            made._numbers.update(frozenset(values))
        return made

    def discard(self, value: Value) -> None:
        self._entries.pop(value, None)
        if self._numbers is not None:
            self._numbers.discard(value)
        elif not self._entries:
            self._numbers = set()

    def __contains__(self, value: object) -> bool:
        return value in self._entries

    def __iter__(self) -> Iterator[Value]:
        return iter(list(self._entries if self._numbers is None else self._numbers))

    def __len__(self) -> int:
        return len(self._entries)


def _is_numbers(value: Value) -> bool:
    """Numbers, and tuples of them, have the same hash in every process."""
    return all(map(_is_numbers, value)) if type(value) is tuple else isinstance(value, NUMBERS)


class DefaultDict(dict[Value, Value]):
    """A dict that makes what is missing by calling `factory`, where there is one."""

    def __init__(self, factory: Value) -> None:
        super().__init__()
        self.factory = factory


class Counter(dict[Value, Value]):
    """A dict of counts: what is missing counts 0."""


class OrderedDict(dict[Value, Value]):
    """A dict whose entries can be moved to either end."""


class Deque(list[Value]):
    """A list that takes and gives at both ends, and keeps at most `most` entries."""

    def __init__(self, most: int | None) -> None:
        super().__init__()
        self.most = most


class Record(tuple[Value, ...]):
    """A named tuple of the program: an object of a class of its own, and a tuple all the same."""

    cls: Class

    def __new__(cls, made_of: Class, values: list[Value]) -> Record:
        made = super().__new__(cls, values)
        made.cls = made_of
        return made

    @property
    def fields(self) -> dict[str, Value]:
        return dict(zip(self.cls.fields_of_record()[0], self, strict=True))


class Size(tuple[int, ...]):
    """The shape of a tensor of PyTorch's: a tuple with another text, and so are its parts and what is joined to it."""

    def __getitem__(self, index: Any) -> Any:
        found = super().__getitem__(index)
        return Size(found) if isinstance(index, slice) else found

    def __add__(self, other: Any) -> Any:
        return Size(super().__add__(other))

    def __radd__(self, other: Any) -> Any:
        return Size(other + tuple(self)) if isinstance(other, tuple) else NotImplemented

    def __mul__(self, count: Any) -> Any:
        return Size(super().__mul__(count))

    __rmul__ = __mul__


@cache
def return_type(name: str, fields: type[tuple[Value, ...]]) -> type[tuple[Value, ...]]:
    """The named tuples that one function returns; PyTorch's text of them names it."""
    return type(name, (fields,), {"__slots__": ()})


class View(list[Value]):
    """What `d.keys()`, `d.values()` and `d.items()` give: gone through like a list, but without places. `word` is what
    Python calls it, such as dict_keys.
    """

    def __init__(self, word: str, values: Iterable[Value]) -> None:
        super().__init__(values)
        self.word = word
