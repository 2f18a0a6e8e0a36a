"""Why one number of a run is what it is: exactly 0, none, NaN, infinite, tiny, huge, or just that."""

from __future__ import annotations

import math

import numpy as np

from engine.diagnosis.chain import Chain, Link, Origins, Place, Thresholds, shortened
from engine.diagnosis.cuts import why_none
from engine.diagnosis.flow import Flow
from engine.diagnosis.nonfinite import why_nonfinite_gradient, why_nonfinite_value
from engine.diagnosis.sizes import Sized, why_size
from engine.diagnosis.values import why_value
from engine.diagnosis.zeros import why_zero_entry
from engine.explain import counted, prose
from engine.notation import number_text
from engine.recording import Run


def why(run: Run, node: int, entry: int, of: str = "gradient", thresholds: Thresholds | None = None) -> Chain:
    """The chain of one number: of entry `entry` of the gradient of a node, or of its value. Raises IndexError."""
    asked = run.graph.nodes[node]
    if not 0 <= entry < max(1, int(np.size(asked.value))):
        raise IndexError(f"{asked.called} has entries 0 to {np.size(asked.value) - 1}, not {entry}")
    flow = Flow(run)
    with np.errstate(all="ignore"):
        if of == "value":
            return _of_value(flow, Place(node, entry))
        return of_gradient(flow, Place(node, entry), thresholds or Thresholds())


def _of_value(flow: Flow, place: Place) -> Chain:
    number = flow.number(place)
    if math.isfinite(number):
        links, roots = why_value(flow, place)
        finding = "zero" if number == 0 else "ordinary"
        return Chain(place, flow.name(place), "value", finding, number, _last(links), shortened(links), (), roots)
    links, causes, roots = why_nonfinite_value(flow, place)
    finding = "nan" if math.isnan(number) else "infinite"
    return Chain(
        place, flow.name(place), "value", finding, number, _first_origin(links), shortened(links), causes, roots
    )


def of_gradient(flow: Flow, place: Place, thresholds: Thresholds) -> Chain:
    run, node = flow.run, flow.nodes[place.node]
    name = flow.name(place)
    pass_index = flow.last_pass(place.node)
    if pass_index is None or not np.size(node.value):
        links = why_none(flow, place)
        sentence = f"{prose(node)} has no gradient. {links[-1].sentence}"
        return Chain(place, name, "gradient", "none", None, sentence, shortened(links), ())
    number = float(np.broadcast_to(flow.held(place.node, pass_index), node.shape).reshape(-1)[place.entry])
    told = f"∂{prose(flow.nodes[run.targets[pass_index]])}/∂{name}"
    if number == 0:
        links, causes, roots = why_zero_entry(flow, place, pass_index) or Origins([])
        sentence = f"{told} is exactly 0. {_reasons(flow, links)}".rstrip()
        return Chain(place, name, "gradient", "zero", number, sentence, shortened(links), causes, roots)
    if not math.isfinite(number):
        links, causes, roots = why_nonfinite_gradient(flow, place, pass_index)
        finding = "nan" if math.isnan(number) else "infinite"
        sentence = f"{told} is {number_text(number)}. {_first_origin(links)}"
        return Chain(place, name, "gradient", finding, number, sentence, shortened(links), causes, roots)
    size = abs(number)
    finding = "tiny" if size < thresholds.tiny else "huge" if size > thresholds.huge else "ordinary"
    sized = why_size(flow, place, pass_index, small=finding != "huge")
    cause = None if sized.decisive is None else sized.links[sized.decisive].place
    sentence = _sized(told, number, finding, sized)
    return Chain(place, name, "gradient", finding, number, sentence, shortened(sized.links), _only(cause))


def _only(cause: Place | None) -> tuple[Place, ...]:
    return () if cause is None else (cause,)


# A sum below this share of its largest term is what cancelling left of it.
CANCELLED = 1e-6


def _sized(told: str, number: float, finding: str, sized: Sized) -> str:
    if sized.decisive is None:
        return f"{told} is {number_text(number)}: the backward pass starts here."
    word = "largest" if finding == "huge" else "smallest"
    factor = sized.factors[sized.decisive]
    step = sized.links[sized.decisive].step + 1
    sum_of = f", the sum of {sized.contributions} contributions" if sized.contributions > 1 else ""
    much = counted(len(sized.factors), "factor")
    if abs(number) < CANCELLED * abs(sized.product):
        return (
            f"{told} is {number_text(number)}, because what its paths bring cancels almost wholly: the strongest alone "
            f"brings {number_text(sized.product)}."
        )
    if finding == "ordinary":
        return (
            f"{told} is {number_text(number)}{sum_of}. Its strongest path has {much} and brings "
            f"{number_text(sized.product)}; the {word} is {number_text(factor)}, in step {step}."
        )
    return (
        f"{told} is {finding}, {number_text(number)}{sum_of}. Its strongest path multiplies {much} to "
        f"{number_text(sized.product)}; the {word} is {number_text(factor)}, in step {step}."
    )


def _reasons(flow: Flow, links: list[Link]) -> str:
    """What is said of a gradient that is 0: its causes, and the number behind the last of them."""
    origins = [link for link in links if link.origin]
    if not origins:
        return "Its causes are too many to be named."
    given = origins[-1].kind == "given"
    causes = [link for link in origins if link.kind not in ("given", "sum", "computed")]
    said = [link.sentence for link in causes[:2]]
    if len(causes) > 2:
        said.append(f"{counted(len(causes) - 2, 'further cause')} in a row hold it there.")
    if given and origins[-1].place != causes[-1].place:
        last = origins[-1].place
        said.append(f"Behind it stands {flow.valued(last)}{flow.line(last.node)}.")
    return " ".join(said)


def _first_origin(links: list[Link]) -> str:
    return next((link.sentence for link in links if link.origin), "")


def _last(links: list[Link]) -> str:
    said = dict.fromkeys((links[0].sentence, links[-1].sentence))
    return " ".join(said)
