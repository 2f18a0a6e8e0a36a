"""torch.utils.data: examples, parts of them, and batches in the order that PyTorch shuffles them into.

What a dataset is comes from outside: anything with a length and with entries by number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, islice
from typing import Any

import numpy as np

from engine.errors import ArgumentError, ShapeError
from engine.functions import FUNCTIONS, creation
from engine.functions.streams import MAIN, Stream
from engine.functions.table import allocate
from engine.operation import OPS
from engine.tensors import Tensor, apply

# A number drawn for a seed has so many bits.
SEED_BITS = 63


def drawn_seed(stream: Stream) -> int:
    seed: int = stream.wide_bits(1)[0].item() % 2**SEED_BITS
    return seed


def shuffled(count: int, generator: Stream | None) -> Iterator[int]:
    """The places of as many examples in random order: by a stream of its own where none is given."""
    stream = Stream(drawn_seed(MAIN)) if generator is None else generator
    allocate((count,))
    yield from stream.permutation(count)
    # PyTorch draws another order for what would be left over, which is nothing.
    allocate((count,))
    stream.permutation(count)


def batches(places: Iterator[int], batch_size: int, drop_last: bool) -> Iterator[list[int]]:
    batch = list(islice(places, batch_size))
    while batch and (len(batch) == batch_size or not drop_last):
        yield batch
        batch = list(islice(places, batch_size))


def require_batches(batch_size: Any, shuffle: Any, sampler: Any, batch_sampler: Any) -> None:
    """Raises ArgumentError."""
    if batch_size is not None and (not isinstance(batch_size, int) or isinstance(batch_size, bool) or batch_size < 1):
        raise ArgumentError(f"batch_size is a whole number from 1 on, not {batch_size!r}")
    if shuffle and (sampler is not None or batch_sampler is not None):
        raise ArgumentError("shuffle draws the order, and so does a sampler: give one of them")


def lengths_of_parts(count: int, lengths: Sequence[Any]) -> list[int]:
    """How many examples each part gets; fractions of all of them are rounded down and the rest dealt out in turn.

    Raises ArgumentError.
    """
    if not lengths or not all(isinstance(length, (int, float)) and length >= 0 for length in lengths):
        raise ArgumentError("lengths are numbers of examples, or fractions of them")
    if not all(isinstance(length, int) for length in lengths) or math.isclose(sum(lengths), 1):
        if math.isclose(sum(lengths), 1) and sum(lengths) <= 1 + 1e-9:
            parts = [math.floor(count * length) for length in lengths]
            for place in range(count - sum(parts)):
                parts[place % len(parts)] += 1
            return parts
        raise ArgumentError(f"the fractions of a dataset add up to 1, these to {sum(lengths)}")
    if sum(lengths) != count:
        raise ArgumentError(f"the lengths add up to {sum(lengths)}, the dataset has {count} examples")
    return list(lengths)


def collate(batch: Sequence[Any]) -> Any:
    """Examples as one batch: tensors stacked, numbers as a tensor, tuples and dicts part by part, texts as they are.

    Raises ArgumentError for examples that do not fit together.
    """
    first = batch[0]
    if isinstance(first, Tensor):
        if any(not isinstance(one, Tensor) or one.shape != first.shape for one in batch):
            raise ShapeError("the tensors of a batch have one shape: pad them, or give a collate_fn")
        made: Tensor = FUNCTIONS["torch.stack"](list(batch))
        return made
    if isinstance(first, (bool, int)):
        return creation.tensor(list(batch))
    if isinstance(first, float):
        return creation.tensor(list(batch), dtype=np.float64)
    if isinstance(first, str) or first is None:
        if first is None:
            raise ArgumentError("None cannot be put into a batch")
        return list(batch)
    if isinstance(first, Mapping):
        return {name: collate([one[name] for one in batch]) for name in first}
    if isinstance(first, (tuple, list)):
        if any(not isinstance(one, (tuple, list)) or len(one) != len(first) for one in batch):
            raise ArgumentError("each example of a batch has as many parts")
        return [collate(part) for part in zip(*batch, strict=True)]
    raise ArgumentError(f"a batch is made of tensors, numbers, tuples and dicts of them, not of {type(first).__name__}")


def rows(tensors: Sequence[Tensor], places: Sequence[int]) -> list[Tensor]:
    """Several rows of each tensor at once."""
    index = creation.leaf(np.array(places, np.int64))
    return [apply(OPS["index_select"], tensor, index, dim=0) for tensor in tensors]


def require_rows(tensors: Sequence[Any]) -> None:
    """Raises ArgumentError or ShapeError unless they are tensors with as many rows each."""
    if not tensors or not all(isinstance(tensor, Tensor) and tensor.ndim for tensor in tensors):
        raise ArgumentError("a TensorDataset is made of tensors with a row for each example")
    counts = [tensor.shape[0] for tensor in tensors]
    if len(set(counts)) != 1:
        raise ShapeError(f"the tensors of a dataset have as many rows each, these have {', '.join(map(str, counts))}")


class Dataset:
    """Examples by number: subclasses have `__getitem__` and `__len__`."""

    def __getitem__(self, index: int) -> Any:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError

    def __add__(self, other: Dataset) -> ConcatDataset:
        return ConcatDataset([self, other])


class TensorDataset(Dataset):
    """The rows of several tensors side by side."""

    def __init__(self, *tensors: Tensor) -> None:
        require_rows(tensors)
        self.tensors = tensors

    def __getitem__(self, index: Any) -> Any:
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self) -> int:
        return self.tensors[0].shape[0]


class Subset(Dataset):
    """Some examples of another dataset."""

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset, self.indices = dataset, indices

    def __getitem__(self, index: int) -> Any:
        return self.dataset[self.indices[index]]

    def __len__(self) -> int:
        return len(self.indices)


class ConcatDataset(Dataset):
    """Datasets one behind the other."""

    def __init__(self, datasets: Sequence[Any]) -> None:
        self.datasets = list(datasets)
        self.cumulative_sizes = list(accumulate(map(len, self.datasets)))

    def __getitem__(self, index: int) -> Any:
        place = range(len(self))[index]
        which = next(n for n, end in enumerate(self.cumulative_sizes) if place < end)
        return self.datasets[which][place - (self.cumulative_sizes[which - 1] if which else 0)]

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]


def random_split(dataset: Any, lengths: Sequence[Any], generator: Stream | None = None) -> list[Subset]:
    """Parts of a dataset, drawn at random, of these lengths or fractions."""
    parts = lengths_of_parts(len(dataset), lengths)
    stream = MAIN if generator is None else generator
    order = stream.permutation(sum(parts))
    ends = list(accumulate(parts))
    return [Subset(dataset, order[end - part : end]) for part, end in zip(parts, ends, strict=True)]


class DataLoader:
    """Goes through a dataset in batches, shuffled anew each time where it is asked to."""

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Any = None,
        batch_sampler: Any = None,
        num_workers: int = 0,
        collate_fn: Callable[[list[Any]], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        generator: Stream | None = None,
    ) -> None:
        require_batches(batch_size, shuffle, sampler, batch_sampler)
        self.dataset, self.batch_size, self.shuffle, self.drop_last = dataset, batch_size, bool(shuffle), drop_last
        self.sampler, self.batch_sampler, self.collate_fn, self.generator = (
            sampler,
            batch_sampler,
            collate_fn,
            generator,
        )

    def __iter__(self) -> Iterator[Any]:
        drawn_seed(MAIN if self.generator is None else self.generator)
        count = len(self.dataset)
        places = shuffled(count, self.generator) if self.shuffle else iter(self.sampler or range(count))
        if self.batch_size is None and self.batch_sampler is None:
            yield from (self.dataset[place] for place in places)
            return
        for batch in self.batch_sampler or batches(places, self.batch_size or 1, self.drop_last):
            if type(self.dataset) is TensorDataset and self.collate_fn is None:
                yield rows(self.dataset.tensors, batch)
            else:
                examples = [self.dataset[place] for place in batch]
                yield collate(examples) if self.collate_fn is None else self.collate_fn(examples)

    def __len__(self) -> int:
        if self.batch_sampler is not None:
            return len(self.batch_sampler)
        count = len(self.dataset if self.sampler is None else self.sampler)
        if self.batch_size is None:
            return count
        return count // self.batch_size if self.drop_last else -(-count // self.batch_size)
