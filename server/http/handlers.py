"""Every error of the application as a problem document."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from server.documents import Problem
from server.http.headers import DEFAULTS

PROBLEM_MEDIA_TYPE = "application/problem+json"

STATUS_WORDS = {
    404: ("request/not-found", "There is nothing at this address; /docs lists the addresses of the service."),
    405: ("request/method", "This address does not answer this method; the header Allow names those it does."),
}


def answer(problem: Problem) -> Response:
    return Response(problem.body(), problem.status, headers=problem.headers, media_type=PROBLEM_MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Gives every error of the application the one shape."""
    app.add_exception_handler(Problem, _answer_problem)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(RequestValidationError, _answer_validation)
    app.add_exception_handler(Exception, _answer_unexpected)


async def _answer_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return answer(error)


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, detail = STATUS_WORDS.get(error.status_code, ("request/refused", HTTPStatus(error.status_code).description))
    return answer(Problem(error.status_code, code, detail, headers=error.headers))


async def _answer_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    detail = f"{first['loc'][-1]}: {first['msg']}"
    return answer(Problem(422, "request/parameter", detail))


async def _answer_unexpected(request: Request, error: Exception) -> Response:
    detail = "The service met an error of its own; it is noted in the server's log. The same request may well succeed."
    # This answer is made outside the middleware that adds the headers.
    return answer(Problem(500, "service/error", detail, headers=DEFAULTS))
