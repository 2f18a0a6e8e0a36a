"""The operations that programs may use."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from engine.op import OPS, REQUIRED
from engine.op import Op as OpRecord
from server.openapi import problems
from server.payload import Op, OpAttribute, OpInput, OpsDocument
from server.problems import Problem
from server.tensors import attribute_json

router = APIRouter(prefix="/ops", tags=["operations"])

METHOD = "Tensor."
# The short names of the table, as programs import them.
PLACES = {"functional.": "torch.nn.functional.", "builtins.": ""}


@router.get("", operation_id="listOps", summary="All operations")
async def list_ops() -> OpsDocument:
    return OpsDocument(ops=[op_document(OPS[name]) for name in sorted(OPS)])


@router.get("/{name}", operation_id="getOp", summary="One operation", responses=problems(404, 422))
async def get_op(name: Annotated[str, Path(examples=["sigmoid"])]) -> Op:
    if name not in OPS:
        raise Problem(404, "op/unknown", "There is no operation of this name; /api/v1/ops lists them all.")
    return op_document(OPS[name])


def op_document(op: OpRecord) -> Op:
    bare = {name.rpartition(".")[2] for name in op.names if not name.endswith("__")}
    required_inputs = len(op.inputs) - op.optional
    return Op(
        name=op.name,
        family=op.family,
        symbol=op.symbol,
        aliases=sorted(bare - {op.name}),
        functions=[_imported(name) for name in op.names if not name.startswith(METHOD)],
        methods=[name.removeprefix(METHOD) for name in op.names if name.startswith(METHOD)],
        inputs=[
            OpInput(
                name=name,
                optional=slot >= required_inputs,
                differentiable=op.vjp(slot) is not None,
                local=op.local[slot] if slot < len(op.local) else None,
                downstream=op.downstream[slot] if slot < len(op.downstream) else None,
            )
            for slot, name in enumerate(op.inputs)
        ],
        variadic=op.variadic,
        attributes=[
            OpAttribute(
                name=name,
                required=default is REQUIRED,
                default=None if default is REQUIRED else attribute_json(default),
            )
            for name, default in op.attributes.items()
            if not name.startswith("_")
        ],
        elementwise=op.elementwise,
        formula=op.formula,
        words=op.words,
        choice=op.choice,
        saves=op.saves,
    )


def _imported(name: str) -> str:
    for short, place in PLACES.items():
        if name.startswith(short):
            return place + name.removeprefix(short)
    return name
