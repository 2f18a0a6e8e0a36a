"""Writes tests/engine/torch_layers.json: what PyTorch's layers begin with, print, compute and send back.

Run by hand from the top folder, with torch installed, when a case is added to tests/engine/layer_cases.py:

    python -m tests.torch.write_layers
"""

import json
from pathlib import Path
from typing import Any

import torch
from torch import nn

from tests.engine.layer_cases import CASES, arrays, differentiable, flat, modes, sums

FILE = Path(__file__).parents[1] / "engine/torch_layers.json"


def answer(expression: str, inputs: tuple[Any, ...], mode: str) -> dict[str, Any]:
    torch.manual_seed(3)
    layer = eval(expression, {"nn": nn, "tensor": torch.tensor})
    told = repr(layer)
    layer.train(mode == "train")
    given, leaves = [], []
    for place, each in enumerate(inputs):
        made = [torch.tensor(array) for array in arrays(each, place)]
        if differentiable(each):
            leaves += [tensor.requires_grad_() for tensor in made]
        given.append(tuple(made) if each[0] == "pair" else made[0])
    begun = {} if "Lazy" in expression else {name: sums(p.detach()) for name, p in layer.state_dict().items()}
    results = list(flat(layer(*given)))
    loss = sum(
        (r * torch.cos(torch.arange(r.numel()) + 0.5).reshape(r.shape)).sum() for r in results if r.requires_grad
    )
    if isinstance(loss, torch.Tensor):
        loss.backward()
    return {
        "text": told,
        "begun": begun,
        "results": [[list(r.shape), *sums(r.detach())] for r in results],
        "gradients": {name: sums(p.grad) for name, p in layer.named_parameters() if p.grad is not None},
        "inputs": [sums(leaf.grad) for leaf in leaves if leaf.grad is not None],
        "buffers": {name: sums(buffer) for name, buffer in layer.named_buffers()},
    }


def main() -> None:
    torch.set_default_dtype(torch.float64)
    table = {f"{e} {mode}": answer(e, inputs, mode) for e, inputs in CASES for mode in modes(e)}
    lines = [f"{json.dumps(name)}: {json.dumps(told)}" for name, told in table.items()]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(table)} answers")


if __name__ == "__main__":
    main()
