"""Writes engine/functions/torch_signatures.json: how PyTorch's functions, methods and layers are called.

Run by hand from the top folder, with torch installed, when a name of PyTorch's is added to the language:

    python -m tests.torch.write_signatures

A signature that begins with "def" is that of a function written in Python; any other is read as PyTorch's own parser
of arguments reads it, with numpy's names beside PyTorch's. "def (*args, **kwargs)" stands where PyTorch tells none.
"""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional

from engine.language.library.modules import MODULES
from engine.language.rules.attributes import PROPERTIES
from engine.language.values.brought import Module
from engine.language.values.functions import Builtin, Operation
from engine.language.values.registry import METHODS

# A parameter of this kind is written without its module.
Tensor = type("Tensor", (), {"__module__": "builtins"})
FILE = Path(__file__).parents[2] / "engine/functions/torch_signatures.json"
# Where the methods of a kind of value stand in PyTorch.
OWNERS = {
    "tensor": ("Tensor", torch.Tensor),
    "layer": ("Module", torch.nn.Module),
    "optimizer": ("Optimizer", torch.optim.Optimizer),
}
BOUND = tuple(f"{path}." for path, _ in OWNERS.values())
UNTOLD = "def (*args, **kwargs)"
RECURRENT = "bias=True, batch_first=False, dropout=0.0, bidirectional=False"
PLACED = "device=None, dtype=None"
# Where PyTorch tells no signature, or another than the one it takes.
TOLD = {
    "torch.tensor": ["def (data, *, dtype=None, device=None, requires_grad=False, pin_memory=False)"],
    "torch.as_tensor": ["def (data, dtype=None, device=None)"],
    # Takes an array of numpy's, and none comes to be in a program that imports torch alone.
    "torch.from_numpy": [],
    "torch.autograd.Variable": ["def (data, requires_grad=False)"],
    "Tensor.backward": ["(Tensor? gradient=None, bool? retain_graph=None, bool create_graph=False, any inputs=None)"],
    "torch.nn.Sequential": ["def (*args: Module)"],
    "torch.nn.Parameter": ["def (data: Tensor, requires_grad=True)"],
    "torch.Size": ["def (sizes=())"],
    "torch.device": ["def (type, index=None)"],
    "torch.Generator": ["def (device='cpu')"],
    "torch.manual_seed": ["def (seed)"],
    **{
        f"torch.nn.{name}": ["def ()"]
        for name in ("Sigmoid", "Tanh", "LogSigmoid", "Softsign", "Tanhshrink", "Softmax2d")
    },
    "torch.nn.RNN": [f"def (input_size, hidden_size, num_layers=1, nonlinearity='tanh', {RECURRENT}, {PLACED})"],
    "torch.nn.LSTM": [f"def (input_size, hidden_size, num_layers=1, {RECURRENT}, proj_size=0, {PLACED})"],
    "torch.nn.GRU": [f"def (input_size, hidden_size, num_layers=1, {RECURRENT}, {PLACED})"],
    "torch.nn.functional.logsigmoid": ["(Tensor input)"],
    "torch.unique": ["def (input, sorted=True, return_inverse=False, return_counts=False, dim=None)"],
    "torch.nonzero": ["def (input, *, as_tuple=False)"],
    "Tensor.nonzero": ["def (*, as_tuple=False)"],
    "Tensor.where": ["(Tensor condition, Tensor other)", "(Tensor condition, number other)"],
    "Tensor.new_tensor": ["def (data, *, dtype=None, device=None, requires_grad=False)"],
    "Tensor.type": ["def (dtype=None)"],
    "Tensor.item": ["def ()"],
    "Tensor.tolist": ["def ()"],
    "Tensor.dim": ["def ()"],
    "Tensor.numel": ["def ()"],
    "Tensor.nelement": ["def ()"],
    "Tensor.size": ["def (dim=None)"],
    "Tensor.stride": ["def (dim=None)"],
    "Tensor.numpy": ["def (*, force=False)"],
    "Tensor.requires_grad_": ["def (requires_grad=True)"],
    "Tensor.contiguous": ["def (*, memory_format=None)"],
    **{
        f"Tensor.{name}": ["def (*, memory_format=None)"]
        for name in ("float", "double", "long", "int", "bool", "half", "short", "cpu")
    },
}


