"""Writes tests/language/answers/calls.json: calls of PyTorch's functions with every argument of their signatures.

Run by hand from the top folder, with torch installed, when a name of PyTorch's is added to the language:

    python -m tests.torch.write_calls

For each signature there is a plain call, with what must be given, and then: all arguments by position with PyTorch's
defaults spelled out, all by name, and each optional argument with another value. Kept is what PyTorch itself takes,
with its answer.
"""

import itertools
import json
import signal
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from engine.functions.signatures import NO_DEFAULT, SIGNATURES, in_python, native
from tests.torch.default_type import choose_for

FILE = Path(__file__).parents[1] / "language/answers/calls.json"
TENSORS = (
    "torch.tensor([[1.5, 0.5], [0.5, 1.25]])",
    "torch.tensor([0.75, 0.25])",
    "torch.tensor([1, 0])",
    "torch.tensor([[1, 0], [0, 1]])",
    "torch.tensor([True, False])",
    "torch.tensor(1.5)",
    "torch.tensor([[[1.5, 0.5], [0.5, 1.25]]])",
    "torch.linspace(0.5, 2.0, 16).reshape(1, 1, 4, 4)",
    "torch.linspace(0.5, 2.0, 64).reshape(1, 1, 4, 4, 4)",
    "torch.tensor([[0.0, 0.0, 0.0], [1.0, 1.0, 2.0]])",
)
OF_KIND = {
    "Tensor": TENSORS,
    "Tensor[]": ("[torch.tensor([0.75, 0.25]), torch.tensor([1.5, 0.5])]", "[torch.ones(2, 2), torch.ones(2, 2)]"),
    "int": ("1", "0", "2"),
    "number": ("0.5", "2"),
    "float": ("0.5", "2.0"),
    "bool": ("True", "False"),
    "str": ("'sum'", "'mean'", "'tanh'", "'none'"),
    "dtype": ("torch.float32", "torch.int64"),
    "any": ("None",),
}
SIZES = ("(0,)", "(1, 0)", "(2, 2)", "(1,)", "(2,)", "(1, 1)", "(4,)")
LOOSE = ("1", "(1, 1)", "0.5", "2", "0", "True", "'sum'", "'none'", *TENSORS, "(2, 2)", "(2,)")
LEFT_OUT = {
    "torch.Size",
    "torch.device",
    "torch.Generator",
    "torch.set_printoptions",
    "torch.from_numpy",
    "torch.set_default_dtype",
    "torch.set_default_tensor_type",
}
# What is made by a layer or an optimizer, and what is done with it.
FIRST = {"torch.nn.Linear": ("3", "2"), "torch.nn.Parameter": ("torch.ones(2)",)}
X = "torch.tensor([[0.5, 0.25], [0.75, 0.125]])"
USES = {
    **dict.fromkeys(("torch.nn.CrossEntropyLoss", "torch.nn.NLLLoss"), f"made({X}, torch.tensor([0, 1]))"),
    **dict.fromkeys(
        ("torch.nn.MSELoss", "torch.nn.L1Loss", "torch.nn.SmoothL1Loss", "torch.nn.HuberLoss", "torch.nn.BCELoss"),
        f"made({X}, torch.tensor([[1.0, 0.0], [0.0, 1.0]]))",
    ),
    "torch.nn.BCEWithLogitsLoss": f"made({X}, torch.tensor([[1.0, 0.0], [0.0, 1.0]]))",
    "torch.nn.Linear": "made",
    "torch.nn.Parameter": "made",
}
RANDOM = ("dropout", "rand", "bernoulli", "multinomial", "poisson", "rrelu", "normal", "empty", "uniform_", "gumbel")
OPTIMIZER = (
    "w = torch.tensor([1.0, -2.0], requires_grad=True)\nopt = {}\n"
    "for i in range(3):\n    opt.zero_grad()\n    (w ** 2).sum().backward()\n    opt.step()\nprint(w.tolist())"
)


# Longer answers are left out: what they would show, shorter ones show.
LONGEST = 300


class TooLong(Exception):
    pass


def told(signature: str) -> list[tuple[str, str, Any, bool]]:
    """(name, kind, default, named only) of the parameters that have a name."""
    if signature.startswith("def "):
        parameters = in_python(signature).parameters.values()
        return [
            (p.name, str(p.annotation) if p.annotation == "Tensor" else "", p.default, p.kind is p.KEYWORD_ONLY)
            for p in parameters
            if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
        ]
    return [(p.name, p.kind, p.default, p.named_only) for p in native(signature)]


def values(kind: str) -> tuple[str, ...]:
    plain = kind.removesuffix("?")
    if plain.startswith("int["):
        return SIZES if plain == "int[]" else ("1", *SIZES)
    return OF_KIND.get(plain, LOOSE if plain == "" else ())


def program(path: str, receiver: str, arguments: list[str]) -> str:
    inside = ", ".join(arguments)
    owner, _, short = path.rpartition(".")
    if owner == "torch.optim":
        return OPTIMIZER.format(f"{path}({inside})")
    if owner == "torch.nn":
        use = USES.get(path, f"made({X})")
        return f"torch.manual_seed(0)\nmade = {path}({inside})\nprint(made)\nr = {use}\n"
    if owner == "Tensor":
        return f"x = {receiver}\nr = x.{short}({inside})\n"
    return f"r = {path}({inside})\n"


