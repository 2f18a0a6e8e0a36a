"""torchvision in programs: a part of MNIST, and the transforms that make tensors of its images."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import datasets
from engine.functions import creation
from engine.functions.table import allocate
from engine.language.errors import ProgramError
from engine.language.library.data import DATASET, GATHERED, made_with
from engine.language.library.numpy_random import plain_of
from engine.language.machine import Machine
from engine.language.semantics import invoke, named, whole
from engine.language.values import OBJECT, Builtin, Class, Instance, Module, Property, Value, describe
from engine.mode import get_default_dtype
from engine.operation import Array
from engine.tensors import Tensor

NOTE = (
    "MNIST is a part of the whole here: 4,000 of its 60,000 images for training and 1,000 of its 10,000 for the test."
)
GREYS = 255
CLASSES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _class(name: str, module: str, *bases: Class) -> Class:
    made = Class(name, module=module)
    made.order = (made, *bases, OBJECT)
    return made


IMAGE = _class("Image", "PIL.Image")
MNIST = _class("MNIST", "torchvision.datasets.mnist", DATASET)
TO_TENSOR, NORMALIZE, COMPOSE, LAMBDA = (
    _class(name, "torchvision.transforms.transforms") for name in ("ToTensor", "Normalize", "Compose", "Lambda")
)


def begin_mnist(
    machine: Machine,
    owner: Instance,
    root: Value = None,
    train: Value = True,
    transform: Value = None,
    target_transform: Value = None,
    download: Value = False,
) -> None:
    machine.notes["mnist"] = NOTE
    owner.fields |= {"root": root, "train": machine.truth(train)}
    owner.fields |= {"transform": transform, "target_transform": target_transform}
    owner.fields["classes"] = [f"{digit} - {name}" for digit, name in enumerate(CLASSES)]


class Picture(Instance):
    """An image of PIL's: `greys` from 0 to 255 are nothing that a program reads without ToTensor."""

    def __init__(self, machine: Machine, greys: Array) -> None:
        machine.budget.spend("cells", 1)
        machine.objects += 1
        super().__init__(IMAGE, machine.objects)
        self.fields |= {"size": greys.shape[::-1], "mode": "L"}
        self.greys = greys


def _examples(machine: Machine, owner: Instance) -> tuple[Array, Array]:
    return datasets.mnist(machine.truth(made_with(owner, "train")))


def images_of_mnist(machine: Machine, owner: Instance) -> Value:
    return _leaf(_examples(machine, owner)[0])


def kinds_of_mnist(machine: Machine, owner: Instance) -> Value:
    return _leaf(_examples(machine, owner)[1])


def count_of_mnist(machine: Machine, owner: Instance, /) -> int:
    return len(_examples(machine, owner)[1])


def entry_of_mnist(machine: Machine, owner: Instance, index: Value, /) -> Value:
    images, kinds = _examples(machine, owner)
    place = _within(kinds, whole(index, "an index"))
    image, kind = Picture(machine, images[place]), int(kinds[place])
    transform, of_kinds = made_with(owner, "transform"), made_with(owner, "target_transform")
    return (
        image if transform is None else invoke(machine, transform, [image], {}),
        kind if of_kinds is None else invoke(machine, of_kinds, [kind], {}),
    )


def batch_of_mnist(machine: Machine, owner: Instance, places: list[int]) -> Value | None:
    """Many examples at once, where the transforms are those of this file; None elsewhere."""
    steps = _steps(machine, made_with(owner, "transform"))
    if steps is None or made_with(owner, "target_transform") is not None:
        return None
    images, kinds = _examples(machine, owner)
    chosen = [_within(kinds, place) for place in places]
    allocate((len(chosen), 1, 28, 28))
    made = _scaled(images[chosen][:, None])
    for step in steps[1:]:
        made = _normalized(machine, step, made)
    return [made, _leaf(kinds[chosen])]


def _within(kinds: Array, place: int) -> int:
    """Raises ProgramError (index)."""
    if not -len(kinds) <= place < len(kinds):
        raise ProgramError("index", f"there are {len(kinds)} images, and none with the number {place}")
    return place


