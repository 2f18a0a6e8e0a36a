"""The tape of a run: its nodes as a Wengert list, with values, tangents and adjoints."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.documents import bytes_at_once
from server.fairness import Asking
from server.http import PART_RESPONSES, TAPE_RESPONSE, problems
from server.payload import TapeDocument
from server.routes.run_parts import LARGEST_INDEX, RunId, as_file, check_window, respond_with_part
from server.service import Service

ROWS_AT_ONCE = 1_000
# The name of a leaf with an index, at most.
LONGEST_NAME = 200

router = APIRouter(prefix="/runs", tags=["runs"])


@router.get(
    "/{id}/tape",
    operation_id="getTape",
    summary="A run as a Wengert list",
    response_model=TapeDocument,
    responses=PART_RESPONSES | TAPE_RESPONSE | problems(404, 422, 429, 503),
)
async def get_tape(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    first: Annotated[int, Query(alias="from", ge=0, le=LARGEST_INDEX, description="The first row.")] = 0,
    to: Annotated[
        int | None,
        Query(ge=0, le=LARGEST_INDEX, description="The row after the last one; 1,000 at once, but for a table."),
    ] = None,
    step: Annotated[
        int | None, Query(ge=0, le=LARGEST_INDEX, description="The step after which to look. Left out: the last one.")
    ] = None,
    seed: Annotated[
        str | None,
        Query(
            max_length=LONGEST_NAME,
            description="The leaf that moves, and the entry: w, W1[0,2], n3. Its tangent is 1, and that of each node "
            "its derivative by the entry. Left out: no tangents.",
            examples=["w[1]"],
        ),
    ] = None,
    format: Annotated[
        Literal["json", "csv"], Query(description="`csv`: the same rows as a table, all at once.")
    ] = "json",
) -> Response:
    """A row a node, in the order in which they were made: what it is, what it is made of, and at the step its value,
    its tangent in forward mode, and the gradient that has arrived: its adjoint.
    """
    if format == "csv":
        most = bytes_at_once(service.limits)
        asked = (most, first, to, step, seed)
        answer = await respond_with_part(request, service, caller, run, "tape-table", *asked, media_type="text/csv")
        return as_file(answer, f"{run}-tape", "csv")
    end = first + ROWS_AT_ONCE if to is None else to
    check_window(first, end, ROWS_AT_ONCE, "rows")
    return await respond_with_part(request, service, caller, run, "tape", first, end, step, seed)
