"""Runs: a program goes in, its graph, values, steps and explanations come out."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response, StreamingResponse

from server.documents import Problem, bytes_at_once
from server.exports import FORMATS
from server.fairness import Asking, Caller
from server.http import (
    DENSE,
    EXPORT_RESPONSE,
    FOREVER,
    PART_RESPONSES,
    PROBLEM_MEDIA_TYPE,
    RUN_MADE_RESPONSE,
    RUN_REQUEST_BODY,
    TENSORS_MEDIA_TYPES,
    TENSORS_RESPONSE,
    accepts_gzip,
    gunzipped,
    problems,
    read_body,
    while_connected,
)
from server.payload import (
    ExplanationsDocument,
    ExportFormat,
    GraphDocument,
    LineDocument,
    LocalJacobianDocument,
    NodeDocument,
    RunDocument,
    StepsDocument,
    TensorsQuery,
)
from server.service import RunService, Service
from server.worker import LONGEST_BODY, Outcome

STEPS_AT_ONCE = 5_000
EXPLANATIONS_AT_ONCE = 200
LINE_AT_ONCE = 1_000

router = APIRouter(prefix="/runs", tags=["runs"])

RunId = Annotated[str, Path(alias="id", description="The `id` of a run document.")]
# Nodes and slots are counted within nine digits, too.
LARGEST_INDEX = 999_999_999
From = Annotated[int, Query(alias="from", ge=0, le=LARGEST_INDEX, description="The first step.")]
To = Annotated[int, Query(ge=0, le=LARGEST_INDEX, description="The step after the last one.")]

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
    response = _answer(request, outcome)
    if outcome.run is not None and outcome.status == 200:
        query = "" if steps is None else f"?steps={steps}"
        response.headers["ETag"] = _tag(outcome.run, "run", steps)
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
    return await _part(request, service, caller, run, "run", steps)


@router.get(
    "/{id}/graph",
    operation_id="getGraph",
    summary="The nodes and edges of a run",
    response_model=GraphDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_graph(request: Request, service: Service, caller: Asking, run: RunId) -> Response:
    return await _part(request, service, caller, run, "graph")


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
    _check_window(first, to, STEPS_AT_ONCE)
    return await _part(request, service, caller, run, "steps", first, to)


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
    _check_window(first, to, EXPLANATIONS_AT_ONCE)
    return await _part(request, service, caller, run, "explanations", first, to)


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
    _check_window(first, to, LINE_AT_ONCE)
    return await _part(request, service, caller, run, "line", first, to)


@router.get(
    "/{id}/nodes/{node}",
    operation_id="getNode",
    summary="A node with all its numbers",
    response_model=NodeDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_node(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    node: Annotated[str, Path(pattern=r"^n[0-9]{1,9}$", examples=["n0"])],
) -> Response:
    return await _part(request, service, caller, run, "node", int(node[1:]))


@router.get(
    "/{id}/nodes/{node}/local-jacobian",
    operation_id="getLocalJacobian",
    summary="The local Jacobian of a node, by its structure",
    response_model=LocalJacobianDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_local_jacobian(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    node: Annotated[str, Path(pattern=r"^n[0-9]{1,9}$", examples=["n2"])],
    slot: Annotated[int, Query(ge=0, le=LARGEST_INDEX, description="Which input of the operation.")] = 0,
) -> Response:
    return await _part(request, service, caller, run, "local-jacobian", int(node[1:]), slot)


@router.get(
    "/{id}/tensors",
    operation_id="getTensors",
    summary="Arrays in full, as binary",
    response_class=Response,
    responses=PART_RESPONSES | TENSORS_RESPONSE | problems(404, 422, 429, 503),
)
async def get_tensors(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    query: Annotated[TensorsQuery, Query()],
) -> Response:
    """Arrays of nodes, or with `steps` of steps, to the last bit: NaN, the infinities and −0 included.

    `numpy.load` reads an answer of `format=npz`, where the arrays are named "n7.value" or "s18.contribution". A frame
    is the 8 bytes "gradwalk", two 32-bit numbers (the version, 1, and the length of the header), the header in JSON
    (TensorsHeader), and the entries of each array in row-major order. Its numbers are little-endian; header and arrays
    begin at multiples of 8.
    """
    asked = urlencode(query.model_dump(exclude_none=True), safe=",:")
    most = bytes_at_once(service.limits)
    media_type = TENSORS_MEDIA_TYPES[query.format]
    answer = await _part(request, service, caller, run, "tensors", most, asked, media_type=media_type)
    return _as_file(answer, run, "npz") if query.format == "npz" else answer


@router.get(
    "/{id}/export",
    operation_id="exportRun",
    summary="A run as a file",
    response_class=Response,
    responses=PART_RESPONSES | EXPORT_RESPONSE | problems(404, 422, 429, 503),
)
async def export_run(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    format: Annotated[ExportFormat, Query(examples=["dot"])],
    first: From = 0,
    to: Annotated[int | None, Query(ge=0, le=LARGEST_INDEX, description="The step after the last one.")] = None,
) -> Response:
    """`dot` is the graph for Graphviz, and `csv` a table of the steps for spreadsheets. `tex` and `md` are the
    derivation on paper: the program, then each step in words, formulas and numbers. `html` is a page to step through
    without a network, and `npz` has all values and gradients as arrays.

    With `from` and `to`, a file that explains, or the table, is about these steps alone; one that explains holds at
    most so many as /limits says.
    """
    most = bytes_at_once(service.limits)
    media_type = FORMATS[format].media_type
    answer = await _part(request, service, caller, run, "export", most, format, first, to, media_type=media_type)
    part = "" if (first, to) == (0, None) else f"-{first}-{'' if to is None else to}".rstrip("-")
    return _as_file(answer, run + part, format)


def _as_file(answer: Response, run: str, extension: str) -> Response:
    if answer.status_code == 200:
        answer.headers["Content-Disposition"] = f'attachment; filename="gradwalk-{run}.{extension}"'
    return answer


def _check_window(first: int, to: int, most: int) -> None:
    if not first <= to <= first + most:
        detail = f"The steps asked for must run from `from` up to `to`, at most {most:,} of them."
        raise Problem(422, "request/parameter", detail)


def _takes_gzip(request: Request) -> bool:
    return accepts_gzip(request.headers.get("accept-encoding", ""))


def _answer(request: Request, outcome: Outcome, media_type: str = "application/json") -> Response:
    media_type = media_type if outcome.status == 200 else PROBLEM_MEDIA_TYPE
    if not outcome.gzipped:
        return Response(outcome.body, outcome.status, media_type=media_type)
    if _takes_gzip(request):
        headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(outcome.body, outcome.status, headers=headers, media_type=media_type)
    return StreamingResponse(gunzipped(outcome.body, LONGEST_BODY), outcome.status, media_type=media_type)


def _tag(run: str, part: str, *arguments: int | str | None) -> str:
    told = (argument for argument in arguments if argument is not None)
    return f'"{"/".join(map(str, (run, part, *told)))}"'


async def _part(
    request: Request,
    service: RunService,
    caller: Caller,
    run: str,
    part: str,
    *arguments: int | str | None,
    media_type: str = "application/json",
) -> Response:
    """A part of a run; it never changes under its address."""
    headers = {"ETag": _tag(run, part, *arguments), "Cache-Control": FOREVER}
    if service.find(run).outcome.status == 200 and _holds(request, headers["ETag"]):
        return Response(status_code=304, headers=headers | {"Vary": "Accept-Encoding"})
    gzip = media_type not in DENSE and _takes_gzip(request)
    outcome = await while_connected(request, service.part(caller, run, part, *arguments, gzip=gzip))
    response = _answer(request, outcome, media_type)
    if outcome.status == 200:
        response.headers.update(headers)
    return response


def _holds(request: Request, tag: str) -> bool:
    """Whether the client has the part already. Its tag may be the weak one of a compressed answer."""
    given = request.headers.get("if-none-match", "").split(",")
    return not {tag, "*"}.isdisjoint(each.strip().removeprefix("W/") for each in given)
