"""What a program and a request may use."""

from __future__ import annotations

from fastapi import APIRouter

from engine.language import DRAWN, DRAWN_UNITS, KEPT, REASONS, SHOWN, SHOWN_UNITS, UNITS, Limits, longer
from server.documents import EXPLAINED_WITH_CHANGES, bytes_at_once
from server.exports import EXPLAINED_STEPS, FORMATS
from server.http import BODY_SECONDS
from server.payload import ExportFormat, Limit, LimitsDocument
from server.routes.run_nodes import ENTRIES_AT_ONCE
from server.routes.run_passes import PASSES_AT_ONCE
from server.routes.run_steps import EXPLANATIONS_AT_ONCE, LINE_AT_ONCE, STEPS_AT_ONCE
from server.service import Service
from server.storage import A_MINUTE_FOR_A_CLIENT, BYTES_AN_HOUR_FOR_A_CLIENT

router = APIRouter(prefix="/limits", tags=["service"])


@router.get("", operation_id="getLimits", summary="What a program may use")
async def get_limits(service: Service) -> LimitsDocument:
    limits = vars(service.limits)
    request = {
        "body": Limit(limit=service.body_limit, unit="bytes"),
        "arrival": Limit(limit=BODY_SECONDS, unit="seconds"),
        "tensors": Limit(limit=bytes_at_once(service.limits), unit="bytes of arrays in one answer"),
        "export": Limit(limit=bytes_at_once(service.limits), unit="bytes of one file"),
        "explained": Limit(limit=EXPLAINED_STEPS, unit="steps of a run in a file that explains them"),
        "steps": Limit(limit=STEPS_AT_ONCE, unit="steps in one answer"),
        "passes_at_once": Limit(limit=PASSES_AT_ONCE, unit="passes in one answer"),
        "explanations": Limit(limit=EXPLANATIONS_AT_ONCE, unit="explained steps in one answer"),
        "changes": Limit(limit=EXPLAINED_WITH_CHANGES, unit="steps explained with the changes of a run"),
        "entries": Limit(limit=ENTRIES_AT_ONCE, unit="entries followed in one answer"),
        "line": Limit(limit=LINE_AT_ONCE, unit="steps of a line explained at once"),
        **{f"variables_{name}": Limit(limit=most, unit=SHOWN_UNITS[name]) for name, most in SHOWN.items()},
        **{f"charts_{name}": Limit(limit=most, unit=DRAWN_UNITS[name]) for name, most in DRAWN.items()},
        "run": Limit(limit=service.pool.seconds, unit="CPU seconds"),
        "long_run": Limit(limit=service.pool.long_seconds, unit="CPU seconds for a loop of which one pass is kept"),
        "links": Limit(limit=A_MINUTE_FOR_A_CLIENT, unit="new links a minute for one client"),
        "link_bytes": Limit(limit=BYTES_AN_HOUR_FOR_A_CLIENT, unit="bytes of new links an hour for one client"),
    }
    allowance = service.pool.allowance.most
    if allowance is not None:
        request["allowance"] = Limit(
            limit=allowance, unit="CPU seconds a minute for the longer programs of one address"
        )
    return LimitsDocument(
        program={name: Limit(limit=limits[name], unit=unit, reason=REASONS[name]) for name, unit in UNITS.items()},
        long=_long(service.limits),
        request=request,
        exports=[
            ExportFormat(name=each.name, title=each.title, words=each.words, media_type=each.media_type)
            for each in FORMATS.values()
        ],
    )


def _long(limits: Limits) -> dict[str, Limit]:
    further = {
        name: Limit(limit=most, unit=f"{UNITS[name]}, of all passes")
        for name, most in vars(longer(limits)).items()
        if most != vars(limits)[name]
    }
    kept = {name: Limit(limit=vars(limits)[name], unit=f"{UNITS[name]}, of the pass that is kept") for name in KEPT}
    return further | kept