def names() -> Iterator[tuple[str, Any]]:
    """Every name of PyTorch's in the language, with what it is there."""

    def inside(module: Module, path: str, there: Any) -> Iterator[tuple[str, Any]]:
        for name, member in module.members.items():
            found = getattr(there, name)
            if isinstance(member, Module):
                yield from inside(member, f"{path}.{name}", found)
            elif isinstance(member, (Operation, Builtin)):
                yield f"{path}.{name}", found

    yield from inside(MODULES["torch"], "torch", torch)
    for kind, name in (*METHODS, *PROPERTIES):
        path, there = OWNERS.get(kind, ("", None))
        if callable(getattr(there, name, None)):
            yield f"{path}.{name}", getattr(there, name)


def signatures(name: str, found: Any) -> list[str]:
    if name in TOLD:
        return TOLD[name]
    if name.startswith("torch.nn.functional."):
        # A dispatcher on a truth has the plain function beside it.
        found = getattr(torch.nn.functional, f"_{name.rpartition('.')[2]}", found)
    if inspect.isclass(found) or inspect.isfunction(found):
        return [in_python(found, bound=name.startswith(BOUND))]
    owner, _, short = name.rpartition(".")
    prefix = {"torch.linalg": "linalg_", "torch.special": "special_"}.get(owner, "")
    told = [text for schema in schemas(prefix + short) if (text := native(schema, name.startswith("Tensor.")))]
    return list(dict.fromkeys(told)) or [UNTOLD]


def schemas(short: str) -> list[Any]:
    return torch._C._jit_get_schemas_for_operator(f"aten::{short}")


def in_python(found: Any, bound: bool) -> str:
    try:
        parameters = [*inspect.signature(found).parameters.values()]
    except (TypeError, ValueError):
        return UNTOLD
    if bound:
        parameters = parameters[1:]
    plain = [parameter.replace(annotation=kind(parameter.annotation)) for parameter in parameters]
    shown = [p if simple(p.default) else p.replace(default=None) for p in plain]
    return f"def {inspect.Signature(shown)}"


def kind(annotation: Any) -> Any:
    """Tensor alone is told: of what else a parameter takes PyTorch's own functions in Python say too little."""
    return Tensor if annotation is torch.Tensor else inspect.Parameter.empty


def simple(default: Any) -> bool:
    parts = default if isinstance(default, tuple) else (default,)
    return all(
        part is inspect.Parameter.empty or isinstance(part, (bool, int, float, str, type(None))) for part in parts
    )


def native(schema: Any, method: bool) -> str | None:
    text = str(schema)
    inside = re.fullmatch(r"aten::[\w.]+\((.*)\) -> .*", text)
    if inside is None or "..." in text or re.search(r"Tensor\(\w!\) out|Dimname|\bt\[|\bcomplex\b|_out\b", text):
        return None
    arguments = re.sub(r"\((\w!?|\w -> \*)\)", "", inside[1])
    arguments = arguments.replace("SymInt", "int").replace("ScalarType", "dtype").replace("Scalar", "number")
    if any(word in arguments for word in ("float[] self", "int[] self", "bool[] self", "Tensor[] self")):
        return None
    first = arguments.partition(",")[0]
    takes_tensor = first.startswith("Tensor self")
    if "self" in arguments and not takes_tensor and first.endswith(" self"):
        return None
    if method:
        if not takes_tensor:
            return None
        arguments = arguments.partition(", ")[2]
        arguments = "" if arguments == "*" else arguments
    arguments = re.sub(r"^Tensor self\b", "Tensor input", arguments)
    if "dtype? dtype" in arguments and "Layout? layout" in arguments and "Tensor self" not in inside[1]:
        arguments += ", bool requires_grad=False"
    return f"({arguments})"


def main() -> None:
    table = {name: signatures(name, found) for name, found in sorted(names())}
    lines = [f"{json.dumps(name)}: {json.dumps(told)}" for name, told in table.items()]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    untold = [name for name, told in table.items() if told == [UNTOLD]]
    print(f"{len(table)} names, of which PyTorch tells no signature: {' '.join(untold)}")


if __name__ == "__main__":
    main()
