"""Whether the service lives, and whether it computes."""

from __future__ import annotations

from fastapi import APIRouter

from server.documents import Problem
from server.http import problems
from server.payload import Health
from server.service import Service
from server.version import VERSION

router = APIRouter(tags=["service"])


@router.get("/healthz", operation_id="getHealth", summary="Answers while the service lives")
async def get_health() -> Health:
    return Health(status="ok", version=VERSION)


@router.get(
    "/readyz", operation_id="getReadiness", summary="Answers while programs are run rightly", responses=problems(503)
)
async def get_readiness(service: Service) -> Health:
    """A worker has found a known gradient within the last 10 seconds."""
    if not await service.pool.ready():
        raise Problem(503, "service/not-ready", "No worker answers as it should.", headers={"Retry-After": "2"})
    return Health(status="ok", version=VERSION)
