"""All paths between two nodes of a run."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.fairness import Asking
from server.http import PART_RESPONSES, problems
from server.payload import PathsDocument
from server.routes.run_parts import RunId, respond_with_part
from server.service import Service

NODE = r"^n[0-9]{1,9}$"
FromNode = Annotated[str, Query(alias="from", pattern=NODE, description="The earlier node.", examples=["n1"])]
ToNode = Annotated[
    str | None, Query(pattern=NODE, description="The later node. Left out: the target.", examples=["n3"])
]

router = APIRouter(prefix="/runs", tags=["runs"])


@router.get(
    "/{id}/paths",
    operation_id="getPaths",
    summary="All paths from one node to another",
    response_model=PathsDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_paths(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    first: FromNode,
    to: ToNode = None,
) -> Response:
    """The chain rule over several variables: each path with the product of its local derivatives, at most 12 of them,
    how many there are, and their sum, which is the gradient.
    """
    last = None if to is None else int(to[1:])
    return await respond_with_part(request, service, caller, run, "paths", int(first[1:]), last)
