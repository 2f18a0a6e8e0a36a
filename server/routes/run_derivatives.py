"""The derivative of a run by one entry of a leaf, in several ways side by side."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.fairness import Asking
from server.http import PART_RESPONSES, problems
from server.payload import DerivativesDocument
from server.routes.run_parts import RunId, respond_with_part
from server.routes.run_tape import LONGEST_NAME
from server.service import Service

router = APIRouter(prefix="/runs", tags=["runs"])


@router.get(
    "/{id}/derivatives",
    operation_id="getDerivatives",
    summary="One derivative in several ways",
    response_model=DerivativesDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_derivatives(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    leaf: Annotated[str, Query(max_length=LONGEST_NAME, description="The entry: x1, W1[0,2], n3.", examples=["w"])],
) -> Response:
    """Reverse mode as the run has it, forward mode with dual numbers, central differences at widths from 0.1 down, and
    the formula of the derivative by the rules of its operations: what each says, why they part where they do, and how
    many passes and operations each takes for all parameters.
    """
    return await respond_with_part(request, service, caller, run, "derivatives", leaf)
