"""A part of a run as an answer: it never changes under its address, and is compressed for those who take that."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import Path, Query, Request
from starlette.responses import Response, StreamingResponse

from server.documents import Problem
from server.fairness import Caller
from server.http import DENSE, FOREVER, PROBLEM_MEDIA_TYPE, accepts_gzip, gunzipped, while_connected
from server.service import RunService
from server.worker import LONGEST_BODY, Outcome

RunId = Annotated[str, Path(alias="id", description="The `id` of a run document.")]
# Nodes, slots and steps are counted within nine digits.
LARGEST_INDEX = 999_999_999
From = Annotated[int, Query(alias="from", ge=0, le=LARGEST_INDEX, description="The first step.")]
To = Annotated[int, Query(ge=0, le=LARGEST_INDEX, description="The step after the last one.")]


async def respond_with_part(
    request: Request,
    service: RunService,
    caller: Caller,
    run: str,
    part: str,
    *arguments: int | str | None,
    media_type: str = "application/json",
    beside: str | None = None,
) -> Response:
    """A part of a run, or of it `beside` another one; it never changes under its address."""
    headers = {"ETag": tag(run, part, *arguments, beside), "Cache-Control": FOREVER}
    if service.find(run).outcome.status == 200 and _holds(request, headers["ETag"]):
        return Response(status_code=304, headers=headers | {"Vary": "Accept-Encoding"})
    gzip = media_type not in DENSE and takes_gzip(request)
    outcome = await while_connected(request, service.part(caller, run, part, *arguments, gzip=gzip, beside=beside))
    response = respond(request, outcome, media_type)
    if outcome.status == 200:
        response.headers.update(headers)
    return response


def respond(request: Request, outcome: Outcome, media_type: str = "application/json") -> Response:
    media_type = media_type if outcome.status == 200 else PROBLEM_MEDIA_TYPE
    if not outcome.gzipped:
        return Response(outcome.body, outcome.status, media_type=media_type)
    if takes_gzip(request):
        headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(outcome.body, outcome.status, headers=headers, media_type=media_type)
    return StreamingResponse(gunzipped(outcome.body, LONGEST_BODY), outcome.status, media_type=media_type)


def as_file(answer: Response, run: str, extension: str) -> Response:
    if answer.status_code == 200:
        answer.headers["Content-Disposition"] = f'attachment; filename="gradwalk-{run}.{extension}"'
    return answer


def takes_gzip(request: Request) -> bool:
    return accepts_gzip(request.headers.get("accept-encoding", ""))


def tag(run: str, part: str, *arguments: int | str | None) -> str:
    """Arguments may hold anything that a reader types; a header holds plain letters."""
    told = (quote(str(argument), safe="=:&%") for argument in arguments if argument is not None)
    return f'"{"/".join((run, part, *told))}"'


def _holds(request: Request, tag: str) -> bool:
    """Whether the client has the part already. Its tag may be the weak one of a compressed answer."""
    given = request.headers.get("if-none-match", "").split(",")
    return not {tag, "*"}.isdisjoint(each.strip().removeprefix("W/") for each in given)


def check_window(first: int, to: int, most: int, what: str = "steps") -> None:
    """Raises Problem (422) unless `from` comes before `to`, and by at most so many."""
    if not first <= to <= first + most:
        detail = f"The {what} asked for must run from `from` up to `to`, at most {most:,} of them."
        raise Problem(422, "request/parameter", detail)
