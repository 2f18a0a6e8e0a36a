"""Writes tests/language/answers/draws.npz: the random numbers that PyTorch draws for 20 seeds.

Run by hand from the top folder, with torch installed, when a way to draw is added to the language:

    python -m tests.torch.write_draws

Kept are the last and the sum of what each program of drawn_programs.py draws for every n.
Needs a processor on which PyTorch draws waiting times and chances by itself, which is any but Intel's.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch

from tests.language.drawn_programs import CLOSE, EXACT, SEEDS, kept, program

FILE = Path(__file__).parents[1] / "language/answers/draws.npz"


def main() -> None:
    torch.set_num_threads(1)
    found = {}
    for name, draw in {**EXACT, **CLOSE}.items():
        rows = []
        for seed in SEEDS:
            names: dict[str, Any] = {}
            exec(program(draw, seed), names)
            lengths = [len(part) for part in names["drawn"]]
            rows.append(kept(names["result"].numpy(), lengths))
        found[name], found[f"lengths of {name}"] = np.array(rows), np.array(lengths)
    np.savez_compressed(FILE, **found)
    print(f"{len(EXACT) + len(CLOSE)} ways to draw, {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
