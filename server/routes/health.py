"""Whether the service lives."""

from __future__ import annotations

from fastapi import APIRouter

from server.payload import Health
from server.version import VERSION

router = APIRouter(tags=["service"])


@router.get("/healthz", operation_id="getHealth", summary="Answers while the service lives")
async def get_health() -> Health:
    return Health(status="ok", version=VERSION)
