"""The dense networks in the graph of a run."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.fairness import Asking
from server.http import PART_RESPONSES, problems
from server.payload import NetworkDocument
from server.routes.run_parts import LARGEST_INDEX, RunId, respond_with_part
from server.service import Service

router = APIRouter(prefix="/runs", tags=["runs"])


@router.get(
    "/{id}/network",
    operation_id="getNetwork",
    summary="The dense layers of a run, as neurons",
    response_model=NetworkDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_network(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    pass_: Annotated[
        int | None, Query(alias="pass", ge=0, le=LARGEST_INDEX, description="The backward pass. Left out: the last.")
    ] = None,
    example: Annotated[
        int, Query(ge=0, le=LARGEST_INDEX, description="The example that the sentences are about, counted from 0.")
    ] = 0,
    opened: Annotated[
        str | None,
        Query(
            pattern=r"^[0-9]{1,3}:[0-9]{1,9}$",
            description="A neuron to tell term by term: its layer, counted from 1, and its place there, from 0.",
            examples=["1:0"],
        ),
    ] = None,
) -> Response:
    """Where the weights, biases, inputs, sums and activations of each layer stand among the nodes, which layer's
    neurons are the inputs of which, and what a neuron does in numbers. No layer in a program that has none.
    """
    return await respond_with_part(request, service, caller, run, "network", pass_, example, opened)
