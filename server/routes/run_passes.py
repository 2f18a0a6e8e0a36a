"""Loops that train, pass by pass."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.fairness import Asking
from server.http import PART_RESPONSES, problems
from server.payload import PassesDocument
from server.routes.run_parts import LARGEST_INDEX, RunId, check_window, respond_with_part
from server.service import Service

PASSES_AT_ONCE = 1_000

router = APIRouter(prefix="/runs", tags=["runs"])


@router.get(
    "/{id}/passes",
    operation_id="getPasses",
    summary="A loop that trains, pass by pass",
    response_model=PassesDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_passes(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    first: Annotated[int, Query(alias="from", ge=0, le=LARGEST_INDEX, description="The first pass of the loop.")] = 0,
    to: Annotated[
        int | None, Query(ge=0, le=LARGEST_INDEX, description="The pass after the last one; 1,000 at once.")
    ] = None,
) -> Response:
    """The loss, and of each parameter its entries and the size of its gradient and of its change; what the gradient
    promised of the loss, and what came of it. Passes count from 0 within the loop.
    """
    end = first + PASSES_AT_ONCE if to is None else to
    check_window(first, end, PASSES_AT_ONCE, "passes")
    return await respond_with_part(request, service, caller, run, "passes", first, end)
