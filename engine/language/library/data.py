"""torch.utils.data in programs: classes of the language that a program makes objects of, or classes of its own.

A dataset is whatever has a length and entries by number: a list, a tensor, an object of the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate

from engine.functions.streams import MAIN, Stream
from engine.language.errors import ProgramError
from engine.language.library.builtins import length
from engine.language.machine import Machine
from engine.language.semantics import engine_argument, invoke, item, whole
from engine.language.values import (
    NUMBERS,
    OBJECT,
    Builtin,
    Class,
    Generator,
    Instance,
    Iterated,
    Module,
    Value,
    describe,
)
from engine.tensors import Tensor
from engine.utils import data

HOME = "torch.utils.data"
DEEPEST = 6
SETTINGS = ("dataset", "batch_size", "shuffle", "sampler", "batch_sampler", "collate_fn", "drop_last", "generator")


def _class(name: str, file: str, *bases: Class) -> Class:
    made = Class(name, module=f"{HOME}.{file}")
    made.order = (made, *bases, OBJECT)
    return made


DATASET = _class("Dataset", "dataset")
TENSORS = _class("TensorDataset", "dataset", DATASET)
SUBSET = _class("Subset", "dataset", DATASET)
CONCAT = _class("ConcatDataset", "dataset", DATASET)
LOADER = _class("DataLoader", "dataloader")


def _member(cls: Class, name: str) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    def enter(call: Callable[..., Value]) -> Callable[..., Value]:
        cls.members[name] = Builtin(name, call)
        return call

    return enter


def made_with(owner: Instance, name: str) -> Value:
    """What an object of a library was made with. Raises ProgramError (attribute) where its own __init__ has not run."""
    if name not in owner.fields:
        raise ProgramError(
            "attribute",
            f"{owner.cls.name} has no {name}: the __init__ that sets it has not run",
            hint="Call super().__init__(…) with what it is made of.",
        )
    return owner.fields[name]


def _tensors(owner: Instance) -> tuple[Tensor, ...]:
    tensors = made_with(owner, "tensors")
    listed = tuple(tensors) if isinstance(tensors, (list, tuple)) else ()
    data.require_rows(listed)
    return listed


def _stream(value: Value) -> Stream | None:
    if value is None:
        return None
    if not isinstance(value, Generator):
        raise ProgramError("type", f"generator is made by torch.Generator(), not {describe(value)}")
    return value.stream


@_member(DATASET, "__add__")
def join(machine: Machine, owner: Value, other: Value, /) -> Value:
    return machine.construct(CONCAT, [[owner, other]], {})


@_member(TENSORS, "__init__")
def begin_tensors(machine: Machine, owner: Value, /, *tensors: Value) -> None:
    data.require_rows(tensors)
    owner.fields["tensors"] = tuple(tensors)


@_member(TENSORS, "__getitem__")
def rows_of_tensors(machine: Machine, owner: Value, index: Value, /) -> Value:
    return tuple(item(machine, tensor, index) for tensor in _tensors(owner))


@_member(TENSORS, "__len__")
def count_of_tensors(machine: Machine, owner: Value, /) -> int:
    return int(_tensors(owner)[0].shape[0])


@_member(SUBSET, "__init__")
def begin_subset(machine: Machine, owner: Value, dataset: Value, indices: Value) -> None:
    owner.fields["dataset"], owner.fields["indices"] = dataset, list(machine.items(indices))


@_member(SUBSET, "__getitem__")
def entry_of_subset(machine: Machine, owner: Value, index: Value, /) -> Value:
    return item(machine, made_with(owner, "dataset"), item(machine, made_with(owner, "indices"), index))


@_member(SUBSET, "__len__")
def count_of_subset(machine: Machine, owner: Value, /) -> int:
    return int(length(machine, made_with(owner, "indices")))


@_member(CONCAT, "__init__")
def begin_concat(machine: Machine, owner: Value, datasets: Value) -> None:
    listed = list(machine.items(datasets))
    if not listed:
        raise ProgramError("argument", "a ConcatDataset is made of at least one dataset")
    owner.fields["datasets"] = listed
    owner.fields["cumulative_sizes"] = list(accumulate(length(machine, one) for one in listed))


def _ends(machine: Machine, owner: Instance) -> tuple[list[int], list[Value]]:
    """Where each of the datasets ends, and the datasets."""
    datasets = list(machine.items(made_with(owner, "datasets")))
    ends = list(accumulate(int(length(machine, one)) for one in datasets))
    if not ends:
        raise ProgramError("argument", "a ConcatDataset is made of at least one dataset")
    return ends, datasets


@_member(CONCAT, "__getitem__")
def entry_of_concat(machine: Machine, owner: Value, index: Value, /) -> Value:
    ends, datasets = _ends(machine, owner)
    place = whole(index, "an index")
    place = place + ends[-1] if place < 0 else place
    which = next((n for n, end in enumerate(ends) if 0 <= place < end), None)
    if which is None:
        raise ProgramError("index", f"the datasets have {ends[-1]} examples, and none with the number {index}")
    return item(machine, datasets[which], place - (ends[which - 1] if which else 0))


@_member(CONCAT, "__len__")
def count_of_concat(machine: Machine, owner: Value, /) -> int:
    return _ends(machine, owner)[0][-1]


def _number(machine: Machine, value: Value) -> Value:
    return value if isinstance(value, NUMBERS) else engine_argument(machine, value)


def random_split(machine: Machine, dataset: Value, lengths: Value, generator: Value = None) -> list[Value]:
    """`torch.utils.data.random_split`"""
    parts = data.lengths_of_parts(length(machine, dataset), [_number(machine, part) for part in machine.items(lengths)])
    stream = _stream(generator) or MAIN
    machine.budget.spend("cells", sum(parts))
    order = stream.permutation(sum(parts))
    ends = list(accumulate(parts))
    return [
        machine.construct(SUBSET, [dataset, order[end - part : end]], {}) for part, end in zip(parts, ends, strict=True)
    ]


@_member(LOADER, "__init__")
def begin_loader(
    machine: Machine,
    owner: Value,
    dataset: Value,
    batch_size: Value = 1,
    shuffle: Value = None,
    sampler: Value = None,
    batch_sampler: Value = None,
    num_workers: Value = 0,
    collate_fn: Value = None,
    pin_memory: Value = False,
    drop_last: Value = False,
    timeout: Value = 0,
    worker_init_fn: Value = None,
    multiprocessing_context: Value = None,
    generator: Value = None,
    *,
    prefetch_factor: Value = None,
    persistent_workers: Value = False,
    pin_memory_device: Value = "",
    in_order: Value = True,
) -> None:
    """How PyTorch's processes share the work changes nothing here."""
    shuffle = machine.truth(shuffle)
    data.require_batches(batch_size, shuffle, sampler, batch_sampler)
    _stream(generator)
    owner.fields |= {"dataset": dataset, "batch_size": batch_size, "sampler": sampler, "batch_sampler": batch_sampler}
    owner.fields |= {"collate_fn": collate_fn, "drop_last": machine.truth(drop_last), "generator": generator}
    owner.fields |= {"num_workers": num_workers, "pin_memory": pin_memory, "shuffle": shuffle}


