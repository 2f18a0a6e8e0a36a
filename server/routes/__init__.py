"""The addresses of the service: one file for each group of them.

In comes a request; out goes what the workers, the storage or the gallery answer it. Begin with `runs.py`, the address
that everything else is about.
"""

from fastapi import APIRouter

from server.routes import health, lessons, limits, links, ops, runs
from server.routes.page import docs, page
from server.routes.reference import reference

_api = APIRouter(prefix="/api/v1")
for _group in (runs, links, lessons, ops, limits):
    _api.include_router(_group.router)

router = APIRouter()
router.include_router(_api)
router.include_router(health.router)

# What a browser shows, by its path.
PAGES = {"/": page, links.PAGE: page, "/docs": docs, "/reference": reference}

__all__ = ["PAGES", "router"]
