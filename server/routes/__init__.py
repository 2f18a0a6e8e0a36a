"""The addresses of the service: one file for each group of them.

In comes a request; out goes what the workers, the storage or the gallery answer it. Begin with `runs.py`, the address
that everything else is about.
"""

from fastapi import APIRouter

from server.routes import (
    health,
    lesson_graphs,
    lessons,
    limits,
    links,
    ops,
    run_comparison,
    run_derivation,
    run_derivatives,
    run_diagnosis,
    run_fold,
    run_jacobians,
    run_network,
    run_nodes,
    run_passes,
    run_paths,
    run_steps,
    run_tape,
    runs,
)
from server.routes.pages import docs, page
from server.routes.reference_pages import reference

_api = APIRouter(prefix="/api/v1")
for _group in (
    runs,
    run_steps,
    run_derivation,
    run_paths,
    run_jacobians,
    run_fold,
    run_passes,
    run_network,
    run_diagnosis,
    run_nodes,
    run_tape,
    run_derivatives,
    run_comparison,
    links,
    lessons,
    lesson_graphs,
    ops,
    limits,
):
    _api.include_router(_group.router)

router = APIRouter()
router.include_router(_api)
router.include_router(health.router)

# What a browser shows, by its path.
PAGES = {"/": page, links.PAGE: page, "/docs": docs, "/reference": reference}

__all__ = ["PAGES", "router"]
