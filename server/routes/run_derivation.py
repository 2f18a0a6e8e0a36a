"""The gradients of a run on paper."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.fairness import Asking
from server.http import PART_RESPONSES, problems
from server.payload import DerivationDocument, Letter
from server.routes.run_parts import LARGEST_INDEX, RunId, respond_with_part
from server.service import Service

router = APIRouter(prefix="/runs", tags=["runs"])


@router.get(
    "/{id}/derivation",
    operation_id="getDerivation",
    summary="The gradients of a run, on paper",
    response_model=DerivationDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_derivation(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    pass_: Annotated[
        int | None, Query(alias="pass", ge=0, le=LARGEST_INDEX, description="The backward pass. Left out: the last.")
    ] = None,
    outside: Annotated[
        bool,
        Query(description="1/N before the lines of the leaves alone, as far as all gradients come through one mean."),
    ] = False,
    letter: Annotated[
        Letter,
        Query(
            description="What the loss is called: `script` is ℒ, `ell` ℓ, `name` what the program calls it.",
            examples=["L"],
        ),
    ] = "L",
) -> Response:
    """A line for each gradient that several others share, which has a name, and one for each leaf; what cancels is
    gone, with the forms on the way. Every line is worked out again from what is written in it.
    """
    return await respond_with_part(request, service, caller, run, "derivation", pass_, int(outside), letter)
