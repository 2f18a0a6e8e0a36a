"""The texts of an operation as one application of it makes them: with the options that were given, without the others.

A text is an expression in Python syntax (see `engine.operation.Op`). Where options change it, it is a function like the
forward rule, `text(*inputs, **attributes)`, that answers the expression.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Text = str | Callable[..., str]

NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")


class Named(NamedTuple):
    """What a name in the texts of an operation stands for, other than an input, an attribute, `y` or `g`.

    `rule(*inputs, **attributes)` computes it; written as a call, what it is called with only says what it is made of.
    A `number` is printed as its value, anything else under its name.
    """

    words: str
    rule: Callable[..., Any]
    number: bool = False


def number(words: str, rule: Callable[..., Any]) -> Named:
    """A number that shapes, attributes or values decide, such as how many entries a mean divides by."""
    return Named(words, rule, number=True)


@dataclass(frozen=True, slots=True)
class Written:
    """The texts of one application. `local` and `downstream` have one for each input that was given, "" where no
    gradient passes. `numbers` has the value of every number they name beside the attributes, `where` says what every
    other name in them stands for.
    """

    formula: str
    local: tuple[str, ...]
    downstream: tuple[str, ...]
    numbers: Mapping[str, float]
    where: Mapping[str, str]

    def told(self, text: str) -> str:
        """What the names in one of the texts stand for, as the end of a paragraph; nothing where none needs words."""
        used = names_in(text)
        listed = [f"{name} stands for {words}" for name, words in self.where.items() if name in used]
        return f" Here {'; '.join(listed)}." if listed else ""


def names_in(*texts: str) -> frozenset[str]:
    """The names that expressions use, those of functions among them."""
    return frozenset(name for text in texts for name in NAME.findall(text))


def call(name: str, *arguments: str, defaults: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """A call as a program writes it: `defaults` are the attributes it may have, in order, of which those appear that
    were `given` another value.
    """
    options = [f"{key}={key}" for key, default in defaults.items() if key in given and not same(given[key], default)]
    return f"{name}({', '.join((*arguments, *options))})"


def same(value: Any, default: Any) -> bool:
    return type(value) is type(default) and bool(value == default)
