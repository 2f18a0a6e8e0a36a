"""The gradients of a run on paper."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.documents import bytes_at_once
from server.exports import FORMATS
from server.fairness import Asking
from server.http import DERIVATION_RESPONSE, PART_RESPONSES, problems
from server.payload import DerivationDocument, Letter
from server.routes.run_parts import LARGEST_INDEX, RunId, as_file, respond_with_part
from server.service import Service

router = APIRouter(prefix="/runs", tags=["runs"])


@router.get(
    "/{id}/derivation",
    operation_id="getDerivation",
    summary="The gradients of a run, on paper",
    response_model=DerivationDocument,
    responses=PART_RESPONSES | DERIVATION_RESPONSE | problems(404, 422, 429, 503),
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
    columns: Annotated[
        bool, Query(description="Examples as columns, W A + b, as far as a layer of the program has them in rows.")
    ] = False,
    layers: Annotated[
        bool, Query(description="W^[l], b^[l], Z^[l] and A^[l] for what layer l has, in place of the program's names.")
    ] = False,
    letter: Annotated[
        Letter,
        Query(
            description="What the loss is called: `script` is ℒ, `ell` ℓ, `name` what the program calls it.",
            examples=["L"],
        ),
    ] = "L",
    format: Annotated[
        Literal["json", "tex", "md"], Query(description="`tex`: the lines as a LaTeX document; `md`: as Markdown.")
    ] = "json",
) -> Response:
    """A line for each gradient that several others share, which has a name, and one for each leaf; what cancels is
    gone, with the forms on the way. Every line is worked out again from what is written in it.
    """
    switches = (int(outside), int(columns), int(layers), letter)
    if format == "json":
        return await respond_with_part(request, service, caller, run, "derivation", pass_, *switches)
    asked = (bytes_at_once(service.limits), format, pass_, *switches)
    media_type = FORMATS[format].media_type
    answer = await respond_with_part(request, service, caller, run, "derivation-paper", *asked, media_type=media_type)
    return as_file(answer, f"{run}-derivation", format)
