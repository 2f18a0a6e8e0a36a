"""Runs: a program goes in, its graph, values, steps and explanations come out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from server.body import read_body
from server.caller import Asking, Caller
from server.connection import while_connected
from server.handlers import PROBLEM_MEDIA_TYPE
from server.openapi import RUN_REQUEST_BODY, problems
from server.payload import ExplanationsDocument, GraphDocument, NodeDocument, RunDocument, StepsDocument
from server.problems import Problem
from server.service import RunService, Service
from server.worker import Outcome

FOREVER = "public, max-age=31536000, immutable"
STEPS_AT_ONCE = 5_000
EXPLANATIONS_AT_ONCE = 200

router = APIRouter(prefix="/runs", tags=["runs"])

RunId = Annotated[str, Path(alias="id", description="The `id` of a run document.")]
From = Annotated[int, Query(alias="from", ge=0, description="The first step.")]


@router.post(
    "",
    operation_id="createRun",
    summary="Run a program",
    response_model=RunDocument,
    responses=problems(400, 408, 413, 415, 422, 429, 503),
    openapi_extra=RUN_REQUEST_BODY,
)
async def create_run(request: Request, service: Service, caller: Asking) -> Response:
    """The program is Python with PyTorch's names. The same program always gets the same document, byte for byte."""
    outcome = await while_connected(request, service.create(await read_body(request), caller))
    response = _answer(outcome)
    if outcome.run is not None and outcome.status == 200:
        response.headers["ETag"] = _tag(outcome.run, "run")
        response.headers["Content-Location"] = f"/api/v1/runs/{outcome.run}"
    return response


@router.get(
    "/{id}",
    operation_id="getRun",
    summary="A run made before",
    response_model=RunDocument,
    responses=problems(404, 422, 429, 503),
)
async def get_run(request: Request, service: Service, caller: Asking, run: RunId) -> Response:
    return await _part(request, service, caller, run, "run")


@router.get(
    "/{id}/graph",
    operation_id="getGraph",
    summary="The nodes and edges of a run",
    response_model=GraphDocument,
    responses=problems(404, 422, 429, 503),
)
async def get_graph(request: Request, service: Service, caller: Asking, run: RunId) -> Response:
    return await _part(request, service, caller, run, "graph")


@router.get(
    "/{id}/steps",
    operation_id="getSteps",
    summary="Some steps of a run",
    response_model=StepsDocument,
    responses=problems(404, 422, 429, 503),
)
async def get_steps(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    first: From = 0,
    to: Annotated[int, Query(ge=0)] = STEPS_AT_ONCE,
) -> Response:
    """Steps `from` to `to`, the latter left out; fewer where the run ends before."""
    _check_window(first, to, STEPS_AT_ONCE)
    return await _part(request, service, caller, run, "steps", first, to)


@router.get(
    "/{id}/explanations",
    operation_id="getExplanations",
    summary="Some steps of a run explained",
    response_model=ExplanationsDocument,
    responses=problems(404, 422, 429, 503),
)
async def get_explanations(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    first: From = 0,
    to: Annotated[int, Query(ge=0)] = 50,
) -> Response:
    """Steps `from` to `to`, the latter left out, in words and formulas; at most 200 at once."""
    _check_window(first, to, EXPLANATIONS_AT_ONCE)
    return await _part(request, service, caller, run, "explanations", first, to)


@router.get(
    "/{id}/nodes/{node}",
    operation_id="getNode",
    summary="A node with all its numbers",
    response_model=NodeDocument,
    responses=problems(404, 422, 429, 503),
)
async def get_node(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    node: Annotated[str, Path(pattern=r"^n\d{1,9}$", examples=["n0"])],
) -> Response:
    return await _part(request, service, caller, run, "node", int(node[1:]))


def _check_window(first: int, to: int, most: int) -> None:
    if not first <= to <= first + most:
        detail = f"The steps asked for must run from `from` up to `to`, at most {most:,} of them."
        raise Problem(422, "request/parameter", detail)


def _answer(outcome: Outcome) -> Response:
    media_type = "application/json" if outcome.status == 200 else PROBLEM_MEDIA_TYPE
    return Response(outcome.body, outcome.status, media_type=media_type)


def _tag(run: str, part: str, *arguments: int) -> str:
    return f'"{"/".join(map(str, (run, part, *arguments)))}"'


async def _part(
    request: Request, service: RunService, caller: Caller, run: str, part: str, *arguments: int
) -> Response:
    """A document about a run; it never changes under its address."""
    outcome = await while_connected(request, service.part(caller, run, part, *arguments))
    if outcome.status != 200:
        return _answer(outcome)
    headers = {"ETag": _tag(run, part, *arguments), "Cache-Control": FOREVER}
    known = {given.strip().removeprefix("W/") for given in request.headers.get("if-none-match", "").split(",")}
    if headers["ETag"] in known:
        return Response(status_code=304, headers=headers)
    response = _answer(outcome)
    response.headers.update(headers)
    return response
