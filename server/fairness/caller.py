"""Who asks: what fairness, allowance and log go by."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Annotated

from fastapi import Depends, Request

# A page sends a random one for each tab: a whole class may share one address.
CLIENT_HEADER = "X-Gradwalk-Client"
REQUEST_HEADER = "X-Request-Id"
ID = re.compile(r"[A-Za-z0-9-]{8,64}")
UNKNOWN_ADDRESS = "-"


@dataclass(frozen=True)
class Caller:
    client: str
    address: str
    request: str


# FastAPI would give each call of a plain function to a thread.
async def caller(request: Request) -> Caller:
    address = UNKNOWN_ADDRESS if request.client is None else network(request.client.host)
    return Caller(
        client=_given(request, CLIENT_HEADER) or address,
        address=address,
        request=_given(request, REQUEST_HEADER) or secrets.token_hex(8),
    )


def network(host: str) -> str:
    """The address, or for IPv6 the /64 around it: one machine may use all addresses of that."""
    try:
        address = ip_address(host)
    except ValueError:
        # A proxy or a test may give a name.
        return host
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> 64 << 64))
    return host


def _given(request: Request, header: str) -> str | None:
    value = request.headers.get(header, "")
    return value if ID.fullmatch(value) else None


Asking = Annotated[Caller, Depends(caller)]
