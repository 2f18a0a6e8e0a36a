"""Writes tests/server/passes/*.json: what PyTorch, in float64, computes in each pass of the programs beside them.

Run by hand from the top folder; torch is not among the packages that `make test` installs:

    .venv/bin/pip install torch && .venv/bin/python -m tests.torch.write_passes

Of each pass of `NAME.py` the loss, and of each parameter its entries before the pass and its gradient.
"""

import json
from pathlib import Path
from typing import Any

import torch

PROGRAMS = Path(__file__).parents[1] / "server" / "passes"


def course(source: str) -> list[dict[str, Any]]:
    scope: dict[str, Any] = {}
    passes: list[dict[str, Any]] = []
    backward = torch.Tensor.backward

    def told(loss: torch.Tensor) -> None:
        leaves: dict[int, str] = {}
        for name, each in scope.items():
            leaves.setdefault(id(each), name)
        tensors = [each for each in scope.values() if isinstance(each, torch.Tensor) and each.is_leaf]
        parameters = [*dict.fromkeys(each for each in tensors if each.requires_grad)]
        before = [each.detach().clone() for each in parameters]
        held = [torch.zeros_like(each) if each.grad is None else each.grad.clone() for each in parameters]
        backward(loss)
        passes.append(
            {
                "loss": loss.item(),
                "parameters": {
                    leaves[id(each)]: {"value": value.tolist(), "gradient": (each.grad - earlier).tolist()}
                    for each, value, earlier in zip(parameters, before, held, strict=True)
                },
            }
        )

    torch.Tensor.backward = told  # type: ignore[method-assign]
    try:
        exec(source, scope)
    finally:
        torch.Tensor.backward = backward  # type: ignore[method-assign]
    return passes


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    for program in sorted(PROGRAMS.glob("*.py")):
        passes = course(program.read_text())
        program.with_suffix(".json").write_text(f"{json.dumps(passes)}\n")
        print(f"{program.stem}: {len(passes)} passes")
