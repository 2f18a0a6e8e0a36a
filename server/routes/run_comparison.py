"""A run beside another one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.fairness import Asking
from server.http import PART_RESPONSES, problems
from server.payload import ComparisonDocument
from server.routes.run_parts import LARGEST_INDEX, RunId, check_window, respond_with_part
from server.service import Service

ROWS_AT_ONCE = 1_000

router = APIRouter(prefix="/runs", tags=["runs"])


@router.get(
    "/{id}/comparison",
    operation_id="getComparison",
    summary="A run beside another one",
    response_model=ComparisonDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_comparison(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    other: Annotated[
        str,
        Query(
            alias="with",
            max_length=100,
            examples=["x"],
            description="The `id` of the run to compare with, A; this one is B.",
        ),
    ],
    first: Annotated[int, Query(alias="from", ge=0, le=LARGEST_INDEX, description="The first row.")] = 0,
    to: Annotated[
        int | None, Query(ge=0, le=LARGEST_INDEX, description="The row after the last one; 1,000 at once.")
    ] = None,
) -> Response:
    """Which node of one run is which of the other, by name, line and operation; the values and gradients of both, what
    differs, and where the two first part. Programs may differ in anything. Of one with a mistake what ran is compared.
    """
    end = first + ROWS_AT_ONCE if to is None else to
    check_window(first, end, ROWS_AT_ONCE, "rows")
    return await respond_with_part(request, service, caller, run, "comparison", first, end, beside=other)
