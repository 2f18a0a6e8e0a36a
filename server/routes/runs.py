"""Runs: a program goes in, its graph, values, steps and explanations come out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.documents import bytes_at_once
from server.exports import FORMATS, ExportName
from server.fairness import Asking
from server.http import (
    CHANGES_REQUEST_BODY,
    EXPORT_RESPONSE,
    PART_RESPONSES,
    RUN_MADE_RESPONSE,
    RUN_REQUEST_BODY,
    problems,
    read_body,
    while_connected,
)
from server.payload import ChangesDocument, GraphDocument, RunDocument
from server.routes.run_parts import LARGEST_INDEX, From, RunId, as_file, respond, respond_with_part, tag, takes_gzip
from server.routes.run_steps import STEPS_AT_ONCE
from server.service import Service

router = APIRouter(prefix="/runs", tags=["runs"])

StepsInFull = Annotated[
    int | None,
    Query(
        ge=0,
        le=STEPS_AT_ONCE,
        description="How many steps come in full. Where the run has more, all of them stand in `outline` without their "
        "tensors, and the nodes come without their gradients: GET /runs/{id}/steps gives the rest. Left out: all.",
    ),
]


@router.post(
    "",
    operation_id="createRun",
    summary="Run a program",
    response_model=RunDocument,
    responses=RUN_MADE_RESPONSE | problems(400, 408, 413, 415, 422, 429, 503),
    openapi_extra=RUN_REQUEST_BODY,
)
async def create_run(request: Request, service: Service, caller: Asking, steps: StepsInFull = None) -> Response:
    """The program is Python with PyTorch's names. The same program always gets the same document, byte for byte."""
    body = await read_body(request, service.body_limit)
    outcome = await while_connected(request, service.create(body, caller, steps))
    response = respond(request, outcome)
    if outcome.run is not None and outcome.status == 200:
        query = "" if steps is None else f"?steps={steps}"
        response.headers["ETag"] = tag(outcome.run, "run", steps)
        root = request.scope["root_path"]
        response.headers["Content-Location"] = f"{root}/api/v1/runs/{outcome.run}{query}"
    return response


@router.get(
    "/{id}",
    operation_id="getRun",
    summary="A run made before",
    response_model=RunDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_run(
    request: Request, service: Service, caller: Asking, run: RunId, steps: StepsInFull = None
) -> Response:
    return await respond_with_part(request, service, caller, run, "run", steps)


@router.get(
    "/{id}/graph",
    operation_id="getGraph",
    summary="The nodes and edges of a run",
    response_model=GraphDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_graph(request: Request, service: Service, caller: Asking, run: RunId) -> Response:
    return await respond_with_part(request, service, caller, run, "graph")


@router.post(
    "/{id}/changes",
    operation_id="getChanges",
    summary="A run at other values",
    response_model=ChangesDocument,
    responses=problems(400, 404, 408, 413, 415, 422, 429, 503),
    openapi_extra=CHANGES_REQUEST_BODY,
)
async def get_changes(request: Request, service: Service, caller: Asking, run: RunId) -> Response:
    """What differs from the run where leaves have other values, or where something is added to the value of a node: as
    short as it can be, for values that follow a hand. Nothing of it is kept.
    """
    body = await read_body(request, service.body_limit)
    answer = service.changes(caller, run, body, gzip=takes_gzip(request))
    return respond(request, await while_connected(request, answer))


@router.get(
    "/{id}/export",
    operation_id="exportRun",
    summary="A run as a file",
    response_class=Response,
    responses=PART_RESPONSES | EXPORT_RESPONSE | problems(404, 422, 429, 503),
    description=(
        "\n".join(f"* `{each.name}`: {each.words}." for each in FORMATS.values())
        + "\n\nWith `from` and `to`, a file that explains, or the table, is about these steps alone; one that explains "
        "holds at most so many as /limits says. A picture is of one `step`."
    ),
)
async def export_run(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    format: Annotated[ExportName, Query(examples=["dot"])],
    first: From = 0,
    to: Annotated[int | None, Query(ge=0, le=LARGEST_INDEX, description="The step after the last one.")] = None,
    step: Annotated[
        int | None,
        Query(ge=0, le=LARGEST_INDEX, description="The step that a picture shows, counted from 0; left out: the last."),
    ] = None,
) -> Response:
    most = bytes_at_once(service.limits)
    media_type = FORMATS[format].media_type
    answer = await respond_with_part(
        request, service, caller, run, "export", most, format, first, to, step, media_type=media_type
    )
    part = "" if (first, to) == (0, None) else f"-{first}-{'' if to is None else to}".rstrip("-")
    if step is not None:
        part = f"-step-{step}"
    return as_file(answer, run + part, format)