def shown(result: Any) -> str | None:
    """The statement that prints a result."""
    if isinstance(result, torch.Tensor):
        return None if result.is_complex() else "print(r.dtype, r.shape, r.tolist())"
    if isinstance(result, (bool, int, float)):
        return "print(r)"
    if isinstance(result, (tuple, list)) and result and all(isinstance(part, torch.Tensor) for part in result):
        return None if any(map(torch.is_complex, result)) else "print([part.tolist() for part in r])"
    return None


def answer(source: str) -> tuple[str, str] | None:
    """(the program with its print, what it prints), if PyTorch takes it."""
    printed: list[str] = []
    scope: dict[str, Any] = {
        "torch": torch,
        "F": F,
        "nn": nn,
        "print": lambda *parts: printed.append(" ".join(map(str, parts))),
    }
    choose_for(source)
    signal.alarm(2)
    try:
        exec(source, scope)
        statement = shown(scope["r"]) if "r" in scope else ""
        if isinstance(scope.get("r"), (nn.Module, nn.Parameter)):
            statement = "print(tuple(r.shape))" if isinstance(scope["r"], nn.Parameter) else ""
        if statement is None:
            return None
        exec(statement, scope)
    except Exception:
        return None
    finally:
        signal.alarm(0)
    return source + statement, "\n".join(printed)


def plain_calls(path: str, parameters: list[Any]) -> Iterator[tuple[str, list[str]]]:
    """(the value before the dot, the arguments that must be given), the likeliest first."""
    required = [p for p in parameters if p[2] is NO_DEFAULT]
    if path in FIRST:
        yield "", list(FIRST[path])
        return
    if path.startswith("torch.optim"):
        yield "", ["[w]"]
        return
    choices = [values(kind) for _, kind, _, _ in required]
    receivers = TENSORS if path.startswith("Tensor.") else ("",)
    combined = itertools.product(receivers, *choices)
    for receiver, *rest in itertools.islice(combined, 40000):
        yield receiver, [f"{p[0]}={v}" if p[3] else v for p, v in zip(required, rest, strict=True)]


def others(kind: str, default: Any) -> tuple[str, ...]:
    """Other values than the default."""
    if isinstance(default, bool):
        return (str(not default),)
    if kind:
        return values(kind)
    if default is None:
        return LOOSE
    if isinstance(default, str):
        return ("'sum'", "'none'", "'mean'", "'tanh'", "'reflect'", "'bilinear'", "'border'")
    if isinstance(default, int):
        return ("1", "2", "0.5")
    return ("0.5", "0.25", "2.0", "(0.5, 0.75)")


def calls(path: str, signature: str) -> list[dict[str, str]]:
    parameters = told(signature)
    fitting: tuple[str, list[str]] | None = None
    found = None
    for receiver, arguments in plain_calls(path, parameters):
        found = answer(program(path, receiver, arguments))
        if found is not None:
            fitting = receiver, arguments
            break
    if found is None or fitting is None:
        return []
    receiver, arguments = fitting
    made = [("plain", found)]
    needed = [p for p in parameters if p[2] is NO_DEFAULT]
    required = {p[0]: v.rpartition("=")[2] if p[3] else v for p, v in zip(needed, arguments, strict=True)}
    full = {name: required[name] if name in required else repr(default) for name, _, default, _ in parameters}
    spelled = [full[name] if not only else f"{name}={full[name]}" for name, _, _, only in parameters]
    ways = [("by position", spelled), ("by name", [f"{name}={value}" for name, value in full.items()])]
    for name, kind, default, _ in parameters:
        if default is NO_DEFAULT or name == "out":
            continue
        for value in others(kind, default)[:24]:
            varied = {**full, name: value}
            changed = answer(program(path, receiver, [*arguments, f"{name}={value}"]))
            if changed is not None and value != full[name]:
                ways.append((f"{name}={value}", [*arguments, f"{name}={value}"]))
                placed = [varied[n] if not only else f"{n}={varied[n]}" for n, _, _, only in parameters]
                if not path.endswith("_"):
                    ways.append((f"{name}={value} by position", placed))
                if changed[1] != found[1]:
                    break
    for way, given in ways:
        each = answer(program(path, receiver, given))
        if each is not None:
            made.append((way, each))
    random = any(word in path for word in RANDOM)
    return [
        {"way": way, "program": source, "printed": "" if random or way.startswith("dropout_p") else printed}
        for way, (source, printed) in made
        if len(printed) <= LONGEST
    ]


def stop(number: int, frame: Any) -> None:
    raise TooLong


def main() -> None:
    signal.signal(signal.SIGALRM, stop)
    table: dict[str, list[dict[str, str]]] = {}
    without = []
    for path, told_signatures in SIGNATURES.items():
        if path in LEFT_OUT or path.startswith(("Module.", "Optimizer.", "torch.func", "torch.autograd")):
            continue
        made: dict[str, dict[str, str]] = {}
        for signature in told_signatures:
            for each in calls(path, signature):
                made.setdefault(each["program"], each)
        if made:
            table[path] = list(made.values())
        else:
            without.append(path)
    lines = [f"{json.dumps(path)}: {json.dumps(each)}" for path, each in table.items()]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{sum(map(len, table.values()))} calls of {len(table)} names; none found for {' '.join(without)}")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    # The first optimizer loads much of PyTorch, for longer than one call may take.
    torch.optim.SGD([torch.ones(1)])
    main()
