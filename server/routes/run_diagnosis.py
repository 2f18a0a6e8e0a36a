"""What of a run deserves a second look, and why one of its numbers is what it is."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.fairness import Asking
from server.http import PART_RESPONSES, problems
from server.payload import DiagnosisDocument
from server.routes.run_parts import LARGEST_INDEX, RunId, respond_with_part
from server.service import Service

router = APIRouter(prefix="/runs", tags=["runs"])

LARGEST_THRESHOLD = 1e300


@router.get(
    "/{id}/diagnosis",
    operation_id="getDiagnosis",
    summary="What deserves a second look, and why a number is what it is",
    response_model=DiagnosisDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_diagnosis(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    node: Annotated[
        str | None,
        Query(pattern=r"^n[0-9]{1,9}$", examples=["n1"], description="Asks about one number of it, and nothing else."),
    ] = None,
    entry: Annotated[int, Query(ge=0, le=LARGEST_INDEX, description="Which, in row-major order.")] = 0,
    of: Annotated[
        Literal["gradient", "value"], Query(description="Whether about its gradient or about its value.")
    ] = "gradient",
    tiny: Annotated[
        float, Query(ge=0, le=LARGEST_THRESHOLD, description="The size below which a gradient vanishes.")
    ] = 1e-4,
    huge: Annotated[
        float, Query(ge=0, le=LARGEST_THRESHOLD, description="The size above which a gradient explodes.")
    ] = 100,
    saturated: Annotated[
        float, Query(ge=0, le=1, description="The slope below which a sigmoid or tanh is saturated.")
    ] = 0.01,
) -> Response:
    """Without `node`, what is found in all of the run: dead and saturated units, gradients that are 0, missing, tiny,
    huge or no numbers, parameters that training leaves as they are; and the size of each parameter's gradient. With
    `node`, the causal chain of one number: each link is a step to go to.
    """
    thresholds = f"{tiny!r}:{huge!r}:{saturated!r}"
    index = None if node is None else int(node[1:])
    return await respond_with_part(request, service, caller, run, "diagnosis", thresholds, index, entry, of)
