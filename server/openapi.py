"""What /openapi.json says beyond the routes: problem documents, and examples that a test sends."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from server.exports import FORMATS
from server.handlers import PROBLEM_MEDIA_TYPE
from server.payload import LinkRequest, Problem, RunRequest, TensorsHeader

# Lists of lists without end: programs that make clients from the document know no array that holds itself.
ENDLESS = ("Numbers", "Data")
REFERENCE = "#/components/schemas/{model}"

WHEN = {
    400: "The body is not JSON.",
    404: "There is nothing at this address (any more).",
    408: "The body took too long to arrive.",
    413: "The body is too large.",
    415: "The body is not declared as plain JSON.",
    422: "The program has a mistake or needs more than is allowed, or a parameter does not fit.",
    429: "The programs from this address have used the computing time they may for now, or it has made too many links.",
    503: "Too many programs are waiting, no worker answers, or neither does the database of links.",
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
    "unfold": {
        "summary": "The neuron with its sigmoid as neg, exp, add and div",
        "value": {"source": NEURON, "unfold": ["sigmoid"]},
    },
}

LINK_EXAMPLES = {
    "neuron": {
        "summary": "A neuron, at its first backward step",
        "value": {"source": NEURON, "view": {"step": 4, "node": "n1"}},
    },
}


def _request_body(model: str, examples: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": REFERENCE.format(model=model)}, "examples": examples}}
    return {"requestBody": {"required": True, "content": content}}


RUN_REQUEST_BODY = _request_body("RunRequest", RUN_EXAMPLES)
LINK_REQUEST_BODY = _request_body("LinkRequest", LINK_EXAMPLES)


TENSORS_MEDIA_TYPES = {"frame": "application/octet-stream", "npz": "application/zip"}
# The reader of a frame wants to know its header, which no answer consists of.
TENSORS_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A frame, whose header is a TensorsHeader, or an npz file.",
        "content": {
            media_type: {"schema": {"type": "string", "format": "binary"}}
            for media_type in TENSORS_MEDIA_TYPES.values()
        },
    }
}


EXPORT_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            each.media_type: {"schema": {"type": "string"} | ({"format": "binary"} if name == "npz" else {})}
            for name, each in FORMATS.items()
        },
    }
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may answer with problem documents of these statuses."""
    content = {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": REFERENCE.format(model="Problem")}}}
    return {status: {"description": WHEN[status], "content": content} for status in statuses}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with the models that no route declares."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
            servers=[{"url": app.state.root_path}] if app.state.root_path else None,
        )
        _, definitions = models_json_schema(
            [
                (Problem, "serialization"),
                (TensorsHeader, "serialization"),
                (RunRequest, "validation"),
                (LinkRequest, "validation"),
            ],
            ref_template=REFERENCE,
        )
        schemas = document["components"]["schemas"]
        schemas |= definitions["$defs"]
        for name in ENDLESS:
            schemas[name]["anyOf"][-1]["items"] = {"description": "The same again: a number, or a list."}
        app.openapi_schema = document
    return app.openapi_schema
