"""The nodes of a run: their numbers, local Jacobians, where entries come from and go to, and arrays in full."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from server.documents import Problem, bytes_at_once
from server.fairness import Asking
from server.http import PART_RESPONSES, TENSORS_MEDIA_TYPES, TENSORS_RESPONSE, problems
from server.payload import CurveDocument, LocalJacobianDocument, NodeDocument, ProvenanceDocument, TensorsQuery
from server.routes.run_parts import LARGEST_INDEX, RunId, as_file, respond_with_part
from server.service import Service

ENTRIES_AT_ONCE = 64

router = APIRouter(prefix="/runs", tags=["runs"])


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
    return await respond_with_part(request, service, caller, run, "node", int(node[1:]))


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
    return await respond_with_part(request, service, caller, run, "local-jacobian", int(node[1:]), slot)


@router.get(
    "/{id}/nodes/{node}/curve",
    operation_id="getCurve",
    summary="An operation over one entry of one input: its curve and its slope",
    response_model=CurveDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_curve(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    node: Annotated[str, Path(pattern=r"^n[0-9]{1,9}$", examples=["n3"])],
    slot: Annotated[int, Query(ge=0, le=LARGEST_INDEX, description="Which input of the operation.")] = 0,
    entry: Annotated[int, Query(ge=0, le=LARGEST_INDEX, description="Which entry of it, in row-major order.")] = 0,
) -> Response:
    """Of operations of single entries, such as activations, and of those whose result is a single number, such as
    losses.
    """
    return await respond_with_part(request, service, caller, run, "curve", int(node[1:]), slot, entry)


@router.get(
    "/{id}/provenance",
    operation_id="getProvenance",
    summary="Where the entries of a node come from and go to",
    response_model=ProvenanceDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_provenance(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    node: Annotated[str, Query(pattern=r"^n[0-9]{1,9}$", examples=["n2"])],
    entry: Annotated[
        int | None, Query(ge=0, le=LARGEST_INDEX, description="One entry alone, in place of `from` and `to`.")
    ] = None,
    first: Annotated[int, Query(alias="from", ge=0, le=LARGEST_INDEX, description="The first entry.")] = 0,
    to: Annotated[
        int | None, Query(ge=0, le=LARGEST_INDEX, description="The entry after the last one; 64 at once.")
    ] = None,
    pass_: Annotated[
        int | None,
        Query(
            alias="pass", ge=0, le=LARGEST_INDEX, description="The backward pass. Left out: the last one that counts."
        ),
    ] = None,
) -> Response:
    """For each entry of the node's value, in row-major order, the entries that it is computed from and those that are
    computed from it, with the arithmetic in numbers; and what each step of a backward pass brings to its gradient.
    """
    start = first if entry is None else entry
    end = start + 1 if entry is not None else start + ENTRIES_AT_ONCE if to is None else to
    if not start < end <= start + ENTRIES_AT_ONCE:
        detail = f"The entries asked for must run from `from` up to `to`, at most {ENTRIES_AT_ONCE} of them."
        raise Problem(422, "request/parameter", detail)
    return await respond_with_part(request, service, caller, run, "provenance", int(node[1:]), start, end, pass_)


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
    answer = await respond_with_part(request, service, caller, run, "tensors", most, asked, media_type=media_type)
    return as_file(answer, run, "npz") if query.format == "npz" else answer
