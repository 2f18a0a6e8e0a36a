"""A tensor as a small picture, one square an entry: its colour says the sign, its opacity the magnitude."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode

import numpy as np

from engine.operation import Array

POSITIVE, NEGATIVE, ZERO, STRANGE = (0x2F, 0x7D, 0xE1), (0xE0, 0x52, 0x7D), (0xEE, 0xF0, 0xF5), (0x16, 0x1D, 0x2B)
FAINTEST, STRONGEST = 0.12, 0.92
# Entries of a larger tensor are left out at equal distances. Pixels an entry: programs that smooth keep its edges.
MOST, SCALE = 64, 6


def strengths(matrix: Array, largest: float) -> Array:
    """0 to 1, by the magnitude."""
    with np.errstate(all="ignore"):
        shares = np.abs(matrix.astype(float)) / largest if largest > 0 else np.zeros(matrix.shape)
    return np.clip(np.nan_to_num(shares, nan=1, posinf=1), 0, 1)


def largest_of(array: Array) -> float:
    numbers = np.abs(np.asarray(array, dtype=float))
    numbers = numbers[np.isfinite(numbers)]
    return float(numbers.max()) if numbers.size else 0.0


def picture(matrix: Array) -> str:
    """A PNG as a data URL."""
    largest = largest_of(matrix)
    rows, columns = (max(1, -(-size // MOST)) for size in matrix.shape)
    shown = matrix[::rows, ::columns].astype(float)
    share = FAINTEST + (STRONGEST - FAINTEST) * strengths(shown, largest)
    pixels = np.empty((*shown.shape, 4), dtype=np.uint8)
    pixels[..., :3] = np.where((shown < 0)[..., None], NEGATIVE, POSITIVE)
    pixels[..., 3] = np.rint(255 * share)
    for where, colour in ((shown == 0, ZERO), (~np.isfinite(shown), STRANGE)):
        pixels[where] = (*colour, 255)
    return f"data:image/png;base64,{b64encode(_png(pixels.repeat(SCALE, 0).repeat(SCALE, 1))).decode()}"


def _png(pixels: Array) -> bytes:
    height, width = pixels.shape[:2]
    lines = np.concatenate([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)], axis=1)
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes())), (b"IEND", b""))
    chunks = [
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
