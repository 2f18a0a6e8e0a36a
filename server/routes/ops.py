"""The operations that programs may use."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from engine.functions.catalogue import OpEntry, catalogue, entry, functions
from engine.operation import OPS
from server.documents import Problem, attribute_json
from server.http import problems
from server.payload import MadeFunction, Op, OpsDocument

router = APIRouter(prefix="/ops", tags=["operations"])


@router.get("", operation_id="listOps", summary="All operations and functions")
async def list_ops() -> OpsDocument:
    return OpsDocument(
        ops=[_document(each) for each in catalogue()],
        functions=[MadeFunction.model_validate(each) for each in functions()],
    )


@router.get("/{name}", operation_id="getOp", summary="One operation", responses=problems(404, 422))
async def get_op(name: Annotated[str, Path(examples=["sigmoid"])]) -> Op:
    if name not in OPS:
        raise Problem(404, "op/unknown", "There is no operation of this name; /api/v1/ops lists them all.")
    return _document(entry(OPS[name]))


def _document(described: OpEntry) -> Op:
    attributes = [{**each, "default": attribute_json(each["default"])} for each in described["attributes"]]
    return Op.model_validate({**described, "attributes": attributes})