def _steps(machine: Machine, transform: Value) -> list[Instance] | None:
    """What a transform does one after the other, if it begins with ToTensor and then normalizes."""
    if not isinstance(transform, Instance):
        return None
    steps = list(machine.items(made_with(transform, "transforms"))) if transform.cls is COMPOSE else [transform]
    kinds = [step.cls if isinstance(step, Instance) else None for step in steps]
    return steps if kinds[:1] == [TO_TENSOR] and all(kind is NORMALIZE for kind in kinds[1:]) else None


def _leaf(array: Array) -> Tensor:
    allocate(array.shape)
    return creation.leaf(np.array(array))


def _scaled(greys: Array) -> Tensor:
    return _leaf((greys / np.float32(GREYS)).astype(get_default_dtype()))


MNIST.members |= {
    **named(__init__=begin_mnist, __len__=count_of_mnist, __getitem__=entry_of_mnist),
    "data": Property(Builtin("data", images_of_mnist)),
    "targets": Property(Builtin("targets", kinds_of_mnist)),
}
GATHERED[MNIST] = batch_of_mnist


def to_tensor(machine: Machine, owner: Instance, image: Value, /) -> Value:
    """An image as numbers from 0 to 1: (1, height, width)."""
    if isinstance(image, Picture):
        return _scaled(image.greys[None])
    raise ProgramError("type", f"ToTensor takes an image, not {describe(image)}")


def begin_normalize(machine: Machine, owner: Instance, mean: Value, std: Value, inplace: Value = False) -> None:
    owner.fields |= {"mean": mean, "std": std}


def normalize(machine: Machine, owner: Instance, image: Value, /) -> Value:
    if type(image) is not Tensor or image.ndim < 3:
        raise ProgramError(
            "type", f"Normalize takes an image as a tensor, not {describe(image)}", hint="ToTensor() comes first."
        )
    return _normalized(machine, owner, image)


def _normalized(machine: Machine, owner: Instance, images: Tensor) -> Tensor:
    seen = np.asarray(images._seen())
    mean, std = (_by_channel(machine, made_with(owner, name), name, seen.shape[-3]) for name in ("mean", "std"))
    if (std == 0).any():
        raise ProgramError("value", "Normalize divides by std, which is 0")
    return _leaf(((seen - mean) / std).astype(seen.dtype))


def _by_channel(machine: Machine, given: Value, name: str, channels: int) -> Array:
    """Raises ProgramError (value) unless there is one number for each channel, or one for all."""
    numbers = np.asarray(plain_of(machine, given))
    if numbers.dtype.kind not in "fiub" or numbers.ndim > 1 or numbers.size not in (1, channels):
        raise ProgramError("value", f"{name} is a number for each of the {channels} channels of the image")
    return numbers.astype(get_default_dtype()).reshape(-1, 1, 1)


def begin_compose(machine: Machine, owner: Instance, transforms: Value) -> None:
    owner.fields["transforms"] = list(machine.items(transforms))


def compose(machine: Machine, owner: Instance, image: Value, /) -> Value:
    for step in machine.items(made_with(owner, "transforms")):
        image = invoke(machine, step, [image], {})
    return image


def begin_lambda(machine: Machine, owner: Instance, lambd: Value) -> None:
    owner.fields["lambd"] = lambd


def apply_lambda(machine: Machine, owner: Instance, image: Value, /) -> Value:
    return invoke(machine, made_with(owner, "lambd"), [image], {})


def _enter(cls: Class, call: Callable[..., Any], begin: Callable[..., None] | None = None) -> None:
    cls.members |= named(__call__=call) if begin is None else named(__init__=begin, __call__=call)


_enter(TO_TENSOR, to_tensor)
_enter(NORMALIZE, normalize, begin_normalize)
_enter(COMPOSE, compose, begin_compose)
_enter(LAMBDA, apply_lambda, begin_lambda)

TORCHVISION = Module(
    "torchvision",
    {
        "datasets": Module("torchvision.datasets", {"MNIST": MNIST}),
        "transforms": Module(
            "torchvision.transforms", {cls.name: cls for cls in (TO_TENSOR, NORMALIZE, COMPOSE, LAMBDA)}
        ),
    },
)
