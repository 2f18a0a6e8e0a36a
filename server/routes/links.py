"""Links: a program and a view go in, a short address comes out that leads to them for good."""

from __future__ import annotations

import re
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from server.documents import Problem
from server.fairness import Asking
from server.http import (
    FOREVER,
    LINK_LOCATION,
    LINK_REQUEST_BODY,
    LINK_RESPONSE,
    PROBLEM_MEDIA_TYPE,
    problems,
    read_body,
    while_connected,
)
from server.payload import LinkAddress, LinkDocument
from server.service import Service
from server.storage import Links

PAGE = "/p/{id}"
HOST = re.compile(r"[A-Za-z0-9._~-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")

router = APIRouter(prefix="/links", tags=["links"])


# FastAPI would give each call of a plain function to a thread.
async def _links(request: Request) -> Links:
    links: Links = request.app.state.links
    return links


Kept = Annotated[Links, Depends(_links)]


@router.post(
    "",
    operation_id="createLink",
    summary="Keep a program and a view under a short address",
    status_code=201,
    response_model=LinkAddress,
    responses={
        200: {
            "model": LinkAddress,
            "description": "The same was kept before, under the same address.",
            "headers": LINK_LOCATION,
        },
        201: {"headers": LINK_LOCATION},
        **problems(400, 408, 413, 415, 422, 429, 503),
    },
    openapi_extra=LINK_REQUEST_BODY,
)
async def create_link(request: Request, service: Service, links: Kept, caller: Asking) -> Response:
    """The program is not run. The same program and view always get the same address, from every server."""
    body = await read_body(request, service.body_limit)
    origin = _origin(request)
    links.check(caller)
    outcome = await while_connected(request, service.link(body, caller))
    if outcome.status != 200:
        return Response(outcome.body, outcome.status, media_type=PROBLEM_MEDIA_TYPE)
    id, new = await links.keep(outcome.body, caller)
    root = request.scope["root_path"]
    path = root + PAGE.format(id=id)
    address = LinkAddress(id=id, path=path, url=origin + path)
    headers = {"Location": f"{root}/api/v1/links/{id}"}
    status = 201 if new else 200
    return Response(orjson.dumps(address.model_dump()), status, headers=headers, media_type="application/json")


@router.get(
    "/{id}",
    operation_id="getLink",
    summary="What a link leads to",
    response_model=LinkDocument,
    responses=LINK_RESPONSE | problems(404, 422, 503),
)
async def get_link(
    links: Kept, id: Annotated[str, Path(description="The last part of the short address.")]
) -> Response:
    document = await links.find(id)
    if document is None:
        detail = "No link of this address was made here. It may be cut off or mistyped: ask for the link again."
        raise Problem(404, "link/unknown", detail)
    headers = {"ETag": f'"{id}"', "Cache-Control": FOREVER}
    return Response(document, media_type="application/json", headers=headers)


def _origin(request: Request) -> str:
    """The scheme and host that the request was sent to. Raises Problem (400)."""
    host = request.headers.get("host", "")
    if not HOST.fullmatch(host):
        raise Problem(400, "request/host", "The header Host must name a host, and perhaps a port.")
    return f"{request.scope['scheme']}://{host}"
