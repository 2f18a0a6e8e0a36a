"""The page, and the documentation of the service."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from server.http import page_policy, static
from server.version import VERSION

templates = Jinja2Templates(directory=Path(__file__).resolve().parent.parent / "templates")


async def page(request: Request) -> Response:
    first = static.first(static.version(), as_modules=request.app.state.modules)
    return rendered(request, "page.html", first=first, embedders=request.app.state.frame_ancestors)


async def docs(request: Request) -> Response:
    # Swagger UI writes the descriptions it renders through innerHTML, cleaned by its own copy of DOMPurify.
    return rendered(request, "docs.html", trusted_types=False)


def rendered(request: Request, template: str, *, trusted_types: bool = True, **given: Any) -> Response:
    """Templates get `root`, the path before all addresses of the service, and `static`, that of the page's files;
    `import_map` as JSON; `nonce`; `version`; `given`."""
    nonce = secrets.token_urlsafe(16)
    root = request.scope["root_path"]
    prefix = f"{root}/static/{static.version()}"
    context = {
        "root": root,
        "static": prefix,
        "import_map": htmlsafe_json_dumps(static.import_map(prefix)),
        "nonce": nonce,
        "version": VERSION,
        **given,
    }
    headers = {
        "Content-Security-Policy": page_policy(
            nonce, frame_ancestors=request.app.state.frame_ancestors, trusted_types=trusted_types
        ),
        "Cache-Control": "no-store",
    }
    return templates.TemplateResponse(request, template, context, headers=headers)
