"""What a tensor without a name of its own is called by its place in a list or dict: W[0], params["b"]."""

from __future__ import annotations

import ast
import json

from engine.language.machine import Machine
from engine.language.values import Value
from engine.tensors import Tensor


def placed_name(name: str, place: Value) -> str:
    return f"{name}[{json.dumps(place, ensure_ascii=False) if isinstance(place, str) else place}]"


def name_by_place(machine: Machine, owner: ast.expr, place: Value, value: Value) -> None:
    """Calls a tensor that is put into what a name stands for by its place there."""
    if type(value) is Tensor and value.name is None and isinstance(owner, ast.Name) and isinstance(place, (int, str)):
        machine.placed.add(value)
        machine.named(value, placed_name(owner.id, place))
