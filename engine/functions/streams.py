"""Streams of random numbers as PyTorch draws them on the processor: the same seeds give the same numbers.

A stream is a Mersenne twister (Matsumoto and Nishimura 1998). What is drawn takes 32 bits of it for float32, and 64 for
float64. Of numbers that PyTorch computes with approximations of its own, float32 has its last digit here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ArgumentError
from engine.operation import Array

DEFAULT_SEED = 0
# What a generator of PyTorch's starts from.
GENERATOR_SEED = 67280421310721
# So many bits of a draw are those of a number between 0 and 1.
FLOAT_BITS, DOUBLE_BITS = 24, 53
# PyTorch fills tensors of so many normal numbers by blocks of this size, and smaller ones by pairs.
BLOCK = 16
# From this range on a whole number takes 64 bits.
WIDE_RANGE = 2**28
STATE_WORDS = 624
# How PyTorch lays out the state of a generator on the processor.
STATE = np.dtype(
    [
        *(("seed", "<u8"), ("left", "<i4"), ("seeded", "<i4"), ("next", "<u8"), ("words", "<u8", (STATE_WORDS,))),
        *(("normal_x", "<f8"), ("second", "<f8"), ("normal_rho", "<f8"), ("has_second", "<i4"), ("gap", "<i4")),
        *(("single", "<f4"), ("has_single", "u1"), ("end", "u1", (3,))),
    ]
)
SEEDS = range(-(2**63), 2**64)


class Stream:
    def __init__(self, seed: int) -> None:
        self._twister = np.random.MT19937(0)
        self._started = False
        self.start(seed)

    def __repr__(self) -> str:
        return "torch.Generator()"

    def start(self, seed: int) -> None:
        """Raises ArgumentError for what PyTorch takes for no seed."""
        if seed not in SEEDS:
            raise ArgumentError(f"a seed is a whole number from -2**63 to 2**64 - 1, not {seed}")
        self.seed = seed % 2**64
        # The twister is filled by the first draw: a seed that nothing is drawn from costs nothing.
        self._started = False
        # Normal numbers come in pairs: the second one of the last pair.
        self._second: float | None = None

    def state(self) -> bytes:
        """What PyTorch's get_rng_state has in its bytes."""
        held: Any = self._twister.state["state"] if self._started else self._filled()
        place = int(held["pos"])
        packed = np.zeros(1, STATE)
        packed["seed"], packed["seeded"], packed["left"] = self.seed, 1, STATE_WORDS + 1 - place
        packed["next"] = place if self._started else 0
        packed["words"][0] = held["key"]
        if self._second is not None:
            packed["second"], packed["has_second"] = self._second, 1
        return packed.tobytes()

    def restore(self, state: bytes) -> None:
        """Goes on where a stream was that gave this `state`. Raises ValueError for bytes that are none."""
        if len(state) != STATE.itemsize:
            raise ValueError("not a state of a stream")
        packed = np.frombuffer(state, STATE)[0]
        place = STATE_WORDS + 1 - int(packed["left"])
        if not 1 <= place <= STATE_WORDS or packed["words"].max() >= 2**32 or not np.isfinite(packed["second"]):
            raise ValueError("not a state of a stream")
        self.seed = int(packed["seed"])
        words = packed["words"].astype(np.uint32)
        self._twister.state = {"bit_generator": "MT19937", "state": {"key": words, "pos": place}}
        self._started = True
        self._second = float(packed["second"]) if packed["has_second"] else None

    def _filled(self) -> Any:
        """The twister as the seed fills it."""
        held: Any = np.random.RandomState(self.seed % 2**32).get_state(legacy=False)
        return held["state"]

    def bits(self, count: int) -> Array:
        """Whole numbers below 2**32."""
        if not self._started:
            self._twister.state = {"bit_generator": "MT19937", "state": self._filled()}
            self._started = True
        return np.asarray(self._twister.random_raw(count), np.uint64)

    def wide_bits(self, count: int) -> Array:
        """Whole numbers below 2**64."""
        halves = self.bits(2 * count)
        wide: Array = (halves[::2] << np.uint64(32)) | halves[1::2]
        return wide

    def uniform(self, count: int, dtype: Any, low: float = 0.0, high: float = 1.0) -> Array:
        """Numbers from `low` up to `high`."""
        kept = FLOAT_BITS if dtype == np.float32 else DOUBLE_BITS
        drawn = self.bits(count) if dtype == np.float32 else self.wide_bits(count)
        shares = (drawn & np.uint64(2**kept - 1)) * 2.0**-kept
        first, last = np.asarray((low, high), dtype)
        # Multiplied and added at once: of float32 the product is exact in float64.
        return np.asarray(shares * np.float64(last - first) + first, dtype)

    def normal(self, count: int, dtype: Any, mean: float = 0.0, deviation: float = 1.0) -> Array:
        """By the transformation of Box and Muller 1958."""
        if count < BLOCK:
            return (self._pairs(count) * deviation + mean).astype(dtype)
        numbers = self.uniform(count, dtype)
        whole = count - count % BLOCK
        numbers[:whole] = _transformed(numbers[:whole])
        if whole < count:
            # The last block is drawn anew, and reaches back into the one before it.
            numbers[-BLOCK:] = _transformed(self.uniform(BLOCK, dtype))
        scaled: Array = numbers * numbers.dtype.type(deviation) + numbers.dtype.type(mean)
        return scaled

    def _pairs(self, count: int) -> Array:
        waiting = [] if self._second is None or count == 0 else [self._second]
        pairs = (count - len(waiting) + 1) // 2
        shares = self.uniform(2 * pairs, np.float64)
        radius, angle = np.sqrt(-2 * np.log1p(-shares[1::2])), 2 * np.pi * shares[::2]
        drawn = np.concatenate([waiting, np.stack([radius * np.cos(angle), radius * np.sin(angle)], -1).reshape(-1)])
        if count:
            self._second = float(drawn[count]) if len(drawn) > count else None
        return drawn[:count]

    def whole(self, count: int, first: int, last: int) -> Array:
        """Whole numbers from `first` up to `last`, without `last`."""
        spread = last - first
        drawn = self.wide_bits(count) if spread >= WIDE_RANGE else self.bits(count)
        return (drawn % np.uint64(spread)).astype(np.int64) + first

    def permutation(self, count: int) -> list[int]:
        """The numbers below `count`, each changed in turn for one of those behind it (Fisher and Yates 1938)."""
        order = list(range(count))
        steps = self.bits(max(count - 1, 0)) % np.arange(count, 1, -1, dtype=np.uint64)
        for place, step in enumerate(steps.tolist()):
            order[place], order[place + step] = order[place + step], order[place]
        return order

    def chances(self, count: int) -> Array:
        """Numbers between 0 and 1 that decide what happens with a chance that is given once for all."""
        return self.uniform(count, np.float64)

    def waits(self, count: int) -> Array:
        """Numbers of the exponential distribution with the rate 1."""
        waits: Array = -np.log1p(-self.uniform(count, np.float64))
        return waits


def _transformed(shares: Array) -> Array:
    """Normal numbers from shares of 1: of each block the first half gives the radii, the second half the angles."""
    blocks = shares.reshape(-1, 2, BLOCK // 2)
    two = blocks.dtype.type(2)
    radius = np.sqrt(-two * np.log(1 - blocks[:, 0]))
    angle = blocks.dtype.type(2 * np.pi) * blocks[:, 1]
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).reshape(-1)


MAIN = Stream(DEFAULT_SEED)


def stream_of(generator: Any) -> Stream:
    """The stream of a generator; the one that `manual_seed` starts where there is none. Raises ArgumentError."""
    if generator is None:
        return MAIN
    if not isinstance(generator, Stream):
        raise ArgumentError(f"a generator is made by torch.Generator(), not {type(generator).__name__}")
    return generator
