"""The reference of all operations as a page: the catalogue, set in formulas, with the lessons that use each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from engine.explain import Formula, equation, partial_term
from engine.functions.catalogue import MadeFunction, OpEntry, catalogue, functions
from engine.language import run
from engine.lessons import lessons
from engine.notation import name_term, render
from server.routes.pages import rendered

FAMILIES = {
    "elementwise": "Entry by entry",
    "comparison": "Comparisons",
    "bitwise": "Bit by bit",
    "reduction": "Reductions",
    "cumulative": "Running totals",
    "linalg": "Linear algebra",
    "shape": "Shapes",
    "index": "Reading and writing entries",
    "order": "Order",
    "nn": "Layers",
    "loss": "Losses",
    "distance": "Distances",
    "custom": "Custom operations",
}
MOST_LESSONS = 3


@dataclass(frozen=True, slots=True)
class Slopes:
    """What the input `name` receives: `local` is ∂y/∂x, `downstream` is ∂L/∂x."""

    name: str
    local: Formula | None
    downstream: Formula | None


@dataclass(frozen=True, slots=True)
class Use:
    """A lesson, opened at the step where the operation computes for the first time."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Article:
    entry: OpEntry
    rule: str
    formula: Formula
    slopes: tuple[Slopes, ...]
    uses: tuple[Use, ...]
    found_by: str
    """What the search box looks through."""


@dataclass(frozen=True, slots=True)
class Family:
    key: str
    title: str
    articles: tuple[Article, ...]


async def reference(request: Request) -> Response:
    families = await run_in_threadpool(_families)
    made = _functions()
    count = sum(len(family.articles) for family in families) + len(made)
    return rendered(request, "reference.html", families=families, functions=made, count=count)


@cache
def _functions() -> tuple[MadeFunction, ...]:
    return tuple(functions())


@cache
def _families() -> tuple[Family, ...]:
    uses = _uses()
    order = list(FAMILIES)
    entries = sorted(catalogue(), key=lambda each: (order.index(each["family"]), each["name"]))
    return tuple(
        Family(key, FAMILIES[key], tuple(_article(each, uses.get(each["name"], ())) for each in group))
        for key, group in groupby(entries, lambda each: each["family"])
    )


def _uses() -> Mapping[str, tuple[Use, ...]]:
    """The first lessons that use each operation."""
    found: dict[str, tuple[Use, ...]] = {}
    for lesson in lessons():
        walk = run(lesson.source)
        seen = set()
        for step in walk.steps:
            op = walk.graph.nodes[step.node].op
            if step.kind == "compute" and op is not None and op not in seen:
                seen.add(op)
                address = f"./#{urlencode({'lesson': lesson.id, 'step': step.index, 'node': f'n{step.node}'})}"
                found[op] = (*found.get(op, ()), Use(lesson.title, address))[:MOST_LESSONS]
    return found


def _article(entry: OpEntry, uses: tuple[Use, ...]) -> Article:
    y, loss = name_term("y"), name_term("L")
    terms = {each["name"]: name_term(each["name"]) for each in entry["inputs"]}
    arriving = terms | {"g": partial_term(loss, y)}
    slopes = []
    for each in entry["inputs"]:
        if each["differentiable"]:
            x = terms[each["name"]]
            local, downstream = each["local"], each["downstream"]
            slopes.append(
                Slopes(
                    each["name"],
                    equation(partial_term(y, x, "local"), render(local, terms).marked("local")) if local else None,
                    equation(partial_term(loss, x), render(downstream, arriving)) if downstream else None,
                )
            )
    words = (entry["name"], entry["family"], FAMILIES[entry["family"]], *entry["functions"], *entry["methods"])
    return Article(
        entry,
        entry["words"][:1].upper() + entry["words"][1:] + ".",
        equation(y, render(entry["formula"], terms)),
        tuple(slopes),
        uses,
        " ".join(words).lower(),
    )
