"""Writes what PyTorch's forward mode says of the lessons into tests/engine/torch_tangents.json.

    .venv/bin/pip install torch && .venv/bin/python -m tests.torch.write_tangents

Of each lesson, up to its first backward pass, every named leaf is made a dual number once, which moves along a
direction with no two entries alike; kept are the tangents of all names that stand for tensors then, as sums weighed by
the cosines of 1, 2, 3 and so on.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import torch
import torch.autograd.forward_ad as forward

from engine.lessons import lessons

TARGET = Path(__file__).parent.parent / "engine" / "torch_tangents.json"


def weights(shape: torch.Size) -> torch.Tensor:
    return torch.cos(torch.arange(1.0, shape.numel() + 1, dtype=torch.float64)).reshape(shape)


def before_the_backward_pass(statements: list[ast.stmt]) -> list[ast.stmt]:
    """The statements at the top up to the first that differentiates; of a loop with it, those of the first turn."""
    kept: list[ast.stmt] = []
    for statement in statements:
        if re.search(r"\.backward\(|\bgrad\(", ast.unparse(statement)):
            if isinstance(statement, ast.For):
                (first,) = ast.parse(
                    f"{ast.unparse(statement.target)} = next(iter({ast.unparse(statement.iter)}))"
                ).body
                kept += [first, *before_the_backward_pass(statement.body)]
            break
        kept.append(statement)
    return kept


def tangents(statements: list[ast.stmt], leaf: str) -> dict[str, float]:
    names: dict[str, object] = {}
    with forward.dual_level():
        for statement in statements:
            exec(compile(ast.Module([statement], []), "lesson", "exec"), names)
            if isinstance(statement, ast.Assign) and any(leaf in ast.unparse(to).split() for to in statement.targets):
                made = names[leaf]
                assert isinstance(made, torch.Tensor)
                if made.is_leaf and made.requires_grad:
                    names[leaf] = forward.make_dual(made.detach(), weights(made.shape)).requires_grad_()
        found = {}
        for name, value in names.items():
            if isinstance(value, torch.Tensor) and value.is_floating_point():
                moved = forward.unpack_dual(value).tangent
                found[name] = 0.0 if moved is None else float((moved * weights(moved.shape)).sum().detach())
    return found


def main() -> None:
    torch.set_default_dtype(torch.float64)
    written = {}
    for lesson in lessons():
        statements = before_the_backward_pass(ast.parse(lesson.source).body)
        names: dict[str, object] = {}
        exec(compile(ast.Module(statements, []), "lesson", "exec"), names)
        leaves = [
            name
            for name, value in names.items()
            if isinstance(value, torch.Tensor) and value.is_leaf and value.requires_grad
        ]
        moved = {leaf: tangents(statements, leaf) for leaf in leaves}
        written[lesson.id] = {leaf: found for leaf, found in moved.items() if found.get(leaf)}
    TARGET.write_text(json.dumps(written, indent=1) + "\n")


if __name__ == "__main__":
    main()