def _settings(owner: Instance) -> dict[str, Value]:
    """Those of a loader, as they are now. Raises ProgramError (attribute, argument)."""
    held = {name: made_with(owner, name) for name in SETTINGS}
    data.require_batches(held["batch_size"], held["shuffle"], held["sampler"], held["batch_sampler"])
    return held


@_member(LOADER, "__len__")
def count_of_loader(machine: Machine, owner: Value, /) -> int:
    fields = _settings(owner)
    if fields["batch_sampler"] is not None:
        return int(length(machine, fields["batch_sampler"]))
    count = length(machine, fields["dataset"] if fields["sampler"] is None else fields["sampler"])
    size = 1 if fields["batch_size"] is None else fields["batch_size"]
    return int(count // size if fields["drop_last"] else -(-count // size))


@_member(LOADER, "__iter__")
def walk_loader(machine: Machine, owner: Value, /) -> Iterated:
    fields = _settings(owner)
    stream = _stream(fields["generator"])
    data.drawn_seed(MAIN if stream is None else stream)
    return Iterated(_batches(machine, fields, stream))


def _batches(machine: Machine, fields: dict[str, Value], stream: Stream | None) -> Iterator[Value]:
    dataset, size, own = fields["dataset"], fields["batch_size"], fields["collate_fn"]
    if fields["batch_sampler"] is not None:
        chosen: Iterator[Value] = (list(machine.items(batch)) for batch in machine.items(fields["batch_sampler"]))
    else:
        places = _places(machine, fields, stream)
        if size is None:
            yield from (item(machine, dataset, place) for place in places)
            return
        chosen = data.batches(places, size, fields["drop_last"])
    for batch in chosen:
        machine.budget.spend("cells", len(batch))
        if own is None and (gathered := gather(machine, dataset, batch)) is not None:
            yield gathered
            continue
        examples = [item(machine, dataset, place) for place in batch]
        yield collate(machine, examples) if own is None else invoke(machine, own, [examples], {})


def gather(machine: Machine, dataset: Value, places: list[Value]) -> Value:
    """A batch of a dataset that can give many examples at once; None of others."""
    gathering = GATHERED.get(dataset.cls) if isinstance(dataset, Instance) else None
    return None if gathering is None else gathering(machine, dataset, [whole(place, "an index") for place in places])


def _rows(machine: Machine, dataset: Instance, places: list[int]) -> Value:
    return data.rows(_tensors(dataset), places)


def _part(machine: Machine, dataset: Instance, places: list[int]) -> Value:
    indices = made_with(dataset, "indices")
    return gather(machine, made_with(dataset, "dataset"), [item(machine, indices, place) for place in places])


# The classes whose examples are had many at a time: (machine, dataset, places) → the batch, or None where an object of
# the class cannot.
GATHERED: dict[Class, Callable[[Machine, Instance, list[int]], Value]] = {TENSORS: _rows, SUBSET: _part}


def _places(machine: Machine, fields: dict[str, Value], stream: Stream | None) -> Iterator[Value]:
    if fields["sampler"] is not None:
        return machine.items(fields["sampler"])
    count = length(machine, fields["dataset"])
    return data.shuffled(count, stream) if fields["shuffle"] else iter(range(count))


def collate(machine: Machine, batch: Value) -> Value:
    """`torch.utils.data.default_collate`"""
    examples = [_plain(machine, example, 0) for example in machine.items(batch)]
    if not examples:
        raise ProgramError("argument", "a batch has at least one example")
    return data.collate(examples)


def _plain(machine: Machine, value: Value, depth: int) -> Value:
    """What a batch can be made of. Raises ProgramError (argument)."""
    if type(value) is Tensor or isinstance(value, (*NUMBERS, str)):
        return value
    if isinstance(value, (list, tuple, dict)) and depth < DEEPEST:
        machine.budget.spend("cells", len(value))
        if isinstance(value, dict):
            return {name: _plain(machine, held, depth + 1) for name, held in value.items()}
        return [_plain(machine, held, depth + 1) for held in value]
    raise ProgramError("argument", f"a batch is made of tensors, numbers, tuples and dicts, not of {describe(value)}")


DATA = Module(
    HOME,
    {
        **{cls.name: cls for cls in (DATASET, TENSORS, SUBSET, CONCAT, LOADER)},
        "random_split": Builtin("random_split", random_split),
        "default_collate": Builtin("default_collate", collate),
    },
)
UTILS = Module("torch.utils", {"data": DATA})
