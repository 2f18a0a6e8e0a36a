"""Some operations of a run as one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.fairness import Asking
from server.http import PART_RESPONSES, problems
from server.payload import FoldDocument
from server.routes.run_parts import RunId, respond_with_part
from server.service import Service

NODES = r"^n[0-9]{1,9}(,n[0-9]{1,9}){0,199}$"

router = APIRouter(prefix="/runs", tags=["runs"])


@router.get(
    "/{id}/fold",
    operation_id="getFold",
    summary="Some operations of a run as one",
    response_model=FoldDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_fold(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    nodes: Annotated[
        str, Query(pattern=NODES, max_length=2_200, description="The nodes, commas between.", examples=["n2,n3"])
    ],
) -> Response:
    """What goes in, the one result that comes out, and its own Jacobian in each input: the chain rule through all of
    them. No way may leave them and come back, and one result alone may be read outside.
    """
    return await respond_with_part(request, service, caller, run, "fold", nodes)
