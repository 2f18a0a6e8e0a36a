"""HTTP itself: headers, bodies, connections, the files of the page, and every error as one kind of document.

In comes a request as the server read it; out goes the answer of the routes, whole or in portions, compressed where the
client takes that. Begin with `handlers.py`: what becomes of every error.
"""

from server.http import handlers, static
from server.http.body import BODY_SECONDS, read_body
from server.http.bounded_http import BoundedHttp, room_for_connections
from server.http.compression import DENSE, Compression, accepts_gzip, gunzipped
from server.http.connection import while_connected
from server.http.handlers import PROBLEM_MEDIA_TYPE
from server.http.head_requests import HeadAsGet
from server.http.headers import FOREVER, SecurityHeaders, page_policy
from server.http.one_length import OneLength
from server.http.openapi import (
    CHANGES_REQUEST_BODY,
    DERIVATION_RESPONSE,
    EXPORT_RESPONSE,
    LINK_LOCATION,
    LINK_REQUEST_BODY,
    LINK_RESPONSE,
    PART_RESPONSES,
    RUN_MADE_RESPONSE,
    RUN_REQUEST_BODY,
    TAPE_RESPONSE,
    TENSORS_MEDIA_TYPES,
    TENSORS_RESPONSE,
    openapi_document,
    problems,
)
from server.http.portions import Portions
from server.http.root_path import RootPath
from server.http.static import ROOT, PageFiles

__all__ = [
    "BODY_SECONDS",
    "BoundedHttp",
    "Compression",
    "DENSE",
    "EXPORT_RESPONSE",
    "FOREVER",
    "HeadAsGet",
    "LINK_LOCATION",
    "CHANGES_REQUEST_BODY",
    "LINK_REQUEST_BODY",
    "LINK_RESPONSE",
    "OneLength",
    "PART_RESPONSES",
    "PROBLEM_MEDIA_TYPE",
    "PageFiles",
    "Portions",
    "ROOT",
    "RUN_MADE_RESPONSE",
    "RUN_REQUEST_BODY",
    "RootPath",
    "SecurityHeaders",
    "DERIVATION_RESPONSE",
    "TAPE_RESPONSE",
    "TENSORS_MEDIA_TYPES",
    "TENSORS_RESPONSE",
    "accepts_gzip",
    "openapi_document",
    "gunzipped",
    "handlers",
    "page_policy",
    "problems",
    "read_body",
    "room_for_connections",
    "static",
    "while_connected",
]
