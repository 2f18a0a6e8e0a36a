"""The steps of a run: as they are, explained, by the line, and what the names of the program stand for after each."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.fairness import Asking
from server.http import PART_RESPONSES, problems
from server.payload import ExplanationsDocument, LineDocument, StepsDocument, VariablesDocument
from server.routes.run_parts import LARGEST_INDEX, From, RunId, To, check_window, respond_with_part
from server.service import Service

STEPS_AT_ONCE = 5_000
EXPLANATIONS_AT_ONCE = 200
LINE_AT_ONCE = 1_000

router = APIRouter(prefix="/runs", tags=["runs"])


@router.get(
    "/{id}/steps",
    operation_id="getSteps",
    summary="Some steps of a run",
    response_model=StepsDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_steps(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    first: From = 0,
    to: To = STEPS_AT_ONCE,
) -> Response:
    """Steps `from` to `to`, the latter left out; fewer where the run ends before."""
    check_window(first, to, STEPS_AT_ONCE)
    return await respond_with_part(request, service, caller, run, "steps", first, to)


@router.get(
    "/{id}/explanations",
    operation_id="getExplanations",
    summary="Some steps of a run explained",
    response_model=ExplanationsDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_explanations(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    first: From = 0,
    to: To = 50,
) -> Response:
    """Steps `from` to `to`, the latter left out, in words and formulas; at most 200 at once."""
    check_window(first, to, EXPLANATIONS_AT_ONCE)
    return await respond_with_part(request, service, caller, run, "explanations", first, to)


@router.get(
    "/{id}/line",
    operation_id="getLine",
    summary="A line of the program explained at once",
    response_model=LineDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_line(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    first: From = 0,
    to: To = 1,
) -> Response:
    """What the steps `from` to `to`, the latter left out, do together: forward what they make, as formulas over what
    they read; backward what each input of theirs receives, as upstream times local. They are of one phase and one
    pass, such as the steps of one execution of a line; at most 1,000.
    """
    check_window(first, to, LINE_AT_ONCE)
    return await respond_with_part(request, service, caller, run, "line", first, to)


@router.get(
    "/{id}/variables",
    operation_id="getVariables",
    summary="What the names of a program stand for",
    response_model=VariablesDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_variables(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    step: Annotated[
        int | None,
        Query(ge=0, le=LARGEST_INDEX, description="The step after which to look. Left out: the end of the program."),
    ] = None,
) -> Response:
    """The names at the top of the program: numbers, texts, tensors with their value and `.grad`, and lists, dicts and
    objects of these, as far as /limits says. What the program does before its next step is done: a name has its new
    value after the last step of its statement.
    """
    return await respond_with_part(request, service, caller, run, "variables", step)
