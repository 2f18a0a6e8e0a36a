"""PyTorch's default element type as the language has it for a program: float32 where it names that, else float64."""

import ast

import torch

from engine.language.library.default_type import names_float32


def choose_for(source: str) -> None:
    """To be called before PyTorch runs the program."""
    single = names_float32(ast.parse(source)) is not None
    torch.set_default_dtype(torch.float32 if single else torch.float64)
