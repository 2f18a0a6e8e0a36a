"""What /openapi.json says beyond the routes: problem documents, and examples that a test sends."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from server.handlers import PROBLEM_MEDIA_TYPE
from server.payload import Problem, RunRequest

REFERENCE = "#/components/schemas/{model}"

WHEN = {
    400: "The body is not JSON.",
    404: "There is nothing at this address (any more).",
    408: "The body took too long to arrive.",
    413: "The body is too large.",
    415: "The body is not declared as plain JSON.",
    422: "The program has a mistake or needs more than is allowed, or a parameter does not fit.",
    429: "The programs from this address have used the computing time they may for now.",
    503: "Too many programs are waiting, or no worker answers.",
}

NEURON = """\
import torch
x = torch.tensor([1.0, 2.0])
w = torch.tensor([0.5, -1.0], requires_grad=True)
y = torch.sigmoid(w @ x)
y.backward()
"""

RUN_EXAMPLES = {
    "neuron": {"summary": "A neuron", "value": {"source": NEURON}},
    "leaves": {
        "summary": "The same with other weights",
        "value": {"source": NEURON, "leaves": {"w": [1.0, 0.0]}},
    },
    "numbers": {
        "summary": "Plain numbers, and a target",
        "value": {"source": "x = -2; y = 5; z = -4\nq = x + y\nf = q * z\n", "target": "f"},
    },
}

RUN_REQUEST_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": REFERENCE.format(model="RunRequest")}, "examples": RUN_EXAMPLES}
        },
    }
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may answer with problem documents of these statuses."""
    content = {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": REFERENCE.format(model="Problem")}}}
    return {status: {"description": WHEN[status], "content": content} for status in statuses}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with the two models that no route declares."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
        )
        _, definitions = models_json_schema(
            [(Problem, "serialization"), (RunRequest, "validation")], ref_template=REFERENCE
        )
        document["components"]["schemas"] |= definitions["$defs"]
        app.openapi_schema = document
    return app.openapi_schema
