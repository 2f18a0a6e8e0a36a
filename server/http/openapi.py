"""What /openapi.json says beyond the routes: problem documents, and examples that a test sends."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from server.exports import FORMATS
from server.http.handlers import PROBLEM_MEDIA_TYPE
from server.payload import ChangesRequest, LinkRequest, Problem, RunRequest, TensorsHeader

# Lists of lists without end: programs that make clients from the document know no array that holds itself.
ENDLESS = ("Numbers", "Data")
REQUESTS = ("RunRequest", "LinkRequest", "ChangesRequest")
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

CHANGES_EXAMPLES = {
    "leaves": {"summary": "Other weights", "value": {"leaves": {"w": [1.0, 0.0]}}},
    "nudge": {"summary": "A little more in the middle", "value": {"nudges": {"n2": 0.01}}},
}


def _header(description: str, example: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}, "example": example}


KEPT_FOR_EVER = {
    "ETag": _header(
        "Names what was answered. Sent back in If-None-Match, it gets 304 in place of the same again.",
        '"41f2b8d4f0c2a9e7/graph"',
    ),
    "Cache-Control": _header(
        "What has this address never changes: it may be kept for ever.", "public, max-age=31536000, immutable"
    ),
}
FILE_NAME = {
    "Content-Disposition": _header("The name of the file.", 'attachment; filename="gradwalk-41f2b8d4f0c2a9e7.tex"')
}
RETRY_AFTER = {
    "Retry-After": {
        "description": "Seconds to wait before the next attempt.",
        "schema": {"type": "integer", "minimum": 0},
    }
}
# When another attempt may have another end.
PASSING = (429, 503)

# Of the answers about a run, and what is answered to those who have one already.
PART_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"headers": KEPT_FOR_EVER},
    304: {"description": "The client has it already: its If-None-Match names it.", "headers": KEPT_FOR_EVER},
}
RUN_MADE_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {
        "headers": {
            "ETag": KEPT_FOR_EVER["ETag"],
            "Content-Location": _header("Where the same is answered again.", "/api/v1/runs/41f2b8d4f0c2a9e7"),
        }
    }
}
LINK_RESPONSE: dict[int | str, dict[str, Any]] = {200: {"headers": KEPT_FOR_EVER}}
LINK_LOCATION = {"Location": _header("Where the document of the link is answered.", "/api/v1/links/5z2yt65cy653")}


def _request_body(model: str, examples: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": REFERENCE.format(model=model)}, "examples": examples}}
    return {"requestBody": {"required": True, "content": content}}


RUN_REQUEST_BODY = _request_body("RunRequest", RUN_EXAMPLES)
CHANGES_REQUEST_BODY = _request_body("ChangesRequest", CHANGES_EXAMPLES)
LINK_REQUEST_BODY = _request_body("LinkRequest", LINK_EXAMPLES)


TENSORS_MEDIA_TYPES = {"frame": "application/octet-stream", "npz": "application/zip"}
# The reader of a frame wants to know its header, which no answer consists of.
TENSORS_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A frame, whose header is a TensorsHeader, or an npz file.",
        "headers": KEPT_FOR_EVER | FILE_NAME,
        "content": {
            media_type: {"schema": {"type": "string", "format": "binary"}}
            for media_type in TENSORS_MEDIA_TYPES.values()
        },
    }
}


EXPORT_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "headers": KEPT_FOR_EVER | FILE_NAME,
        "content": {
            each.media_type: {"schema": {"type": "string"} | ({"format": "binary"} if each.binary else {})}
            for each in FORMATS.values()
        },
    }
}


# The rows of the document stand in the table, too.
DERIVATION_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {
        "headers": KEPT_FOR_EVER | FILE_NAME,
        "content": {name: {"schema": {"type": "string"}} for name in ("application/x-tex", "text/markdown")},
    }
}
TAPE_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {"headers": KEPT_FOR_EVER | FILE_NAME, "content": {"text/csv": {"schema": {"type": "string"}}}}
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may answer with problem documents of these statuses."""
    content = {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": REFERENCE.format(model="Problem")}}}
    return {
        status: {"description": WHEN[status], "content": content}
        | ({"headers": RETRY_AFTER} if status in PASSING else {})
        for status in statuses
    }


def openapi_document(app: FastAPI) -> dict[str, Any]:
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
                (ChangesRequest, "validation"),
            ],
            ref_template=REFERENCE,
        )
        schemas = document["components"]["schemas"]
        schemas |= definitions["$defs"]
        # What is answered may have further keys in a later version, so that it can grow; what is sent may not.
        for name, schema in schemas.items():
            if name not in REQUESTS:
                _open(schema)
        for name in ENDLESS:
            schemas[name]["anyOf"][-1]["items"] = {"description": "The same again: a number, or a list."}
        app.openapi_schema = document
    return app.openapi_schema


def _open(schema: dict[str, Any]) -> None:
    """Models whose keys are known take no others in the tests, which hold answers against them."""
    if schema.get("additionalProperties") is False:
        del schema["additionalProperties"]
