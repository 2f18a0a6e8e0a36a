"""Batches of examples by engine.utils.data, in PyTorch 2.13's order for the same seed."""

import pytest

import engine
from engine import ArgumentError
from engine.utils.data import ConcatDataset, DataLoader, TensorDataset, random_split


def test_examples_are_shuffled_as_in_pytorch():
    """After torch.manual_seed(1)."""
    engine.manual_seed(1)
    data = TensorDataset(engine.arange(7))
    assert [batch[0].tolist() for batch in DataLoader(data, batch_size=3, shuffle=True)] == [[0, 5, 1], [4, 2, 3], [6]]


def test_parts_are_drawn_as_in_pytorch():
    """After torch.manual_seed(3)."""
    engine.manual_seed(3)
    parts = random_split(TensorDataset(engine.arange(10)), [7, 3])
    assert [part.indices for part in parts] == [[6, 0, 3, 7, 8, 5, 1], [9, 2, 4]]


def test_the_last_batch_is_smaller_or_dropped():
    data = TensorDataset(engine.ones(7, 2), engine.arange(7))
    assert [tuple(x.shape) for x, y in DataLoader(data, 3)] == [(3, 2), (3, 2), (1, 2)]
    assert len(DataLoader(data, 3, drop_last=True)) == len(list(DataLoader(data, 3, drop_last=True))) == 2


def test_datasets_stand_one_behind_the_other():
    both = ConcatDataset([TensorDataset(engine.arange(3)), [(7,), (8,)]])
    assert (len(both), both[2][0].item(), both[4]) == (5, 2, (8,))


@pytest.mark.parametrize("lengths", [[1, 2], [0.5, 0.6], [], [-1, 11]])
def test_parts_that_do_not_add_up_are_refused(lengths: list):
    with pytest.raises(ArgumentError):
        random_split(TensorDataset(engine.arange(10)), lengths)
