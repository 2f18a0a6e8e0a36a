"""The chain rule along a path of a run, as a product of Jacobians."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from server.fairness import Asking
from server.http import PART_RESPONSES, problems
from server.payload import JacobianProductDocument
from server.routes.run_parts import RunId, respond_with_part
from server.routes.run_paths import FromNode, ToNode
from server.service import Service

# Places of factors, each of at most two digits.
ORDER = r"^([0-9]{1,2}(,[0-9]{1,2}){0,39})?$"
MOST_PATHS = 11

router = APIRouter(prefix="/runs", tags=["runs"])


@router.get(
    "/{id}/jacobians",
    operation_id="getJacobianProduct",
    summary="A gradient as a product of Jacobians",
    response_model=JacobianProductDocument,
    responses=PART_RESPONSES | problems(404, 422, 429, 503),
)
async def get_jacobian_product(
    request: Request,
    service: Service,
    caller: Asking,
    run: RunId,
    first: FromNode,
    to: ToNode = None,
    path: Annotated[int, Query(ge=0, le=MOST_PATHS, description="Which of the paths that /paths lists.")] = 0,
    order: Annotated[
        str | None,
        Query(
            pattern=ORDER,
            description="Where the brackets are: of the factors that are left each time, the place of the left one of "
            "the two that are multiplied, from 0. Left out: from the left, 0,0, …; empty: no product yet.",
            examples=["1,0"],
        ),
    ] = None,
) -> Response:
    """The local Jacobians along a path with their shapes, what arises in any order of the products, and what each order
    costs: why reverse mode wins for one result, and forward mode for one input.
    """
    last = None if to is None else int(to[1:])
    return await respond_with_part(request, service, caller, run, "jacobians", int(first[1:]), last, path, order)
