"""Runs every lesson under PyTorch in float64, against the numbers in its header and against central differences.

Run by hand from the top folder; torch is not among the packages that `make test` installs:

    .venv/bin/pip install torch scikit-learn && .venv/bin/python -m tests.torch.check_lessons

Prints what differs and a count, and exits 1 if anything does. The program of 08_ties_and_kinks has no derivative where
it stands and that of 35_nan_bce is NaN on purpose: these two are not checked by differences, nor is a loop that trains,
whose passes move what they differentiate by. Of those, each pass is compared when it calls backward().
"""

import re
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from engine.lessons import Lesson, lessons

WITHOUT_DIFFERENCES = ("08_ties_and_kinks", "35_nan_bce")


class Bindings(dict[str, Any]):
    """The names of a running program; each tensor keeps its gradient, and one entry of one leaf may be nudged."""

    def __init__(self, nudged: str | None = None, entry: int = 0, by: float = 0.0) -> None:
        super().__init__()
        self.nudged, self.entry, self.by = nudged, entry, by
        self.passes: list[dict[str, torch.Tensor]] = []

    def __setitem__(self, name: str, value: Any) -> None:
        if isinstance(value, torch.Tensor):
            if name == self.nudged:
                with torch.no_grad():
                    value.view(-1)[self.entry] += self.by
            if value.requires_grad:
                value.retain_grad()
        super().__setitem__(name, value)


def bindings_after(lesson: Lesson, **nudge: Any) -> Bindings:
    names = Bindings(**nudge)
    backward = torch.Tensor.backward

    def noted(tensor: torch.Tensor) -> None:
        names.passes.append({name: names[name].detach().clone() for name in lesson.series})
        backward(tensor)

    torch.Tensor.backward = noted
    try:
        exec(compile(lesson.source, lesson.id, "exec"), {}, names)
    finally:
        torch.Tensor.backward = backward
    return names


def header_differences(lesson: Lesson, names: Bindings) -> Iterator[tuple[str, bool]]:
    for name, value in lesson.values.items():
        yield f"value of {name}: {names[name].tolist()}", agrees(names[name], value)
    for name, gradient in lesson.gradients.items():
        yield f"gradient of {name}: {names[name].grad}", agrees(names[name].grad, gradient)
    for name, series in lesson.series.items():
        held = torch.stack([each[name] for each in names.passes])
        yield f"{name} in the passes: {held.tolist()}", agrees(held, series)


def agrees(tensor: torch.Tensor | None, expected: np.ndarray | None) -> bool:
    if tensor is None or expected is None:
        return tensor is None and expected is None
    actual = tensor.detach().numpy()
    # rtol: the header has 10 digits; atol: an exact 0 there may be a rounding error here.
    return actual.shape == expected.shape and np.allclose(actual, expected, rtol=1e-8, atol=1e-12, equal_nan=True)


def central_differences(lesson: Lesson, names: Bindings) -> Iterator[tuple[str, bool]]:
    target = re.findall(r"^(\w+)\.backward\(\)", lesson.source, re.MULTILINE)[-1]
    for name, leaf in names.items():
        if isinstance(leaf, torch.Tensor) and leaf.is_leaf and leaf.requires_grad and leaf.grad is not None:
            for entry, gradient in enumerate(leaf.grad.flatten().tolist()):
                step = 1e-6 * max(1.0, abs(leaf.flatten()[entry].item()))
                above, below = (
                    bindings_after(lesson, nudged=name, entry=entry, by=by)[target].item() for by in (step, -step)
                )
                difference = (above - below) / (2 * step)
                # The error of a central difference in float64 is about 1e-10 of the loss at this step.
                close = abs(difference - gradient) <= 1e-5 * max(1.0, abs(gradient))
                yield f"gradient of {name}, entry {entry}: {gradient}, by differences {difference}", close


def main() -> int:
    torch.set_default_dtype(torch.float64)
    checked = differing = 0
    for lesson in lessons():
        names = bindings_after(lesson)
        checks = [*header_differences(lesson, names)]
        if lesson.id not in WITHOUT_DIFFERENCES and not lesson.series:
            checks += central_differences(lesson, names)
        for what, good in checks:
            checked += 1
            if not good:
                differing += 1
                print(f"{lesson.id}: {what}")
    print(f"{len(lessons())} lessons, {checked} numbers or arrays checked, {differing} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
