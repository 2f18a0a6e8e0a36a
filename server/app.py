"""The application: routes, the one shape of errors, headers, static files, the page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from server import handlers
from server.caller import CLIENT_HEADER
from server.framing import OneLength
from server.headers import SecurityHeaders
from server.openapi import describe
from server.pool import Pool
from server.profile import PROFILES, Profile
from server.routes import health, lessons, limits, ops, runs
from server.routes.page import docs, page
from server.service import RunService
from server.static import PageFiles
from server.store import RunStore
from server.version import VERSION

DESCRIPTION = """\
Gradwalk runs a small program in Python with PyTorch's names and answers its compute graph and every step of
back-propagation: what each value is, which gradient flows along which edge, and why.

Every error is an `application/problem+json` document with a stable `code`; no answer repeats what was sent.
A header `X-Gradwalk-Client` of 8 to 64 letters, digits and hyphens tells the clients at one address apart: where many
wait, those go first whose programs have been cheap. NaN and the infinities stand as the strings "NaN", "Infinity" and
"-Infinity" in number places.
"""

TAGS = [
    {"name": "runs", "description": "A program goes in, its graph, values, steps and explanations come out."},
    {"name": "lessons", "description": "The gallery of programs."},
    {"name": "operations", "description": "What programs may compute with."},
    {"name": "service", "description": "What is allowed, and whether it lives."},
]


def create_app(
    profile: Profile = PROFILES["class"], *, cors_origins: Sequence[str] = (), frame_ancestors: Sequence[str] = ()
) -> FastAPI:
    """The web service. Pages of `cors_origins` may ask it from a browser, and those of `frame_ancestors` embed it."""
    pool = Pool(profile)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await pool.warm()
        try:
            yield
        finally:
            await pool.close()

    app = FastAPI(
        title="Gradwalk",
        summary="Back-propagation, one step at a time.",
        description=DESCRIPTION,
        version=VERSION,
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.service = RunService(profile.limits, pool, RunStore())
    app.state.frame_ancestors = frame_ancestors

    api = APIRouter(prefix="/api/v1")
    for routes in (runs, lessons, ops, limits):
        api.include_router(routes.router)
    app.include_router(api)
    app.include_router(health.router)
    app.add_route("/", page, include_in_schema=False)
    app.add_route("/docs", docs, include_in_schema=False)
    app.mount("/static", PageFiles())
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]

    handlers.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=1)
    app.add_middleware(OneLength)
    if cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=cors_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Content-Type", CLIENT_HEADER],
            expose_headers=["Content-Location", "ETag", "Retry-After"],
        )
    app.add_middleware(SecurityHeaders)
    return app
