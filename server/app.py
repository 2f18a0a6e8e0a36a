"""The application: routes, the one shape of errors, headers, static files, the page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import URL
from starlette.middleware.cors import CORSMiddleware

from server.fairness import CLIENT_HEADER
from server.http import (
    Compression,
    HeadAsGet,
    OneLength,
    PageFiles,
    Portions,
    RootPath,
    SecurityHeaders,
    handlers,
    openapi_document,
)
from server.metrics import Metrics
from server.pool import Pool
from server.profile import PROFILES, Profile
from server.routes import PAGES, router
from server.service import RunService
from server.storage import Links, RunStore
from server.version import VERSION

DESCRIPTION = """\
Gradwalk runs a small program in Python with PyTorch's names and answers its compute graph and every step of
back-propagation: what each value is, which gradient flows along which edge, and why.

Every error is an `application/problem+json` document with a stable `code`; no answer repeats what was sent.
A header `X-Gradwalk-Client` of 8 to 64 letters, digits and hyphens tells the clients at one address apart: where many
wait, those go first whose programs have been cheap. NaN and the infinities stand as the strings "NaN", "Infinity" and
"-Infinity" in number places. Documents may have further keys, and steps further kinds, in a later version: leave
those that you do not know.
"""

TAGS = [
    {"name": "runs", "description": "A program goes in, its graph, values, steps and explanations come out."},
    {"name": "links", "description": "A program and a view under a short address."},
    {"name": "lessons", "description": "The gallery of programs."},
    {"name": "operations", "description": "What programs may compute with."},
    {"name": "service", "description": "What is allowed, and whether it lives."},
]


def create_app(
    profile: Profile = PROFILES["class"],
    *,
    cors_origins: Sequence[str] = (),
    frame_ancestors: Sequence[str] = (),
    root_path: str = "",
    database: URL | None = None,
    metrics: bool = False,
    log_source: bool = False,
    modules: bool = False,
) -> FastAPI:
    """The web service. Pages of `cors_origins` may ask it from a browser, and those of `frame_ancestors` embed it.
    Below the path of another site, `root_path` is that path: "/gradwalk".

    Links are kept in `database`; without one, the service makes none. With `metrics` it answers /metrics, with
    `log_source` the programs stand in the log of runs, and with `modules` the page is sent file by file, as written.
    """
    pool = Pool(profile)
    service = RunService(profile.limits, pool, RunStore(), log_source=log_source)
    links = Links(database)
    counted = Metrics(service, links) if metrics else None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        beat = None if counted is None else asyncio.create_task(counted.measure_lag())
        await asyncio.gather(pool.warm(), links.warm())
        try:
            yield
        finally:
            if beat is not None:
                beat.cancel()
            await pool.close()
            links.close()

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
    app.state.service = service
    app.state.links = links
    app.state.frame_ancestors = frame_ancestors
    app.state.root_path = root_path
    app.state.modules = modules

    app.include_router(router)
    for path, shown in PAGES.items():
        app.add_route(path, shown, include_in_schema=False)
    if counted is not None:
        app.add_route("/metrics", counted.answer, include_in_schema=False)
    app.mount("/static", PageFiles())
    app.openapi = lambda: openapi_document(app)  # type: ignore[method-assign]

    handlers.install(app)
    app.add_middleware(Compression)
    app.add_middleware(HeadAsGet)
    app.add_middleware(OneLength)
    if cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=cors_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Content-Type", CLIENT_HEADER],
            expose_headers=["Content-Disposition", "Content-Location", "ETag", "Location", "Retry-After"],
        )
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Portions)
    app.add_middleware(RootPath, root=root_path)
    return app
